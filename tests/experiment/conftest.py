"""A run that takes a moment, and the command line in this process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from socsim import Results, Scenario, load, run
from socsim.experiment.design import make_design
from socsim.experiment.pool import Where
from socsim.experiment.run import simulate_all
from socsim.experiment.simulate import How, Say
from socsim.scenario.reading import Loaded
from tests.command import Command, command_line

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
QUICK = (
    "run.warm_up=60 days",
    "run.measure=120 days",
    "run.follow_up=60 days",
    "run.replications=2",
)


def quick(*changes: str) -> Loaded:
    """The small scenario in a few months."""
    return load(SMALL, set=(*QUICK, *changes))


def fill(
    source: Loaded | Scenario,
    folder: Path,
    *organisations: str,
    replications: Sequence[int] = (),
    say: Say = print,
) -> Results:
    """Simulate in this process what is not in the folder yet, and write no tables."""
    design = make_design(source, organisations, replications)
    return simulate_all(design, folder, How(Where(1), lambda total: nullcontext(lambda: None), say))


def files(folder: Path, but: Iterable[str] = ()) -> dict[str, bytes]:
    """Every file below a folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {str(path.relative_to(folder)): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if name not in but}


def replications(folder: Path) -> dict[str, bytes]:
    return files(folder / "replications")


def simulated(results: Results) -> list[tuple[str, int]]:
    """What this run simulated itself."""
    return sorted((outcome.organisation, outcome.replication) for outcome in results.outcomes)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of all organisations, written in one process. Not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    run(quick(), jobs=1, out=folder)
    return folder


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Return a function that runs a command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    return command_line(monkeypatch, capsys)


def words(*changes: str) -> list[str]:
    """The command for the quick scenario."""
    return ["run", str(SMALL), *(word for change in (*QUICK, *changes) for word in ("--set", change))]
