"""A look at the warm-up on the screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from socsim.charts.about import About

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def show_warm_up(
    rows: pd.DataFrame,
    sentence: str,
    meta: Mapping[str, Any],
    console: Console,
    folder: Path | str | None = None,
    language: str = "en",
) -> None:
    """Print after how many days each series of each organisation has settled."""
    about = About.from_meta(meta, language)
    console.print(Text(sentence, "bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(about.say("warm_up.column"))
    for name in about.organisations.values():
        table.add_column(Text(name), justify="right")
    days = {
        (row["series"], row["organisation"]): row["settled_after_days"] for row in rows.to_dict("records")
    }
    for series in dict.fromkeys(rows["series"]):
        cells = [days.get((series, name), math.nan) for name in about.organisations]
        table.add_row(about.say(f"series.{series}"), *(_days(cell, about) for cell in cells))
    console.print(table)
    console.print(Text(about.say_count("warm_up.how", about.replications), "dim"))
    if folder is not None:
        console.print(Text(about.say("warm_up.files", folder=folder)))


def _days(days: float, about: About) -> str:
    if math.isnan(days):
        return about.say("warm_up.unsettled")
    return about.say_count("unit.days", days, figures=3)
