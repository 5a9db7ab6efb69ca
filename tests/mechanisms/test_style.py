"""Control-oriented against solution-oriented caseworkers: what control costs, and what it saves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm as normal

from socsim.analysis import measure
from socsim.engine.journal import ASKED_MORE, CHECKED
from socsim.model.laws import control_of, control_on_recovery, days_checked, logistic, logit
from socsim.model.people import make_people
from socsim.model.style import controls

from ..engine.both import agree
from .bench import Comes, Written, agrees, blueprint_of, changed, column, days, many, scenario, tell
from .rich import ORGANISATIONS, RICH

STYLE = "behaviour.style"
SUPPORT = {"effort": days(0), "every": "10 days", "cost": "100 SEK per day", "payer": "state"}
OFFICE = scenario(
    {"money": {"steps": {"support": SUPPORT}, "recovers_after": "100 days"}},
    {"all": {"handles": ["*"], "assignment": "case", "caseworkers": 1}},
    {"style": {"control": 0.5, "wrong_payments": {"share": 0.2, "finds": 0.8}}},
    run={"measure": "300 days", "follow_up": "300 days"},
)


def test_control_is_cut_at_its_ends() -> None:
    assert [control_of(0.5, 0.2, z) for z in (-9.0, 0.0, 1.0, 9.0)] == [0.0, 0.5, pytest.approx(0.7), 1.0]
    assert control_on_recovery(0.5, 0.4) == pytest.approx(0.8)
    assert days_checked(10.0, 0.5, 0.8) == pytest.approx(4.0)


def cost_of(written: Written, *clients: Comes, group: str = "kind=wrong_payments") -> float:
    blueprint = blueprint_of(written)
    frame = measure(tell(written, *clients), blueprint)
    return float(frame[(frame.metric == "cost_per_client") & (frame.group == group)].value.iloc[0])


@pytest.mark.parametrize("control", [0.0, 0.5, 1.0])
def test_wrong_payments_by_hand(control: float) -> None:
    """300 days of support at 100 SEK; 29 follow-ups lie within them, and the last 10 days are not checked."""
    written = changed(OFFICE, {f"{STYLE}.control": control, "needs.money.recovers_after": "1000000 days"})
    wrong = 0.2 * 100.0 * (300.0 - 0.8 * control * 290.0)
    assert cost_of(written, Comes(1.0, ["money"])) == pytest.approx(wrong)
    assert cost_of(written, Comes(1.0, ["money"]), group="payer=state") == pytest.approx(30000.0 + wrong)


def test_wrong_payments_are_rate_times_days_times_cost() -> None:
    """Over those who come by chance: of each the days in support, all of which a follow-up has ended."""
    ended = changed(OFFICE, {"run.follow_up": "9000 days"})
    blueprint, _, ledger = many(ended)
    spent = column(ledger.needs, "days_in_support")
    assert column(ledger.needs, "state").tolist() == [6.0] * len(spent)
    assert column(ledger.needs, "checked_days") == pytest.approx(0.8 * 0.5 * spent)
    frame = measure(ledger, blueprint)
    found = frame[(frame.metric == "cost_per_client") & (frame.group == "kind=wrong_payments")].value.iloc[0]
    # Exp(mean 100) recovery, seen at the next follow-up: a geometric number of tens of days
    steps = 1.0 / (1.0 - math.exp(-0.1))
    agrees(20.0 * (spent - column(ledger.needs, "checked_days")), 0.2 * (1 - 0.8 * 0.5) * 10 * steps * 100)
    assert found == pytest.approx(20.0 * (spent.mean() * 0.6))


def test_control_slows_recovery() -> None:
    """To half its pace: the mean doubles, but for the days until the next follow-up."""
    slow = {f"{STYLE}.control": 1, f"{STYLE}.slows_recovery": 0.5, "run.follow_up": "9000 days"}
    _, _, ledger = many(changed(OFFICE, {**slow}))
    agrees(column(ledger.needs, "days_in_support"), 10.0 / (1.0 - math.exp(-10.0 * 0.5 / 100.0)))


LETTERS = scenario(
    {"money": {"steps": {"intake": {"effort": days(0), "asks_for": ["a", "b", "c"]}}}},
    {"all": {"handles": ["*"], "assignment": "case", "caseworkers": 1}},
    {
        "missed_paperwork": 0.2,
        "paperwork": {"reminders": 0},
        "style": {"control": 0.5, "per_control": 1.5},
    },
)


def test_letters_of_the_control_oriented_go_missing() -> None:
    _, _, ledger = many(LETTERS)
    agrees(column(ledger.needs, "falls"), logistic(logit(0.2) + 1.5 * 0.5))
    assert set(column(ledger.needs, "demands").tolist()) == {3.0}


def test_they_ask_for_more_than_the_step_needs() -> None:
    """With full control, every second letter asks for a fourth item, by which it goes missing more often."""
    more: dict[str, Any] = {f"{STYLE}.control": 1, f"{STYLE}.asks_more": 0.5, f"{STYLE}.per_control": 0}
    _, _, ledger = many(changed(LETTERS, {**more, "behaviour.paperwork.per_item": 1}))
    agrees(column(ledger.needs, "demands"), 3.5)
    agrees(column(ledger.needs, "falls"), 0.5 * 0.2 + 0.5 * logistic(logit(0.2) + 1.0))


def test_caseworkers_differ_and_are_the_same_in_every_organisation() -> None:
    """A draw for each desk, whatever happens; a unit's and a district's mean come before the common one."""
    many_desks = changed(OFFICE, {"organisations.office.units.all.caseworkers": 4000, f"{STYLE}.spread": 0.2})
    blueprint = blueprint_of(many_desks)
    people = make_people(blueprint, 3, 1)
    found = np.array(controls(blueprint, people))
    agrees(found.tolist(), 0.5)
    assert found.std() == pytest.approx(0.2, rel=0.05)
    assert controls(blueprint, make_people(blueprint, 3, 2)) != found.tolist()
    fewer = changed(many_desks, {"organisations.office.units.all.caseworkers": 10})
    assert controls(blueprint_of(fewer), people) == found[:10].tolist()
    two = changed(
        OFFICE,
        {"districts": {"A": {}, "B": {"control": 0.9}}, "organisations.office.units.all.caseworkers": 4},
    )
    assert blueprint_of(two).unit_control.tolist() == [0.5, 0.9]
    own = changed(two, {"organisations.office.units.all.control": 0.1})
    assert blueprint_of(own).unit_control.tolist() == [0.1, 0.1]
    each = blueprint_of(changed(own, {f"{STYLE}.spread": 0.1, "organisations.office.units.all.control": 0.5}))
    assert len(set(controls(each, people))) == 4  # nobody at a desk of A is like who sits at that of B
    wide = np.array(controls(blueprint_of(changed(many_desks, {f"{STYLE}.spread": 1})), people))
    agrees((wide == 0.0).tolist(), float(normal.cdf(-0.5)))


def test_both_sides_can_win() -> None:
    """Where much is paid wrongly control is the cheaper; where little is, the days that it adds cost more."""
    costs = []
    for share in (0.9, 0.02):
        for control in (0, 1):
            changes = {
                f"{STYLE}.control": control,
                f"{STYLE}.wrong_payments.share": share,
                f"{STYLE}.slows_recovery": 0.3,
            }
            blueprint, _, ledger = many(changed(OFFICE, {**changes}))
            frame = measure(ledger, blueprint)
            costs.append(frame[(frame.metric == "cost_per_client") & (frame.group == "all")].value.iloc[0])
    assert costs[1] < costs[0]
    assert costs[3] > costs[2]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_the_engines_agree(name: str) -> None:
    journal = agree(blueprint_of(changed(RICH, {f"{STYLE}.spread": 0.5}), name), 11)
    assert {ASKED_MORE, CHECKED} <= set(journal["activity"].tolist())
