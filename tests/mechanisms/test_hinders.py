"""Needs that hinder others [13]: days of recovery that follow from one keyed threshold."""

from __future__ import annotations

import math

import pytest

from socsim.model.draws import child, salt, uniform

from .bench import Comes, Written, column, days, scenario, tell

EVERY, MEAN = 10.0, 60.0
SUPPORT = {"steps": {"support": {"effort": "0 h", "every": f"{EVERY} days"}}}
POOL = {"handles": ["*"], "assignment": "step", "caseworkers": 300}
HINDERED_BY = {"hidden": 0.5, "queued": 0.2, "helped": 0.9, "absent": 0.7}


def threshold(key: int) -> float:
    return -math.log(uniform(child(key, salt("need", "work"), 1), salt("recovery")))


def held_back(hindered_by: Written) -> Written:
    """Of four needs that hinder, one is hidden, one in a queue, one in support, and one not there."""
    for_ever = {**SUPPORT, "recovers_after": "9000 years"}
    needs = {
        "work": {**SUPPORT, "recovers_after": f"{MEAN} days", "hindered_by": hindered_by},
        "helped": for_ever,
        "hidden": for_ever,
        "queued": {"steps": {"one": {"effort": days(9999)}}},
        "absent": for_ever,
    }
    return scenario(
        needs,
        {"all": POOL, "slow": {"handles": ["queued"]}},
        {"sight": 0, "presents_after": "9000000 years"},
        run={"measure": "200 days", "follow_up": "3000 days"},
    )


@pytest.mark.parametrize("key", range(1, 9))
def test_those_that_are_open_and_without_support_hold_back(key: int) -> None:
    """Health before work: a half and a fifth are held back, one after the other."""
    kinds = ["work", "helped", "hidden", "queued"]
    ledger = tell(held_back(HINDERED_BY), Comes(0, kinds, presents=["work", "helped", "queued"], key=key))
    expected = EVERY * math.ceil(threshold(key) * MEAN / (0.5 * 0.8) / EVERY)
    assert column(ledger.needs, "closed")[0] == pytest.approx(expected)


def test_once_it_is_gone_it_holds_back_no_longer() -> None:
    """The other need takes 35 days in all; what is held back altogether until then goes on afterwards."""
    needs = {
        "work": {**SUPPORT, "recovers_after": f"{MEAN} days", "hindered_by": {"queued": 1}},
        "queued": {"steps": {"one": {"effort": days(35)}}},
    }
    written = scenario(needs, {"all": POOL}, run={"measure": "200 days", "follow_up": "3000 days"})
    for key in range(1, 6):
        ledger = tell(written, Comes(0, ["work", "queued"], key=key))
        # nothing at the follow-ups of days 10, 20 and 30; the one of day 40 counts ten days
        expected = 30.0 + EVERY * math.ceil(threshold(key) * MEAN / EVERY)
        assert column(ledger.needs, "closed")[0] == pytest.approx(expected)
