"""The best of several candidates: chosen as often as is said, among those that keep the limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

import socsim
from socsim.answers.contest import Rule, decide
from socsim.answers.limits import figure_of, limits_of
from socsim.answers.replicated import Replicated
from socsim.experiment.figures import Figure
from socsim.experiment.trials import Variant
from socsim.scenario.errors import UserError
from socsim.scenario.reading import load
from socsim.scenario.staffing import caseworkers_in_all, with_caseworkers
from tests.command import Command, command_line

FALSE_ALARM = 1e-4
COST, FALLEN = Figure("cost_per_client"), Figure("ever_fallen_share")
FILE = "scenarios/small.yaml"
SHORT = ["run.measure=60 days", "run.follow_up=60 days", "run.warm_up=30 days"]
ASKED: dict[str, Any] = {
    "minimise": "cost_per_client",
    "indifference": 100,
    "subject_to": ["ever_fallen_share<60%"],
    "replications": 8,
    "first": 6,
    "set": SHORT,
    "jobs": 1,
    "engine": "simpy",
}


class Toy:
    """Stands for trials: candidates of known means, with luck in common."""

    organisations = ("o",)
    over = False

    def __init__(self, seed: int, means: Sequence[tuple[float, float]]) -> None:
        rng = np.random.default_rng(seed)
        noise = rng.standard_normal((len(means), 400, 2)) * np.array([2.0, 0.04])
        self.found = np.array(means)[:, None, :] + noise + rng.standard_normal((1, 400, 1)) * [2.0, 0.04]

    def values(self, variants: Any, wanted: Any, *, replications: Any, **_: Any) -> np.ndarray:
        rows = [variant.changes["at"] for variant in variants]
        taken = self.found[rows][:, np.array(replications) - 1]
        ones = np.ones((*taken.shape[:2], 1))
        columns = [{COST: 0, FALLEN: 1}.get(figure, 2) for figure in wanted]
        return np.concatenate([taken, ones], axis=2)[:, None, :, columns]


def contest(seed: int, means: Sequence[tuple[float, float]], rule: Rule) -> Any:
    replicated = Replicated(Toy(seed, means), rule.figures, 400)  # type: ignore[arg-type]
    for at in range(len(means)):
        replicated.add(Variant({"at": at}), "o")
    return decide(rule, replicated, lambda line: None)


def rule(limits: Sequence[str] = ("ever_fallen_share<20%+-4%",), *, lowest: bool = True) -> Rule:
    return Rule(COST, lowest, 1.0, limits_of(list(limits), "--subject-to"), 0.95, 10)


def test_the_best_of_those_that_keep_the_limit_is_chosen_as_often_as_is_said() -> None:
    """One is cheaper and breaks the limit, one cheap and on it, two cost as much more as matters."""
    means = [(1.0, 0.16), (-2.0, 0.24), (0.0, 0.16), (1.0, 0.16), (-0.5, 0.24)]
    times, wrong = 200, 0
    for seed in range(times):
        found = contest(seed, means, rule())
        assert found.decided
        wrong += found.left != (2,)
    assert wrong <= binom.ppf(1.0 - FALSE_ALARM, times, 0.05)


def test_what_is_on_the_limit_is_not_chosen() -> None:
    found = [contest(seed, [(0.0, 0.2), (3.0, 0.1)], rule()) for seed in range(40)]
    assert sum(one.left == (1,) for one in found) >= 34  # three in twenty would be against all odds
    assert {one.fate(0)[0] for one in found} <= {"near", "kept", "broken", "chosen"}


def test_whoever_is_beaten_need_not_be_known_to_keep_the_limit() -> None:
    found = contest(1, [(0.0, 0.1), (9.0, 0.2)], rule())
    assert found.fate(1)[:1] == ("beaten",)
    assert 1 in found.early
    assert found.fate(0)[0] == "chosen"


def test_no_direction_is_built_in() -> None:
    means = [(1.0, 0.1), (0.0, 0.1), (2.5, 0.1)]
    up = [(-cost, share) for cost, share in means]
    assert contest(3, means, rule()).left == (1,)
    assert contest(3, up, rule(lowest=False)).left == (1,)
    assert contest(3, means, rule(["ever_fallen_share>20%"])).left == ()
    assert contest(3, means[::-1], rule()).left == (1,)


def test_limits_are_read() -> None:
    (one,) = limits_of(["lead_to_decision_days.p90[needs=2+] <= 21 days"], "--promise")
    assert one.figure == Figure("lead_to_decision_days", "p90", "needs=2+")
    assert one.most
    assert one.value == 21.0
    assert one.tolerance == pytest.approx(1.05)
    other, third = limits_of(["recovered_share>=60%+-2%", "cost_per_client<400000 SEK"], "--x", "10%")
    assert (other.most, other.value, other.tolerance) == (False, 0.6, 0.02)
    assert third.tolerance == pytest.approx(40_000.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ever_fallen_share", "write METRIC<NUMBER"),
        ("ever_fallen<0.2", "there is no such metric"),
        ("ever_fallen_share<20", "from 0 to 1"),
        ("gap_days<20%", "not the unit"),
        ("gap_days<", "write METRIC<NUMBER"),
        ("gap_days<x", "no number"),
        ("gap_days.p95<3", "no such statistic"),
        ("gap_days[needs=7]<3", "no such group"),
        ("gap_days<0", "tolerance"),
        ("gap_days<3+-0", "above 0"),
        ("0.1<gap_days<3", "write METRIC<NUMBER"),
    ],
)
def test_limits_that_will_not_do_are_named(text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        limits_of([text], "--subject-to")
    assert len(caught.value.lines) == 1
    assert said in caught.value.lines[0]
    assert text in caught.value.lines[0]


def test_a_figure_with_everything() -> None:
    assert figure_of(" gap_days . p50 [needs=1]", "--minimise").name == "gap_days.p50[needs=1]"


def test_as_many_caseworkers_as_now_are_where_they_are_now() -> None:
    loaded = load("scenarios/small.yaml")
    for name, organisation in loaded.scenario.organisations.items():
        now = caseworkers_in_all(organisation)
        same = loaded.at(with_caseworkers(name, organisation, now)).organisations[name]
        assert same == organisation
        more = loaded.at(with_caseworkers(name, organisation, now + 3)).organisations[name]
        assert caseworkers_in_all(more) == now + 3


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("best")
    return folder, socsim.best(FILE, **ASKED, staffing="6,8", out=folder)


def test_every_organisation_at_every_staffing(asked: tuple[Path, Any]) -> None:
    _, found = asked
    assert len(found.table) == 6
    assert set(found.table["caseworkers"]) == {6, 8}
    assert (found.table["replications"] >= 6).all()
    assert found.those.full_hours
    by = found.table.set_index(["organisation", "caseworkers"])["payroll_per_year"]
    more = by["specialised", 8] - by["specialised", 6]
    assert more == pytest.approx(2 * 12 * 60_000)  # equal money would have made them alike
    assert by["one_worker", 8] - by["one_worker", 6] == pytest.approx(more)
    limits = found.more_tables["limits"]
    assert len(limits) == 6
    assert set(limits["verdict"]) <= {"kept", "broken", "near", "open"}


def test_the_answer_is_shown_and_written(asked: tuple[Path, Any], capsys: Any) -> None:
    folder, found = asked
    for language in ("en", "sv"):
        said = found.sentences(language)
        headings, rows = found.rows(language)
        assert len(said) >= 3
        assert all(len(row) == len(headings) for row in rows)
        found.show(language=language)
    assert "handläggare" in capsys.readouterr().out
    assert {path.name for path in found.write(folder)} == set(found.files())
    told = json.loads((folder / "best.json").read_text("utf-8"))
    assert told["settings"]["subject_to"] == ["ever_fallen_share<0.6"]


def test_the_same_again_without_a_run(asked: tuple[Path, Any]) -> None:
    folder, found = asked
    again = socsim.best(FILE, **ASKED, staffing="6,8", out=folder)
    assert again.asked.trials.runs == 0
    assert again.table.equals(found.table)


def test_equal_money_stays_where_nothing_moves_a_payroll() -> None:
    found = socsim.best(
        FILE, **ASKED, organisations=["specialised", "one_worker"], vary=["behaviour.sight=0.1"]
    )
    assert not found.those.full_hours
    assert found.those.all[0].payroll == pytest.approx(found.those.all[1].payroll)
    assert len(found.those.all) == 2


def test_what_a_key_does_not_touch_is_one_candidate() -> None:
    key = "organisations.one_worker.units.whole_person.sight"
    found = socsim.best(
        FILE, **ASKED | {"budget": 1e-9}, organisations=["specialised", "one_worker"], vary=[f"{key}=0.1,0.6"]
    )
    assert [(one.organisation, dict(one.values)) for one in found.those.all] == [
        ("specialised", {}),
        ("one_worker", {key: "0.1"}),
        ("one_worker", {key: "0.6"}),
    ]


def test_without_time_nothing_is_decided(tmp_path: Path) -> None:
    found = socsim.best(FILE, **ASKED | {"budget": 1e-9}, staffing="6,8", out=tmp_path)
    assert found.chosen == ()
    for language in ("en", "sv"):
        assert found.sentences(language)
    assert "not shown" in " ".join(found.sentences()) or "not decided" in " ".join(found.sentences())
    found.write(tmp_path, "sv")


GAP, FIVE, ALONE = ["--minimise", "gap_days"], ["--indifference", "5"], ["--organisation", "specialised"]
BAD = [
    ([*GAP, "--indifference", "x"], "no number"),
    ([*GAP, "--indifference", "0"], "above 0"),
    (FIVE, "state one of them"),
    ([*GAP, *FIVE, "--maximise", "gap_days"], "state one of them"),
    ([*GAP, *FIVE, "--subject-to", "gap_days=3"], "write METRIC<NUMBER"),
    ([*GAP, *FIVE, "--staffing", "5.5"], "whole numbers"),
    ([*GAP, *FIVE, *ALONE, "--staffing", "3"], "3 caseworkers are too few: it takes 4"),
    ([*GAP, *FIVE, *ALONE], "one candidate only"),
    ([*GAP, *FIVE, "--confidence", "95"], "between 0.5 and 1"),
    ([*GAP, *FIVE, "--replications", "5"], "--first 10"),
    ([*GAP, *FIVE, "--tolerance", "0.1"], "such as 5%"),
    ([*GAP, *FIVE, "--vary", "behaviour.sigth=1,2"], "no such key"),
    ([*GAP, *FIVE, "--organisation", "no"], "no such organisation"),
]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


@pytest.mark.parametrize(("options", "said"), BAD)
def test_bad_input_is_one_line(options: list[str], said: str, tmp_path: Path, command: Command) -> None:
    ended = command("best", FILE, "--out", str(tmp_path / "out"), *options)
    told = ended.err.strip().splitlines()
    assert ended.code == 2
    assert len(told) == 1
    assert said in told[0]
    assert not (tmp_path / "out" / "best.csv").exists()
