"""Where the days go: days in each state per client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.charts import bars
from socsim.charts.about import ONE, SEVERAL, About
from socsim.charts.headline import Difference, amount, differences, together
from socsim.charts.parts import Part
from socsim.charts.style import Fill, styled
from socsim.locale import capital
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
        title, axis = _title(comparison, about), about.say("states.axis")
        return bars.draw(made, parts, about, title, subtitle, axis, title_of=METRIC)


def _title(comparison: pd.DataFrame, about: About) -> str:
    """The largest difference that is shown, for clients with several needs and for those with one."""
    if not about.others:
        return about.say("states.alone")
    if about.replications < 2:
        return about.say("headline.one_replication")
    found = together([one for group in (SEVERAL, ONE) for one in _by_state(comparison, about, f",{group}")])
    if not found:
        found = together(_by_state(comparison, about, ""))
    shown = [one for one in found if one.shown]
    said: list[str] = []
    for group in (SEVERAL, ONE, "all"):
        ours = [one for one in shown if one.group.partition(",")[2] == ("" if group == "all" else group)]
        if ours:
            said.append(_largest(ours, about, group, first=not said))
    return " ".join(said) or about.say("headline.none", what=about.say("states.what"))


def _by_state(comparison: pd.DataFrame, about: About, suffix: str) -> list[Difference]:
    groups = [f"state={state}{suffix}" for state in OPEN_STATES]
    return [one for group in groups for one in differences(comparison, about, METRIC, group)]


def _largest(shown: list[Difference], about: About, group: str, *, first: bool) -> str:
    """The largest of a group's differences in a sentence; only the first says what it is compared with."""
    one = max(shown, key=lambda one: abs(one.difference))
    change = about.say(
        "states.less" if one.difference < 0 else "states.more",
        amount=amount(about, one.difference, one.measured_in),
        state=about.say(one.group.partition(",")[0]),
        organisation=about.organisation(one.organisation),
    )
    if first:
        change = about.say("headline.than", change=change, reference=about.organisation(about.reference))
    return capital(about.say("headline.group", who=about.say(f"group.{group}"), changes=change))
