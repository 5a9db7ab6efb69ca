"""Runs that are stopped in the middle, from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from socsim import run
from tests.experiment.conftest import files, quick, replications, words

MANY = {"simpy": 40, "compiled": 400}
"""Replications of which some are left when a few are finished."""
SOCSIM = "import sys; from socsim.cli import main; sys.argv[0] = 'socsim'; main()"


def started(folder: Path, jobs: int, engine: str) -> subprocess.Popen[str]:
    """A run that has finished a few replications and has many left."""
    many = words(f"run.replications={MANY[engine]}")
    command = [sys.executable, "-c", SOCSIM, *many, "--out", str(folder), "--jobs", str(jobs)]
    command += ["--engine", engine]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_until(lambda: len(list(folder.glob("replications/*.zip"))) > 3)  # more than the first of each
    assert process.poll() is None
    return process


def wait_until(so: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.01)


def workers_of(parent: int) -> list[int]:
    """The worker processes of a run, as Linux lists them."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            of = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_text()
        except OSError:  # it has ended meanwhile
            continue
        if of == parent and "popen_loky" in command:
            found.append(int(status.parent.name))
    return found


def is_whole(folder: Path) -> None:
    """Nothing but finished replications, none of them half-written."""
    names = [path.name for path in folder.rglob("*") if path.is_file()]
    assert all(name.endswith(".zip") and not name.startswith(".") for name in names), names


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_after_ctrl_c_the_same_command_goes_on(tmp_path: Path, whole: Path, jobs: int, engine: str) -> None:
    process = started(tmp_path, jobs, engine)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes
    out, err = process.communicate(timeout=60)
    done = len(replications(tmp_path))
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == (
        f"interrupted: {done} of {3 * MANY[engine]} replications are finished and stay in {tmp_path}; "
        "the same command goes on from there"
    )
    assert "Traceback" not in err, err
    is_whole(tmp_path)
    goes_on(tmp_path, whole)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_after_a_kill_the_same_command_goes_on(tmp_path: Path, whole: Path, engine: str) -> None:
    process = started(tmp_path, 2, engine)
    process.kill()
    process.communicate(timeout=60)  # ends when the workers have, which hold the streams open
    assert process.returncode == -signal.SIGKILL
    goes_on(tmp_path, whole)


def goes_on(folder: Path, whole: Path) -> None:
    """What was finished is not simulated again, and the tables are those of a run in one go."""
    before = replications(folder)
    assert len(before) >= 3
    again = run(quick(), jobs=1, out=folder)
    assert len(again.outcomes) < 6
    assert before.items() <= replications(folder).items()
    there, anew = files(folder), files(whole, ["manifest.json"])
    assert {name: there[name] for name in anew} == anew


def test_a_worker_that_is_killed_is_told(tmp_path: Path) -> None:
    process = started(tmp_path, 2, "simpy")
    workers = workers_of(process.pid)
    os.kill(workers[0], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "a process was ended from outside" in err.splitlines()[-1]
    assert "Traceback" not in err, err
    assert len(replications(tmp_path)) >= 3


def test_two_runs_on_one_folder_do_no_harm(tmp_path: Path, whole: Path) -> None:
    command = [sys.executable, "-c", SOCSIM, *words(), "--out", str(tmp_path), "--jobs", "1", "--quiet"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    but = ["manifest.json"]
    assert files(tmp_path, but) == files(whole, but)
