"""An answer on the screen: two sentences, and the tables that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table
from rich.text import Text

from socsim.charts.about import About

if TYPE_CHECKING:
    from rich.console import Console

NAMES = 28  # characters that the first column has, if it needs them
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
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    named = max((len(line) for row in block.rows for line in row[0].split("\n")), default=0)
    for place, heading in enumerate(block.headings):
        least = None if place else min(named, NAMES)
        table.add_column(
            Text(heading), overflow="fold", justify="right" if place else "left", min_width=least
        )
    for row in block.rows[:MOST]:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(block.rows) > MOST:
        console.print(Text(about.say_count("answer.more", len(block.rows) - MOST), "dim"))
