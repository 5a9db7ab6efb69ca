"""A sweep on the screen: the figure at each point, and where the difference is."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from socsim.charts.about import About
from socsim.charts.number_words import number_words
from socsim.locale import say_or

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from rich.console import Console

MOST = 60  # rows; more are in the file


def show_sweep(
    estimates: pd.DataFrame,
    differences: pd.DataFrame,
    points: pd.DataFrame,
    keys: Sequence[str],
    meta: Mapping[str, Any],
    console: Console,
    folder: Path | str | None = None,
    language: str = "en",
) -> None:
    """Print a row for each point: its values, and each organisation's figure with its interval.

    Parameters
    ----------
    estimates, differences : one figure of a sweep's tables. points : all points, with their errors.
    """
    about = About.from_meta(meta, language)
    if not estimates.empty:
        console.print(_heading(estimates, about, language))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
        for name in keys:
            words = number_words([name], about)
            table.add_column(Text(name if words == name else f"{words}\n{name}"), overflow="fold")
        for name in about.organisations.values():
            table.add_column(Text(name), justify="right")
        own = estimates.groupby("point", sort=True)
        for point, rows in list(own)[:MOST]:
            cells = _row(rows, differences[differences["point"] == point], points, keys, about)
            table.add_row(*map(Text, cells))
        console.print(table)
        console.print(Text(about.say("sweep.screen", reference=about.organisation(about.reference)), "dim"))
        if len(own) > MOST:
            console.print(Text(about.say_count("sweep.more", len(own) - MOST), "dim"))
    for row in points[points["error"] != ""].to_dict("records"):
        values = ", ".join(f"{key}={row[key]}" for key in keys)
        console.print(Text(about.say("sweep.failed", values=values, error=row["error"])))
    if folder is not None:
        console.print(Text(about.say("sweep.files", folder=folder)))


def _heading(rows: pd.DataFrame, about: About, language: str) -> Text:
    from socsim.analysis.metrics import METRICS

    metric, statistic, group = (str(rows[name].iloc[0]) for name in ("metric", "statistic", "group"))
    what = METRICS[metric].label(language)
    words = [what if statistic == "mean" else f"{what} ({statistic})"]
    if group != "all":
        words.append(say_or(f"group.{group}", language, group))
    return Text(about.say("sweep.heading", title=about.title, what=", ".join(words)), "bold")


def figure_text(about: About, value: float, measured_in: str, *, sign: bool = False) -> str:
    """A figure as people write it: shares in per cent."""
    if measured_in == "share":
        return about.say("percent", number=about.number(100.0 * value, 3, sign=sign))
    return about.number(value, 3, sign=sign)


def _row(
    rows: pd.DataFrame, differences: pd.DataFrame, points: pd.DataFrame, keys: Sequence[str], about: About
) -> list[str]:
    point = points[points["point"] == rows["point"].iloc[0]].iloc[0]
    cells = [str(point[key]) for key in keys]
    by_name = {str(row["organisation"]): row for row in rows.to_dict("records")}
    changes = {str(row["organisation"]): row for row in differences.to_dict("records")}
    for name in about.organisations:
        row = by_name.get(name)
        if row is None:
            cells.append("–")
            continue
        text = figure_text(about, row["estimate"], row["measured_in"])
        change = changes.get(name)
        if change is not None and math.isfinite(change["difference"]):
            said = figure_text(about, change["difference"], row["measured_in"], sign=True)
            low = figure_text(about, change["ci_low"], row["measured_in"], sign=True)
            high = figure_text(about, change["ci_high"], row["measured_in"], sign=True)
            text += "\n" + said + " " + about.say("screen.interval", low=low, high=high)
        cells.append(text)
    return cells
