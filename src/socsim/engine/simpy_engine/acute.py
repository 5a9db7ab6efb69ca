"""Acute work displaces planned work: it moves up in queues, and makes somebody put down a piece [27]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import Timer
from socsim.model.laws import hours_left
from socsim.scenario.names import CONSULTATION_WORK, DECISION_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.unit import Unit


def interrupts(need: Need, unit: Unit, now: float) -> bool:
    """An acute piece of work is begun at once, if somebody is at a planned one and puts it down."""
    if need.priority > 0:
        return False
    worker = _last_in_class(unit, now) if unit.pooled else need.desk
    if worker is None or not gives_way(worker, now):
        return False
    put_down(worker, now)
    worker.begin(need, now)
    return True


def _last_in_class(unit: Unit, now: float) -> Caseworker | None:
    """Of a pool: who is at a piece of the lowest class; the lowest index among equals."""
    found = None
    for worker in unit.caseworkers:
        if gives_way(worker, now) and (found is None or worker.job.priority > found.job.priority):
            found = worker
    return found


def gives_way(worker: Caseworker, now: float) -> bool:
    """Whether planned work is under way, and not at its very end."""
    job = worker.job
    if job is None or job.priority == 0 or job.resume is None:  # None: its need has ended
        return False
    if job.kind < 0:  # a part of a meeting about a joint plan
        return False
    return hours_left(worker.going, now - worker.since, worker.rate) > 0.0


def put_down(worker: Caseworker, now: float) -> None:
    """What is under way waits, with the hours that are left, at the head of its class."""
    job = worker.job
    left = hours_left(worker.going, now - worker.since, worker.rate)
    if worker.budget is not None:
        worker.budget.pay((worker.going - left) * worker.pay, now)
    job.left += left
    job.put_down_by = worker
    worker.put_down[job.priority].append((job, job.version))
    worker.book.put_down(worker, job, now)
    worker.done.callbacks = OVERTAKEN  # type: ignore[assignment]  # its end is still on the calendar
    worker.done = Timer((worker.finished,), worker, 0)


def moves_up(need: Need, now: float) -> None:
    """A need has become acute: it goes over into that class, also where it waits [12, 27]."""
    before = need.priority
    if before == 0 or need.severity < need.office.rules.acute_from:
        return
    need.priority = 0
    unit = need.unit
    if unit is None:
        return
    if need.awaiting:
        need.office.book.moved_up(need)
        need.wait += 1
        unit.waiting[0].append((need, need.wait))
        unit.take_on()
    elif need.step is not None and need.step.places is not None and need.place is None:
        line, entry = need.step.places.line, (need, need.version)
        if entry in line[before]:
            need.office.book.moved_up(need)
            line[before].remove(entry)
            line[0].append(entry)
    elif need.left and not _moves_down_pile(need, before, now):
        _moves_up_queue(need, unit, before, now)


def _moves_down_pile(need: Need, before: int, now: float) -> bool:
    """The piece was put down itself: it is taken up again if whoever did so is at planned work now."""
    worker, place = need.put_down_by, (need, need.version)
    if worker is None:
        return False
    worker.put_down[before].remove(place)
    need.office.book.moved_up(need)
    if gives_way(worker, now):
        put_down(worker, now)
        worker.begin(need, now)
    else:
        worker.put_down[0].append(place)
    return True


def _moves_up_queue(need: Need, unit: Unit, before: int, now: float) -> None:
    """The piece waits on a desk or in the queue of a pool; if it is under way nothing is to be done."""
    place = (need, need.version)
    where = unit.managers if need.what == DECISION_WORK or need.with_managers else unit
    if need.what == CONSULTATION_WORK and need.step is not None:
        where = need.step.adviser
    if where is None or (need.desk is None and not where.pooled):
        return
    queues = where.queues if where.pooled or need.desk is None else need.desk.queues
    if place not in queues[before]:
        return
    queues[before].remove(place)
    need.office.book.moved_up(need)
    if not (where.interrupts and interrupts(need, where, now)):
        queues[0].append(place)


def _overtaken(_event: Any) -> None:
    """The end of a go that was interrupted."""


OVERTAKEN = (_overtaken,)
