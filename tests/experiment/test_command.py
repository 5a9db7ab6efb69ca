"""`socsim run` as it is typed: what it writes, what it says, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from socsim.experiment import replicate
from tests.command import Command
from tests.experiment.conftest import SMALL, files, words

ERLANG_C = SMALL.with_name("erlang_c.yaml")
TABLES = ("clients", "needs", "work", "falls", "plans", "faults", "decisions", "costs", "caseworkers")
EMPTY = ("plans", "faults", "decisions")
"""Of mechanisms that the small scenario does without."""


def test_the_same_command_twice_gives_the_same_bytes(socsim: Command) -> None:
    first = socsim(*words(), "--jobs", "2")
    assert first.code == 0
    before = files(Path("results/small"))
    again = socsim(*words(), "--jobs", "1", "--out", "again", "--quiet")
    assert (again.code, again.out, again.err) == (0, "", "")
    after = files(Path("again"))
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"manifest.json"}


@pytest.mark.parametrize(
    ("engine", "who"), [("simpy", "SimPy engine, 1 process"), ("compiled", "compiled engine, 1 thread")]
)
def test_what_a_run_leaves_and_says(socsim: Command, engine: str, who: str) -> None:
    ended = socsim(*words(), "--jobs", "1", "--engine", engine)
    folder = Path("results/small")
    assert ended.code == 0
    lines = ended.err.splitlines()
    assert lines[0] == (f"A small office: specialised, coordinated, one_worker; 2 replications each, {who}")
    assert any("6 of 6 replications done" in line for line in lines)
    assert any(line.startswith("referee: SimPy and the compiled engine agree") for line in lines) == (
        engine == "compiled"
    )
    for said in (
        "Clients with several needs",
        "Verdict",
        "2 replications, family-wise 5 % (Holm).",
        str(folder),
    ):
        assert said in ended.out
    there = {path.name for path in folder.iterdir()}
    assert there == {
        "summary.csv",
        "comparison.csv",
        "summary.xlsx",
        "manifest.json",
        "charts",
        "replications",
    } | {f"{table}.parquet" for table in TABLES}
    assert len(list((folder / "charts").glob("*.png"))) == len(list((folder / "charts").glob("*.svg"))) == 5
    for table in TABLES:
        frame = pd.read_parquet(folder / f"{table}.parquet")
        assert list(frame.columns[:2]) == ["organisation", "replication"]
        assert set(frame["replication"]) == (set() if table in EMPTY else {1, 2})
    needs = pd.read_parquet(folder / "needs.parquet")
    assert set(needs["need"].cat.categories) == {"money", "health", "housing"}
    assert {"in_support", "resolved"} <= set(needs["state"].cat.categories)
    summary = pd.read_csv(folder / "summary.csv")
    sheet = pd.read_excel(folder / "summary.xlsx", sheet_name="summary")
    assert len(sheet) == len(summary)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 2025
    assert manifest["scenario"]["as_run"]["run"]["measure"] == "120 days"
    assert manifest["scenario"]["as_run"]["costs"]["caseworker"]["source"] == "assumption"
    assert manifest["scenario"]["files"].keys() == {str(SMALL)}
    assert {(folder / piece["file"]).exists() for piece in manifest["pieces"]} == {True}
    assert manifest["organisations"]["one_worker"]["payroll_per_year"] == pytest.approx(
        manifest["organisations"]["specialised"]["payroll_per_year"]
    )


def test_one_organisation_has_nothing_to_be_compared_with(socsim: Command) -> None:
    short = ["--set", "run.warm_up=1 day", "--set", "run.measure=3 days", "--set", "run.follow_up=1 day"]
    ended = socsim("run", str(ERLANG_C), *short, "--replications", "2", "--jobs", "1")
    assert ended.code == 0
    header = Path("results/erlang_c/comparison.csv").read_text(encoding="utf-8")
    assert header == (
        "organisation,reference,metric,statistic,group,measured_in,difference,ci_low,ci_high,replications\n"
    )
    assert "nothing to compare" in ended.out
    summary = pd.read_csv("results/erlang_c/summary.csv")
    assert {"wait_days", "queue_length", "utilisation"} <= set(summary["metric"])
    assert set(summary["replications"]) == {2}


def test_options_reach(socsim: Command) -> None:
    chosen = ["--organisation", "one_worker", "--organisation", "coordinated", "--replication", "2"]
    changed = "organisations.one_worker.units.whole_person.caseworkers=5"
    ended = socsim(*words(changed), *chosen, "--seed", "5", "--jobs", "1", "--out", "there")
    assert ended.code == 0
    assert "specialised, the file's reference, is not among them: differences are to coordinated" in ended.err
    comparison = pd.read_csv("there/comparison.csv")
    assert set(comparison["reference"]) == {"coordinated"}
    assert set(comparison["organisation"]) == {"one_worker"}
    assert set(pd.read_parquet("there/clients.parquet")["replication"]) == {2}
    workers = pd.read_parquet("there/caseworkers.parquet")
    assert (workers["unit"] == "whole_person").sum() == 5
    manifest = json.loads(Path("there/manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 5
    assert [piece["replication"] for piece in manifest["pieces"]] == [2, 2]


def test_a_failed_replication_is_named_with_its_command(
    socsim: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate = replicate.simulated

    def fails(task: replicate.Task) -> object:
        if task.replication == 2:
            raise ZeroDivisionError("made to fail")
        return simulate(task)

    monkeypatch.setattr(replicate, "simulated", fails)
    ended = socsim(*words(), "--jobs", "1", "--organisation", "one_worker", "--out", "o")
    assert ended.code == 1
    assert "one_worker, replication 2 failed: ZeroDivisionError: made to fail" in ended.err
    alone = next(line for line in ended.err.splitlines() if line.startswith("  alone: "))
    assert f"socsim run {SMALL} --organisation one_worker --replication 2 --jobs 1" in alone
    assert "--set 'run.warm_up=60 days'" in alone
    assert set(pd.read_parquet("o/clients.parquet")["replication"]) == {1}
    ended = socsim(
        *words(), "--jobs", "1", "--organisation", "one_worker", "--replication", "2", "--out", "o2"
    )
    assert (ended.code, ended.out) == (1, "")
    assert not Path("o2/summary.csv").exists()


def test_the_journal_changes_nothing_else(socsim: Command) -> None:
    here = Path("o")
    one = [*words(), "--organisation", "one_worker", "--jobs", "1", "--out", "o"]
    assert socsim(*one).code == 0
    before = files(here)
    assert socsim(*one, "--journal").code == 0
    after = files(here)
    more = {name for name in after if "journal" in name}
    assert len(more) == 3  # two replications, and both in one
    assert {name: after[name] for name in before if name != "manifest.json"} == {
        name: body for name, body in before.items() if name != "manifest.json"
    }
    journal = pd.read_parquet("o/journal.parquet")
    assert list(journal.columns[:5]) == ["organisation", "replication", "case", "activity", "start"]
    assert {"arrived", "finished", "supported"} <= set(journal["activity"])
    came = journal[journal["activity"] == "arrived"].groupby("replication")["client"].nunique()
    clients = pd.read_parquet("o/clients.parquet").groupby("replication")["client"].nunique()
    assert (came >= clients).all()
    again = socsim(*one, "--journal")
    assert "replications done" not in again.err
    assert socsim(*one).code == 0
    assert not Path("o/journal.parquet").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "none.yaml"], "none.yaml"),
        (words("behaviour.sight=2"), "--set behaviour.sight=2: behaviour.sight: is a share"),
        (words("run.replications=0"), "run.replications"),
        ([*words(), "--organisation", "one_workr"], "did you mean 'one_worker'?"),
        ([*words(), "--seed", "-1"], "run.seed"),
        ([*words(), "--jobs", "0"], "--jobs"),
        ([*words(), "--out", str(SMALL)], "is a file: results go into a folder"),
        ([*words(), "--out", str(SMALL / "x")], "is a file: results go into a folder"),
    ],
)
def test_what_a_user_can_mend_ends_with_code_2_and_writes_nothing(
    socsim: Command, command: list[str], said: str
) -> None:
    ended = socsim(*command)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert files(Path()) == {}
    assert not Path("results").exists()
