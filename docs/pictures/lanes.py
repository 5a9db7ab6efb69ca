"""Courses of needs as lanes, in the colours of their states; and who works on what, as a plan of the days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docs.pictures.sheet import MARGIN, SMALL, WIDTH, Sheet, inked, widest
from socsim.analysis.story import Course
from socsim.charts.states import STATE_FILLS
from socsim.charts.style import FAINT, INK, SOFT, Fill, text_width
from socsim.locale import say
from socsim.scenario.names import OPEN_STATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LANE, KEY = 0.32, 0.24  # inches
HALF = 0.3  # of a bar, in lanes
Row = tuple[str, Course, int]
"""A name, a course, and the kind of need that the lane is of."""


def states_of(rows: Sequence[Row]) -> list[tuple[str, Fill]]:
    """The states that occur, named, for a key."""
    there = {lane.state for _, course, kind in rows for lane in course.lanes if lane.need == kind}
    names = [name for at, name in enumerate(OPEN_STATES) if at in there]
    return [(say(f"state={name}", "en"), STATE_FILLS[name]) for name in names]


def height(rows: int) -> float:
    """Inches for so many lanes with their axis and key."""
    return KEY + LANE * rows + 0.5


def key(sheet: Sheet, y: float, looks: Iterable[tuple[str, Fill]], x: float = MARGIN) -> None:
    """What the colours mean, in a line."""
    from matplotlib.patches import Rectangle

    for name, fill in looks:
        corner = x / WIDTH, (y - 0.06) / sheet.height
        size = 0.2 / WIDTH, 0.12 / sheet.height
        sheet.figure.add_artist(Rectangle(corner, *size, transform=sheet.figure.transFigure, **inked(fill)))
        sheet.write(x + 0.26, y, name, SMALL, va="center")
        x += text_width(name, SMALL) + 0.44


def lanes(
    sheet: Sheet,
    rows: Sequence[Row],
    days: float,
    top: float | None = None,
    *,
    keyed: bool = True,
    lane: float = LANE,
    x: str = "days",
) -> Axes:
    """A lane for each row: the states of a need of a client. A triangle is a fall, a ring the end."""
    top = sheet.top if top is None else top
    if keyed:
        key(sheet, top - 0.08, states_of(rows))
        top -= KEY
    left = MARGIN + widest([name for name, _, _ in rows]) + 0.16
    axes = sheet.panel(left, top - lane * len(rows), WIDTH - left - 0.2, lane * len(rows), x)
    plain(axes, days, [name for name, _, _ in rows])
    for place, (_, course, kind) in enumerate(rows):
        for part in course.lanes:
            if part.need == kind and part.state < len(OPEN_STATES) and part.start < days:
                bar(axes, part.start, min(part.end, days), place, STATE_FILLS[OPEN_STATES[part.state]])
        marks(axes, course, kind, place, days)
    return axes


def plain(axes: Axes, days: float, names: Sequence[str]) -> None:
    """Axes with a row for each name, the first on top."""
    axes.set_xlim(0, days)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, pad=7)  # for marks on the first day
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def bar(axes: Axes, start: float, end: float, place: float, fill: Fill, half: float = HALF) -> None:
    """A piece of a row."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((start, place - half), end - start, 2 * half, **inked(fill)))


def marks(axes: Axes, course: Course, kind: int, place: float, days: float) -> None:
    """Falls, crises and ends."""
    for what, names, marker, size, face in (
        ("fall", ("fell",), "v", 8.0, "white"),
        ("crisis", ("crisis",), "*", 11.0, INK),
        ("end", ("resolved", "unfounded", "left"), "o", 5.5, "white"),
    ):
        at = [mark.day for mark in course.of(*names) if mark.need == kind and mark.day <= days]
        if at:
            axes.plot(
                at, [place] * len(at), marker, markersize=size, markerfacecolor=face, markeredgecolor=INK,
                markeredgewidth=1.1, clip_on=False, zorder=5, label=what,
            )  # fmt: skip


def strokes(axes: Axes, days: Sequence[float], place: float, colour: str = SOFT) -> None:
    """Meetings, above a row."""
    axes.vlines(days, place - 0.46, place - HALF, color=colour, linewidth=0.9, clip_on=False)
