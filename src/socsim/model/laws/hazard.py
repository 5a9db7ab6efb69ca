"""What happens to a need that nobody cares for."""

from __future__ import annotations

from socsim.model.law import law


@law
def nearer(left: float, days: float, rate: float) -> float:
    """[12] What is left of a threshold drawn as Exp(1), after days at a hazard: left - days rate.

    It happens when nothing is left; the same law as drawing from the hazard anew all the time
    (the integrated hazard of any event time is Exp(1)).
    """
    return left - days * rate
