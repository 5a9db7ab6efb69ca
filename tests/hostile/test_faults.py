"""A full disk, no memory, a folder that goes, an order to end."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import socsim
from socsim.experiment import replicate, run, writing
from socsim.experiment.figures import NAME

from ..command import Command, command_line
from ..experiment.conftest import files, quick, replications, whole, words
from ..experiment.test_ending import SOCSIM, is_whole, started, wait_until, workers_of

ONE = ("--organisation", "one_worker", "--engine", "simpy", "--jobs", "1", "--quiet")
STAYS = "what was finished stays in {}: mend this, and the same command goes on from there"


__all__ = ["whole"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two replications of one organisation, in one go."""
    folder = tmp_path_factory.mktemp("undisturbed")
    results = socsim.run(quick(), organisations=["one_worker"], jobs=1, engine="simpy")
    shutil.copytree(results.store.folder, folder / "replications")
    return folder


@pytest.fixture
def simulated_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and charts take longer than all that these tests are about."""
    monkeypatch.setattr(run, "write", lambda *args: None)


def nth(times: int, then: Callable[[], Any], usual: Callable[..., Any]) -> Callable[..., Any]:
    """As usual, but something happens at the n-th call."""
    called: list[int] = []

    def call(*args: Any, **named: Any) -> Any:
        called.append(1)
        if len(called) == times:
            then()
        return usual(*args, **named)

    return call


def fail(error: BaseException) -> Callable[[], None]:
    def now() -> None:
        raise error

    return now


def goes_on(command: Command, folder: Path, undisturbed: Path) -> None:
    """The same command again ends with the same bytes as if nothing had come between."""
    before = replications(folder)
    ended = command(*words(), *ONE, "--out", str(folder))
    assert (ended.code, ended.err) == (0, "")
    assert before.items() <= replications(folder).items()
    assert replications(folder) == replications(undisturbed)


@pytest.mark.usefixtures("simulated_only")
def test_a_full_disk(
    command: Command, tmp_path: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full = OSError(errno.ENOSPC, "No space left on device")
        patch.setattr(os, "replace", nth(2, fail(full), os.replace))
        ended = command(*words(), *ONE, "--out", str(tmp_path))
    assert ended.code == 2
    first, second = ended.err.splitlines()
    assert first.endswith(".zip: cannot be written (No space left on device)")
    assert second == STAYS.format(tmp_path)
    assert len(replications(tmp_path)) == 1
    is_whole(tmp_path)
    goes_on(command, tmp_path, undisturbed)


@pytest.mark.study
def test_a_full_disk_when_all_is_simulated(
    command: Command, tmp_path: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full = OSError(errno.ENOSPC, "No space left on device")
        patch.setattr(writing, "encoding", nth(3, fail(full), writing.encoding))
        ended = command(*words(), *ONE, "--out", str(tmp_path))
    assert ended.code == 2
    assert ended.err.splitlines()[-1] == STAYS.format(tmp_path)
    assert not (tmp_path / "manifest.json").exists()  # so that nobody takes it for whole
    assert not list(tmp_path.rglob(".*"))
    goes_on(command, tmp_path, undisturbed)


@pytest.mark.usefixtures("simulated_only")
def test_a_folder_that_goes(
    command: Command, tmp_path: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    with monkeypatch.context() as patch:
        gone = nth(2, lambda: shutil.rmtree(folder), replicate.simulated)
        patch.setattr(replicate, "simulated", gone)
        ended = command(*words(), *ONE, "--out", str(folder))
    assert ended.code == 2
    assert "cannot be written (No such file or directory)" in ended.err
    assert "Traceback" not in ended.err
    goes_on(command, folder, undisturbed)


@pytest.mark.usefixtures("simulated_only")
def test_no_memory_in_a_replication(
    command: Command, tmp_path: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(replicate, "simulated", nth(2, fail(MemoryError()), replicate.simulated))
        ended = command(*words(), *ONE, "--out", str(tmp_path))
    assert ended.code == 1
    first, second = ended.err.splitlines()
    assert first == f"one_worker, replication 2 failed: {replicate.OUT_OF_MEMORY}"
    assert second.startswith("  alone: socsim run ")
    assert len(replications(tmp_path)) == 1
    goes_on(command, tmp_path, undisturbed)


@pytest.mark.study
def test_no_memory_for_the_tables(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "encoding", lambda schema: fail(MemoryError())())
    ended = command(*words(), *ONE, "--out", str(tmp_path))
    assert ended.code == 1
    assert ended.err.startswith(f"memory ran out; what was finished stays in {tmp_path}: ")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.study
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_order_to_end_is_as_ctrl_c(jobs: int, tmp_path: Path) -> None:
    process = started(tmp_path, jobs, "simpy")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1].startswith("interrupted: ")
    assert "Traceback" not in err, err
    is_whole(tmp_path)


@pytest.mark.study
def test_a_disk_quota_in_worker_processes(tmp_path: Path, whole: Path) -> None:
    """The system itself refuses to write, in whichever process."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    line = [
        sys.executable,
        "-c",
        SOCSIM,
        *words(),
        "--out",
        str(tmp_path),
        "--jobs",
        "2",
        "--engine",
        "simpy",
    ]
    ended = subprocess.run(line, capture_output=True, text=True, preexec_fn=small_files)
    assert ended.returncode == 2
    assert "cannot be written (File too large)" in ended.stderr
    assert "Traceback" not in ended.stderr
    is_whole(tmp_path)
    again = subprocess.run(line, capture_output=True, text=True)
    assert again.returncode == 0
    assert files(tmp_path, ["manifest.json"]) == files(whole, ["manifest.json"])


@pytest.mark.study
def test_answers_go_on_after_a_kill(tmp_path: Path) -> None:
    """Figures that were kept stay, and the answer is that of a run in one go."""
    small = str(Path("scenarios/small.yaml").resolve())
    line = [
        "why",
        small,
        "--between",
        "specialised",
        "one_worker",
        "--engine",
        "simpy",
        "--jobs",
        "2",
        "--quiet",
    ]
    line += words()[2:]
    there, anew = tmp_path / "there", tmp_path / "anew"
    first = subprocess.Popen(
        [sys.executable, "-c", SOCSIM, *line, "--out", str(there)], start_new_session=True
    )
    wait_until(lambda: (there / NAME).exists() and (there / NAME).stat().st_size > 30_000)
    os.kill((workers_of(first.pid) or [first.pid])[0], signal.SIGKILL)
    first.communicate(timeout=60)
    assert first.returncode in (1, -signal.SIGKILL)
    for folder in (there, anew):
        subprocess.run([sys.executable, "-c", SOCSIM, *line, "--out", str(folder)], check=True)
    but = [NAME, "why.json"]  # which tells the runs that were made
    assert files(there, but) == files(anew, but)
    answers = [json.loads((folder / "why.json").read_text("utf-8"))["answer"] for folder in (there, anew)]
    assert answers[0] == answers[1]
