"""Where two organisations are equal: the difference along one number with its band, or a map over two."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.crossings import Band, Stretch
from socsim.analysis.frontier import Surface
from socsim.charts.about import About
from socsim.charts.sheet import shared, sheet
from socsim.charts.style import (
    FAINT,
    INK,
    LINES,
    SMALL,
    SOFT,
    Page,
    across,
    body_room,
    in_lines,
    page,
    settled,
    styled,
    text_height,
    tiny,
    wrap,
)
from socsim.locale import capital, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT, MAP = 3.3, 4.2  # inches: of the curve, and of the map
UNDECIDED, FAINT_HATCH = "#e4e4e4", "#8a8a8a"
SPARE = 0.06  # of the height, above and below the curve


@dataclass(frozen=True)
class Axis:
    """A number that varies: its name, unit, between what, and what the file says of it (NaN: nothing)."""

    name: str
    unit: str
    low: float
    high: float
    value: float
    stated: tuple[float, float]

    @property
    def label(self) -> str:
        """The name with its unit."""
        return f"{self.name}, {self.unit}" if self.unit else self.name


@dataclass(frozen=True)
class Drawn:
    """What stands around the chart: `sides` are better where the difference is below and above nought."""

    title: str
    what: str
    note: str
    measured_in: str
    first: str
    second: str
    sides: tuple[str, str]


def curve(
    of: Band,
    parts: Sequence[Stretch],
    axis: Axis,
    words: Drawn,
    meta: Mapping[str, Any],
    language: str = "en",
) -> Figure:
    """The difference along a number, the band in which it lies, and the stretches that are undecided.

    Parameters
    ----------
    of : the difference, second less first.
    parts : the range in stretches.
    """
    about = About.from_meta(meta, language)
    scale, unit = _unit(words.measured_in, about)
    with styled():
        subtitle = about.say("breakeven.subtitle", what=words.what, first=words.first, second=words.second)
        label = in_lines(axis.label, across() - 0.9)
        below = text_height(label, SMALL) - text_height("", SMALL)  # more lines than one
        source = _source(about, words)
        height = shared(HEIGHT, body_room(words.title, subtitle, source) - 1.0 - below)
        on = page(words.title, subtitle, source, height + 1.0 + below)
        axes = on.axes(on.left + 0.75, on.bottom + 0.72 + below, on.right - on.left - 0.9, height)
        low, high, mean = of.low * scale, of.high * scale, of.mean * scale
        axes.set_xlim(axis.low, axis.high)
        _frame(axes, low, high)
        for part in parts:
            if part.sign == 0:
                width = max(part.end - part.start, (axis.high - axis.low) / 400)
                axes.axvspan(part.start, part.start + width, color=UNDECIDED, linewidth=0, zorder=0)
        axes.fill_between(of.at, low, high, color=LINES[2].colour, alpha=0.25, linewidth=0, zorder=2)
        axes.plot(of.at, mean, color=LINES[2].colour, linewidth=1.8, marker="o", markersize=3.2, zorder=3,
                  clip_on=False)  # fmt: skip
        axes.axhline(0.0, color=INK, linewidth=1.1, zorder=2)
        for part in parts:
            if part.crossed:
                axes.plot(part.crossings, [0.0] * len(part.crossings), linestyle="", marker="D",
                          color="white", markeredgecolor=INK, markersize=6, zorder=5)  # fmt: skip
        _stated(axes, axis, on, about, below)
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_ylabel(capital(unit), fontsize=SMALL)
        axes.set_xlabel(label, fontsize=SMALL)
        _numbers(axes, about)
        _sides(axes, on, words, about, height)
        _undecided(axes, on, parts, axis, about)
        return settled(on.figure)


def _frame(axes: Axes, low: Any, high: Any) -> None:
    """Nought in view, with room for words on either side of it."""
    bottom, top = min(float(low.min()), 0.0), max(float(high.max()), 0.0)
    size = max(top - bottom, 1e-9)
    axes.set_ylim(min(bottom - SPARE * size, -0.22 * size), max(top + SPARE * size, 0.22 * size))


def _stated(axes: Axes, axis: Axis, on: Page, about: About, below: float) -> None:
    """The file's own value, and its range, below the axis's numbers and its label."""
    box = axes.get_position()
    y = box.y0 * on.height - 0.5 - below

    def inches(value: float) -> float:
        share = (value - axis.low) / (axis.high - axis.low)
        return float((box.x0 + share * box.width) * on.width)

    if axis.low <= axis.value <= axis.high:
        axes.axvline(axis.value, color=SOFT, linestyle=(0, (4, 3)), linewidth=1.0, zorder=1)
        words = about.say("breakeven.own", value=plain(float(f"{axis.value:.4g}"), about.language))
        right = axis.value > (axis.low + axis.high) / 2
        top = axes.get_ylim()[1]
        axes.annotate(words, (axis.value, top), xytext=(-4 if right else 4, -3), textcoords="offset points",
                      fontsize=SMALL, color=SOFT, ha="right" if right else "left", va="top",
                      backgroundcolor=(1, 1, 1, 0.7), zorder=6)  # fmt: skip
    low, high = (min(max(end, axis.low), axis.high) for end in axis.stated)
    if math.isfinite(low) and high > low and (low > axis.low or high < axis.high):
        from matplotlib.lines import Line2D

        line = Line2D(
            [inches(low) / on.width, inches(high) / on.width], [y / on.height] * 2, color=SOFT, linewidth=3
        )
        on.figure.add_artist(line)
        words, after = about.say("breakeven.own_range"), high < (axis.low + axis.high) / 2 or low <= axis.low
        after = after and inches(high) + 1.2 < on.right
        x, side = (inches(high) + 0.06, "left") if after else (inches(low) - 0.06, "right")
        on.write(x, y, words, tiny(SMALL - 1), color=SOFT, va="center", ha=side)


def _sides(axes: Axes, on: Page, words: Drawn, about: About, height: float) -> None:
    """Who is better above the line of no difference, and who below it."""
    (bottom, top), box = axes.get_ylim(), axes.get_position()
    for name, middle in ((words.sides[0], bottom / 2), (words.sides[1], top / 2)):
        share = (middle - bottom) / (top - bottom)
        y = (box.y0 + share * box.height) * on.height
        room = abs(middle) * 2 / (top - bottom) * height
        said = wrap(about.say("breakeven.is_better", organisation=name), max(room, 0.9), SMALL)
        on.write(on.left - 0.05, y, said, SMALL, rotation=90, va="center", ha="left", color=SOFT)


def _undecided(axes: Axes, on: Page, parts: Sequence[Stretch], axis: Axis, about: About) -> None:
    """What the shading and the diamonds mean, above the axes."""
    said = []
    if any(part.sign == 0 for part in parts):
        said.append(about.say("breakeven.shaded"))
    if any(part.crossed for part in parts):
        said.append(about.say("breakeven.diamond"))
    if said:
        on.write(axes.get_position().x0 * on.width, on.top + 0.02, "   ".join(said), SMALL, color=SOFT)


def plane(
    of: Surface, axes_of: Sequence[Axis], words: Drawn, meta: Mapping[str, Any], language: str = "en"
) -> Figure:
    """The map over two numbers: who is better where, the frontier, and hatched the undecided zone.

    Parameters
    ----------
    of : the difference, second less first, at shares of the two ranges.
    """
    about = About.from_meta(meta, language)
    x_axis, y_axis = axes_of
    with styled():
        subtitle = about.say("breakeven.subtitle_map", what=words.what)
        source = _source(about, words)
        height = shared(MAP, body_room(words.title, subtitle, source) - 0.75)
        on = page(words.title, subtitle, source, height + 0.75)
        axes = on.axes(on.left + 0.75, on.bottom + 0.5, on.right - on.left - 2.55, height)
        x = x_axis.low + of.at[:, 0] * (x_axis.high - x_axis.low)
        y = y_axis.low + of.at[:, 1] * (y_axis.high - y_axis.low)
        _areas(axes, x, y, of)
        axes.scatter(x, y, s=7, color=INK, edgecolors="white", linewidths=0.4, zorder=3, clip_on=False)
        if x_axis.low <= x_axis.value <= x_axis.high and y_axis.low <= y_axis.value <= y_axis.high:
            axes.plot([x_axis.value], [y_axis.value], marker="*", color="white", markeredgecolor=INK,
                      markersize=13, linestyle="", zorder=5)  # fmt: skip
        axes.set_xlim(x_axis.low, x_axis.high)
        axes.set_ylim(y_axis.low, y_axis.high)
        axes.set_xlabel(in_lines(x_axis.label, MAP), fontsize=SMALL)
        axes.set_ylabel(in_lines(y_axis.label, height), fontsize=SMALL)
        _numbers(axes, about)
        _map_key(on, words, about)
        return settled(on.figure)


COLOURS = ("#F5B98A", "#2F6DA3")
"""Of the map: difference below nought, and above; one light and one dark, for those who print in grey."""


def _areas(axes: Axes, x: Any, y: Any, of: Surface) -> None:
    from matplotlib.tri import Triangulation

    triangles = Triangulation(x, y, of.triangles())
    corners = [(x.min(), y.min()), (x.max(), y.min()), (x.max(), y.max()), (x.min(), y.max())]
    axes.fill(
        *zip(*corners, strict=True), facecolor=UNDECIDED, edgecolor=FAINT_HATCH, hatch="////", linewidth=0
    )
    largest = float(np.abs(np.concatenate([of.low, of.high])).max()) * 2.0 + 1e-9
    for surface, colour in ((-of.high, COLOURS[0]), (of.low, COLOURS[1])):
        if surface.max() > 0.0:
            axes.tricontourf(triangles, surface, levels=[0.0, largest], colors=[colour], zorder=1)
    if of.mean.min() < 0.0 < of.mean.max():
        axes.tricontour(triangles, of.mean, levels=[0.0], colors=[INK], linewidths=1.8, zorder=2)


def _map_key(on: Page, words: Drawn, about: About) -> None:
    """What the colours, the hatch, the line, the dots and the star mean, beside the map."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    left, tall = on.right - 1.62, on.height
    y = on.top - (0.1 if sheet().is_slide else 0.35)
    better = [about.say("breakeven.is_better", organisation=name) for name in words.sides]
    entries = [
        (COLOURS[0], "", better[0]),
        (COLOURS[1], "", better[1]),
        (UNDECIDED, "//////", about.say("breakeven.neither")),
        ("line", "", about.say("breakeven.frontier")),
        ("dot", "", about.say("breakeven.looked")),
        ("star", "", about.say("breakeven.own_star")),
    ]
    for colour, hatch, words_of in entries:
        text = wrap(words_of, 1.3, SMALL)
        middle = y - text_height(text, SMALL) / 2
        if colour.startswith("#"):
            corner = (left / on.width, (middle - 0.08) / tall)
            patch = Rectangle(
                corner, 0.2 / on.width, 0.16 / tall, facecolor=colour, edgecolor=SOFT, hatch=hatch
            )
            patch.set(linewidth=0.6, transform=on.figure.transFigure)
            on.figure.add_artist(patch)
        else:
            marker = {"line": "", "dot": "o", "star": "*"}[colour]
            size = {"line": 0.0, "dot": 2.5, "star": 11.0}[colour]
            ends = [left / on.width, (left + 0.1) / on.width, (left + 0.2) / on.width]
            line = Line2D(ends, [middle / tall] * 3, color=INK, linewidth=1.8 if colour == "line" else 0.0,
                          marker=marker, markevery=[1], markersize=size,
                          markerfacecolor="white" if colour == "star" else SOFT)  # fmt: skip
            on.figure.add_artist(line)
        on.write(left + 0.3, y, text, SMALL)
        y -= text_height(text, SMALL) + 0.12


def _numbers(axes: Axes, about: About) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: plain(float(f"{value:.4g}"), about.language))
    axes.tick_params(labelsize=SMALL)


def _unit(measured_in: str, about: About) -> tuple[float, str]:
    """What values are multiplied by, and the unit that they are then in."""
    scale, unit = about.shown_in(measured_in)
    return scale, about.say("axis.points") if measured_in == "share" else unit  # differences of shares


def _source(about: About, words: Drawn) -> str:
    said = [about.title, about.say("source.seed", seed=about.seed), f"socsim {about.version}"]
    line = about.say("source", parts=" · ".join(part for part in said if part))
    return f"{line} {words.note}"
