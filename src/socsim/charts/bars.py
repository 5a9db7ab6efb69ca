"""Stacked bars, an organisation a bar, with the names of the parts written where the parts are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    LEADING,
    SMALL,
    SOFT,
    WIDTH,
    Fill,
    Page,
    page,
    spread,
    text_height,
    text_width,
    wrap,
)
from socsim.locale import plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PITCH, THICK = 0.5, 0.32  # inches from bar to bar, and of a bar
NAMES = 1.6  # inches for the organisations' names at most
HEADING = 0.3
SWATCH = 0.13


@dataclass(frozen=True)
class Part:
    """One part of every bar."""

    key: str
    label: str
    fill: Fill


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
    bars: list[Bar]


def panels(summary: pd.DataFrame, about: About, metric: str, parts: Sequence[Part], scale: float = 1.0) -> list[Panel]:
    """Bars out of `summary`: clients with one need and with several apart, or all where that is not known.

    A total comes from the metric's own row for the group, or is the sum of the parts without an interval.
    """
    rows = summary[(summary["metric"] == metric) & (summary["statistic"] == "mean")]
    known = {
        (row["organisation"], row["group"]): (row["estimate"] * scale, row["ci_low"] * scale, row["ci_high"] * scale)
        for row in rows.to_dict("records")
        if math.isfinite(row["estimate"])
    }
    made = []
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
            made.append(Panel(about.say(f"group.{group}"), bars))
    return made


def worth_drawing(made: Sequence[Panel]) -> bool:
    """Whether any bar has a length."""
    return any(value > 0 for panel in made for bar in panel.bars for value in bar.values)


def draw(
    made: Sequence[Panel], parts: Sequence[Part], about: About, title: str, subtitle: str, axis: str, *, note: str = "",
    each_interval: bool = False,
) -> Figure:
    """The chart. `each_interval` draws the interval of every part rather than that of the total."""
    kept = [at for at in range(len(parts)) if any(bar.values[at] > 0 for panel in made for bar in panel.bars)]
    names = [wrap(bar.name, NAMES, BODY) for panel in made for bar in panel.bars]
    left = max(text_width(line) for name in names for line in name.split("\n")) + 0.15
    pitch = max(PITCH, max(text_height(name) for name in names) + 0.08)
    totals = [_total_text(about, bar) for panel in made for bar in panel.bars]
    intervals = any(math.isfinite(bar.interval[0]) for panel in made for bar in panel.bars)
    column = about.say("bars.total" if intervals else "bars.sum")
    column_lines = wrap(column, 1.0, SMALL)
    right = max(text_width(text) for text in [*totals, *column_lines.split("\n")]) + 0.12
    width = WIDTH - 2 * 0.35 - left - right
    key = _key_rows([parts[at].label for at in kept], width)
    body = key * 0.2 + 0.12 + sum(HEADING + len(panel.bars) * pitch for panel in made) + 0.15 + 0.45
    on = page(title, subtitle, about.source(note), body)
    most = max(max(bar.total, sum(bar.values), _finite(bar.interval[1])) for panel in made for bar in panel.bars)
    top = on.top - key * 0.2 - 0.12
    axes: list[Axes] = []
    for panel in made:
        height = len(panel.bars) * pitch
        on.write(on.left, top - 0.06, panel.heading, BODY, weight="bold")
        axes.append(_panel(on, panel, parts, about, (on.left + left, top - HEADING - height, width, height), most, each_interval))
        top -= HEADING + height + 0.15 / len(made)
    on.write(on.left + left + width + 0.1, on.top, column_lines, SMALL, color=SOFT)
    for one in axes[:-1]:
        one.set_xticklabels([])
    axes[-1].set_xlabel(axis, fontsize=SMALL)
    _name_parts(on, axes[0], made[0].bars[0], [parts[at] for at in kept], [made[0].bars[0].values[at] for at in kept], key)
    return on.figure


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _total_text(about: About, bar: Bar) -> str:
    low, high = bar.interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return about.number(bar.total)
    return f"{about.number(bar.total)} ({about.number(low)}–{about.number(high)})"


def _panel(
    on: Page, panel: Panel, parts: Sequence[Part], about: About, box: tuple[float, float, float, float], most: float, each: bool
) -> Axes:
    """One group's bars with the numbers that fit inside, their intervals, and the totals beside."""
    axes = on.axes(*box)
    axes.set_xlim(0, most * 1.02)
    axes.set_ylim(len(panel.bars) - 0.5, -0.5)
    pitch = box[3] / len(panel.bars)
    axes.spines["left"].set_color(SOFT)
    axes.set_yticks(range(len(panel.bars)), [wrap(bar.name, NAMES, BODY) for bar in panel.bars], fontsize=BODY)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    inches = box[2] / (most * 1.02)
    for row, bar in enumerate(panel.bars):
        start = 0.0
        for part, value, interval in zip(parts, bar.values, bar.intervals, strict=True):
            if value <= 0:
                continue
            _segment(axes, row, start, value, part.fill, THICK / pitch)
            said = about.number(value, 2)
            if text_width(said, SMALL) + 0.1 < value * inches:
                plate = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"} if part.fill.hatch else None
                axes.text(start + value / 2, row, said, fontsize=SMALL, color=part.fill.ink, ha="center", va="center", bbox=plate)
            if each:
                _whisker(axes, row + 0.5 * THICK / pitch, start + value, (start + interval[0], start + interval[1]))
            start += value
        if not each:
            _whisker(axes, row, bar.total, bar.interval)
        y = box[1] + box[3] - (row + 0.5) * pitch
        on.write(box[0] + box[2] + 0.1, y, _total_text(about, bar), BODY, va="center")
    return axes


def _segment(axes: Axes, row: int, start: float, value: float, fill: Fill, thick: float) -> None:
    axes.barh(row, value, left=start, height=thick, color=fill.colour, hatch=fill.hatch, edgecolor=INK, linewidth=0.6)


def _whisker(axes: Axes, y: float, value: float, interval: tuple[float, float]) -> None:
    """An interval with a white rim, so that it stays visible on a bar."""
    from matplotlib.patheffects import withStroke

    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return
    rim = [withStroke(linewidth=3.2, foreground="white")]
    axes.plot([low, high], [y, y], color=INK, linewidth=1.3, marker="|", markersize=6, path_effects=rim, clip_on=False, zorder=5)


def _key_widths(labels: Sequence[str]) -> list[float]:
    return [text_width(label, SMALL) + SWATCH + 0.05 + 0.2 for label in labels]


def _key_rows(labels: Sequence[str], width: float) -> int:
    return max(1, math.ceil(sum(_key_widths(labels)) / width))


def _name_parts(on: Page, axes: Axes, bar: Bar, parts: Sequence[Part], values: Sequence[float], rows: int) -> None:
    """Write each part's name, with a swatch, above the first bar and tie it to its place there."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    box = axes.get_position()
    left, right = box.x0 * WIDTH, box.x1 * WIDTH
    inches = (right - left) / axes.get_xlim()[1]
    middles = [left + (sum(values[:at]) + value / 2) * inches for at, value in enumerate(values)]
    widths = _key_widths([part.label for part in parts])
    pitch = box.height * on.height / abs(axes.get_ylim()[0] - axes.get_ylim()[1])
    bar_top = box.y1 * on.height - (pitch - THICK) / 2
    for row in range(rows):
        members = list(range(row, len(parts), rows))
        centres = spread([middles[at] for at in members], [widths[at] for at in members], left, right)
        y = on.top - 0.08 - row * 0.2
        for at, centre in zip(members, centres, strict=True):
            x = centre - widths[at] / 2 + 0.1
            fill = parts[at].fill
            swatch = Rectangle(
                (x / WIDTH, (y - SWATCH / 2) / on.height), SWATCH / WIDTH, SWATCH / on.height,
                facecolor=fill.colour, hatch=fill.hatch * 2, edgecolor=INK, linewidth=0.6, transform=on.figure.transFigure,
            )
            on.figure.add_artist(swatch)
            on.write(x + SWATCH + 0.05, y, parts[at].label, SMALL, va="center", linespacing=LEADING)
            if values[at] > 0:
                xs, ys = [x + SWATCH / 2, middles[at]], [y - SWATCH / 2 - 0.02, bar_top]
                on.figure.add_artist(Line2D([v / WIDTH for v in xs], [v / on.height for v in ys], color=SOFT, linewidth=0.6))
