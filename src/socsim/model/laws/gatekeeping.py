"""What keeps a need out: money, and rules of exclusion between units."""

from __future__ import annotations

from socsim.model.law import law


@law
def accrued(spent: float, days: float, per_day: float) -> float:
    """[11] What has been spent after some days of support at a steady cost: spent + days per_day.

    Parameters
    ----------
    spent : money before.
    days : how many.
    per_day : what a day of all support costs that the budget bears now.
    """
    return spent + days * per_day


@law
def rejection_chance(gate: float, spent: float, planned: float) -> float:
    """[11] Chance that a unit over its budget turns a need away: gate (spent / planned - 1), from 0 to 1.

    Parameters
    ----------
    gate : g, how strictly; at 2 all are turned away from one and a half budgets on. 0: nobody is.
    spent : money in the last twelve closed months.
    planned : the budget of twelve months, above 0.

    Notes
    -----
    That each unit guards its own budget where costs and gains fall on different payers is well
    known ("wrong pockets"); that the chance is linear is an assumption.
    """
    return min(1.0, max(0.0, gate * (spent / planned - 1.0)))


@law
def stands_in_the_way(when: int, supported: int) -> bool:
    """[11] Whether an open need that the office knows of keeps another one out.

    Parameters
    ----------
    when : 0: as long as it is open; 1: while it is not in support; 2: while it is in support.
    supported : 1 where it is in support now.

    Notes
    -----
    Two units that each want the other's problem solved first leave a person with neither. Which
    rules there are is the scenario's; that they go by these three states is an assumption.
    """
    return when == 0 or (when == 1 and supported == 0) or (when == 2 and supported == 1)
