"""The referee: the first replication once more, in SimPy, against the compiled engine, event for event.

One simulated year, or the time in which some clients have come, is enough to meet every mechanism, and costs
little beside the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from socsim.experiment.replicate import Task
from socsim.scenario.quantities import DAYS_A_YEAR

if TYPE_CHECKING:
    from types import TracebackType


MOST = 25_000
"""Clients who come in the time that is compared; a country's year in SimPy takes hours, and gigabytes."""


class DisagreementError(Exception):
    """The two engines differ; the text says where."""


@dataclass(frozen=True)
class Finding:
    """An organisation of which both engines told the same story."""

    organisation: str
    replication: int
    days: float
    events: int


class Referee:
    """Compares the engines in a thread of its own, one task after the other, while the others run.

    Parameters
    ----------
    tasks : one of each organisation.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = tuple(tasks)
        self._over = Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="referee")

    def __enter__(self) -> Referee:
        self._findings: list[Future[Finding | None]] = [
            self._pool.submit(self._compare, task) for task in self._tasks
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._pool.shutdown()

    def _compare(self, task: Task) -> Finding | None:
        return None if self._over.is_set() else compare(task)

    def look(self) -> None:
        """Raise what has been found so far to be wrong.

        Raises
        ------
        DisagreementError : where the engines differ.
        """
        for finding in self._findings:
            if finding.done():
                finding.result()

    def findings(self) -> list[Finding]:
        """Wait for the end of the comparison.

        Raises
        ------
        DisagreementError : where the engines differ.
        """
        said = [finding.result() for finding in self._findings]
        return [finding for finding in said if finding is not None]


def compare(task: Task) -> Finding:
    """Run a task's first year, or the time in which `MOST` clients come, in both engines, with journals.

    Raises
    ------
    DisagreementError : with the first event that differs, and what led to it.
    """
    from socsim.engine import chosen
    from socsim.engine.agreement import first_difference

    reference, other = chosen("simpy"), chosen("compiled")
    until = min(DAYS_A_YEAR, task.blueprint.horizon)
    people = reference.make_people(task.blueprint, task.seed, task.replication)
    if len(people.arrival) > MOST:
        until = min(until, float(people.arrival[MOST]))
    expected = reference.journal_until(task.blueprint, people, until)
    people = other.make_people(task.blueprint, task.seed, task.replication)
    found = other.journal_until(task.blueprint, people, until)
    difference = first_difference(expected, found, task.blueprint)
    if difference is not None:
        raise DisagreementError(f"{task.organisation}, replication {task.replication}: {difference}")
    return Finding(task.organisation, task.replication, until, len(expected["time"]))
