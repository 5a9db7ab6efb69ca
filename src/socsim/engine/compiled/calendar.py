"""The calendar: a binary heap of events by time and then by turn, as SimPy's."""

from __future__ import annotations

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import Record, World, event_at, new_row

ARRIVAL, WORK_DONE, WAKE, PATIENCE, HAZARD, RELAPSE, LEAVING, VISIT = range(8)
"""What an event is; `who` is nobody, a worker, a need (three times), a client (twice), a coordination."""


@kernel
def put_at(w: World, time: float, what: int, who: int, version: int) -> int:
    """Put an event on the calendar, at a time to the last bit.

    Returns
    -------
    Its turn, which no other event has.
    """
    w.sequence += 1
    place = new_row(w, w.calendar)
    while place > 0:
        above = (place - 1) >> 1
        parent = event_at(w, above)
        if parent.time <= time:  # at equal times the parent's turn came before
            break
        _move(parent, event_at(w, place))
        place = above
    event = event_at(w, place)
    event.time, event.sequence, event.what, event.who, event.version = time, w.sequence, what, who, version
    return w.sequence


@kernel
def put(w: World, delay: float, what: int, who: int, version: int) -> None:
    """Put an event on the calendar, so many days from now."""
    put_at(w, w.now + delay, what, who, version)


@kernel
def take_first(w: World) -> None:
    """Take the first event off the calendar."""
    size = w.calendar.count - 1
    w.calendar.count = size
    last = event_at(w, size)
    time, sequence = last.time, last.sequence
    place, below = 0, 1
    while below < size:
        child = event_at(w, below)
        if below + 1 < size:
            other = event_at(w, below + 1)
            if _before(other, child.time, child.sequence):
                child, below = other, below + 1
        if not _before(child, time, sequence):
            break
        _move(child, event_at(w, place))
        place, below = below, 2 * below + 1
    if place != size:
        _move(last, event_at(w, place))


@kernel
def _before(event: Record, time: float, sequence: int) -> bool:
    return event.time < time or (event.time == time and event.sequence < sequence)


@kernel
def _move(event: Record, to: Record) -> None:
    to.time, to.sequence, to.what = event.time, event.sequence, event.what
    to.who, to.version = event.who, event.version
