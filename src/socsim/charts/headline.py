"""A chart's message, worked out from paired differences: it claims what is shown and no more.

Shown is what stands when all that the message could have named is judged together by Holm's method: with
the verdict where it judges the metric, else all differences that the title compares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import judged_together
from socsim.analysis.metrics import METRICS
from socsim.charts.about import ONE, SEVERAL, About
from socsim.locale import capital

if TYPE_CHECKING:
    import pandas as pd

    from socsim.analysis.verdict import Finding


@dataclass(frozen=True)
class Difference:
    """The paired difference of one organisation to the reference."""

    organisation: str
    group: str
    difference: float
    low: float
    high: float
    measured_in: str
    replications: int

    @property
    def shown(self) -> bool:
        """Whether the interval excludes no difference."""
        return self.low > 0 or self.high < 0


def differences(
    comparison: pd.DataFrame, about: About, metric: str, group: str, statistic: str = "mean"
) -> list[Difference]:
    """The differences to the reference in one metric and group, in the organisations' order."""
    rows = comparison[
        (comparison["metric"] == metric)
        & (comparison["group"] == group)
        & (comparison["statistic"] == statistic)
    ]
    found = {}
    for row in rows.to_dict("records"):
        if row["organisation"] in about.organisations and math.isfinite(row["difference"]):
            found[row["organisation"]] = Difference(
                row["organisation"],
                group,
                row["difference"],
                row["ci_low"],
                row["ci_high"],
                str(row["measured_in"]),
                int(row["replications"]),
            )
    return [found[name] for name in about.others if name in found]


def together(ones: Sequence[Difference]) -> list[Difference]:
    """The same with the intervals that Holm's method gives them, judged together."""
    if not ones:
        return []
    mean, low, high = np.array([(one.difference, one.low, one.high) for one in ones]).T
    ends = judged_together(mean, low, high, np.array([one.replications for one in ones]))
    return [
        replace(one, low=float(low), high=float(high)) for one, low, high in zip(ones, *ends, strict=True)
    ]


def claimed(comparison: pd.DataFrame, about: About, metric: str) -> dict[str, list[Difference]]:
    """The differences that a title about a metric may claim, by group, at the level of its family."""
    groups = groups_of(comparison, about, metric)
    found = [one for group in groups for one in differences(comparison, about, metric, group)]
    if metric not in about.judged:
        found = together(found)
    return {group: [one for one in found if one.group == group] for group in groups}


def judged(comparison: pd.DataFrame, findings: Sequence[Finding], reference: str) -> pd.DataFrame:
    """The comparison with the verdict's intervals where it judged, so that titles say what it says."""
    comparison = comparison.copy()
    for finding in findings:
        if reference not in (finding.first, finding.second):
            continue
        other, ends = finding.first, (finding.ci_low, finding.ci_high)
        if other == reference:
            other, ends = finding.second, (-finding.ci_high, -finding.ci_low)
        at = (
            (comparison["organisation"] == other)
            & (comparison["metric"] == finding.metric)
            & (comparison["group"] == finding.group)
            & (comparison["statistic"] == "mean")
        )
        comparison.loc[at, ["ci_low", "ci_high"]] = ends
    return comparison


def amount(about: About, value: float, measured_in: str, figures: int = 2) -> str:
    """The size of a difference with its unit in words."""
    if measured_in == "share":
        value, key = value * 100, "unit.points"
    elif measured_in == about.currency:
        value, key = value / 1000, "unit.thousand_sek" if about.currency == "SEK" else "unit.thousand"
    elif measured_in == "days":
        return about.say_count("unit.days", abs(value), figures=figures)
    else:
        key = "unit.none"
    return about.say(key, number=about.number(abs(value), figures), currency=about.currency)


def groups_of(comparison: pd.DataFrame, about: About, metric: str) -> list[str]:
    """One need and several needs, or all where there are no such groups."""
    split = [group for group in (SEVERAL, ONE) if differences(comparison, about, metric, group)]
    return split or ["all"]


def headline(comparison: pd.DataFrame, about: About, metric: str, chart: str, alone: str) -> str:
    """The sentences over a chart about one metric.

    Parameters
    ----------
    chart : whose words to use: `survival`, `falls` or `costs`.
    alone : what to say when there is only one organisation.
    """
    if not about.others:
        return alone
    if about.replications < 2:
        return about.say("headline.one_replication")
    found = claimed(comparison, about, metric)
    if not any(one.shown for ones in found.values() for one in ones):
        return about.say("headline.none", what=METRICS[metric].label(about.language))
    sentences: list[str] = []
    named = False
    for group, ones in found.items():
        sentences.append(_sentence(about, chart, group, ones, first=not named))
        named = named or any(one.shown for one in ones)
    return " ".join(sentences)


def _sentence(about: About, chart: str, group: str, ones: Sequence[Difference], *, first: bool) -> str:
    """One group's largest difference; only the first sentence says what it is compared with."""
    who = about.say(f"group.{group}")
    named = largest_each_way([one for one in ones if one.shown])
    if not named:
        return capital(about.say("headline.group_none", who=who))
    changes = [
        about.say(
            f"{chart}.{'less' if one.difference < 0 else 'more'}",
            amount=amount(about, one.difference, one.measured_in),
            organisation=about.organisation(one.organisation),
        )
        for one in named
    ]
    if first:
        changes[0] = about.say(
            "headline.than", change=changes[0], reference=about.organisation(about.reference)
        )
    template = f"{chart}.sentence" if first else "headline.group"
    return capital(about.say(template, who=who, changes=about.say("headline.and").join(changes)))


def largest_each_way(shown: Sequence[Difference]) -> list[Difference]:
    """The largest difference, and the largest of those that go the other way: both sides get their say."""
    ranked = sorted(shown, key=lambda one: -abs(one.difference))
    other_way = [one for one in ranked if (one.difference < 0) != (ranked[0].difference < 0)]
    return ranked[:1] + other_way[:1]
