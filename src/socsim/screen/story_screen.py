"""One client's story on the screen: what happens in each organisation, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.charts.about import About

ROWS = {  # column of `Story.figures` -> message
    "lead_to_all_supported_days": "story.row_supported",
    "lead_to_recovery_days": "story.row_recovery",
    "contacts": "story.row_met",
    "meetings": "story.row_meetings",
    "demands": "story.row_papers",
    "duplicate_demands": "story.row_again",
    "falls": "story.row_falls",
    "gap_days": "story.row_gap",
    "crises": "story.row_crises",
    "unseen_days": "story.row_unseen",
}


def show_story(
    told: Mapping[str, Sequence[str]],
    conclusion: Sequence[str],
    figures: pd.DataFrame,
    about: About,
    console: Console,
    folder: Path | str | None = None,
) -> None:
    """Print a story.

    Parameters
    ----------
    told : sentences about each organisation, and under "" about the client.
    conclusion : what is said in the end.
    figures : as `Story.figures`.
    folder : where the files are; left out where none were written.
    """
    console.print(Text(about.title, "bold"))
    for name, sentences in told.items():
        console.print()
        if name:
            console.print(Text(about.organisation(name), "bold"))
        console.print(Padding(Text(" ".join(sentences)), (0, 0, 0, 2 if name else 0)))
    console.print()
    console.print(Text(" ".join(conclusion)))
    console.print()
    console.print(_table(figures, about))
    if folder is not None:
        console.print()
        console.print(Text(about.say("story.files", folder=folder)))


def rows_of(figures: pd.DataFrame, about: About) -> list[list[str]]:
    """What the story comes to, a row a figure: what it is, and the number in each organisation."""
    return [
        [about.say(message), *(about.number(np.round(value), 1) for value in figures[column])]
        for column, message in ROWS.items()
    ]


def _table(figures: pd.DataFrame, about: About) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for name in figures["organisation"]:
        table.add_column(Text(about.organisation(name)), overflow="fold", justify="right", max_width=20)
    for row in rows_of(figures, about):
        table.add_row(*map(Text, row))
    return table
