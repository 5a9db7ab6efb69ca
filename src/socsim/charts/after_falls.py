"""What comes of falls within a time: who is found again, who is not, and what else ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.analysis.closer.falls import ALL, NOT_YET
from socsim.charts import bars
from socsim.charts.about import About
from socsim.charts.levels import by_needs, levels, percent, source, title
from socsim.charts.parts import Part
from socsim.charts.style import Fill, styled
from socsim.locale import capital

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BACK = "back"
LOOKS = {  # in the order in which they are drawn: what is well first, what is lost last
    BACK: Fill("#0072B2", "", "white"),
    "went_away": Fill("#9ad1f0", "////"),
    "left": Fill("#999999", ""),
    "fell_again": Fill("#F0E442", "...."),
    NOT_YET: Fill("#D55E00", "xxxx"),
}


def after_falls(table: pd.DataFrame, about: About) -> Figure | None:
    """Shares of the falls by what has come of them so many days later, an organisation a bar.

    Parameters
    ----------
    table : what `socsim.analysis.after_falls` gives for one day after the fall.

    Returns
    -------
    The figure, or None where nobody falls.
    """
    groups = by_needs(table[(table["cause"] == ALL) & table["share"].notna()])
    made = [_panel(rows, about, group) for group, rows in groups.items()]
    made = [panel for panel in made if panel.bars]
    if not bars.worth_drawing(made):
        return None
    days = about.number(float(table["day"].iloc[0]), 1)
    parts = [Part(name, about.say(f"came.{name}"), fill) for name, fill in LOOKS.items()]
    with styled():
        back = {
            group: levels(rows[rows["came"] == BACK], about, "share", 100.0) for group, rows in groups.items()
        }
        return bars.draw(
            made,
            parts,
            about,
            title(about, about.say("came.what", days=days), back, percent(about)),
            about.say("came.subtitle", days=days),
            about.say("came.axis"),
            source=lambda note: source(about, note),
            total=about.say("came.total"),
        )


def _panel(rows: pd.DataFrame, about: About, group: str) -> bars.Panel:
    """The whisker is that of the first part: the falls after which a unit is responsible again."""
    made = []
    for name in about.organisations:
        own = rows[rows["organisation"] == name].set_index("came")
        if own.empty:
            continue
        found = [
            tuple(100.0 * float(own.loc[came, end]) for end in ("share", "low", "high")) for came in LOOKS
        ]
        values, ends = [one[0] for one in found], [(one[1], one[2]) for one in found]
        made.append(bars.Bar(about.organisation(name), values, ends, values[0], ends[0]))
    return bars.Panel(capital(about.say(f"group.{group}")), made)
