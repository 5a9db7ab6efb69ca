"""One measurement in a process of its own.

    python -m benchmarks.measure ENGINE CASE SEED SHARE [CITY [TIMES]]

Prints a line of JSON, the fields of `Measured`. Reading the scenario, importing and compiling are outside the
clock: every engine first runs a hundredth of the case. Everything from there to the finished records is
inside.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import memory, outside
from benchmarks.network import HOURS_A_DAY, Network, Records, network, scenario

if TYPE_CHECKING:
    from socsim.engine.ledger import Ledger
    from socsim.scenario.blueprint import Blueprint
    from socsim.scenario.schema import Scenario

BATCH = 15_000  # pieces of work, many times what the queues remember; the first, from empty, is left out
THEORY = ("a", "b")
"""Cases whose mean wait is known exactly."""


@dataclass(frozen=True)
class Part:
    """One organisation."""

    name: str
    seconds: float
    pieces: int
    clients: int = 0
    events: int | None = None
    """That came up on the calendar."""
    wait: float = 0.0
    """The mean of the pieces in the ledger, in hours; the warm-up is not in it."""


@dataclass(frozen=True)
class Measured:
    """What one process found."""

    parts: list[Part]
    peak: int | None
    growth: int | None
    batches: tuple[int, float, float]
    """Mean waits of batches of pieces, in hours: how many, their mean, and squared distances from it."""

    def total(self, what: str) -> float:
        """Of all parts together: seconds, pieces, clients or events."""
        return sum(getattr(part, what) for part in self.parts)

    @property
    def rate(self) -> float:
        """Pieces of work per CPU second."""
        return self.total("pieces") / self.total("seconds")


def timed(work: Callable[[], object]) -> float:
    """CPU seconds that `work` takes."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def simulated(engine: str, blueprint: Blueprint, seed: int) -> tuple[Ledger, int]:
    """The path of every run: people, and one of socsim's engines with its ledger; how many people came."""
    from socsim.engine import chosen

    module = chosen("simpy" if engine == "socsim" else "compiled")
    people = module.make_people(blueprint, seed, 1)
    return module.simulate(blueprint, people), len(people.arrival)


def with_socsim(engine: str, case: str, seed: int, share: float, city: int, times: int) -> Measured:
    """One organisation after the other, each `times` times with seeds of their own."""
    from socsim.scenario.build import blueprints

    for blueprint in blueprints(scenario(case, share / 100, city)).values():
        simulated(engine, blueprint, seed)
    read = scenario(case, share, city)
    parts: list[Part] = []
    batches: list[float] = []
    started = memory.start()
    used = memory.since(started)
    for name, blueprint in blueprints(read).items():
        part = Part(name, 0.0, 0)
        for turn in range(times):
            kept: list[tuple[Ledger, int]] = []
            seconds = timed(lambda: kept.append(simulated(engine, blueprint, seed + turn)))  # noqa: B023
            used = memory.since(started)
            ledger, clients = kept.pop()
            records = _records(ledger)
            batches += batch_means(records) if case in THEORY else []
            part = replace(
                part,
                seconds=part.seconds + seconds,
                pieces=part.pieces + len(records),
                clients=part.clients + clients,
                wait=float(records[:, 1].mean()),
            )
            del ledger, records  # or the next run's memory would be counted on top of them
        parts.append(part)
    if read.run.warm_up > 0.0:
        everything = blueprints(_all_measured(read))
        parts = [_counted(engine, part, everything[part.name], seed) for part in parts]
    return Measured(parts, used.peak, used.growth, spread(batches))


def _all_measured(read: Scenario) -> Scenario:
    """The same run with its warm-up in the ledger too, so that all of its pieces can be counted."""
    run = read.run.model_copy(update={"warm_up": 0.0, "measure": read.run.warm_up + read.run.measure})
    return read.model_copy(update={"run": run})


def _counted(engine: str, part: Part, everything: Blueprint, seed: int) -> Part:
    """The part with all of its pieces and events, which another run counts outside the clock."""
    from socsim.engine import chosen

    if engine == "socsim":
        from socsim.engine.simpy_engine.book import Book
        from socsim.engine.simpy_engine.office import Office

        book = Book(everything)
        office = Office(everything, chosen("simpy").make_people(everything, seed, 1), book)
        office.run()
        ledger = book.close(office)
        events = next(office.env._eid) - len(office.env._queue)
    else:
        from socsim.engine.compiled.world import World

        world = World(everything, chosen("compiled").make_people(everything, seed, 1), journal=False)
        world.run(everything.horizon)
        ledger, events = world.ledger(), world.events
    return replace(part, pieces=len(ledger.work["start"]), events=events)


def _records(ledger: Ledger) -> Records:
    began = np.asarray(ledger.work["start"], dtype=np.float64)
    waited = began - np.asarray(ledger.work["ready"], dtype=np.float64)
    return HOURS_A_DAY * np.column_stack((began, waited))


def with_peer(engine: str, plan: Network, tiny: Network, seed: int) -> Measured:
    """A peer on the same pools."""
    if engine in ("c", "simmer"):
        seconds, records, used = outside.run(engine, plan, seed)
    else:
        run = importlib.import_module(f"benchmarks.with_{engine}").run
        run(tiny, seed)
        started = memory.start()
        waits: list[tuple[float, float]] = []
        seconds = timed(lambda: waits.extend(run(plan, seed)))
        used = memory.since(started)
        records = np.asarray(waits, dtype=np.float64)
    parts = [Part("", seconds, len(records))]
    return Measured(parts, used.peak, used.growth, spread(batch_means(records)))


def batch_means(records: Records) -> list[float]:
    """Mean waits of batches in the order in which work began, the first batch left out."""
    waited = records[np.argsort(records[:, 0], kind="stable"), 1]
    return [float(batch.mean()) for batch in np.array_split(waited, max(2, len(waited) // BATCH))[1:]]


def spread(batches: list[float]) -> tuple[int, float, float]:
    """How many, their mean, and the sum of their squared distances from it."""
    if not batches:
        return 0, 0.0, 0.0
    mean = float(np.mean(batches))
    return len(batches), mean, float(np.sum((np.asarray(batches) - mean) ** 2))


def main(engine: str, case: str, seed: str, share: str, city: str = "1", times: str = "1") -> None:
    """Measure once and print what was found."""
    if engine.startswith("socsim"):
        found = with_socsim(engine, case, int(seed), float(share), int(city), int(times))
    else:
        tiny = network(scenario(case, float(share) / 100))
        found = with_peer(engine, network(scenario(case, float(share))), tiny, int(seed))
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
