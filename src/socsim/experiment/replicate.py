"""One replication of one organisation, from its numbers to its file: a task that depends on nothing else."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.experiment.folder import OutputError
from socsim.experiment.store import JOURNAL, NUMBERS_VERSION, Store, journal_of

if TYPE_CHECKING:
    from socsim.engine.ledger import Ledger, Table
    from socsim.model.people import People
    from socsim.scenario.blueprint import Blueprint

PEOPLE_COME_OF = (
    *("kinds", "steps", "profiles", "warm_up", "measure", "follow_up", "coping", "kind_severity"),
    *("kind_first_step", "step_kind", "next_start", "profile_rate", "profile_chance"),
    *("present_start", "present_kind", "presents_after"),
)
"""What `make_people` reads of a Blueprint: where it is the same, so are the people."""
KEPT = 4  # replications whose people are kept: as many as are simulated at a time, or more


@dataclass(frozen=True)
class Task:
    """What a replication needs, and nothing that another replication has done."""

    organisation: str
    blueprint: Blueprint
    seed: int
    replication: int
    currency: str
    name: str
    """The hash that names its file."""
    folder: Path
    journal: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a task, and the seconds that its parts took."""

    organisation: str
    replication: int
    name: str
    simulation: float = 0.0
    analysis: float = 0.0
    writing: float = 0.0
    error: str = ""
    """In one line; empty where all went well."""
    trace: str = ""


def attempt(task: Task) -> Outcome:
    """Run a task; what goes wrong in it is told, so that the others go on.

    Raises
    ------
    OutputError : since where one file cannot be written, no other can.
    """
    try:
        return replicate(task)
    except OutputError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Outcome(
            task.organisation, task.replication, task.name, error=said, trace=traceback.format_exc()
        )


def replicate(task: Task) -> Outcome:
    """Simulate, measure and store."""
    from socsim.experiment.tables import journal, readable

    start = time.perf_counter()
    ledger, events = simulated(task.blueprint, task.seed, task.replication, task.journal)
    simulated_at = time.perf_counter()
    tables = readable(ledger, task.blueprint, task.currency)
    log = None if events is None else journal(events, task.blueprint)
    measured_at = time.perf_counter()
    about = {"seed": task.seed, "replication": task.replication, "numbers_version": NUMBERS_VERSION}
    store = Store(task.folder)
    if log is not None:
        store.write(journal_of(task.name), about, {JOURNAL: log})
    store.write(task.name, about, tables)
    return Outcome(
        task.organisation,
        task.replication,
        task.name,
        simulation=simulated_at - start,
        analysis=measured_at - simulated_at,
        writing=time.perf_counter() - measured_at,
    )


_kept: dict[tuple[Any, ...], People] = {}
_one_at_a_time = threading.Lock()


def people_of(blueprint: Blueprint, seed: int, replication: int) -> People:
    """The people of a replication, made once for organisations that are run one after the other."""
    from socsim.model.people import make_people

    values = (getattr(blueprint, name) for name in PEOPLE_COME_OF)
    said = (value.tobytes() if isinstance(value, np.ndarray) else value for value in values)
    key = (seed, replication, *said)
    with _one_at_a_time:
        if key not in _kept:
            while len(_kept) >= KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = make_people(blueprint, seed, replication)
        return _kept[key]


def simulated(
    blueprint: Blueprint, seed: int, replication: int, journal: bool = False
) -> tuple[Ledger, Table | None]:
    """Run one replication."""
    from socsim.engine.simpy_engine import simulate, simulate_with_journal

    people = people_of(blueprint, seed, replication)
    return simulate_with_journal(blueprint, people) if journal else (simulate(blueprint, people), None)
