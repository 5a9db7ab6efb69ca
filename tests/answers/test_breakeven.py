"""Break-even: crossings that queueing theory knows, none where it knows that there is none; the command."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from scipy.stats import t as student

from socsim import breakeven, run
from socsim.experiment.budget import Budget
from socsim.locale import LANGUAGES
from socsim.scenario.errors import UserError
from socsim.scenario.reading import Loaded, load
from tests.command import Command, command_line
from tests.theory.offices import CLOCK, exponential, horizon

SMALL = Path("scenarios/small.yaml")
QUICK = ["run.warm_up=30 days", "run.measure=90 days", "run.follow_up=60 days"]
SURE = 1e-4
"""The chance at which a test of chance may fail."""


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


def offices(folder: Path, arrivals: float, breadth: float, clients: int = 500) -> Loaded:
    """One fast caseworker or two slow ones for the same money: M/M/1 at 2 / (1 + b ln 2), M/M/2 at 1 each.

    The fast one is paid for two, and so works twice the hours. It knows two kinds of need, of which nobody
    has the second, so that breadth makes it slower by 1 + b ln 2.
    """
    step = {"steps": {"service": {"effort": exponential(1.0)}}}
    desk: dict[str, Any] = {"handles": ["*"], "assignment": "step"}
    written = {
        "run": {**horizon(clients / arrivals, seed=20, follow_up=60.0), "replications": 20},
        "office": CLOCK,
        "population": {
            "profiles": [{"name": "all", "arrivals": f"{arrivals:.9f} per hour", "needs": ["case"]}]
        },
        "needs": {"case": step, "other": step},
        "costs": {"caseworker": "50000 SEK per month"},
        "comparison": {"reference": "two_slow"},
        "organisations": {
            "two_slow": {"units": {"desk": {**desk, "caseworkers": 2, "breadth": 0.0}}},
            "one_fast": {"units": {"desk": {**desk, "caseworkers": 1, "breadth": breadth}}},
        },
    }
    path = folder / "offices.yaml"
    YAML(typ="safe").dump(written, path)
    return load(path)


def equal_breadth(arrivals: float) -> float:
    """Where the time in the office is the same: 1 / (r - a) = 1 / (1 - (a / 2)^2), r = 2 / (1 + b ln 2).

    Sojourn times of M/M/1 at rate r and of M/M/2 at rate 1 each: Gross, Shortle, Thompson & Harris (2008),
    sections 2.2 and 2.4.

    >>> round(equal_breadth(1.0), 4)
    0.2061
    """
    rate = arrivals + 1.0 - (arrivals / 2.0) ** 2
    return (2.0 / rate - 1.0) / math.log(2.0)


def equal_load(rate: float) -> float:
    """The arrivals at which it is: the root of (a / 2)^2 - a + r - 1 = 0 below both capacities, 1 < r < 2.

    >>> round(equal_load(1.8), 4)
    1.1056
    """
    return 2.0 - 2.0 * math.sqrt(2.0 - rate)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is simulated, shared by the tests."""
    return tmp_path_factory.mktemp("busy")


def test_the_crossing_of_one_fast_and_two_slow_is_that_of_theory(busy: Path) -> None:
    """In the time in the office, as breadth slows the fast one down. False alarms: one in 10 000."""
    found = breakeven(
        offices(busy, 1.0, 0.1),
        "organisations.one_fast.units.desk.breadth=0:0.6",
        ("two_slow", "one_fast"),
        metric="lead_to_recovery_days",
        points=9,
        error_rate=SURE,
        jobs=1,
        out=busy,
    )
    (shown,) = [part for part in found.stretches if part.crossed]
    assert shown.start <= equal_breadth(1.0) <= shown.end
    assert shown.end - shown.start < 0.3
    assert found.better(found.stretches[0].sign) == "one_fast"
    assert found.better(found.stretches[-1].sign) == "two_slow"


def test_over_the_load_the_time_in_the_office_crosses_and_the_wait_does_not(busy: Path) -> None:
    """At r = 1.8: two slow ones always have the shorter wait, and the shorter time from a load on.

    Waits: a / (r (r - a)) against (a / 2)^2 / (1 - (a / 2)^2). At r = 2 the fast one would have the
    shorter time at every load (Stidham 1970, On the optimality of single-server queueing systems, Operations
    Research 18:708-732) and the longer wait.
    """
    office = offices(busy, 1.0, (2.0 / 1.8 - 1.0) / math.log(2.0), clients=900)
    arrivals = "population.profiles.0.arrivals=0.6 per hour:1.5 per hour:5"
    common = {"error_rate": SURE, "jobs": 1, "out": busy, "points": 7}
    time = breakeven(office, arrivals, ("two_slow", "one_fast"), metric="lead_to_recovery_days", **common)
    (shown,) = [part for part in time.stretches if part.crossed]
    assert shown.start <= equal_load(1.8) <= shown.end
    assert time.better(time.stretches[0].sign) == "one_fast"
    wait = breakeven(
        office, arrivals, ("two_slow", "one_fast"), metric="wait_days", group="unit=desk", **common
    )
    (only,) = wait.stretches
    assert wait.better(only.sign) == "two_slow"
    gap = min(a / (1.8 * (1.8 - a)) - (a / 2) ** 2 / (1 - (a / 2) ** 2) for a in (0.6, 1.0, 1.5)) / 24.0
    assert 0.0 < only.least <= gap
    assert "No crossing in this range" in wait.sentences("en")[0]


def question(folder: Path, *between: str, **options: Any) -> Any:
    arguments: dict[str, Any] = {
        "set": QUICK, "replications": 3, "points": 3, "jobs": 1, "out": folder, "engine": "simpy", **options
    }  # fmt: skip
    vary = arguments.pop("vary", "organisations.one_worker.units.whole_person.sight=0:1")
    return breakeven(SMALL, vary, between or ("specialised", "one_worker"), **arguments)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return question(tmp_path_factory.mktemp("answered"))


def test_turned_round_signs_change_and_the_answer_does_not(answered: Any) -> None:
    folder = answered.asked.trials.figures.path.parent
    turned = question(folder, "one_worker", "specialised")
    assert turned.asked.trials.runs == 0  # and nothing is simulated twice
    assert turned.band.mean == pytest.approx(-answered.band.mean)
    assert [turned.better(sign) for sign in turned.band.sign] == [
        answered.better(sign) for sign in answered.band.sign
    ]


def test_it_writes_a_table_a_chart_and_sentences(answered: Any, tmp_path: Path) -> None:
    names = [path.name for path in answered.write(tmp_path, "sv")]
    assert names == [
        "breakeven.csv",
        "breakeven_points.csv",
        "breakeven.json",
        "breakeven.png",
        "breakeven.en.svg",
        "breakeven.svg",
    ]
    manifest = json.loads((tmp_path / "breakeven.json").read_text())
    assert set(manifest["answer"]) == set(LANGUAGES)
    assert manifest["settings"]["finest_grid"] == 9
    points = answered.more_tables["points"]
    assert (points["one_worker"] - points["specialised"]).to_numpy() == pytest.approx(points["difference"])


def test_the_files_own_numbers_are_simulated_and_not_read_off_a_line(answered: Any) -> None:
    seen = run(answered.asked.loaded, organisations=answered.between, replications=3, engine="simpy").values
    mine = (seen["metric"] == "lead_to_all_supported_days") & (seen["statistic"] == "mean")
    figure = seen[mine & (seen["group"] == "all")].pivot(
        index="replication", columns="organisation", values="value"
    )
    gained = figure[answered.between[1]] - figure[answered.between[0]]
    mean, low, high = answered.stated()
    assert mean == pytest.approx(gained.mean())
    half = student.ppf(1 - 0.05 / (9 + 1) / 2, 3 - 1) * gained.std() / math.sqrt(3)
    assert (low, high) == pytest.approx((gained.mean() - half, gained.mean() + half))


def test_a_map_is_drawn_and_told(tmp_path: Path) -> None:
    vary = ["behaviour.breadth=0:0.4", "organisations.one_worker.units.whole_person.sight=0:1"]
    found = question(tmp_path, vary=vary, points=10, replications=2)
    assert found.table["share_of_map"].sum() == pytest.approx(1.0)
    for language in LANGUAGES:
        assert all(found.sentences(language))
        assert len(found.rows(language)[1]) == 5
    assert "breakeven.png" in [path.name for path in found.write(tmp_path)]


def test_a_number_that_is_inherited_moves_wherever_it_stands(tmp_path: Path) -> None:
    vary = "organisations.specialised.units.money.caseload=20:60"
    found = question(tmp_path, "specialised", "coordinated", vary=vary, replications=2)
    assert found.numbers[0].keys == (
        "organisations.specialised.units.money.caseload",
        "organisations.coordinated.units.money.caseload",
    )
    assert "move together" in found.sentences("en")[1]


def test_a_spent_budget_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clock = iter([0.0, *(0.0 for _ in range(6)), *(99.0 for _ in range(200))])
    monkeypatch.setattr(
        Budget, "over", property(lambda self: self.seconds is not None and next(clock) > 50.0)
    )
    found = question(tmp_path, budget=50.0)
    assert "budget was spent" in found.sentences("en")[1]
    assert found.band.replications.max() < 3


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (["--vary", "behaviour.synergy"], "the file states no low and high"),
        (["--vary", "behaviour.breadth=0,1"], "a range is needed"),
        (["--vary", "behaviour.breadth=0:1", "--metric", "hours"], "neither lower nor higher is better"),
        (["--vary", "behaviour.breadth=0:1", "--group", "district=A"], "no such figure"),
        (["--vary", "behaviour.breadth=0:1", "--replications", "1"], "--replications 1"),
        (["--vary", "behaviour.breadth=0:1", "--vary", "behaviour.breadth=0:1"], "two different ones"),
        (["--vary", "behaviour.sight=2:3"], "no value in the range will do"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    socsim: Command, tmp_path: Path, words: list[str], right: str
) -> None:
    quick = [word for change in QUICK for word in ("--set", change)]
    common = ["--between", "specialised", "one_worker", "--points", "3", "--jobs", "1", "--engine", "simpy"]
    replications = [] if "--replications" in words else ["--replications", "2"]
    ended = socsim(
        "breakeven", str(SMALL), *words, *common, *replications, *quick, "--quiet", "--out", str(tmp_path)
    )
    assert (ended.code, ended.out) == (2, "")
    assert right in ended.err
    assert ended.err.count("\n") == 1


def test_the_same_organisation_twice_is_refused() -> None:
    with pytest.raises(UserError, match="two different organisations"):
        breakeven(SMALL, "behaviour.breadth=0:1", ("specialised", "specialised"))


def test_the_command_shows_what_the_library_finds(socsim: Command, answered: Any, tmp_path: Path) -> None:
    folder = answered.asked.trials.figures.path.parent
    quick = [word for change in QUICK for word in ("--set", change)]
    ended = socsim(
        "breakeven", str(SMALL), "--vary", "organisations.one_worker.units.whole_person.sight=0:1",
        "--between", "specialised", "one_worker", "--replications", "3", "--points", "3", "--jobs", "1",
        "--engine", "simpy", "--lang", "sv", *quick, "--out", str(folder),
    )  # fmt: skip
    assert ended.code == 0
    said = " ".join(ended.out.split())
    for sentence in answered.sentences("sv"):
        assert " ".join(sentence.split()) in said
