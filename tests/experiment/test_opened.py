"""Results opened again from their folder: the same as they were, or a line that says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import socsim
from socsim.experiment.folder import OutputError
from socsim.scenario.reading import load

SHORT = ["run.measure=60 days", "run.follow_up=60 days", "run.warm_up=30 days", "run.replications=2"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[socsim.Results, Path]:
    folder = tmp_path_factory.mktemp("made")
    loaded = load("scenarios/small.yaml", set=SHORT)
    return socsim.run(loaded, organisations=["coordinated", "one_worker"], out=folder, jobs=1), folder


def test_they_are_what_they_were(made: tuple[socsim.Results, Path]) -> None:
    results, folder = made
    again = socsim.open_results(folder)
    assert again.design.hashes == results.design.hashes
    assert again.meta == results.meta
    assert again.summary.equals(results.summary)
    assert again.comparison.equals(results.comparison)
    assert again.verdict == results.verdict
    assert again.design.loaded is not None and results.design.loaded is not None
    assert dict(again.design.loaded.sources) == dict(results.design.loaded.sources)


def broken(made: tuple[socsim.Results, Path], tmp_path: Path, **changes: object) -> Path:
    about = json.loads((made[1] / "manifest.json").read_text("utf-8"))
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(about | changes), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"versions": {"socsim": "0.0.1", "numbers": 1}}, "was made by socsim 0.0.1"),
        ({"scenario": []}, "is not the manifest of a run"),
        ({"scenario": {"file": "x.yaml", "as_run": {"run": {"seed": "many"}}}}, "holds no scenario"),
        ({"scenario": {"as_run": {}}}, "made in Python"),
        ({}, "holds no replication"),
    ],
)
def test_what_cannot_be_opened_says_why(
    made: tuple[socsim.Results, Path], tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(OutputError, match=said):
        socsim.open_results(broken(made, tmp_path, **changes))


def test_a_folder_without_results_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such file"):
        socsim.open_results(tmp_path)
    with pytest.raises(OutputError, match="no such folder"):
        socsim.open_results(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(OutputError, match="cannot be read"):
        socsim.open_results(tmp_path)
