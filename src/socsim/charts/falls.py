"""Falls by cause: how often people fall through the cracks, and what of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.charts import bars
from socsim.charts.about import About
from socsim.charts.headline import headline
from socsim.charts.parts import Part
from socsim.charts.style import FILLS, styled
from socsim.locale import say_or

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

METRIC = "falls_per_100_client_years"


def falls(summary: pd.DataFrame, comparison: pd.DataFrame, about: About) -> Figure | None:
    """Falls per 100 client-years by cause, an organisation a bar, with the interval of the total.

    Parameters
    ----------
    summary : with rows of the metric for `cause=...`, and by needs (`cause=...,needs=2+`) where known.
    comparison : paired differences to the reference, for the title.

    Returns
    -------
    The figure, or None when nobody fell.
    """
    of_metric = summary[summary["metric"] == METRIC]["group"]
    causes = list(dict.fromkeys(group.split(",")[0] for group in of_metric if group.startswith("cause=")))
    parts = [
        Part(cause, say_or(cause, about.language, cause.removeprefix("cause=")), FILLS[at % len(FILLS)])
        for at, cause in enumerate(causes)
    ]
    made = bars.panels(summary, about, METRIC, parts)
    if not bars.worth_drawing(made):
        return None
    with styled():
        title = headline(comparison, about, METRIC, "falls", about.say("falls.alone"))
        return bars.draw(
            made, parts, about, title, about.say("falls.subtitle"), about.say("falls.axis"), title_of=METRIC
        )
