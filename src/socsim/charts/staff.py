"""What is promised against what it costs: a line an organisation, a point a staffing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.charts.about import About
from socsim.charts.labels import end_labels, labels_height
from socsim.charts.sheet import shared, sheet, this_one
from socsim.charts.style import BODY, FAINT, INK, SMALL, Line, Page, body_room, page, settled, spread, styled
from socsim.charts.survival import look_of
from socsim.locale import capital, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT, BELOW, NAMES = 3.0, 0.75, 1.35  # inches: of a panel, below it, and beside it for the names
BAND = "#dbe9f6"
BEYOND = 2.5  # promises: what is worse than so many is off the chart


@dataclass(frozen=True)
class Point:
    """A staffing: people, what they cost a year, the figure with its interval, and the verdict on it."""

    caseworkers: int
    payroll: float
    value: tuple[float, float, float]
    verdict: str


@dataclass(frozen=True)
class Curve:
    """An organisation at several staffings; the one that was chosen, None: none, and the present one."""

    organisation: str
    points: Sequence[Point]
    chosen: int | None
    now: int


@dataclass(frozen=True)
class Promise:
    """A figure that is promised to stay below a limit (`most`) or above it, within a tolerance."""

    title: str
    measured_in: str
    limit: float
    tolerance: float
    most: bool
    curves: Sequence[Curve]


def staff_chart(title: str, panels: Sequence[Promise], about: About) -> Figure:
    """A panel a promise: the figure over payroll, with the promise dashed and the chosen staffing filled."""
    with styled():
        height = max(HEIGHT, labels_height(list(about.organisations.values()), NAMES))
        note, subtitle = about.source(about.say("staff.note")), about.say("staff.subtitle")
        if sheet().is_slide:
            panels = this_one([[panel] for panel in panels])
        height = shared(height, body_room(title, subtitle, note) - BELOW - 0.3)
        row = height + BELOW + 0.3
        on = page(title, subtitle, note, len(panels) * row)
        for at, panel in enumerate(panels):
            top = on.top - at * row
            unit = about.shown_in(panel.measured_in)[1]
            said = about.say("screen.with_unit", what=panel.title, unit=unit)
            on.write(on.left + 0.6, top, capital(said), BODY, weight="bold")
            axes = on.axes(on.left + 0.6, top - 0.25 - height, on.right - on.left - 0.7 - NAMES, height)
            _panel(axes, on, panel, about)
            unit = about.shown_in(about.currency)[1]
            said = about.say("screen.with_unit", what=about.say("staff.payroll"), unit=unit)
            axes.set_xlabel(capital(said), fontsize=SMALL)
        return settled(on.figure)


def _panel(axes: Axes, on: Page, panel: Promise, about: About) -> None:
    scale, money = about.shown_in(panel.measured_in)[0], about.shown_in(about.currency)[0]
    looks, ends = look_of(about), []
    axes.axhspan(
        (panel.limit - panel.tolerance) * scale, (panel.limit + panel.tolerance) * scale,
        color=BAND, linewidth=0, zorder=0,
    )  # fmt: skip
    axes.axhline(panel.limit * scale, color=INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
    top = _top(panel) * scale
    marked: list[tuple[float, float, str, Line]] = []
    for curve in panel.curves:
        look = looks[curve.organisation]
        x = [point.payroll * money for point in curve.points]
        y, low, high = ([point.value[end] * scale for point in curve.points] for end in range(3))
        axes.plot(x, y, color=look.colour, linestyle=look.dashes, linewidth=1.3, zorder=3)
        axes.vlines(x, low, high, color=look.colour, linewidth=1.1, zorder=3)
        axes.plot(x, y, color=look.colour, marker=look.marker, markersize=4.5, markerfacecolor="white",
                  linestyle="", zorder=4)  # fmt: skip
        for point in curve.points:
            here = (point.payroll * money, point.value[0] * scale)
            if point.caseworkers == curve.now:
                axes.plot(
                    *here, marker="o", markersize=12, markerfacecolor="none", color=look.colour, zorder=5
                )
            if point.caseworkers == curve.chosen:
                axes.plot(
                    *here, marker=look.marker, markersize=7.5, color=look.colour, linestyle="", zorder=6
                )
                marked.append((*here, str(point.caseworkers), look))
        if y:
            ends.append((x[-1], min(y[-1], top), about.organisation(curve.organisation), look))
    axes.set_ylim(0.0, top)
    _numbers(axes, marked, top)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.6g}"), about.language))
    axes.yaxis.set_major_formatter(lambda value, _: plain(float(f"{value:.6g}"), about.language))
    axes.tick_params(labelsize=SMALL)
    end_labels(axes, on, ends, NAMES)


def _top(panel: Promise) -> float:
    """The top of the axis: above all there is, but not so high that the promise is lost below."""
    highest = max(
        (point.value[2] if math.isfinite(point.value[2]) else point.value[0])
        for curve in panel.curves
        for point in curve.points
    ) if any(curve.points for curve in panel.curves) else panel.limit  # fmt: skip
    highest = max(highest, panel.limit + panel.tolerance) * 1.08
    return min(highest, BEYOND * panel.limit) if panel.most and panel.limit > 0.0 else highest


def _numbers(axes: Axes, marked: Sequence[tuple[float, float, str, Line]], top: float) -> None:
    """The numbers of caseworkers that were chosen, below their marks and beside each other."""
    if not marked:
        return
    left, right = axes.get_xlim()
    width = (right - left) * 0.07
    places = spread([x for x, *_ in marked], [width] * len(marked), left, right)
    for (x, y, text, look), place in zip(marked, places, strict=True):
        axes.annotate(
            text, (x, y), (place, max(y - 0.13 * top, 0.03 * top)), fontsize=BODY, weight="bold",
            color=look.colour, ha="center", va="center",
            arrowprops={"arrowstyle": "-", "color": look.colour, "linewidth": 0.7}, zorder=7,
        )  # fmt: skip
