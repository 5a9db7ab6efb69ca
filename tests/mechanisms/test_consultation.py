"""Generalists who ask specialists before their own work [7]."""

from __future__ import annotations

import math
from typing import Any

import pytest

from socsim.model.draws import child, salt, uniform
from socsim.scenario.names import CONSULTATION_WORK, GAVE_UP, STEP_WORK
from socsim.scenario.plan import make_plan
from socsim.scenario.schema import Scenario

from .bench import Comes, Written, agrees, changed, column, days, many, pieces, scenario, tell

KINDS = ("money", "health", "home")
ADVICE: dict[str, Any] = {"with": {"money": "experts"}, "share": 1, "effort": days(1), "lifts": 0}
ALL = "organisations.office.units.all"


def office(behaviour: Written, consults: Written, **experts: Any) -> Written:
    """A generalist's pool of one, and one expert who does nothing but advise about money."""
    need = {"steps": {"one": {"effort": days(2)}}}
    units = {
        "all": {"handles": ["*"], "assignment": "step", "consults": {**ADVICE, **consults}},
        "experts": {"assignment": "step", **experts},
    }
    return scenario(dict.fromkeys(KINDS, need), units, behaviour)


def supported(**consults: Any) -> Written:
    """Support every ten days for money, under a unit that handles three kinds of need."""
    written = office({"depth": 0.5}, consults)
    written["needs"]["money"] = {
        "steps": {"support": {"effort": "0 h", "every": "10 days"}},
        "recovers_after": "60 days",
    }
    written["run"]["follow_up"] = "5000 days"
    return written


@pytest.mark.parametrize(
    ("lifts", "own"), [(0, 1.0 + 0.5 * math.log(3.0)), (1, 1.0), (0.5, 1.0 + 0.25 * math.log(3.0))]
)
def test_advice_comes_first_and_lifts_the_work(lifts: float, own: float) -> None:
    """A day with the expert, then two days, by the breadth of three kinds, of one, or half-way."""
    ledger = tell(office({"breadth": 0.5}, {"lifts": lifts}), Comes(0, ["money"]))
    (_, *first), (_, *second) = pieces(ledger, "what", "ready", "start", "end", "worker")
    assert first == [0.0, 0.0, 1.0, 1.0]
    assert second == pytest.approx([1.0, 1.0, 1.0 + 2.0 * own, 0.0])
    assert [what for (what,) in pieces(ledger, "what")] == [CONSULTATION_WORK, STEP_WORK]
    assert column(ledger.needs, "handovers").sum() == 0  # the client does not meet the expert
    assert column(ledger.clients, "contacts").tolist() == [1]


def test_nobody_is_asked_about_other_needs() -> None:
    ledger = tell(office({}, {}), Comes(0, ["health"]))
    assert pieces(ledger, "what") == [(STEP_WORK,)]


def test_the_expert_has_one_pair_of_hands() -> None:
    """Two come at once: the second waits a day for advice, while the first is worked on."""
    written = office({}, {})
    written["organisations"]["office"]["units"]["all"]["caseworkers"] = 2
    ledger = tell(written, Comes(0, ["money"]), Comes(0, ["money"]))
    assert pieces(ledger, "ready", "start", "end", what=CONSULTATION_WORK) == [(0, 0, 1), (0, 1, 2)]
    assert pieces(ledger, "ready", "start", "end", what=STEP_WORK) == [(1, 1, 3), (2, 2, 4)]
    assert column(ledger.needs, "days_waiting").tolist() == [0, 1]


def test_patience_runs_in_the_queue_for_advice() -> None:
    """The second gives up after half a day; whoever has had advice is being cared for."""
    written = office({"patience": "0.5 days"}, {})
    ledger = tell(written, Comes(0, ["money"]), Comes(0, ["money"]))
    assert ledger.falls["cause"].tolist() == [GAVE_UP]
    assert column(ledger.falls, "at").tolist() == [0.5]
    assert pieces(ledger, "client", "start") == [(0, 0), (0, 1)]


@pytest.mark.parametrize("lifts", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("key", [1, 2, 3])
def test_advice_lifts_recovery(lifts: float, key: int) -> None:
    """Each follow-up, a day after its due date, counts as one under the depth of one kind, or in between."""
    ledger = tell(supported(lifts=lifts), Comes(0, ["money"], key=key))
    threshold = -math.log(uniform(child(key, salt("need", "money"), 1), salt("recovery")))
    depth = 1.0 - 0.5 * math.log(3.0)
    pace = depth + lifts * (1.0 - depth)
    expected = 10.0 * math.ceil((threshold * 60.0 / pace - 1.0) / 10.0) + 1.0
    assert column(ledger.needs, "closed")[0] == pytest.approx(max(11.0, expected))


def test_a_share_is_asked_about() -> None:
    """As often as stated, whatever happens otherwise; and the plan knows of the hours."""
    written = changed(office({}, {"share": 0.4}), {f"{ALL}.caseworkers": 400})
    written["organisations"]["office"]["units"]["experts"]["caseworkers"] = 400
    written["population"]["profiles"] = [{"name": "few", "arrivals": "20 per day", "needs": ["money"]}]
    _, _, ledger = many(written, 61)
    asked = {client for (client,) in pieces(ledger, "client", what=CONSULTATION_WORK)}
    clients = ledger.clients["client"].tolist()
    agrees([float(client in asked) for client in clients], 0.4)
    plan = make_plan(Scenario.model_validate(written)).organisations["office"]
    hours = {unit.name: unit.hours_asked_per_day for unit in plan.units}
    assert hours == pytest.approx({"all": 20.0 * 48.0, "experts": 20.0 * 0.4 * 24.0})
