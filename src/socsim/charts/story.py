"""One client's course through each organisation: a lane for each need, one organisation above the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from socsim.analysis.story import MEETING, Course
from socsim.charts.sheet import filled, fitting, sheet, this_one
from socsim.charts.states import STATE_FILLS
from socsim.charts.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    SOFT,
    Fill,
    Page,
    across,
    body_room,
    page,
    settled,
    styled,
    text_height,
    text_width,
    tiny,
    wrap,
)
from socsim.locale import capital, plain
from socsim.scenario.names import OPEN_STATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from socsim.charts.about import About

LANE, PEOPLE, HEADING, BETWEEN, AXIS = 0.34, 0.34, 0.26, 0.2, 0.45  # inches
ROW = 0.22  # of the key
NAMES, END = 1.25, 0.4  # inches beside the lanes
HALF = 0.24  # of a bar, in lanes
TINY = 7.0  # on a page
TICKS = (1, 2, 7, 14, 30, 60, 90, 180, 365, 730)


@dataclass(frozen=True)
class Sign:
    """How something that happens is marked: a marker on the bar, or a stroke above or below it."""

    message: str
    marker: str = ""
    size: float = 5.0
    face: str = INK
    stroke: tuple[float, float] = (0.0, 0.0)
    """From where to where, in lanes from the middle of the bar; down is more."""


SIGNS = {
    MEETING: Sign("story.key_meeting", stroke=(-0.46, -HALF)),
    "asked": Sign("story.key_papers", stroke=(HALF, 0.46)),
    "visit": Sign("story.key_visit", stroke=(0.14, 0.4)),
    "fell": Sign("story.key_fell", "v", 7.5, "white"),
    "crisis": Sign("story.key_crisis", "*", 10.0),
    "ended": Sign("story.key_ended", "o", 5.0, "white"),
    "left": Sign("story.key_left", "X", 6.5),
    "met": Sign("story.key_met", "o", 4.5),
    "served": Sign("story.key_supported", "", stroke=(-0.5, 0.5)),
}
SERVED: dict[str, Any] = {"color": INK, "linestyle": (0, (4, 2)), "linewidth": 1.1}


def story(
    courses: Sequence[tuple[str, Course]],
    names: Mapping[int, str],
    about: About,
    title: str,
    subtitle: str,
    replication: int,
) -> Figure:
    """Draw a client's courses.

    Parameters
    ----------
    courses : an organisation's name and the course there, in the order in which they are drawn.
    names : what each kind of need is called.
    about : the scenario.
    title, subtitle : what stands above.
    replication : which one it is.
    """
    lanes = _kinds(courses)
    with styled():
        states = [
            name for at, name in enumerate(OPEN_STATES) if any(course.days(at) for _, course in courses)
        ]
        keys = [(about.say(f"state={state}"), STATE_FILLS[state]) for state in states]
        signs = [(about.say(sign.message), sign) for sign in SIGNS.values() if _occurs(sign, courses)]
        rows = _rows([name for name, _ in keys]) + _rows([name for name, _ in signs])
        panel = HEADING + LANE * len(lanes) + PEOPLE
        source = about.source(about.say("story.source", replication=replication))
        if sheet().is_slide:
            space = body_room(title, subtitle, source) - ROW * len(rows) - 0.1 - AXIS
            together = fitting([panel + BETWEEN] * len(courses), space + BETWEEN)
            courses = this_one([[courses[at] for at in some] for some in together])
        body = ROW * len(rows) + 0.1 + len(courses) * panel + (len(courses) - 1) * BETWEEN + AXIS
        on = page(title, subtitle, source, body)
        _key(on, rows, [*keys, *signs])
        top = on.top - ROW * len(rows) - 0.1
        for place, (name, course) in enumerate(courses):
            low = top - place * (panel + BETWEEN) - panel
            _heading(on, low + panel, about, name, course)
            axes = on.axes(on.left + NAMES, low, on.right - on.left - NAMES - END, panel - HEADING)
            _panel(on, axes, course, lanes, names, about, last=place == len(courses) - 1)
        return settled(on.figure)


def _kinds(courses: Sequence[tuple[str, Course]]) -> list[int]:
    """The kinds of need that the client ever has, those at arrival first: the same lanes everywhere."""
    found: dict[int, None] = {}
    for _, course in courses:
        found |= dict.fromkeys(kind for kind, _ in course.at_arrival)
    for _, course in courses:
        found |= dict.fromkeys(kind for kind, _ in course.needs)
    return list(found)


def _occurs(sign: Sign, courses: Sequence[tuple[str, Course]]) -> bool:
    what = next(name for name, one in SIGNS.items() if one is sign)
    return any(_happens(what, course) for _, course in courses)


def _happens(what: str, course: Course) -> bool:
    if what == "ended":
        return bool(course.of("resolved", "unfounded"))
    if what == "met":
        return course.met > 0
    if what == "served":
        return course.all_supported < math.inf
    if what in ("visit", MEETING):
        return any((mark.need < 0) == (what == "visit") for mark in course.of(MEETING))
    return bool(course.of(what))


# -- the key ---------------------------------------------------------------------------------------


def _rows(names: Sequence[str]) -> list[list[str]]:
    """The names of a key, as many on a row as there is room for."""
    rows = filled([text_width(name, SMALL) + 0.42 for name in names], across())
    return [[names[at] for at in row] for row in rows]


def _key(on: Page, rows: Sequence[Sequence[str]], looks: Sequence[tuple[str, Fill | Sign]]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    coming = iter(looks)
    for number, row in enumerate(rows):
        x, y = on.left, on.top - 0.08 - number * ROW
        for name in row:
            _, look = next(coming)
            middle = (x + 0.1) / on.width, y / on.height
            if isinstance(look, Fill):
                corner = x / on.width, (y - 0.065) / on.height
                size = 0.2 / on.width, 0.13 / on.height
                on.figure.add_artist(
                    Rectangle(
                        corner,
                        *size,
                        transform=on.figure.transFigure,
                        facecolor=look.colour,
                        hatch=look.hatch,
                        edgecolor=INK,
                        linewidth=0.6,
                    )
                )
            elif look.marker:
                on.figure.add_artist(_marker(look, *middle))
            elif look is SIGNS["served"]:
                ends = [middle[0]] * 2, [(y - 0.09) / on.height, (y + 0.09) / on.height]
                on.figure.add_artist(Line2D(*ends, **SERVED))
            else:
                above = look.stroke[0] < 0
                bar = (
                    [x / on.width, (x + 0.2) / on.width],
                    [(y - 0.03 if above else y + 0.03) / on.height] * 2,
                )
                thin = look is SIGNS["visit"]
                on.figure.add_artist(Line2D(*bar, color=SOFT, linewidth=0.8 if thin else 3.0))
                far = y + 0.07 if above else y - 0.07
                stroke = [middle[0]] * 2, [bar[1][0], far / on.height]
                on.figure.add_artist(Line2D(*stroke, color=INK, linewidth=1.0))
            on.write(x + 0.26, y - 0.04, name, SMALL, va="baseline")
            x += text_width(name, SMALL) + 0.42


def _marker(sign: Sign, x: float, y: float) -> Line2D:
    from matplotlib.lines import Line2D

    return Line2D(
        [x],
        [y],
        marker=sign.marker,
        markersize=sign.size,
        markerfacecolor=sign.face,
        markeredgecolor=INK if sign.face == "white" else "white",
        markeredgewidth=1.1 if sign.face == "white" else 0.5,
        linestyle="",
        zorder=5,
        clip_on=False,
    )


# -- a panel ---------------------------------------------------------------------------------------


def _heading(on: Page, top: float, about: About, name: str, course: Course) -> None:
    """The organisation, and what came of it in numbers."""
    figures = [
        about.say_count("story.key_n_met", course.met),
        about.say_count("story.papers", course.total("asked")),
        about.say_count("story.n_falls", len(course.of("fell"))),
        about.say_count("story.n_crises", len(course.of("crisis"))),
    ]
    said = " · ".join(figures)
    label = capital(about.organisation(name))
    on.write(on.left, top, label, BODY, weight="bold")
    beside = text_width(label, BODY, bold=True) + 0.2 + text_width(said, SMALL) < on.right - on.left
    if beside:
        on.write(on.right, top - 0.01, said, SMALL, ha="right", color=SOFT)


def _panel(
    on: Page,
    axes: Axes,
    course: Course,
    lanes: Sequence[int],
    names: Mapping[int, str],
    about: About,
    *,
    last: bool,
) -> None:
    axes.set_xlim(0, course.followed)
    axes.set_ylim(len(lanes) + PEOPLE / LANE - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    step = next((tick for tick in TICKS if course.followed / tick <= 13), course.followed)
    axes.set_xticks([at * step for at in range(int(course.followed / step + 1e-9) + 1)])
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, about.language))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", labelbottom=last)
    if last:
        axes.set_xlabel(about.say("story.x"), fontsize=SMALL)
    for place, kind in enumerate(lanes):
        _bars(axes, course, place, kind)
        _signs(axes, course, place, kind)
        _name(axes, place, names[kind])
    if course.all_supported < math.inf:
        axes.vlines(course.all_supported, -0.5, len(lanes) - 0.5, zorder=3, **SERVED)
    _people(on, axes, course, len(lanes), about)


def _name(axes: Axes, y: float, name: str) -> None:
    """What stands to the left of a lane, on two lines where it is long."""
    said = wrap(name, NAMES - 0.1, SMALL)
    size = SMALL if text_height(said, SMALL) <= LANE else tiny(TINY)
    said = wrap(name, NAMES - 0.1, size)
    _write(axes, 0, y, said, (-5, 0), ha="right", va="center", fontsize=size, linespacing=1.0)


def _bars(axes: Axes, course: Course, y: int, kind: int) -> None:
    from matplotlib.patches import Rectangle

    for lane in course.lanes:
        if lane.need == kind and lane.state < len(OPEN_STATES):
            fill = STATE_FILLS[OPEN_STATES[lane.state]]
            axes.add_patch(
                Rectangle(
                    (lane.start, y - HALF),
                    lane.end - lane.start,
                    2 * HALF,
                    facecolor=fill.colour,
                    hatch=fill.hatch,
                    edgecolor=INK,
                    linewidth=0.5,
                )
            )


def _signs(axes: Axes, course: Course, y: int, kind: int) -> None:
    for what in (MEETING, "asked"):
        days = [mark.day for mark in course.of(what) if mark.need == kind]
        high, low = SIGNS[what].stroke
        axes.vlines(days, y + high, y + low, color=INK, linewidth=0.9, zorder=4, clip_on=False)
    for what, names in (
        ("ended", ("resolved", "unfounded")),
        ("left", ("left",)),
        ("fell", ("fell",)),
        ("crisis", ("crisis",)),
    ):
        for mark in course.of(*names):
            if mark.need == kind:
                axes.add_line(_marker(SIGNS[what], mark.day, y))


def _people(on: Page, axes: Axes, course: Course, y: float, about: About) -> None:
    """Everyone whom the client meets for the first time, numbered, and how many they are in the end."""
    _name(axes, y, about.say("story.lane_met"))
    axes.hlines(y, 0, course.followed, color=FAINT, linewidth=0.8)
    visits = [mark.day for mark in course.of(MEETING) if mark.need < 0]
    high, low = SIGNS["visit"].stroke
    axes.vlines(visits, y + high, y + low, color=INK, linewidth=0.9, zorder=4)
    inches = axes.get_position().width * on.width / course.followed
    number, free = 0, -math.inf
    for mark in course.marks:
        if not mark.first:
            continue
        number += 1
        axes.add_line(_marker(SIGNS["met"], mark.day, y))
        said = str(number)
        if mark.day * inches - text_width(said, tiny(TINY)) / 2 > free:
            _write(axes, mark.day, y, said, (0, 3.5), ha="center", va="bottom", fontsize=tiny(TINY))
            free = mark.day * inches + text_width(said, tiny(TINY)) / 2 + 0.02
    total = f"= {plain(course.met, about.language)}"
    _write(axes, course.followed, y, total, (6, 0), va="center", fontsize=BODY, weight="bold")


def _write(axes: Axes, x: float, y: float, said: str, off: tuple[float, float], **look: Any) -> None:
    """Text beside a place in the panel, so many points off it."""
    axes.annotate(said, (x, y), off, textcoords="offset points", annotation_clip=False, **look)
