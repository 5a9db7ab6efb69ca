"""Coordinators: they visit clients with several needs, help with papers, see, and catch falls [17]."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.engine.simpy_engine.caseworker import Caseworker, Job
from socsim.model.laws import coordinator_effect
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import COORDINATION_WORK
from socsim.scenario.quantities import DAYS_A_MONTH

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.unit import Unit


class Coordinators:
    """A group of coordinators, and the clients who wait for one."""

    def __init__(self, unit: Unit, blueprint: Blueprint, index: int) -> None:
        bp = blueprint
        self.unit = unit
        self.district = int(bp.coordinator_district[index])
        self.cap = int(bp.coordinator_cap[index])
        """Clients for each of them."""
        self.threshold = int(bp.coordinator_threshold[index])
        """Known open needs from which a client is due one."""
        self.effort = float(bp.coordinator_effort[index])
        self.every = float(bp.coordinator_every[index])
        self.sight = float(bp.coordinator_sight[index])
        self.helps = float(bp.coordinator_helps[index])
        self.catches = float(bp.coordinator_catches[index])
        self.fades = float(bp.coordinator_fades[index])
        self.hours_per_month = unit.rate * DAYS_A_MONTH
        self.queue: list[tuple[int, int, Client]] = []
        """Most needs first, then by turn."""
        self.turn = 0

    def request(self, client: Client) -> None:
        """A client is due a coordinator: the least loaded one with room, or the queue."""
        worker = min(self.unit.caseworkers, key=lambda w: (w.load, w.index))
        if worker.load < self.cap:
            Coordination(self, client, worker).begin_visits()
        else:
            self.turn += 1
            heappush(self.queue, (-client.known_needs, self.turn, client))

    def next_client(self, worker: Caseworker) -> None:
        """A place is free: the first in the queue who is still due takes it.

        A client may stand in the queue more than once, each time with more needs; the first place
        counts.
        """
        while self.queue and worker.load < self.cap:
            _, _, client = heappop(self.queue)
            if client.coordination is None and not client.gone and client.known_needs >= self.threshold:
                Coordination(self, client, worker).begin_visits()


class Coordination(Job):
    """One client's time with one coordinator: until the office knows of no open need."""

    kind = spell = -1
    step = None

    def __init__(self, group: Coordinators, client: Client, worker: Caseworker) -> None:
        self.group, self.client, self.worker = group, client, worker
        self.book = worker.book
        self.what = COORDINATION_WORK
        self.whose = -1 - client.index
        self.priority = len(worker.queues) - 1
        client.coordinations += 1
        self.number = client.coordinations << 20
        """Visits so far, after a start of their own; the place of each visit's draws."""

    def begin_visits(self) -> None:
        """The coordinator takes the client on."""
        self.client.coordination = self
        self.worker.load += 1
        self.book.taken_on(self)
        if self.client.row >= 0:
            self.book.coordinated(self.client)
        self.resume = self.visits().send
        self.resume(None)

    def visits(self) -> Generator[None, None, None]:
        """A visit at once, and then at regular times."""
        group, client = self.group, self.client
        env, salts, plans = client.office.env, client.office.rules.salts, client.office.joint_plans
        due = env._now
        while True:
            self.ready = env._now
            self.hours = group.effort
            self.left = -1.0
            self.book.ready(self, self.worker.unit, self.worker)
            self.worker.give(self, env._now)
            yield
            sight = self.group.sight * self.effect() if client.hidden else 0.0
            if sight > 0.0:
                client.look_for_needs(None, sight, salts.visit_found, self.number)
            if client.office.rules.trust_on:
                client.kept_contact(self.face)
            if plans is not None:
                plans.after_visit(self)
            self.number += 1
            due = max(due + group.every, env._now)
            set_timer(env, due - env._now, _VISIT, self, self.version)
            yield

    def begun_by(self, worker: Caseworker, now: float) -> float:
        """The visit begins."""
        self.start = now
        self.face = self.client.meets(worker.person)
        self.book.started(self, worker, self.hours)
        return self.hours

    def effect(self) -> float:
        """How much of the coordinator's effect the caseload leaves."""
        return coordinator_effect(self.group.hours_per_month, self.worker.load, self.group.fades)

    def help_with_papers(self) -> float:
        """Share of `per_help` that the client gets."""
        return self.group.helps * self.effect()

    def averts(self, need: Need, cause: int, u: float) -> bool:
        """Whether the coordinator catches the need before it falls."""
        if u >= self.group.catches * self.effect():
            return False
        self.book.averted(need, cause)
        return True

    def end(self) -> None:
        """The client needs no coordinator any more, or has left; the next one has a place."""
        self.book.let_go(self)
        self.version += 1
        self.resume = None
        self.client.coordination = None
        self.worker.load -= 1
        self.group.next_client(self.worker)


def _visit(event: Any) -> None:
    if event.version == event.whom.version:
        event.whom.resume(None)


_VISIT = (_visit,)
