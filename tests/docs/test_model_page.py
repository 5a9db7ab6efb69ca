"""The documentation covers the laws, mechanisms, metrics and draws there are; its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from socsim.analysis.metrics import METRICS
from socsim.model import distributions, laws
from socsim.model.law import LAWS
from socsim.scenario.names import CAUSES, OPEN_STATES, STATES
from socsim.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
LINKED = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "results" / "README.md"]
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
ORDER = (DOCS / "order.md").read_text(encoding="utf-8")
DEFINED = (DOCS / "metrics.md").read_text(encoding="utf-8")

NUMBERED = re.compile(r"\[(\d+(?:, ?\d+)*)\]")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SOURCE_FILE = re.compile(r"`((?:src|scenarios|docs|tests|benchmarks)/[\w./-]*)`")


def row_numbers(text: str) -> set[int]:
    """Numbers in the first column of the page's tables."""
    return {int(number) for number in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}


def numbered_laws() -> dict[str, list[int]]:
    assert laws, distributions  # both have registered their laws
    found = {name: NUMBERED.search((law.__doc__ or "").partition("\n\n")[0]) for name, law in LAWS.items()}
    return {name: [int(n) for n in match[1].split(",")] for name, match in found.items() if match}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def mechanisms_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, int]]:
    """(key, mechanism) of every key of a section and those below it that names one."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and isinstance(extra.get("mechanism"), int):
            yield f"{model.__name__}.{field.alias or name}", int(str(extra["mechanism"]))
        for below in models_in(field.annotation):
            yield from mechanisms_of(below, seen)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made from the words."""
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_numbered_law_is_named_beside_its_mechanism() -> None:
    numbered = numbered_laws()
    assert numbered
    rows = row_numbers(MODEL)
    for name, mechanisms in numbered.items():
        assert f".{name}`" in MODEL, f"{name} is not named in docs/model.md"
        assert set(mechanisms) <= rows, f"{name} is of mechanisms {mechanisms}, of which one has no row"


def test_laws_named_on_the_page_exist() -> None:
    named = re.findall(r"`(laws|distributions)\.(\w+)`", MODEL)
    assert named
    for module, name in named:
        assert hasattr({"laws": laws, "distributions": distributions}[module], name), f"{module}.{name}"


def test_every_mechanism_of_a_key_has_a_row() -> None:
    keys = dict(mechanisms_of(Scenario, set()))
    assert keys
    rows = row_numbers(MODEL)
    without = {key: number for key, number in keys.items() if number not in rows}
    assert not without


def test_every_key_of_a_mechanism_is_named_on_the_page() -> None:
    names = {key.partition(".")[2] for key in dict(mechanisms_of(Scenario, set()))}
    missing = {name for name in names if not re.search(rf"\b{name}\b", MODEL)}
    assert not missing


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_defined(name: str) -> None:
    assert re.search(rf"^(\| `{name}` \| \S|`{name}`: \S)", DEFINED, flags=re.MULTILINE)


def test_no_metric_is_defined_that_does_not_exist() -> None:
    metrics, tables, after = re.split(
        r"^## (?=Tables for a closer look|Over replications)", DEFINED, flags=re.M
    )
    assert tables.startswith("Tables")  # whose rows are functions, and parts of what these give
    defined = re.findall(r"^\| `(\w+_\w+)` \|", metrics + after, flags=re.MULTILINE)
    assert set(defined) <= set(METRICS)


def test_states_and_causes_are_explained() -> None:
    for state in STATES:
        assert re.search(rf"^\| `{state}` \| \S", MODEL, flags=re.MULTILINE), state
    for cause in CAUSES:
        assert f"`{cause}`" in DEFINED
    for state in OPEN_STATES:
        assert f"`{state}`" in ORDER or state == "referred"


def salted_purposes() -> set[str]:
    """First words of every salt made in the sources."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "socsim").rglob("*.py"))
    return set(re.findall(r"\bsalt\(\s*\"([^\"]+)\"", text))


def test_every_purpose_of_a_draw_is_in_the_tables() -> None:
    purposes = salted_purposes()
    assert len(purposes) > 20
    missing = {purpose for purpose in purposes if f"`{purpose}`" not in MODEL}
    assert not missing


def test_order_rules_are_numbered_without_a_gap() -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", ORDER, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    for start, end in re.findall(r"\brules? (\d+)(?:(?:, | and )(\d+))?", ORDER):
        assert all(int(number) <= len(numbers) for number in (start, end) if number)


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name} links to {target}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    for name in SOURCE_FILE.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_every_page_is_on_an_index() -> None:
    listed: set[Path] = set()
    for index in DOCS.rglob("index.md"):
        linked = LINK.findall(index.read_text(encoding="utf-8"))
        listed |= {(index.parent / target.partition("#")[0]).resolve() for target in linked}
    for page in PAGES:
        assert page.name == "index.md" or page in listed, page.name
