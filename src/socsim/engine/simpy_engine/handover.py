"""Handovers: cases pass to a colleague, into the unit's queue, or to whoever sits down at the desk.

Each case that passes on may be forgotten: then it falls [19].
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from socsim.engine.simpy_engine.case import life
from socsim.engine.simpy_engine.caseworker import AWAY
from socsim.engine.simpy_engine.faults import colleague_of
from socsim.model.draws import uniform
from socsim.scenario.names import ELSEWHERE_WORK, IN_SUPPORT, REVIEW_WORK, UNCOVERED, WAITING

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.unit import Unit


def clients_of(worker: Caseworker) -> list[Client]:
    """Those with cases at a desk, in order of arrival."""
    clients = {need.client.index: need.client for need in worker.cases}
    return [client for _, client in sorted(clients.items())]


def cases_of(client: Client, worker: Caseworker, kinds: range | None = None) -> Iterator[Need]:
    """A client's cases at a desk, in the order of the kinds; as they are when it is their turn."""
    for kind in kinds or range(len(worker.unit.office.steps_of)):
        need = client.needs.get(kind)
        if need is not None and need.worker is worker:
            yield need


def hand_over_all(worker: Caseworker, lost: float) -> None:
    """Clear a desk at which nobody sits: to colleagues with room, or else into the unit's queue."""
    for client in clients_of(worker):
        for need in cases_of(client, worker):
            _forgotten(need, lost)
        if worker.unit.by_client:
            hand_over(list(cases_of(client, worker)), worker)
        else:
            for need in cases_of(client, worker):
                hand_over([need], worker)
    _clear(worker, True)


def _clear(worker: Caseworker, deserted: bool) -> None:
    """Pieces of work have gone with their cases; parts of meetings stay, and drafts where somebody sits."""
    for queue in worker.queues:
        for _ in range(len(queue)):
            job, version = queue.popleft()
            if job.version != version:
                continue
            if deserted and job.kind >= 0 and job.what == REVIEW_WORK:
                _another_reviews(job, worker)
            elif job.kind < 0 or job.desk is worker:
                queue.append((job, version))


def hand_over(cases: list[Need], worker: Caseworker) -> None:
    """Cases of one client go together to the least loaded colleague with room, or into the queue."""
    if not cases:
        return
    unit = worker.unit
    other = unit.colleague(sum(need.weight for need in cases), worker)
    for need in cases:
        unit.office.book.released(need, worker)
        need.worker = need.holder = None
        unit.lighten(need, worker)
    for need in cases:
        between_slices = need.left > 0.0 and on_desk(need)
        if other is None:
            await_another(need, unit)
        else:
            unit.hand(need, other)
        if between_slices:
            unit.office.book.interrupted(worker, need, unit.office.env._now)
            worker.leave_off(need, need.left, unit.office.env._now)
        if other is not None:
            take_up(need, other)
    plan = cases[0].client.plan
    if plan is not None:
        plan.review(False)


def reorganise(unit: Unit, share: float, lost: float, purpose: int) -> None:
    """When the organisation changes, each case passes to a colleague with this chance [26]."""
    for worker in unit.caseworkers:
        here = worker.job is not AWAY
        for client in clients_of(worker):
            if unit.by_client:
                _reorganise(client, range(len(unit.office.steps_of)), worker, share, lost, purpose)
            else:
                for kind in range(len(unit.office.steps_of)):
                    _reorganise(client, range(kind, kind + 1), worker, share, lost, purpose)
        _clear(worker, False)
        if here and worker.job is AWAY:
            unit.with_again(worker)
            worker.next(worker.env._now)
            unit.take_on()


def _reorganise(
    client: Client, kinds: range, worker: Caseworker, share: float, lost: float, purpose: int
) -> None:
    """One client's cases of some kinds, if they pass on and a colleague has room for them."""
    unit, now = worker.unit, worker.env._now
    cases = list(cases_of(client, worker, kinds))
    if not cases or min(need.assigned_at for need in cases) == now:  # whose hands they are in is new
        return
    key = client.key if unit.by_client else cases[0].key
    if uniform(key, purpose) >= share or unit.colleague(sum(need.weight for need in cases), worker) is None:
        return
    if worker.job is not AWAY:  # whoever sits there leaves off
        unit.without(worker)
        worker.stop(now)
    for need in cases_of(client, worker, kinds):
        _forgotten(need, lost)
    hand_over(list(cases_of(client, worker, kinds)), worker)


def change_hands(worker: Caseworker, lost: float) -> None:
    """The cases of a desk pass to another person at the same desk; nobody is at work there."""
    book, now = worker.book, worker.env._now
    for client in clients_of(worker):
        for need in cases_of(client, worker):
            if not _forgotten(need, lost):
                book.handed_over(need, worker)
                if need.left > 0.0 and on_desk(need):
                    book.interrupted(worker, need, now)
                    worker.leave_off(need, need.left, now)
    for queue in worker.queues:
        for job, version in queue:
            if job.kind >= 0 and job.version == version and job.what == REVIEW_WORK and job.left > 0.0:
                book.interrupted(worker, job, now)
                worker.leave_off(job, job.left, now)


def _another_reviews(need: Need, worker: Caseworker) -> None:
    """A draft that waited for somebody to read it is on the desk of another colleague."""
    now = worker.env._now
    need.reviewer = colleague_of(worker.unit, need.worker)
    if need.left > 0.0:
        need.office.book.interrupted(worker, need, now)
        worker.leave_off(need, need.left, now)
    need.reviewer.give(need, now)


def await_another(need: Need, unit: Unit) -> None:
    """A case that had a caseworker waits for one, wherever its story pauses."""
    need.passed_on = True
    unit.await_caseworker(need)
    unit.office.book.in_line(need)
    if need.state == IN_SUPPORT or on_desk(need):
        if need.paid is not None:
            need.end_paying()
        need.enter(WAITING, unit.office.env._now)


def taken_over(need: Need, unit: Unit) -> None:
    """Such a case has one; a support goes on."""
    need.passed_on = False
    office = unit.office
    office.book.awaited(need, unit, need.waits_since)
    assert need.step is not None and need.worker is not None
    if need.step.is_support and need.in_line_since is None:
        need.support_goes_on(need.step)
    take_up(need, need.worker)


def take_up(need: Need, worker: Caseworker) -> None:
    """The piece of work that waits, if there is one, is on the new caseworker's desk."""
    if on_desk(need):
        worker.give(need, worker.env._now)


def on_desk(need: Need) -> bool:
    """Whether a piece of work waits for its caseworker, and not for a manager."""
    return need.left != 0.0 and need.what not in ELSEWHERE_WORK


def _forgotten(need: Need, lost: float) -> bool:
    """Whether the case falls as it passes on; not one that somebody is at work on."""
    need.passes += 1
    if lost == 0.0 or _at_work_on(need):
        return False
    assert need.worker is not None
    notes = need.worker.unit.notes
    if notes is not None:
        lost = notes.lost(need.client, lost)
    if uniform(need.key, need.office.rules.salts.uncovered, need.passes) >= lost:
        return False
    need.fall(UNCOVERED)
    need.reviewer, need.with_managers = None, False
    if need.resume is not None:
        need.resume = life(need, True).send
        need.resume(None)
    return True


def _at_work_on(need: Need) -> bool:
    """Whether somebody is, such as a manager who decides; at the desk itself nobody is."""
    return any(worker.job is need for unit in need.office.units for worker in unit.caseworkers)
