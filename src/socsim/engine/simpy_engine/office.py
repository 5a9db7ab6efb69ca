"""One organisation at work: its units, its clock, and the people who come."""

from __future__ import annotations

import gc
import math
from typing import Any

from socsim.engine.simpy_engine.book import Book
from socsim.engine.simpy_engine.calendar import Calendar, Timer
from socsim.engine.simpy_engine.client import Client
from socsim.engine.simpy_engine.coordinator import Coordinators
from socsim.engine.simpy_engine.need import Need
from socsim.engine.simpy_engine.rules import Rules
from socsim.engine.simpy_engine.unit import Unit
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint


class Office:
    """All that lives in one replication of one organisation."""

    def __init__(self, blueprint: Blueprint, people: People, book: Book) -> None:
        self.rules = Rules(blueprint)
        self.env = Calendar()
        self.book = book
        self.units = [Unit(self, blueprint, index) for index in range(len(blueprint.units))]
        for unit, managers in zip(self.units, blueprint.unit_managers.tolist(), strict=True):
            unit.managers = None if managers < 0 else self.units[managers]
        for step, unit in zip(self.rules.steps, blueprint.step_unit.tolist(), strict=True):
            step.unit = self.units[unit]
        self.coordinators = [
            Coordinators(self.units[unit], blueprint, index)
            for index, unit in enumerate(blueprint.coordinator_unit.tolist())
        ]
        self.hazardous: list[bool] = (
            (blueprint.kind_escalation.any(axis=1)) | (blueprint.kind_alone.any(axis=1))
        ).tolist()
        """Kinds of need that grow or go away untreated."""
        self.doubtful = [bool(steps) for steps in self.rules.deciding]
        """Kinds of need of which some are unfounded."""
        self.remembers_faces = bool(blueprint.unit_reading.any() or blueprint.trust[0])
        """Whether it matters to anything whom a client has met."""
        self.clients: dict[int, Client] = {}
        """Clients with an open need."""
        self._read(people)

    def _read(self, people: People) -> None:
        self.keys: list[int] = people.key.tolist()
        self.arrivals: list[float] = people.arrival.tolist()
        self.profiles: list[int] = people.profile.tolist()
        self.copings: list[float] = people.coping.tolist()
        self.need_start: list[int] = people.need_start.tolist()
        self.need_kind: list[int] = people.need_kind.tolist()
        self.need_key: list[int] = people.need_key.tolist()
        self.need_severity: list[int] = people.need_severity.tolist()
        self.need_presented: list[bool] = people.need_presented.tolist()
        self.next_client = 0
        self.arrival = Timer((self._arrive,), self, 0)
        """The one event on the calendar that brings the next client."""

    def run(self, until: float | None = None) -> None:
        """Let time pass, to the horizon or to an earlier day.

        The collector of cyclic garbage rests meanwhile: a need that ends breaks its cycle itself.
        """
        resting = gc.isenabled()
        gc.disable()
        try:
            self._await_arrival()
            self.env.run_to(self.rules.horizon if until is None else until)
        finally:
            if resting:
                gc.enable()

    def _await_arrival(self) -> None:
        index = self.next_client
        if index < len(self.arrivals):
            self.env.put(self.arrival, self.arrivals[index] - self.env._now)

    def _arrive(self, _event: Any) -> None:
        """A client comes: first the next one is put on the calendar, then this one's needs begin."""
        index = self.next_client
        self.next_client = index + 1
        self._await_arrival()
        rules, now = self.rules, self.env._now
        until = now + rules.follow_up if rules.warm_up <= now < rules.measured else -math.inf
        client = Client(self, index, self.keys[index], now, until)
        first, last = self.need_start[index], self.need_start[index + 1]
        self.book.arrived(client, self.profiles[index], last - first)
        if rules.trust_on:
            client.trust, client.trust_at = rules.trust_start, now
        if rules.leaving > 0.0:
            client.schedule_leaving()
        self.clients[index] = client
        for row in range(first, last):
            Need(
                client, self.need_kind[row], 1, self.need_key[row], self.need_severity[row], self.need_presented[row]
            ).resume(None)

    def kinds_at_arrival(self, client: int) -> list[int]:
        """The kinds of need that a client arrived with."""
        return self.need_kind[self.need_start[client] : self.need_start[client + 1]]
