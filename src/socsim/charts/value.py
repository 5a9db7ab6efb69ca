"""What one gets for the money: the cost-effectiveness plane, and who is best at which price of the effect."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.value import Acceptability
from socsim.charts.about import About
from socsim.charts.labels import end_labels, labels_height
from socsim.charts.sheet import sheet, this_one
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Line,
    Page,
    body_room,
    page,
    settled,
    styled,
    wrap,
)
from socsim.charts.survival import look_of
from socsim.locale import capital, plain
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLANE, CURVES, BELOW, NAMES = (
    2.75,
    2.3,
    0.75,
    1.5,
)  # inches: panels, under them for axes, beside curves for names
KEY = 0.45  # inches under planes without curves
BETTER = "#e9f3ee"  # the corner that costs less and does more


@dataclass(frozen=True)
class Plane:
    """One organisation against another.

    Attributes
    ----------
    organisation : its name.
    cost, gain : shape (draws,), differences; more gain is better.
    aside : which of the draws have an organisation whose queues go on growing.
    base : cost and gain at the file's own numbers.
    border : shape (k, 2), gain and cost along the border of the region in which the two lie by chance alone.
    """

    organisation: str
    cost: Floats
    gain: Floats
    aside: Any
    base: tuple[float, float]
    border: Floats


@dataclass(frozen=True)
class Drawn:
    """What stands around the chart; gains are multiplied by `scale` for their axis."""

    title: str
    subtitle: str
    note: str
    gain: str
    scale: float
    price: str


def value(
    planes: Sequence[Plane],
    found: Acceptability,
    names: Sequence[str],
    words: Drawn,
    meta: Mapping[str, Any],
    language: str = "en",
) -> Figure:
    """A plane for each organisation but the first, and below them how often each is best.

    Parameters
    ----------
    names : the organisations, in the order of `found`.
    """
    about = About.from_meta(meta, language)
    with styled():
        columns, every = min(2, len(planes)), planes
        down = math.ceil(len(planes) / columns)
        tall = max(CURVES, labels_height([about.organisation(name) for name in names], NAMES))
        limits, source = _limits(planes, words.scale), _source(about, words)
        space, high, curved = body_room(words.title, words.subtitle, source), PLANE, True
        if sheet().is_slide:  # a row of planes each, and the curves by themselves
            rows = [planes[at : at + columns] for at in range(0, len(planes), columns)]
            planes = this_one([*rows, []])
            down, curved = min(1, len(planes)), not planes
            high, tall = space - BELOW - 0.25 - KEY, space - BELOW - 0.4 - KEY
        body = down * (high + BELOW + 0.25)
        body = body + tall + BELOW + 0.4 if curved else body
        body += KEY if sheet().is_slide else 0.0
        on = page(words.title, words.subtitle, source, body)
        room = (on.right - on.left) / columns
        for at, one in enumerate(planes):
            left = on.left + at % columns * room
            top = on.top - at // columns * (high + BELOW + 0.25)
            on.write(left + 0.6, top, capital(about.organisation(one.organisation)), BODY, weight="bold")
            axes = on.axes(left + 0.6, top - 0.25 - high, min(room - 0.75, 5.0), high)
            _plane(axes, one, look_of(about)[one.organisation], words, about, limits, first=at % columns == 0)
        _key(on, every, about, on.top - down * (high + BELOW + 0.25) + (0.12 if down else 0.0))
        if not curved:
            return settled(on.figure)
        bottom = on.bottom + 0.45
        axes = on.axes(on.left + 0.6, bottom, on.right - on.left - 0.75 - NAMES, tall)
        on.write(on.left + 0.6, bottom + tall + 0.3, about.say("value.heading_prices"), BODY, weight="bold")
        _curves(axes, on, found, names, words, about)
        return settled(on.figure)


def _limits(planes: Sequence[Plane], scale: float) -> tuple[float, float]:
    """How far the axes of all planes reach from nought: alike, so that clouds can be compared."""
    x = np.concatenate([np.append(one.gain, [one.base[1], *one.border[:, 0]]) for one in planes]) * scale
    y = np.concatenate([np.append(one.cost, [one.base[0], *one.border[:, 1]]) for one in planes]) / 1000.0
    wide, high = float(np.nanmax(np.abs(x), initial=1e-9)), float(np.nanmax(np.abs(y), initial=1e-9))
    return 1.3 * wide, 1.3 * high


def _plane(
    axes: Axes,
    one: Plane,
    look: Line,
    words: Drawn,
    about: About,
    limits: tuple[float, float],
    *,
    first: bool,
) -> None:
    wide, high = limits
    axes.set_xlim(-wide, wide)
    axes.set_ylim(-high, high)
    axes.axvspan(0.0, wide, ymin=0.0, ymax=0.5, color=BETTER, linewidth=0, zorder=0)
    axes.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    x, y = one.gain * words.scale, one.cost / 1000.0
    usual = ~np.asarray(one.aside, dtype=bool)
    axes.scatter(x[usual], y[usual], s=11, color=look.colour, alpha=0.55, linewidths=0, zorder=3)
    axes.scatter(x[~usual], y[~usual], s=22, marker="x", color=SOFT, linewidths=0.9, zorder=3)
    if len(one.border):
        axes.fill(one.border[:, 0] * words.scale, one.border[:, 1] / 1000.0, facecolor="none", edgecolor=INK,
                  linewidth=1.1, zorder=4)  # fmt: skip
    axes.plot([one.base[1] * words.scale], [one.base[0] / 1000.0], marker="+", color=INK, markersize=11,
              markeredgewidth=1.8, linestyle="", zorder=5)  # fmt: skip
    corners = (
        (about.say("value.corner_dearer_worse"), 0.02, 0.98, "left", "top"),
        (about.say("value.corner_dearer_better"), 0.98, 0.98, "right", "top"),
        (about.say("value.corner_cheaper_worse"), 0.02, 0.02, "left", "bottom"),
        (about.say("value.corner_cheaper_better"), 0.98, 0.02, "right", "bottom"),
    )
    for corner, across, up, side, end in corners:
        said = wrap(corner, 1.2, SMALL)
        axes.text(across, up, said, transform=axes.transAxes, fontsize=SMALL, ha=side, va=end, color=SOFT,
                  zorder=6)  # fmt: skip
    axes.set_xlabel(wrap(words.gain, 2.9, SMALL), fontsize=SMALL)
    if first:
        axes.set_ylabel(about.say("value.axis_cost", unit=_thousand(about)), fontsize=SMALL)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda number, _: plain(float(f"{number:.4g}"), about.language))
    axes.locator_params(nbins=6)


def _key(on: Page, planes: Sequence[Plane], about: About, y: float) -> None:
    """What dots, crosses, the plus and the ring are."""
    said = [about.say("value.key")]
    if any(np.any(one.aside) for one in planes):
        said.append(about.say("value.key_aside"))
    on.write(on.left, y, wrap(" ".join(said), on.right - on.left, SMALL), SMALL, color=SOFT)


def _curves(
    axes: Axes, on: Page, found: Acceptability, names: Sequence[str], words: Drawn, about: About
) -> None:
    looks, ends = look_of(about), []
    prices = found.prices / 1000.0
    for at, name in enumerate(names):
        look, share = looks[name], found.best[:, at] * 100.0
        axes.plot(prices, share, color=look.colour, linestyle=look.dashes, linewidth=1.5)
        ahead = np.where(found.frontier == at, share, np.nan)
        axes.plot(prices, ahead, color=look.colour, linewidth=5.0, alpha=0.3, solid_capstyle="butt")
        if np.isfinite(share[-1]):
            ends.append((float(prices[-1]), float(share[-1]), about.organisation(name), look))
    axes.set_xlim(0.0, float(prices[-1]))
    axes.set_ylim(0.0, 100.0)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_ylabel(about.say("value.axis_best"), fontsize=SMALL)
    axes.set_xlabel(f"{words.price} ({_thousand(about)})", fontsize=SMALL)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda number, _: plain(float(f"{number:.4g}"), about.language))
    end_labels(axes, on, ends, NAMES)


def _thousand(about: About) -> str:
    key = "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand"
    return about.say(key, currency=about.currency)


def _source(about: About, words: Drawn) -> str:
    said = [about.title, about.say("source.seed", seed=about.seed), f"socsim {about.version}"]
    line = about.say("source", parts=" · ".join(part for part in said if part))
    return f"{line} {words.note}"
