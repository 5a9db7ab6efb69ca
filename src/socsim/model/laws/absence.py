"""Laws of sick leave and turnover."""

from __future__ import annotations

from socsim.model.law import law

SECOND = 1.0 / 3600.0  # hours


@law
def overloaded(load: float, k: float) -> float:
    """[19] Factor on the rate of long sick leave: 1 + k max(0, load - 1).

    `load` is what a caseworker has in relation to what one can have: caseload / cap, or without a cap months
    of work that wait. An assumption.
    """
    return 1.0 + k * max(0.0, load - 1.0)


@law
def for_another(hours: float, pace: float) -> float:
    """[19] What is left of a piece of work, in hours of somebody with pace 1: hours / pace.

    At least a second, so that there is something to take up. An assumption.
    """
    return max(SECOND, hours / pace)
