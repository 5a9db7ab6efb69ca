"""Where the days go: time in each state, flow efficiency, crises, and who still has an open need."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import YEAR, Cohort, floats, ints
from socsim.analysis.hours import worked
from socsim.analysis.sheet import Sheet
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import CONSULTATION_WORK, DECISION_WORK, OPEN_STATES, STEP_WORK


def states(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add days in each state (need-days per client), crises, flow efficiency, and open at the end."""
    spent = np.zeros(cohort.size)
    in_support = np.zeros(cohort.size)
    rows = []
    for state in OPEN_STATES:
        days = cohort.per_client(cohort.need_owner, floats(cohort.needs, f"days_{state}"))
        spent += days
        rows.append((days, f"state={state}"))
        if state == "in_support":
            in_support = days
    sheet.ratios("days_in_state", cohort, spent)
    for days, key in rows:
        sheet.ratios("days_in_state", cohort, days, None, key)
    if (blueprint.step_places >= 0).any():
        _places(sheet, cohort, blueprint)
    _flow(sheet, cohort, blueprint, spent - in_support)
    is_open = ints(cohort.needs, "state") < len(OPEN_STATES)
    open_needs = cohort.per_client(cohort.need_owner, is_open)
    sheet.ratios("open_at_end", cohort, (open_needs > 0).astype(np.float64))
    _crises(sheet, cohort, blueprint)


def _places(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Need-days in line for a place in support, per client."""
    days, kind = floats(cohort.needs, "place_days"), ints(cohort.needs, "need")
    sheet.ratios("place_days", cohort, cohort.per_client(cohort.need_owner, days))
    by_kind = cohort.per_client_by(cohort.need_owner, kind, len(blueprint.kinds), days)
    for place in sorted(set(blueprint.step_kind[blueprint.step_places >= 0].tolist())):
        name = f"need={blueprint.kinds[place]}"
        sheet.ratios("place_days", cohort, by_kind[place], None, name, by_needs=False)


def _flow(sheet: Sheet, cohort: Cohort, blueprint: Blueprint, waiting_for_support: Floats) -> None:
    """Work towards support, in days on the office's clock, over need-days not yet in support.

    Follow-ups and coordinators' visits are left out above the line, as the days in support are
    below it: otherwise support itself would make the way to it look efficient.
    """
    what, step = ints(cohort.work, "what"), ints(cohort.work, "step")
    supports = np.append(~np.isnan(blueprint.step_every), False)  # the last: no step
    towards = (what == DECISION_WORK) | (np.isin(what, (STEP_WORK, CONSULTATION_WORK)) & ~supports[step])
    days = worked(cohort) * towards / blueprint.unit_rate[ints(cohort.work, "unit")]
    sheet.ratios("flow_efficiency", cohort, cohort.per_client(cohort.work_owner, days), waiting_for_support)


def _crises(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    years = floats(cohort.clients, "open_days") / YEAR
    crises, kind = 100.0 * floats(cohort.needs, "crises"), ints(cohort.needs, "need")
    sheet.ratios("crises_per_100_client_years", cohort, cohort.per_client(cohort.need_owner, crises), years)
    by_kind = cohort.per_client_by(cohort.need_owner, kind, len(blueprint.kinds), crises)
    for name, of_kind in zip(blueprint.kinds, by_kind, strict=True):
        sheet.ratios("crises_per_100_client_years", cohort, of_kind, years, f"need={name}", by_needs=False)
