"""The calendar: a binary heap of turns by time and then by sequence, as SimPy's.

A turn is a number of which the upper part counts up and the lower part says where the event stands, so that
no more than two numbers are moved up and down.
"""

from __future__ import annotations

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import NONE, Record, World, event_of, new_row, turn_at

ARRIVAL, WORK_DONE, WAKE, PATIENCE, HAZARD, RELAPSE, LEAVING, VISIT = range(8)
"""What an event is; `who` is nobody, a worker, a need (three times), a client (twice), a coordination."""

_PLACES = 24  # bits: 16 million events at once, and half a million million in a run
_PLACE = (1 << _PLACES) - 1


@kernel
def put_at(w: World, time: float, what: int, who: int, version: int) -> int:
    """Put an event on the calendar, at a time to the last bit, unless the run will have ended by then.

    Returns
    -------
    Its turn, which no other event has.
    """
    w.sequence += 1
    if time >= w.horizon:
        return w.sequence << _PLACES
    number = w.spare_event
    if number == NONE:
        number = new_row(w, w.events)
        event = event_of(w, number)
    else:
        event = event_of(w, number)
        w.spare_event = event.next
    event.what, event.who, event.version = what, who, version
    turn = w.sequence << _PLACES | number
    place = new_row(w, w.calendar)
    while place > 0:
        parent = turn_at(w, (place - 1) >> 1)
        if parent.time <= time:  # at equal times the parent's turn came before
            break
        at = turn_at(w, place)
        at.time, at.turn = parent.time, parent.turn
        place = (place - 1) >> 1
    at = turn_at(w, place)
    at.time, at.turn = time, turn
    return turn


@kernel
def put(w: World, delay: float, what: int, who: int, version: int) -> None:
    """Put an event on the calendar, so many days from now."""
    put_at(w, w.now + delay, what, who, version)


@kernel
def take_first(w: World) -> Record:
    """Take the first event off the calendar; what it says holds until the next one is put there."""
    number = turn_at(w, 0).turn & _PLACE
    size = w.calendar.count - 1
    w.calendar.count = size
    time, turn = turn_at(w, size).time, turn_at(w, size).turn
    place, below = 0, 1
    while below < size:
        child = turn_at(w, below)
        if below + 1 < size:
            other = turn_at(w, below + 1)
            if _before(other.time, other.turn, child.time, child.turn):
                child, below = other, below + 1
        if not _before(child.time, child.turn, time, turn):
            break
        at = turn_at(w, place)
        at.time, at.turn = child.time, child.turn
        place, below = below, 2 * below + 1
    at = turn_at(w, place)
    at.time, at.turn = time, turn
    event = event_of(w, number)
    event.next = w.spare_event
    w.spare_event = number
    return event


@kernel
def _before(time: float, turn: int, other_time: float, other_turn: int) -> bool:
    return time < other_time or (time == other_time and turn < other_turn)
