"""Charts that are drawn in a process of their own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from socsim import Results
from socsim.charts import draw as charts
from socsim.experiment import drawing
from socsim.experiment.writing import write
from tests.experiment.conftest import files, fill, quick
from tests.experiment.test_ending import wait_until, workers_of


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return fill(quick(), tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def here(results: Results, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("here")
    write(results, folder)
    return files(folder, ["manifest.json"])


@pytest.mark.parametrize("killed", [False, True])
def test_they_are_the_same_even_if_the_process_is_killed(
    results: Results, here: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    monkeypatch.setattr(drawing, "cores", lambda: 2)
    before = set(workers_of(os.getpid()))
    with drawing.drawing(drawing.WORTHWHILE) as draw:
        wait_until(lambda: len(set(workers_of(os.getpid())) - before) == 1)
        (process,) = set(workers_of(os.getpid())) - before
        if killed:
            os.kill(process, signal.SIGKILL)
        else:
            monkeypatch.setattr(charts, "draw_all", None)  # here nothing can be drawn
        write(results, tmp_path, draw)
    wait_until(lambda: process not in workers_of(os.getpid()))
    assert files(tmp_path, ["manifest.json"]) == here
    assert any(name.startswith("charts/") for name in here)


def test_a_short_run_has_no_process_for_it() -> None:
    with drawing.drawing(drawing.WORTHWHILE - 1) as draw:
        assert draw is drawing.draw_here
