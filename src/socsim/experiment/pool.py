"""Tasks over threads or processes: one a core at a time, and each outcome as soon as it is there."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache

from socsim.experiment.replicate import Outcome, Task, attempt


class WorkersLostError(Exception):
    """A worker process was ended from outside, as when memory runs out."""


def outcomes(tasks: Sequence[Task], jobs: int | None = None, threads: bool = False) -> Generator[Outcome]:
    """Run the tasks and yield their outcomes in the order in which they are done.

    Parameters
    ----------
    jobs : how many at a time; None: one a core. With one, or one task, everything happens in this thread.
    threads : in threads of this process, which suits an engine that leaves the interpreter alone.

    Raises
    ------
    WorkersLostError : where a process was killed; what was stored until then stays.
    """
    if not tasks:
        return
    number = min(cores() if jobs is None else jobs, len(tasks))
    if number == 1:
        yield from map(attempt, tasks)
    elif threads:
        yield from _in_threads(tasks, number)
    else:
        yield from _in_processes(tasks, number)


def cores() -> int:
    """Cores that this process may use."""
    from joblib import cpu_count

    return int(cpu_count())


def _in_threads(tasks: Sequence[Task], number: int) -> Generator[Outcome]:
    pool = ThreadPoolExecutor(number)
    try:
        for done in as_completed([pool.submit(attempt, task) for task in tasks]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)  # what has begun is finished, and stays


def _in_processes(tasks: Sequence[Task], number: int) -> Generator[Outcome]:
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    parallel = Parallel(
        number, backend="loky", return_as="generator_unordered", batch_size=1, max_nbytes=None
    )
    with _deaf_to_interrupts():
        results = parallel(delayed(_in_worker)(task, os.getpid()) for task in tasks)
    try:
        for outcome in results:  # noqa: UP028 - `yield from` would close it before the warning is silenced
            yield outcome
    except TerminatedWorkerError as error:
        raise WorkersLostError from error
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that tasks are left over is known to whoever stops early
            results.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes that are started meanwhile ignore Ctrl-C: this one is to end them, in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for this thread to handle
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _in_worker(task: Task, parent: int) -> Outcome:
    """Run a task in a process that ends when its parent has gone."""
    _follow(parent)
    return attempt(task)


@cache
def _follow(parent: int) -> None:
    """Watch from a thread: whoever kills the run does not want it to go on in the dark for minutes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    if os.getppid() == parent:  # not where processes have other ways of being related
        threading.Thread(target=watch, daemon=True).start()
