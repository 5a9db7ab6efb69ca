"""The cheapest staffing that keeps a promise, held against Erlang C, where it is known exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import socsim
from socsim.scenario.reading import load
from socsim.theory.queues import erlang_c_wait
from tests.charts.looks import title
from tests.command import Command, command_line

FALSE_ALARM = 1e-3
SMALL = "scenarios/small.yaml"
SHORT = ["run.measure=60 days", "run.follow_up=60 days", "run.warm_up=30 days"]
ASKED: dict[str, Any] = {
    "promise": "lead_to_decision_days.p90<=25",
    "range": "5:9",
    "organisations": ["one_worker"],
    "first": 4,
    "replications": 8,
    "set": SHORT,
    "jobs": 1,
    "engine": "simpy",
}


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One queue, 4 arrivals an hour, an hour's work each: an hour of effort is an hour on the clock."""
    scenario = {
        "run": {"warm_up": "2 days", "measure": "12 days", "follow_up": "1 day", "seed": 11},
        "office": {"hours_per_week": 168, "casework_share": 1},
        "costs": {"caseworker": "50000 SEK per month"},
        "population": {"arrivals": "4 per hour"},
        "needs": {"errand": {"steps": {"service": {"effort": {"dist": "exponential", "mean": "1 h"}}}}},
        "organisations": {
            "office": {"units": {"desk": {"handles": ["*"], "caseworkers": 7, "assignment": "step"}}}
        },
    }
    path = tmp_path_factory.mktemp("queue") / "queue.yaml"
    YAML().dump(scenario, path)
    return path


def test_erlang_c_says_the_same(queue: Path, tmp_path: Path) -> None:
    """The wait below a quarter of an hour takes six: with five it is 0.55 h, with six 0.14 h."""
    limit = 0.25
    fewest = next(c for c in range(5, 20) if erlang_c_wait(4.0, 1.0, c) < limit)
    promise = f"wait_days[unit=desk]<{limit / 24}+-{0.1 / 24}"
    found = socsim.staff(
        queue, promise=promise, range="5:9", confidence=1 - FALSE_ALARM, jobs=1, engine="simpy", out=tmp_path
    )
    assert found.caseworkers == {"office": fewest}
    (office,) = found.offices
    assert office.between == (fewest, fewest)
    assert office.verdicts[fewest - 1] == "broken"
    rows = found.table.set_index("caseworkers")
    for heads in (5, 6, 7):
        exact = erlang_c_wait(4.0, 1.0, heads) / 24.0
        middle, half = rows["estimate"][heads], rows["ci_high"][heads] - rows["estimate"][heads]
        assert abs(middle - exact) < 3.0 * half + 0.001
    assert rows["payroll_per_year"][6] == pytest.approx(6 * 12 * 50_000)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("staff")
    return folder, socsim.staff(SMALL, **ASKED, out=folder)


def test_each_staffing_is_that_many_people_at_full_hours(asked: tuple[Path, Any]) -> None:
    _, found = asked
    assert set(found.table["caseworkers"]) >= {5, 7, 9}  # the ends, and as many as now
    for row in found.table.to_dict("records"):
        managers = 2 * 12 * 75_000
        assert row["payroll_per_year"] == pytest.approx(row["caseworkers"] * 12 * 60_000 + managers)
    assert found.table["now"].sum() == 1


def test_the_answer_is_shown_and_written(asked: tuple[Path, Any], capsys: Any) -> None:
    folder, found = asked
    for language in ("en", "sv"):
        headings, rows = found.rows(language)
        assert len(found.sentences(language)) >= 2
        assert all(len(row) == len(headings) for row in rows)
        found.show(language=language)
    assert "handläggare" in capsys.readouterr().out
    assert {path.name for path in found.write(folder)} == set(found.files())
    told = json.loads((folder / "staff.json").read_text("utf-8"))
    assert told["settings"]["range"] == {"one_worker": [5, 9]}


def test_the_same_again_without_a_run(asked: tuple[Path, Any]) -> None:
    folder, found = asked
    again = socsim.staff(SMALL, **ASKED, out=folder)
    assert again.asked.trials.runs == 0
    assert again.table.equals(found.table)


def test_without_time_nothing_is_decided(tmp_path: Path) -> None:
    found = socsim.staff(SMALL, **ASKED | {"budget": 1e-9}, out=tmp_path)
    assert found.caseworkers == {"one_worker": None}
    for language in ("en", "sv"):
        assert found.sentences(language)
    found.write(tmp_path)
    assert title(found.chart()).endswith("takes: not decided in one caseworker per person")


def test_a_promise_that_nothing_keeps(tmp_path: Path) -> None:
    found = socsim.staff(SMALL, **ASKED | {"promise": "lead_to_decision_days.p90<=1", "first": 3})
    assert found.caseworkers == {"one_worker": None}
    assert "no number" in found.sentences()[0]
    assert "takes: more than 9 in" in title(found.chart())


def test_a_quantile_beyond_what_is_watched_breaks_a_promise() -> None:
    """With three caseworkers more than a tenth are still waiting when follow-up ends."""
    shorter = [*SHORT, "run.follow_up=15 days"]
    asked = ASKED | {"promise": "lead_to_decision_days.p90<=9", "set": shorter, "range": "3:12"}
    found = socsim.staff(SMALL, **asked)
    rows = found.table.set_index("caseworkers")
    assert rows["estimate"][3] == pytest.approx(15.0)
    assert rows["verdict"][3] == "broken"


def test_without_a_range_it_looks_about_the_present_staffing() -> None:
    found = socsim.staff(SMALL, promise="gap_days<10", budget=1e-9, engine="simpy", set=SHORT)
    organisations = load(SMALL).scenario.organisations
    assert [office.name for office in found.offices] == list(organisations)
    assert all(office.low <= office.now // 2 + 1 < office.now < office.high for office in found.offices)


BAD = [
    (["--promise", "gap_days"], "write METRIC<NUMBER"),
    (["--promise", "gap_days<30", "--range", "9"], "LOW:HIGH"),
    (["--promise", "gap_days<30", "--range", "9:5"], "below high"),
    (["--promise", "gap_days<30", "--range", "2:9", "--organisation", "specialised"], "it takes 4 at least"),
    (["--promise", "gap_days<30", "--confidence", "0"], "between 0.5 and 1"),
    (["--promise", "gap_days<30", "--organisation", "none"], "no such organisation"),
    (["--promise", "gap_days<30", "--replications", "4"], "--first 10"),
]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


@pytest.mark.parametrize(("options", "said"), BAD)
def test_bad_input_is_one_line(options: list[str], said: str, tmp_path: Path, command: Command) -> None:
    ended = command("staff", SMALL, "--out", str(tmp_path / "out"), *options)
    told = ended.err.strip().splitlines()
    assert ended.code == 2
    assert len(told) == 1
    assert said in told[0]
    assert not (tmp_path / "out" / "staff.csv").exists()
