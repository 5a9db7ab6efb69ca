"""The sections of the concept pages: a mechanism each, with its lines of a scenario file and its picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.reading import Loaded, load

ROOT = Path(__file__).parents[2]
CONCEPTS = ROOT / "docs" / "concepts"
OFFICE = CONCEPTS / "office.yaml"

HEADING = re.compile(r"^## (.+)$", re.M)
ROW = re.compile(r"^\*Mechanism \[(\d+)\]\(\.\./model\.md#mechanisms\)(?:, ([^*]*))?\*$", re.M)
FRAGMENT = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)
PICTURE = re.compile(r"^!\[([^\]]+)\]\(images/(\w+)\.png\)$", re.M)


@dataclass(frozen=True)
class Section:
    """A mechanism on a concept page.

    Attributes
    ----------
    page : the page's file.
    heading : its words.
    number : its row in the table of docs/model.md.
    names : what `socsim why` calls it, empty for what cannot be taken out.
    fragment : the lines that turn it on, on top of docs/concepts/office.yaml.
    picture : the name of its picture.
    text : all of it.
    """

    page: Path
    heading: str
    number: int
    names: tuple[str, ...]
    fragment: str
    picture: str
    text: str

    @property
    def changes(self) -> Loaded:
        """The office with the mechanism."""
        return office(self.fragment)


@cache
def sections() -> Mapping[str, Section]:
    """Every section that is about a mechanism, by the name of its picture, in the order of the pages."""
    found: dict[str, Section] = {}
    for page in sorted(CONCEPTS.glob("*.md")):
        heads = list(HEADING.finditer(text := page.read_text(encoding="utf-8")))
        ends = [*(head.start() for head in heads), len(text)]
        for head, end in zip(heads, ends[1:], strict=True):
            part = text[head.end() : end]
            rows, fragments, pictures = (one.findall(part) for one in (ROW, FRAGMENT, PICTURE))
            if not rows:
                continue
            if not len(rows) == len(fragments) == len(pictures) == 1:
                raise ValueError(f"{page.name}, {head[1]}: one row, one piece of YAML, one picture")
            names = tuple(re.findall(r"`(\w+)`", rows[0][1]))
            name = pictures[0][1]
            if name in found:
                raise ValueError(f"{page.name}: the picture {name} is that of another section, too")
            found[name] = Section(page, head[1], int(rows[0][0]), names, fragments[0], name, part)
    return found


@cache
def office(fragment: str = "") -> Loaded:
    """The office that the pages begin with, with some lines on top of it, read as a file is."""
    if not fragment:
        return load(OFFICE)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "office.yaml"
        file.write_text(f"like: {OFFICE.as_posix()}\n{fragment}", encoding="utf-8")
        return load(file)


def of_page(picture: str) -> Loaded:
    """The office as the section with this picture has it."""
    return office(sections()[picture].fragment)


@cache
def blueprint(picture: str, organisation: str = "specialised") -> Blueprint:
    """One of its organisations, ready to run."""
    return blueprints(of_page(picture).scenario)[organisation]
