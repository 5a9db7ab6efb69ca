"""An answer on the screen: two sentences, and the tables that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table
from rich.text import Text

from socsim.charts.about import About

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

NAMES = 28  # characters that the first column has, if it needs them, where there is no room for all
GAP = 2  # between columns
MOST = 40  # rows; more are in the file


class Block(NamedTuple):
    """A table as text; all columns but the first are numbers."""

    heading: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def show_answer(
    sentences: Sequence[str],
    tables: Sequence[Block],
    meta: Mapping[str, Any],
    console: Console,
    folder: Path | str | None = None,
    language: str = "en",
) -> None:
    """Print the scenario's title, the sentences and the tables."""
    about = About.from_meta(meta, language)
    console.print(Text(about.title, "bold"))
    console.print()
    for sentence in sentences:
        console.print(Text(sentence))
        console.print()
    for place, block in enumerate(tables):
        if place:
            console.print()
        _show(block, about, console)
    if folder is not None:
        console.print()
        console.print(Text(about.say("answer.files", folder=folder)))


def _show(block: Block, about: About, console: Console) -> None:
    if block.heading:
        console.print(Text(block.heading, "bold"))
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    rows = block.rows[:MOST]
    for place, cells in enumerate(zip(block.headings, *rows, strict=True)):
        width = None if place else _names_width(cells, block.headings[1:], rows, console.width)
        justify: JustifyMethod = "right" if place else "left"
        table.add_column(Text(cells[0]), overflow="fold", justify=justify, width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(block.rows) > MOST:
        console.print(Text(about.say_count("answer.more", len(block.rows) - MOST), "dim"))


def _names_width(
    names: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]], screen: int
) -> int:
    """How wide the first column is: what it needs, less where the others would be cut off otherwise.

    It is stated, since a least width is not taken back where a table is too wide: it would be cropped.
    """
    others = zip(headings, *(row[1:] for row in rows), strict=True)
    room = screen - sum(GAP + _longest(cells) for cells in others)
    return min(_longest(names), max(room, min(NAMES, screen // 3)))


def _longest(cells: Sequence[str]) -> int:
    return max(len(line) for cell in cells for line in cell.split("\n"))
