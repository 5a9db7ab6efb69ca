"""An answer that was asked for in one language can be told, and shown, in the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import socsim
from socsim.answers.answer import Answer
from socsim.charts.draw import svg
from socsim.reports.material import answers_in
from socsim.reports.report import DEPENDS, TAKES, WHY
from tests.charts.looks import assert_can_be_read_on_a_slide

from .conftest import BOARD_OR_DESKS

PAIR = {"between": ("board", "desks")}
QUESTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "why": (socsim.why, PAIR),
    "robust": (socsim.robust, {"points": 4}),
    "sensitivity": (socsim.sensitivity, PAIR | {"trajectories": 2, "points": 4, "top": 2}),
    "breakeven": (socsim.breakeven, PAIR | {"vary": ["behaviour.referral.delay"], "points": 3}),
    "best": (socsim.best, {"minimise": "cost_per_client", "indifference": 100, "first": 2}),
    "staff": (socsim.staff, {"promise": "lead_to_decision_days<=9", "organisations": ["desks"], "first": 2,
                             "range": "4:5"}),
    "value": (socsim.value, PAIR | {"points": 2}),
}  # fmt: skip


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Answer]]:
    folder = tmp_path_factory.mktemp("answers")
    file = folder / "offices.yaml"
    file.write_text(BOARD_OR_DESKS, "utf-8")
    how = {"engine": "simpy", "jobs": 1, "replications": 2, "out": folder}
    found = {name: ask(file, **options, **how) for name, (ask, options) in QUESTIONS.items()}
    for name, answer in found.items():
        assert {path.name for path in answer.write(folder, "en")} == set(answer.files()), name
    return folder, found


def test_a_report_tells_and_shows_each_answer_in_its_own_language(
    answered: tuple[Path, dict[str, Answer]],
) -> None:
    folder, found = answered
    english, swedish = answers_in(folder, "en"), answers_in(folder, "sv")
    assert set(found) == {*WHY, *DEPENDS, *TAKES} == set(english) == set(swedish)
    for name, answer in found.items():
        assert swedish[name].sentences == tuple(answer.sentences("sv"))
        assert swedish[name].sentences != english[name].sentences
        assert swedish[name].svg == svg(answer.chart("sv"))
        assert swedish[name].svg != english[name].svg


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_answer_can_be_read_on_slides(answered: tuple[Path, dict[str, Answer]], language: str) -> None:
    for name, answer in answered[1].items():
        for figure in answer.slides(language):
            assert_can_be_read_on_a_slide(figure, name)


def test_slides_of_an_answer_go_into_a_folder_of_their_own(
    answered: tuple[Path, dict[str, Answer]], tmp_path: Path
) -> None:
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "why-2.svg").write_text("older")
    written = answered[1]["why"].write_slides(tmp_path, "sv")
    assert [path.name for path in written] == ["why-1.png", "why-1.svg", "why-1.pdf"]
    assert sorted(path.name for path in (tmp_path / "slides").iterdir()) == sorted(p.name for p in written)


def test_asked_again_in_the_other_language_no_old_chart_stays(
    answered: tuple[Path, dict[str, Answer]],
) -> None:
    folder, found = answered
    before = answers_in(folder, "sv")["why"]
    found["why"].write(folder, "sv")
    assert answers_in(folder, "sv")["why"] == before
    assert {path.name for path in folder.glob("why*.svg")} == {"why.svg", "why.en.svg"}
