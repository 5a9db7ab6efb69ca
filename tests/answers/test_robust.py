"""`robust`: a share that is known from theory, both ways round, and what goes wrong on the way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from socsim.answers.draws import BLOCK, chosen_parameters, draw
from socsim.answers.robust import Robust, robust
from socsim.experiment import budget as budgets
from socsim.scenario.errors import UserError
from socsim.scenario.reading import load
from tests.command import Command

from .conftest import BOARD_OR_DESKS, DESKS_ARE_BETTER

POINTS = 32


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("robust")


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Path:
    path = folder / "offices.yaml"
    path.write_text(BOARD_OR_DESKS, "utf-8")
    return path


def asked(scenario: Path, folder: Path, **options: object) -> Robust:
    options = {"points": POINTS, "engine": "simpy", "jobs": 1, **options}
    return robust(scenario, out=folder / "answers", **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found(scenario: Path, folder: Path) -> Robust:
    return asked(scenario, folder)


def row(found: Robust, group: str = "needs=1", settled: bool = True) -> pd.Series:
    table = found.table
    return table[(table["group"] == group) & (table["settled"] == settled)].iloc[0]


def test_the_share_that_theory_gives_lies_between_better_and_not_worse(found: Robust) -> None:
    """Both ends at 97.5 %: what is undecided is on one side or the other of where the two are equal."""
    one = row(found)
    assert one["points"] == POINTS
    assert one["better_ci_low"] <= DESKS_ARE_BETTER <= 1.0 - one["worse_ci_low"]
    assert one["undecided"] < 0.25
    assert one["better"] + one["undecided"] + one["worse"] == pytest.approx(1.0)


def test_no_point_far_from_where_they_are_equal_is_judged_wrong(found: Robust) -> None:
    points = found.more_tables["points"].set_index("point")["behaviour.referral.delay"]
    judged = found.more_tables["differences"]
    judged = judged[judged["group"] == "needs=1"]
    delay = points.loc[judged["point"]].to_numpy()
    word = judged["judgement"].to_numpy()
    assert not ((word == "worse") & (delay < 20 * DESKS_ARE_BETTER - 2)).any()
    assert not ((word == "better") & (delay > 20 * DESKS_ARE_BETTER + 2)).any()


def test_what_decides_is_named_and_pay_is_not(found: Robust) -> None:
    table = found.more_tables["parameters"]
    table = table[table["group"] == "needs=1"].set_index("parameter")
    assert table.index[0] == "behaviour.referral.delay"
    assert table["shown"].to_dict() == {
        "behaviour.referral.delay": True, "costs.caseworker": False, "costs.manager": False
    }  # fmt: skip
    assert table.loc["behaviour.referral.delay", "correlation"] < 0.0
    assert "time that a referral is on its way" in " ".join(found.sentences())


def test_the_corners_are_the_largest_differences(found: Robust) -> None:
    corners = found.more_tables["corners"].set_index("corner")
    assert (
        corners.loc["best", "behaviour.referral.delay"]
        < 20 * DESKS_ARE_BETTER
        < corners.loc["worst", "behaviour.referral.delay"]
    )
    assert corners.loc["worst", "ci_low"] > 0.0 > corners.loc["best", "ci_high"]


def test_the_other_way_round_everything_turns_round(scenario: Path, folder: Path, found: Robust) -> None:
    turned = asked(scenario, folder, between=("desks", "board"))
    assert turned.asked.trials.runs == 0  # found in the folder
    one, other = row(found), row(turned)
    assert (one["better"], one["worse"]) == (other["worse"], other["better"])
    assert one["difference_p50"] == pytest.approx(-other["difference_p50"])
    mine, theirs = (one.more_tables["parameters"]["correlation"] for one in (found, turned))
    assert np.allclose(mine, -theirs)


def test_it_is_the_same_again_and_goes_on_from_fewer_points(
    scenario: Path, folder: Path, found: Robust
) -> None:
    again = asked(scenario, folder)
    assert again.asked.trials.runs == 0
    pd.testing.assert_frame_equal(found.table, again.table)
    assert found.sentences("sv") == again.sentences("sv")
    fewer = asked(scenario, folder, points=POINTS - 9)
    assert fewer.asked.trials.runs == 0


def test_draws_are_spread_evenly_and_follow_from_the_seed(scenario: Path) -> None:
    what = chosen_parameters(load(scenario))
    many = draw(what, 3 * BLOCK, 5)
    assert np.array_equal(many.shares[:40], draw(what, 40, 5).shares)
    assert not np.array_equal(many.shares[:40], draw(what, 40, 6).shares)
    for block in range(3):
        cells = np.floor(many.shares[block * BLOCK : (block + 1) * BLOCK] * BLOCK)
        assert all(sorted(column) == list(range(BLOCK)) for column in cells.T)


def test_only_what_is_asked_for_is_drawn(scenario: Path) -> None:
    loaded = load(scenario)
    assert [one.name for one in chosen_parameters(loaded, ["behaviour"])] == ["behaviour.referral.delay"]
    assert [one.name for one in chosen_parameters(loaded, ["costs.*", "*.delay"])] == [
        "behaviour.referral.delay", "costs.caseworker", "costs.manager"
    ]  # fmt: skip


def test_points_that_are_no_scenario_are_counted_and_said(folder: Path) -> None:
    crossing = """{effort: {dist: triangular, high: 6 h,
        low: {value: 1 h, low: 0.5 h, high: 3 h, source: assumption},
        mode: {value: 2 h, low: 1 h, high: 3 h, source: assumption}}}"""
    changed = folder / "unfit.yaml"
    changed.write_text(BOARD_OR_DESKS.replace("intake: {effort: 1 h}", f"intake: {crossing}"), "utf-8")
    found = asked(changed, folder, points=12)
    numbers = dict(zip((one.name for one in found.draws.parameters), found.draws.numbers.T, strict=True))
    effort = "needs.a.steps.intake.effort."
    assert np.array_equal(found.points.unfit, numbers[f"{effort}low"] > numbers[f"{effort}mode"])
    assert 0 < found.points.unfit.sum() < 12
    assert not (found.points.unfit & found.points.finished).any()
    assert f"{found.points.unfit.sum()} sets are no scenario" in found.sentences()[-1]


TARGET = """
targets:
  - {metric: lead_to_decision_days, group: needs=1, organisation: desks, value: 4, tolerance: 1,
     source: assumption, origin: emerges}
"""


def test_only_sets_near_the_known_figures_count_where_that_is_asked(folder: Path, found: Robust) -> None:
    """Two desks take as long as the referral: within three days of four, it takes one to seven."""
    known = folder / "known.yaml"
    known.write_text(BOARD_OR_DESKS + TARGET, "utf-8")
    near = asked(known, folder, calibrated=True)
    assert near.asked.trials.runs == 0  # what is known changes nothing of what happens
    delay = near.more_tables["points"]["behaviour.referral.delay"].to_numpy()
    assert np.array_equal(near.points.near, (delay > 0.9) & (delay < 6.9))
    assert row(near)["points"] == near.points.near.sum() > 0
    assert row(near)["worse"] == 0.0 < row(found)["worse"]
    assert f"{near.points.near.sum()} of {POINTS} sets" in near.sentences()[-1]
    every = asked(known, folder)
    assert row(every)["points"] == POINTS
    assert "come within three times the tolerance" in every.sentences()[-1]


def test_the_budget_is_kept(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(100_000))
    monkeypatch.setattr(budgets.Budget, "spent", property(lambda self: next(ticks) * 0.1))
    found = asked(scenario, tmp_path, points=24, budget=4.0)
    finished = int(found.points.finished.sum())
    assert 0 < finished < 24
    assert found.points.finished[:finished].all()  # whole points, from the first
    assert "budget" in found.sentences()[-1]
    assert "Tiden tog slut" in found.sentences("sv")[-1]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"metrics": ["hours"]}, "--metric hours: neither lower nor higher"),
        ({"metrics": ["speed"]}, "--metric speed"),
        ({"groups": ["needs=9"]}, "--group needs=9"),
        ({"only": ["nothing.*"]}, "--only nothing"),
        ({"replications": 1}, "--replications 1"),
        ({"calibrated": True}, "--calibrated"),
        ({"points": 0}, "--points 0"),
        ({"between": ("board", "none")}, "none"),
        ({"organisations": ["board"]}, "one organisation"),
        ({"between": ("board", "board")}, "--between board board"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_line(
    scenario: Path, folder: Path, options: dict[str, object], line: str
) -> None:
    with pytest.raises(UserError) as caught:
        asked(scenario, folder, **options)
    assert len(caught.value.lines) == 1
    assert line in caught.value.lines[0]


def test_a_scenario_without_ranges_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    bare = BOARD_OR_DESKS.replace("{value: 5 days, low: 0 days, high: 20 days, source: assumption}", "5 days")
    bare = bare[: bare.index("costs:")] + bare[bare.index("organisations:") :]
    path.write_text(bare, "utf-8")
    with pytest.raises(UserError, match="no number states its plausible range"):
        asked(path, tmp_path)


def test_the_command_writes_and_shows(scenario: Path, folder: Path, command: Command) -> None:
    words = ["robust", str(scenario), "--points", str(POINTS), "--engine", "simpy", "--jobs", "1"]
    out = folder / "answers"
    ended = command(*words, "--out", str(out), "--lang", "sv")
    assert ended.code == 0
    assert "två diskar är bättre än en nämnd" in ended.out
    assert "behaviour.referral.delay" in ended.out
    said = json.loads((out / "robust.json").read_text("utf-8"))
    assert said["settings"]["points"] == POINTS
    for name in ("robust.csv", "robust_parameters.csv", "robust_corners.csv", "robust_differences.csv",
                 "robust_points.csv", "robust.png", "robust.svg"):  # fmt: skip
        assert (out / name).stat().st_size > 0
    english = command(*words, "--out", str(out), "--quiet")
    assert (english.code, english.out) == (0, "")


def test_a_wrong_command_ends_with_a_line(scenario: Path, command: Command) -> None:
    ended = command("robust", str(scenario), "--only", "nothing")
    assert ended.code == 2
    assert ended.err.count("\n") == 1


def test_where_no_set_counts_only_those_apart_are_shown(folder: Path) -> None:
    """Each piece of work takes forty times as long: the queues grow, whatever the numbers are."""
    crowded = folder / "crowded.yaml"
    text = BOARD_OR_DESKS.replace("effort: 1 h", "effort: 40 h").replace(
        "measure: 28 days", "measure: 168 days"
    )
    crowded.write_text(text, "utf-8")
    found = asked(crowded, folder, points=4)
    assert not found.points.counted.any()
    (apart,) = found.blocks()
    assert apart.heading == "Apart: the sets in which some office does not come to rest"
    assert [row[-1] for row in apart.rows] == ["", *["4"] * (len(apart.rows) - 1)]
