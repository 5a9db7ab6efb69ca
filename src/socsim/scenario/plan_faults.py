"""What faults and their review are expected to take of a unit's hours [23]."""

from __future__ import annotations

import math

from socsim.scenario.organisation import Unit
from socsim.scenario.schema import Scenario


def review_hours(scenario: Scenario, unit: Unit, effort: float) -> tuple[float, float]:
    """Hours that one decision takes beside the work on it: of the unit, and of its managers.

    Reviews, and rework on what they find of the faults that there are at the base rate.

    Parameters
    ----------
    effort : mean hours of the step that decides, in this unit.
    """
    behaviour = scenario.behaviour
    faults = behaviour.faults if unit.faults is None else unit.faults
    levels = behaviour.review if unit.review is None else unit.review
    own = math.fsum(level.effort for level in levels if level.by == "colleague")
    managers = math.fsum(level.effort for level in levels if level.by == "manager")
    found = faults.base * (1.0 - math.prod(1.0 - level.catches for level in levels))
    return own + found * faults.rework * effort, managers
