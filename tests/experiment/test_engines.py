"""Which engine runs, what the referee says of it, and what happens without numba."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from socsim import run
from socsim.engine import compiled
from socsim.engine.ledger import Table
from socsim.experiment.design import make_design
from socsim.experiment.referee import DisagreementError, compare
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint
from tests.command import Command
from tests.experiment.conftest import files, quick, words


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> ModuleSpec | None:
        return None if name == "numba" else find_spec(name)

    monkeypatch.setattr("socsim.engine.find_spec", found)


@pytest.fixture
def one_event_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the compiled engine: the fortieth event of one organisation is a day too early."""
    journal_until = compiled.journal_until

    def wrong(blueprint: Blueprint, people: People, until: float) -> Table:
        journal = {name: column.copy() for name, column in journal_until(blueprint, people, until).items()}
        if blueprint.organisation == "coordinated":
            journal["time"][40] -= 1.0
        return journal

    monkeypatch.setattr(compiled, "journal_until", wrong)


@pytest.mark.usefixtures("without_numba")
def test_without_numba_everything_runs_in_simpy(socsim: Command, whole: Path) -> None:
    ended = socsim(*words(), "--jobs", "1", "--out", "o")
    assert ended.code == 0
    assert "SimPy engine, 1 process" in ended.err
    assert "referee" not in ended.err
    assert files(Path("o"), ["manifest.json"]) == files(whole, ["manifest.json"])


@pytest.mark.usefixtures("without_numba")
def test_the_compiled_engine_without_numba_is_something_to_mend(socsim: Command) -> None:
    ended = socsim(*words(), "--engine", "compiled")
    assert (ended.code, ended.out) == (2, "")
    assert "pip install 'socsim[fast]'" in ended.err
    assert files(Path()) == {}


@pytest.mark.usefixtures("one_event_differs")
def test_a_disagreement_stops_the_run_and_says_where(socsim: Command) -> None:
    ended = socsim(*words(), "--jobs", "1", "--out", "o")
    assert (ended.code, ended.out) == (1, "")
    assert "the two engines disagree, and nothing of this run should be used" in ended.err
    assert "coordinated, replication 1: " in ended.err
    assert "--engine simpy" in ended.err
    assert not Path("o/summary.csv").exists()
    assert socsim(*words(), "--jobs", "1", "--out", "o2", "--no-referee").code == 0


@pytest.mark.usefixtures("one_event_differs")
def test_a_disagreement_is_an_error_for_who_calls_the_library() -> None:
    with pytest.raises(DisagreementError, match="coordinated, replication 2"):
        run(quick(), organisations=["coordinated"], replications=[2], jobs=1)
    run(quick(), organisations=["coordinated"], replications=[2], jobs=1, engine="simpy")


def test_what_is_there_already_needs_no_referee(socsim: Command) -> None:
    assert "referee" in socsim(*words(), "--jobs", "1", "--out", "o").err
    assert "referee" not in socsim(*words(), "--jobs", "1", "--out", "o").err


def test_in_a_large_town_the_referee_sees_the_first_who_come(monkeypatch: pytest.MonkeyPatch) -> None:
    design = make_design(quick(), ["coordinated"], [1])
    task = design.task(design.pieces[0], None)
    whole = compare(task)
    monkeypatch.setattr("socsim.experiment.referee.MOST", 20)
    part = compare(task)
    assert 0.0 < part.days < whole.days
    assert 20 < part.events < whole.events
