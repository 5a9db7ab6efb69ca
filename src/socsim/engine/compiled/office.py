"""One organisation at work: its clock, the people who come, and the accounts at the end."""

from __future__ import annotations

import math
from typing import Any

from socsim.engine.compiled import (
    absence,
    book,
    calendar,
    case,
    caseworker,
    client,
    coordinator,
    faults,
    hazard,
    joint_plan,
    need,
    steering,
    transition,
)
from socsim.engine.compiled.compiler import entry, kernel, plain_entry
from socsim.engine.compiled.fields import is_for_plain_offices
from socsim.engine.compiled.memory import byte_at, float_at, int_at, is_called, word_at
from socsim.engine.compiled.records import (
    AWAY,
    IDLE,
    NONE,
    Record,
    World,
    client_of,
    client_row,
    coordination_of,
    docket_of,
    need_of,
    own_at,
    place_of,
    plan_of,
    post_of,
    queue_of,
    unit_of,
    worker_of,
)


@entry
def run_to(w: World, until: float) -> bool:
    """Let time pass.

    Returns
    -------
    Whether that day has come; else a table is nearly full, and it goes on once there is more room.
    """
    return _run_to(w, until)


@plain_entry
def run_plainly(w: World, until: float) -> bool:
    """Let time pass in an office for which `plain.is_plain` holds."""
    return _run_to(w, until)


@kernel
def _run_to(w: World, until: float) -> bool:
    is_called(case.go_on, w)
    if w.sequence == 0:
        if w.n_clients > 0:
            calendar.put_at(w, float_at(w.people_arrival, 0), calendar.ARRIVAL, 0, 0)
            if w.has_plans and w.plan_target > 0.0:
                calendar.put(w, w.plan_every, calendar.PLAN_COUNT, 0, 0)
        if w.absences:
            absence.begin(w)
        if w.reorganises:
            calendar.put_at(w, w.transition_starts, calendar.CHANGE, 0, 0)
        if w.steering_every < math.inf:
            calendar.put(w, w.steering_every, calendar.LOOK, 0, 0)
    while not w.tight:
        if calendar.is_over(w, until):
            return True
        event = calendar.take_first(w)
        w.now = event.time
        w.passed += 1
        turn, who, version = event.turn, event.who, event.version
        what = calendar.what_is(turn)
        if what == calendar.WORK_DONE:
            if worker_of(w, who).go == version:
                caseworker.finished(w, worker_of(w, who))
        elif what == calendar.ARRIVAL or is_for_plain_offices():  # where nothing else happens
            _arrive(w)
        else:
            _ring(w, what, who, version, turn)
    return False


@kernel
def _ring(w: World, what: int, who: int, version: int, turn: int) -> None:
    """A timer rings; whether it still means anything says the version, or for hazards the turn."""
    if what == calendar.WAKE:
        if need_of(w, who).version == version:
            need.go_on(w, need_of(w, who), need.GO_ON)
    elif what == calendar.HAZARD:
        if need_of(w, who).timer == turn:
            hazard.ring(w, need_of(w, who))
    elif what == calendar.PATIENCE:
        if need_of(w, who).version == version:
            need.patience_ends(w, need_of(w, who))
    elif what == calendar.VISIT:
        if coordination_of(w, who).version == version:
            coordinator.visit(w, coordination_of(w, who))
    elif what >= calendar.GOES:
        _ring_at_desk(w, what, post_of(w, who), version)
    elif what == calendar.RELAPSE:
        client.new_need(w, client_of(w, who), version)  # the kind of need
    elif what == calendar.PLAN_DATE:
        if plan_of(w, who).version == version:
            joint_plan.meet(w, plan_of(w, who))
    elif what == calendar.PLAN_ENDS:
        if plan_of(w, who).version == version:
            joint_plan.expire(w, plan_of(w, who))
    elif what == calendar.PLAN_COUNT:
        joint_plan.count(w)
    elif what == calendar.CHANGE:
        transition.comes(w)
    elif what == calendar.LOOK:
        steering.look(w)
    elif what == calendar.MOVE:
        steering.move(w, unit_of(w, who), unit_of(w, version))
    elif what == calendar.SURFACES:
        faults.surface(w, who)
    else:
        client.leave(w, client_of(w, who))


@kernel
def _ring_at_desk(w: World, what: int, p: Record, version: int) -> None:
    """A timer of somebody who goes or comes."""
    if what == calendar.KNOWS:
        absence.knows(w, p, version)
    elif what == calendar.SUSPENDED:
        absence.suspended(w, p, version)
    elif p.version == version:
        if what == calendar.GOES:
            absence.goes(w, p)
        elif what == calendar.COVER:
            absence.cover(w, p)
        elif what == calendar.SITS_IN:
            absence.sits_in(w, p)
        else:
            absence.comes(w, p)


@kernel
def _arrive(w: World) -> None:
    """A client comes: first the next one is put on the calendar, then this one's needs begin."""
    index = w.next_client
    w.next_client = index + 1
    if index + 1 < w.n_clients:
        calendar.put_at(w, float_at(w.people_arrival, index + 1), calendar.ARRIVAL, 0, 0)
    c = client_of(w, index)
    c.index, c.row, c.until = index, NONE, -math.inf
    if _follows(w, index):
        c.until = w.now + w.follow_up
        book.open_client(w, c)
    c.open = c.hidden = c.known_needs = c.coordinations = c.gone = c.marked = 0
    c.coordination = c.met = c.papers = c.ties = NONE
    c.met_marks = 0
    if w.has_plans:
        docket_of(w, index).plan, docket_of(w, index).plans = NONE, 0
    c.trust, c.trust_at = w.trust_start, w.now
    book.arrived(w, c)
    if w.leaving > 0.0:
        client.leave_later(w, c)
    for kind in range(w.n_kinds):
        own = own_at(w, index * w.n_kinds + kind)
        own.need, own.spells, own.holder = NONE, 0, NONE
    for number in range(int_at(w.people_need_start, index), int_at(w.people_need_start, index + 1)):
        _birth(w, c, number)
    for number in range(int_at(w.people_need_start, index), int_at(w.people_need_start, index + 1)):
        own = client.open_need(w, c, int_at(w.people_need_kind, number))
        if own != NONE:
            need.begin(w, need_of(w, own))


@kernel
def _follows(w: World, index: int) -> bool:
    """Whether the client is of the cohort: who comes, or would have come, within the window."""
    if w.outreach:
        return byte_at(w.people_cohort, index) != 0
    return w.warm_up <= w.now < w.window_end


@kernel
def _birth(w: World, c: Record, number: int) -> None:
    """A need with which the client comes."""
    kind = int_at(w.people_need_kind, number)
    n = need.birth(
        w, c, kind, 1, word_at(w.people_need_key, number), int_at(w.people_need_severity, number),
        byte_at(w.people_need_presented, number) == 0,
    )  # fmt: skip
    own_at(w, c.index * w.n_kinds + kind).spells = 1
    if c.row != NONE:
        book.open_row(w, n, 1)


@entry
def close(w: World, open_needs: Any) -> None:
    """Bring open accounts up to now, where the run ends; the open needs are told by client and kind."""
    for number in open_needs:
        book.close_need(w, need_of(w, number))
    for index in range(w.n_units):
        u = unit_of(w, index)
        if u.pooled:
            _close_queue(w, u, u.first_queue)
        for number in range(u.first_worker, u.last_worker):
            worker = worker_of(w, number)
            if not u.pooled:
                _close_queue(w, u, worker.first_queue)
            if worker.first_down != NONE:
                _close_queue(w, u, worker.first_down)
        for number in range(u.first_worker, u.last_worker):
            worker = worker_of(w, number)
            if worker.job != IDLE and worker.job != AWAY:
                book.at_work(w, u, worker)
            if u.absent:
                if post_of(w, number).away != NONE:
                    book.was_away(w, post_of(w, number))
                if worker.agency:
                    book.sat_in(w, post_of(w, number))


@kernel
def _close_queue(w: World, u: Record, first: int) -> None:
    """Pieces of work that wait at the end."""
    for queue in range(first, first + w.classes):
        place = queue_of(w, queue).first
        while place != NONE:
            job, version = place_of(w, place).who, place_of(w, place).ticket
            if caseworker.holds_still(w, job, version):
                book.waits_still(w, u, job)
            place = place_of(w, place).next


@entry
def open_days(w: World, needs: Any, order: Any) -> None:
    """Days with at least one open need before `until`: the union of the lives of each client's needs.

    `order` is that of the needs by client and birth; empty where they stand in it.
    """
    at, covered = 0, -math.inf
    for place in range(len(needs)):
        need_row = needs[order[place] if len(order) else place]
        while client_row(w, at).client != need_row.client:
            at, covered = at + 1, -math.inf
        row = client_row(w, at)
        until = row.arrival + w.follow_up
        end = until if math.isnan(need_row.closed) else min(need_row.closed, until)
        days = end - max(need_row.born, covered)
        row.open_days += days if days > 0.0 else 0.0
        covered = max(covered, end)
