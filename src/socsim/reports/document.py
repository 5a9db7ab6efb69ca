"""What a report consists of, whatever it is written as: sections of paragraphs, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Paragraph:
    """A text; `lead` is what matters most, `note` what stands small."""

    kind: ClassVar[str] = "paragraph"
    text: str
    weight: str = "plain"


@dataclass(frozen=True)
class Points:
    """A list of texts, numbered or not."""

    kind: ClassVar[str] = "points"
    texts: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Command:
    """What is typed into a terminal."""

    kind: ClassVar[str] = "command"
    text: str


@dataclass(frozen=True)
class Table:
    """Cells of text under headings.

    Attributes
    ----------
    rows : the first cell of each names it; a cell may have several lines. A row of one cell is a heading
        within the table.
    numbers : whether all columns but the first stand flush right.
    folded : whether a page shows it only when asked.
    """

    kind: ClassVar[str] = "table"
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: bool = True
    folded: bool = False


@dataclass(frozen=True)
class Picture:
    """A chart as SVG, and in words for those who cannot see it."""

    kind: ClassVar[str] = "picture"
    name: str
    svg: str
    words: str


@dataclass(frozen=True)
class Explorer:
    """Figures to be looked at one by one, where the report can be clicked; beside it stands a table.

    Attributes
    ----------
    interval : how one is written, with `{low}` and `{high}` in it.
    metrics : for each its label, unit, and per organisation the estimates and interval ends by group.
    """

    kind: ClassVar[str] = "explorer"
    words: str
    choose: str
    interval: str
    groups: Sequence[str]
    metrics: Sequence[dict[str, Any]]


Block = Paragraph | Points | Command | Table | Picture | Explorer


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    name: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True)
class Document:
    """A report."""

    title: str
    subtitle: str
    language: str
    sections: Sequence[Section]
    contents: str
    """What the list of sections is called."""
