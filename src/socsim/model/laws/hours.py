"""How many hours a piece of work takes."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def reading_hours(hours: float, per_need: float, open_needs: int) -> float:
    """[6] Hours to read up on a client: hours (1 + per_need (open needs - 1)). An assumption."""
    return hours * (1.0 + per_need * (open_needs - 1))


@law
def breadth_factor(b: float, kinds: int) -> float:
    """[7] Factor on effort of who handles several kinds of need: 1 + b ln(kinds).

    The specialist is quicker; logarithmic learning, in the spirit of Vanberkel et al. (2012),
    "Efficiency evaluation for pooling resources in health care", OR Spectrum 34.
    """
    return 1.0 + b * math.log(kinds)
