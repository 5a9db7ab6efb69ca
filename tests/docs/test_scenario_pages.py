"""Each scenario has a page whose question, commands and figures are those of the scenario."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from socsim.analysis.metrics import METRICS
from socsim.experiment.goals import metric_of
from socsim.experiment.points import varied
from socsim.scenario.keypaths import find
from socsim.scenario.reading import Loaded, load
from tests.docs.pages import (
    FIGURES,
    PAGES,
    ROOT,
    Tables,
    commands,
    moved,
    number,
    pages,
    parsed,
    refreshed,
    rows,
)

FILES = sorted((ROOT / "scenarios").glob("*.yaml"))
every_page = pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)


@cache
def scenario(file: str) -> Loaded:
    return load(ROOT / file)


def quoted(page: Path) -> str:
    """The page's first quotation, as one line."""
    text = page.read_text(encoding="utf-8").split("\n> ", 1)[1].split("\n\n", 1)[0]
    return " ".join(text.replace("\n> ", " ").split())


def test_every_scenario_has_a_page_and_every_page_a_scenario() -> None:
    assert {page.stem for page in pages()} == {file.stem for file in FILES}


def test_the_index_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\((\w+)\.md\)", (PAGES / "README.md").read_text(encoding="utf-8")))
    assert {page.stem for page in pages()} <= linked
    assert "docs/scenarios/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "scenarios/README.md" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


@every_page
def test_a_page_asks_the_question_of_its_file_in_swedish_too(page: Path) -> None:
    """In the file's words, or as a shorter question."""
    description = scenario(f"scenarios/{page.stem}.yaml").scenario.description.in_language("sv")
    assert quoted(page) == description or quoted(page).endswith("?")


@every_page
def test_the_first_command_runs_the_file_as_it_is(page: Path) -> None:
    assert commands(page)[0] == f"socsim run scenarios/{page.stem}.yaml"


@every_page
def test_commands_can_be_given(page: Path) -> None:
    """With options, keys and organisations that exist; they are not run."""
    for command in commands(page):
        name, options = parsed(command)
        assert name in ("run", "sweep", "validate", "check")
        loaded = scenario(str(options["file"]))
        for change in options["set_"] or ():
            key, equals, value = change.partition("=")
            assert equals and value
            assert find(tuple(key.split("."))) is not None, key
        for organisation in options.get("organisation") or ():
            assert organisation in loaded.scenario.organisations
        for text in options.get("vary") or ():
            varied(text, loaded)


@every_page
def test_figures_are_well_formed(page: Path) -> None:
    found = rows(page)
    assert len(found) >= 3
    for row in found:
        name, options = parsed(row.command)
        assert name in ("run", "sweep")
        loaded = scenario(str(options["file"])).scenario
        first, minus, second = row.cells["organisation"].partition(" - ")
        assert first in loaded.organisations
        assert not minus or second == loaded.comparison.reference
        assert metric_of(row.cells["metric"])[0] in METRICS
        assert set(row.keys) == {text.partition("=")[0] for text in options.get("vary") or ()}
        estimate, low, high = (number(row.cells[one]) for one in FIGURES)
        assert low <= estimate <= high


@every_page
def test_the_page_says_how_many_replications(page: Path) -> None:
    run = scenario(f"scenarios/{page.stem}.yaml").scenario.run
    assert f"{run.replications} replications, seed {run.seed}" in page.read_text(encoding="utf-8")


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Tables]:
    """A page with a figure and a difference, and tables that hold just these."""
    page = tmp_path / "town.md"
    page.write_text(
        "    socsim run scenarios/small.yaml\n\n"
        "| what | metric | group | organisation | estimate | low | high |\n|---|---|---|---|---|---|---|\n"
        "| cost | `cost_per_client` | `all` | `one_worker` | 1 234.6 | 1 000.0 | 1 500.0 |\n"
        "| days | `wait_days.p90` | `all` | `one_worker - specialised` | −0.25 | −0.50 | 0.00 |\n",
        encoding="utf-8",
    )
    columns = ["organisation", "reference", "metric", "statistic", "group", "estimate", "ci_low", "ci_high"]
    summary = [["one_worker", None, "cost_per_client", "mean", "all", 1234.56, 1000.0, 1500.0]]
    differences = [["one_worker", "specialised", "wait_days", "p90", "all", -0.251, -0.499, -0.001]]
    tables = Tables(tmp_path)
    frames = pd.DataFrame(summary, columns=columns), pd.DataFrame(differences, columns=columns)
    monkeypatch.setattr(tables, "of", lambda command: frames)
    return page, tables


def test_figures_are_held_against_the_tables_to_the_printed_digits(made_up: tuple[Path, Tables]) -> None:
    page, tables = made_up
    assert list(moved(page, tables)) == []


def test_a_figure_that_has_moved_is_noticed_and_written_anew(made_up: tuple[Path, Tables]) -> None:
    page, tables = made_up
    right = page.read_text(encoding="utf-8")
    page.write_text(right.replace("−0.25 ", "−0.26 ").replace("1 234.6", "1 234.5"), encoding="utf-8")
    assert len(list(moved(page, tables))) == 2
    assert refreshed(page, tables) == right


@pytest.mark.study
@every_page
def test_a_new_run_gives_the_figures_of_the_page(page: Path, tmp_path: Path) -> None:
    assert list(moved(page, Tables(tmp_path))) == []
