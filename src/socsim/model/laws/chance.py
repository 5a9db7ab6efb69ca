"""How chances meet: on the scale of their logit."""

from __future__ import annotations

import math

from socsim.model.law import law


@law
def logit(p: float) -> float:
    """ln(p / (1 - p)); minus infinity at 0, plus infinity at 1."""
    if p <= 0.0:
        return -math.inf
    if p >= 1.0:
        return math.inf
    return math.log(p / (1.0 - p))


@law
def logistic(x: float) -> float:
    """The inverse of `logit`, without overflow at either end."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)
