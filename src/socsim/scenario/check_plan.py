"""Checks that need the plan worked out: R, and hours at equal money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socsim.scenario.schema import Scenario

Finding = tuple[tuple[Any, ...], str]


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what the plan of an otherwise right scenario shows to be impossible."""
    from socsim.scenario.plan import budgets_of, make_plan, reproduction, spill_matrix

    number = reproduction(scenario)
    if not number < 1:
        worst = list(scenario.needs)[int(spill_matrix(scenario).sum(axis=1).argmax())]
        right = (
            f"R is {number:.2f}: so many new needs one need brings with it, and at 1 they grow for ever; "
            "lower the rates, or the chances in `into`, until it is below 1"
        )
        yield ("needs", worst, "escalates"), right
        return
    for name, plan in make_plan(scenario).organisations.items():
        if plan.hours_factor <= 0:
            right = (
                "managers and coordinators alone cost what the reference costs in all, so that equal money "
                "leaves no caseworkers: have fewer of them, or write `equal_money: false`"
            )
            yield ("organisations", name), right
        for units, money in budgets_of(scenario, plan):
            if money <= 0.0:
                unit = units[0].unit
                where = ("actors",) if unit in scenario.actors else ("organisations", name, "units")
                right = "is a share of nothing: what it does costs nothing; state `costs`, or `yearly`"
                yield (*where, unit, "budget"), right
