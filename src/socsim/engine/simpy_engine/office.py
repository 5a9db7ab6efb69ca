"""One organisation at work: its units, its clock, and the people who come."""

from __future__ import annotations

from typing import Any

import numpy as np

from socsim.engine.simpy_engine.book import Book
from socsim.engine.simpy_engine.calendar import Calendar, Timer
from socsim.engine.simpy_engine.client import Client
from socsim.engine.simpy_engine.coordinator import Coordinators
from socsim.engine.simpy_engine.luck import first_hours, onward_luck
from socsim.engine.simpy_engine.need import Need
from socsim.engine.simpy_engine.rules import Rules, Step
from socsim.engine.simpy_engine.unit import Unit
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint, Floats


class Office:
    """All that lives in one replication of one organisation."""

    need_class = Need
    """Another one where a journal is kept."""

    def __init__(self, blueprint: Blueprint, people: People, book: Book) -> None:
        self.need_class = type(self).need_class
        self.rules = Rules(blueprint)
        self.env = Calendar()
        self.book = book
        self.units = [Unit(self, blueprint, index) for index in range(len(blueprint.units))]
        for unit, managers in zip(self.units, blueprint.unit_managers.tolist(), strict=True):
            unit.managers = None if managers < 0 else self.units[managers]
        for step, handler in zip(self.rules.steps, blueprint.step_unit.tolist(), strict=True):
            step.unit = self.units[handler]
            self._prepare(step)
        self.coordinators = [
            Coordinators(self.units[unit], blueprint, index)
            for index, unit in enumerate(blueprint.coordinator_unit.tolist())
        ]
        hazards: Floats = np.hstack((blueprint.kind_escalation, blueprint.kind_alone))
        self.hazardous = [any(row) for row in hazards.tolist()]
        """Kinds of need that grow or go away untreated."""
        self.steps_of: list[int] = np.diff(blueprint.kind_first_step).tolist()
        """How many steps each kind of need has."""
        self.doubtful = [bool(steps) for steps in self.rules.deciding]
        """Kinds of need of which some are unfounded."""
        self.remembers_faces = bool(blueprint.unit_reading.any() or blueprint.trust[0])
        """Whether it matters to anything whom a client has met."""
        self.clients: dict[int, Client] = {}
        """Clients with an open need."""
        self._read(blueprint, people)

    def _prepare(self, step: Step) -> None:
        """What is known of a step beforehand, so that a plain one is gone through quickly."""
        unit = step.unit
        if unit.pooled:
            step.load = 0
        step.factors = [effort * unit.effort for effort in self.rules.severity_effort]
        step.has_entry = (
            unit.referral or not unit.pooled or step.has_deadline or bool(step.items) or step.is_support
        )
        step.has_exit = (
            step.decides or step.has_deadline or bool(step.items)
            or self.rules.trust_on or step.unfounded > 0.0
        )  # fmt: skip

    def _read(self, blueprint: Blueprint, people: People) -> None:
        self.people = people
        self.arrivals: list[float] = people.arrival.tolist()
        self.need_start: list[int] = people.need_start.tolist()
        self.need_kind: list[int] = people.need_kind.tolist()
        self.need_key: list[int] = people.need_key.tolist()
        self.need_severity: list[int] = people.need_severity.tolist()
        self.need_hidden: list[bool] = (~people.need_presented).tolist()
        hours = first_hours(blueprint, people, self.rules.steps)
        self.luck_width = hours.shape[1]
        self.first_hours: list[float] = hours.ravel().tolist()
        """Hours of the first effort at each step, by need and step."""
        onward = onward_luck(blueprint, people, self.rules.steps)
        self.onward_luck: list[float] = onward.ravel().tolist()
        """Where each step leads the first time, likewise."""
        self.client_row, self.need_row = self.book.open_cohort(people)
        ends = people.arrival + self.rules.follow_up
        self.until: list[float] = np.where(np.array(self.client_row) >= 0, ends, -np.inf).tolist()
        """The end of each client's follow-up; minus infinity outside the cohort."""
        self.next_client = 0
        self.arrival = Timer((self._arrive,), self, 0)
        """The one event on the calendar that brings the next client."""

    def run(self, until: float | None = None) -> None:
        """Let time pass, to the horizon or to an earlier day."""
        if self.arrivals:
            self.env.put_at(self.arrival, self.arrivals[0])
        self.env.run_to(self.rules.horizon if until is None else until)

    def _arrive(self, _event: Any) -> None:
        """A client comes: first the next one is put on the calendar, then this one's needs begin."""
        index, arrivals, rules, need_start = self.next_client, self.arrivals, self.rules, self.need_start
        self.next_client = index + 1
        if index + 1 < len(arrivals):
            self.env.put_at(self.arrival, arrivals[index + 1])
        client = self.clients[index] = Client(self, index)
        self.book.arrived(client)
        if rules.trust_on:
            client.trust, client.trust_at = rules.trust_start, arrivals[index]
        if rules.leaving > 0.0:
            client.schedule_leaving()
        new = self.need_class
        for number in range(need_start[index], need_start[index + 1]):
            new(
                client, self.need_kind[number], self.need_key[number], self.need_severity[number],
                self.need_row[number], number * self.luck_width, self.need_hidden[number],
            )  # fmt: skip
        for need in tuple(client.needs.values()):
            need.begin()

    def kinds_at_arrival(self, client: int) -> list[int]:
        """The kinds of need that a client arrived with."""
        return self.need_kind[self.need_start[client] : self.need_start[client + 1]]
