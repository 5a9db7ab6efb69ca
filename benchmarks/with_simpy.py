"""The peer in SimPy as its own documentation writes it: a `Process` a need, a `Resource` a pool.

It does less than socsim: no client is put together out of their needs, and waits are all it keeps.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.network import Network, Pool

Waits = list[tuple[float, float]]
"""(when it began, how long it had waited) for each piece of work, in hours."""


class Office:
    """One run: the environment, the pools and what was recorded."""

    def __init__(self, plan: Network, seed: int) -> None:
        self.plan = plan
        self.random = random.Random(seed)
        self.env = simpy.Environment()
        self.desks = [[(pool, simpy.Resource(self.env, pool.servers)) for pool in row] for row in plan.pools]
        self.waits: Waits = []
        self.env.process(self.arrivals())

    def arrivals(self) -> Generator[simpy.Event, Any, None]:
        """Clients come as a Poisson stream, each with at least one need."""
        while True:
            yield self.env.timeout(self.random.expovariate(self.plan.arrivals))
            kinds: list[int] = []
            while not kinds:
                kinds = [k for k, chance in enumerate(self.plan.chances) if self.random.random() < chance]
            for kind in kinds:
                self.env.process(self.need(self.desks[kind]))

    def need(self, desks: list[tuple[Pool, simpy.Resource]]) -> Generator[simpy.Event, Any, None]:
        """One need goes from desk to desk; some work is done again."""
        for pool, desk in desks:
            again = True
            while again:
                ready = self.env.now
                with desk.request() as turn:
                    yield turn
                    self.waits.append((self.env.now, self.env.now - ready))
                    yield self.env.timeout(self.random.expovariate(1.0 / pool.mean))
                again = self.random.random() < pool.again


def run(plan: Network, seed: int) -> Waits:
    """Simulate the network to its horizon."""
    office = Office(plan, seed)
    office.env.run(until=plan.horizon)
    return office.waits
