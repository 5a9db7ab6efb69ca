"""A distribution's quantile, from the Blueprint's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.model.distributions import EMPIRICAL, draw, empirical_place

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.rules import Distribution, Rules


def quantile(rules: Rules, row: Distribution, u: float) -> float:
    """The quantile at `u` of the distribution (code, a, b, c)."""
    code, a, b, c = row
    if code == EMPIRICAL:
        return rules.empirical[empirical_place(a, b, u)]
    return draw(code, a, b, c, u)
