"""A client: a person or household with several needs, contacts, papers and trust."""

from __future__ import annotations

from socsim.engine.compiled import book, calendar, coordinator, joint_plan, need, routing
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import child, uniform
from socsim.engine.compiled.memory import word_at
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    group_of,
    kind_of,
    met_at,
    need_of,
    new_row,
    own_at,
    paper_at,
)
from socsim.engine.faces import CHANGED, FIRST, KNOWN
from socsim.model.distributions import exponential
from socsim.model.laws import trust_faded, trust_gained, trust_lost
from socsim.scenario.names import LEFT


@kernel
def key(w: World, c: Record) -> int:
    """The key from which the client's draws follow."""
    return word_at(w.people_key, c.index)


@kernel
def open_need(w: World, c: Record, kind: int) -> int:
    """The number of the client's open need of a kind; NONE."""
    return own_at(w, c.index * w.n_kinds + kind).need


# -- needs -----------------------------------------------------------------------------------------


@kernel
def new_need(w: World, c: Record, kind: int) -> None:
    """A need arises, unless one of its kind is open or the client has left."""
    own = own_at(w, c.index * w.n_kinds + kind)
    if c.gone or own.need != NONE:
        return
    own.spells += 1
    born = child(key(w, c), kind_of(w, kind).need_salt, own.spells)
    u = uniform(born, w.severity_salt, 0)
    shares = kind_of(w, kind).severity
    severity = 1 if u < shares[0] else 2 if u < shares[1] else 3
    n = need.birth(w, c, kind, own.spells, born, severity, w.presents_after > 0.0)
    book.arose(w, n)
    need.begin(w, n)


@kernel
def leave(w: World, c: Record) -> None:
    """Move away or die: every open need ends with it."""
    c.gone = 1
    book.left(w, c)
    for kind in range(w.n_kinds):
        n = open_need(w, c, kind)
        if n != NONE:
            need.end(w, need_of(w, n), LEFT)
    if c.coordination != NONE:
        coordinator.end(w, c)


@kernel
def leave_later(w: World, c: Record) -> None:
    """The day on which the client will leave is fixed at arrival [16]."""
    delay = exponential(1.0 / w.leaving, uniform(key(w, c), w.leaving_salt, 0))
    if w.now + delay < w.horizon:
        calendar.put(w, delay, calendar.LEAVING, c.index, 0)


@kernel
def is_due_a_coordinator(w: World, c: Record) -> None:
    """The office knows of one need more: the first group that takes such clients is asked [17]."""
    if c.coordination == NONE:
        for g in range(w.n_groups):
            group = group_of(w, g)
            own = w.n_districts == 1 or group.district == routing.district(w, c)
            if own and c.known_needs >= group.threshold:
                coordinator.request(w, g, c)
                return


@kernel
def look_for_needs(w: World, c: Record, finder: int, sight: float, salt: int, word: int) -> None:
    """Someone who meets the client may find needs that nobody cares for [1]; `finder` is a unit or NONE."""
    for kind in range(w.n_kinds):
        number = open_need(w, c, kind)
        if number != NONE:
            n = need_of(w, number)
            if n.hidden and uniform(n.key, salt, word) < sight:
                need.found(w, n, finder)


# -- papers ----------------------------------------------------------------------------------------


@kernel
def held(w: World, c: Record, item: int, by: int) -> tuple[int, int]:
    """Where the unit's own copy of an item stands, and the newest that there is; NONE."""
    own = latest = NONE
    place = c.papers
    while place != NONE:
        paper = paper_at(w, place)
        if paper.item == item:
            if paper.unit == by:
                own = place
            if latest == NONE or paper.since > paper_at(w, latest).since:
                latest = place
        place = paper.next
    return own, latest


@kernel
def hold(w: World, c: Record, item: int, by: int, since: float) -> None:
    """The unit has a copy of an item, as of then."""
    own = c.papers
    while own != NONE and not (paper_at(w, own).item == item) & (paper_at(w, own).unit == by):
        own = paper_at(w, own).next
    if own == NONE:
        own = new_row(w, w.papers)
        paper = paper_at(w, own)
        paper.item, paper.unit, paper.next = item, by, c.papers
        c.papers = own
    paper_at(w, own).since = since


# -- contacts and trust ----------------------------------------------------------------------------


@kernel
def contacts(w: World, c: Record) -> int:
    """Distinct caseworkers, coordinators and actors with an open case for the client [5].

    Those of a joint plan that holds are one contact together [18].
    """
    if w.has_plans:
        plan = joint_plan.holding(w, c)
        if plan != NONE:
            return joint_plan.contacts(w, c, plan)
    first = c.index * w.n_kinds
    held = distinct = seen = 0
    for own in range(first, first + w.n_kinds):  # without jumps, which the processor would have to guess
        holder = own_at(w, own).holder
        mark = _mark(holder) if holder != NONE else 0
        distinct += mark & ~seen != 0
        held += mark != 0
        seen |= mark
    if distinct < held:  # somebody has several, or two have the same mark
        distinct = 0
        for kind in range(w.n_kinds):
            holder = own_at(w, first + kind).holder
            distinct += holder != NONE and not held_before(w, c, kind, holder)
    return distinct + (c.coordination != NONE)


@kernel
def _mark(worker: int) -> int:
    """One of 64 bits, by which most caseworkers can be told apart without a search."""
    return 1 << (worker & 63)


@kernel
def held_before(w: World, c: Record, kind: int, worker: int) -> bool:
    """Whether a need of an earlier kind has the same holder."""
    for earlier in range(kind):  # noqa: SIM110 - numba knows no any
        if own_at(w, c.index * w.n_kinds + earlier).holder == worker:
            return True
    return False


@kernel
def meets(w: World, c: Record, worker: int) -> int:
    """Meet a caseworker, who is KNOWN, the FIRST of all, or CHANGED from others before."""
    mark = _mark(worker)
    if c.met_marks & mark and _has_met(w, c, worker):
        return KNOWN
    c.met_marks |= mark
    face = FIRST if c.met == NONE else CHANGED
    if face == FIRST or met_at(w, c.met).count == len(met_at(w, c.met).workers):
        new = new_row(w, w.met)
        met_at(w, new).count, met_at(w, new).next = 0, c.met
        c.met = new
    met = met_at(w, c.met)
    met.workers[met.count] = worker
    met.count += 1
    book.met(w, c)
    return face


@kernel
def _has_met(w: World, c: Record, worker: int) -> bool:
    """Whether the client has met the caseworker before."""
    chunk = c.met
    while chunk != NONE:
        met = met_at(w, chunk)
        for place in range(met.count):
            if met.workers[place] == worker:
                return True
        chunk = met.next
    return False


@kernel
def trust_now(w: World, c: Record) -> float:
    """Trust, faded since the last contact [14]."""
    if w.now > c.trust_at:
        c.trust = trust_faded(c.trust, w.now - c.trust_at, w.trust_fades)
    c.trust_at = w.now
    return c.trust


@kernel
def kept_contact(w: World, c: Record, face: int) -> None:
    """A contact with a known caseworker builds trust; a change of caseworkers costs some [14]."""
    trust = trust_now(w, c)
    if face == KNOWN:
        c.trust = trust_gained(trust, w.trust_gain)
    elif face == CHANGED:
        c.trust = trust_lost(trust, w.trust_loss)


@kernel
def lose_trust(w: World, c: Record) -> None:
    """After a fall, or a duplicate demand [14]."""
    if w.trust_on:
        c.trust = trust_lost(trust_now(w, c), w.trust_loss)
