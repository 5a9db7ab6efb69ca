"""The peer in salabim as its manual writes it: a `Component` a need, a `Resource` a pool, no `yield`.

It does what SimPy's version does. Its resources keep statistics of their own, as they do unless told not to.
"""

from __future__ import annotations

import salabim as sim

from benchmarks.network import Network
from benchmarks.with_simpy import Waits

Desk = tuple[sim.Resource, sim.Exponential, float]
"""A pool, its hours of work, and the chance that the work is done again."""


class Clients(sim.Component):
    """Clients come as a Poisson stream, each with at least one need."""

    def setup(self, plan: Network, waits: Waits) -> None:
        self.gap = sim.Exponential(1.0 / plan.arrivals)
        self.chances = plan.chances
        self.waits = waits
        self.desks = [
            [(sim.Resource(capacity=pool.servers), sim.Exponential(pool.mean), pool.again) for pool in row]
            for row in plan.pools
        ]

    def process(self) -> None:
        draw = self.env.random.random
        while True:
            self.hold(self.gap.sample())
            kinds: list[int] = []
            while not kinds:
                kinds = [k for k, chance in enumerate(self.chances) if draw() < chance]
            for kind in kinds:
                Need(desks=self.desks[kind], waits=self.waits)


class Need(sim.Component):
    """One need goes from desk to desk; some work is done again."""

    def setup(self, desks: list[Desk], waits: Waits) -> None:
        self.desks = desks
        self.waits = waits

    def process(self) -> None:
        env = self.env
        for desk, hours, chance in self.desks:
            again = True
            while again:
                ready = env.now()
                self.request(desk)
                self.waits.append((env.now(), env.now() - ready))
                self.hold(hours.sample())
                self.release(desk)
                again = env.random.random() < chance


def run(plan: Network, seed: int) -> Waits:
    """Simulate the network to its horizon."""
    env = sim.Environment(trace=False, random_seed=seed, yieldless=True)
    waits: Waits = []
    Clients(plan=plan, waits=waits)
    env.run(till=plan.horizon)
    return waits
