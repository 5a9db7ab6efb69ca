"""The concept pages: a section for each mechanism, with lines that are felt and an up-to-date picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from docs.pictures.register import all_pictures
from docs.pictures.sections import CONCEPTS, ROOT, Section, office, sections
from docs.pictures.sheet import DRAWN_FROM, digest
from socsim.charts.style import styled
from socsim.engine import compiled
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.explain import MECHANISMS as NUMBERED
from socsim.scenario.mechanisms import MECHANISMS, without
from tests.docs.test_model_page import LINK, anchors
from tests.mechanisms.bench import differences

PAGES = sorted(CONCEPTS.glob("*.md"))
SECTIONS = sections()
LARGEST = 40_000  # bytes of a picture
PARTS = (
    "In the world", "In the model", "In the scenario file", "Which way it can work", "How sure",
    "In the code",
)  # fmt: skip
every_section = pytest.mark.parametrize("section", SECTIONS.values(), ids=list(SECTIONS))


def test_every_mechanism_has_its_section() -> None:
    assert {one.number for one in SECTIONS.values()} == set(NUMBERED)
    assert sorted(name for one in SECTIONS.values() for name in one.names) == sorted(MECHANISMS)
    assert all(MECHANISMS[name].number == one.number for one in SECTIONS.values() for name in one.names)


def test_a_number_has_two_sections_only_where_it_is_two_things() -> None:
    numbers = [one.number for one in SECTIONS.values()]
    assert {number for number in numbers if numbers.count(number) > 1} == {7, 22}
    headings = [one.heading for one in SECTIONS.values()]
    assert len(headings) == len(set(headings))


@every_section
def test_a_section_has_all_its_parts_in_order(section: Section) -> None:
    assert tuple(re.findall(r"^\*\*([^*]+)\.\*\*", section.text, flags=re.M)) == PARTS


@every_section
def test_a_section_leads_to_both_engines(section: Section) -> None:
    code = section.text.split("**In the code.**")[1]
    files = {target for target in LINK.findall(code) if target.startswith("../../src/")}
    shared = any(re.search(r"/(scenario|model)/\w+\.py$", one) for one in files)  # before a run, for both
    for engine in ("simpy_engine", "compiled"):
        assert shared or any(engine in one for one in files), engine


@every_section
def test_functions_that_a_section_names_are_in_the_files_that_it_links(section: Section) -> None:
    code = section.text.split("**In the code.**")[1]
    files = [section.page.parent / target for target in LINK.findall(code) if target.endswith(".py")]
    defined = {
        name for file in files for name in re.findall(r"def (\w+)\(", file.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"`(\w+)`", code)) <= defined


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_and_pictures_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


def test_the_index_and_the_table_lead_to_every_section() -> None:
    index = (CONCEPTS / "index.md").read_text(encoding="utf-8")
    linked = set(LINK.findall(index))
    rows = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for one in SECTIONS.values():
        anchor = re.sub(r"[^\w\- ]", "", one.heading.lower()).replace(" ", "-")
        assert f"{one.page.name}#{anchor}" in linked, one.heading
        row = re.search(rf"^\| {one.number} \| ([^|]+) \|", rows, flags=re.MULTILINE)
        assert row and f"(concepts/{one.page.name}#{anchor})" in row[1], one.heading
    assert "](concepts/index.md)" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert "(concepts/index.md)" in rows


def ledger(blueprint: Blueprint) -> Ledger:
    return compiled.simulate(blueprint, compiled.make_people(blueprint, 1, 1))


@every_section
def test_the_lines_are_valid_and_felt(section: Section) -> None:
    """With the mechanism, and taken out of the same lines; if it cannot be, against the bare office."""
    loaded = office(section.fragment)
    changes = without(loaded.stated, section.names)
    assert bool(changes) == bool(section.names)
    gone = blueprints(loaded.at(changes) if changes else office().scenario)
    there = blueprints(loaded.scenario)
    assert set(there) >= set(gone)
    assert any(any(differences(ledger(there[name]), ledger(gone[name]))) for name in gone)


def test_pictures_are_those_of_the_sections() -> None:
    assert set(all_pictures()) == set(SECTIONS) | {"whole"}
    assert {path.stem for path in (CONCEPTS / "images").glob("*.png")} == set(all_pictures())


@pytest.mark.parametrize("name", all_pictures())
def test_a_picture_is_the_one_that_would_be_drawn_now(name: str) -> None:
    """If not: `python -m docs.pictures`, look at it, and read what the page says of it."""
    file = CONCEPTS / "images" / f"{name}.png"
    with Image.open(file) as saved, styled():
        assert saved.info[DRAWN_FROM] == digest(all_pictures()[name]().figure)
    assert file.stat().st_size < LARGEST
