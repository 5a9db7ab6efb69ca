"""A run: the same numbers however it is cut up, and nothing simulated twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from socsim import Results, run
from socsim.engine import Choice
from socsim.experiment import replicate
from socsim.experiment.design import make_design
from socsim.experiment.folder import OutputError
from socsim.experiment.run import RunError
from socsim.experiment.store import Store
from socsim.locale import Message
from socsim.scenario.errors import UserError
from tests.experiment.conftest import files, fill, quick, replications, simulated

ORGANISATIONS = ("specialised", "coordinated", "one_worker")


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_two_at_a_time_give_the_same_bytes_as_one(whole: Path, tmp_path: Path, engine: Choice) -> None:
    run(quick(), jobs=2, out=tmp_path, engine=engine)
    but = ["manifest.json"]
    assert files(tmp_path, but) == files(whole, but)


def test_one_replication_alone_is_the_same_as_in_the_set(whole: Path, tmp_path: Path) -> None:
    results = fill(quick(), tmp_path, "coordinated", replications=[2])
    assert simulated(results) == [("coordinated", 2)]
    alone, everyone = replications(tmp_path), replications(whole)
    assert len(alone) == 1
    assert alone.items() <= everyone.items()
    assert set(results.clients["replication"]) == {2}


def test_more_replications_leave_the_first_as_they_were(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    results = fill(quick("run.replications=3"), tmp_path, "one_worker")
    assert simulated(results) == [("one_worker", 3)]
    assert replications(whole).items() < replications(tmp_path).items()


def test_nothing_is_simulated_twice(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "replications", tmp_path / "replications")
    results = run(quick("title=Another title"), jobs=1, out=tmp_path)
    assert simulated(results) == []
    assert files(tmp_path, ["manifest.json"]).keys() == files(whole, ["manifest.json"]).keys()
    for name in ("summary.csv", "comparison.csv", "summary.xlsx", "work.parquet", "clients.parquet"):
        assert (tmp_path / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_change_in_one_organisation_is_simulated_there_only(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    change = "organisations.one_worker.units.whole_person.sight=0.5"
    assert simulated(fill(quick(change), tmp_path)) == [("one_worker", 1), ("one_worker", 2)]


def test_a_corrupt_file_is_named_and_made_anew(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    piece = make_design(quick()).pieces[1]
    damaged = Store(tmp_path / "replications").path(piece.name)
    damaged.write_bytes(damaged.read_bytes()[:-1000])
    said: list[Message] = []
    results = fill(quick(), tmp_path, say=said.append)
    assert simulated(results) == [(piece.organisation, piece.replication)]
    assert str(said[0]).startswith(f"{damaged}: cannot be read")
    assert [str(line).partition(":")[0] for line in said[1:]] == ["referee"]
    assert replications(tmp_path) == replications(whole)


def test_organisations_with_the_same_numbers_are_simulated_once() -> None:
    source = quick("organisations.coordinated.coordinators=null")  # what is left is `specialised`
    results = run(source, jobs=1)
    assert simulated(results) == [(name, at) for name in ("one_worker", "specialised") for at in (1, 2)]
    twin = results.comparison[results.comparison["organisation"] == "coordinated"]
    assert len(twin) > 100
    assert (twin["difference"].dropna() == 0.0).all()


def test_equal_money_is_the_files_whichever_organisations_are_chosen() -> None:
    everyone, chosen = make_design(quick()), make_design(quick(), ["one_worker", "coordinated"])
    assert list(chosen.blueprints) == ["coordinated", "one_worker"]
    assert chosen.hashes.items() < everyone.hashes.items()
    assert chosen.reference == "coordinated"
    assert chosen.stated_reference == everyone.reference == "specialised"
    assert make_design(quick("comparison.equal_money=false")).hashes != everyone.hashes


def test_the_comparison_names_its_reference() -> None:
    results = run(quick(), organisations=["one_worker", "coordinated"], replications=[1], jobs=1)
    assert set(results.comparison["reference"]) == {"coordinated"}
    assert set(results.comparison["organisation"]) == {"one_worker"}
    assert results.meta["reference"] == "coordinated"
    assert results.manifest["comparison"]["equal_money_to"] == "specialised"


def test_without_a_folder_the_results_last_as_long_as_they_are_used() -> None:
    results = run(quick(), replications=[1], jobs=1)
    folder = results.store.folder
    assert folder.exists()
    assert list(results.work["organisation"].unique()) == list(ORGANISATIONS)
    for name in ("clients", "needs", "falls", "costs", "caseworkers", "units"):
        frame = getattr(results, name)
        assert list(frame.columns[:2]) == ["organisation", "replication"]
        assert set(frame["organisation"]) == set(ORGANISATIONS), name
    assert "cannot be judged from one replication" in results.verdict.sentence
    assert "<table>" in results._repr_html_()
    assert "3 of 3 replications" in repr(results)
    del results
    assert not folder.exists()


def test_tables_agree_with_the_figures(whole: Path) -> None:
    summary = pd.read_csv(whole / "summary.csv")
    clients = pd.read_parquet(whole / "clients.parquet")
    cohort = clients[clients["cohort"]]
    for name in ORGANISATIONS:
        rows = summary[(summary["organisation"] == name) & (summary["group"] == "all")]
        stated = rows[rows["metric"] == "recovered_share"]["estimate"].item()
        own = cohort[cohort["organisation"] == name].groupby("replication")["lead_to_recovery_days"]
        assert stated == pytest.approx(own.apply(lambda days: days.notna().mean()).mean(), rel=1e-9)


@pytest.fixture
def one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate = replicate.simulated

    def fails(task: replicate.Task) -> object:
        if (task.organisation, task.replication) == ("coordinated", 2):
            raise ZeroDivisionError("made to fail")
        return simulate(task)

    monkeypatch.setattr(replicate, "simulated", fails)


@pytest.mark.usefixtures("one_fails")
def test_a_replication_that_fails_leaves_the_others() -> None:
    results = run(quick(), jobs=1)
    assert [(f.organisation, f.replication, f.error) for f in results.failures] == [
        ("coordinated", 2, "ZeroDivisionError: made to fail")
    ]
    assert "made to fail" in results.failures[0].trace
    counts = results.summary[results.summary["metric"] == "payroll_per_year"].set_index("organisation")
    assert counts["replications"].groupby(level=0, sort=False).first().to_dict() == {
        "specialised": 2,
        "coordinated": 1,
        "one_worker": 2,
    }
    assert "1 replication failed" in results._repr_html_()
    with pytest.raises(RunError, match="made to fail"):
        run(quick(), organisations=["coordinated"], replications=[2], jobs=1)


def test_a_folder_that_cannot_be_written_is_known_before(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for out in (taken, taken / "below"):
        with pytest.raises(OutputError, match="is a file"):
            run(quick(), out=out)
    assert taken.read_text() == "mine"
    (tmp_path / "there" / "summary.csv").mkdir(parents=True)
    with pytest.raises(OutputError, match="is a folder where a file is to go"):
        run(quick(), out=tmp_path / "there")
    assert files(tmp_path) == {"taken": b"mine"}


def test_a_full_disk_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, body: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        run(quick(), jobs=1, out=tmp_path)
    assert files(tmp_path) == {}


def test_so_many_replications_are_the_first_so_many() -> None:
    scenario = quick().scenario
    assert make_design(scenario, replications=3).replications == (1, 2, 3)
    assert make_design(scenario, replications=[3]).replications == (3,)
    with pytest.raises(UserError, match="at least 1"):
        make_design(scenario, replications=0)


def test_unknown_organisations_and_replications() -> None:
    for source in (quick(), quick().scenario):
        with pytest.raises(UserError, match="did you mean 'one_worker'"):
            run(source, organisations=["one_workr"])
    with pytest.raises(UserError, match="counted from 1"):
        run(quick(), replications=[0])


def test_a_scenario_made_in_python_gives_the_same_numbers(whole: Path, tmp_path: Path) -> None:
    results: Results = fill(quick().scenario, tmp_path, replications=[1])
    assert replications(tmp_path).items() < replications(whole).items()
    assert results.manifest["scenario"]["as_run"]["run"]["seed"] == 2025
