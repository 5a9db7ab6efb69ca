"""A caseworker (or manager, or coordinator): one piece of work at a time.

A job is a need by its number, a coordination by its number inverted, or a part of a meeting, MEETINGS minus
the number of its seat.
"""

from __future__ import annotations

from socsim.engine.compiled import (
    book,
    calendar,
    coordinator,
    faults,
    gatekeeping,
    joint_plan,
    need,
    plan_book,
    queues,
    transition,
    unit,
)
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.fields import is_for_plain_offices
from socsim.engine.compiled.records import (
    AWAY,
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
    worker_of,
)
from socsim.model.laws import for_another, hours_left
from socsim.scenario.names import REVIEW_WORK, UNMET_WORK


@kernel
def is_need(job: int) -> bool:
    """Whether a job is a piece of work on a need; in plain offices there are no others."""
    return job >= 0 or is_for_plain_offices()


@kernel
def give(w: World, worker: Record, job: int) -> None:
    """Put a piece of work on the desk; it starts now if nothing else is going on."""
    if worker.job == IDLE:
        begin(w, worker, job)
    elif is_need(job):
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
    if is_need(job):
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
    if is_need(job):
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
def stop(w: World, worker: Record) -> None:
    """Whoever sits there goes: what they have begun is ready anew, first in its class."""
    job = worker.job
    worker.job = AWAY
    u = unit_of(w, worker.unit)
    if job == IDLE and u.pooled:
        unit.not_free(w, u, worker)
    if worker.first_down != NONE:
        for pile in range(worker.first_down, worker.first_down + w.classes):
            while queue_of(w, pile).first != NONE:
                place = place_of(w, queue_of(w, pile).first)
                other, version = place.who, place.ticket
                queues.drop_first(w, pile)
                if holds_still(w, other, version):
                    n = need_of(w, other)
                    n.desk = NONE
                    book.interrupted(w, n, worker, w.now)
                    _give_back(w, u, worker, n, n.left)
    if job == IDLE:
        return
    left = hours_left(worker.going, w.now - worker.busy_since, worker.rate)
    if worker.budget != NONE:
        gatekeeping.pay(w, budget_of(w, worker.budget), (worker.going - left) * worker.pay)
    worker.go += 1  # the end of the piece is still on the calendar
    if job <= MEETINGS:
        _part_stops(w, u, worker, seat_of(w, MEETINGS - job), left)
        return
    n = need_of(w, job)
    n.desk = NONE
    book.interrupted(w, n, worker, worker.busy_since)
    rest = n.left + left
    n.left = 0.0
    if n.at == need.ENDED:
        need.forget(w, n)
    else:
        _give_back(w, u, worker, n, rest)


@kernel
def _part_stops(w: World, u: Record, worker: Record, s: Record, left: float) -> None:
    """The same for a part of a meeting."""
    s.desk = NONE
    plan_book.interrupted(w, s, worker, worker.busy_since)
    rest = s.left + left
    s.left = 0.0
    if not s.open:
        joint_plan.free_seat(w, s)
        return
    s.ready, s.hours, s.left = w.now, for_another(rest, 1.0), -1.0
    plan_book.ready(w, s)
    if u.first_free != NONE:
        begin(w, unit.next_free(w, u), MEETINGS - s.index)
    else:
        queues.put_first(w, worker.first_queue + s.priority, MEETINGS - s.index, s.version)


@kernel
def _give_back(w: World, u: Record, worker: Record, n: Record, hours: float) -> None:
    """What is left of a piece of work is for whoever is free, or first in its class."""
    leave_off(w, worker, n, hours)
    if u.first_free != NONE:
        begin(w, unit.next_free(w, u), n.index)
    else:
        need.queued(w, n)
        queues.put_first(w, worker.first_queue + n.priority, n.index, n.version)


@kernel
def leave_off(w: World, worker: Record, n: Record, hours: float) -> None:
    """What is left of a piece of work that was begun is one of its own, for whoever takes it up."""
    slower = 1.0
    if n.what not in UNMET_WORK:  # a review takes as long for everybody
        slower = worker.pace
        if unit_of(w, worker.unit).changes:
            slower *= transition.factor(w, n.start)
    n.ready = w.now
    n.hours = for_another(hours, slower)
    n.left = -1.0
    n.reading = n.duplicate = 0.0
    if n.what == REVIEW_WORK and faults.desk_of(w, n) != NONE:
        book.ready_for(w, n, worker_of(w, faults.desk_of(w, n)))
    else:
        book.ready(w, n, unit_of(w, worker.unit))


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
    if is_need(job):
        return need_of(w, job).version == version
    if job <= MEETINGS:
        return seat_of(w, MEETINGS - job).version == version
    return coordination_of(w, ~job).version == version
