"""Acute work displaces planned work: it moves up in queues, and makes somebody put down a piece [27].

Of a piece that was put down, the need's `desk` tells by whom: `DOWN` less the worker's number.
"""

from __future__ import annotations

from socsim.engine.compiled import book, caseworker, faults, gatekeeping, need, queues, unit
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    DOWN,
    IDLE,
    IN_LINE,
    NONE,
    Record,
    World,
    budget_of,
    need_of,
    step_of,
    unit_of,
    worker_of,
)
from socsim.model.laws import hours_left
from socsim.scenario.names import CONSULTATION_WORK, DECISION_WORK


@kernel
def interrupts(w: World, n: Record, u: Record) -> bool:
    """An acute piece of work is begun at once, if somebody is at a planned one and puts it down."""
    if n.priority > 0:
        return False
    index = _last_in_class(w, u) if u.pooled else faults.desk_of(w, n)
    if index == NONE or not gives_way(w, worker_of(w, index)):
        return False
    worker = worker_of(w, index)
    put_down(w, worker)
    caseworker.begin(w, worker, n.index)
    return True


@kernel
def _last_in_class(w: World, u: Record) -> int:
    """Of a pool: who is at a piece of the lowest class; the lowest index among equals."""
    found, lowest = NONE, 0
    for index in range(u.first_worker, u.last_worker):
        worker = worker_of(w, index)
        if gives_way(w, worker) and need_of(w, worker.job).priority > lowest:
            found, lowest = index, need_of(w, worker.job).priority
    return found


@kernel
def gives_way(w: World, worker: Record) -> bool:
    """Whether planned work on a need is under way, and not at its very end."""
    if worker.job < 0:  # idle, or at a visit
        return False
    n = need_of(w, worker.job)
    if n.priority == 0 or n.at == need.ENDED:
        return False
    return hours_left(worker.going, w.now - worker.busy_since, worker.rate) > 0.0


@kernel
def put_down(w: World, worker: Record) -> None:
    """What is under way waits, with the hours that are left, at the head of its class."""
    n = need_of(w, worker.job)
    left = hours_left(worker.going, w.now - worker.busy_since, worker.rate)
    if worker.budget != NONE:
        gatekeeping.pay(w, budget_of(w, worker.budget), (worker.going - left) * worker.pay)
    n.left += left
    n.desk = DOWN - worker.index
    queues.append(w, worker.first_down + n.priority, n.index, n.version)
    book.put_down(w, n, worker)
    worker.go += 1  # its end is still on the calendar
    worker.job = IDLE


@kernel
def moves_up(w: World, n: Record) -> None:
    """A need has become acute: it goes over into that class, also where it waits [12, 27]."""
    before = n.priority
    if before == 0 or n.severity < w.acute_from:
        return
    n.priority = 0
    if n.unit == NONE:
        return
    u = unit_of(w, n.unit)
    if n.awaiting:
        book.moved_up(w, n)
        n.wait += 1
        queues.append(w, u.first_waiting, n.index, n.wait)
        unit.take_on(w, u)
    elif n.place == IN_LINE:
        line = step_of(w, n.step).first_in_line
        book.moved_up(w, n)
        queues.remove(w, line + before, n.index, n.version)
        queues.append(w, line, n.index, n.version)
    elif n.left != 0.0:
        if n.desk <= DOWN:
            _moves_down_pile(w, n, worker_of(w, DOWN - n.desk), before)
        else:
            _moves_up_queue(w, n, u, before)


@kernel
def _moves_down_pile(w: World, n: Record, worker: Record, before: int) -> None:
    """The piece was put down itself: it is taken up again if whoever did so is at planned work now."""
    queues.remove(w, worker.first_down + before, n.index, n.version)
    book.moved_up(w, n)
    if gives_way(w, worker):
        put_down(w, worker)
        caseworker.begin(w, worker, n.index)
    else:
        queues.append(w, worker.first_down, n.index, n.version)


@kernel
def _moves_up_queue(w: World, n: Record, u: Record, before: int) -> None:
    """The piece waits on a desk or in the queue of a pool; if it is under way nothing is to be done."""
    with_managers = n.what == DECISION_WORK or faults.with_managers(w, n)
    where = unit_of(w, u.managers) if with_managers else u
    if n.what == CONSULTATION_WORK:
        where = unit_of(w, step_of(w, n.step).adviser)
    desk = faults.desk_of(w, n)
    if desk == NONE and not where.pooled:
        return
    queue = where.first_queue if where.pooled else worker_of(w, desk).first_queue
    if queues.remove(w, queue + before, n.index, n.version):
        book.moved_up(w, n)
        if not (w.acute_interrupts and interrupts(w, n, where)):
            queues.append(w, queue, n.index, n.version)
