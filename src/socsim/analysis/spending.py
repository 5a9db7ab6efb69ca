"""What units spend, against their budgets, and whom they turn away, over the window."""

from __future__ import annotations

import numpy as np

from socsim.analysis.cohort import YEAR, Bools, floats, ratio
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats
from socsim.scenario.names import ACTOR, PAYERS


def spent(ledger: Ledger, blueprint: Blueprint) -> Floats:
    """Money that each unit has spent in the window as budgets count it, shape (U,).

    Hours of work at their pay, and the support of its cases where its own payer bears it.
    """
    hours = floats(ledger.units, "busy_area") * blueprint.unit_rate
    return hours * blueprint.unit_pay + floats(ledger.units, "support_cost")


def spending(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add spending, its share of the budget, and who was turned away, where a unit may do so."""
    years = blueprint.measure / YEAR
    if len(blueprint.budget_yearly):
        _budgets(sheet, blueprint, spent(ledger, blueprint) / years)
        _turned_away(sheet, ledger, blueprint, "rejections_per_year", "rejected", blueprint.unit_budget >= 0)
    rules = np.diff(blueprint.exclusion_start) > 0
    if rules.any():
        _turned_away(sheet, ledger, blueprint, "exclusions_per_year", "excluded", rules)


def _budgets(sheet: Sheet, blueprint: Blueprint, yearly: Floats) -> None:
    sheet.add("spent_per_year", "all", float(yearly.sum()))
    for at, payer in enumerate(PAYERS):
        sheet.add("spent_per_year", f"payer={payer}", float(yearly[blueprint.unit_payer == at].sum()))
    has = blueprint.unit_budget >= 0
    total = np.bincount(
        blueprint.unit_budget[has], weights=yearly[has], minlength=len(blueprint.budget_yearly)
    )
    sheet.add("spent_of_budget_share", "all", ratio(float(total.sum()), float(blueprint.budget_yearly.sum())))
    for at, name in enumerate(blueprint.units):
        sheet.add("spent_per_year", f"unit={name}", yearly[at])
        budget = blueprint.unit_budget[at]
        if budget >= 0:
            share = ratio(total[budget], blueprint.budget_yearly[budget])
            sheet.add("spent_of_budget_share", f"unit={name}", share)


def _turned_away(
    sheet: Sheet, ledger: Ledger, blueprint: Blueprint, metric: str, column: str, where: Bools
) -> None:
    number = floats(ledger.units, column) * YEAR / blueprint.measure
    sheet.add(metric, "all", float(number.sum()))
    for at in np.flatnonzero(where & (blueprint.unit_role <= ACTOR)):
        sheet.add(metric, f"unit={blueprint.units[at]}", number[at])
