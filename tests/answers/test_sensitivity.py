"""`sensitivity`: what is known to decide is found, and nothing else; and what goes wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from socsim.answers import sensitivity as module
from socsim.answers.sensitivity import Sensitivity, section, sensitivity
from socsim.charts.tornado import tornado
from socsim.experiment import budget as budgets
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import parameters
from socsim.scenario.reading import load
from tests.charts.looks import title
from tests.command import Command

from .conftest import BOARD_OR_DESKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sensitivity")


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Path:
    path = folder / "offices.yaml"
    path.write_text(BOARD_OR_DESKS, "utf-8")
    return path


def asked(scenario: Path, folder: Path, **options: Any) -> Sensitivity:
    options = {"between": ("board", "desks"), "trajectories": 2, "points": 4, "top": 2, "engine": "simpy",
               "jobs": 1, **options}  # fmt: skip
    return sensitivity(scenario, out=folder / "answers", **options)


@pytest.fixture(scope="module")
def found(scenario: Path, folder: Path) -> Sensitivity:
    return asked(scenario, folder)


def test_the_delay_of_the_referral_is_the_difference_and_pay_is_nothing(found: Sensitivity) -> None:
    """Each day of it is a day more, whatever else: effects and ends are exact."""
    assert found.single is not None and found.ends is not None and found.sections is None
    assert found.single.names[found.single.order[0]] == "behaviour.referral.delay"
    sizes = dict(zip(found.single.names, found.single.size.tolist(), strict=True))
    assert sizes["behaviour.referral.delay"] == pytest.approx(20.0, abs=0.01)
    assert sizes["costs.caseworker"] == sizes["costs.manager"] == 0.0
    assert found.ends.low.mean[0] == pytest.approx(-5.0, abs=0.01)
    assert found.ends.high.mean[0] == pytest.approx(15.0, abs=0.01)
    assert found.indices is not None
    assert found.indices.total[0] > found.indices.total[1] == 0.0


def test_the_title_names_a_number_as_the_first_only_where_its_bar_is_shown_to_be_longest(
    found: Sensitivity,
) -> None:
    assert title(found.chart()).endswith("moves it most")
    unsure = found.table.assign(at_low_ci_low=-90.0, at_low_ci_high=90.0)
    assert "is not decided" in title(tornado(unsure, found.figure, found.organisations, found.meta))


def test_the_other_way_round_the_signs_turn(scenario: Path, folder: Path, found: Sensitivity) -> None:
    turned = asked(scenario, folder, between=("desks", "board"))
    assert turned.asked.trials.runs == 0  # found in the folder
    assert np.allclose(turned.table["at_high"], -found.table["at_high"])
    assert turned.single is not None and found.single is not None
    assert np.allclose(turned.single.size, found.single.size)


def test_of_one_organisation_and_of_the_reference(scenario: Path, folder: Path) -> None:
    board = asked(scenario, folder, between=None)
    assert board.organisations == ("board",)
    assert board.table["at_high"].abs().max() == 0.0  # nothing of it is uncertain
    assert "none of the numbers" in board.sentences()[0]
    desks = asked(scenario, folder, between=None, organisation="desks", only=["behaviour.*"])
    assert desks.table["at_high"].iloc[0] == pytest.approx(15.0, abs=0.01)
    assert [one.name for one in desks.parameters] == ["behaviour.referral.delay"]


def test_it_is_the_same_again(scenario: Path, folder: Path, found: Sensitivity) -> None:
    again = asked(scenario, folder)
    assert again.asked.trials.runs == 0
    pd.testing.assert_frame_equal(found.table, again.table)
    assert found.sentences() == again.sentences()


def test_many_numbers_are_screened_by_section_first(
    scenario: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SINGLY", 1)
    by = asked(scenario, folder)
    assert by.sections is not None
    assert by.sections.names[by.sections.order[0]] == "behaviour.referral"
    assert [one.name for one in by.screened] == ["behaviour.referral.delay"]
    assert set(by.more_tables["screening"]["of"]) == {"section", "number"}


def test_sections_are_those_of_the_file() -> None:
    sections = {section(one) for one in parameters(load("scenarios/stockholm.yaml"))}
    assert {"needs.money", "behaviour.sick_leave", "behaviour.sight", "population.profiles"} <= sections
    assert len(sections) < 50


def test_a_budget_ends_it_in_good_order(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(100_000))
    monkeypatch.setattr(budgets.Budget, "spent", property(lambda self: next(ticks) * 0.1))
    found = asked(scenario, tmp_path, budget=2.0)
    assert found.asked.trials.over
    assert found.ends is None and found.indices is None
    assert "budget" in found.sentences()[-1]
    found.write(tmp_path / "written", "sv")
    assert (tmp_path / "written" / "sensitivity.csv").exists()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"metric": "speed"}, "--metric speed"),
        ({"metric": "queue_length", "group": "needs=4+"}, "--metric queue_length[needs=4+]"),
        ({"group": "needs=9"}, "--group needs=9"),
        ({"only": ["nothing.*"]}, "--only nothing"),
        ({"points": 6}, "a power of two"),
        ({"trajectories": 1}, "--trajectories 1"),
        ({"top": 0}, "--top 0"),
        ({"between": ("board", "board")}, "--between board board"),
        ({"between": None, "organisation": "none"}, "none"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_line(
    scenario: Path, folder: Path, options: dict[str, Any], line: str
) -> None:
    with pytest.raises(UserError) as caught:
        asked(scenario, folder, **options)
    assert len(caught.value.lines) == 1
    assert line in caught.value.lines[0]


def test_without_salib_it_says_what_to_install(
    scenario: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "SALib" else there(name))
    ended = command("sensitivity", str(scenario))
    assert ended.code == 2
    assert "pip install 'socsim[answers]'" in ended.err
    assert ended.err.count("\n") == 1


def test_the_command_writes_and_shows(scenario: Path, folder: Path, command: Command) -> None:
    words = [
        "sensitivity",
        str(scenario),
        "--between",
        "board",
        "desks",
        "--trajectories",
        "2",
        "--points",
        "4",
    ]
    words += [
        "--top",
        "2",
        "--engine",
        "simpy",
        "--jobs",
        "1",
        "--out",
        str(folder / "answers"),
        "--lang",
        "sv",
    ]
    ended = command(*words)
    assert ended.code == 0
    assert "skillnaden två diskar minus en nämnd" in ended.out.replace("\n", " ")
    for name in ("sensitivity.csv", "sensitivity_screening.csv", "sensitivity.json", "sensitivity.png"):
        assert (folder / "answers" / name).stat().st_size > 0
