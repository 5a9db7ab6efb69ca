"""Handovers: cases pass to a colleague, into the unit's queue, or to whoever sits down at the desk.

Each case that passes on may be forgotten: then it falls [19].
"""

from __future__ import annotations

from socsim.engine.compiled import (
    book,
    caseworker,
    client,
    documentation,
    faults,
    gatekeeping,
    joint_plan,
    need,
    queues,
    unit,
)
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.records import (
    AWAY,
    IN_LINE,
    NONE,
    Record,
    World,
    client_of,
    docket_of,
    kind_of,
    need_of,
    own_of,
    place_of,
    plan_of,
    queue_of,
    step_of,
    unit_of,
    worker_of,
)
from socsim.scenario.names import ELSEWHERE_WORK, IN_SUPPORT, REVIEW_WORK, UNCOVERED, WAITING

LET_GO = 2
"""Instead of whether a need is passed on: its caseworker has just let it go."""


@kernel
def _is_case(w: World, c: Record, kind: int, index: int) -> bool:
    """Whether the client has a case of this kind at the desk."""
    number = client.open_need(w, c, kind)
    return number != NONE and need_of(w, number).worker == index


@kernel
def _mark_clients(w: World, worker: Record) -> int:
    """Mark those with cases at the desk, each with who comes next in order of arrival; give the first.

    A mark is the number of the next, or NONE, and 2 more, so that it is not nought.
    """
    first, number = NONE, worker.first_case
    while number != NONE:
        n = need_of(w, number)
        c = client_of(w, n.client)
        if c.marked == 0:
            before, after = NONE, first
            while after != NONE and after < c.index:
                before, after = after, client_of(w, after).marked - 2
            c.marked = after + 2
            if before == NONE:
                first = c.index
            else:
                client_of(w, before).marked = c.index + 2
        number = n.next_case
    return first


@kernel
def _after(c: Record) -> int:
    """Who comes next; the client is marked no longer."""
    after = c.marked - 2
    c.marked = 0
    return after


@kernel
def hand_over_all(w: World, worker: Record, lost: float) -> None:
    """Clear a desk at which nobody sits: to colleagues with room, or else into the unit's queue."""
    by_client = unit_of(w, worker.unit).by_client
    index = _mark_clients(w, worker)
    while index != NONE:
        c = client_of(w, index)
        index = _after(c)
        for kind in range(w.n_kinds):
            if _is_case(w, c, kind, worker.index):
                _forgotten(w, need_of(w, client.open_need(w, c, kind)), lost)
        if by_client:
            hand_over(w, c, 0, w.n_kinds, worker)
        else:
            for kind in range(w.n_kinds):
                hand_over(w, c, kind, kind + 1, worker)
    for queue in range(worker.first_queue, worker.first_queue + w.classes):
        _clear(w, worker, queue, True)


@kernel
def _clear(w: World, worker: Record, queue: int, deserted: bool) -> None:
    """Pieces of work have gone with their cases; parts of meetings stay, and drafts where somebody sits."""
    last = queue_of(w, queue).last
    at = queue_of(w, queue).first
    while at != NONE:
        place = place_of(w, at)
        job, version, is_last = place.who, place.ticket, at == last
        queues.drop_first(w, queue)
        if caseworker.holds_still(w, job, version):
            if job < 0:
                queues.append(w, queue, job, version)
            elif need_of(w, job).what == REVIEW_WORK:
                if deserted:
                    _another_reviews(w, worker, need_of(w, job))
                else:
                    queues.append(w, queue, job, version)
            elif need_of(w, job).worker == worker.index:
                queues.append(w, queue, job, version)
        at = NONE if is_last else queue_of(w, queue).first


@kernel
def _another_reviews(w: World, worker: Record, n: Record) -> None:
    """A draft that waited for somebody to read it is on the desk of another colleague."""
    colleague = faults.colleague_of(w, unit_of(w, worker.unit), n.worker)
    faults.set_reviewer(w, n, colleague)
    if n.left > 0.0:
        book.interrupted(w, n, worker, w.now)
        caseworker.leave_off(w, worker, n, n.left)
    caseworker.give(w, worker_of(w, colleague), n.index)


@kernel
def _review_anew(w: World, worker: Record) -> None:
    """What is left of a review between two slices becomes a piece of its own, in its place."""
    for queue in range(worker.first_queue, worker.first_queue + w.classes):
        at = queue_of(w, queue).first
        while at != NONE:
            job, version = place_of(w, at).who, place_of(w, at).ticket
            if job >= 0 and caseworker.holds_still(w, job, version):
                n = need_of(w, job)
                if n.what == REVIEW_WORK and n.left > 0.0:
                    book.interrupted(w, n, worker, w.now)
                    caseworker.leave_off(w, worker, n, n.left)
            at = place_of(w, at).next


@kernel
def hand_over(w: World, c: Record, first: int, last: int, worker: Record) -> None:
    """Cases of one client, of some kinds, go together to a colleague with room, or into the queue."""
    u = unit_of(w, worker.unit)
    weight = cases = 0
    for kind in range(first, last):
        if _is_case(w, c, kind, worker.index):
            cases += 1
            weight += need_of(w, client.open_need(w, c, kind)).weight
    if not cases:
        return
    other = unit.colleague(w, u, weight, worker.index)
    for kind in range(first, last):
        if _is_case(w, c, kind, worker.index):
            n = need_of(w, client.open_need(w, c, kind))
            book.released(w, n, worker)
            n.worker = own_of(w, n).holder = NONE
            unit.lighten(w, n, u, worker)
            n.passed_on = LET_GO
    for kind in range(first, last):
        number = client.open_need(w, c, kind)
        if number != NONE and need_of(w, number).passed_on == LET_GO:
            _pass_on(w, need_of(w, number), u, worker, other)
    if w.has_plans and docket_of(w, c.index).plan != NONE:
        joint_plan.review(w, plan_of(w, docket_of(w, c.index).plan), False)


@kernel
def _pass_on(w: World, n: Record, u: Record, worker: Record, other: int) -> None:
    """A case that was let go has another caseworker, or waits for one."""
    n.passed_on = 0
    between_slices = n.left > 0.0 and _on_desk(n)
    if other == NONE:
        _await_another(w, n, u)
    else:
        unit.hand(w, u, n, other)
    if between_slices:
        book.interrupted(w, n, worker, w.now)
        caseworker.leave_off(w, worker, n, n.left)
    if other != NONE:
        take_up(w, n)


@kernel
def reorganise(w: World, u: Record) -> None:
    """When the organisation changes, each case passes to a colleague with the transition's chance [26]."""
    for index in range(u.first_worker, u.last_worker):
        worker = worker_of(w, index)
        here = worker.job != AWAY
        number = _mark_clients(w, worker)
        while number != NONE:
            c = client_of(w, number)
            number = _after(c)
            if u.by_client:
                _reorganise(w, u, c, 0, w.n_kinds, worker)
            else:
                for kind in range(w.n_kinds):
                    _reorganise(w, u, c, kind, kind + 1, worker)
        for queue in range(worker.first_queue, worker.first_queue + w.classes):
            _clear(w, worker, queue, False)
        if here and worker.job == AWAY:
            caseworker.next_piece(w, worker)
            unit.take_on(w, u)


@kernel
def _reorganise(w: World, u: Record, c: Record, first: int, last: int, worker: Record) -> None:
    """One client's cases of some kinds, if they pass on and a colleague has room for them."""
    weight, number, since = 0, NONE, w.now
    for kind in range(first, last):
        if _is_case(w, c, kind, worker.index):
            number = client.open_need(w, c, kind)
            weight += need_of(w, number).weight
            since = min(since, need_of(w, number).assigned_at)
    if since == w.now:  # none, or whose hands they are in is new
        return
    key = client.key(w, c) if u.by_client else need_of(w, number).key
    passes_on = uniform(key, w.changes_hands_salt, 0) < w.transition_handed_over
    if not passes_on or unit.colleague(w, u, weight, worker.index) == NONE:
        return
    if worker.job != AWAY:  # whoever sits there leaves off
        caseworker.stop(w, worker)
    for kind in range(first, last):
        if _is_case(w, c, kind, worker.index):
            _forgotten(w, need_of(w, client.open_need(w, c, kind)), w.transition_lost)
    hand_over(w, c, first, last, worker)


@kernel
def change_hands(w: World, worker: Record, lost: float) -> None:
    """The cases of a desk pass to another person at the same desk; nobody is at work there."""
    index = _mark_clients(w, worker)
    while index != NONE:
        c = client_of(w, index)
        index = _after(c)
        for kind in range(w.n_kinds):
            if _is_case(w, c, kind, worker.index):
                n = need_of(w, client.open_need(w, c, kind))
                if not _forgotten(w, n, lost):
                    book.handed_over(w, n, worker)
                    if n.left > 0.0 and _on_desk(n):
                        book.interrupted(w, n, worker, w.now)
                        caseworker.leave_off(w, worker, n, n.left)
    if w.drafting:
        _review_anew(w, worker)


@kernel
def _await_another(w: World, n: Record, u: Record) -> None:
    """A case that had a caseworker waits for one, wherever its story pauses."""
    n.passed_on = 1
    unit.await_caseworker(w, u, n)
    book.in_line(w, n)
    if n.state == IN_SUPPORT or _on_desk(n):
        if n.state == IN_SUPPORT and step_of(w, n.step).charge > 0.0:
            gatekeeping.end_paying(w, n, step_of(w, n.step))
        need.enter(w, n, WAITING)


@kernel
def taken_over(w: World, n: Record, u: Record) -> None:
    """Such a case has one; a support goes on."""
    n.passed_on = 0
    book.awaited(w, n, u, n.waits_since)
    if step_of(w, n.step).is_support and n.place != IN_LINE:
        _support_goes_on(w, n, u, step_of(w, n.step))
    take_up(w, n)


@kernel
def _support_goes_on(w: World, n: Record, u: Record, step: Record) -> None:
    """The support is given again, after a time without a caseworker that does not count."""
    n.kept += w.now - max(n.since, n.kept)
    need.enter(w, n, IN_SUPPORT)
    if step.charge > 0.0:
        gatekeeping.bear(w, u, step.charge)
    if kind_of(w, n.kind).obstacle:
        gatekeeping.way_is_clear(w, client_of(w, n.client), n.kind)


@kernel
def take_up(w: World, n: Record) -> None:
    """The piece of work that waits, if there is one, is on the new caseworker's desk."""
    if _on_desk(n):
        caseworker.give(w, worker_of(w, n.worker), n.index)


@kernel
def _on_desk(n: Record) -> bool:
    """Whether a piece of work waits for its caseworker, and not for a manager."""
    return n.left != 0.0 and n.what not in ELSEWHERE_WORK


@kernel
def _forgotten(w: World, n: Record, lost: float) -> bool:
    """Whether the case falls as it passes on; not one that somebody is at work on."""
    n.passes += 1
    if lost == 0.0 or n.desk >= 0:
        return False
    if w.documents:
        lost = documentation.lost(w, n, unit_of(w, worker_of(w, n.worker).unit), lost)
    if uniform(n.key, w.uncovered_salt, n.passes) >= lost:
        return False
    if need.fall(w, n, UNCOVERED, NONE):
        n.at = need.HAS_FALLEN
    if w.drafting:
        faults.set_reviewer(w, n, NONE)
    return True
