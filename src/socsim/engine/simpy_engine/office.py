"""One organisation at work: its units, its clock, and the people who come."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappush
from itertools import chain, count
from typing import Any

import numpy as np
from simpy.events import NORMAL

from socsim.engine.simpy_engine.absence import AbsenceRules, Post
from socsim.engine.simpy_engine.book import Book
from socsim.engine.simpy_engine.calendar import Calendar, Timer
from socsim.engine.simpy_engine.caseworker import AWAY
from socsim.engine.simpy_engine.client import Client
from socsim.engine.simpy_engine.coordinator import Coordinators
from socsim.engine.simpy_engine.gatekeeping import Budget
from socsim.engine.simpy_engine.joint_plan import JointPlans
from socsim.engine.simpy_engine.luck import drawn_ahead
from socsim.engine.simpy_engine.need import Drawn, Need
from socsim.engine.simpy_engine.rules import Rules, Step
from socsim.engine.simpy_engine.steering import Steering
from socsim.engine.simpy_engine.transition import Reorganisation
from socsim.engine.simpy_engine.unit import Unit
from socsim.engine.totals import counts_hands
from socsim.model.draws import child, salt
from socsim.model.people import People
from socsim.model.style import controls
from socsim.scenario.blueprint import Blueprint, Floats, Ints, paces_differ
from socsim.scenario.names import UNUSED

AT_A_TIME = 2000
"""Clients whose numbers are read ahead: fewer Python objects are alive than if all were."""


class Office:
    """All that lives in one replication of one organisation."""

    need_class = Need
    """Another one where a journal is kept."""
    calendar_class = Calendar
    """Another one where a process of a user's own is at work."""

    def __init__(self, blueprint: Blueprint, people: People, book: Book) -> None:
        self.need_class = type(self).need_class
        self.rules = Rules(blueprint)
        self.env = self.calendar_class()
        self.book = book
        self.joint_plans = JointPlans(self, blueprint) if len(blueprint.plan_due) else None
        self.budgets = self._budgets(blueprint)
        self.units = [Unit(self, blueprint, index) for index in range(len(blueprint.units))]
        if self.rules.style:
            everyone = [worker for unit in self.units for worker in unit.caseworkers]
            for worker, control in zip(everyone, controls(blueprint, people), strict=True):
                worker.control = control
        for unit, managers in zip(self.units, blueprint.unit_managers.tolist(), strict=True):
            unit.managers = None if managers < 0 else self.units[managers]
        for step, handler in zip(self.rules.steps, blueprint.step_unit.tolist(), strict=True):
            step.unit = self.units[handler]
            if blueprint.step_adviser[step.index] >= 0:
                self._let_consult(step, blueprint)
            self._prepare(step)
        self.districts = max(1, len(blueprint.districts))
        self.coordinators = [
            Coordinators(self.units[unit], blueprint, index)
            for index, unit in enumerate(blueprint.coordinator_unit.tolist())
        ]
        hazards: Floats = np.hstack((blueprint.kind_escalation, blueprint.kind_alone))
        self.hazardous = [any(row) for row in hazards.tolist()]
        """Kinds of need that grow or go away untreated."""
        self.steps_of: list[int] = np.diff(blueprint.kind_first_step).tolist()
        """How many steps each kind of need has."""
        self.may_give_up = [patience is not None for patience in self.rules.patience]
        """Kinds with which a client's patience may end."""
        self.straightforward = [
            not self.rules.deciding[kind]
            and not self.hazardous[kind]
            and not self.coordinators
            and not self.may_give_up[kind]
            and self.rules.relapse[kind] == 0.0
            and self.rules.triage is None
            and kind not in self.rules.obstacles
            and not any(step.has_entry or step.has_exit for step in self.rules.steps if step.kind == kind)
            for kind in range(len(blueprint.kinds))
        ]
        """Kinds whose needs, once presented, have nothing to wait for but work, and nothing after it."""
        self.takes_longer = book.takes_longer
        self.counts_hands = counts_hands(blueprint)
        """Whether it matters how often a need has changed hands."""
        self.remembers_faces = bool(blueprint.unit_reading.any() or blueprint.trust[0])
        """Whether it matters to anything whom a client has met."""
        self.prepares_clients = self.rules.trust_on or self.rules.leaving > 0.0
        """Whether clients have trust, or may leave."""
        self.heads = int(blueprint.unit_worker_start[-1])
        """How many desks there are, managers' and coordinators' too."""
        self.paced = paces_differ(blueprint)
        """Whether some work quicker than others."""
        self.posts = list(self._posts(blueprint, int(people.staff[0])))
        """The desks of which the people may be away, in order."""
        self.reorganisation = Reorganisation(self, blueprint)
        self.steering = Steering(self, blueprint)
        self.clients: dict[int, Client] = {}
        """Clients with an open need."""
        self._read(blueprint, people)

    @staticmethod
    def _budgets(blueprint: Blueprint) -> list[Budget | None]:
        """Those that are kept, since somebody is held to them; the last is that of units without one."""
        held = set(blueprint.unit_budget[blueprint.unit_gate > 0.0].tolist())
        yearly = enumerate(blueprint.budget_yearly.tolist())
        return [*(Budget(money) if number in held else None for number, money in yearly), None]

    def _let_consult(self, step: Step, blueprint: Blueprint) -> None:
        """Whom the step's unit asks, and what that does to hours."""
        step.adviser = self.units[blueprint.step_adviser[step.index]]
        lifted = float(blueprint.step_advised_effort[step.index])
        step.consultation_factors = [e * step.adviser.effort for e in self.rules.severity_effort]
        step.advised_factors = [e * lifted for e in self.rules.severity_effort]

    def _prepare(self, step: Step) -> None:
        """What is known of a step beforehand, so that a plain one is gone through quickly."""
        unit = step.unit
        if unit.pooled:
            step.load = 0
        step.drafts = step.decides and unit.quality is not None
        step.sends_back = step.decides and unit.notes is not None and unit.notes.sent_back > 0.0
        step.factors = [effort * unit.effort for effort in self.rules.severity_effort]
        step.has_entry = (
            unit.referral
            or not unit.pooled
            or step.has_deadline
            or bool(step.items)
            or step.is_support
            or unit.turns_away
            or step.adviser is not None
        )
        step.has_exit = (
            step.decides or step.has_deadline or bool(step.items)
            or self.rules.trust_on or step.unfounded > 0.0 or step.topic is not None
            or self.joint_plans is not None
        )  # fmt: skip

    def _posts(self, blueprint: Blueprint, key: int) -> Iterator[Post]:
        """A unit's name and the number of a desk in it stand in the keys of its people's draws."""
        for unit in self.units:
            unit_key = child(key, salt("staff", blueprint.staff_of(unit.index)))
            if unit.quality is not None and unit.quality.spread > 0.0:
                desks = range(1, len(unit.caseworkers) + 1)
                unit.quality.desk_keys = [child(unit_key, salt("desk"), number) for number in desks]
            if blueprint.has_posts[unit.index]:
                rules = AbsenceRules(blueprint, unit.index)
                for number, worker in enumerate(unit.caseworkers, start=1):
                    worker.post = Post(worker, rules, unit_key, number)
                    if worker.job is AWAY:
                        worker.post.away = UNUSED
                    yield worker.post

    def _read(self, blueprint: Blueprint, people: People) -> None:
        self.people = people
        client_row, need_row = self.book.open_cohort(people)
        luck = drawn_ahead(blueprint, people, self.rules)
        self.coming = chain.from_iterable(self._clients(client_row))
        """Who comes next: position, when the one after them comes, ledger row, until, how many needs."""
        self.drawn: Iterator[Drawn] = chain.from_iterable(self._needs(blueprint, need_row, luck))
        """With what, in the same order."""
        self.arrival = Timer((self._arrive,), self, 0)
        """The one event on the calendar that brings the next client."""

    def _clients(self, row: Ints) -> Iterator[Any]:
        people = self.people
        until = np.where(row >= 0, people.arrival + self.rules.follow_up, -np.inf)
        needs = np.diff(people.need_start)
        for first in range(0, len(row), AT_A_TIME):
            self.book.press()
            some = slice(first, first + AT_A_TIME)
            after: list[float | None] = people.arrival[first + 1 : first + 1 + AT_A_TIME].tolist()
            after += [None]  # nobody comes after the last one
            yield zip(count(first), after, row[some].tolist(), until[some].tolist(), needs[some].tolist())

    def _needs(self, blueprint: Blueprint, row: Ints, luck: Floats) -> Iterator[Any]:
        people, priority = self.people, np.array(self.rules.priority)[self.people.need_kind]
        priority[people.need_severity >= self.rules.acute_from] = 0  # laws.acute_class
        for first in range(0, len(row), AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            kind = people.need_kind[some]
            yield zip(
                count(first), row[some].tolist(), kind.tolist(), people.need_key[some].tolist(),
                people.need_severity[some].tolist(), priority[some].tolist(),
                (~people.need_presented[some]).tolist(), zip(*luck[some].T.tolist(), strict=True),
            )  # fmt: skip

    def run(self, until: float | None = None) -> None:
        """Let time pass, to the horizon or to an earlier day."""
        for first in self.people.arrival[:1].tolist():
            self.env.put_at(self.arrival, first)
            if self.joint_plans is not None:
                self.joint_plans.open()
        for post in self.posts:
            if post.away < 0:
                post.foresee(self.env._now)
        self.reorganisation.foresee()
        self.steering.begin()
        self.env.run_to(self.rules.horizon if until is None else until)

    def _arrive(self, _event: Any) -> None:
        """A client comes: first the next one is put on the calendar, then this one's needs begin."""
        env, rules = self.env, self.rules
        client = Client()
        client.index, after, client.row, client.until, needs = next(self.coming)
        if after is not None:
            heappush(env._queue, (after, NORMAL, next(env._eid), self.arrival))
        client.office = self
        client.needs = {}
        client.hidden = 0
        client.coordination = None
        self.clients[client.index] = client
        if self.prepares_clients:
            client.trust, client.trust_at = rules.trust_start, env._now
            if rules.leaving > 0.0:
                client.schedule_leaving()
        if needs == 1:
            need = self.need_class()
            need.is_born(client, next(self.drawn))
            need.begin()
            return
        for _ in range(needs):
            self.need_class().is_born(client, next(self.drawn))
        for need in tuple(client.needs.values()):
            need.begin()

    def coordinators_for(self, client: Client) -> list[Coordinators]:
        """The groups of the client's district."""
        if self.districts == 1:
            return self.coordinators
        return [group for group in self.coordinators if group.district == client.district]

    def kinds_at_arrival(self, client: int) -> list[int]:
        """The kinds of need that a client arrived with."""
        first, last = self.people.need_start[client : client + 2]
        kinds: list[int] = self.people.need_kind[first:last].tolist()
        return kinds
