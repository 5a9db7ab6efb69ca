"""The section `organisations.*.transition`: an organisation that changes while it is measured."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from socsim.scenario.general import Run
from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import DAYS_A_YEAR, Duration, Money, Share


class Transition(Section):
    """A start-up period, with slower work, cases that change hands, and a cost of its own."""

    starts: Duration = key(
        0.0,
        "when the change comes, counted from the start of the measured window",
        unit="duration",
        mechanism=26,
    )
    period: Duration = key(..., "how long it lasts", unit="duration", mechanism=26)
    pace: Annotated[float, Field(strict=True, ge=0.001, le=1000, allow_inf_nan=False)] = key(
        1.0,
        "factor on the hours of caseworkers' pieces of work at first; above 1: slower",
        mechanism=26,
        null=1,
    )
    fades: StrictBool = key(
        True, "whether the factor goes to 1 in a straight line over the period; else it stays", mechanism=26
    )
    handed_over: Share = key(
        0.0,
        "chance that a case which has a caseworker passes to a colleague when the change comes",
        mechanism=26,
        null=0,
    )
    lost_at_handover: Share = key(
        0.0, "chance that a case is forgotten when it passes to a colleague then", mechanism=26, null=0
    )
    cost: Money = key(
        0.0,
        "what the change costs the municipality, spread evenly over the period",
        unit="money",
        mechanism=26,
    )
    within_equal_money: StrictBool = key(
        False,
        "whether equal money counts what falls in the measured window, so that hours are fewer for it",
        mechanism=26,
    )


def cost_in_window(transition: Transition | None, run: Run) -> float:
    """How much of the cost falls in the measured window."""
    if transition is None:
        return 0.0
    ends = transition.starts + transition.period
    if ends == transition.starts:
        return transition.cost if transition.starts < run.measure else 0.0
    inside = max(0.0, min(ends, run.measure) - transition.starts)
    return transition.cost * inside / transition.period


def planned_per_year(transition: Transition | None, run: Run) -> float:
    """What equal money counts of it, as an average year of the measured window."""
    if transition is None or not transition.within_equal_money:
        return 0.0
    return cost_in_window(transition, run) / run.measure * DAYS_A_YEAR
