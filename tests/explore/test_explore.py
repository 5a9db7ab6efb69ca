"""The page of numbers: a slider moves, figures follow, the saved file is the scenario that was seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import socsim
from socsim.cli import app
from socsim.engine import chosen
from socsim.explore.page import plainly
from socsim.explore.serve import command
from socsim.explore.session import Session, meaning
from socsim.scenario.errors import UserError
from socsim.scenario.saving import as_yaml

SHORT = """
like: {small}
title: "![seen](//x) **bold**"
run: {{warm_up: 30 days, measure: 90 days, follow_up: 60 days, replications: 2, seed: 4}}
behaviour: {{sight: {{value: 0.2, low: 0.1, high: 0.6, source: assumption}}}}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "mine.yaml"
    path.write_text(SHORT.format(small=Path("scenarios/small.yaml").resolve()), "utf-8")
    return path


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    chosen().prepare(lambda line: None)


def shown(file: str, language: str) -> None:
    from socsim.explore.page import page

    page(file, (), language)


def run(file: Path, language: str = "en") -> Any:
    return AppTest.from_function(shown, args=(str(file), language), default_timeout=300).run()


@pytest.mark.filterwarnings("default")  # streamlit's own
def test_a_slider_is_moved_and_the_figures_follow(file: Path) -> None:
    seen = run(file)
    assert not seen.exception
    before = [block.value for block in seen.markdown]
    assert seen.sidebar.slider(key="behaviour.sight").value == 0.2
    seen.sidebar.slider(key="behaviour.sight").set_value(0.6).run()
    assert not seen.exception
    assert [block.value for block in seen.markdown] != before
    seen.sidebar.slider(key="behaviour.sight").set_value(0.2)
    seen.toggle(key="story").set_value(True).run()
    after = [block.value for block in seen.markdown]
    assert after[: len(before)] == before  # the same people with the same luck
    told = socsim.story(file).told()
    assert {plainly(" ".join(told[name])) for name in told if name} < set(after[len(before) :])


def test_a_story_is_of_the_same_person_whatever_the_numbers(file: Path) -> None:
    session = Session(socsim.load(file))
    turned = {"behaviour.sight": 0.5}
    for pick in ("median", "gains", "loses"):
        before, after = session.story({}, pick), session.story(turned, pick)
        assert before.client == socsim.story(file, pick=pick).client == after.client
        again = socsim.story(file, client=after.client, set=["behaviour.sight=0.5"])
        assert after.lanes.equals(again.lanes)
        assert not after.lanes.equals(before.lanes)
    assert session.story(turned, "median", client=before.client).client == before.client
    with pytest.raises(UserError, match="99999"):
        session.story(turned, "median", client=99999)


@pytest.mark.filterwarnings("default")
def test_what_comes_from_the_file_is_text_in_either_language(file: Path) -> None:
    for language, save in (("en", "Save this scenario"), ("sv", "Spara scenariot")):
        seen = run(file, language)
        assert seen.title[0].value == "!\\[seen\\](//x) \\*\\*bold\\*\\*"
        assert any(save in str(part.proto) for part in seen.get("download_button"))


@pytest.mark.filterwarnings("default")
def test_a_file_that_will_not_do_says_why(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("run: {seed: many}", "utf-8")
    seen = run(bad)
    assert not seen.exception
    assert any("run" in error.value for error in seen.error)
    with pytest.raises(UserError, match=r"bad\.yaml"):
        app(["explore", str(bad), "--no-browser"], standalone_mode=False)


def test_the_saved_file_is_the_scenario_that_was_seen(file: Path, tmp_path: Path) -> None:
    session = Session(socsim.load(file))
    numbers = {"behaviour.sight": 0.35}
    saved = tmp_path / "saved.yaml"
    saved.write_text(session.saved(numbers), "utf-8")
    again = socsim.load(saved)
    assert again.scenario == session.loaded.at({"behaviour.sight": 0.35})
    assert again.sources["behaviour.sight"].high == 0.6
    seen = session.run(numbers, 2)
    assert seen.design.hashes == socsim.run(again, replications=[1], engine="simpy", jobs=1).design.hashes


def test_every_key_can_be_saved_and_others_are_errors(file: Path) -> None:
    loaded = socsim.load("scenarios/stockholm.yaml")
    session = Session(loaded)
    assert len(session.first) == 8
    middle = {name: one.number(0.5) for name, one in session.parameters.items()}
    assert as_yaml(loaded, session.changes(middle), "x").startswith("# x\n")
    with pytest.raises(KeyError):
        as_yaml(loaded, {"behaviour.nothing": 1})
    assert meaning(session.parameters["needs.money.steps.intake.effort.mean"])


def test_it_is_served_to_this_machine_alone(file: Path) -> None:
    words = command(file, ["run.seed=7"], "sv", 9999, browser=False)
    told = dict(zip(words[5::2], words[6::2], strict=False))
    assert told["--server.address"] == "127.0.0.1"
    assert told["--browser.gatherUsageStats"] == "false"
    assert told["--server.headless"] == "true"
    assert words[words.index("--") + 1 :] == [str(file), "sv", "run.seed=7"]
