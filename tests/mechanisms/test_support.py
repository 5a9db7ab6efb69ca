"""Support, recovery, trust and escalation: days that follow from one keyed threshold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.model.draws import child, salt, uniform, uniform_array
from socsim.scenario.names import RESOLVED

from .bench import (
    Comes,
    Floats,
    Written,
    agrees,
    changed,
    column,
    days,
    many,
    of_need,
    pieces,
    scenario,
    tell,
)

POOL = {"handles": ["*"], "assignment": "step", "caseworkers": 300}
EVERY, MEAN = 10.0, 60.0
SUPPORT = {"effort": "0 h", "every": f"{EVERY} days"}


def threshold(key: int, kind: str) -> float:
    """The client's Exp(1) for recovery from a need of their first spell."""
    return -math.log(uniform(child(key, salt("need", kind), 1), salt("recovery")))


def supported(behaviour: Written, kinds: tuple[str, ...] = ("money",), **unit: object) -> Written:
    need = {"steps": {"support": SUPPORT}, "recovers_after": f"{MEAN} days"}
    run = {"measure": "600 days", "follow_up": "600 days"}
    few = [{"name": "few", "arrivals": "3 per day", "needs": ["money"]}]
    return scenario(dict.fromkeys(kinds, need), {"all": {**POOL, **unit}}, behaviour, profiles=few, run=run)


def follow_ups(ledger_days: Floats, thresholds: Floats, factor: float) -> None:
    """Recovered at the first follow-up at which the threshold is passed, at the stated pace."""
    expected = EVERY * np.ceil(thresholds * MEAN / factor / EVERY)
    expected = np.where(expected < 600.0, expected, np.nan)
    np.testing.assert_allclose(ledger_days, expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("behaviour", "factor"),
    [
        ({}, 1.0),
        ({"trust": {"start": 0.6, "gain": 0, "loss": 0, "recovery_at_none": 0.5, "recovery_slope": 1}}, 1.1),
        ({"trust": {"start": 0.0, "gain": 0, "loss": 0, "recovery_at_none": 0.5, "recovery_slope": 1}}, 0.5),
        ({"synergy": 0.7}, 1.0),  # nobody here has another need
        ({"depth": 0.3}, 1.0),  # and the unit handles one kind
    ],
)
def test_recovery_is_slower_by_just_the_factor(behaviour: Written, factor: float) -> None:
    """[13] For every client, to the day; and the mean over clients is the stated one, up to the grid."""
    blueprint, people, ledger = many(supported(behaviour), 31)
    size = len(ledger.clients["client"])
    thresholds = -np.log(uniform_array(people.need_key[:size], salt("recovery")))
    recovered = of_need(ledger, blueprint, "money", "closed") - of_need(
        ledger, blueprint, "money", "supported"
    )
    follow_ups(recovered, thresholds, factor)
    # a geometric number of follow-ups, in theory
    agrees(
        np.minimum(recovered, 600.0)[~np.isnan(recovered)].tolist(),
        EVERY / -math.expm1(-EVERY * factor / MEAN),
    )


def test_depth() -> None:
    """[7] Whoever handles three kinds helps less by depth ln 3."""
    written = supported({"depth": 0.3}, ("money", "health", "home"))
    blueprint, people, ledger = many(written, 32)
    thresholds = -np.log(uniform_array(people.need_key[: len(ledger.clients["client"])], salt("recovery")))
    recovered = of_need(ledger, blueprint, "money", "closed") - of_need(
        ledger, blueprint, "money", "supported"
    )
    follow_ups(recovered, thresholds, 1.0 - 0.3 * math.log(3.0))


@pytest.mark.parametrize("key", range(1, 9))
def test_synergy(key: int) -> None:
    """[13] Two of three other open needs are without support: one hidden, one in a queue for ever."""
    support = {"steps": {"support": SUPPORT}, "recovers_after": "9000 years"}
    needs = {
        "money": {**support, "recovers_after": f"{MEAN} days"},
        "helped": support,
        "hidden": support,
        "queued": {"steps": {"one": {"effort": days(9999)}}},
    }
    written = scenario(
        needs,
        {"all": POOL, "slow": {"handles": ["queued"]}},
        {"synergy": 0.6, "sight": 0, "presents_after": "9000000 years"},
        run={"measure": "200 days", "follow_up": "2000 days"},
    )
    ledger = tell(written, Comes(0, list(needs), presents=["money", "helped", "queued"], key=key))
    expected = EVERY * math.ceil(threshold(key, "money") * MEAN / (1.0 - 0.6 * 2 / 3) / EVERY)
    assert column(ledger.needs, "closed")[0] == pytest.approx(expected)


@pytest.mark.parametrize("key", range(1, 9))
def test_trust_grows_with_kept_contacts(key: int) -> None:
    """[14] The first face costs nothing; each follow-up then takes trust a fifth of the way to 1."""
    trust = {"start": 0.5, "gain": 0.2, "loss": 0.9, "recovery_at_none": 0, "recovery_slope": 1}
    ledger = tell(supported({"trust": trust}, caseworkers=1), Comes(0, ["money"], key=key))
    level, reached, day = 0.5, 0.0, 0.0
    while reached < threshold(key, "money"):
        day += EVERY
        if day > EVERY:  # at the first follow-up they meet
            level += 0.2 * (1.0 - level)
        reached += EVERY / MEAN * level
    assert column(ledger.needs, "closed").tolist() == pytest.approx([day])


def test_a_new_face_and_fading_cost_trust() -> None:
    """[14] Trust 0.8, faded for ten days at a time, and halved by the second caseworker."""
    steps = {"intake": {"effort": "0 h"}, "support": SUPPORT}
    need = {"money": {"steps": steps, "recovers_after": f"{MEAN} days"}}
    units = {"front": {"handles": ["*.intake"]}, "back": {"handles": ["money"]}}
    trust = {"start": 0.8, "gain": 0, "loss": 0.5, "fades_after": "100 days"}
    written = scenario(
        need,
        units,
        {"trust": trust | {"recovery_at_none": 0, "recovery_slope": 1}},
        run={"follow_up": "5000 days"},
    )
    for key in range(1, 9):
        ledger = tell(written, Comes(0, ["money"], key=key))
        level, reached, day = 0.8, 0.0, 0.0
        while reached < threshold(key, "money") and day < 4000.0:
            day += EVERY
            level *= math.exp(-0.1) * (0.5 if day == EVERY else 1.0)
            reached += EVERY / MEAN * level
        expected = [day] if day < 4000.0 else [math.nan]  # with trust all gone, some never recover
        assert column(ledger.needs, "closed").tolist() == pytest.approx(expected, nan_ok=True)


def test_a_whole_story() -> None:
    """Papers, steps and follow-ups of a quarter of a day: every day of the client's is accounted for."""
    steps = {
        "intake": {"effort": days(1)},
        "investigation": {"effort": days(2), "asks_for": ["income"]},
        "decision": {"effort": days(0.5), "decides": True},
        "support": {"effort": days(0.25), "every": "10 days"},
    }
    need = {"money": {"steps": steps, "recovers_after": "60 days"}}
    written = scenario(need, {"desk": {"handles": ["*"]}}, {"paperwork": {"response": "3 days"}})
    ledger = tell(written, Comes(5, ["money"], key=3))
    number = math.ceil(
        (threshold(3, "money") * 60.0 - 0.25) / 10.0
    )  # progress is counted when a follow-up ends
    end = 11.5 + 10.0 * number + 0.25
    assert pieces(ledger, "ready", "start", "end")[:4] == [
        (5, 5, 6), (9, 9, 11), (11, 11, 11.5), (21.5, 21.5, 21.75),
    ]  # fmt: skip
    assert len(pieces(ledger, "start")) == 3 + number
    needs = {name: float(column(ledger.needs, name)[0]) for name in ledger.needs}
    expected = {"decided": 11.5, "supported": 11.5, "closed": end, "state": RESOLVED, "days_in_process": 6.5}
    expected |= {"days_in_support": end - 11.5, "days_waiting": 0, "born": 5, "seen": 5, "demands": 1}
    assert {name: needs[name] for name in expected} == pytest.approx(expected)
    assert column(ledger.clients, "open_days").tolist() == pytest.approx([end - 5])


HIDDEN = {"sight": 0, "presents_after": "9000000 years"}


def growing(**need: object) -> Written:
    """A hidden need that nobody finds, beside one that is told of and takes no time."""
    needs = {
        "told": {"steps": {"one": {"effort": "0 h"}}},
        "hidden": {"steps": {"one": {"effort": "0 h"}}, **need},
    }
    two = {"name": "two", "arrivals": "20 per day", "needs": list(needs), "presents": ["told"]}
    return scenario(
        needs, {"all": POOL}, HIDDEN, profiles=[two], run={"measure": "150 days", "follow_up": "300 days"}
    )


@pytest.mark.parametrize("severity", [1, 2])
def test_a_hidden_need_is_found_when_it_grows(severity: int) -> None:
    """[1, 12] After Exp at the rate of its severity, slowed down by the state's weight."""
    rates = {1: "2 per year", 2: "4 per year", 3: "9 per year"}
    shares = {s: float(s == severity) for s in (1, 2, 3)}
    written = growing(severity=shares, escalates={"rate": rates})
    written = changed(written, {"behaviour.escalation_while": {"unseen": 0.5}})
    blueprint, people, ledger = many(written, 33)
    seen = of_need(ledger, blueprint, "hidden", "seen") - column(ledger.clients, "arrival")
    keys = people.need_key[people.need_kind == 1][: len(seen)]
    expected = -np.log(uniform_array(keys, salt("escalation"))) * 365.25 / (2.0 * severity) / 0.5
    np.testing.assert_allclose(seen, np.where(expected < 300.0, expected, np.nan), rtol=1e-9)


def test_a_hidden_need_goes_away() -> None:
    """[12] Or grows before: each at its own rate, and the sooner one happens."""
    written = growing(escalates={"rate": "3 per year"}, resolves_alone="1 per year")
    blueprint, _, ledger = many(written, 34)
    seen = of_need(ledger, blueprint, "hidden", "seen")
    closed = of_need(ledger, blueprint, "hidden", "closed")
    first = ~np.isnan(closed)
    agrees(np.isnan(seen[first]).tolist(), 0.25, 0.15)


def test_spills() -> None:
    """[12] An escalation brings a new need with chance 0.3; a crisis comes from the top alone."""
    for severity, crises in ((1, 0), (3, 1)):
        written = growing(
            severity={s: float(s == severity) for s in (1, 2, 3)},
            escalates={"rate": "9 per year", "into": {"told": 0.3}, "crisis": {"cost": "1 SEK"}},
        )
        blueprint, _, ledger = many(written, 35)
        grown = ~np.isnan(of_need(ledger, blueprint, "hidden", "seen"))
        clients = ledger.needs["client"][(ledger.needs["need"] == 0) & (ledger.needs["spell"] == 2)]
        # found at the first escalation, and handled at once: there is no second one
        agrees(np.isin(ledger.clients["client"][grown], clients).tolist(), 0.3, 0.15)
        np.testing.assert_array_equal(of_need(ledger, blueprint, "hidden", "crises"), crises * grown)
