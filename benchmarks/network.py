"""A benchmark's scenario as a network of pools: what the peers simulate and theory knows exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from tests.theory.queues import erlang_c_wait

from socsim.scenario.population import Step
from socsim.scenario.schema import Scenario

HERE = Path(__file__).resolve().parent
HOURS_A_DAY = 24.0


@dataclass(frozen=True)
class Pool:
    """Where one step of one need is done."""

    servers: int
    mean: float  # hours of one piece of work, exponential
    again: float  # chance that it is done again at once


@dataclass(frozen=True)
class Network:
    """Kinds of need, each with pools of its own in a row; in hours."""

    arrivals: float  # clients an hour
    horizon: float
    chances: tuple[float, ...]  # of each kind; a client who would have none is drawn again
    pools: tuple[tuple[Pool, ...], ...]  # kind by step

    @property
    def needs_a_client(self) -> tuple[float, ...]:
        """P(kind), given that a client has at least one need."""
        none = 1.0
        for chance in self.chances:
            none *= 1.0 - chance
        return tuple(chance / (1.0 - none) for chance in self.chances)

    def mean_wait(self) -> float:
        """Hours that a piece of work waits: by Jackson's theorem each pool is M/M/c (Erlang C).

        The needs of one client arrive at the same instant, but at different pools that no work moves
        between: every kind's stream is Poisson by itself, and its pools are a Jackson network.
        """
        pieces = waited = 0.0
        for share, row in zip(self.needs_a_client, self.pools, strict=True):
            for pool in row:
                rate = self.arrivals * share / (1.0 - pool.again)
                pieces += rate
                waited += rate * erlang_c_wait(rate, 1.0 / pool.mean, pool.servers)
        return waited / pieces


def scenario(case: str, share: float = 1.0) -> Scenario:
    """The benchmark's scenario file, read and checked, over `share` of its time."""
    text = (HERE / f"{case}.yaml").read_text(encoding="utf-8")
    read = Scenario.model_validate(YAML(typ="safe").load(text))
    shorter = {"measure": read.run.measure * share, "follow_up": read.run.follow_up * share}
    return read.model_copy(update={"run": read.run.model_copy(update=shorter)})


def network(read: Scenario) -> Network:
    """The pools of a benchmark's scenario."""
    (organisation,) = read.organisations.values()
    servers = {claim: unit.caseworkers for unit in organisation.units.values() for claim in unit.handles}

    def pool(kind: str, step: str, what: Step) -> Pool:
        found = servers.get(f"{kind}.{step}", servers.get(kind))
        assert found is not None
        assert what.effort.dist == "exponential"
        return Pool(found, what.effort.expected(), (what.next or {}).get(step, 0.0))

    if read.population.profiles:
        (profile,) = read.population.profiles
        rate, chances = profile.arrivals, profile.needs
    else:
        rate, chances = read.population.arrivals, dict.fromkeys(read.needs, 1.0)
    assert rate is not None
    return Network(
        arrivals=rate / HOURS_A_DAY,
        horizon=(read.run.warm_up + read.run.measure + read.run.follow_up) * HOURS_A_DAY,
        chances=tuple(chances[kind] for kind in read.needs),
        pools=tuple(
            tuple(pool(kind, step, what) for step, what in need.steps.items())
            for kind, need in read.needs.items()
        ),
    )
