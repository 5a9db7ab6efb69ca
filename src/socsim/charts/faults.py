"""Faulty decisions: whose doing they are, the system's share among them, and where they are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socsim.analysis.closer.faults import ALL
from socsim.charts import bars
from socsim.charts.about import About
from socsim.charts.levels import levels, percent, source, title
from socsim.charts.parts import Part
from socsim.charts.style import Fill, styled
from socsim.scenario.names import FAULT_ORIGINS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SYSTEM = "system"
ORIGINS = {
    SYSTEM: Fill("#D55E00", "xxxx"),
    "common": Fill("#9ad1f0", ""),
    "individual": Fill("#F0E442", "////"),
}
REVIEWS = (Fill("#0072B2", "", "white"), Fill("#56B4E9", "...."), Fill("#009E73", "----"))
OUT, NEVER = Fill("#CC79A7", "++"), Fill("#FFFFFF", "\\\\\\\\")


def faults(table: pd.DataFrame, about: About) -> Figure | None:
    """Faulty decisions per 100, by whose doing and by where they are found, an organisation a bar.

    Parameters
    ----------
    table : what `socsim.analysis.faults_by_level` gives.

    Returns
    -------
    The figure, or None where decisions cannot be faulty.
    """
    table = table[table["unit"] == ALL]
    found = table[table["split"] == "found"]
    reviews = sorted({str(level) for level in found["level"]} - {ALL, "out", "never"})
    assert set(ORIGINS) == set(FAULT_ORIGINS)
    origins = [Part(name, about.say(f"fault.{name}"), fill) for name, fill in ORIGINS.items()]
    levels_ = [
        Part(name, about.say("fault.review", number=at), REVIEWS[(at - 1) % len(REVIEWS)])
        for at, name in enumerate(reviews, start=1)
    ]
    levels_ += [Part("out", about.say("fault.out"), OUT), Part("never", about.say("fault.never"), NEVER)]
    per = table[table["measure"] == "per_100_decisions"]
    parts = [*origins, *levels_]
    made = [
        _panel(per[per["split"] == split], about, about.say(f"fault.by_{split}"), parts, own)
        for split, own in (("origin", origins), ("found", levels_))
    ]
    if not bars.worth_drawing(made):
        return None
    share = table[(table["measure"] == "share") & (table["level"] == SYSTEM)]
    with styled():
        return bars.draw(
            made,
            parts,
            about,
            title(
                about,
                about.say("fault.what"),
                {"decisions": levels(share, about, "value", 100.0)},
                percent(about),
            ),
            about.say("fault.subtitle"),
            about.say("fault.axis"),
            source=lambda note: source(
                about, " ".join(part for part in (_shares(share, about), note) if part)
            ),
        )


def _panel(
    rows: pd.DataFrame, about: About, heading: str, parts: Sequence[Part], own: Sequence[Part]
) -> bars.Panel:
    """The bars of one split; parts of the other have no length in it."""
    there = {part.key for part in own}
    made = []
    for name in about.organisations:
        known = rows[rows["organisation"] == name].set_index("level")[["value", "low", "high"]]
        if ALL not in known.index or not known.loc[ALL, "value"] > 0.0:
            continue
        blank = (0.0, float("nan"), float("nan"))
        found = [
            tuple(map(float, known.loc[part.key])) if part.key in there and part.key in known.index else blank
            for part in parts
        ]
        value, low, high = map(float, known.loc[ALL])
        values, ends = [one[0] for one in found], [(one[1], one[2]) for one in found]
        made.append(bars.Bar(about.organisation(name), values, ends, value, (low, high)))
    return bars.Panel(heading, made)


def _shares(share: pd.DataFrame, about: About) -> str:
    """The system's share in each organisation, with its interval."""
    said = []
    for level in levels(share, about, "value", 100.0):
        value = about.say("percent", number=about.number(level.value, 2))
        if level.low == level.low:
            ends = [about.number(end, 2) for end in (max(level.low, 0.0), min(level.high, 100.0))]
            value += " " + about.say("screen.interval", low=ends[0], high=ends[1])
        said.append(f"{about.organisation(level.organisation)} {value}")
    return about.say("fault.shares", said="; ".join(said)) if said else ""
