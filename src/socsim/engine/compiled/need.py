"""A need: its severity and state, who is responsible for it, and what happens if nobody is.

What happens when somebody is, the story of a case, is told in `case.py`.
"""

from __future__ import annotations

from socsim.engine.compiled import (
    acute,
    book,
    calendar,
    caseworker,
    client,
    coordinator,
    documentation,
    faults,
    gatekeeping,
    hazard,
    joint_plan,
    places,
    queues,
    transition,
    unit,
)
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.laws import quantile
from socsim.engine.compiled.memory import call, store_int
from socsim.engine.compiled.records import (
    NONE,
    Record,
    World,
    client_of,
    coordination_of,
    docket_of,
    hinder,
    kind_of,
    need_of,
    new_row,
    own_of,
    plan_of,
    step_of,
    unit_of,
    worker_of,
)
from socsim.engine.faces import KNOWN
from socsim.model.distributions import exponential
from socsim.model.laws import (
    acute_class,
    control_on_recovery,
    hindered,
    reading_hours,
    recovery_pace,
    trust_on_recovery,
)
from socsim.scenario.names import (
    CONSULTATION_WORK,
    DECISION_WORK,
    FALLEN,
    GAVE_UP,
    IN_PROCESS,
    IN_SUPPORT,
    NOTES_WORK,
    RESOLVED,
    REVIEW_WORK,
    UNFOUNDED,
    UNSEEN,
    WAITING,
)

GO_ON = -1
"""What a story is told when it may go on; else the cause for which it must stop."""

(
    ENDED, BORN, UNNOTICED, TRAVELLING, AWAITING, LETTER_OUT, ANSWERING, AT_WORK, WITH_MANAGER, BEFORE_BOARD,
    HAS_FALLEN, UNTIL_FOLLOW_UP, AT_FOLLOW_UP, COMING_BACK, IN_LINE_FOR_PLACE, IN_REVIEW, AT_REWORK,
    WITH_ADVISER, AT_NOTES,
) = range(19)  # fmt: skip
"""Where a story pauses: what the need waits for."""


@kernel
def birth(w: World, c: Record, kind: int, spell: int, key: int, severity: int, hidden: bool) -> Record:
    """A need is there, on a record that an ended one may have left.

    Its version and its tickets go on from there: what was planned for the ended one stays dead.
    """
    number = w.spare_need
    if number == NONE:
        number = new_row(w, w.needs)
        n = need_of(w, number)
        n.index, n.version, n.wait = number, 0, 0
    else:
        n = need_of(w, number)
        w.spare_need = n.client
    n.client, n.kind, n.spell, n.key, n.severity = c.index, kind, spell, key, severity
    n.priority = acute_class(kind_of(w, kind).priority, severity, w.acute_from)
    n.until, n.since, n.at = c.until, w.now, BORN
    n.row = n.unit = n.worker = n.step = n.sent_by = NONE
    n.fall_row = n.more = n.desk = n.last_worker = n.timer = NONE
    n.state, n.face = UNSEEN, KNOWN
    n.weight = n.awaiting = n.attended = n.known = n.unfounded = n.falls = n.tries = n.fallen = n.asking = 0
    n.begun = n.assigned_at = n.left = n.reading = n.duplicate = n.progress = 0.0
    n.hidden = hidden
    n.advised = 0
    n.place = n.passed_on = n.passes = 0
    n.threshold = -1.0
    for place in range(w.longest):
        store_int(w.visits, number * w.longest + place, 0)
    if w.drafting:
        faults.born(w, n)
    own = own_of(w, n)
    own.need, own.holder = number, NONE
    c.open += 1
    return n


@kernel
def begin(w: World, n: Record) -> None:
    """The need is there, and its story begins."""
    kind = kind_of(w, n.kind)
    if kind.doubtful and _is_unfounded(w, n):
        n.unfounded = 1
        book.nothing_in_it(w, n)
    if kind.hazardous:
        hazard.begin(w, n)
    if n.hidden:
        hide(w, n)
        wake_after(w, n, exponential(w.presents_after, uniform(n.key, w.presents_salt, 0)))
    go_on(w, n, GO_ON)


@kernel
def _is_unfounded(w: World, n: Record) -> bool:
    """Whether one of the need's decisions will find that there is nothing in it."""
    kind = kind_of(w, n.kind)
    for index in range(kind.first_step, kind.first_step + kind.steps):
        step = step_of(w, index)
        if step.unfounded > 0.0 and uniform(n.key, step.unfounded_salt, 0) < step.unfounded:
            return True
    return False


@kernel
def go_on(w: World, n: Record, said: int) -> None:
    """Go on with the story, within this instant and before whatever comes next here."""
    call(w, n.index, said)


# -- time ------------------------------------------------------------------------------------------


@kernel
def wake_at(w: World, n: Record, time: float) -> None:
    """Go on with the story at that time, unless something else has happened."""
    calendar.put_at(w, time, calendar.WAKE, n.index, n.version)


@kernel
def wake_after(w: World, n: Record, delay: float) -> None:
    """Go on with the story then, unless something else has happened."""
    calendar.put(w, delay, calendar.WAKE, n.index, n.version)


@kernel
def enter(w: World, n: Record, state: int) -> None:
    """Go over into a state: the ledger counts the days in the old one, hazards change pace."""
    book.entered(w, n, state)
    if w.now > n.since:
        book.moved(w, n, state, w.now)
        n.since = w.now
    if kind_of(w, n.kind).hazardous:
        hazard.enter(w, n, state)
    n.state = state


# -- found, fallen, ended --------------------------------------------------------------------------


@kernel
def found(w: World, n: Record, finder: int) -> None:
    """Somebody sees an unseen or fallen need (NONE: the client comes with it)."""
    n.version += 1
    n.sent_by = finder
    go_on(w, n, GO_ON)


@kernel
def hide(w: World, n: Record) -> None:
    """Nobody cares for it, from now on."""
    n.hidden = 1
    client_of(w, n.client).hidden += 1


@kernel
def appear(w: World, n: Record) -> None:
    """It is found, told of, or over."""
    n.hidden = 0
    client_of(w, n.client).hidden -= 1


@kernel
def becomes_known(w: World, n: Record) -> None:
    """The office knows of one need more, which may make the client due a coordinator."""
    c = client_of(w, n.client)
    n.known = 1
    c.known_needs += 1
    client.is_due_a_coordinator(w, c)


@kernel
def fall(w: World, n: Record, cause: int, rule: int) -> bool:
    """Nobody is responsible any more, perhaps by a rule of exclusion; a need with nothing in it just ends.

    Returns
    -------
    Whether it has fallen, and has not ended.
    """
    if n.unfounded:
        end(w, n, UNFOUNDED)
        return False
    book.fell(w, n, cause)
    leave_unit(w, n)
    n.version += 1
    if n.state == IN_SUPPORT and step_of(w, n.step).charge > 0.0:
        gatekeeping.end_paying(w, n, step_of(w, n.step))
    if n.place:
        places.leave(w, n)
    n.goal = rule
    n.sent_by = NONE
    n.attended = 0
    n.duplicate = 0.0
    n.falls += 1
    client.lose_trust(w, client_of(w, n.client))
    hide(w, n)
    enter(w, n, FALLEN)
    if w.has_plans:
        joint_plan.has_left(w, n, NONE)
    if uniform(n.key, w.returns_salt, n.falls) < w.return_chance:
        wake_after(w, n, quantile(w, w.return_delay, uniform(n.key, w.return_delay_salt, n.falls)))
    if kind_of(w, n.kind).obstacle:
        gatekeeping.way_is_clear(w, client_of(w, n.client), n.kind)
    return True


@kernel
def end(w: World, n: Record, state: int) -> None:
    """Resolved, unfounded, or the client has left."""
    c = client_of(w, n.client)
    n.version += 1
    n.at = ENDED
    book.ended(w, n, state)
    n.timer = NONE
    if n.hidden:
        appear(w, n)
    if n.worker != NONE or n.awaiting:
        leave_unit(w, n)
    supported = n.state == IN_SUPPORT
    n.state = state
    own = own_of(w, n)
    own.need = own.holder = NONE
    c.open -= 1
    if w.has_plans and docket_of(w, c.index).plan != NONE:
        joint_plan.review(w, plan_of(w, docket_of(w, c.index).plan), True)
    if supported and step_of(w, n.step).charge > 0.0:
        gatekeeping.end_paying(w, n, step_of(w, n.step))
    if n.place:
        places.leave(w, n)
    if n.known:
        c.known_needs -= 1
        if c.known_needs == 0 and c.coordination != NONE:
            coordinator.end(w, c)
    if state == RESOLVED and kind_of(w, n.kind).relapse > 0.0:
        _may_relapse(w, n)
    if kind_of(w, n.kind).obstacle and not c.gone:
        gatekeeping.way_is_clear(w, c, n.kind)
    if n.desk < 0:  # nobody is at it
        forget(w, n)


@kernel
def forget(w: World, n: Record) -> None:
    """Nobody is at it any more: another need may have the record."""
    n.client = w.spare_need
    w.spare_need = n.index


@kernel
def _may_relapse(w: World, n: Record) -> None:
    """After recovery the need may come back, as a new spell [16]."""
    delay = exponential(1.0 / kind_of(w, n.kind).relapse, uniform(n.key, w.relapse_salt, 0))
    if w.now + delay < w.horizon:
        calendar.put(w, delay, calendar.RELAPSE, n.client, n.kind)


# -- responsibility --------------------------------------------------------------------------------


@kernel
def turn_to(w: World, n: Record, step: Record) -> None:
    """The next step in the same unit weighs differently on the caseworker."""
    change = step.load - n.weight
    n.weight = step.load
    if n.worker != NONE:
        worker_of(w, n.worker).load += change
        if change < 0:
            unit.take_on(w, unit_of(w, step.unit))


@kernel
def assigned(w: World, n: Record, worker: int) -> None:
    """The case has its caseworker."""
    n.attended = 1
    n.assigned_at = w.now
    own_of(w, n).holder = worker
    book.assigned(w, n)


@kernel
def leave_unit(w: World, n: Record) -> None:
    """Nobody is responsible, and no caseworker has the case."""
    left, worker, awaited = n.unit, n.worker, n.awaiting
    n.unit = n.worker = own_of(w, n).holder = NONE
    n.awaiting = 0
    if left != NONE and worker != NONE:
        book.released(w, n, worker_of(w, worker))
        unit.release(w, n, unit_of(w, left), worker_of(w, worker))
    elif left != NONE and awaited:
        if n.passed_on:
            n.passed_on = 0
            book.awaited(w, n, unit_of(w, left), n.waits_since)
        unit.take_on(w, unit_of(w, left))  # those behind it in the queue may fit where it did not
    n.weight = 0


# -- work ------------------------------------------------------------------------------------------


@kernel
def work(w: World, n: Record, what: int, hours: float, u: Record) -> None:
    """A piece of work is ready: on the desk of the case's caseworker, or in the unit's queue."""
    n.what = what
    n.ready = w.now
    n.hours = hours
    n.left = -1.0
    if n.severity >= w.acute_from:
        n.priority = 0
    book.ready(w, n, u)
    if u.first_free != NONE:
        caseworker.begin(w, unit.next_free(w, u), n.index)
    elif w.acute_interrupts and acute.interrupts(w, n, u):
        pass
    elif u.pooled:
        queued(w, n)
        queues.append(w, u.first_queue + n.priority, n.index, n.version)
    elif n.worker != NONE:
        caseworker.give(w, worker_of(w, n.worker), n.index)
    elif n.state != WAITING and n.state != IN_SUPPORT:
        enter(w, n, WAITING)  # it waits for another caseworker


@kernel
def reviewed_by(w: World, n: Record, colleague: Record, hours: float) -> None:
    """A piece of work for a colleague: the draft of the decision is to be read."""
    n.what, n.ready, n.hours, n.left = REVIEW_WORK, w.now, hours, -1.0
    if n.severity >= w.acute_from:
        n.priority = 0
    book.ready_for(w, n, colleague)
    if not (w.acute_interrupts and acute.interrupts(w, n, unit_of(w, colleague.unit))):
        caseworker.give(w, colleague, n.index)


@kernel
def queued(w: World, n: Record) -> None:
    """Nobody can begin: the need waits, and the client's patience begins to run."""
    if n.awaiting and not n.passed_on:
        book.in_line(w, n)
    if n.state != IN_SUPPORT:
        enter(w, n, WAITING)
    if kind_of(w, n.kind).impatient and not n.attended:
        lose_patience_later(w, n)


@kernel
def lose_patience_later(w: World, n: Record) -> None:
    """Give up, unless somebody takes the case up before [10]."""
    patience = quantile(w, kind_of(w, n.kind).patience, uniform(n.key, w.patience_salt, n.tries))
    calendar.put(w, patience, calendar.PATIENCE, n.index, n.version)


@kernel
def patience_ends(w: World, n: Record) -> None:
    """The wait has been too long, unless a coordinator talks the client into staying."""
    if not n.attended:
        n.tries += 1
        if caught(w, n, GAVE_UP, w.patience_caught_salt, n.tries):
            lose_patience_later(w, n)
        else:
            go_on(w, n, GAVE_UP)


@kernel
def begun_by(w: World, n: Record, worker: Record) -> float:
    """Somebody begins the piece of work: hours on the matter, and on what comes with it."""
    n.start = w.now
    if (
        n.state != IN_SUPPORT
        and n.state != IN_PROCESS
        and not (n.passed_on and step_of(w, n.step).is_support)
    ):
        enter(w, n, IN_PROCESS)
    if n.what in (DECISION_WORK, REVIEW_WORK, CONSULTATION_WORK, NOTES_WORK):
        n.attended = 1
        n.reading = 0.0
        documentation.none_in_piece(w, n)
        book.started(w, n, worker, n.hours)
        return n.hours
    if w.paced:
        n.hours *= worker.pace
    if unit_of(w, worker.unit).changes:
        n.hours *= transition.factor(w, w.now)
    c = client_of(w, n.client)
    _faces(w, n, c, worker)
    own = own_of(w, n)
    if own.holder != worker.index:
        own.holder = worker.index
        n.attended = 1
        book.held(w, n)
    if w.counts_hands:
        faults.in_hand(w, n, worker.person)
    hours = n.hours + n.reading + n.duplicate
    if w.documents:
        hours += documentation.begun(w, n, c, unit_of(w, worker.unit))
    book.started(w, n, worker, hours)
    return hours


@kernel
def _faces(w: World, n: Record, c: Record, worker: Record) -> None:
    """A caseworker who has not met the client reads up [6]."""
    if w.remembers_faces or w.now < c.until:
        n.face = client.meets(w, c, worker.person)
    n.reading = 0.0
    u = unit_of(w, worker.unit)
    if n.face != KNOWN and u.reading > 0.0:
        n.reading = reading_hours(u.reading, u.reading_per_need, c.open)
        if w.documents:
            n.reading = documentation.reading(w, c, u, n.reading)
    if w.now < n.until and n.row != NONE:
        book.handed(w, n, worker.person)


@kernel
def caught(w: World, n: Record, cause: int, salt: int, place: int) -> bool:
    """Whether a coordinator averts the fall, by a draw at its purpose and place [17]."""
    number = client_of(w, n.client).coordination
    if number == NONE:
        return False
    return coordinator.averts(w, coordination_of(w, number), n, cause, uniform(n.key, salt, place))


@kernel
def pace_of_recovery(w: World, n: Record) -> float:
    """Relative to the need's own mean [13]."""
    c = client_of(w, n.client)
    others = unsupported = 0
    for kind in range(w.n_kinds):
        number = client.open_need(w, c, kind)
        if number != NONE and kind != n.kind:
            others += 1
            unsupported += need_of(w, number).state != IN_SUPPORT
    share = unsupported / others if others else 0.0
    factor = 1.0
    if w.trust_on:
        factor = trust_on_recovery(client.trust_now(w, c), w.trust_at_none, w.trust_slope)
    step, depth = step_of(w, n.step), unit_of(w, n.unit).recovery
    if n.advised and step.adviser != NONE:
        depth = step.advised_recovery
    hindrance = 1.0
    for index in range(kind_of(w, n.kind).first_hinder, kind_of(w, n.kind).last_hinder):
        number = client.open_need(w, c, hinder(w, index).kind)
        if number != NONE and need_of(w, number).state != IN_SUPPORT:
            hindrance = hindered(hindrance, hinder(w, index).share)
    style = control_on_recovery(control(w, n), w.control_slows) if w.style else 1.0
    return recovery_pace(w.synergy, share, factor, depth, hindrance, style)


@kernel
def control(w: World, n: Record) -> float:
    """How control-oriented whoever has the case is; where nobody has it, as the unit is on average [22]."""
    holder = own_of(w, n).holder
    return unit_of(w, n.unit).control if holder == NONE else worker_of(w, holder).control
