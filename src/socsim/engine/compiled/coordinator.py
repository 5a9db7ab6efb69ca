"""Coordinators: they visit clients with several needs, help with papers, see, and catch falls [17]."""

from __future__ import annotations

from socsim.engine.compiled import book, calendar, caseworker, client, joint_plan, queues
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    client_of,
    coordination_of,
    group_of,
    new_row,
    place_of,
    queue_of,
    unit_of,
    worker_of,
)
from socsim.engine.faces import KNOWN
from socsim.model.laws import coordinator_effect
from socsim.scenario.names import COORDINATION_WORK

# -- who gets one ----------------------------------------------------------------------------------


@kernel
def request(w: World, group: int, c: Record) -> None:
    """A client is due a coordinator: the least loaded one with room, or the queue."""
    g = group_of(w, group)
    u = unit_of(w, g.unit)
    least = u.first_worker
    for index in range(u.first_worker + 1, u.last_worker):
        if worker_of(w, index).load < worker_of(w, least).load:
            least = index
    if worker_of(w, least).load < g.cap:
        _take_on(w, group, c, least)
    else:
        queues.append(w, g.first_queue + c.known_needs, c.index, 0)


@kernel
def _next_client(w: World, group: int, worker: Record) -> None:
    """A place is free: the first in the queue who is still due takes it, most needs first.

    A client may stand in the queue more than once, each time with more needs; the first place
    counts.
    """
    g = group_of(w, group)
    known = w.n_kinds
    while known > 0 and worker.load < g.cap:
        line = queue_of(w, g.first_queue + known)
        if line.first == NONE:
            known -= 1
            continue
        c = client_of(w, place_of(w, line.first).who)
        queues.drop_first(w, g.first_queue + known)
        if c.coordination == NONE and not c.gone and c.known_needs >= g.threshold:
            _take_on(w, group, c, worker.index)


@kernel
def _take_on(w: World, group: int, c: Record, worker: int) -> None:
    """The coordinator takes the client on, and pays a first visit."""
    c.coordinations += 1
    number = new_row(w, w.coordinations)
    v = coordination_of(w, number)
    v.index, v.client, v.worker, v.group = number, c.index, worker, group
    v.version, v.open = 0, 1
    v.number = c.coordinations << 20  # visits so far, after a start of their own
    v.what = COORDINATION_WORK
    v.start = 0.0
    v.face = KNOWN
    c.coordination = number
    worker_of(w, worker).load += 1
    book.taken_on(w, v)
    book.contacts_changed(w, c)
    v.due = w.now
    visit(w, v)


# -- visits ----------------------------------------------------------------------------------------


@kernel
def visit(w: World, v: Record) -> None:
    """A visit at once, and then at regular times."""
    v.ready = w.now
    v.hours = group_of(w, v.group).effort
    v.left = -1.0
    worker = worker_of(w, v.worker)
    book.visit_ready(w, v, worker)
    caseworker.give(w, worker, ~v.index)


@kernel
def begun_by(w: World, v: Record, worker: Record) -> float:
    """The visit begins."""
    v.start = w.now
    v.face = client.meets(w, client_of(w, v.client), worker.person)
    book.visit_started(w, v, worker)
    return v.hours


@kernel
def visited(w: World, v: Record) -> None:
    """The visit is over; the next one is due."""
    g, c = group_of(w, v.group), client_of(w, v.client)
    sight = g.sight * effect(w, v) if c.hidden else 0.0
    if sight > 0.0:
        client.look_for_needs(w, c, NONE, sight, w.visit_found_salt, v.number)
    if w.trust_on:
        client.kept_contact(w, c, v.face)
    if w.has_plans:
        joint_plan.after_visit(w, v)
    v.number += 1
    v.due = max(v.due + g.every, w.now)
    calendar.put(w, v.due - w.now, calendar.VISIT, v.index, v.version)


@kernel
def effect(w: World, v: Record) -> float:
    """How much of the coordinator's effect the caseload leaves."""
    g = group_of(w, v.group)
    return coordinator_effect(g.hours_per_month, worker_of(w, v.worker).load, g.fades)


@kernel
def help_with_papers(w: World, v: Record) -> float:
    """Share of `per_help` that the client gets."""
    return group_of(w, v.group).helps * effect(w, v)


@kernel
def averts(w: World, v: Record, n: Record, cause: int, u: float) -> bool:
    """Whether the coordinator catches the need before it falls."""
    if u >= group_of(w, v.group).catches * effect(w, v):
        return False
    book.averted(w, n, cause)
    return True


@kernel
def end(w: World, c: Record) -> None:
    """The client needs no coordinator any more, or has left; the next one has a place."""
    v = coordination_of(w, c.coordination)
    worker = worker_of(w, v.worker)
    book.let_go(w, v, worker)
    v.version += 1
    v.open = 0
    c.coordination = NONE
    worker.load -= 1
    _next_client(w, v.group, worker)
