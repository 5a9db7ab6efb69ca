"""A tornado: what becomes of a figure when one number at a time goes to the ends of its range."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.charts.number_words import number_quoted, number_words, unit_words
from socsim.charts.sheet import fitting, this_one
from socsim.charts.style import (
    FAINT,
    INK,
    SMALL,
    SOFT,
    Fill,
    Page,
    body_room,
    in_lines,
    page,
    settled,
    styled,
    text_height,
    text_width,
    tiny,
    wrap,
)
from socsim.locale import capital, plain, say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PITCH, THICK = 0.56, 0.3  # inches from number to number; of a bar, as a share of it
NAMES, COLUMN = 2.9, 1.35  # inches for the numbers' names, and for their shares
ENDS = {"at_low": Fill("#56B4E9", "////"), "at_high": Fill("#0072B2", "")}


def tornado(
    top: pd.DataFrame,
    figure: tuple[str, str, str],
    organisations: Sequence[str],
    meta: Mapping[str, Any],
    language: str = "en",
) -> Figure:
    """Two bars a number, from the stated value of the figure to that at either end; its indices beside them.

    Parameters
    ----------
    top : the table of `Sensitivity`, the number that matters most first.
    figure : metric, statistic and group.
    organisations : the one that the figure is of, or the first and the second of a difference.
    """
    about = About.from_meta(meta, language)
    metric, _, group = figure
    what, who = METRICS[metric].label(language), say_or(f"group.{group}", language, group)
    called = [about.organisation(name) for name in organisations]
    if len(called) == 1:
        of = about.say("sensitivity.of_one", what=what, who=who, organisation=called[0])
    else:
        of = about.say("sensitivity.of_two", what=what, who=who, second=called[1], first=called[0])
    of = capital(of)
    with styled():
        drawn = longest_first(top)
        if drawn.empty:
            on = page(about.say("sensitivity.title_none", of=of), "", about.origin, 0.2)
            return settled(on.figure)
        most = number_quoted(str(drawn["keys"].iloc[0]).split(), about)
        if first_is_shown(drawn):
            title = about.say("sensitivity.title", of=of, name=most)
        else:
            title = about.say("sensitivity.title_open", of=of, name=most)
        source = f"{about.origin} {about.say('sensitivity.note')}"
        heading = wrap(about.say("sensitivity.column"), COLUMN, SMALL)
        head = max(text_height(heading, SMALL), 0.25) + 0.1
        subtitle, every = about.say("sensitivity.subtitle"), drawn
        space = body_room(title, subtitle, source) - head - 0.55
        drawn = drawn.iloc[this_one(fitting([PITCH] * len(drawn), space))]
        on = page(title, subtitle, source, head + len(drawn) * PITCH + 0.55)
        _key(on, about)
        on.write(on.right - COLUMN, on.top, heading, SMALL, color=SOFT)
        height = len(drawn) * PITCH
        top_of = on.top - head
        axes = on.axes(on.left + NAMES, top_of - height, on.right - on.left - NAMES - COLUMN - 0.15, height)
        factor, unit = _unit(metric, about)
        for place, row in enumerate(drawn.to_dict("records")):
            _bars(axes, row, place, factor)
            middle = top_of - (place + 0.5) * PITCH
            _name(on, row, middle, about)
            on.write(on.right - COLUMN, middle, _shares(row, about), SMALL, va="center")
        if len(drawn) < len(every):  # one scale on all slides
            axes.set_xlim(*_reach(every, factor))
        axes.set_ylim(len(drawn) - 0.5, -0.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        stated = float(drawn["stated"].iloc[0]) * factor
        axes.axvline(stated, color=INK, linewidth=1.0)
        if len(called) > 1:
            _equal(axes, on, about)
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.3g}"), about.language))
        axes.set_xlabel(capital(unit), fontsize=SMALL)
        return settled(on.figure)


def _reach(drawn: pd.DataFrame, factor: float) -> tuple[float, float]:
    """How far all bars and intervals go, with some room."""
    columns = [f"{end}{more}" for end in ENDS for more in ("", "_ci_low", "_ci_high")]
    ends = drawn[columns].add(drawn["stated"], axis=0).to_numpy(dtype=float) * factor
    ends = ends[np.isfinite(ends)]
    low, high = (
        min(ends.min(), drawn["stated"].min() * factor),
        max(ends.max(), drawn["stated"].max() * factor),
    )
    return float(low - 0.05 * (high - low)), float(high + 0.05 * (high - low))


def longest_first(top: pd.DataFrame) -> pd.DataFrame:
    """Numbers whose ends have been simulated, the one with the longest bar first."""
    drawn = top[top["at_low"].notna() & top["at_high"].notna()]
    widest = drawn[["at_low", "at_high"]].abs().max(axis=1)
    return drawn.loc[widest.sort_values(ascending=False, kind="stable").index]


def first_is_shown(drawn: pd.DataFrame) -> bool:
    """Whether the first number's longer bar is longer than any other's even by the ends of the intervals."""
    nearest: list[float] = []
    farthest: list[float] = []
    for row in drawn.to_dict("records"):
        end = max(ENDS, key=lambda end: abs(row[end]))
        low, high = row[f"{end}_ci_low"], row[f"{end}_ci_high"]
        nearest.append(max(low, -high, 0.0))  # how long the longer bar is at least
        farthest.append(max(abs(row[f"{end}_ci_{side}"]) for end in ENDS for side in ("low", "high")))
    return all(nearest[0] > other for other in farthest[1:]) and nearest[0] > 0.0


def _key(on: Page, about: About) -> None:
    from matplotlib.patches import Rectangle

    x, y = on.left, on.top - 0.08
    for name, fill in (("low_end", ENDS["at_low"]), ("high_end", ENDS["at_high"])):
        swatch = Rectangle((x / on.width, (y - 0.07) / on.height), 0.22 / on.width, 0.14 / on.height,
                           transform=on.figure.transFigure, facecolor=fill.colour, hatch=fill.hatch,
                           edgecolor=INK, linewidth=0.6)  # fmt: skip
        on.figure.add_artist(swatch)
        word = about.say(f"sensitivity.{name}")
        on.write(x + 0.28, y, word, SMALL, va="center")
        x += 0.28 + text_width(word, SMALL) + 0.3


def _bars(axes: Axes, row: Mapping[Any, Any], place: int, factor: float) -> None:
    """The low end above, the high end below, each with its interval."""
    for end, shift in (("at_low", -THICK / 2 - 0.02), ("at_high", THICK / 2 + 0.02)):
        fill, y = ENDS[end], place + shift
        stated = row["stated"] * factor
        axes.barh([y], [row[end] * factor], THICK, left=stated, color=fill.colour, hatch=fill.hatch,
                  edgecolor=INK, linewidth=0.5)  # fmt: skip
        low, high = (stated + row[f"{end}_ci_{side}"] * factor for side in ("low", "high"))
        if math.isfinite(low):
            axes.plot([low, high], [y, y], color=INK, linewidth=1.2, marker="|", markersize=5)


def _equal(axes: Axes, on: Page, about: About) -> None:
    """Where the two organisations are equal, if that is on the axis."""
    low, high = axes.get_xlim()
    if not low < 0.0 < high:
        return
    axes.axvline(0.0, color=SOFT, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
    box = axes.get_position()
    x = (box.x0 + (0.0 - low) / (high - low) * box.width) * on.width
    on.write(x, box.y1 * on.height + 0.03, about.say("sensitivity.equal"), tiny(SMALL - 1), color=SOFT,
             ha="center", va="bottom")  # fmt: skip


def _name(on: Page, row: Mapping[Any, Any], middle: float, about: About) -> None:
    """What the number is called, and its range under it."""
    name = in_lines(_words(row, about), NAMES - 0.15)
    ends = [plain(float(f"{row[end]:.4g}"), about.language) for end in ("low", "high")]
    unit = unit_words(str(row["unit"]), about.language)
    spread = f"{ends[0]} – {ends[1]} {unit}".strip()
    high = text_height(name, SMALL)
    top = middle + (high + 0.15) / 2
    on.write(on.left, top, name, SMALL)
    on.write(on.left, top - high - 0.02, spread, tiny(SMALL - 1), color=SOFT)


def _words(row: Mapping[Any, Any] | pd.Series, about: About) -> str:
    return number_words(str(row["keys"]).split(), about)


def _shares(row: Mapping[Any, Any], about: About) -> str:
    """S1 with its half-width over points, and ST in brackets."""
    if not math.isfinite(row["first_order"]):
        return "–"
    alone, half, total = (
        round(100.0 * float(row[name])) for name in ("first_order", "first_order_half_points", "total_order")
    )
    shown = [about.say("percent", number=about.number(share, 1)) for share in (alone, total)]
    return f"{shown[0]} ±{half} ({shown[1]})"


def _unit(metric: str, about: About) -> tuple[float, str]:
    """What changes are multiplied by, and the unit that they are then in."""
    measured_in = METRICS[metric].unit(about.currency)
    if measured_in == "share":
        return 100.0, about.say("axis.points")
    if measured_in == about.currency:
        key = "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand"
        return 0.001, about.say(key, currency=about.currency)
    return 1.0, say_or(f"measured.{measured_in}", about.language, measured_in)
