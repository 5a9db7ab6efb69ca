"""Steering by facts: caseworkers are moved to where the queue is longest [25]."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.model.laws import may_move, worth_moving
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import UNUSED

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.unit import Unit


class Steering:
    """The management's looks at what waits, and the moves that follow."""

    def __init__(self, office: Office, bp: Blueprint) -> None:
        self.env = office.env
        self.every, self.lag = bp.steering_every, bp.steering_lag
        self.share, self.margin = bp.steering_share, bp.steering_margin
        self.by_hours = bp.steering_by_hours
        self.days, self.pace, self.lost = bp.steering_days, bp.steering_pace, bp.steering_lost
        self.districts = [
            [u for u in office.units if bp.steered[u.index] and bp.unit_district[u.index] == district]
            for district in range(office.districts)
        ]
        """Units among which people may be moved."""
        self.posts = [len(unit.there) for unit in office.units]
        """How many posts each unit has once all who are to move have done so, if all can be spared."""

    def begin(self) -> None:
        """The first look."""
        if self.every < math.inf:
            set_timer(self.env, self.every, _LOOK, self, 0)

    def look(self) -> None:
        """District by district, and again after a while."""
        for units in self.districts:
            self._look(units)
        set_timer(self.env, self.every, _LOOK, self, 0)

    def _look(self, units: list[Unit]) -> None:
        """Who is to go from where to where, one after the other."""
        waits, posts = {unit: waiting(unit, self.by_hours) for unit in units}, self.posts
        for _ in range(may_move(self.share, sum(posts[unit.index] for unit in units))):
            can_spare = [unit for unit in units if posts[unit.index] > 1]
            if not can_spare:
                return
            to = max(units, key=lambda unit: waits[unit] / max(1, posts[unit.index]))
            from_ = min(can_spare, key=lambda unit: waits[unit] / posts[unit.index])
            if not worth_moving(
                waits[to], posts[to.index], waits[from_], posts[from_.index], self.margin
            ):  # fmt: skip
                return
            posts[from_.index] -= 1
            posts[to.index] += 1
            set_timer(self.env, self.lag, _MOVE, (self, from_, to), 0)

    def move(self, from_: Unit, to: Unit) -> None:
        """Whoever has the lowest load goes, the highest index among equals, to the first unused desk."""
        there = [worker for worker in from_.there if not (worker.post and worker.post.agency)]
        if not there or len(from_.desks()) == 1:  # all are away, or who was to come before did not
            self.posts[from_.index] += 1
            self.posts[to.index] -= 1
            return
        goes = min(there, key=lambda worker: (worker.load, -worker.index))
        desk = next(worker for worker in to.caseworkers if worker.post and worker.post.away == UNUSED)
        assert goes.post and desk.post
        goes.post.moves_out(self.lost)
        desk.control = goes.control
        desk.post.moves_in(self.days, self.pace)


def waiting(unit: Unit, by_hours: bool) -> float:
    """Cases that wait for a caseworker, and pieces of work that nobody has begun; or their hours."""
    found = 0.0
    for need, wait in chain.from_iterable(unit.waiting):
        if need.awaiting and need.wait == wait:
            assert need.step is not None
            found += need.step.planned if by_hours else 1.0
    desks = [unit.queues] if unit.pooled else [worker.queues for worker in unit.caseworkers]
    for job, version in chain.from_iterable(queue for queues in desks for queue in queues):
        if job.version == version and job.left < 0.0:
            found += job.hours if by_hours else 1.0
    return found


def _look(event: Any) -> None:
    event.whom.look()


def _move(event: Any) -> None:
    steering, from_, to = event.whom
    steering.move(from_, to)


_LOOK, _MOVE = (_look,), (_move,)
