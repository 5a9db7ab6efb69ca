"""Cost per client by payer: what one payer saves, another may pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.charts import bars
from socsim.charts.about import About
from socsim.charts.headline import headline
from socsim.charts.parts import Part
from socsim.charts.style import FILLS, styled
from socsim.scenario.names import PAYERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

METRIC = "cost_per_client"


def costs(summary: pd.DataFrame, comparison: pd.DataFrame, about: About) -> Figure | None:
    """Cost per client by payer in thousands, an organisation a bar, with the interval of the total.

    Parameters
    ----------
    summary : with rows of the metric for `payer=...`, and by needs (`payer=...,needs=2+`) where known.
    comparison : paired differences to the reference, for the title.

    Returns
    -------
    The figure, or None when nothing costs anything.
    """
    parts = [
        Part(f"payer={payer}", about.say(f"payer={payer}"), FILLS[at]) for at, payer in enumerate(PAYERS)
    ]
    made = bars.panels(summary, about, METRIC, parts, scale=0.001)
    if not bars.worth_drawing(made):
        return None
    unit = about.say(
        "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand", currency=about.currency
    )
    with styled():
        title = headline(comparison, about, METRIC, "costs", about.say("costs.alone"))
        return bars.draw(
            made,
            parts,
            about,
            title,
            about.say("costs.subtitle"),
            about.say("costs.axis", unit=unit),
            title_of=METRIC,
        )
