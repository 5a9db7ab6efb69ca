"""Households with members: the keys, their cross checks, and how large a household is to be expected."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from socsim.model.laws import household_factor
from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Weight

if TYPE_CHECKING:
    from socsim.scenario.blueprint import Floats
    from socsim.scenario.population import Need, Profile

Members = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
Streams = Sequence[tuple[float, Mapping[str, float]]]
"""(arrivals per day, chance of each need) of every profile."""


class PerMember(Section):
    """What each further member of a household adds to a need of it."""

    effort: Weight = key(
        0.0,
        "what each further member adds to the hours on it, as a share of those of one; 1: each has the need",
        mechanism=29,
        null=0,
    )
    items: Weight = key(
        0.0, "what each further member adds to the length of its letters, likewise", mechanism=29, null=0
    )


def cumulated_sizes(profiles: Sequence[Profile]) -> Floats:
    """Cumulated shares of household sizes, a row for each profile; no columns where nobody has company."""
    largest = max((size for p in profiles for size, share in (p.members or {}).items() if share), default=1)
    if largest == 1:
        return np.zeros((max(1, len(profiles)), 0))
    rows = np.ones((len(profiles), largest))
    for row, profile in zip(rows, profiles, strict=True):
        shares = {int(size): share for size, share in (profile.members or {}).items()}
        own = max((size for size, share in shares.items() if share), default=1)
        row[: own - 1] = np.cumsum([shares.get(size, 0.0) for size in range(1, own)])
    return rows


def mean_factor(need: Need, kind: str, profiles: Sequence[Profile], streams: Streams) -> float:
    """Mean factor on the hours on a kind of need, over those who bring it; over all if nobody does."""
    b = 0.0 if need.per_member is None else need.per_member.effort
    if b == 0.0 or not profiles:
        return 1.0
    brought = []
    for rate, chances in streams:
        none = math.prod(1.0 - chance for chance in chances.values())
        brought.append(rate * chances.get(kind, 0.0) / (1.0 - none))
    weights = brought if any(brought) else [rate for rate, _ in streams]
    factors = [
        math.fsum(share * household_factor(b, size) for size, share in (p.members or {1: 1.0}).items())
        for p in profiles
    ]
    total = math.fsum(weights)
    return math.fsum(w * f for w, f in zip(weights, factors, strict=True)) / total if total else 1.0


def findings(profiles: Sequence[Profile]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield what is wrong with the sizes of households."""
    for i, profile in enumerate(profiles):
        total = math.fsum((profile.members or {1: 1.0}).values())
        if abs(total - 1.0) > 1e-9:
            yield (
                ("population", "profiles", i, "members"),
                f"shares must add up to 1 (they add up to {total:.12g})",
            )
