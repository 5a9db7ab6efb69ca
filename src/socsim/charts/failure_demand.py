"""Failure demand, and flow efficiency: what work is lost on doing things again, and what wait is work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from socsim.analysis.closer.failure_demand import ALL, FAILURES
from socsim.charts import bars
from socsim.charts.about import About
from socsim.charts.levels import by_needs, levels, percent, source, title
from socsim.charts.parts import Part
from socsim.charts.style import FILLS, Fill, styled
from socsim.locale import capital

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WORKED, VALUE = "worked", "value_adding"
FLOW_FILLS = (Fill("#0072B2", "", "white"), Fill("#D55E00", "xxxx"), Fill("#FFFFFF", "...."))


def failure_demand(table: pd.DataFrame, about: About) -> Figure | None:
    """Share of all hours that earlier work caused, by kind, an organisation a bar.

    Parameters
    ----------
    table : what `socsim.analysis.failure_demand` gives.

    Returns
    -------
    The figure, or None where there is no such work.
    """
    shares = table[table["measure"] == "share"]
    groups = by_needs(shares)
    parts = [Part(kind, about.say(f"failure.{kind}"), FILLS[at]) for at, kind in enumerate(FAILURES)]
    made = [_panel(rows, about, group, [part.key for part in parts]) for group, rows in groups.items()]
    if not bars.worth_drawing(made):
        return None
    with styled():
        of_all = {
            group: levels(rows[rows["kind"] == ALL], about, "value", 100.0) for group, rows in groups.items()
        }
        return bars.draw(
            made,
            parts,
            about,
            title(about, about.say("failure.what"), of_all, percent(about)),
            about.say("failure.subtitle"),
            about.say("failure.axis"),
            source=lambda note: source(about, note),
        )


def _panel(rows: pd.DataFrame, about: About, group: str, kinds: Sequence[str]) -> bars.Panel:
    known = _known(rows, "kind", "value")
    made = []
    for name in about.organisations:
        if (name, ALL) in known:
            found = [known.get((name, kind), (0.0, 0.0, 0.0)) for kind in kinds]
            total = known[name, ALL]
            made.append(_bar(about, name, found, total))
    return bars.Panel(capital(about.say(f"group.{group}")), made)


def _known(rows: pd.DataFrame, key: str, column: str) -> dict[tuple[str, str], tuple[float, float, float]]:
    """(organisation, key) -> per cent with its interval."""
    return {
        (str(row["organisation"]), str(row[key])): (
            100 * row[column],
            100 * row["low"],
            100 * row["high"],
        )
        for row in rows.to_dict("records")
    }


def _bar(about: About, name: str, found: Sequence[tuple[float, float, float]], total: Any) -> bars.Bar:
    values, ends = [one[0] for one in found], [one[1:] for one in found]
    return bars.Bar(about.organisation(name), values, ends, total[0], tuple(total[1:]))


def flow_efficiency(table: pd.DataFrame, about: About) -> Figure | None:
    """Of the time until support: what is work that brings it nearer, what is work done again, what is wait.

    Parameters
    ----------
    table : what `socsim.analysis.flow_efficiency` gives.

    Returns
    -------
    The figure, or None where nothing was worked towards support.
    """
    nan = float("nan")
    groups = by_needs(table)
    made = []
    for group, rows in groups.items():
        known = _known(rows, "part", "share")
        of_group = []
        for name in about.organisations:
            if (name, WORKED) in known:
                worked, value = known[name, WORKED], known[name, VALUE]
                again = max(worked[0] - value[0], 0.0)
                rest = (max(100.0 - worked[0], 0.0), 100.0 - worked[2], 100.0 - worked[1])
                of_group.append(_bar(about, name, [value, (again, nan, nan), rest], worked))
        if of_group:
            made.append(bars.Panel(capital(about.say(f"group.{group}")), of_group))
    if not any(bar.total > 0 for panel in made for bar in panel.bars):
        return None
    parts = [
        Part(name, about.say(f"efficiency.{name}"), fill)
        for name, fill in zip((VALUE, "again", "wait"), FLOW_FILLS, strict=True)
    ]
    with styled():
        of_work = {
            group: levels(rows[rows["part"] == WORKED], about, "share", 100.0)
            for group, rows in groups.items()
        }
        return bars.draw(
            made,
            parts,
            about,
            title(about, about.say("efficiency.what"), of_work, percent(about)),
            about.say("efficiency.subtitle"),
            about.say("efficiency.axis"),
            source=lambda note: source(about, note),
            total=about.say("efficiency.total"),
        )
