"""A real Dask cluster on this machine: the same bytes, also when a worker is killed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from socsim import run
from tests.command import Command
from tests.experiment.conftest import files, quick, words

SCHEDULER = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")


class Process:
    """A process of Dask, which writes what it says into a file."""

    def __init__(self, log: Path, *command: str, until: str) -> None:
        with log.open("wb") as file:
            self.popen = subprocess.Popen([sys.executable, "-m", *command], stdout=file, stderr=file)
        end = time.monotonic() + 120.0
        while (found := re.search(until, log.read_text(encoding="utf-8"))) is None:
            assert self.popen.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < end
            time.sleep(0.05)
        self.said = found[1]

    def end(self, how: int = signal.SIGTERM) -> int:
        self.popen.send_signal(how)
        return self.popen.wait(timeout=60)


def scheduler(folder: Path) -> Process:
    return Process(folder / "scheduler.log", *SCHEDULER, until=r"Scheduler at:\s+(tcp://\S+)")


def worker(folder: Path, address: str, name: str) -> Process:
    """A worker that dies by itself a minute after its scheduler."""
    words = (*WORKER, "--name", name, "--local-directory", str(folder), "--death-timeout", "60", address)
    return Process(folder / f"{name}.log", *words, until=r"Registered to:\s+(\S+)")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    first = scheduler(folder)
    workers = [worker(folder, first.said, name) for name in ("one", "two")]
    yield first.said
    for process in (*workers, first):
        process.end()


def test_the_tables_are_those_of_this_machine(cluster: str, whole: Path, tmp_path: Path) -> None:
    run(quick(), out=tmp_path, cluster=cluster)
    but = ["manifest.json"]
    assert files(tmp_path, but) == files(whole, but)


def test_a_killed_worker_loses_nothing(cluster: str, tmp_path: Path) -> None:
    """One more worker joins, and dies with work on its hands."""
    many = quick("run.replications=24")
    third = worker(tmp_path, cluster, "three")
    done, died = threading.Event(), list[int]()

    def kill_soon() -> None:
        while not done.is_set() and len(list(tmp_path.glob("cluster/replications/*.zip"))) < 9:
            time.sleep(0.02)
        died.append(third.end(signal.SIGKILL))

    killer = threading.Thread(target=kill_soon)
    killer.start()
    run(many, out=tmp_path / "cluster", cluster=cluster)
    done.set()
    killer.join()
    assert died == [-signal.SIGKILL]
    run(many, out=tmp_path / "here", jobs=1, referee=False)
    but = ["manifest.json"]
    assert files(tmp_path / "cluster", but) == files(tmp_path / "here", but)


def test_nobody_answers(socsim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socsim.experiment.cluster.ANSWERS_WITHIN", 1.0)
    ended = socsim(*words(), "--cluster", "tcp://127.0.0.1:9")
    assert ended.code == 2
    assert "--cluster tcp://127.0.0.1:9: no Dask scheduler answers there" in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_an_address_that_is_none(socsim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socsim.experiment.cluster.ANSWERS_WITHIN", 1.0)
    ended = socsim(*words(), "--cluster", "nowhere")
    assert ended.code == 2
    assert ended.err.count("--cluster nowhere:") == 1


def test_a_scheduler_without_workers(socsim: Command, tmp_path: Path) -> None:
    alone = scheduler(tmp_path)
    ended = socsim(*words(), "--cluster", alone.said)
    alone.end()
    assert ended.code == 2
    assert "the scheduler has no workers: start some with 'dask worker" in ended.err
