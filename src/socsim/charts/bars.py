"""Stacked bars, an organisation a bar, with the names of the parts written where the parts are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.parts import Part, key_rows, name_parts
from socsim.charts.sheet import divided, shared, sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    MARGIN,
    SMALL,
    SOFT,
    Fill,
    Page,
    across,
    body_room,
    page,
    settled,
    text_height,
    text_width,
    wrap,
)
from socsim.locale import capital, decimals, fixed, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PITCH, THICK = 0.46, 0.3  # inches from bar to bar, and of a bar
CLOSE, FAR = 0.36, 0.62  # from bar to bar on a slide
NAMES = (1.6, 1.9, 2.2, 2.5)  # inches for the organisations' names: the first at which they take two lines
WIDER = (2.9, 3.3)  # on a slide besides
HEADING = 0.3


@dataclass(frozen=True)
class Bar:
    """One organisation's bar: a value and an interval for each part, and for the total."""

    name: str
    values: list[float]
    intervals: list[tuple[float, float]]
    total: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """The bars of one group of clients."""

    heading: str
    bars: Sequence[Bar]


def panels(
    summary: pd.DataFrame, about: About, metric: str, parts: Sequence[Part], scale: float = 1.0
) -> list[Panel]:
    """Bars out of `summary`: clients with one need and with several apart, or all where that is not known.

    A total comes from the metric's own row for the group, or is the sum of the parts without an interval.
    """
    rows = summary[(summary["metric"] == metric) & (summary["statistic"] == "mean")]
    known = {
        (row["organisation"], row["group"]): (
            row["estimate"] * scale,
            row["ci_low"] * scale,
            row["ci_high"] * scale,
        )
        for row in rows.to_dict("records")
        if math.isfinite(row["estimate"])
    }
    made: list[Panel] = []
    for group in (ONE, SEVERAL, "all"):
        if group == "all" and made:
            break
        suffix = "" if group == "all" else f",{group}"
        bars = []
        for name, label in about.organisations.items():
            found = [known.get((name, part.key + suffix)) for part in parts]
            if not any(found):
                continue
            shown = [part or (0.0, math.nan, math.nan) for part in found]
            total = known.get((name, group)) or (sum(value for value, _, _ in shown), math.nan, math.nan)
            bars.append(
                Bar(label, [part[0] for part in shown], [part[1:] for part in shown], total[0], total[1:])
            )
        if bars:
            made.append(Panel(capital(about.say(f"group.{group}")), bars))
    return made


def worth_drawing(made: Sequence[Panel]) -> bool:
    """Whether any bar has a length."""
    return any(value > 0 for panel in made for bar in panel.bars for value in bar.values)


def draw(
    made: Sequence[Panel],
    parts: Sequence[Part],
    about: About,
    title: str,
    subtitle: str,
    axis: str,
    *,
    title_of: str = "",
    source: Callable[[str], str] | None = None,
    total: str = "",
) -> Figure:
    """The chart: parts with their intervals in figures where there is room, totals with theirs drawn.

    Nothing here can be less than 0, so a t-interval that goes below is cut there, and that is said.

    Parameters
    ----------
    title_of : the metric that the title is about.
    source : the line under the chart, out of what else must be said; without, that of `about`.
    total : what stands over the totals, where they are not the sum.
    """
    called = [bar.name for panel in made for bar in panel.bars]
    widths = (*NAMES, *WIDER) if sheet().is_slide else NAMES
    room = next(
        (width for width in widths if all(wrap(name, width).count("\n") < 2 for name in called)), widths[-1]
    )
    names = [wrap(name, room) for name in called]
    left = max(text_width(line) for name in names for line in name.split("\n")) + 0.15
    highest = max(text_height(name) for name in names)
    totals = [_total_text(about, bar) for panel in made for bar in panel.bars]
    intervals = any(math.isfinite(bar.interval[0]) for panel in made for bar in panel.bars)
    column = total or about.say("bars.total" if intervals else "bars.sum")
    column_lines = wrap(column, 1.0, SMALL)
    right = max(text_width(text) for text in [*totals, *column_lines.split("\n")]) + 0.12
    width = across() - left - right
    headings = MARGIN + max(text_width(panel.heading, BODY, bold=True) for panel in made) + 0.3
    start = min(headings, MARGIN + left)
    cut = any(bar.interval[0] < 0 for panel in made for bar in panel.bars)
    note = about.say("bars.cut") if cut else ""
    line = about.source(note, title_of=title_of) if source is None else source(note)

    def key_of(drawn: Sequence[Panel]) -> tuple[list[int], int]:
        """The parts that there are in these panels, and the rows that their names take."""
        bars = [bar for panel in drawn for bar in panel.bars]
        kept = [at for at in range(len(parts)) if any(bar.values[at] > 0 for bar in bars)]
        return kept, key_rows([parts[at].label for at in kept], MARGIN + left + width - start)

    space = body_room(title, subtitle, line) - 0.12 - 0.15 - 0.45
    pages = divided(
        [(panel.heading, panel.bars) for panel in made],
        HEADING,
        max(CLOSE, highest + 0.05),
        space - key_of(made)[1] * 0.2,
    )
    shown = [Panel(*one) for one in this_one(pages)]
    kept, key = key_of(shown)
    number = sum(len(panel.bars) for panel in shown)
    pitch = max(PITCH, highest + 0.08)
    if sheet().is_slide:
        pitch = max(highest, min(shared(pitch, space - key * 0.2 - len(shown) * HEADING, number, CLOSE), FAR))
    body = key * 0.2 + 0.12 + sum(HEADING + len(panel.bars) * pitch for panel in shown) + 0.15 + 0.45
    on = page(title, subtitle, line, body)
    most = max(
        max(bar.total, sum(bar.values), _finite(bar.interval[1])) for panel in made for bar in panel.bars
    )
    top = on.top - key * 0.2 - 0.12
    axes: list[Axes] = []
    for panel in shown:
        height = len(panel.bars) * pitch
        on.write(on.left, top - 0.06, panel.heading, BODY, weight="bold")
        axes.append(
            _panel(
                on, panel, parts, about, (on.left + left, top - HEADING - height, width, height), room, most
            )
        )
        top -= HEADING + height + 0.15 / len(shown)
    on.write(on.left + left + width + 0.1, on.top, column_lines, SMALL, color=SOFT)
    for one in axes[:-1]:
        one.set_xticklabels([])
    axes[-1].set_xlabel(axis, fontsize=SMALL)
    clear = headings - 0.2 if sheet().is_slide else 0.0
    first = shown[0].bars[0]
    name_parts(on, axes[0], [(parts[at], first.values[at]) for at in kept], start, key, THICK, clear)
    return settled(on.figure)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _total_text(about: About, bar: Bar) -> str:
    low, high = bar.interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return about.number(bar.total)
    return f"{about.number(bar.total)} ({about.number(max(low, 0.0))}–{about.number(high)})"


def _panel(
    on: Page,
    panel: Panel,
    parts: Sequence[Part],
    about: About,
    box: tuple[float, float, float, float],
    room: float,
    most: float,
) -> Axes:
    """One group's bars with the numbers that fit inside, their intervals, and the totals beside."""
    axes = on.axes(*box)
    axes.set_xlim(0, most * 1.02)
    axes.set_ylim(len(panel.bars) - 0.5, -0.5)
    pitch = box[3] / len(panel.bars)
    axes.spines["left"].set_color(SOFT)
    axes.set_yticks(range(len(panel.bars)), [wrap(bar.name, room) for bar in panel.bars], fontsize=BODY)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    inches = box[2] / (most * 1.02)
    for row, bar in enumerate(panel.bars):
        start = 0.0
        end = (
            bar.interval[0] - 0.08 / inches if math.isfinite(bar.interval[0]) else math.inf
        )  # clear of the whisker
        for part, value, interval in zip(parts, bar.values, bar.intervals, strict=True):
            if value > 0:
                axes.barh(
                    row,
                    value,
                    left=start,
                    height=THICK / pitch,
                    color=part.fill.colour,
                    hatch=part.fill.hatch,
                    edgecolor=INK,
                    linewidth=0.6,
                )
                _value(
                    axes,
                    row,
                    start,
                    min(start + value, end),
                    _said(about, value, interval),
                    part.fill,
                    inches,
                )
            start += value
        _whisker(axes, row, bar.interval)
        y = box[1] + box[3] - (row + 0.5) * pitch
        on.write(box[0] + box[2] + 0.1, y, _total_text(about, bar), BODY, va="center")
    return axes


def _said(about: About, value: float, interval: tuple[float, float]) -> list[str]:
    """The value with its interval, and without."""
    half = (interval[1] - interval[0]) / 2
    if not math.isfinite(half):
        return [about.number(value, 2)]
    places = min(decimals(half, 1), 2)
    return [
        f"{fixed(value, about.language, places)} ±{fixed(half, about.language, places)}",
        about.number(value, 2),
    ]


def _value(
    axes: Axes, row: int, start: float, end: float, said: Sequence[str], fill: Fill, inches: float
) -> None:
    """The longest of the texts that fits into a segment, on a white plate where there is a hatch."""
    fits = next((text for text in said if text_width(text, SMALL) + 0.12 < (end - start) * inches), None)
    if fits is None:
        return
    plate = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"} if fill.hatch else None
    axes.text(
        (start + end) / 2, row, fits, fontsize=SMALL, color=fill.ink, ha="center", va="center", bbox=plate
    )


def _whisker(axes: Axes, y: float, interval: tuple[float, float]) -> None:
    """An interval with a white rim, so that it stays visible on a bar."""
    from matplotlib.patheffects import withStroke

    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return
    low = max(low, 0.0)  # a t-interval may go below what there can be, and over the names
    rim = [withStroke(linewidth=3.2, foreground="white")]
    axes.plot(
        [low, high],
        [y, y],
        color=INK,
        linewidth=1.3,
        marker="|",
        markersize=6,
        path_effects=rim,
        clip_on=False,
        zorder=5,
    )
