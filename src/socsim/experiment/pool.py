"""Tasks over threads, processes or a cluster: each outcome as soon as it is there."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, takewhile

from socsim.experiment.budget import Budget
from socsim.experiment.interrupts import again_where_lost, interrupts_held, quiet_thread
from socsim.experiment.replicate import Outcome, Task, attempt


class WorkersLostError(Exception):
    """A worker process was ended from outside, as when memory runs out."""


@dataclass(frozen=True)
class Where:
    """Where tasks run, and for how long.

    Attributes
    ----------
    jobs : how many at a time; None: one a core. With one, or one task, everything happens in this thread.
    threads : in threads of this process, which suits an engine that leaves the interpreter alone.
    cluster : the address of a Dask scheduler; its workers run the tasks.
    budget : the time after which no task is begun.
    """

    jobs: int | None = None
    threads: bool = False
    cluster: str | None = None
    budget: Budget = field(default_factory=Budget)

    def at_a_time(self, tasks: int) -> int:
        """How many tasks run at once on this machine."""
        return min(cores() if self.jobs is None else self.jobs, max(tasks, 1))


def outcomes(tasks: Sequence[Task], where: Where) -> Generator[Outcome]:
    """Run the tasks and yield their outcomes in the order in which they are done.

    Tasks are begun in their order; once the budget is spent, those that are left are not begun.

    Raises
    ------
    WorkersLostError : where a process was killed; what was stored until then stays.
    UserError : where the cluster cannot be used.
    """
    with closing(_outcomes(tasks, where)) as done:
        for outcome in done:
            yield outcome
            again_where_lost()


def _outcomes(tasks: Sequence[Task], where: Where) -> Generator[Outcome]:
    if not tasks:
        return
    number = where.at_a_time(len(tasks))
    if where.cluster is not None:
        from socsim.experiment.cluster import on_cluster

        yield from on_cluster(tasks, where.cluster, where.budget)
    elif number == 1:
        yield from map(attempt, _until_over(tasks, where.budget))
    elif where.threads:
        yield from _in_threads(tasks, number, where.budget)
    else:
        yield from _in_processes(tasks, number, where.budget)


def _until_over(tasks: Sequence[Task], budget: Budget) -> Iterator[Task]:
    """The tasks, as long as there is time to begin another."""
    return takewhile(lambda task: not budget.over, tasks)


def cores() -> int:
    """Cores that this process may use."""
    from joblib import cpu_count

    return int(cpu_count())


def _in_threads(tasks: Sequence[Task], number: int, budget: Budget) -> Generator[Outcome]:
    pool = ThreadPoolExecutor(number)

    def unless_over(task: Task) -> Outcome | None:
        return None if budget.over else attempt(task)

    try:
        with interrupts_held():
            submitted = [pool.submit(unless_over, task) for task in tasks]
        for done in as_completed(submitted):
            outcome = done.result()
            if outcome is not None:
                yield outcome
    finally:
        pool.shutdown(cancel_futures=True)  # what has begun is finished, and stays


def _in_processes(tasks: Sequence[Task], number: int, budget: Budget) -> Generator[Outcome]:
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    start_tracker()
    pool = get_reusable_executor(number)  # processes that an earlier call has left idle are taken again
    left = _until_over(tasks, budget)

    def submit(at_most: int) -> set[Future[Outcome]]:
        return {pool.submit(_in_worker, task, os.getpid()) for task in islice(left, at_most)}

    try:
        with interrupts_held():
            running = submit(2 * number)  # one each to begin with at once when another is done
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            finished = [one.result() for one in done]  # where one has failed, no other is begun
            running |= submit(len(done))
            yield from finished
    except TerminatedWorkerError as error:
        raise WorkersLostError from error
    except BaseException:
        with quiet_thread(pool._executor_manager_thread):  # it may be about to give work to those killed
            pool.shutdown(kill_workers=True)
        raise


@cache
def start_tracker() -> None:
    """Start what clears up after processes: that they have left something when killed is not to be said.

    Python's own is started as well: later, it would end what `interrupts_held` holds.
    """
    from multiprocessing import resource_tracker as own

    from joblib.externals.loky.backend import resource_tracker

    said = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (said, "ignore:resource_tracker")))
    try:
        resource_tracker.ensure_running()
        own.ensure_running()
    finally:
        if said is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = said


def _in_worker(task: Task, parent: int) -> Outcome:
    """Run a task in a process that ends when its parent has gone."""
    follow(parent)
    return attempt(task)


@cache
def follow(parent: int) -> None:
    """Watch from a thread: whoever kills the run does not want it to go on in the dark for minutes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    if os.getppid() == parent:  # not where processes have other ways of being related
        threading.Thread(target=watch, daemon=True).start()
