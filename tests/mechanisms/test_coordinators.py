"""Coordinators: who gets one, what they do, and how much of it is left at their caseload. [17]"""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.model.laws import logistic, logit
from socsim.scenario.names import COORDINATION_WORK

from .bench import Comes, Written, agrees, changed, column, days, many, of_need, pieces, scenario, tell

GROUP = {
    "number": 1,
    "caseload": 2,
    "for": {"needs_at_least": 2},
    "visits": {"effort": "6 h", "every": "10 days"},
}
KINDS = ("money", "health", "home")
FADES_AT_WORK = 24 * 365.25 / 12
"""A coordinator's hours a month in an office that never closes."""


def office(behaviour: Written | None = None, effort: str = days(25), **group: object) -> Written:
    """Every need takes a step of 25 days, for which nobody waits."""
    needs = {k: {"steps": {"one": {"effort": effort}}} for k in KINDS}
    unit = {"handles": ["*"], "assignment": "step", "caseworkers": 500}
    return scenario(needs, {"all": unit}, behaviour, coordinators={"guide": {**GROUP, **group}})


def visits(written: Written, *clients: Comes) -> list[tuple[float, ...]]:
    return pieces(tell(written, *clients), "client", "start", "hours", what=COORDINATION_WORK)


def test_visits_at_once_and_then_regularly() -> None:
    """As long as the office knows of a need; who has one need only gets none."""
    found = visits(office(), Comes(0, ["money", "health"]), Comes(1, ["money"]))
    assert found == [(0, 0, 6), (0, 10, 6), (0, 20, 6)]
    ledger = tell(office(), Comes(0, ["money", "health"]), Comes(1, ["money"]))
    assert ledger.clients["contacts"].tolist() == [3, 1]
    assert ledger.clients["contacts_at_once"].tolist() == [3, 1]
    busy = column(ledger.units, "busy_area")
    assert busy.tolist() == [75, 0.75]


def test_those_with_most_needs_go_first() -> None:
    """One place: the client with three needs overtakes the one with two who came before."""
    comes = (
        Comes(0, ["money", "health"]),
        Comes(1, ["money", "health"]),
        Comes(2, list(KINDS)),
        Comes(3, ["money", "home"]),
    )
    found = visits(office(caseload=1), *comes)
    first = {client: start for client, start, _ in reversed(found)}
    # at 27 there is a place again: the second client's needs have closed by then, the last one's not
    assert first == {0: 0, 2: 25, 3: 27}


def test_the_caseload_is_a_cap() -> None:
    """Two places each: the fifth client waits for the first to be done."""
    comes = [Comes(0.1 * i, ["money", "health"]) for i in range(6)]
    ledger = tell(office(number=2), *comes)
    rows = pieces(ledger, "client", "worker", "start", what=COORDINATION_WORK)
    first = {client: worker - 500 for client, worker, _ in reversed(rows)}
    assert first == {0: 0, 1: 1, 2: 0, 3: 1, 4: 0, 5: 1}
    assert min(start for client, _, start in rows if client == 4) == pytest.approx(25)


def test_least_needs_of_two_groups() -> None:
    """The first group that takes such clients is asked."""
    written = office()
    guides = written["organisations"]["office"]["coordinators"]
    guides["few"] = {**guides.pop("guide"), "for": {"needs_at_least": 2}}
    guides["many"] = {**guides["few"], "for": {"needs_at_least": 1}}
    ledger = tell(written, Comes(0, ["money"]), Comes(0, ["money", "health"]))
    units = dict(pieces(ledger, "client", "unit", what=COORDINATION_WORK))
    assert units == {0: 2, 1: 2}  # the first need is known before the second: then "many" is due


@pytest.mark.parametrize("fades", [0.0, FADES_AT_WORK / 2])
def test_sight_at_visits(fades: float) -> None:
    """With two clients and fading at half the hours, the effect is 1 - 1/e at the full caseload."""
    written = office(
        {"sight": 0, "presents_after": "9000000 years"}, effort=days(1000), sight=0.5, fades=fades, number=550
    )
    written["population"]["profiles"][0] |= {"presents": ["money"], "needs": ["money", "health"]}
    written = changed(written, {"organisations.office.coordinators.guide.for.needs_at_least": 1})
    written["run"] = {"measure": "100 days", "follow_up": "60 days"}
    blueprint, _, ledger = many(changed(written, {"population.profiles.0.arrivals": "7 per day"}), 41)
    seen = of_need(ledger, blueprint, "health", "seen") - column(ledger.clients, "arrival")
    at_first = seen < 1.0
    alone = 1.0 if fades == 0.0 else 1.0 - math.exp(-2.0)
    # 550 coordinators, the least loaded first: the first 550 clients have one to themselves
    agrees(at_first[:550].tolist(), 0.5 * alone, 0.2)
    if fades:
        loaded = 1.0 - math.exp(-1.0)
        agrees(at_first[-150:].tolist(), 0.5 * loaded, 0.6)


FEW = [{"name": "few", "arrivals": "10 per day", "needs": ["money"]}]
SHORT = {"measure": "100 days", "follow_up": "50 days"}
"""So few clients that each gets a coordinator, even if none were ever given back."""


def letters(**group: object) -> Written:
    steps = {"one": {"effort": days(1), "asks_for": ["a", "b", "c"]}}
    unit = {"handles": ["*"], "assignment": "step", "caseworkers": 500}
    behaviour = {
        "missed_paperwork": 0.6,
        "paperwork": {"per_help": 1.5, "reminders": 0, "remind_after": "1 day"},
    }
    coordinators = {"guide": {**GROUP, "number": 600, "for": {"needs_at_least": 1}, **group}}
    needs = {"money": {"steps": steps}}
    return scenario(needs, {"all": unit}, behaviour, profiles=FEW, run=SHORT, coordinators=coordinators)


@pytest.mark.parametrize("helps", [0.0, 0.5, 1.0])
def test_help_with_papers(helps: float) -> None:
    """The logit of a miss loses per_help x helps."""
    _, _, ledger = many(letters(helps=helps), 42)
    agrees((column(ledger.needs, "falls") > 0).tolist(), logistic(logit(0.6) - 1.5 * helps), 0.3)


def test_each_fall_is_caught_anew() -> None:
    """Every letter is missed, and each fall is averted with chance 0.5: the number averted is geometric."""
    written = changed(letters(catches=0.5), {"behaviour.missed_paperwork": 1})
    _, _, ledger = many(written, 43)
    averted = column(ledger.needs, "demands") / 3.0 - 1.0
    agrees((averted >= 1.0).tolist(), 0.5, 0.15)
    agrees((averted >= 2.0).tolist(), 0.25, 0.25)
    assert (column(ledger.needs, "falls") > 0).all()  # within 50 days: 0.5^50 are left


def test_a_lost_referral_is_caught_anew() -> None:
    """Lost for certain, caught with chance 0.5 and sent again: two journeys on average."""
    steps = {"intake": {"effort": days(1)}, "desk": {"effort": days(1)}}
    units = {
        "front": {"handles": ["*.intake"], "assignment": "step", "caseworkers": 500},
        "back": {"handles": ["*"], "referral": {"delay": "3 days", "lost": 1}},
    }
    guide = {**GROUP, "number": 600, "for": {"needs_at_least": 1}, "catches": 0.5}
    needs = {"money": {"steps": steps}}
    written = scenario(needs, units, profiles=FEW, run=SHORT, coordinators={"guide": guide})
    _, _, ledger = many(written, 44)
    agrees(column(ledger.needs, "days_referred").tolist(), 6.0, 0.15)


def test_catching_fades_with_the_caseload() -> None:
    """A patient client: one place each, hours for one, 1 - 1/e of all falls averted at first."""
    written = changed(letters(catches=1, fades=FADES_AT_WORK), {"behaviour.missed_paperwork": 1})
    _, _, ledger = many(written, 45)
    averted = column(ledger.needs, "demands") / 3.0 - 1.0
    agrees((averted[:500] >= 1.0).tolist(), 1.0 - math.exp(-1.0), 0.15)
    assert np.isfinite(averted).all()
