"""Investigations that two units make of the same person [4]."""

from __future__ import annotations

import math

import pytest

from socsim.model.draws import child, salt, uniform

from .bench import Comes, Written, agrees, column, days, many, pieces, scenario, tell

TWO = {"money": {"handles": ["money"]}, "health": {"handles": ["health"]}}
ONE = {"all": {"handles": ["*"], "caseworkers": 2}}
TRUST = {"start": 1.0, "gain": 0, "loss": 0.5, "recovery_at_none": 0, "recovery_slope": 1}


def investigated(units: Written, behaviour: Written, health_after: float = 1.0) -> Written:
    """Money is investigated for two days; health has an intake first, and then takes four days."""
    steps = {
        "intake": {"effort": days(health_after)},
        "investigation": {"effort": days(4), "investigates": "person"},
    }
    needs = {
        "money": {"steps": {"investigation": {"effort": days(2), "investigates": "person"}}},
        "health": {"steps": steps},
    }
    pools = {name: {"assignment": "step", **unit} for name, unit in units.items()}
    return scenario(needs, pools, behaviour)


def hours(written: Written) -> list[tuple[float, ...]]:
    """Days on the matter and on what is done again, of each piece in turn."""
    ledger = tell(written, Comes(0, ["money", "health"]))
    return [(on / 24.0, again / 24.0) for on, again in pieces(ledger, "hours", "duplicate")]


@pytest.mark.parametrize(
    ("units", "behaviour", "expected"),
    [
        (TWO, {"when_shared": 0.25}, (1.0, 0.0)),  # shared, which is what is so unless stated
        (TWO, {"when_shared": 0.25, "sharing": 0}, (1.0, 3.0)),  # all over again
        (TWO, {"when_shared": 1, "sharing": 0}, (4.0, 0.0)),  # nothing to be spared
        (ONE, {"when_shared": 0.25, "sharing": 0}, (1.0, 0.0)),  # its own needs no sharing
        (TWO, {"when_shared": 0.25, "valid_for": {"person": "0.5 days"}}, (4.0, 0.0)),  # too old by then
        (TWO, {"when_shared": 0.25, "valid_for": {"person": "1 day"}}, (1.0, 0.0)),  # just usable
    ],
)
def test_the_second_investigation(units: Written, behaviour: Written, expected: tuple[float, float]) -> None:
    """Of the same person, by another unit on day 3, when the first one ended on day 2."""
    rules = dict(behaviour)
    sharing = rules.pop("sharing", 1)
    written = investigated(units, {"investigations": rules, "information_sharing": sharing}, 3.0)
    assert hours(written) == [(2.0, 0.0), (3.0, 0.0), expected]
    ledger = tell(written, Comes(0, ["money", "health"]))
    assert column(ledger.needs, "investigated_again").sum() == (sharing == 0 and units is TWO)


def test_two_at_the_same_time_know_nothing_of_each_other() -> None:
    """The first is not done when the second begins: neither is a duplicate."""
    written = investigated(TWO, {"investigations": {"when_shared": 0.25}, "information_sharing": 0})
    assert sorted(hours(written)) == [(1.0, 0.0), (2.0, 0.0), (4.0, 0.0)]


def test_a_share_is_done_again() -> None:
    """Every other one is not shared, and has half of its four days to do again."""
    behaviour: Written = {"investigations": {"when_shared": 0.5}, "information_sharing": 0.5}
    written = investigated(TWO, behaviour, 3.0)
    written["organisations"]["office"]["units"] = {
        name: {**unit, "assignment": "step", "caseworkers": 400} for name, unit in TWO.items()
    }
    _, _, ledger = many(written, 51)
    again = column(ledger.needs, "investigated_again")[1::2]
    agrees(again.tolist(), 0.5)
    theirs = column(ledger.work, "duplicate")[ledger.work["cohort"]]
    assert theirs.sum() == pytest.approx(48.0 * again.sum())


@pytest.mark.parametrize("sharing", [0, 1])
def test_trust_falls_when_it_is_done_again(sharing: int) -> None:
    """Halved at the face that is new after another, and again by the second investigation."""
    written = investigated(TWO, {"information_sharing": sharing, "trust": TRUST}, 3.0)
    written["needs"]["health"]["steps"]["support"] = {"effort": "0 h", "every": "1 day"}
    written["needs"]["health"]["recovers_after"] = "500 days"
    written["run"]["follow_up"] = "20000 days"
    for key in (1, 2, 3):
        ledger = tell(written, Comes(0, ["money", "health"], key=key))
        threshold = -math.log(uniform(child(key, salt("need", "health"), 1), salt("recovery")))
        supported = math.ceil(threshold * 500.0 / (0.5 if sharing else 0.25))
        assert column(ledger.needs, "days_in_support")[1] == pytest.approx(supported)
