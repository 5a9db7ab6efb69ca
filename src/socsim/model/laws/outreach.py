"""What had not happened yet when somebody was found."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def happened_since(rate: float, days: float) -> float:
    """[24] Chance that something which is there has come in the last days: 1 - exp(-rate days).

    The hazard run backwards: who is found so many days before would not have it yet.

    Parameters
    ----------
    rate : the hazard at which it comes, per day.
    days : how much earlier somebody was found.
    """
    return 1.0 - math.exp(-rate * days)
