"""A caseworker (or manager, or coordinator): one piece of work at a time.

A job is a need by its number, a coordination by its number inverted, or a part of a meeting, MEETINGS minus
the number of its seat.
"""

from __future__ import annotations

from socsim.engine.compiled import (
    book,
    calendar,
    coordinator,
    gatekeeping,
    joint_plan,
    need,
    plan_book,
    queues,
    unit,
)
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    IDLE,
    MEETINGS,
    NONE,
    Record,
    World,
    budget_of,
    coordination_of,
    need_of,
    place_of,
    queue_of,
    seat_of,
    unit_of,
)


@kernel
def give(w: World, worker: Record, job: int) -> None:
    """Put a piece of work on the desk; it starts now if nothing else is going on."""
    if worker.job == IDLE:
        begin(w, worker, job)
    elif job >= 0:
        n = need_of(w, job)
        need.queued(w, n)
        queues.append(w, worker.first_queue + n.priority, job, n.version)
    elif job > MEETINGS:
        queues.append(w, worker.first_queue + w.classes - 1, job, coordination_of(w, ~job).version)
    else:
        s = seat_of(w, MEETINGS - job)
        queues.append(w, worker.first_queue + s.priority, job, s.version)


@kernel
def begin(w: World, worker: Record, job: int) -> None:
    """Work on a piece until it, or its slice, is done."""
    worker.job = job
    worker.busy_since = w.now
    if job >= 0:
        n = need_of(w, job)
        hours = n.left
        if hours < 0.0:
            hours = need.begun_by(w, n, worker)
        else:
            book.need_resumed(w, n, worker, hours)
        n.left = max(0.0, hours - worker.slice)
        n.desk = worker.index
    elif job <= MEETINGS:
        s = seat_of(w, MEETINGS - job)
        hours = s.left
        if hours < 0.0:
            hours = joint_plan.begun_by(w, s, worker)
        else:
            plan_book.resumed(w, s, worker, hours)
        s.left = max(0.0, hours - worker.slice)
        s.desk = worker.index
    else:
        v = coordination_of(w, ~job)
        hours = v.left
        if hours < 0.0:
            hours = coordinator.begun_by(w, v, worker)
        else:
            book.visit_resumed(w, v, worker, hours)
        v.left = max(0.0, hours - worker.slice)
    worker.going = min(hours, worker.slice)
    calendar.put(w, worker.going / worker.rate, calendar.WORK_DONE, worker.index, worker.go)


@kernel
def finished(w: World, worker: Record) -> None:
    """A piece or slice is done: the desk starts its next one, then the case goes on."""
    job = worker.job
    if worker.budget != NONE:
        gatekeeping.pay(w, budget_of(w, worker.budget), worker.going * worker.pay)
    if job >= 0:
        n = need_of(w, job)
        n.desk = NONE
        holds = n.at != need.ENDED
        if n.left > 0.0:
            book.need_sliced(w, n, worker, holds)
            if holds:
                queues.append(w, worker.first_queue + n.priority, job, n.version)
            next_piece(w, worker)
        else:
            book.worked(w, n, worker)
            next_piece(w, worker)
            if holds:
                need.go_on(w, n, need.GO_ON)
        if not holds:
            need.forget(w, n)
    elif job <= MEETINGS:
        _part_finished(w, worker, seat_of(w, MEETINGS - job))
    else:
        v = coordination_of(w, ~job)
        if v.left > 0.0:
            book.visit_sliced(w, v, worker, v.open != 0)
            if v.open:
                queues.append(w, worker.first_queue + w.classes - 1, job, v.version)
            next_piece(w, worker)
        else:
            book.visited(w, v, worker)
            next_piece(w, worker)
            if v.open:
                coordinator.visited(w, v)


@kernel
def _part_finished(w: World, worker: Record, s: Record) -> None:
    """The same for a part of a meeting."""
    holds = s.open != 0
    s.desk = NONE
    if s.left > 0.0:
        plan_book.sliced(w, s, worker)
        if holds:
            queues.append(w, worker.first_queue + s.priority, MEETINGS - s.index, s.version)
        next_piece(w, worker)
    else:
        plan_book.done(w, s, worker)
        next_piece(w, worker)
        if holds:
            joint_plan.part_done(w, s)
    if not holds:
        joint_plan.free_seat(w, s)


@kernel
def next_piece(w: World, worker: Record) -> None:
    """Begin with the first piece that still holds, by priority and then by turn."""
    for rank in range(w.classes):
        if worker.first_down != NONE and _next_in(w, worker, worker.first_down + rank):
            return
        if _next_in(w, worker, worker.first_queue + rank):
            return
    worker.job = IDLE
    u = unit_of(w, worker.unit)
    if u.pooled:
        unit.is_free(w, u, worker)


@kernel
def _next_in(w: World, worker: Record, queue: int) -> bool:
    """Begin with the first piece of a queue that still holds, if there is one."""
    while queue_of(w, queue).first != NONE:
        place = place_of(w, queue_of(w, queue).first)
        job, version = place.who, place.ticket
        queues.drop_first(w, queue)
        if holds_still(w, job, version):
            begin(w, worker, job)
            return True
    return False


@kernel
def holds_still(w: World, job: int, version: int) -> bool:
    """Whether what was planned for a job has not been overtaken."""
    if job >= 0:
        return need_of(w, job).version == version
    if job <= MEETINGS:
        return seat_of(w, MEETINGS - job).version == version
    return coordination_of(w, ~job).version == version
