"""A need: its severity and state, who is responsible for it, and what happens if nobody is.

What happens when somebody is, the story of a case, is told in `case.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.faces import KNOWN
from socsim.engine.simpy_engine.acute import interrupts
from socsim.engine.simpy_engine.calendar import set_timer, set_timer_at
from socsim.engine.simpy_engine.case import life, straight_on
from socsim.engine.simpy_engine.caseworker import Caseworker, Job
from socsim.engine.simpy_engine.hazard import Hazard
from socsim.model.distributions import exponential
from socsim.model.draws import uniform
from socsim.model.laws import control_on_recovery, hindered, reading_hours, recovery_pace, trust_on_recovery
from socsim.scenario.names import (
    FALLEN,
    FOLLOW_UP_WORK,
    GAVE_UP,
    IN_PROCESS,
    IN_SUPPORT,
    RESOLVED,
    REVIEW_WORK,
    UNFOUNDED,
    UNMET_WORK,
    WAITING,
)

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.gatekeeping import Exclusion
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.places import Places
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit


Drawn = tuple[int, int, int, int, int, int, bool, tuple[float, ...] | None]
"""What is known of a need when it arises: whose, row, kind, key, severity, priority, hidden, luck."""


class Need(Job):
    """One problem of a client, from the day it is there until it has ended."""

    # what every need gets stands in slots, set at birth; what few needs ever get stands on the class
    __slots__ = (
        "office", "client", "kind", "key", "severity", "priority", "row", "luck", "whose",
        "state", "since", "version", "unit", "worker", "holder", "step", "visits",
        "awaiting", "attended", "hidden", "hazard", "fall_row",
        "resume", "what", "ready", "start", "left", "hours",
    )  # fmt: skip

    office: Office
    client: Client
    kind: int
    key: int
    severity: int
    row: int
    """Where the days of the need's row in the ledger begin; -1 outside the cohort."""
    luck: tuple[float, ...] | None
    """Draws for the first visit to each step, in the steps' columns; None: not drawn ahead."""
    state: int
    since: float
    """When the present state began."""
    unit: Unit | None
    """Who is responsible."""
    worker: Caseworker | None
    """The caseworker who has the case (units that assign by case or client)."""
    holder: Caseworker | None
    """Who counts as a contact for it: the caseworker, or in a pool who worked on it last."""
    step: Step | None
    """Where it is; None between units."""
    visits: list[int]
    """Times that each step has been worked."""
    awaiting: bool
    """Whether the case waits for a caseworker under the cap."""
    attended: bool
    """Whether anyone has taken it up since the client came: patience has ended."""
    hidden: bool
    """Whether it is unseen or fallen: nobody cares for it."""
    hazard: Hazard | None
    """How it grows or goes away untreated."""
    advised = False
    """Whether specialists have been asked before the piece of work that comes."""
    fall_row: int
    """Where its last fall stands in the book, until a unit is responsible again."""
    spell = 1
    """1, 2, ... of this kind for this client."""
    weight = 0
    """What the case weighs on its caseworker."""
    known = False
    """Whether the office knows of it (noted where there are coordinators)."""
    unfounded = False
    """Whether there is nothing in it; an office finds out when it decides."""
    wait = 0
    """Times that it has waited for one; an earlier place in a queue no longer counts."""
    waits_since = 0.0
    """When it began to wait for one."""
    passed_on = False
    """Whether it waits for another caseworker in the place of its own, and its story does not."""
    passes = 0
    """Times that it was to pass on to another person; the place of the draw whether it is forgotten."""
    sent_by: Unit | None = None
    """Who found it."""
    begun = 0.0
    """When the step began."""
    assigned_at = 0.0
    face = KNOWN
    """Whether whoever began the last piece of work was known to the client."""
    paid: Step | None = None
    """The support that costs its unit's payer something, while the need is in it."""
    obstacle: Exclusion | None = None
    """While it is fallen: the rule that left it without an owner."""
    place: Places | None = None
    """Where it has a place in support."""
    kept = 0.0
    """In support: when it began, or the last follow-up was; later by the days without a caseworker."""
    in_line_since: float | None = None
    """Since when it has waited for one."""
    falls = 0
    tries = 0
    """Times that patience has ended; the place of the next draw."""
    handovers = 0
    """Times that it has come to another caseworker (counted where that matters)."""
    last_hand = -1
    """The person who worked on it last, of those whom the client meets."""
    progress = 0.0
    """Recovery so far, out of `threshold`; survives a fall."""
    threshold = -1.0

    def is_born(self, client: Client, drawn: Drawn) -> None:
        """The need is there: what an `__init__` would do, and sooner."""
        office = self.office = client.office
        self.client = client
        (
            self.whose, self.row, kind, self.key,
            self.severity, self.priority, self.hidden, self.luck,
        ) = drawn  # fmt: skip
        self.kind = kind
        self.since = office.env._now
        self.state = self.version = 0
        self.unit = self.worker = self.holder = self.step = self.hazard = None
        self.visits = [0] * office.steps_of[kind]
        self.awaiting = self.attended = False
        self.fall_row = -1
        self.left = 0.0
        client.needs[kind] = self

    @property
    def until(self) -> float:
        """The end of the client's follow-up."""
        return self.client.until

    def begin(self) -> None:
        """Its story begins."""
        office = self.office
        if office.straightforward[self.kind] and not self.hidden:
            self.resume = self.straight_on
            self.straight_on()
            return
        if office.rules.deciding[self.kind]:
            self.unfounded = office.rules.is_unfounded(self.kind, self.key)
            if self.unfounded:
                office.book.nothing_in_it(self)
        if office.hazardous[self.kind]:
            self.hazard = Hazard(self)
        if self.hidden:
            self.hide()
            rules = office.rules
            self.wake_after(exponential(rules.presents_after, uniform(self.key, rules.salts.presents)))
        self.resume = life(self).send
        self.resume(None)

    straight_on = straight_on

    # -- time ----------------------------------------------------------------------------------

    def wake_at(self, time: float) -> None:
        """Go on with the story at that time, unless something else has happened."""
        set_timer_at(self.office.env, time, _WAKE, self, self.version)

    def wake_after(self, delay: float) -> None:
        """Go on with the story then, unless something else has happened."""
        set_timer(self.office.env, delay, _WAKE, self, self.version)

    def enter(self, state: int, now: float) -> None:
        """Go over into a state: the ledger counts the days in the old one, hazards change pace."""
        since = self.since
        if now > since:
            book = self.office.book
            if now < self.client.until:
                book.needs[self.row + self.state] += now - since
            else:
                book.moved_late(self)
            self.since = now
        if self.hazard is not None:
            self.hazard.enter(state, now)
        self.state = state

    # -- found, fallen, ended ------------------------------------------------------------------

    def found(self, unit: Unit | None) -> None:
        """Somebody sees an unseen or fallen need (None: the client comes with it)."""
        self.version += 1
        self.sent_by = unit
        self.resume(None)

    def hide(self) -> None:
        """Nobody cares for it, from now on."""
        self.hidden = True
        self.client.hidden += 1

    def appear(self) -> None:
        """It is found, told of, or over."""
        self.hidden = False
        self.client.hidden -= 1

    def becomes_known(self) -> None:
        """The office knows of one need more, which may make the client due a coordinator."""
        self.known = True
        self.client.known_needs += 1
        self.client.is_due_a_coordinator()

    def fall(self, cause: int) -> None:
        """Nobody is responsible any more; a need with nothing in it just ends."""
        if self.unfounded:
            self.end(UNFOUNDED)
            return
        rules, salts = self.office.rules, self.office.rules.salts
        self.office.book.fell(self, cause)
        self.leave_unit()
        self.version += 1
        if self.paid is not None:
            self.end_paying()
        self.leave_place()
        self.sent_by = None
        self.attended = False
        self.duplicate = 0.0
        self.falls += 1
        self.client.lose_trust()
        self.hide()
        self.enter(FALLEN, self.office.env._now)
        self.has_left(None)
        if uniform(self.key, salts.returns, self.falls) < rules.return_chance:
            u = uniform(self.key, salts.return_delay, self.falls)
            self.wake_after(rules.return_delay(u))
        if self.kind in rules.obstacles:
            self.client.way_is_clear(self.kind)

    def end(self, state: int) -> None:
        """Resolved, unfounded, or the client has left."""
        office, client = self.office, self.client
        self.version += 1
        self.resume = None
        office.book.ended(self, state)
        if self.hidden:
            self.appear()
        if self.worker is not None or self.awaiting:
            self.leave_unit()
        self.state = state
        needs = client.needs
        del needs[self.kind]
        if client.plan is not None:
            client.plan.review(True)
        if not needs:
            del office.clients[client.index]
        if not office.straightforward[self.kind]:
            self._end_all_else(state)

    def _end_all_else(self, state: int) -> None:
        """What may end with a need besides it, or come after it."""
        client = self.client
        if self.hazard is not None:
            self.hazard.timer = None
        if self.paid is not None:
            self.end_paying()
        self.leave_place()
        if self.known:
            client.known_needs -= 1
            if client.known_needs == 0 and client.coordination is not None:
                client.coordination.end()
        if state == RESOLVED and self.office.rules.relapse[self.kind] > 0.0:
            self._may_relapse()
        if self.kind in self.office.rules.obstacles and not client.gone:
            client.way_is_clear(self.kind)

    def _may_relapse(self) -> None:
        """After recovery the need may come back, as a new spell [16]."""
        rules = self.office.rules
        u = uniform(self.key, rules.salts.relapse)
        delay = exponential(1.0 / rules.relapse[self.kind], u)
        if self.office.env._now + delay < rules.horizon:
            set_timer(self.office.env, delay, _RELAPSE, self, self.version)

    # -- responsibility ------------------------------------------------------------------------

    def accept(self, unit: Unit, step: Step) -> None:
        """A unit is responsible from now on, beginning with this step."""
        if self.worker is not None or self.passed_on:
            self.leave_unit()
        self.holder = None
        self.unit = unit
        if step.load:  # else it is 0 already
            self.weight = step.load
        if self.fall_row >= 0:
            self.office.book.back(self)

    def turn_to(self, step: Step) -> None:
        """The next step in the same unit weighs differently on the caseworker."""
        worker, change = self.worker, step.load - self.weight
        self.weight = step.load
        if worker is not None:
            worker.load += change
            if change < 0:
                step.unit.take_on()

    def assigned(self, worker: Caseworker) -> None:
        """The case has its caseworker."""
        self.attended = True
        self.assigned_at = self.office.env._now
        self.holder = worker
        self.office.book.assigned(self)

    def leave_unit(self) -> None:
        """Nobody is responsible, and no caseworker has the case."""
        unit, worker, awaited = self.unit, self.worker, self.awaiting
        self.unit = self.worker = self.holder = None
        self.awaiting = False
        if unit is not None and worker is not None:
            self.office.book.released(self, worker)
            unit.release(self, worker)
        elif unit is not None and awaited:
            if self.passed_on:
                self.passed_on = False
                self.office.book.gone_on(self, unit)
            unit.take_on()  # those behind it in the queue may fit where it did not
        self.weight = 0

    def support_goes_on(self, step: Step) -> None:
        """The support is given again, after a time without a caseworker that does not count."""
        now = self.office.env._now
        self.kept += now - max(self.since, self.kept)
        self.enter(IN_SUPPORT, now)
        if step.charge > 0.0:
            self.begin_paying(step)
        if self.kind in self.office.rules.obstacles:
            self.client.way_is_clear(self.kind)

    def begin_paying(self, step: Step) -> None:
        """Support costs money from now on [11]."""
        self.paid = step
        if step.unit.budget is not None:
            step.unit.budget.bear(step.charge, self.office.env._now)

    def end_paying(self) -> None:
        """And no longer."""
        step = self.paid
        assert step is not None
        self.paid = None
        self.office.book.paid(self, step)
        if step.unit.budget is not None:
            step.unit.budget.bear(-step.charge, self.office.env._now)

    def leave_place(self) -> None:
        """Its place in support is vacant, or it waits for one no longer [28]."""
        if self.place is not None:
            self.place.leave(self)
        elif self.in_line_since is not None:
            self.office.book.awaited_place(self)

    def is_accompanied(self, to: Unit) -> bool:
        """Whether a joint plan holds of both who send and who receive [18]."""
        plan, sender = self.client.plan, self.unit or self.sent_by
        return plan is not None and sender is not None and plan.covers(sender) and plan.covers(to)

    def has_left(self, to: Unit | None) -> None:
        """The case is with another unit, on its way there, or with nobody: a joint plan may end by that."""
        plan = self.client.plan
        if plan is not None:
            plan.review(to is not None and plan.covers(to))

    # -- work ----------------------------------------------------------------------------------

    def work(self, what: int, hours: float, unit: Unit) -> None:
        """A piece of work is ready: on the desk of the case's caseworker, or in the unit's queue."""
        now = self.office.env._now
        self.what = what
        self.ready = now
        self.hours = hours
        self.left = -1.0
        if self.severity >= unit.acute_from:
            self.priority = 0
        if unit.free:
            unit.free.popleft().begin(self, now)
        elif unit.interrupts and interrupts(self, unit, now):
            pass
        elif unit.pooled:
            self.queued(now)
            unit.queues[self.priority].append((self, self.version))
        elif self.worker is not None:
            self.worker.give(self, now)
        elif self.state != WAITING and self.state != IN_SUPPORT:
            self.enter(WAITING, now)  # it waits for another caseworker

    @property
    def desk(self) -> Caseworker | None:
        """On whose desk its present piece of work lies, or would: a colleague's while they review it."""
        return self.reviewer or self.worker

    def reviewed_by(self, colleague: Caseworker, hours: float) -> None:
        """A piece of work for a colleague: the draft of the decision is to be read."""
        now = self.office.env._now
        self.what, self.ready, self.hours, self.left = REVIEW_WORK, now, hours, -1.0
        self.reviewer, unit = colleague, colleague.unit
        if self.severity >= unit.acute_from:
            self.priority = 0
        if not (unit.interrupts and interrupts(self, unit, now)):
            colleague.give(self, now)

    def queued(self, now: float) -> None:
        """Nobody can begin: the need waits, and the client's patience begins to run."""
        if self.state != IN_SUPPORT:
            self.enter(WAITING, now)
        if self.office.may_give_up[self.kind] and not self.attended:
            self.lose_patience_later()

    def lose_patience_later(self) -> None:
        """Give up, unless somebody takes the case up before [10]."""
        rules = self.office.rules
        patience = rules.patience[self.kind]
        assert patience is not None  # whoever has no end of it never comes here
        u = uniform(self.key, rules.salts.patience, self.tries)
        set_timer(self.office.env, patience(u), _PATIENCE, self, self.version)

    def patience_ends(self) -> None:
        """The wait has been too long, unless a coordinator talks the client into staying."""
        if not self.attended:
            self.tries += 1
            if self.caught(GAVE_UP, self.office.rules.salts.patience_caught, self.tries):
                self.lose_patience_later()
            else:
                self.resume(GAVE_UP)

    def begun_by(self, worker: Caseworker, now: float) -> float:
        """Somebody begins the piece of work: hours on the matter, and on what comes with it."""
        self.start = now
        if (
            self.state != IN_PROCESS
            and self.state != IN_SUPPORT
            and not (self.passed_on and self.step is not None and self.step.is_support)
        ):
            self.enter(IN_PROCESS, now)
        office = self.office
        if self.what > FOLLOW_UP_WORK and self.what in UNMET_WORK:
            self.attended = True
            if office.takes_longer:
                self.reading = self.documentation = 0.0
            return self.hours
        if office.paced:
            self.hours *= worker.pace
        if worker.unit.transition is not None:
            self.hours *= worker.unit.transition.factor(now)
        if self.holder is not worker:
            self.holder = worker
            self.attended = True
            client = self.client
            if len(client.needs) > 1 or client.coordination is not None:
                office.book.held(self)  # of a client with one need, one contact goes without saying
        if office.takes_longer:
            if office.remembers_faces:
                self._faces(worker)
            if office.counts_hands and self.last_hand != worker.person:
                self.handovers += self.last_hand >= 0
                self.last_hand = worker.person
            notes = worker.unit.notes
            self.documentation = 0.0 if notes is None else notes.begun(self)
            return self.hours + self.reading + self.duplicate + self.documentation
        return self.hours

    def _faces(self, worker: Caseworker) -> None:
        """A caseworker who has not met the client reads up [6]."""
        client, unit = self.client, worker.unit
        self.face = client.meets(worker.person)
        self.reading = 0.0
        if self.face != KNOWN and unit.reading > 0.0:
            self.reading = reading_hours(unit.reading, unit.reading_per_need, len(client.needs))
            if unit.notes is not None:
                self.reading = unit.notes.reading(client, self.reading)

    def caught(self, cause: int, salt: int, place: int) -> bool:
        """Whether a coordinator averts the fall, by a draw at its purpose and place [17]."""
        coordination = self.client.coordination
        return coordination is not None and coordination.averts(self, cause, uniform(self.key, salt, place))

    def pace_of_recovery(self) -> float:
        """Relative to the need's own mean [13]."""
        rules, client = self.office.rules, self.client
        others = [need for kind, need in client.needs.items() if kind != self.kind]
        share = 0.0
        if others:
            share = sum(1 for need in others if need.state != IN_SUPPORT) / len(others)
        factor = 1.0
        if rules.trust_on:
            factor = trust_on_recovery(client.trust_now(), rules.trust_at_none, rules.trust_slope)
        hindrance = 1.0
        for kind, held_back in rules.hinders[self.kind]:
            other = client.needs.get(kind)
            if other is not None and other.state != IN_SUPPORT:
                hindrance = hindered(hindrance, held_back)
        assert self.unit is not None
        step, depth = self.step, self.unit.recovery
        if self.advised and step is not None and step.adviser is not None:
            depth = step.advised_recovery
        style = control_on_recovery(self.control(), rules.control_slows) if rules.style else 1.0
        return recovery_pace(rules.synergy, share, factor, depth, hindrance, style)

    def control(self) -> float:
        """How control-oriented whoever has the case is; where nobody has it, the unit on average [22]."""
        assert self.unit is not None
        return self.unit.control if self.holder is None else self.holder.control


def _wake(event: Any) -> None:
    if event.version == event.whom.version:
        event.whom.resume(None)


def _patience(event: Any) -> None:
    if event.version == event.whom.version:
        event.whom.patience_ends()


def _relapse(event: Any) -> None:
    event.whom.client.new_need(event.whom.kind)


_WAKE, _PATIENCE, _RELAPSE = (_wake,), (_patience,), (_relapse,)
