"""Known figures beside simulated ones, on the screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from socsim.analysis.metrics import METRICS
from socsim.charts.about import About
from socsim.locale import say_or

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def show_targets(rows: pd.DataFrame, meta: Mapping[str, Any], console: Console, language: str = "en") -> None:
    """Print a line for each target: met or missed, and whether it was set or has come out."""
    about = About.from_meta(meta, language)
    missed = int((~rows["met"]).sum())
    if missed:
        said = about.say_count("validate.missed", missed, all=len(rows), title=about.title)
    else:
        said = about.say_count("validate.all", len(rows), title=about.title)
    console.print(Text(said, "bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("figure", "target", "simulated", "met", "origin"):
        table.add_column(about.say(f"validate.{name}"), justify="left" if name == "figure" else "right")
    for cells in target_rows(rows, about):
        table.add_row(*map(Text, cells))
    console.print(table)
    for number, row in enumerate(rows.to_dict("records"), start=1):
        console.print(Text(f"  {number}. {about.cited(row['source'])}", "dim"))
    console.print(Text(about.say_count("validate.face", about.replications), "dim"))


def target_rows(rows: pd.DataFrame, about: About) -> Iterator[tuple[str, str, str, str, str]]:
    """The cells of each target: figure, target, simulated, met, origin."""
    for row in rows.to_dict("records"):
        share = METRICS[row["metric"]].measured_in == "share"
        figure = METRICS[row["metric"]].label(about.language)
        group = str(row["group"])
        if row["statistic"] != "mean":
            figure += f" ({row['statistic']})"
        key, _, name = group.partition("=")
        spoken = about.labels.get(name, group) if key == "need" else group
        where = [] if group == "all" else [say_or(f"group.{group}", about.language, spoken)]
        where.append(about.organisation(row["organisation"]))
        yield (
            f"{figure}: {', '.join(where)}",
            f"{_number(row['target'], share, about)} ± {_number(row['tolerance'], share, about)}",
            _simulated(row, share, about),
            about.say("validate.yes" if row["met"] else "validate.no"),
            about.say(f"validate.{row['origin']}"),
        )


def _simulated(row: Mapping[Any, Any], share: bool, about: About) -> str:
    if math.isnan(row["estimate"]):
        return about.say("validate.none")
    value = _number(row["estimate"], share, about)
    if math.isnan(row["ci_low"]):
        return value
    low, high = (_number(row[end], share, about) for end in ("ci_low", "ci_high"))
    return f"{value} {about.say('screen.interval', low=low, high=high)}"


def _number(value: float, share: bool, about: About) -> str:
    if share:
        return about.say("percent", number=about.number(100.0 * value, 2))
    return about.number(value, 3)
