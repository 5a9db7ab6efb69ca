"""The section `districts`, and `takes`, by which a unit takes some clients only: several routing tables."""

from __future__ import annotations

from socsim.scenario.keys import Section, Text, key
from socsim.scenario.quantities import Count, Share, Weight


class District(Section):
    """A part of the town with its own copy of each organisation, and clients of its own."""

    label: Text | None = key(None, "what charts call it")
    share: Share | None = key(
        None, "share of all who arrive; left out in every district: equal shares", mechanism=22
    )
    profiles: dict[str, Weight] = key(
        {}, "weight of a profile here, relative to the other districts; a profile's total stays", mechanism=22
    )
    control: Share | None = key(None, "mean control here; left out: as in `behaviour.style`", mechanism=22)
    staffing: Weight = key(
        1.0, "weight on its part of the people, who are else shared out by expected hours", mechanism=22
    )


class Takes(Section):
    """Which clients a unit takes, by the open needs that the office knows of when a case begins."""

    needs_at_least: Count = key(1, "so many, or more", mechanism=8)
    needs_at_most: Count | None = key(None, "so many, or fewer; left out: any number", mechanism=8)

    def includes(self, needs: int) -> bool:
        """Whether a client of whom so many needs are known is taken."""
        return needs >= self.needs_at_least and (self.needs_at_most is None or needs <= self.needs_at_most)
