"""A benchmark's scenario as a network of pools: what the peers simulate and theory knows exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from socsim.scenario.population import Step
from socsim.scenario.reading import load
from socsim.scenario.schema import Scenario
from socsim.theory.queues import erlang_c_wait

Records = npt.NDArray[np.float64]
"""A row for each piece of work: (when it began, how long it had waited), in hours."""

HERE = Path(__file__).resolve().parent
HOURS_A_DAY = 24.0
FILES = {
    "a": HERE / "a.yaml",
    "b": HERE / "b.yaml",
    "stockholm": HERE.parent / "scenarios" / "stockholm.yaml",
}


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

    def described(self) -> str:
        """The network as numbers with blanks between them, for programs in other languages.

        Arrivals an hour, horizon and kinds; then for each kind its chance and its steps, and for each step
        servers, mean hours and the chance that it is done again.
        """
        lines = [f"{self.arrivals!r} {self.horizon!r} {len(self.pools)}"]
        for chance, row in zip(self.chances, self.pools, strict=True):
            lines.append(f"{chance!r} {len(row)}")
            lines += [f"{pool.servers} {pool.mean!r} {pool.again!r}" for pool in row]
        return "\n".join(lines) + "\n"


def scenario(case: str, share: float = 1.0, city: int = 1) -> Scenario:
    """The case's scenario file, read and checked, over `share` of its time.

    With a `city` larger than 1 as many times the people come, and as many times the caseworkers are there.
    """
    read = load(FILES[case]).scenario
    run = {name: getattr(read.run, name) * share for name in ("warm_up", "measure", "follow_up")}
    read = read.model_copy(update={"run": read.run.model_copy(update=run)})
    return read if city == 1 else _larger(read, city)


def _larger(read: Scenario, city: int) -> Scenario:
    """The same in a larger city; for case B, whose rates and staff are stated plainly."""
    people = read.population
    profiles = [
        profile.model_copy(update={"arrivals": profile.arrivals * city}) for profile in people.profiles
    ]
    organisations = {}
    for name, organisation in read.organisations.items():
        units = {
            what: unit.model_copy(update={"caseworkers": unit.caseworkers * city})
            for what, unit in organisation.units.items()
        }
        organisations[name] = organisation.model_copy(update={"units": units})
    population = people.model_copy(update={"profiles": profiles})
    return read.model_copy(update={"population": population, "organisations": organisations})


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
