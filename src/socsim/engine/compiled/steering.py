"""Steering by facts: caseworkers are moved to where the queue is longest [25]."""

from __future__ import annotations

from socsim.engine.compiled import absence, calendar, caseworker
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    AWAY,
    MEETINGS,
    NONE,
    Record,
    World,
    coordination_of,
    need_of,
    place_of,
    post_of,
    queue_of,
    seat_of,
    step_of,
    unit_of,
    worker_of,
)
from socsim.model.laws import may_move, worth_moving
from socsim.scenario.names import UNUSED


@kernel
def look(w: World) -> None:
    """What waits, district by district; and again after a while."""
    for district in range(w.n_districts):
        _look(w, district)
    calendar.put(w, w.steering_every, calendar.LOOK, 0, 0)


@kernel
def _is_steered(w: World, unit: int, district: int) -> bool:
    return unit_of(w, unit).steered and unit_of(w, unit).district == district


@kernel
def _look(w: World, district: int) -> None:
    """Who is to go from where to where, one after the other."""
    people = 0
    for unit in range(w.n_units):
        if _is_steered(w, unit, district):
            unit_of(w, unit).queue = waiting(w, unit_of(w, unit))
            people += unit_of(w, unit).posts
    for _ in range(may_move(w.steering_share, people)):
        to = _most_loaded(w, district)
        source = _least_loaded(w, district)
        if source == NONE:
            return
        most, least = unit_of(w, to), unit_of(w, source)
        if not worth_moving(most.queue, most.posts, least.queue, least.posts, w.steering_margin):
            return
        least.posts -= 1
        most.posts += 1
        calendar.put(w, w.steering_lag, calendar.MOVE, source, to)


@kernel
def _most_loaded(w: World, district: int) -> int:
    best, most = NONE, 0.0
    for unit in range(w.n_units):
        if _is_steered(w, unit, district):
            load = unit_of(w, unit).queue / max(1, unit_of(w, unit).posts)
            if best == NONE or load > most:
                best, most = unit, load
    return best


@kernel
def _least_loaded(w: World, district: int) -> int:
    """Of those that can spare somebody."""
    best, least = NONE, 0.0
    for unit in range(w.n_units):
        if _is_steered(w, unit, district) and unit_of(w, unit).posts > 1:
            load = unit_of(w, unit).queue / unit_of(w, unit).posts
            if best == NONE or load < least:
                best, least = unit, load
    return best


@kernel
def move(w: World, source: Record, to: Record) -> None:
    """Whoever has the lowest load goes, the highest index among equals, to the first unused desk."""
    goes, desks = NONE, 0
    for index in range(source.first_worker, source.last_worker):
        worker = worker_of(w, index)
        desks += post_of(w, index).away != UNUSED
        if worker.job != AWAY and not worker.agency and (
            goes == NONE or worker.load <= worker_of(w, goes).load
        ):  # fmt: skip
            goes = index
    if goes == NONE or desks == 1:  # all are away, or who was to come before did not
        source.posts += 1
        to.posts -= 1
        return
    desk = to.first_worker
    while post_of(w, desk).away != UNUSED:
        desk += 1
    absence.moves_out(w, post_of(w, goes))
    worker_of(w, desk).control = worker_of(w, goes).control
    absence.moves_in(w, post_of(w, desk))


@kernel
def waiting(w: World, u: Record) -> float:
    """Cases that wait for a caseworker, and pieces of work that nobody has begun; or their hours."""
    found = 0.0
    for queue in range(u.first_waiting, u.first_waiting + w.classes):
        at = queue_of(w, queue).first
        while at != NONE:
            n = need_of(w, place_of(w, at).who)
            if n.awaiting and n.wait == place_of(w, at).ticket:
                found += step_of(w, n.step).planned if w.steering_by_hours else 1.0
            at = place_of(w, at).next
    if u.pooled:
        return _in_queues(w, u.first_queue, found)
    for index in range(u.first_worker, u.last_worker):
        found = _in_queues(w, worker_of(w, index).first_queue, found)
    return found


@kernel
def _in_queues(w: World, first: int, found: float) -> float:
    """The same with what is in the queues of a desk, or of a pool."""
    for queue in range(first, first + w.classes):
        at = queue_of(w, queue).first
        while at != NONE:
            job, version = place_of(w, at).who, place_of(w, at).ticket
            if caseworker.holds_still(w, job, version):
                if job >= 0:
                    left, hours = need_of(w, job).left, need_of(w, job).hours
                elif job <= MEETINGS:
                    left, hours = seat_of(w, MEETINGS - job).left, seat_of(w, MEETINGS - job).hours
                else:
                    left, hours = coordination_of(w, ~job).left, coordination_of(w, ~job).hours
                if left < 0.0:
                    found += hours if w.steering_by_hours else 1.0
            at = place_of(w, at).next
    return found
