"""What one gets for the money: payers add up, both ways round agree, and the command says it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from socsim import load, value
from socsim.experiment.budget import Budget
from socsim.locale import LANGUAGES
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import parameters
from tests.command import Command, command_line

SMALL = Path("scenarios/small.yaml")
QUICK = ["run.warm_up=30 days", "run.measure=90 days", "run.follow_up=60 days"]
RANGES = ["behaviour.sight={value: 0.15, low: 0.05, high: 0.4, source: assumption}"]


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_line(monkeypatch, capsys)


def question(folder: Path, **options: Any) -> Any:
    arguments: dict[str, Any] = {
        "set": [*QUICK, *RANGES], "replications": 3, "points": 3, "jobs": 1, "out": folder,
        "engine": "simpy", **options,
    }  # fmt: skip
    return value(SMALL, **arguments)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return question(tmp_path_factory.mktemp("answered"))


def test_costs_by_payer_add_up_to_all(answered: Any) -> None:
    table = answered.table
    for effect in ("recovered", "gap_days"):
        mine = table[table["effect"] == effect].pivot(index="organisation", columns="payer", values="cost")
        assert mine[["municipality", "region", "state"]].sum(axis=1).to_numpy() == pytest.approx(mine["all"])
        assert (mine["all"] != 0.0).all()


def test_all_are_held_against_the_reference(answered: Any) -> None:
    assert answered.names == ("specialised", "coordinated", "one_worker")
    assert len(answered.table) == 2 * 2 * 4
    assert answered.drawn.shape[:3] == (3, 3, 2)


def test_turned_round_the_signs_change_and_shares_do_not(answered: Any) -> None:
    folder = answered.asked.trials.figures.path.parent
    one = question(folder, between=("specialised", "one_worker"))
    other = question(folder, between=("one_worker", "specialised"))
    assert one.asked.trials.runs == other.asked.trials.runs == 0
    (there,), (back,) = one.increments("recovered", "all"), other.increments("recovered", "all")
    assert (there.cost, there.effect) == pytest.approx((-back.cost, -back.effect))
    assert one.points[0] == pytest.approx(-other.points[0])
    assert one.acceptability.best == pytest.approx(other.acceptability.best[:, ::-1])


def test_figures_are_those_of_the_metrics(answered: Any) -> None:
    cost, gain = answered.cost_and_effect(answered.base, "gap_days", "all")
    assert (gain <= 0.0).all()  # fewer days are more of the effect
    (_, one) = answered.increments("gap_days", "all")
    assert one.cost == pytest.approx(float((cost[2] - cost[0]).mean()))
    assert one.effect == pytest.approx(float((gain[2] - gain[0]).mean()))


def test_it_writes_tables_a_chart_and_sentences(answered: Any, tmp_path: Path) -> None:
    names = [path.name for path in answered.write(tmp_path, "sv")]
    assert names == [
        "value.csv", "value_acceptability.csv", "value_draws.csv", "value.json", "value.png",
        "value.en.svg", "value.svg",
    ]  # fmt: skip
    manifest = json.loads((tmp_path / "value.json").read_text())
    assert set(manifest["answer"]) == set(LANGUAGES)
    assert manifest["settings"]["parameters"] == len(parameters(answered.asked.loaded)) > 1
    shares = answered.more_tables["acceptability"][list(answered.names)]
    assert shares.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(shares)))


def test_the_horizon_the_prices_and_the_payers_are_said(answered: Any) -> None:
    said = " ".join(answered.sentences("en"))
    for words in ("Within 60 days", "in the prices of 2024", "not discounted", "municipality", "no cash"):
        assert words in said
    assert "i 2024 års priser" in " ".join(answered.sentences("sv"))


def test_days_in_a_gap_and_one_payer_can_be_asked_for(answered: Any) -> None:
    folder = answered.asked.trials.figures.path.parent
    found = question(folder, effect="gap_days", payer="municipality")
    for language in LANGUAGES:
        assert all(found.sentences(language))
        assert [len(block.rows) for block in found.further(language)] == [2, 2, 5]
    assert found.points[0] != pytest.approx(answered.points[0])


def test_clients_with_several_needs_can_be_asked_for(answered: Any) -> None:
    folder = answered.asked.trials.figures.path.parent
    found = question(folder, group="needs=2+")
    assert found.asked.trials.runs == 0
    assert "Several needs." in found.sentences("en")[0]
    mine = found.table[found.table["effect"] == "recovered"].pivot(
        index="organisation", columns="payer", values="cost"
    )
    assert mine[["municipality", "region", "state"]].sum(axis=1).to_numpy() == pytest.approx(mine["all"])
    assert mine["all"].to_numpy() != pytest.approx(answered.table["cost"].iloc[:2].to_numpy())


def test_a_spent_budget_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch, answered: Any, tmp_path: Path
) -> None:
    clock = iter([*(0.0 for _ in range(16)), *(99.0 for _ in range(200))])
    monkeypatch.setattr(
        Budget, "over", property(lambda self: self.seconds is not None and next(clock) > 50.0)
    )
    found = question(tmp_path, budget=50.0)
    assert "budget was spent" in found.sentences("en")[-1]
    assert found.acceptability.draws < 3


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (["--between", "specialised", "specialised"], "two different organisations"),
        (["--between", "specialised", "one_wrker"], "did you mean 'one_worker'?"),
        (["--only", "behaviour.none"], "--only behaviour.none"),
        (["--replications", "1"], "--replications 1"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    socsim: Command, tmp_path: Path, words: list[str], right: str
) -> None:
    ended = socsim("value", str(SMALL), *words, "--jobs", "1", "--quiet", "--out", str(tmp_path / "new"))
    assert (ended.code, ended.out) == (2, "")
    assert right in ended.err
    assert ended.err.count("\n") == 1


def test_an_effect_or_payer_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--effect happiness"):
        question(tmp_path, effect="happiness")
    with pytest.raises(UserError, match="--payer nobody"):
        question(tmp_path, payer="nobody")
    with pytest.raises(UserError, match="--group need=money"):
        question(tmp_path, group="need=money")


def test_a_file_without_ranges_says_what_is_lacking(tmp_path: Path) -> None:
    stated = parameters(load(SMALL))
    plain = [f"{key}={one.source.value}" for one in stated for key in one.keys]
    with pytest.raises(UserError, match="no number states its plausible range"):
        question(tmp_path, set=[*QUICK, *plain])


def test_the_command_shows_what_the_library_finds(socsim: Command, answered: Any) -> None:
    folder = answered.asked.trials.figures.path.parent
    changes = [word for change in (*QUICK, *RANGES) for word in ("--set", change)]
    ended = socsim(
        "value", str(SMALL), "--replications", "3", "--points", "3", "--jobs", "1", "--engine", "simpy",
        "--lang", "sv", *changes, "--out", str(folder),
    )  # fmt: skip
    assert ended.code == 0
    said = " ".join(ended.out.split())
    for sentence in answered.sentences("sv"):
        assert " ".join(sentence.split()) in said
