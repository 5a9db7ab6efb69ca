"""A report quotes a verification if it is there, of the same version, and of the scenarios as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import socsim
from socsim.reports.background import verification
from socsim.reports.document import Paragraph, Section, Table
from socsim.reports.material import Material
from socsim.theory.verification import opened, verify


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("verify")
    verify(["coordinator"], engine="simpy", replications=5, out=made)
    return made


def section(results: socsim.Results, folder: Path, language: str = "en") -> Section:
    return verification(Material(results, language, {}, opened(folder)))


def notes(found: Section) -> list[str]:
    return [block.text for block in found.blocks if isinstance(block, Paragraph) and block.weight == "note"]


def changed(folder: Path, to: Path, **about: Any) -> Path:
    said: Mapping[str, Any] = json.loads((folder / "verify.json").read_text("utf-8"))
    (to / "verify.json").write_text(json.dumps({**said, **about}), "utf-8")
    (to / "verify.csv").write_bytes((folder / "verify.csv").read_bytes())
    return to


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_table_is_quoted_with_what_made_it(results: socsim.Results, folder: Path, language: str) -> None:
    found = section(results, folder, language)
    (table,) = (block for block in found.blocks if isinstance(block, Table))
    assert len(table.rows) == 2
    assert len(table.rows[1]) == len(table.headings)
    (note,) = notes(found)
    assert socsim.__version__ in note and "SimPy" in note and " 5 " in note


def test_without_one_the_report_says_how(results: socsim.Results, tmp_path: Path) -> None:
    (note,) = notes(section(results, tmp_path))
    assert "socsim verify --out results/verify" in note


def test_of_another_version_it_is_not_quoted(results: socsim.Results, folder: Path, tmp_path: Path) -> None:
    found = section(results, changed(folder, tmp_path, versions={"socsim": "0.0.1", "numbers": 1}))
    assert not [block for block in found.blocks if isinstance(block, Table)]
    assert "0.0.1 (1)" in notes(found)[0]


def test_of_changed_scenarios_it_is_not_quoted(results: socsim.Results, folder: Path, tmp_path: Path) -> None:
    found = section(results, changed(folder, tmp_path, set=["behaviour.leaving=1 per hour"]))
    assert not [block for block in found.blocks if isinstance(block, Table)]
    assert "changed" in notes(found)[0]
