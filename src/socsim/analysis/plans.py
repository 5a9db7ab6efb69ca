"""Joint plans: how many are asked for, met and hold, and how long clients are under one that holds."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import Cohort, floats
from socsim.analysis.sheet import Sheet


def plans(sheet: Sheet, cohort: Cohort) -> None:
    """Add plans asked for, met and held per client, each before `until`, and days under one."""
    owner = cohort.plan_owner
    until = cohort.until[owner]
    held = floats(cohort.plans, "held")
    ended = np.fmin(floats(cohort.plans, "ended"), until)  # one that has not ended goes on
    days = np.where(held <= until, ended - held, 0.0)  # NaN is not before anything
    sheet.ratios("plans_asked", cohort, cohort.per_client(owner))
    sheet.ratios("plans_met", cohort, cohort.per_client(owner, floats(cohort.plans, "met") <= until))
    sheet.ratios("plans_held", cohort, cohort.per_client(owner, held <= until))
    sheet.ratios("plan_days", cohort, cohort.per_client(owner, days))
