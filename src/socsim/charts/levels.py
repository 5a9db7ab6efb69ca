"""A chart's message where organisations are put side by side: the lowest and the highest of their figures.

A difference is named where the two intervals do not overlap, which asks for more than a paired test would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.charts.about import ONE, SEVERAL, About
from socsim.locale import capital

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Level:
    """One organisation's figure with its interval."""

    organisation: str
    value: float
    low: float
    high: float


def levels(rows: pd.DataFrame, about: About, column: str, scale: float = 1.0) -> list[Level]:
    """The figures of a tidy table that has a row for each organisation, in the organisations' order."""
    found = {
        str(row["organisation"]): Level(
            str(row["organisation"]), row[column] * scale, row["low"] * scale, row["high"] * scale
        )
        for row in rows.to_dict("records")
    }
    return [found[name] for name in about.organisations if name in found]


def by_needs(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of clients with one need and with several, or of all where that is not known."""
    found = {group: table[table["group"] == group] for group in (ONE, SEVERAL)}
    found = {group: rows for group, rows in found.items() if len(rows)}
    return found or {"all": table[table["group"] == "all"]}


def title(
    about: About, what: str, of_groups: Mapping[str, Sequence[Level]], write: Callable[[float, int], str]
) -> str:
    """What is compared, and for each group of clients the lowest and the highest of its figures.

    Parameters
    ----------
    what : in words that can stand alone.
    write : how a figure is written with so many significant figures.
    """
    if not about.others:
        return what
    if about.replications < 2:
        return about.say("headline.one_replication")
    said = []
    shown = False
    for group, found in reversed(list(of_groups.items())):
        who = capital(about.say(f"group.{group}"))
        ranked = sorted(found, key=lambda level: level.value)
        if len(ranked) > 1 and ranked[0].high < ranked[-1].low:
            least, most = ranked[0], ranked[-1]
            shown = True
            low, high = told_apart(least.value, most.value, write)
            said.append(
                about.say(
                    "levels.sentence",
                    who=who,
                    low=low,
                    least=about.organisation(least.organisation),
                    high=high,
                    most=about.organisation(most.organisation),
                )
            )
        else:
            said.append(about.say("headline.group_none", who=who))
    if not shown:
        return about.say("headline.none", what=what[:1].lower() + what[1:])
    return about.say("levels.title", what=what, said=" ".join(said))


def told_apart(low: float, high: float, write: Callable[[float, int], str]) -> tuple[str, str]:
    """Both figures, with as many digits as it takes to see that they differ."""
    for figures in (2, 3, 4):
        written = write(low, figures), write(high, figures)
        if written[0] != written[1]:
            break
    return written


def percent(about: About) -> Callable[[float, int], str]:
    """How this language writes a figure that is a percentage already."""
    return lambda value, figures: about.say("percent", number=about.number(value, figures))


def source(about: About, note: str = "") -> str:
    """The line under such a chart."""
    rule = about.say("levels.rule") if about.compares else ""
    return about.source(" ".join(part for part in (note, rule) if part), paired=False)
