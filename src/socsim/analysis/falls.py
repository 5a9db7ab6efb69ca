"""Falls: needs that became nobody's responsibility, how often, why, and for how long."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import YEAR, Bools, Cohort, floats, ints
from socsim.analysis.sheet import Sheet
from socsim.analysis.survival import kaplan_meier
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import CAUSES


def falls(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add falls per client-year and per client, who ever fell, days in a gap, and who came back.

    A client-year is a year in which the client has an open need. Falls by cause and by need are per
    client-year of all clients of the group, so that they add up to its falls.
    """
    years = floats(cohort.clients, "open_days") / YEAR
    cause, kind = ints(cohort.falls, "cause"), ints(cohort.falls, "need")
    counted = cohort.per_client(cohort.fall_owner)

    def add(number: Floats, key: str, by_needs: bool) -> None:
        sheet.ratios("falls_per_100_client_years", cohort, 100.0 * number, years, key, by_needs)
        sheet.ratios("falls_per_client", cohort, number, None, key, by_needs)

    add(counted, "", True)
    by_cause = cohort.per_client_by(cohort.fall_owner, cause, len(CAUSES))
    for name, number in zip(CAUSES, by_cause, strict=True):
        add(number, f"cause={name}", True)
    by_kind = cohort.per_client_by(cohort.fall_owner, kind, len(blueprint.kinds))
    for name, number in zip(blueprint.kinds, by_kind, strict=True):
        add(number, f"need={name}", False)
    sheet.ratios("ever_fallen_share", cohort, (counted > 0).astype(np.float64))
    _gaps(sheet, cohort, blueprint)
    _returns(sheet, cohort, blueprint)


def _gaps(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    days, kind = floats(cohort.needs, "days_fallen"), ints(cohort.needs, "need")
    sheet.ratios("gap_days", cohort, cohort.per_client(cohort.need_owner, days))
    by_kind = cohort.per_client_by(cohort.need_owner, kind, len(blueprint.kinds), days)
    for name, of_kind in zip(blueprint.kinds, by_kind, strict=True):
        sheet.ratios("gap_days", cohort, of_kind, None, f"need={name}", by_needs=False)


def _returns(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Share of the falls after which a unit was responsible again within a year, to the end of the run."""
    at, back = floats(cohort.falls, "at"), floats(cohort.falls, "back")
    returned = ~np.isnan(back)
    gap = np.maximum(np.where(returned, back, blueprint.horizon) - at, 0.0)

    def add(rows: Bools, name: str) -> None:
        if rows.any():
            curve = kaplan_meier(gap[rows], returned[rows])
            sheet.add("returned_within_year_share", name, 1.0 - curve.at(YEAR))

    for group in cohort.groups():
        add(cohort.members(group)[cohort.fall_owner], group)
    for position, name in enumerate(cohort.districts):
        add(cohort.district[cohort.fall_owner] == position, f"district={name}")
    for position, name in enumerate(CAUSES):
        add(ints(cohort.falls, "cause") == position, f"cause={name}")
