"""Why: parts that theory knows, one mechanism that differs, money, growing queues; and the command."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from socsim import load, why
from socsim.answers.coalitions import Group, coalition, groups_between
from socsim.answers.why import Why
from socsim.experiment.budget import Budget
from socsim.experiment.figures import Figure
from socsim.experiment.trials import Trials
from socsim.locale import LANGUAGES
from socsim.scenario.errors import UserError
from socsim.scenario.plan import make_plan
from tests.command import Command, command_line

SURE = 1e-4
"""The chance at which a test of chance may fail."""
SMALL = "scenarios/small.yaml"
QUICK = ("run.warm_up=20 days", "run.measure=90 days", "run.follow_up=40 days", "run.replications=3")

TWO_OFFICES = """
title: {sv: Delat eller gemensamt, en: Split or pooled}
run: {warm_up: 5 days, measure: 60 days, follow_up: 5 days, replications: 14, seed: 5}
office: {hours_per_week: 168, casework_share: 1}
population:
  profiles:
    - {name: a, arrivals: 12 per day, needs: [a]}
    - {name: b, arrivals: 12 per day, needs: [b]}
needs:
  a: {steps: {service: {effort: {dist: exponential, mean: 1 h}, decides: true}}}
  b: {steps: {service: {effort: {dist: exponential, mean: 1 h}, decides: true}}}
behaviour: {breadth: 0.5}
organisations:
  split:
    units:
      a: {handles: [a], caseworkers: 1, assignment: step}
      b: {handles: [b], caseworkers: 1, assignment: step}
  pooled:
    units:
      all: {handles: ["*"], caseworkers: 2, assignment: step}
comparison: {primary: [lead_to_decision_days]}
"""
"""Two M/M/1 against an M/M/2, whose caseworkers take longer by 1 + 0.5 ln 2."""


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


def answer(*between: str, set: tuple[str, ...] = (), **options: object) -> Why:
    sets = (*QUICK, *set)
    return why(SMALL, between=between, set=sets, jobs=1, engine="simpy", **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def two_groups() -> Why:
    return answer("specialised", "one_worker", group="needs=2+", only=("discovery", "breadth"))


def written(folder: Path, text: str = TWO_OFFICES) -> Path:
    path = folder / "offices.yaml"
    path.write_text(text, "utf-8")
    return path


def in_pool(service: float) -> float:
    """Hours that a client of an M/M/2 is there, with one client an hour."""
    return service / (1.0 - (service / 2.0) ** 2)


def test_structure_and_mechanism_are_what_queueing_theory_says(tmp_path: Path) -> None:
    """Pooling makes waits shorter: the structure. Breadth makes the work longer: the mechanism."""
    found = why(written(tmp_path), between=("split", "pooled"), metric="lead_to_decision_days", jobs=1)
    assert [group.mechanisms for group in found.groups] == [("breadth",)]
    slower = in_pool(1.0 + 0.5 * math.log(2.0))
    expected = {"structure": in_pool(1.0) - 2.0, "skill": slower - in_pool(1.0), "difference": slower - 2.0}
    for values, part in zip(
        (found.found.structure, *found.found.shares, found.found.difference), expected, strict=True
    ):
        hours = 24.0 * values
        half = stats.t.isf(SURE / 6, len(hours) - 1) * hours.std(ddof=1) / len(hours) ** 0.5
        assert abs(hours.mean() - expected[part]) < half, part
        assert half < 0.7
    assert found.table["estimate"].iloc[0] < 0.0 < found.table["estimate"].iloc[1]


def adds_up(found: Why) -> None:
    """In every replication, and so in the table; from the one organisation to the other."""
    whole = found.found.structure + found.found.shares.sum(axis=0)
    np.testing.assert_allclose(whole, found.found.difference, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.found.levels[1] - found.found.levels[0], found.found.difference)
    table = found.table
    assert table["estimate"].iloc[:-1].sum() == pytest.approx(table["estimate"].iloc[-1])
    assert (table["replications"] == len(found.found.replications)).all()


def test_it_adds_up(two_groups: Why) -> None:
    adds_up(two_groups)
    assert len(two_groups.more_tables["coalitions"]) == 4


def test_the_other_way_round_signs_change(two_groups: Why) -> None:
    turned = answer("one_worker", "specialised", group="needs=2+", only=("discovery", "breadth"))
    for column in ("estimate", "alone", "last"):
        np.testing.assert_allclose(turned.table[column], -two_groups.table[column], equal_nan=True)
    assert turned.table["ci_low"].tolist() == (-two_groups.table["ci_high"]).tolist()
    sides = [[part.side for part in parts(found)] for found in (two_groups, turned)]
    swapped = {"first": "second", "second": "first", "open": "open"}
    assert [swapped[side] for side in sides[0]] == sides[1]


def parts(found: Why) -> list[object]:
    from socsim.charts.about import About
    from socsim.charts.why import parts_of

    return parts_of(found.table, found.figure.metric, About.from_meta(found.meta, "en"))  # type: ignore[return-value]


ALIKE = (
    "organisations.coordinated.coordinators=null",
    "organisations.coordinated.units.reception.sight=0.9",
    "organisations.coordinated.units.money.sight=0.9",
)


def test_what_alone_differs_has_the_difference() -> None:
    """In sight: without it the two are the same, and nothing else does anything alone."""
    found = answer(
        "specialised", "coordinated", group="needs=2+", set=ALIKE, only=("discovery", "return", "acute")
    )
    assert found.found.structure.tolist() == [0.0] * 3
    assert (found.found.alone[1:] == 0.0).all()
    assert found.found.shares[2].tolist() == [0.0] * 3  # nobody uses it
    shares = np.abs(found.found.shares.mean(axis=1))
    assert shares[0] > 2.0 * shares[1]
    assert found.found.shares[0].mean() * found.found.difference.mean() > 0.0
    adds_up(found)


def test_what_neither_uses_drops_out() -> None:
    loaded = load(SMALL, set=[*QUICK, "behaviour.trust=null"])
    between = ("specialised", "coordinated")
    groups = groups_between(Trials(loaded, between, engine="simpy"), between, split=("relations",))
    assert {"seeing": ("discovery",), "coordination": ("coordinators",)}.items() <= dict(groups).items()
    names = [group.name for group in groups]
    assert {"contacts", "acquaintance"} <= set(names)
    assert "trust" not in names
    assert "staff" not in names  # small.yaml has no sick leave


def test_drawn_orders_add_up_and_need_fewer_runs(tmp_path: Path) -> None:
    def drawn() -> Why:
        only = ("discovery", "paperwork", "return", "referral")
        return answer(
            "specialised", "one_worker", orders=1, group="needs=2+", only=only, replications=2, out=tmp_path
        )

    some = drawn()
    adds_up(some)
    assert some.found.replications == (1, 2)
    assert np.isfinite(some.found.coalitions).all(axis=1).sum() < 16
    assert 0 < some.asked.trials.runs < 2 * 2 * 16
    assert "1 order" in " ".join(some.sentences())
    again = drawn()
    assert again.table.equals(some.table)
    assert again.asked.trials.runs == 0


@pytest.mark.parametrize("reference", ["specialised", "coordinated", "one_worker"])
def test_money_that_paid_for_coordinators_goes_to_caseworkers(reference: str) -> None:
    loaded = load(SMALL, set=[*QUICK, f"comparison.reference={reference}"])
    between = ("specialised", "coordinated")
    trials = Trials(loaded, between, engine="simpy")
    groups = (Group("coordination", ("coordinators",)),)
    before = make_plan(loaded.scenario).organisations
    without = make_plan(loaded.at(coalition(trials, between, groups, 0).changes)).organisations
    for name in between:
        assert without[name].payroll_after == pytest.approx(before[reference].payroll_after)
    assert without["coordinated"].hours_factor == pytest.approx(without["specialised"].hours_factor)
    assert without["coordinated"].hours_factor > before["coordinated"].hours_factor
    assert not [unit for unit in without["coordinated"].units if unit.role == "coordinator"]


def test_queues_that_still_grow_are_reported(tmp_path: Path) -> None:
    """With breadth, the pool has more to do than hours to do it in; without, both keep up."""
    text = TWO_OFFICES.replace("breadth: 0.5", "breadth: 2").replace("replications: 14", "replications: 3")
    text = text.replace("measure: 60 days", "measure: 90 days")
    found = why(written(tmp_path, text), between=("split", "pooled"), metric="lead_to_decision_days", jobs=1)
    assert found.found.growing.tolist() == [[False, False], [False, True]]
    assert found.table["on_growing"].tolist() == [0.0, 1.0, 1.0]
    for language in LANGUAGES:
        assert len(found.sentences(language)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_are_named_in_both_languages(two_groups: Why, language: str, tmp_path: Path) -> None:
    first, second = two_groups.sentences(language)[:2]
    for label in two_groups.meta["organisations"].values():
        assert label[language] in first
        assert label[language] in second
    headings, rows = two_groups.rows(language)
    assert all(len(row) == len(headings) for row in rows)
    names = {path.name for path in two_groups.write(tmp_path, language)}
    assert names == set(two_groups.files(language))
    assert {"why.csv", "why_coalitions.csv", "why.json", "why.png", "why.svg"} < names
    said = json.loads((tmp_path / "why.json").read_text("utf-8"))
    assert said["settings"]["groups"] == {"discovery": ["discovery"], "breadth": ["breadth"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"between": ("specialised", "specialised")}, "two organisations"),
        ({"between": ("specialised", "one_wroker")}, "one_worker"),
        ({"metric": "lead_to_decision"}, "lead_to_decision_days"),
        ({"group": "needs=9"}, "needs="),
        ({"only": ("discovry",)}, "discovery"),
        ({"split": ("seing",)}, "seeing"),
        ({"only": ("seeing", "discovery")}, "name it once"),
        ({"split": ("seeing", "passage", "demands", "relations", "skill", "growth")}, "more than 8"),
        ({"orders": 0}, "--orders"),
    ],
)
def test_what_will_not_do_is_said_in_a_line(options: dict[str, object], said: str) -> None:
    asked: dict[str, object] = {"between": ("specialised", "one_worker"), **options}
    with pytest.raises(UserError) as caught:
        why(SMALL, set=QUICK, jobs=1, engine="simpy", **asked)  # type: ignore[arg-type]
    assert len(caught.value.lines) == 1
    assert said in caught.value.lines[0]


def test_a_figure_that_goes_with_what_is_taken_out_is_no_figure() -> None:
    faults = ("behaviour.faults.base=0.2", "behaviour.review=[{by: colleague, catches: 0.5}]")
    with pytest.raises(UserError, match="--metric faults_found_share"):
        answer("specialised", "one_worker", set=faults, metric="faults_found_share", only=("faults",))


ONLY = ("--between", "specialised", "one_worker", "--only", "discovery", "--jobs", "1", "--engine", "simpy")
SETS = [word for one in QUICK for word in ("--set", one)]


def test_the_command_writes_shows_and_goes_on_where_it_was(socsim: Command, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path))
    first = socsim("why", SMALL, *ONLY, *SETS, *out, "--lang", "sv")
    assert first.code == 0
    assert "allt annat" in first.out
    before = (tmp_path / "why.csv").read_bytes()
    again = socsim("why", SMALL, *ONLY, *SETS, *out, "--quiet")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert (tmp_path / "why.csv").read_bytes() == before
    assert json.loads((tmp_path / "why.json").read_text("utf-8"))["runs"] == 0


def test_the_command_refuses_with_code_2(socsim: Command, tmp_path: Path) -> None:
    ended = socsim("why", SMALL, *ONLY[:3], "--only", "sight", "--out", str(tmp_path / "none"))
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert not (tmp_path / "none" / "why.csv").exists()


def test_a_spent_budget_counts_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr(Budget, "over", property(lambda self: next(ticks) > 6))
    found = answer("specialised", "one_worker", only=("discovery",), out=tmp_path)
    assert found.found.replications == (1,)
    assert found.meta["replications"] == 1
    assert "1 of 3" in " ".join(found.sentences())
    monkeypatch.setattr(Budget, "over", property(lambda self: True))
    with pytest.raises(UserError, match="--budget"):
        answer("specialised", "one_worker", only=("trust",), out=tmp_path)


def test_a_failed_replication_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    values = Trials.values

    def lacking(self: Trials, *words: object, **named: object) -> object:
        found = values(self, *words, **named)  # type: ignore[arg-type]
        found[0, 0, 1] = np.nan
        return found

    monkeypatch.setattr(Trials, "values", lacking)
    found = answer("specialised", "one_worker", only=("discovery",))
    assert found.found.replications == (1, 3)
    adds_up(found)


def test_the_figure_may_be_a_quantile() -> None:
    found = answer("specialised", "one_worker", metric="lead_to_decision_days.p50", only=("discovery",))
    assert found.figure == Figure("lead_to_decision_days", "p50", "all")
    assert "median" in found.sentences()[0]
