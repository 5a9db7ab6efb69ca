"""A unit: caseworkers, the queue of cases that wait for one, and the unit's rules."""

from __future__ import annotations

from socsim.engine.compiled import client, handover, need, queues
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.records import (
    AWAY,
    NONE,
    Record,
    World,
    client_of,
    need_of,
    new_row,
    place_of,
    queue_of,
    tie_at,
    worker_of,
)

# -- the free, in a pool ---------------------------------------------------------------------------


@kernel
def next_free(w: World, u: Record) -> Record:
    """Whoever has been free longest, who is so no longer."""
    worker = worker_of(w, u.first_free)
    u.first_free = worker.next_free
    if u.first_free == NONE:
        u.last_free = NONE
    return worker


@kernel
def is_free(w: World, u: Record, worker: Record) -> None:
    """Whoever gets free is the last to get work."""
    worker.next_free = NONE
    if u.last_free == NONE:
        u.first_free = worker.index
    else:
        worker_of(w, u.last_free).next_free = worker.index
    u.last_free = worker.index


@kernel
def not_free(w: World, u: Record, worker: Record) -> None:
    """Whoever was free goes away."""
    before = NONE
    index = u.first_free
    while index != worker.index:
        before, index = index, worker_of(w, index).next_free
    if before == NONE:
        u.first_free = worker.next_free
    else:
        worker_of(w, before).next_free = worker.next_free
    if u.last_free == worker.index:
        u.last_free = before


# -- who gets a case -------------------------------------------------------------------------------


@kernel
def assign(w: World, u: Record, n: Record) -> bool:
    """Give the case to a caseworker: the client's own, or the least loaded under the cap.

    The client's own takes it cap or no cap. Nobody overtakes a case of the same priority, or a
    higher one, that waits already.
    """
    worker = _own_caseworker(w, u, n)
    if worker == NONE:
        if n.severity >= w.acute_from:
            n.priority = 0
        if not _somebody_waits(w, u, n.priority):
            worker = _next_for(w, u, n)
        if worker == NONE:
            return False
    hand(w, u, n, worker)
    _take_siblings(w, u, client_of(w, n.client), worker)
    return True


@kernel
def _tie(w: World, u: Record, c: Record) -> int:
    """Where it stands who has the client's cases here; NONE where nobody ever had."""
    tie = c.ties
    while tie != NONE and tie_at(w, tie).unit != u.index:
        tie = tie_at(w, tie).next
    return tie


@kernel
def _own_caseworker(w: World, u: Record, n: Record) -> int:
    """Who has the client's other cases here, where a client has one caseworker for all."""
    if u.by_client:
        tie = _tie(w, u, client_of(w, n.client))
        if tie != NONE and tie_at(w, tie).cases > 0:
            return tie_at(w, tie).worker
    return NONE


@kernel
def _somebody_waits(w: World, u: Record, priority: int) -> bool:
    """Whether a case of this class or a higher one waits for a caseworker."""
    for queue in range(u.first_waiting, u.first_waiting + priority + 1):  # noqa: SIM110 - numba knows no any
        if _first(w, queue) != NONE:
            return True
    return False


@kernel
def _first(w: World, queue: int) -> int:
    """The first in a queue who still waits."""
    line = queue_of(w, queue)
    while line.first != NONE:
        place = place_of(w, line.first)
        n = need_of(w, place.who)
        if n.awaiting and n.wait == place.ticket:
            return place.who
        queues.drop_first(w, queue)
    return NONE


@kernel
def _next_for(w: World, u: Record, n: Record) -> int:
    """Who is to have the case, of those with room for it."""
    return _whose_turn(w, u, n) if u.in_turn else _least_loaded(w, u, n)


@kernel
def _whose_turn(w: World, u: Record, n: Record) -> int:
    """Who comes after the one who was given a case last."""
    first = NONE
    for index in range(u.first_worker, u.last_worker):
        worker = worker_of(w, index)
        if worker.job != AWAY and _fits(u, worker.load, n):
            if index >= u.turn:
                first = index
                break
            if first == NONE:
                first = index
    if first != NONE:
        u.turn = first + 1
    return first


@kernel
def _least_loaded(w: World, u: Record, n: Record) -> int:
    """Who has the lowest load and room for the case; the lowest index among equals."""
    best, lowest = NONE, 0
    for index in range(u.first_worker, u.last_worker):
        worker = worker_of(w, index)
        load = worker.load
        if worker.job != AWAY and (best == NONE or load < lowest) and _fits(u, load, n):
            best, lowest = index, load
    return best


@kernel
def _fits(u: Record, load: int, n: Record) -> bool:
    """Whether the case is within the cap; an empty desk takes any case."""
    return u.cap < 0 or load == 0 or load + n.weight + u.client_load <= u.cap


@kernel
def hand(w: World, u: Record, n: Record, index: int) -> None:
    """The case is the caseworker's."""
    worker = worker_of(w, index)
    n.awaiting = 0
    n.worker = index
    n.next_case, n.case_before = worker.first_case, NONE
    if worker.first_case != NONE:
        need_of(w, worker.first_case).case_before = n.index
    worker.first_case = n.index
    worker.load += n.weight
    if u.by_client:
        c = client_of(w, n.client)
        tie = _tie(w, u, c)
        if tie == NONE:
            tie = new_row(w, w.ties)
            new = tie_at(w, tie)
            new.unit, new.cases, new.next = u.index, 0, c.ties
            c.ties = tie
        own = tie_at(w, tie)
        if own.cases == 0:
            own.worker = index
            worker.load += u.client_load
        own.cases += 1
    need.assigned(w, n, index)


@kernel
def await_caseworker(w: World, u: Record, n: Record) -> None:
    """Nobody has room, or others wait already: the case waits for its turn."""
    n.awaiting = 1
    n.wait += 1
    n.waits_since = w.now
    queues.append(w, u.first_waiting + n.priority, n.index, n.wait)


@kernel
def release(w: World, n: Record, u: Record, worker: Record) -> None:
    """The case leaves its caseworker; the unit hands out those that wait, as far as there is room."""
    lighten(w, n, u, worker)
    take_on(w, u)


@kernel
def lighten(w: World, n: Record, u: Record, worker: Record) -> None:
    """The case no longer weighs on its caseworker."""
    if n.case_before != NONE:
        need_of(w, n.case_before).next_case = n.next_case
    else:
        worker.first_case = n.next_case
    if n.next_case != NONE:
        need_of(w, n.next_case).case_before = n.case_before
    worker.load -= n.weight
    if u.by_client:
        own = tie_at(w, _tie(w, u, client_of(w, n.client)))
        own.cases -= 1
        if own.cases == 0:
            worker.load -= u.client_load


@kernel
def take_on(w: World, u: Record) -> None:
    """First in the queue, first taken, until nobody has room for the first."""
    for queue in range(u.first_waiting, u.first_waiting + w.classes):
        while _first(w, queue) != NONE:
            n = need_of(w, _first(w, queue))
            worker = _next_for(w, u, n)
            if worker == NONE:
                return
            queues.drop_first(w, queue)
            c = client_of(w, n.client)
            hand(w, u, n, worker)
            _goes_on(w, u, n)
            _take_siblings(w, u, c, worker)


@kernel
def _take_siblings(w: World, u: Record, c: Record, worker: int) -> None:
    """A client's other needs that wait here go to the same caseworker at once."""
    if u.by_client:
        for kind in range(w.n_kinds):
            number = client.open_need(w, c, kind)
            if number != NONE:
                n = need_of(w, number)
                if n.unit == u.index and n.awaiting:
                    hand(w, u, n, worker)
                    _goes_on(w, u, n)


@kernel
def _goes_on(w: World, u: Record, n: Record) -> None:
    """A case that waited has a caseworker: its story goes on, or it was only without one."""
    if n.passed_on:
        handover.taken_over(w, n, u)
    else:
        need.go_on(w, n, need.GO_ON)


@kernel
def colleague(w: World, u: Record, weight: int, worker: int) -> int:
    """Who takes over a client's cases: the least loaded within 1.2 x the cap; an empty desk takes any."""
    best, lowest = NONE, 0
    for index in range(u.first_worker, u.last_worker):
        other = worker_of(w, index)
        room = u.cap < 0 or other.load == 0 or other.load + weight + u.client_load <= u.stretched
        if other.job != AWAY and room and index != worker and (best == NONE or other.load < lowest):
            best, lowest = index, other.load
    return best
