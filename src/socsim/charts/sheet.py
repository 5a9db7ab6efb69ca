"""What charts are drawn on: a page of a report, as high as it takes, or slides, which are low and wide.

Both have the same type. A slide is so small in inches that this type is large on it, and what is high on a
page stands on several slides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOWEST = 0.5
"""Inches of a panel on a slide at least; where texts leave less, the slide grows."""
Thing = TypeVar("Thing")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Sheet:
    """Its size in inches, where `height` is infinite as high as it takes, and what type is set on it.

    Attributes
    ----------
    edge : inches above and below all that is on it.
    dpi : dots an inch, where it is made into dots.
    least : the smallest type on it, in points.
    """

    width: float
    height: float
    edge: float
    dpi: int
    least: float

    @property
    def is_slide(self) -> bool:
        """Whether what is too high for it goes on to another."""
        return math.isfinite(self.height)


PRINT = Sheet(8.27, math.inf, 0.25, 200, 7.0)
SLIDE = Sheet(80 / 9, 5.0, 0.2, 216, 8.0)  # 1920 x 1080 dots; 8 points are 16 of 720 lines


@dataclass
class Turn:
    """Which of several slides is being drawn, from 0, and how many there are."""

    at: int = 0
    number: int = 1


_sheet = ContextVar("_sheet", default=PRINT)
_turn: ContextVar[Turn | None] = ContextVar("_turn", default=None)


def sheet() -> Sheet:
    """What is being drawn on."""
    return _sheet.get()


def turn() -> Turn:
    """Which slide is being drawn."""
    return _turn.get() or Turn()


def slides(draw: Callable[[], Figure | None]) -> list[Figure]:
    """Every slide of a chart: it is drawn again until there is no more to draw; none: nothing to show."""
    made = list["Figure"]()
    on, now = _sheet.set(SLIDE), Turn()
    before = _turn.set(now)
    try:
        while now.at < now.number and (figure := draw()) is not None:
            made.append(figure)
            now.at += 1
    finally:
        _turn.reset(before)
        _sheet.reset(on)
    return made


def this_one(pages: Sequence[Thing]) -> Thing:
    """Of what stands on each of several slides, what stands on the one that is being drawn."""
    if not sheet().is_slide:
        (whole,) = pages
        return whole
    now = turn()
    now.number = len(pages)
    return pages[now.at]


def fitting(heights: Sequence[float], room: float) -> list[list[int]]:
    """Which things stand together: as few sheets as will do, with about as many on each.

    >>> fitting([1.0] * 5, 4.5), fitting([1.0] * 5, math.inf)
    ([[0, 1, 2], [3, 4]], [[0, 1, 2, 3, 4]])
    """
    pages = filled(heights, room)
    for most in range(1, len(heights)):  # the same number of sheets with fewer on the fullest
        even = filled(heights, room, most)
        if len(even) == len(pages):
            return even
    return pages


def filled(lengths: Sequence[float], room: float, most: int | None = None) -> list[list[int]]:
    """Which things stand on each row or sheet: one after the other, as long as there is room."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for at, length in enumerate(lengths):
        if rows[-1] and (used + length > room + 1e-9 or len(rows[-1]) == most):
            rows.append([])
            used = 0.0
        rows[-1].append(at)
        used += length
    return rows


def divided(
    blocks: Sequence[tuple[Thing, Sequence[Row]]], above: float, pitch: float, room: float
) -> list[list[tuple[Thing, Sequence[Row]]]]:
    """Which blocks of rows stand together; one that is too high for a slide is divided.

    Parameters
    ----------
    blocks : what each is called, and its rows.
    above, pitch : inches above the rows of a block, and from row to row.
    """
    parts = [
        (name, [rows[at] for at in part])
        for name, rows in blocks
        for part in fitting([pitch] * len(rows), room - above)
    ]
    pages = fitting([above + len(rows) * pitch for _, rows in parts], room)
    return [[parts[at] for at in page] for page in pages]


def shared(usual: float, room: float, number: int = 1, least: float = LOWEST) -> float:
    """How high each of so many things is: on a slide equal parts of the room, and enough."""
    return usual if math.isinf(room) else max(room / number, least)
