"""Faults in decisions, who finds them at which level of review, and what a unit learns from them [23]."""

from __future__ import annotations

from socsim.engine.compiled import book_faults, calendar, client, documentation, household, need
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.memory import int_at, store_int
from socsim.engine.compiled.records import (
    AWAY,
    NONE,
    Record,
    World,
    client_of,
    fault_at,
    level_of,
    post_of,
    quality_of,
    unit_of,
    worker_of,
)
from socsim.model.distributions import exponential, standard_normal
from socsim.model.laws import (
    fault_chance,
    fault_system,
    odds_after_report,
    odds_forgotten,
    own_deviation,
    pressure,
    trust_restored,
)
from socsim.scenario.names import COMMON, OF_INDIVIDUAL, OF_SYSTEM, REVIEW_WORK, REWORK, UNUSED

LEVELS = 16  # levels of review; the place of a level's draw is visit x LEVELS + level

NOTES = 5
LAST_HAND, HANDOVERS, LEVEL, FAULT, REVIEWER = range(NOTES)
"""What is noted of a need where decisions may be faulty or are reviewed: in a list beside its record."""


@kernel
def note_of(w: World, n: Record, what: int) -> int:
    """One of the notes about a need."""
    return int_at(w.notes, n.index * NOTES + what)


@kernel
def _note(w: World, n: Record, what: int, value: int) -> None:
    store_int(w.notes, n.index * NOTES + what, value)


@kernel
def born(w: World, n: Record) -> None:
    """Nothing is noted as yet."""
    _note(w, n, LAST_HAND, NONE)
    _note(w, n, HANDOVERS, 0)
    _note(w, n, LEVEL, 0)
    _note(w, n, FAULT, NONE)
    _note(w, n, REVIEWER, NONE)


@kernel
def set_reviewer(w: World, n: Record, worker: int) -> None:
    """On whose desk the draft lies to be read; NONE when that is over."""
    _note(w, n, REVIEWER, worker)


@kernel
def in_hand(w: World, n: Record, person: int) -> None:
    """Somebody works on the need, perhaps another than the last time."""
    last = note_of(w, n, LAST_HAND)
    if last != person:
        if last != NONE:
            _note(w, n, HANDOVERS, note_of(w, n, HANDOVERS) + 1)
        _note(w, n, LAST_HAND, person)


# -- what a unit has learned -----------------------------------------------------------------------


@kernel
def _odds_now(w: World, q: Record) -> float:
    """The factor on the odds, nearer to 1 with each day."""
    if w.now > q.odds_at:
        q.odds = odds_forgotten(q.odds, w.now - q.odds_at, q.forgets_after)
    q.odds_at = w.now
    return q.odds


@kernel
def _learns(w: World, fault: int) -> bool:
    """A fault has been found: whether it is reported, and the unit mends its ways."""
    row = fault_at(w, fault)
    q = quality_of(w, row.unit)
    if row.report >= q.reports:
        return False
    q.odds = odds_after_report(_odds_now(w, q), q.lowers, q.floor)
    book_faults.reported(w, row)
    return True


@kernel
def _blames(w: World, fault: int) -> None:
    """A fault has been found: whoever wrote the decision may be suspended for it, in this instant."""
    row = fault_at(w, fault)
    if row.blame < quality_of(w, row.unit).suspends:
        calendar.put(w, 0.0, calendar.SUSPENDED, row.person % w.heads, row.person)


# -- before the decision is out --------------------------------------------------------------------


@kernel
def draft(w: World, n: Record, u: Record, step: Record) -> bool:
    """The decision is written, right or wrong, and read level by level before it is taken.

    Returns
    -------
    Whether it has to wait for a reader.
    """
    _note(w, n, FAULT, _written(w, n, u, step))
    return _read_on(w, n, u, 0)


@kernel
def _visit(w: World, n: Record, step: Record) -> int:
    """The number of the visit to the step that has just been worked."""
    return int_at(w.visits, n.index * w.longest + step.place) - 1


@kernel
def _deviation(w: World, q: Record, person: int) -> float:
    """The person's own part of the logit: a draw for each who has ever sat at the desk."""
    u = uniform(post_of(w, person % w.heads).key, w.own_faults_salt, person // w.heads)
    return own_deviation(q.spread, standard_normal(u))


@kernel
def _is_novice(w: World, person: int) -> bool:
    """Whether they are new at the desk at which they sit."""
    desk = person % w.heads
    return not worker_of(w, desk).agency and w.now < post_of(w, desk).novice_until


@kernel
def _written(w: World, n: Record, u: Record, step: Record) -> int:
    """The fault in the decision; NONE."""
    q, visit = quality_of(w, u.index), _visit(w, n, step)
    person, individual, novice = NONE, 0.0, 0.0
    if q.personal:
        person = note_of(w, n, LAST_HAND)
        if q.spread > 0.0:
            individual = _deviation(w, q, person)
        if _is_novice(w, person):
            novice = 1.0
    system = fault_system(
        q.per_load, pressure(n.start - n.ready, q.pressed_after),
        q.per_handover, note_of(w, n, HANDOVERS), q.per_breadth, q.kinds,
        q.per_novice, novice,
    )  # fmt: skip
    odds = _odds_now(w, q)
    chance = fault_chance(q.base, odds, system, individual)
    book_faults.drafted(w, n, u, chance)
    drawn = uniform(n.key, step.fault_salt, visit)
    if drawn >= chance:
        return NONE
    origin = OF_INDIVIDUAL
    if drawn < fault_chance(q.base, odds, 0.0, 0.0):
        origin = COMMON
    elif drawn < fault_chance(q.base, odds, system, 0.0):
        origin = OF_SYSTEM
    fault = book_faults.faulty(w, n, u, step, origin)
    row = fault_at(w, fault)
    row.report = uniform(n.key, step.report_salt, visit)
    row.blame = uniform(n.key, step.suspended_salt, visit) if q.suspends > 0.0 else 1.0
    row.person = person
    return fault


@kernel
def _read_on(w: World, n: Record, u: Record, number: int) -> bool:
    """The draft goes to a level of review, if there is one more."""
    q = quality_of(w, u.index)
    if q.first_level + number >= q.last_level:
        return False
    _note(w, n, LEVEL, number)
    n.at = need.IN_REVIEW
    level = level_of(w, q.first_level + number)
    if level.by_manager:
        need.work(w, n, REVIEW_WORK, level.effort, unit_of(w, u.managers))
    elif u.pooled:
        need.work(w, n, REVIEW_WORK, level.effort, u)
    else:
        colleague = colleague_of(w, u, n.worker)
        set_reviewer(w, n, colleague)
        need.reviewed_by(w, n, worker_of(w, colleague), level.effort)
    return True


@kernel
def colleague_of(w: World, u: Record, own: int) -> int:
    """The least loaded of the others who are there, the lowest index among equals; else one's own desk."""
    best = _least_loaded(w, u, own, True)
    if best == NONE:
        best = own
    return _least_loaded(w, u, NONE, False) if best == NONE else best


@kernel
def _least_loaded(w: World, u: Record, own: int, there: bool) -> int:
    best = NONE
    for index in range(u.first_worker, u.last_worker):
        if index == own or (there and worker_of(w, index).job == AWAY):
            continue
        if u.steered and post_of(w, index).away == UNUSED:
            continue
        if best == NONE or worker_of(w, index).load < worker_of(w, best).load:
            best = index
    return best


@kernel
def desk_of(w: World, n: Record) -> int:
    """On whose desk the present piece of work lies, or would: a colleague's while they review it."""
    if n.what == REVIEW_WORK and note_of(w, n, REVIEWER) != NONE:
        return note_of(w, n, REVIEWER)
    return n.worker


@kernel
def with_managers(w: World, n: Record) -> bool:
    """Whether the need waits for a manager to read the draft."""
    if n.what != REVIEW_WORK:
        return False
    level = quality_of(w, n.unit).first_level + note_of(w, n, LEVEL)
    return level_of(w, level).by_manager != 0


@kernel
def reviewed(w: World, n: Record, u: Record, step: Record) -> bool:
    """Somebody has read it, and perhaps found the fault; whether the decision has to wait for more."""
    set_reviewer(w, n, NONE)
    q, visit = quality_of(w, u.index), _visit(w, n, step)
    number, fault = note_of(w, n, LEVEL), note_of(w, n, FAULT)
    catches = level_of(w, q.first_level + number).catches
    if w.documents:
        catches = documentation.catches(w, n, u, catches)
    if fault == NONE or uniform(n.key, step.review_salt, visit * LEVELS + number) >= catches:
        return _read_on(w, n, u, number + 1)
    book_faults.fault_found(w, n, fault_at(w, fault), number)
    _learns(w, fault)
    _blames(w, fault)
    _note(w, n, FAULT, NONE)
    if q.rework > 0.0:
        own = quantile(w, step.effort, uniform(n.key, step.effort_salt, visit)) * step.factors[n.severity]
        if step.per_member > 0.0:
            own = household.hours_for_all(w, n, step, own)
        n.at = need.AT_REWORK
        need.work(w, n, REWORK, own * q.rework, u)
        return True
    return _read_on(w, n, u, number + 1)


@kernel
def reworked(w: World, n: Record, u: Record) -> bool:
    """It has been put right, and goes on to the next level, if there is one more."""
    return _read_on(w, n, u, note_of(w, n, LEVEL) + 1)


# -- once it is out --------------------------------------------------------------------------------


@kernel
def goes_out(w: World, n: Record, step: Record) -> None:
    """A wrong decision has been taken: it may come to light later, or never."""
    fault = note_of(w, n, FAULT)
    if fault == NONE:
        return
    _note(w, n, FAULT, NONE)
    row, visit = fault_at(w, fault), _visit(w, n, step)
    q = quality_of(w, row.unit)
    book_faults.went_out(w, row)
    if uniform(n.key, step.surfaces_salt, visit) < q.surfaces:
        delay = exponential(q.surfaces_after, uniform(n.key, step.surfacing_salt, visit))
        calendar.put(w, delay, calendar.SURFACES, fault, 0)


@kernel
def surface(w: World, fault: int) -> None:
    """On appeal or control; of those who have left nothing is heard."""
    row = fault_at(w, fault)
    c, q = client_of(w, row.client), quality_of(w, row.unit)
    if c.gone:
        return
    book_faults.surfaced(w, row)
    before = client.trust_now(w, c) if w.trust_on else 0.0
    client.lose_trust(w, c)
    if _learns(w, fault) and w.trust_on:
        c.trust = trust_restored(c.trust, before, q.restores)
    _blames(w, fault)
