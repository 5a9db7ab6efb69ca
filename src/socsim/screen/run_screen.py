"""What stands on the screen after a run: figures, verdict, files, and what one cannot conclude."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.screen.figures import Block, Cell, blocks, decided_late

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.analysis.verdict import Finding

LABEL = 23  # characters for the figures' names at least
SENTENCE_END = re.compile(r"(?<=[.]) +")  # each on a line of its own, or nobody reads them
NAME = 12  # characters for an organisation's name at least, if it is that long
PLAIN = {
    "−": "-",
    "–": "-",
    "±": "+/-",
    "·": "-",
    "\N{NO-BREAK SPACE}": " ",
    "“": '"',
    "”": '"',
    "’": "'",
    "…": "...",
}


def show(
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
    meta: Mapping[str, Any],
    verdict: str,
    console: Console,
    *,
    findings: Sequence[Finding] = (),
    folder: Path | str | None = None,
    language: str = "en",
) -> None:
    """Print a run for someone who has never seen the program.

    Parameters
    ----------
    summary, comparison : the tables of `summary.csv` and `comparison.csv`.
    meta : the run, as `About.from_meta` takes it; `assumed` and `sourced` (numbers of parameters) are said
        where they are there; `not_stated` are those of the assumed about which nothing is stated.
    verdict : the sentence that says for whom which organisation did better.
    findings : the verdict's; what they show gets a mark, and nothing else.
    console : where to; without a terminal the table is drawn in ASCII and without colours.
    folder : where the files are; left out where none were written.
    language : 'sv' or 'en'.
    """
    about = About.from_meta(meta, language)
    say = _Printer(console)
    say.line(about.title, "bold")
    found = blocks(summary, comparison, about, findings)
    for at, layout in enumerate(_layouts(found, about, console.width)):
        if at:
            console.print()
        console.print(_table(found, layout, about, say))
    for note in notes(summary, about, findings):
        say.line(note, "dim")
    if verdict:
        say.section(about.say("screen.verdict"), SENTENCE_END.split(verdict))
    if folder is not None:
        say.section(about.say("screen.files", folder=folder), [about.say("screen.files_what")])
    say.section(about.say("screen.limits"), _limits(meta, about))


def notes(summary: pd.DataFrame, about: About, findings: Sequence[Finding]) -> list[str]:
    """How to read the table."""
    said = []
    if about.processes:
        said.append(about.say("screen.processes", names=about.listed(about.processes)))
    if about.others:
        said.append(about.say("screen.marks", reference=about.organisation(about.reference)))
    elif about.replications > 1:
        said.append(about.say("screen.alone"))
    metrics = [METRICS[name].label(about.language) for name in dict.fromkeys(one.metric for one in findings)]
    if metrics and about.compares:
        said.append(about.say("screen.star", metrics=about.listed(metrics)))
    if summary["metric"].str.startswith("lead_to_").any():
        said.append(about.say("screen.lead_times", days=about.number(about.follow_up)))
        if decided_late(summary):
            said.append(about.say("screen.decision"))
    return said


def _limits(meta: Mapping[str, Any], about: About) -> list[str]:
    """What one cannot conclude from this run."""
    if about.replications < 2:
        said = [about.say("screen.one_replication")]
    else:
        said = [about.say("screen.chance", number=about.number(about.replications, 1))]
    if "assumed" in meta and "sourced" in meta:
        assumed, sourced = int(meta["assumed"]), int(meta["sourced"])
        stated = assumed + sourced - int(meta.get("not_stated", 0))
        key = "screen.assumed" if stated else "screen.no_sources"
        said.append(about.say(key, assumed=assumed, all=assumed + sourced))
    return [*said, about.say("screen.validity")]


class _Printer:
    """Prints texts as the console can show them."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.fancy = console.is_terminal and console.encoding.lower().startswith("utf")

    def text(self, words: str) -> str:
        """The words with plain signs where there is no terminal, in ASCII where nothing else is known."""
        if self.fancy:
            return words
        words = "".join(PLAIN.get(letter, letter) for letter in words)
        if self.console.encoding.lower().startswith("utf"):
            return words
        return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")

    def line(self, words: str, style: str = "") -> None:
        """One paragraph."""
        self.console.print(Text(self.text(words), style=style))

    def section(self, heading: str, lines: Sequence[str]) -> None:
        """A heading and what stands under it, indented."""
        self.console.print()
        self.line(heading, "bold")
        for line in lines:
            self.console.print(Padding(Text(self.text(line)), (0, 0, 0, 2), expand=False))


@dataclass(frozen=True)
class _Layout:
    """Columns of a table: which organisations, how wide, and whether a figure takes one line or two."""

    members: list[int]
    widths: list[int]
    label: int
    one_line: bool


def _layouts(found: Sequence[Block], about: About, width: int) -> list[_Layout]:
    """As few tables as the width allows: all organisations in one, or the reference beside some at a time."""
    names = list(about.organisations)
    reference = names.index(about.reference) if about.reference in names else 0
    others = [at for at in range(len(names)) if at != reference]
    for one_line in (True, False):
        layout = _layout(found, [reference, *others], about, width, one_line=one_line)
        if layout.label >= LABEL:
            return [layout]
    layouts = []
    while others:
        some = len(others)
        while (
            some > 1
            and _layout(found, [reference, *others[:some]], about, width, one_line=False).label < LABEL
        ):
            some -= 1
        layouts.append(_layout(found, [reference, *others[:some]], about, width, one_line=False))
        others = others[some:]
    return layouts or [_layout(found, [reference], about, width, one_line=False)]


def _layout(
    found: Sequence[Block], members: list[int], about: About, width: int, *, one_line: bool
) -> _Layout:
    """Each organisation gets what its figures and the longest word of its name need, the labels the rest."""
    names = list(about.organisations.values())
    widths = []
    for member in members:
        texts = [_cell_text(row.cells[member], one_line=one_line) for block in found for row in block.rows]
        words = [len(word) for word in names[member].split()]
        longest = max([0, *(len(line) for text in texts for line in text.split("\n"))])
        widths.append(max(longest, min(NAME, len(names[member])), min(2 * NAME, max([0, *words]))))
    rest = width - sum(widths) - 3 * len(members) - 4
    labels = max([LABEL, *(len(row.label) + 2 for block in found for row in block.rows)])
    return _Layout(members, widths, min(labels, rest), one_line)


def _cell_text(cell: Cell, *, one_line: bool) -> str:
    """Value and difference, the interval after or below them; the mark's place is kept free."""
    if not (cell.difference or cell.interval):
        return cell.value
    mark = "*" if cell.marked else " "
    difference = f"  {cell.difference}" if cell.difference else ""
    if one_line:
        return f"{cell.value}{difference} {cell.interval} {mark}"
    return f"{cell.value}{difference} {mark}\n{cell.interval}  "


def _table(found: Sequence[Block], layout: _Layout, about: About, say: _Printer) -> Table:
    """Blocks below each other, an organisation a column."""
    names = list(about.organisations.values())
    label = max(layout.label, 12)
    table = Table(box=box.ROUNDED if say.fancy else box.ASCII2, header_style="bold")
    table.add_column("", width=label)
    for member, width in zip(layout.members, layout.widths, strict=True):
        table.add_column(Text(say.text(names[member])), justify="right", width=width, overflow="fold")
    for block in found:
        table.add_section()
        table.add_row(Text(say.text(block.heading), style="bold"))
        for row in block.rows:
            cells = [_styled(row.cells[member], say, one_line=layout.one_line) for member in layout.members]
            lines = wrap(say.text(row.label), label, initial_indent="  ", subsequent_indent="    ")
            table.add_row(Text("\n".join(lines)), *cells)
    return table


def _styled(cell: Cell, say: _Printer, *, one_line: bool) -> Text:
    text = Text(say.text(_cell_text(cell, one_line=one_line)))
    text.stylize("bold" if cell.marked else "dim", len(cell.value))
    return text
