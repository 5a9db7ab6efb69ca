"""Queues, first in, first out: a row of places for each, taken from a common stock and given back."""

from __future__ import annotations

from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import NONE, World, new_row, place_of, queue_of


@kernel
def _place(w: World, who: int, ticket: int, after: int) -> int:
    """A place before another, taken from the stock."""
    new = w.spare_place
    if new == NONE:
        new = new_row(w, w.places)
    else:
        w.spare_place = place_of(w, new).next
    place = place_of(w, new)
    place.who, place.ticket, place.next = who, ticket, after
    return new


@kernel
def append(w: World, queue: int, who: int, ticket: int) -> None:
    """Join the queue at its tail; the ticket says later whether the place still holds."""
    new = _place(w, who, ticket, NONE)
    line = queue_of(w, queue)
    if line.last == NONE:
        line.first = new
    else:
        place_of(w, line.last).next = new
    line.last = new


@kernel
def remove(w: World, queue: int, who: int, ticket: int) -> bool:
    """Take away a place in the queue; whether there was such a one."""
    line = queue_of(w, queue)
    before, at = NONE, line.first
    while at != NONE and (place_of(w, at).who != who or place_of(w, at).ticket != ticket):
        before, at = at, place_of(w, at).next
    if at == NONE:
        return False
    if before == NONE:
        drop_first(w, queue)
        return True
    place = place_of(w, at)
    place_of(w, before).next = place.next
    if line.last == at:
        line.last = before
    place.next = w.spare_place
    w.spare_place = at
    return True


@kernel
def put_first(w: World, queue: int, who: int, ticket: int) -> None:
    """Stand before all others."""
    old = queue_of(w, queue).first
    if old == NONE:
        append(w, queue, who, ticket)
        return
    queue_of(w, queue).first = _place(w, who, ticket, old)


@kernel
def drop_first(w: World, queue: int) -> None:
    """Take away the head of the queue."""
    line = queue_of(w, queue)
    old = line.first
    place = place_of(w, old)
    line.first = place.next
    if line.first == NONE:
        line.last = NONE
    place.next = w.spare_place
    w.spare_place = old
