"""Candidates in rows, with what is to be best and what they have to keep beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.charts.about import About
from socsim.charts.sheet import fitting, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Line,
    Page,
    across,
    body_room,
    page,
    settled,
    styled,
    text_height,
    tiny,
    wrap,
)
from socsim.charts.survival import look_of
from socsim.locale import capital, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES, GAP, BELOW, BESIDE = (
    2.35,
    0.3,
    0.55,
    0.08,
)  # inches: names, between panels, axis, above and below names
BAND = "#dbe9f6"
IN = ("chosen", "left", "beaten")  # those that keep every limit


@dataclass(frozen=True)
class Dot:
    """A figure with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Panel:
    """A figure of all candidates.

    Attributes
    ----------
    title : what it is.
    measured_in : its unit.
    dots : one for each candidate.
    limit : what is to be kept; None: this is what is to be best.
    low : whether low is wanted.
    width : of the band: the tolerance about the limit, or the indifference beyond the best.
    """

    title: str
    measured_in: str
    dots: Sequence[Dot]
    limit: float | None
    low: bool
    width: float


def best_chart(
    title: str,
    names: Sequence[str],
    organisations: Sequence[str],
    fates: Sequence[str],
    became: Sequence[str],
    panels: Sequence[Panel],
    about: About,
) -> Figure:
    """A row a candidate, the best first; what is filled is chosen, what is crossed breaks a limit.

    Parameters
    ----------
    names, organisations, fates, became : of the candidates: what they are called, whose look they have, what
        became of them, and that in words.
    """
    with styled():
        note = about.source(about.say("best.note"))
        labels = [wrap(name, NAMES - 0.15, SMALL) for name in names]
        below = [wrap(text, NAMES - 0.15, tiny(SMALL - 1)) for text in became]
        heights = [
            text_height(label, SMALL) + text_height(under, tiny(SMALL - 1)) + 2 * BESIDE
            for label, under in zip(labels, below, strict=True)
        ]
        width = (across() - NAMES - GAP * (len(panels) - 1)) / len(panels)
        titles = [wrap(_title(panel, about), width, SMALL, bold=True) for panel in panels]
        head = max(text_height(text, SMALL) for text in titles) + 0.08
        subtitle = about.say("best.subtitle")
        shown = this_one(fitting(heights, body_room(title, subtitle, note) - head - BELOW))
        heights = [heights[at] for at in shown]
        on = page(title, subtitle, note, head + sum(heights) + BELOW)
        tops = (on.top - head - np.cumsum([0.0, *heights])).tolist()
        for at, top in zip(shown, tops, strict=False):
            label, under = labels[at], below[at]
            on.write(on.left, top - BESIDE, label, SMALL)
            on.write(on.left, top - BESIDE - text_height(label, SMALL), under, tiny(SMALL - 1), color=SOFT)
        looks = [look_of(about)[name] for name in organisations]
        for at, (panel, text) in enumerate(zip(panels, titles, strict=True)):
            left = on.left + NAMES + at * (width + GAP)
            on.write(left, on.top, text, SMALL, weight="bold")
            _panel(on, left, width, tops, panel, shown, fates, looks, about)
        return settled(on.figure)


def _title(panel: Panel, about: About) -> str:
    _, unit = about.shown_in(panel.measured_in)
    return capital(about.say("screen.with_unit", what=panel.title, unit=unit))


def _panel(
    on: Page,
    left: float,
    width: float,
    tops: Sequence[float],
    panel: Panel,
    shown: Sequence[int],
    fates: Sequence[str],
    looks: Sequence[Line],
    about: About,
) -> None:
    top, *_, bottom = tops
    axes = on.axes(left, bottom, width, top - bottom)
    scale, _ = about.shown_in(panel.measured_in)
    axes.set_ylim(bottom, top)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    for edge in tops:
        axes.axhline(edge, color=FAINT, linewidth=0.6)
    _band(axes, panel, scale)
    centres = [(above + below) / 2.0 for above, below in pairwise(tops)]
    if len(shown) < len(panel.dots):  # one scale on all slides
        ends = [end * scale for dot in panel.dots for end in (dot.value, dot.low, dot.high)]
        axes.update_datalim([(end, top) for end in ends if math.isfinite(end)])
    for at, y in zip(shown, centres, strict=True):
        dot, fate, look = panel.dots[at], fates[at], looks[at]
        if not math.isfinite(dot.value):
            continue
        colour = look.colour if fate in IN else SOFT
        if math.isfinite(dot.low):
            axes.plot([dot.low * scale, dot.high * scale], [y, y], color=colour, linewidth=1.3)
        face = colour if fate == "chosen" else "white"
        marker = "x" if fate == "broken" else look.marker
        axes.plot([dot.value * scale], [y], color=colour, marker=marker, markersize=6,
                  markerfacecolor=face, linestyle="", zorder=4)  # fmt: skip
    axes.xaxis.set_major_locator(_ticks(width))
    axes.xaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.6g}"), about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL)
    if panel.limit is not None:
        key = "best.axis_below" if panel.low else "best.axis_above"
        axes.set_xlabel(about.say(key, value=plain(panel.limit * scale, about.language)), fontsize=BODY - 1)
    else:
        key = "best.axis_low" if panel.low else "best.axis_high"
        axes.set_xlabel(about.say(key), fontsize=BODY - 1)


def _band(axes: Axes, panel: Panel, scale: float) -> None:
    """The tolerance about a limit; or as far beyond the best as makes no difference."""
    if panel.limit is not None:
        ends = panel.limit - panel.width, panel.limit + panel.width
        axes.axvline(panel.limit * scale, color=INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=3)
    else:
        best = panel.dots[0].value
        if not math.isfinite(best):
            return
        ends = (best, best + panel.width) if panel.low else (best - panel.width, best)
    axes.axvspan(ends[0] * scale, ends[1] * scale, color=BAND, linewidth=0, zorder=0)


def _ticks(width: float) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=max(2, int(width / 0.55)), steps=[1, 2, 2.5, 5, 10])
