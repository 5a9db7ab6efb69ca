"""The section `outreach` of an organisation, and its cross check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import StrictBool

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import DurationDistribution, MoneyRate, Share, ShareBelowOne

CUT = 0.999
"""Leads are cut at this quantile, so that it is known how far ahead people have to be made."""


class Outreach(Section):
    """Finding people before they seek help."""

    reach: Share = key(..., "share of those who will seek help whom it finds before", mechanism=24, null=0)
    lead: DurationDistribution = key(
        ..., "how long before they would have come", unit="duration or distribution", mechanism=24
    )
    in_vain: ShareBelowOne = key(
        0.0, "share of those found who would never have come: their needs would have passed", mechanism=24
    )
    cost: MoneyRate = key(
        0.0, "what it costs the municipality, beside caseworkers", unit="money per time", mechanism=24
    )
    within_equal_money: StrictBool = key(
        True, "whether equal money counts the cost, so that caseworkers' hours are fewer for it", mechanism=24
    )

    @property
    def more(self) -> float:
        """Clients who would never have come, for each who would have."""
        return self.reach * self.in_vain / (1.0 - self.in_vain)

    @property
    def planned(self) -> float:
        """What equal money counts, per day."""
        return self.cost if self.within_equal_money else 0.0


def findings(outreach: Outreach | None, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield what is wrong with it."""
    if outreach is not None and outreach.more > 1.0:
        yield (*path, "outreach", "in_vain"), "is more in vain than there are clients: state a lower share"
