"""The peer in Ciw: a node a pool, and a routing matrix that sends work back to its own node.

Ciw has no clients with several needs at once, so the clients are drawn first and each kind's intake
is given its own sequence of gaps between arrivals: needs of one client arrive at the same instant.
"""

from __future__ import annotations

import random
from itertools import chain

import ciw

from benchmarks.network import Network
from benchmarks.with_simpy import Waits


def _gaps(plan: Network, draws: random.Random) -> list[list[float]]:
    """For each kind, the times between the arrivals of its needs; the last is past the horizon."""
    gaps: list[list[float]] = [[] for _ in plan.chances]
    last = [0.0] * len(plan.chances)
    now = 0.0
    while now < plan.horizon:
        now += draws.expovariate(plan.arrivals)
        kinds: list[int] = []
        while not kinds:
            kinds = [k for k, chance in enumerate(plan.chances) if draws.random() < chance]
        for kind in kinds:
            gaps[kind].append(now - last[kind])
            last[kind] = now
    for row in gaps:
        row.append(plan.horizon)
    return gaps


def run(plan: Network, seed: int) -> Waits:
    """Simulate the network to its horizon."""
    ciw.seed(seed)
    pools = list(chain.from_iterable(plan.pools))
    arrivals: list[object] = []
    routing = [[0.0] * len(pools) for _ in pools]
    for gaps, row in zip(_gaps(plan, random.Random(seed)), plan.pools, strict=True):
        for step, pool in enumerate(row):
            here = len(arrivals)
            arrivals.append(ciw.dists.Sequential(gaps) if step == 0 else None)
            routing[here][here] = pool.again
            if step + 1 < len(row):
                routing[here][here + 1] = 1.0 - pool.again
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=[ciw.dists.Exponential(1.0 / pool.mean) for pool in pools],
        number_of_servers=[pool.servers for pool in pools],
        routing=routing,
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(plan.horizon)
    return [(record.service_start_date, record.waiting_time) for record in simulation.get_all_records()]
