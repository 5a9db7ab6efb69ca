"""Joint plans: all who are involved with a client meet, and what they agree on holds if all cooperate [18].

A plan is asked for, gets a date, is met when the last of those who are called has done their part, and then
holds or does not. Nobody is held while others are waited for: each part is a piece of work of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.engine.simpy_engine.caseworker import NUMBERS, Caseworker, Job
from socsim.engine.simpy_engine.rules import quantile_of
from socsim.model.draws import uniform
from socsim.model.laws import meeting_after, plans_short, year_of
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    CALLED_OFF,
    CHANGED_HANDS,
    DECLINED,
    DONE,
    EXPIRED,
    MEETING_WORK,
    NO_AGREEMENT,
    ON_PAPER,
)

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit


class JointPlans:
    """The organisation's rules for joint plans, and the count to which a target is held."""

    def __init__(self, office: Office, blueprint: Blueprint) -> None:
        bp = blueprint
        self.office = office
        self.needs, self.units = bp.plan_due.tolist()
        """How many needs and units there must be, at least."""
        self.at_steps, self.at_followups, self.at_visits = bp.plan_asked.tolist()
        self.consent, self.earliest = bp.plan_consent, bp.plan_earliest
        self.free = quantile_of(bp, bp.plan_free)
        self.effort, self.leads, self.lasts = bp.plan_effort, bp.plan_leads, bp.plan_lasts
        self.cooperation: list[float] = bp.plan_cooperation.tolist()
        """By unit."""
        self.target, self.every, on_paper = bp.plan_target.tolist()
        self.on_paper = on_paper == 1.0
        self.year = self.met = self.under_way = 0
        """Plans met since the present year began, and plans that are asked for and not met as yet."""
        self.last = -1
        """The client for whom one was asked for last, to meet the target."""

    # -- who asks for one ----------------------------------------------------------------------

    def after_step(self, need: Need, step: Step) -> None:
        """The caseworker may ask for a plan, after the work of a step."""
        self._ask_perhaps(need, step, self.at_steps)

    def after_followup(self, need: Need, step: Step) -> None:
        """The same after a follow-up."""
        self._ask_perhaps(need, step, self.at_followups)

    def _ask_perhaps(self, need: Need, step: Step, chance: float) -> None:
        client = need.client
        if client.plan is None and chance > 0.0:
            visit = need.visits[step.place] - 1
            if uniform(need.key, step.plan_salt, visit) < chance:
                self.ask(client, need.unit, None, on_target=False)

    def after_visit(self, coordination: Coordination) -> None:
        """The coordinator may, after a visit, and then leads."""
        client = coordination.client
        if self.at_visits > 0.0 and client.plan is None:
            salt = self.office.rules.salts.plan_visit
            if uniform(client.key, salt, coordination.number) < self.at_visits:
                self.ask(client, None, coordination, on_target=False)

    def ask(self, client: Client, lead: Unit | None, guide: Coordination | None, *, on_target: bool) -> bool:
        """Ask for a plan, if the client may have one; whether it is under way.

        Parameters
        ----------
        lead : the unit that asks; None where a coordinator does, or nobody in particular.
        guide : the coordinator who asks.
        """
        known = sum(1 for need in client.needs.values() if not need.hidden)
        seats = self._involved(client) if known >= self.needs else []
        if len(seats) < self.units:
            return False
        leading = next((seat for seat in seats if seat.unit is lead), seats[0])
        if guide is not None:
            worker = guide.worker
            leading = Seat(client, worker.unit, worker, client.key, guide.priority, self.effort)
        leading.hours += self.leads
        client.plans += 1
        plan = JointPlan(self, client, seats, on_target)
        if guide is not None:
            plan.called.append(leading)
            plan.guided = True
        book = self.office.book.plans
        book.asked(plan, leading)
        if on_target and self.on_paper:
            plan.written_alone(leading)
            return True
        if uniform(client.key, self.office.rules.salts.consent, client.plans) >= self.consent:
            book.ended(plan, DECLINED)
            return False
        plan.call()
        return True

    def _involved(self, client: Client) -> list[Seat]:
        """A seat for each unit that has a case of the client and somebody to come, by its first case."""
        seats: list[Seat] = []
        for _, need in sorted(client.needs.items()):
            unit = need.unit
            if unit is None or not (unit.pooled or need.worker is not None):
                continue
            if all(seat.unit is not unit for seat in seats):
                seats.append(Seat(client, unit, need.worker, need.key, need.priority, self.effort))
        return seats

    # -- the target ----------------------------------------------------------------------------

    def open(self) -> None:
        """Count from time to time, where there is a target."""
        if self.target > 0.0:
            set_timer(self.office.env, self.every, _COUNT, self, 0)

    def count(self) -> None:
        """Ask for as many plans as are lacking, client by client, going on after the last one asked for."""
        env, clients = self.office.env, self.office.clients
        set_timer(env, self.every, _COUNT, self, 0)
        self._turn_the_year(env._now)
        short = plans_short(self.target, env._now, self.met, self.under_way)
        if short > 0:
            here = sorted(clients)
            for index in [i for i in here if i > self.last] + [i for i in here if i <= self.last]:
                client = clients[index]
                if client.plan is None and self.ask(client, None, None, on_target=True):
                    self.last = index
                    short -= 1
                    if short == 0:
                        return

    def _turn_the_year(self, now: float) -> None:
        year = year_of(now)
        if year > self.year:
            self.year, self.met = year, 0

    def counts(self, now: float) -> None:
        """One more has been met."""
        self._turn_the_year(now)
        self.met += 1
        self.under_way -= 1


class JointPlan:
    """One plan for one client, from when it is asked for until it ends."""

    version = 0
    """Raised when it ends; its timers then die."""

    def __init__(self, rules: JointPlans, client: Client, seats: list[Seat], on_target: bool) -> None:
        self.rules, self.client, self.number = rules, client, client.plans
        self.units = len(seats)
        """How many were called."""
        self.called = seats.copy()
        """Who is to come: a seat for each unit, and last one for a coordinator who asked."""
        self.on_target = on_target
        self.guided = False
        """Whether a coordinator asked for it, and leads."""
        self.on_paper = False
        self.holds = False
        self.waited_for = 0
        """Parts of the meeting that are not done."""
        self.row = -1
        """Where it stands in the book; -1: before the end of the warm-up."""

    @property
    def now(self) -> float:
        """The present day."""
        return self.rules.office.env._now

    def covers(self, unit: Unit) -> bool:
        """Whether it holds, and the unit is one of those who cooperate."""
        return self.holds and any(seat.unit is unit for seat in self.called)

    def copy_of(self, holders: dict[int, float], unit: Unit) -> float | None:
        """Since when one of those who cooperate has held an item, if the unit is one of them too."""
        if not self.covers(unit):
            return None
        copies = [holders[seat.unit.index] for seat in self.called if seat.unit.index in holders]
        return max(copies, default=None)

    def contacts(self) -> int:
        """Of the client, while it holds: those who cooperate are one together [5]."""
        holders: set[Caseworker | JointPlan] = {
            self if self.covers(need.unit) else need.holder
            for need in self.client.needs.values()
            if need.holder is not None and need.unit is not None
        }
        if self.guided:
            return len(holders | {self})
        return len(holders) + (self.client.coordination is not None)

    # -- the meeting ---------------------------------------------------------------------------

    def call(self) -> None:
        """All meet when the last of them can come."""
        rules, office = self.rules, self.rules.office
        office.book.plans.called(self)
        longest = max(
            rules.free(uniform(seat.key, office.rules.salts.plan_date, self.number)) for seat in self.called
        )
        self._begin()
        set_timer(office.env, meeting_after(rules.earliest, longest), _MEET, self, self.version)

    def _begin(self) -> None:
        self.client.plan = self
        self.rules.under_way += 1

    def written_alone(self, leading: Seat) -> None:
        """Nobody is called: one of them writes it, for the count."""
        self.on_paper = True
        leading.hours = self.rules.leads
        self.called, self.units = [leading], 1
        self.rules.office.book.plans.called(self)
        self._begin()
        self.meet()

    def meet(self) -> None:
        """The date: everybody's part is ready, on a desk of their own or in the unit's queue."""
        self.waited_for = len(self.called)
        for seat in tuple(self.called):
            seat.take_part(self)

    def part_done(self, _told: int | None = None) -> None:
        """Somebody's part is over; the last one decides."""
        self.waited_for -= 1
        if self.waited_for > 0:
            return
        rules, book = self.rules, self.rules.office.book.plans
        rules.counts(self.now)
        book.met(self)
        if self.on_paper:
            self.end(ON_PAPER)
        elif self._all_cooperate():
            self.holds = True
            book.holds(self)
            set_timer(rules.office.env, rules.lasts, _EXPIRE, self, self.version)
        else:
            self.end(NO_AGREEMENT)

    def _all_cooperate(self) -> bool:
        """Each unit by a draw of its own; who coordinates is for it."""
        salt, chance = self.rules.office.rules.salts.cooperates, self.rules.cooperation
        units = self.called[: self.units]
        return all(uniform(seat.key, salt, self.number) < chance[seat.unit.index] for seat in units)

    # -- the end -------------------------------------------------------------------------------

    def review(self, fine: bool) -> None:
        """See who is still there when a case of the client has ended, or gone elsewhere.

        Parameters
        ----------
        fine : whether the case has ended, or has gone to another of them. Then whoever has no case left
            is out, and the others go on while they are two; else the plan is void.
        """
        gone = [seat for seat in self.called[: self.units] if not self._is_there(seat)]
        if not gone:
            return
        if not self.holds:
            self.end(CALLED_OFF)
            return
        if not fine:
            self.end(CHANGED_HANDS)
            return
        for seat in gone:
            self.rules.office.book.plans.out(self, seat)
            self.called.remove(seat)
        self.units -= len(gone)
        self._contacts_changed()
        if self.units < 2:
            self.end(DONE)

    def _is_there(self, seat: Seat) -> bool:
        """Whether who was called has a case of the client still."""
        return any(
            need.unit is seat.unit and (seat.worker is None or need.worker is seat.worker)
            for need in self.client.needs.values()
        )

    def expire(self) -> None:
        """Its time is over."""
        self.end(EXPIRED)

    def end(self, how: int) -> None:
        """It is no more; parts that nobody has begun are dropped, others are worked to their end."""
        self.version += 1
        self.client.plan = None
        if how == CALLED_OFF:
            self.rules.under_way -= 1
            for seat in self.called:
                seat.drop()
        self.holds = False
        self.rules.office.book.plans.ended(self, how)
        self._contacts_changed()

    def _contacts_changed(self) -> None:
        """They are no longer one contact together."""
        if self.client.row >= 0:
            self.rules.office.book.coordinated(self.client)


class Seat(Job):
    """Who is called: a unit, or the coordinator; their part of the meeting is a piece of work."""

    kind = -1
    step = None
    resume = None

    def __init__(
        self, client: Client, unit: Unit, worker: Caseworker | None, key: int, priority: int, hours: float
    ) -> None:
        self.client, self.unit, self.worker = client, unit, worker
        """Who it is about, whose it is, and who comes; None: whoever is free in a pool."""
        self.key = key
        """From which their luck follows: that of the first case in the unit, or the client's."""
        self.priority = priority
        self.hours = hours
        self.left = 0.0
        self.what = MEETING_WORK
        self.spell = client.plans + 1
        """The number of the plan."""
        self.whose = -1 - client.index - self.spell * NUMBERS

    def take_part(self, plan: JointPlan) -> None:
        """Their part of the meeting is ready."""
        unit, worker, now = self.unit, self.worker, plan.now
        self.ready = now
        self.left = -1.0
        self.resume = plan.part_done
        unit.office.book.ready(self, unit, worker)
        if worker is not None:
            worker.give(self, now)
        elif unit.free:
            unit.free.popleft().begin(self, now)
        else:
            unit.queues[self.priority].append((self, self.version))

    def begun_by(self, worker: Caseworker, now: float) -> float:
        """Somebody begins it; the client meets nobody by it."""
        self.start = now
        worker.book.started(self, worker, self.hours)
        return self.hours

    def drop(self) -> None:
        """The meeting is called off."""
        self.version += 1
        self.resume = None
        self.unit.office.book.plans.dropped(self)


def _meet(event: Any) -> None:
    if event.version == event.whom.version:
        event.whom.meet()


def _expire(event: Any) -> None:
    if event.version == event.whom.version:
        event.whom.expire()


def _count(event: Any) -> None:
    event.whom.count()


_MEET, _EXPIRE, _COUNT = (_meet,), (_expire,), (_count,)
