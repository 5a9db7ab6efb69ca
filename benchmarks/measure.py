"""One measurement in a process of its own: `python -m benchmarks.measure ENGINE CASE SEED SHARE`.

Prints a line of JSON: CPU seconds, pieces of work, and the mean waits of batches of them in hours.
Reading the scenario and importing are outside the clock; everything from there to the finished
records is inside.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.network import HOURS_A_DAY, network, scenario
from socsim.scenario.schema import Scenario

Records = npt.NDArray[np.float64]
"""A row for each piece of work: (when it began, how long it had waited), in hours."""

BATCH = 15_000  # pieces of work, many times what the queues remember; the first, from empty, is left out


def timed(work: Callable[[], object]) -> float:
    """CPU seconds that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def with_socsim(read: Scenario, seed: int) -> tuple[float, Records]:
    """The path of every run: Blueprint, people, SimPy engine, ledger; no journal."""
    from socsim.engine.simpy_engine import simulate
    from socsim.model.people import make_people
    from socsim.scenario.build import blueprints

    (blueprint,) = blueprints(read).values()
    ledgers = []
    seconds = timed(lambda: ledgers.append(simulate(blueprint, make_people(blueprint, seed, 1))))
    work = ledgers[0].work
    began = np.asarray(work["start"], dtype=np.float64)
    waited = began - np.asarray(work["ready"], dtype=np.float64)
    return seconds, HOURS_A_DAY * np.column_stack((began, waited))


def with_peer(engine: str, read: Scenario, seed: int) -> tuple[float, Records]:
    """Idiomatic SimPy or Ciw on the same pools."""
    from benchmarks import with_ciw, with_simpy

    run = {"simpy": with_simpy.run, "ciw": with_ciw.run}[engine]
    plan = network(read)
    waits: list[tuple[float, float]] = []
    seconds = timed(lambda: waits.extend(run(plan, seed)))
    return seconds, np.asarray(waits, dtype=np.float64)


def batch_means(records: Records) -> list[float]:
    """Mean waits of batches in the order in which work began, the first batch left out."""
    waited = records[np.argsort(records[:, 0], kind="stable"), 1]
    return [float(batch.mean()) for batch in np.array_split(waited, max(2, len(waited) // BATCH))[1:]]


def main(engine: str, case: str, seed: str, share: str) -> None:
    """Measure once and print what was found."""
    read = scenario(case, float(share))
    if engine == "socsim":
        seconds, records = with_socsim(read, int(seed))
    else:
        seconds, records = with_peer(engine, read, int(seed))
    print(json.dumps({"seconds": seconds, "pieces": len(records), "batches": batch_means(records)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
