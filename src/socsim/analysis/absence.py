"""Who is away: sick leave, posts left, suspensions, agency workers; and who is moved to another unit."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import YEAR, floats, ints, ratio
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import CASEWORKER


def of_units(ledger: Ledger, blueprint: Blueprint, column: str) -> Floats:
    """The sum of a column of caseworkers, shape (U,)."""
    unit, value = ints(ledger.caseworkers, "unit"), floats(ledger.caseworkers, column)
    sums: Floats = np.bincount(unit, weights=value, minlength=len(blueprint.units)).astype(np.float64)
    return sums


def days_held(ledger: Ledger, blueprint: Blueprint) -> Floats:
    """Posts x days of the window, shape (U,)."""
    desks = np.diff(blueprint.unit_worker_start) * blueprint.measure
    held: Floats = desks - of_units(ledger, blueprint, "unused_days")
    return held


def days_there(ledger: Ledger, blueprint: Blueprint) -> Floats:
    """Days of the window on which somebody sat at a desk of the unit, shape (U,)."""
    away = sum(of_units(ledger, blueprint, f"{what}_days") for what in ("sick", "vacant", "suspended"))
    there: Floats = days_held(ledger, blueprint) - away + of_units(ledger, blueprint, "agency_days")
    return there


def agency_cost(ledger: Ledger, blueprint: Blueprint) -> Floats:
    """What the agency workers of the window cost, shape (U,)."""
    cost: Floats = of_units(ledger, blueprint, "agency_days") * blueprint.unit_agency_cost
    return cost


def moves(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add how many caseworkers a year are moved from a unit to another, where they may be."""
    if blueprint.steered.any():
        yearly = of_units(ledger, blueprint, "moved") / (blueprint.measure / YEAR)
        sheet.add("moves_per_year", "all", float(yearly.sum()))
        for unit in np.flatnonzero(blueprint.steered):
            sheet.add("moves_per_year", f"unit={blueprint.units[unit]}", float(yearly[unit]))


def absence(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add sick leave, posts left and agency cost, where people may be away; `all`: the municipality's."""
    concerned = blueprint.unit_absent == 1
    if not concerned.any():
        return
    posts = days_held(ledger, blueprint)
    held = posts - of_units(ledger, blueprint, "vacant_days")
    years = np.full(len(posts), blueprint.measure / YEAR)
    for metric, above, below in (
        ("sick_leave_share", of_units(ledger, blueprint, "sick_days"), held),
        ("suspended_share", of_units(ledger, blueprint, "suspended_days"), held),
        ("posts_left_share", of_units(ledger, blueprint, "left"), posts / YEAR),
        ("agency_cost_per_year", agency_cost(ledger, blueprint), years),
    ):
        if metric == "suspended_share" and not blueprint.fault_suspends.any():
            continue
        municipal = blueprint.unit_role == CASEWORKER
        if municipal.any():
            whole = years[0] if metric == "agency_cost_per_year" else float(below[municipal].sum())
            sheet.add(metric, "all", ratio(float(above[municipal].sum()), float(whole)))
        for unit in np.flatnonzero(concerned):
            group = f"unit={blueprint.units[unit]}"
            sheet.add(metric, group, ratio(float(above[unit]), float(below[unit])))
