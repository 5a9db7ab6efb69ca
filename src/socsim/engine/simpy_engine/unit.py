"""A unit: caseworkers, the queue of cases that wait for one, and the unit's rules."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from socsim.engine.simpy_engine.caseworker import AWAY, Caseworker, Queues
from socsim.engine.simpy_engine.documentation import Notes
from socsim.engine.simpy_engine.faults import Quality
from socsim.engine.simpy_engine.gatekeeping import Budget, Exclusion
from socsim.engine.simpy_engine.handover import taken_over
from socsim.engine.simpy_engine.rules import quantile_of
from socsim.engine.simpy_engine.transition import Transition
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import BY_CLIENT, CASEWORKER, IN_TURN, UNUSED

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office


class Unit:
    """Caseworkers with a queue and rules; pools of managers and coordinators are units too."""

    def __init__(self, office: Office, blueprint: Blueprint, index: int) -> None:
        bp = blueprint
        self.office = office
        self.index = index
        self.by_client = int(bp.unit_assignment[index]) == BY_CLIENT
        self.pooled = bool(bp.pooled[index])
        """Whoever is free takes the next piece of work."""
        self.cap = int(bp.unit_cap[index])
        self.stretched = self.cap * 6 // 5
        """Up to what load a colleague takes over cases: 1.2 x the cap."""
        self.client_load = int(bp.unit_client_load[index])
        self.rate = float(bp.unit_rate[index])
        self.decided_by = int(bp.unit_decided_by[index])
        self.managers: Unit | None = None
        """The unit of its managers; set by the office once all units are there."""
        self.board_every = float(bp.unit_board_every[index])
        self.miss: list[float] = bp.unit_miss[index].tolist()
        self.control = float(bp.unit_control[index])
        """Mean control of its caseworkers, where nobody in particular has a case."""
        self.sharing = float(bp.unit_sharing[index])
        self.referral_delay = quantile_of(bp, bp.unit_referral_delay[index])
        self.referral_lost = float(bp.unit_referral_lost[index])
        self.referral_bounced = float(bp.unit_referral_bounced[index])
        self.referral = bool(bp.unit_referral[index])
        """Whether hand-offs to it take time, may be lost or may bounce."""
        self.sight = float(bp.unit_sight[index])
        self.sight_followup = float(bp.unit_sight_followup[index])
        self.effort = float(bp.unit_effort[index])
        self.recovery = float(bp.unit_recovery[index])
        self.reading = float(bp.unit_reading[index])
        self.reading_per_need = float(bp.unit_reading_per_need[index])
        self.budget: Budget | None = office.budgets[int(bp.unit_budget[index])]
        """What it spends from; None where nobody is refused for that."""
        self.gate = float(bp.unit_gate[index])
        self.pay = float(bp.unit_pay[index])
        """Money an hour of work."""
        first, last = bp.exclusion_start[index : index + 2].tolist()
        self.exclusions = [Exclusion(bp, rule) for rule in range(first, last)]
        self.turns_away = bool(self.exclusions) or (self.budget is not None and self.gate > 0.0)
        """Whether it may do so."""

        self.notes = Notes(bp, index) if bp.documentation_effort[index] > 0.0 else None
        """What is written here, where anything is."""
        self.quality = Quality(self, bp) if bp.fault_on[index] else None
        """How its decisions go wrong and are reviewed."""

        self.queues: Queues = tuple(deque() for _ in range(office.rules.classes))
        """Of a pool: pieces of work that wait, by priority class."""
        self.waiting: tuple[deque[tuple[Need, int]], ...] = tuple(deque() for _ in self.queues)
        """Cases that wait for a caseworker, by priority class."""
        changes = bp.transition_is_felt and int(bp.unit_role[index]) == CASEWORKER
        self.transition = Transition(bp) if changes else None
        """Why work takes longer here for a time, where it does."""
        self.acute_from = bp.acute_from
        self.interrupts = bp.acute_interrupts
        """Whether somebody here puts down planned work for acute work."""
        first, last = bp.unit_worker_start[index : index + 2].tolist()
        self.free: deque[Caseworker] = deque()
        """Of a pool: who is free, longest first; they take the next piece of work."""
        self.caseworkers = [Caseworker(self, worker) for worker in range(first, last)]
        self.there = self.caseworkers[: len(self.caseworkers) - int(bp.unit_spare[index])]
        """Those at whose desk somebody sits; they are given cases."""
        for spare in self.caseworkers[len(self.there) :]:
            spare.job = AWAY
        self.in_turn = int(bp.unit_allocation[index]) == IN_TURN
        self.turn = 0
        """Caseworkers from this one on are before the others, where cases are given in turn."""
        if self.pooled:
            self.free.extend(self.there)

    def assign(self, need: Need) -> bool:
        """Give the case to a caseworker: the client's own, or who is to have the next.

        The client's own takes it cap or no cap. Nobody overtakes a case of the same priority, or a
        higher one, that waits already.
        """
        worker = self._own_caseworker(need.client)
        if worker is None:
            if need.severity >= self.acute_from:
                need.priority = 0
            worker = None if self._somebody_waits(need.priority) else self._next_for(need)
            if worker is None:
                return False
        self.hand(need, worker)
        self._take_siblings(need.client, worker)
        return True

    def _own_caseworker(self, client: Client) -> Caseworker | None:
        """Who has the client's other cases here, where a client has one caseworker for all."""
        if not self.by_client or client.caseworkers is None:
            return None
        cases = client.caseworkers.get(self.index)
        return None if cases is None else cases[0]

    def _somebody_waits(self, priority: int) -> bool:
        """Whether a case of this class or a higher one waits for a caseworker."""
        return any(self._first(queue) is not None for queue in self.waiting[: priority + 1])

    @staticmethod
    def _first(queue: deque[tuple[Need, int]]) -> Need | None:
        """The first in a queue who still waits."""
        while queue:
            need, wait = queue[0]
            if need.awaiting and need.wait == wait:
                return need
            queue.popleft()
        return None

    def _next_for(self, need: Need) -> Caseworker | None:
        """Who is to have the case, of those with room for it."""
        return self._whose_turn(need) if self.in_turn else self._least_loaded(need)

    def _whose_turn(self, need: Need) -> Caseworker | None:
        """Who comes after the one who was given a case last."""
        fit = [worker for worker in self.there if self.fits(worker, need)]
        if not fit:
            return None
        worker = next((worker for worker in fit if worker.index >= self.turn), fit[0])
        self.turn = worker.index + 1
        return worker

    def _least_loaded(self, need: Need) -> Caseworker | None:
        """Who has the lowest load and room for the case; the lowest index among equals."""
        best = None
        for worker in self.there:
            if (best is None or worker.load < best.load) and self.fits(worker, need):
                best = worker
        return best

    def fits(self, worker: Caseworker, need: Need) -> bool:
        """Whether the case is within the cap; an empty desk takes any case."""
        return self.cap < 0 or worker.load == 0 or worker.load + need.weight + self.client_load <= self.cap

    def hand(self, need: Need, worker: Caseworker) -> None:
        """The case is the caseworker's."""
        need.awaiting = False
        need.worker = worker
        worker.cases[need] = None
        worker.load += need.weight
        if self.by_client:
            if need.client.caseworkers is None:
                need.client.caseworkers = {}
            cases = need.client.caseworkers.setdefault(self.index, [worker, 0])
            if cases[1] == 0:
                worker.load += self.client_load
            cases[1] += 1
        need.assigned(worker)

    def await_caseworker(self, need: Need) -> None:
        """Nobody has room, or others wait already: the case waits for its turn."""
        need.awaiting = True
        need.wait += 1
        need.waits_since = self.office.env._now
        self.waiting[need.priority].append((need, need.wait))

    def release(self, need: Need, worker: Caseworker) -> None:
        """The case leaves its caseworker; the unit hands out those that wait, as far as there is room."""
        self.lighten(need, worker)
        self.take_on()

    def lighten(self, need: Need, worker: Caseworker) -> None:
        """The case no longer weighs on its caseworker."""
        del worker.cases[need]
        worker.load -= need.weight
        caseworkers = need.client.caseworkers
        if self.by_client and caseworkers is not None:
            caseworkers[self.index][1] -= 1
            if caseworkers[self.index][1] == 0:
                worker.load -= self.client_load
                del caseworkers[self.index]

    def take_on(self) -> None:
        """First in the queue, first taken, until nobody has room for the first."""
        for queue in self.waiting:
            while (need := self._first(queue)) is not None:
                worker = self._next_for(need)
                if worker is None:
                    return
                queue.popleft()
                self.hand(need, worker)
                self._goes_on(need)
                self._take_siblings(need.client, worker)

    def _take_siblings(self, client: Client, worker: Caseworker) -> None:
        """A client's other needs that wait here go to the same caseworker at once."""
        if self.by_client:
            for kind in sorted(client.needs):
                need = client.needs.get(kind)
                if need is not None and need.unit is self and need.awaiting:
                    self.hand(need, worker)
                    self._goes_on(need)

    def _goes_on(self, need: Need) -> None:
        """A case that waited has a caseworker: its story goes on, or it was only without one."""
        if need.passed_on:
            taken_over(need, self)
        else:
            need.resume(None)

    def desks(self) -> list[Caseworker]:
        """The desks that somebody has."""
        return [w for w in self.caseworkers if w.post is None or w.post.away != UNUSED]

    # -- who is there --------------------------------------------------------------------------

    def without(self, worker: Caseworker) -> None:
        """Nobody sits at the desk any more."""
        self.there = [other for other in self.there if other is not worker]

    def with_again(self, worker: Caseworker) -> None:
        """Somebody does; they stand in the order of the desks."""
        self.there = sorted([*self.there, worker], key=lambda other: other.index)

    def colleague(self, weight: int, worker: Caseworker) -> Caseworker | None:
        """Who takes over a client's cases: the least loaded within 1.2 x the cap; an empty desk takes any."""
        weight += self.client_load
        best = None
        for other in self.there:
            room = self.cap < 0 or other.load == 0 or other.load + weight <= self.stretched
            if room and other is not worker and (best is None or other.load < best.load):
                best = other
        return best
