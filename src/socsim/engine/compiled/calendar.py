"""The calendar: a heap of turns by time and then by sequence, as SimPy's.

A turn is a number of which the upper part counts up and the lower part says what the event is. An event
that is taken leaves a gap at the top, which the next one fills: most events put another one there at
once. After the last turn stands one at no time, `inf`, so that there are always two to choose from.
"""

from __future__ import annotations

import math

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.memory import int_at
from socsim.engine.compiled.records import Record, World, new_row, turn_at

(
    ARRIVAL, WORK_DONE, WAKE, PATIENCE, HAZARD, RELAPSE, LEAVING, VISIT, PLAN_DATE, PLAN_ENDS, PLAN_COUNT,
    SURFACES, CHANGE, LOOK, MOVE, GOES, COVER, SITS_IN, COMES, KNOWS, SUSPENDED,
) = range(21)  # fmt: skip
"""What an event is; `who` is nobody, a worker, a need (three times), a client (twice), a coordination, a plan
(twice), nobody, a fault, nobody (twice), a unit (`version` is another), and from GOES on a worker."""

_WHATS = 8  # bits
_WORDS = 3  # numbers of 8 bytes in a turn's record, of which the time is the first


@kernel
def put_at(w: World, time: float, what: int, who: int, version: int) -> int:
    """Put an event on the calendar, at a time to the last bit, unless the run will have ended by then.

    Returns
    -------
    Its turn, which no other event has.
    """
    w.sequence += 1
    turn = w.sequence << _WHATS | what
    if time < w.horizon:
        if w.gap:
            w.gap = 0
            _sink(w, w.calendar.count, time, turn, who, version)
        else:
            place = new_row(w, w.calendar)
            turn_at(w, place + 1).time = math.inf
            _rise(w, place, time, turn, who, version)
    return turn


@kernel
def put(w: World, delay: float, what: int, who: int, version: int) -> None:
    """Put an event on the calendar, so many days from now."""
    put_at(w, w.now + delay, what, who, version)


@kernel
def is_over(w: World, until: float) -> bool:
    """Whether nothing stands on the calendar before that day."""
    if w.gap:
        w.gap = 0
        size = w.calendar.count - 1
        w.calendar.count = size
        last = turn_at(w, size)
        time = last.time
        last.time = math.inf
        if size:
            _sink(w, size, time, last.turn, last.who, last.version)
    return w.calendar.count == 0 or turn_at(w, 0).time >= until


@kernel
def take_first(w: World) -> Record:
    """Take the first event off the calendar; what it says holds until the next one is put there."""
    w.gap = 1
    return turn_at(w, 0)


@kernel
def what_is(turn: int) -> int:
    """What the event of a turn is."""
    return turn & ((1 << _WHATS) - 1)


@kernel
def _sink(w: World, size: int, time: float, turn: int, who: int, version: int) -> None:
    """Put an event into the gap at the top, or as far below it as others come before."""
    gap, below = 0, 1
    while below < size:
        below = _first(w, below)
        first = turn_at(w, below)
        if first.time > time or (first.time == time and first.turn > turn):
            break
        at = turn_at(w, gap)
        at.time, at.turn, at.who, at.version = first.time, first.turn, first.who, first.version
        gap, below = below, 2 * below + 1
    at = turn_at(w, gap)
    at.time, at.turn, at.who, at.version = time, turn, who, version


@kernel
def _first(w: World, place: int) -> int:
    """Which of two neighbours comes first, without a jump, which the processor would have to guess.

    The bits of numbers from nought on are in order as whole numbers.
    """
    time = int_at(w.calendar.address, _WORDS * place)
    next_time = int_at(w.calendar.address, _WORDS * place + _WORDS)
    if time == next_time:
        return place + (turn_at(w, place + 1).turn < turn_at(w, place).turn)
    return place + (next_time < time)


@kernel
def _rise(w: World, place: int, time: float, turn: int, who: int, version: int) -> None:
    """Put an event at the end, or as far above it as it comes before others."""
    while place > 0:
        above = turn_at(w, (place - 1) >> 1)
        if above.time <= time:  # at equal times the turn of the one above came before
            break
        at = turn_at(w, place)
        at.time, at.turn, at.who, at.version = above.time, above.turn, above.who, above.version
        place = (place - 1) >> 1
    at = turn_at(w, place)
    at.time, at.turn, at.who, at.version = time, turn, who, version
