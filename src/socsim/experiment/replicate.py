"""One replication of one organisation, from its numbers to its file: a task that depends on nothing else."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.experiment.folder import OutputError
from socsim.experiment.store import JOURNAL, NUMBERS_VERSION, Store, journal_of
from socsim.locale import Message

if TYPE_CHECKING:
    from socsim.analysis.sheet import Row
    from socsim.engine import Choice
    from socsim.engine.ledger import Ledger, Table
    from socsim.engine.simpy_engine.own import Process
    from socsim.scenario.blueprint import Blueprint


OUT_OF_MEMORY = Message("end.no_memory")


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
    folder: Path | None
    """Where its tables go; None: only its figures are wanted, and they are in the outcome."""
    journal: bool = False
    engine: Choice = "simpy"
    """By which engine; its results are the same."""
    process: Process | None = None
    """Of the user's own, at work in the organisation; the SimPy engine's alone."""


@dataclass(frozen=True)
class Outcome:
    """What became of a task, and the seconds that its parts took."""

    organisation: str
    replication: int
    name: str
    simulation: float = 0.0
    analysis: float = 0.0
    writing: float = 0.0
    error: Message | str = ""
    """In one line; empty where all went well."""
    trace: str = ""
    figures: tuple[Row, ...] = ()
    """Where nothing but they is wanted."""
    noted: Mapping[str, float] = field(default_factory=dict)
    """What a process of the user's own has noted."""


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
    except MemoryError:
        return Outcome(task.organisation, task.replication, task.name, error=OUT_OF_MEMORY)
    except Exception as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Outcome(
            task.organisation, task.replication, task.name, error=said, trace=traceback.format_exc()
        )


def replicate(task: Task) -> Outcome:
    """Simulate, measure and store."""
    from socsim.analysis.replication import Account
    from socsim.experiment.tables import journal, readable

    start = time.perf_counter()
    ledger, events, noted = simulated_with_notes(task)
    simulated_at = time.perf_counter()
    if task.folder is None:
        figures = tuple(Account(ledger, task.blueprint).metrics(task.currency))
        return Outcome(
            task.organisation,
            task.replication,
            task.name,
            simulation=simulated_at - start,
            analysis=time.perf_counter() - simulated_at,
            figures=figures,
            noted=noted,
        )
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
        noted=noted,
    )


def simulated_with_notes(task: Task) -> tuple[Ledger, Table | None, Mapping[str, float]]:
    """Run the replication, with the process of the user's own where there is one."""
    if task.process is None:
        return *simulated(task), {}
    from socsim.engine import simpy_engine

    people = simpy_engine.make_people(task.blueprint, task.seed, task.replication)
    return simpy_engine.simulate_with_process(task.blueprint, people, task.process, journal=task.journal)


def simulated(task: Task) -> tuple[Ledger, Table | None]:
    """Run the replication. Its people are made anew: that takes a hundredth of the simulation."""
    from socsim.engine import chosen

    engine = chosen(task.engine)
    people = engine.make_people(task.blueprint, task.seed, task.replication)
    if task.journal:
        return engine.simulate_with_journal(task.blueprint, people)
    return engine.simulate(task.blueprint, people), None
