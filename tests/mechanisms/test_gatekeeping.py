"""Budgets and exclusion rules between units [11]: who is turned away, and who pays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.engine.ledger import Ledger
from socsim.model.draws import child, salt, uniform
from socsim.model.laws import accrued, rejection_chance, stands_in_the_way
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import plan
from socsim.scenario.names import CAUSES
from socsim.scenario.plan import budgets_of, planned_spending
from socsim.scenario.quantities import DAYS_A_MONTH, DAYS_A_YEAR
from socsim.scenario.schema import Scenario

from ..engine.both import simulate
from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    of_need,
    people_of,
    scenario,
    tell,
)

LONG = {"measure": "3 years", "follow_up": "3 years"}
UNITS = "organisations.office.units"
STRICT = 1e9


def test_laws_by_hand() -> None:
    assert accrued(100.0, 10.0, 5.0) == 150.0
    assert [rejection_chance(2.0, spent, 100.0) for spent in (0.0, 100.0, 125.0, 150.0, 900.0)] == [
        0.0, 0.0, 0.5, 1.0, 1.0,
    ]  # fmt: skip
    assert rejection_chance(0.0, 900.0, 100.0) == 0.0
    assert [[stands_in_the_way(when, s) for s in (0, 1)] for when in (0, 1, 2)] == [
        [True, True], [True, False], [False, True],
    ]  # fmt: skip


# -- budgets ---------------------------------------------------------------------------------------


def one_unit(budget: Any = None, **need: Any) -> Written:
    """A day of work, which costs 2,400 SEK, on each need that comes to the only unit."""
    unit = {"handles": ["*"], "caseworkers": 9, "assignment": "step", "cost": "2400 SEK per day"}
    steps = {"service": {"effort": days(1)}}
    unit |= {} if budget is None else {"budget": budget}
    return scenario({"money": {"steps": steps, **need}}, {"unit": unit}, run=LONG)


def causes(ledger: Ledger) -> list[str]:
    return [CAUSES[code] for code in ledger.falls["cause"].tolist()]


def test_over_budget_for_twelve_closed_months() -> None:
    """[11] A day of work in the first month is too much from the end of that month until it is a year old."""
    arrivals = (0.0, 20.0, DAYS_A_MONTH, 100.0, 13 * DAYS_A_MONTH - 0.01, 13 * DAYS_A_MONTH)
    clients = [Comes(day, ["money"]) for day in arrivals]
    ledger = tell(one_unit({"yearly": "2399 SEK", "gate": STRICT}), *clients)
    assert column(ledger.needs, "falls").tolist() == [0, 0, 1, 1, 1, 0]
    assert causes(ledger) == ["rejected"] * 3
    assert column(ledger.falls, "at").tolist() == list(arrivals[2:5])
    assert column(ledger.falls, "unit").tolist() == [-1] * 3
    assert column(ledger.units, "rejected").tolist() == [3]
    within = tell(one_unit({"yearly": "7200 SEK", "gate": STRICT}), *clients[:4])
    assert not len(within.falls["client"])


def test_a_right_is_never_refused_for_money() -> None:
    """[11] Whatever has been spent."""
    clients = [Comes(day, ["money"]) for day in (0.0, 40.0, 80.0)]
    budget = {"yearly": "1 SEK", "gate": STRICT}
    assert causes(tell(one_unit(budget), *clients)) == ["rejected"] * 2
    assert causes(tell(one_unit(budget, right=True), *clients)) == []


def supported(payer: str) -> Written:
    """Support that costs 100 SEK a day, without end; people cost nothing."""
    steps = {"support": {"effort": "0 h", "every": "10000 days", "cost": "100 SEK per day", "payer": payer}}
    needs = {
        "home": {"steps": steps, "recovers_after": "10000 days"},
        "money": {"steps": {"service": {"effort": "1 h"}}},
    }
    unit = {"handles": ["*"], "caseworkers": 9, "assignment": "step"}
    unit["budget"] = {"yearly": "100 SEK", "gate": STRICT}
    return scenario(needs, {"unit": unit}, run=LONG)


def test_support_is_charged_day_by_day_to_who_pays_it() -> None:
    """[11] To the unit that gives it, if its own payer bears it."""
    clients = [Comes(DAYS_A_MONTH - 1.1, ["home"]), Comes(DAYS_A_MONTH + 0.1, ["money"])]
    own, other = tell(supported("municipality"), *clients), tell(supported("region"), *clients)
    assert causes(own) == ["rejected"]  # 110 SEK in the first month
    assert causes(other) == []
    there = 3 * DAYS_A_YEAR - (DAYS_A_MONTH - 1.1)
    assert column(own.units, "support_cost") == pytest.approx([100 * there])
    assert column(other.units, "support_cost").tolist() == [0]
    later = tell(supported("municipality"), Comes(DAYS_A_MONTH - 0.9, ["home"]), clients[1])
    assert causes(later) == []  # 90 SEK


def test_a_constant_excess_turns_away_its_share() -> None:
    """[11] Support costs 1.2 budgets in any twelve months: with g = 2, P = 0.4 for each who asks."""
    written = changed(
        supported("municipality"),
        {f"{UNITS}.unit.budget": {"yearly": f"{36525 / 1.2:.9f} SEK", "gate": 2}, "run.follow_up": "9 years"},
    )
    clients = [Comes(0, ["home"]), *(Comes(400 + i / 10, ["money"]) for i in range(4000))]
    blueprint = blueprint_of(written)
    ledger = simulate(blueprint, people_of(blueprint, clients))
    agrees(of_need(ledger, blueprint, "money", "falls").tolist(), 0.4)


def two_units(**budgets: Any) -> Written:
    """Each kind of need with a unit of its own, a day of work at 2,400 SEK."""
    steps = {"service": {"effort": days(1)}}
    unit = {"caseworkers": 9, "assignment": "step", "cost": "2400 SEK per day"}
    needs = ("dear", "cheap")
    units = {kind: {"handles": [kind], **unit, "budget": budgets[kind]} for kind in needs}
    return scenario({kind: {"steps": steps} for kind in needs}, units, run=LONG)


def test_a_common_budget_is_the_sum() -> None:
    """[11] What one unit saves the other may spend; what one overspends the other is held to."""
    own = {"yearly": "3000 SEK", "gate": STRICT}
    clients = [Comes(0, ["dear"]), Comes(0, ["dear"]), Comes(40, ["cheap"]), Comes(40, ["dear"])]
    apart = tell(two_units(dear=own, cheap=own), *clients)
    assert column(apart.needs, "falls").tolist() == [0, 0, 0, 1]
    common = {**own, "shared": "all"}
    together = tell(two_units(dear=common, cheap=common), *clients)
    assert column(together.needs, "falls").tolist() == [0, 0, 0, 0]
    spent = tell(two_units(dear=common, cheap=common), clients[0], *clients)
    assert column(spent.needs, "falls").tolist() == [0, 0, 0, 1, 1]


def figure(blueprint: Blueprint, ledger: Ledger, metric: str, group: str) -> float:
    frame = measure(ledger, blueprint)
    return float(frame[(frame.metric == metric) & (frame.group == group)].value.iloc[0])


def test_the_tables_show_who_paid() -> None:
    """[11] Who is turned away costs the unit nothing, and another payer a crisis."""
    crisis = {"rate": "1000 per year", "crisis": {"cost": "5000 SEK", "payer": "region"}}
    written = changed(
        one_unit({"yearly": "1 SEK", "gate": STRICT}),
        {"needs.money.escalates": crisis, "run.follow_up": "9 days", "run.measure": "1 year"},
    )
    clients = [Comes(0, ["money"], {"money": 3}), Comes(40, ["money"], {"money": 3})]
    blueprint = blueprint_of(written)
    ledger = simulate(blueprint, people_of(blueprint, clients))
    assert column(ledger.needs, "falls")[1] > 1
    yearly = 2400
    assert figure(blueprint, ledger, "spent_per_year", "unit=unit") == pytest.approx(yearly)
    assert figure(blueprint, ledger, "spent_per_year", "payer=municipality") == pytest.approx(yearly)
    assert figure(blueprint, ledger, "spent_of_budget_share", "unit=unit") == pytest.approx(yearly)
    assert (
        figure(blueprint, ledger, "rejections_per_year", "unit=unit")
        == (ledger.falls["at"] < DAYS_A_YEAR).sum()
    )
    crises = column(ledger.needs, "crises").sum()
    assert figure(blueprint, ledger, "cost_per_client", "payer=region") == 5000 * crises / 2
    every = figure(blueprint, ledger, "cost_per_client", "all")
    unit = figure(blueprint, ledger, "cost_per_client", "unit=unit")
    assert unit + figure(blueprint, ledger, "cost_per_client", "kind=crises") == pytest.approx(every)


def test_what_is_planned() -> None:
    """[11] 20 needs a day, each a day of work at 2,400 SEK: nine people cannot do more than nine."""
    written = one_unit({"share": 0.5})
    read = Scenario.model_validate(written)
    office = plan(read).organisations["office"]
    assert planned_spending(read, office, "unit") == pytest.approx(9 * 2400 * DAYS_A_YEAR)
    ((units, money),) = budgets_of(read, office)
    assert [unit.name for unit in units] == ["unit"]
    assert money == pytest.approx(4.5 * 2400 * DAYS_A_YEAR)
    costs = changed(supported("municipality"), {f"{UNITS}.unit.budget": {"share": 1}})
    costs = changed(costs, {"population.profiles.0.arrivals": "0.01 per day"})
    read = Scenario.model_validate(costs)
    expected = 0.01 * 10000 * 100 * DAYS_A_YEAR
    assert planned_spending(read, plan(read).organisations["office"], "unit") == pytest.approx(expected)


# -- exclusion rules -------------------------------------------------------------------------------


def two_clinics(health: Any = None, addiction: Any = None, **behaviour: Any) -> Written:
    """Psychiatry and addiction care, each with a day of intake and support that follows."""
    steps = {
        "intake": {"effort": days(1)},
        "support": {"effort": "0 h", "every": "5 days"},
    }
    needs = {kind: {"steps": steps, "recovers_after": "20 days"} for kind in ("health", "addiction")}
    pool = {"caseworkers": 9, "assignment": "step"}
    units = {"psychiatry": {"handles": ["health"], **pool}, "care": {"handles": ["addiction"], **pool}}
    units["psychiatry"] |= {} if health is None else {"not_while": {"addiction": health}}
    units["care"] |= {} if addiction is None else {"not_while": {"health": addiction}}
    return scenario(needs, units, {"sight": 0, **behaviour}, run=LONG)


def of(ledger: Ledger, kind: int, name: str) -> list[float]:
    found: list[float] = column(ledger.needs, name)[ledger.needs["need"] == kind].tolist()
    return found


HEALTH, ADDICTION = 0, 1
BOTH = Comes(0, ["health", "addiction"])


def test_two_that_each_want_the_other_first_leave_neither() -> None:
    """[11] Both fall at once, and are nobody's responsibility for all of the three years."""
    ledger = tell(two_clinics("open", "open"), BOTH)
    assert causes(ledger) == ["no_owner"] * 2
    assert column(ledger.falls, "at").tolist() == [0, 0]
    assert column(ledger.needs, "days_fallen").tolist() == pytest.approx([3 * DAYS_A_YEAR] * 2)
    assert column(ledger.units, "excluded").tolist() == [1, 1]
    assert not len(ledger.work["client"])
    alone = tell(two_clinics("open", "open"), Comes(0, ["health"]), Comes(0, ["addiction"]))
    assert causes(alone) == []
    one = tell(two_clinics("open"), BOTH)
    assert causes(one) == ["no_owner"]
    assert of(one, ADDICTION, "supported") == [1]


@pytest.mark.parametrize(
    ("when", "begins"), [("open", "closed"), ("not_in_support", "supported"), ("in_support", None)]
)
def test_what_stood_in_the_way(when: str, begins: str | None) -> None:
    """[11] The need is taken up again in the instant in which the other ends, or gets support."""
    rule = {"when": when, "taken_up_after": 1}
    ledger = tell(two_clinics(rule), BOTH)
    since = 0.0 if begins is None else of(ledger, ADDICTION, begins)[0]
    assert of(ledger, HEALTH, "supported") == [since + 1]
    assert of(ledger, HEALTH, "days_fallen") == [since]
    assert of(ledger, HEALTH, "falls") == [0 if begins is None else 1]
    left = tell(two_clinics({**rule, "taken_up_after": 0}), BOTH)
    assert of(left, HEALTH, "days_fallen") == ([0] if begins is None else [pytest.approx(3 * DAYS_A_YEAR)])


def test_in_support_keeps_out_until_support_ends() -> None:
    """[11] Who comes with the second need while the first is in support."""
    written = two_clinics({"when": "in_support", "taken_up_after": 1}, presents_after="1000 days")
    key = next(k for k in range(1, 999) if telling(k) < 10 and first_stay(k) > 12)
    client = Comes(0, ["health", "addiction"], presents=["addiction"], key=key)
    ledger = tell(written, client)
    assert of(ledger, HEALTH, "falls") == [1]
    assert of(ledger, HEALTH, "supported") == [of(ledger, ADDICTION, "closed")[0] + 1]


def need_key(client: int, kind: str) -> int:
    return child(client, salt("need", kind), 1)


def telling(client: int) -> float:
    """When the client tells of the need for health."""
    return -1000.0 * float(np.log(uniform(need_key(client, "health"), salt("presents"))))


def first_stay(client: int) -> float:
    """Days in support for addiction, at the least."""
    return -20.0 * float(np.log(uniform(need_key(client, "addiction"), salt("recovery"))))


def test_a_need_that_nobody_knows_of_is_in_nobodys_way() -> None:
    """[11] It is unseen when the other asks for entry."""
    written = two_clinics("open", "open", presents_after="1000 years")
    ledger = tell(written, Comes(0, ["health", "addiction"], presents=["health"]))
    assert causes(ledger) == []
    assert of(ledger, HEALTH, "supported") == [1]


def test_the_rule_is_for_some() -> None:
    """[11] A share `chance`, by a draw in which no unit has a part."""
    written = two_clinics({"when": "open", "chance": 0.4})
    keys = range(1, 4001)
    ledger = tell(written, *(Comes(0, ["health", "addiction"], key=key) for key in keys))
    fell = of(ledger, HEALTH, "falls")
    luck = [uniform(need_key(key, "health"), salt("excluded", "addiction"), 1) for key in keys]
    assert fell == [float(u < 0.4) for u in luck]
    agrees(fell, 0.4)


def test_who_comes_back_meets_the_same_rule() -> None:
    """[11] The same answer each time, as long as the other need is there."""
    back = {"return": {"probability": 1, "delay": "1.01 days"}}
    ledger = tell(two_clinics("open", **back), BOTH)
    closed, fell = of(ledger, ADDICTION, "closed")[0], column(ledger.falls, "at")
    assert fell == pytest.approx(1.01 * np.arange(np.ceil(closed / 1.01)))
    assert of(ledger, HEALTH, "supported") == pytest.approx([fell[-1] + 1.01 + 1])
