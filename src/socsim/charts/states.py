"""Where the days go: days in each state per client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.charts import bars
from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.headline import Difference, amount, capital, differences
from socsim.charts.parts import Part
from socsim.charts.style import Fill, styled
from socsim.scenario.names import OPEN_STATES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

METRIC = "days_in_state"
STATE_FILLS = {  # neighbours differ in lightness and in hatch
    "unseen": Fill("#FFFFFF", "...."),
    "referred": Fill("#CC79A7", "\\\\\\\\"),
    "waiting": Fill("#F0E442", ""),
    "in_process": Fill("#0072B2", "", "white"),
    "in_support": Fill("#56B4E9", "////"),
    "fallen": Fill("#D55E00", "xxxx"),
}


def states(summary: pd.DataFrame, comparison: pd.DataFrame, about: About) -> Figure | None:
    """Days in each open state per client, an organisation a bar, clients with one need and several apart.

    Parameters
    ----------
    summary : with rows of `days_in_state` for `state=...`, and by needs (`state=...,needs=2+`) where known.
    comparison : paired differences to the reference, for the title.

    Returns
    -------
    The figure, or None when there are no such rows.
    """
    parts = [Part(f"state={state}", about.say(f"state={state}"), STATE_FILLS[state]) for state in OPEN_STATES]
    made = bars.panels(summary, about, METRIC, parts)
    if not bars.worth_drawing(made):
        return None
    with styled():
        subtitle = about.say("states.subtitle")
        if about.compares:
            subtitle += " " + about.say("states.title")
        return bars.draw(made, parts, about, _title(comparison, about), subtitle, about.say("states.axis"))


def _title(comparison: pd.DataFrame, about: About) -> str:
    """The largest difference that is shown, for clients with several needs and for those with one."""
    if not about.others:
        return about.say("states.alone")
    if about.replications < 2:
        return about.say("headline.one_replication")
    said = [_largest(comparison, about, group) for group in (SEVERAL, ONE)]
    if not any(said):
        said = [_largest(comparison, about, "all")]
    return " ".join(sentence for sentence in said if sentence) or about.say(
        "headline.none", what=about.say("states.what")
    )


def _largest(comparison: pd.DataFrame, about: About, group: str) -> str:
    suffix = "" if group == "all" else f",{group}"
    shown: list[tuple[Difference, str]] = []
    for state in OPEN_STATES:
        found = differences(comparison, about, METRIC, f"state={state}{suffix}")
        shown += [(one, state) for one in found if one.shown]
    if not shown:
        return ""
    one, state = max(shown, key=lambda pair: abs(pair[0].difference))
    return capital(
        about.say(
            "states.less" if one.difference < 0 else "states.more",
            who=about.say(f"group.{group}"),
            amount=amount(about, one.difference, one.measured_in),
            state=about.say(f"state={state}"),
            organisation=about.organisation(one.organisation),
            reference=about.organisation(about.reference),
        )
    )
