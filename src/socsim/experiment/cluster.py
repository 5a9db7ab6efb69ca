"""Tasks on a Dask cluster: each worker simulates, and hands back the bytes of the file that it made.

Workers need not share a disk with this machine. What a lost worker had begun another one does again,
which changes nothing: a task depends on nothing but what it is given.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from socsim.engine import Choice
from socsim.experiment.budget import Budget
from socsim.experiment.folder import whole_file
from socsim.experiment.replicate import Outcome, Task, attempt
from socsim.experiment.store import NUMBERS_VERSION
from socsim.scenario.errors import UserError

ANSWERS_WITHIN = 10.0  # seconds
GATHERED_WITHIN = 300.0  # seconds
TRIES = 5
"""How often a task is handed over when workers die with it."""
WAITING_FOR_A_WORKER = 4
"""Tasks handed over for each thread of the cluster: enough that none is idle, few enough to stop soon."""


@dataclass(frozen=True)
class Made:
    """What comes back from a worker."""

    outcome: Outcome
    files: dict[str, bytes]


def on_cluster(tasks: Sequence[Task], address: str, budget: Budget) -> Generator[Outcome]:
    """Run the tasks on the workers of a scheduler; yield outcomes as they come, their files stored here.

    Raises
    ------
    UserError : where the scheduler does not answer, has no workers, or these run another version.
    """
    with _connected(address) as client:
        engine = tasks[0].engine
        _check_workers(client, address, engine)
        yield from _run(client, tasks, budget)


def _run(client: Any, tasks: Sequence[Task], budget: Budget) -> Generator[Outcome]:
    import distributed

    completed: Any = distributed.as_completed

    left = iter(tasks)
    threads = sum(client.nthreads().values())
    given: dict[Any, Task] = {}
    tries: dict[str, int] = {}
    coming = completed(loop=client.loop)

    def submit(task: Task) -> None:
        nowhere = None if task.folder is None else Path()  # a path of this machine says nothing there
        away = replace(task, folder=nowhere)
        future = client.submit(make, away, pure=False, retries=2)
        given[future] = task
        coming.add(future)

    def hand_over() -> None:
        task = None if budget.over else next(left, None)
        if task is not None:
            submit(task)

    for _ in range(WAITING_FOR_A_WORKER * threads):
        hand_over()
    try:
        while given:
            future = next(coming)
            task = given.pop(future)
            made, said = _made(future)
            future.release()
            if made is None and tries.setdefault(task.name, 1) < TRIES:
                tries[task.name] += 1
                submit(task)  # its worker, or what it had made, was lost
                continue
            hand_over()
            if made is None:
                yield Outcome(task.organisation, task.replication, task.name, error=said, trace=said)
                continue
            for name, body in made.files.items():
                assert task.folder is not None
                with whole_file(task.folder / name) as temporary:
                    temporary.write_bytes(body)
            yield made.outcome
    finally:
        client.cancel(list(given))


def _made(future: Any) -> tuple[Made | None, str]:
    """What a task has made, or what went wrong with it on the way: the task itself tells its own faults."""
    try:
        found: Made = future.result(timeout=GATHERED_WITHIN)
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
    return found, ""


def make(task: Task) -> Made:
    """Simulate on a worker; its file comes back as bytes, since the folder is elsewhere."""
    if task.folder is None:
        return Made(attempt(task), {})
    with TemporaryDirectory(prefix="socsim-") as folder:
        outcome = attempt(replace(task, folder=Path(folder)))
        return Made(outcome, {path.name: path.read_bytes() for path in sorted(Path(folder).glob("*.zip"))})


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        import distributed

        connect: Any = distributed.Client
    except ImportError:
        raise UserError(
            [f"--cluster {address}: it needs Dask (pip install 'socsim[cluster]'), here and on its workers"]
        ) from None
    try:
        client: Any = connect(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(
            [
                f"--cluster {address}: no Dask scheduler answers there ({_short(error)}): "
                "start one with 'dask scheduler' and give the address that it prints, as tcp://HOST:8786"
            ]
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=ANSWERS_WITHIN)


def _short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _check_workers(client: Any, address: str, engine: str) -> None:
    """The workers must make the same numbers as this machine does, and have the engine."""
    said = client.run(about_worker, engine, on_error="return")
    if not said:
        raise UserError(
            [f"--cluster {address}: the scheduler has no workers: start some with 'dask worker {address}'"]
        )
    own = (NUMBERS_VERSION, True)
    problems = []
    for worker, found in said.items():
        if isinstance(found, Exception):
            problems.append(f"--cluster {address}: worker {worker} has no socsim of this version ({found})")
        elif found[0] != own[0]:
            problems.append(
                f"--cluster {address}: worker {worker} makes numbers of version {found[0]}, this machine of "
                f"{own[0]}: install the same socsim on all"
            )
        elif not found[1]:
            problems.append(
                f"--cluster {address}: worker {worker} has no {engine} engine: pip install 'socsim[fast]' "
                "there, or take --engine simpy, which gives the same"
            )
    if problems:
        raise UserError(problems)


def about_worker(engine: Choice) -> tuple[int, bool]:
    """Which version of the numbers a worker makes, and whether it has the engine."""
    from socsim.engine import is_there

    return NUMBERS_VERSION, is_there(engine)
