"""A short run of a scenario whose texts try to be more than text, and the report on it."""

from __future__ import annotations

import json

import pytest

import socsim
from socsim.reports.report import Report
from tests.hostile.scenario import TEXTS, written

HOSTILE = "<script>fetch('//x')</script> & #set page(fill: red)"
SAID = "Half of it is sight <b>alone</b>."


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> socsim.Results:
    folder = tmp_path_factory.mktemp("report")
    file = folder / "mine.yaml"
    letters = [text for text in TEXTS if "日" not in text]  # which a font for print must have
    written(file, HOSTILE, replications=3, texts=tuple(letters))
    socsim.run(socsim.load(file), out=folder / "mine", jobs=1)
    answers = folder / "mine-answers"
    answers.mkdir()
    given = {"question": "why", "answer": {"en": [SAID], "sv": [SAID]}, "replications": [1, 2], "chart": "en"}
    (answers / "why.json").write_text(json.dumps(given), "utf-8")
    (answers / "other.json").write_text('{"no": "answer"}', "utf-8")
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>fetch("//y")</script></svg>'
    )
    (answers / "why.svg").write_text(picture, "utf-8")
    return socsim.open_results(folder / "mine")


@pytest.fixture(scope="session")
def english(results: socsim.Results) -> Report:
    return socsim.report(results, answers=results.store.folder.parents[1] / "mine-answers")
