"""What clients do and what befalls them: closed forms, and days that follow from one keyed draw.

Where a law says "after Exp(mean)", the day is -mean ln(u) with the need's own draw u, exactly; that the
draws are uniform and independent is shown in tests/model.
"""

from __future__ import annotations

import numpy as np
import pytest

from socsim.model.draws import salt, uniform, uniform_array
from socsim.model.laws import logistic, logit
from socsim.scenario.names import CAUSES, GAVE_UP, LOST_REFERRAL, MISSED_PAPERWORK

from .bench import (
    Comes,
    Floats,
    Written,
    agrees,
    blueprint_of,
    column,
    days,
    many,
    of_need,
    pieces,
    scenario,
    tell,
)

ONE = {"effort": "1 h"}
CROWD = {"handles": ["*"], "assignment": "step", "caseworkers": 300}
"""An office in which nobody waits."""


def exp_of(keys: Floats, purpose: str, visit: int = 0) -> Floats:
    return -np.log(uniform_array(keys, salt(purpose), visit))


def hidden(steps: Written, behaviour: Written, **need: object) -> Written:
    """Clients with two needs, of which they tell of one."""
    needs = {"told": {"steps": steps, **need}, "hidden": {"steps": {"one": {"effort": "1 h"}}}}
    two = {"name": "two", "arrivals": "20 per day", "needs": ["told", "hidden"], "presents": ["told"]}
    return scenario(needs, {"all": CROWD}, behaviour, profiles=[two])


@pytest.mark.parametrize(("sight", "at_followups"), [(0.4, 1.0), (0.8, 0.5)])
def test_looks_until_found_are_geometric(sight: float, at_followups: float) -> None:
    """[1] One look at the intake and one at each weekly follow-up."""
    steps = {"intake": {"effort": "0 h"}, "support": {"effort": "0 h", "every": "7 days"}}
    behaviour = {"sight": sight, "sight_at_followups": at_followups, "presents_after": "9000000 years"}
    written = hidden(steps, behaviour, recovers_after="9000 years")
    written["run"] = {"measure": "100 days", "follow_up": "100 days"}
    blueprint, _, ledger = many(written, 11)
    looks = 1 + np.round(
        (of_need(ledger, blueprint, "hidden", "seen") - column(ledger.clients, "arrival")) / 7
    )
    agrees((looks == 1).tolist(), sight, 0.12)
    later = looks[looks > 1] - 1
    agrees(later.tolist(), 1.0 / (sight * at_followups), 0.2)


def test_own_needs_are_seen_at_once_at_sight_1() -> None:
    """[1] And at sight 0, when the client tells of it: after Exp(100 days)."""
    seen = {}
    for sight in (0, 1):
        written = hidden({"intake": ONE}, {"sight": sight, "presents_after": "100 days"})
        blueprint, people, ledger = many(written, 12)
        seen[sight] = of_need(ledger, blueprint, "hidden", "seen") - column(ledger.clients, "arrival")
        if sight == 0:
            size = len(seen[0])
            keys = people.need_key[people.need_kind == blueprint.kinds.index("hidden")][:size]
            waits = 100.0 * exp_of(keys, "presents")
            np.testing.assert_allclose(
                seen[0], np.where(waits < blueprint.follow_up, waits, np.nan), rtol=1e-9
            )
            agrees(waits.tolist(), 100.0)
    np.testing.assert_allclose(seen[1], np.minimum(waits, 1 / 24))


def test_lost_referrals() -> None:
    """[2] Each of two hand-offs is lost with chance 0.3, after a delay of 7 days on average."""
    steps = {"intake": ONE, "investigation": ONE, "again": ONE, "decision": ONE}
    exponential = {"dist": "exponential", "mean": "7 days"}
    units = {
        "reception": {**CROWD, "handles": ["*.intake"]},
        "desk": {**CROWD, "referral": {"delay": exponential, "lost": 0.3}},
        "board": {**CROWD, "handles": ["*.decision"], "referral": {"delay": "7 days", "lost": 0.3}},
    }  # fmt: skip
    _, _, ledger = many(scenario({"money": {"steps": steps}}, units), 13)
    fell = column(ledger.needs, "falls")
    agrees(fell.tolist(), 1.0 - 0.7**2)
    assert set(ledger.falls["cause"].tolist()) == {LOST_REFERRAL}
    travelled = column(ledger.needs, "days_referred")
    second = (
        column(ledger.needs, "days_in_process") > 2.5 / 24
    )  # three steps done: it came to the board's door
    agrees((travelled - 7.0 * second).tolist(), 7.0)


def test_a_referral_takes_its_days_and_no_more() -> None:
    """[2] Nobody is responsible meanwhile; within the unit, and on the way back, other rules hold."""
    steps = {
        "intake": {"effort": days(1)},
        "investigation": {"effort": days(1)},
        "decision": {"effort": days(1)},
    }
    units = {
        "front": {"handles": ["*"]},
        "back": {"handles": ["*.investigation"], "referral": {"delay": "5 days"}},
    }
    ledger = tell(scenario({"money": {"steps": steps}}, units), Comes(0, ["money"]))
    assert pieces(ledger, "unit", "start", "end") == [(0, 0, 1), (1, 6, 7), (0, 7, 8)]
    assert column(ledger.needs, "days_referred").tolist() == [5]
    assert column(ledger.needs, "handovers").tolist() == [2]


def letters(items: int, reminders: int = 0, **paperwork: object) -> Written:
    steps = {"intake": {"effort": "1 h", "asks_for": [f"paper {i}" for i in range(items)]}}
    behaviour = {
        "missed_paperwork": 0.4,
        "paperwork": {"remind_after": "10 days", "reminders": reminders, **paperwork},
    }
    desk = {"handles": ["*"], "assignment": "case", "caseworkers": 5}
    return scenario({"money": {"steps": steps}}, {"all": desk}, behaviour)


@pytest.mark.parametrize(
    ("items", "paperwork", "shift"),
    [
        (3, {}, 0.0),
        (5, {"per_item": 0.5}, 1.0),
        (2, {"per_item": 0.5}, -0.5),
        (3, {"per_contact": 0.8}, 0.8),  # one contact, and nobody copes with any
    ],
)
@pytest.mark.parametrize("reminders", [0, 2])
def test_missed_letters(items: int, paperwork: Written, shift: float, reminders: int) -> None:
    """[3, 5] P(fall) = p^(1 + reminders), with the logit of p shifted by just what is stated."""
    written = letters(items, reminders, **paperwork)
    written["population"]["coping"] = {"mean": 0}
    _, _, ledger = many(written, 14 + items)
    theory = logistic(logit(0.4) + shift) ** (1 + reminders)
    agrees((column(ledger.needs, "falls") > 0).tolist(), theory, 0.5)
    rows = np.searchsorted(ledger.clients["client"], ledger.falls["client"][ledger.falls["cohort"]])
    at = column(ledger.falls, "at")[ledger.falls["cohort"]] - column(ledger.clients, "arrival")[rows]
    np.testing.assert_allclose(at, 10.0 * (1 + reminders))
    assert set(ledger.falls["cause"].tolist()) == {MISSED_PAPERWORK}


def test_contacts_that_the_client_copes_with_are_no_burden() -> None:
    """[5] Three needs on three desks are three contacts: 0, 1, 2 or 3 of them too many."""
    papers = {k: [f"{k}{i}" for i in range(3)] for k in "xyz"}
    needs = {k: {"steps": {"one": {"effort": days(1), "asks_for": papers[k]}}} for k in "xyz"}
    behaviour = {"missed_paperwork": 1e-12, "paperwork": {"per_contact": 60, "reminders": 0}}
    written = scenario(needs, {k: {"handles": [k]} for k in "xyz"}, behaviour)
    # each need in turn asks at arrival: the first with one contact, the second with two, the third with three
    for coping, missed in ((3, 0), (2, 1), (1, 2), (0, 3)):
        ledger = tell(written, Comes(0, list("xyz"), coping=coping, key=5))
        assert int(ledger.needs["falls"].sum()) == missed, coping


def test_asked_twice() -> None:
    """[4] Another unit asks for what the first one holds, unless it is shared: 1 - s duplicates."""
    steps = {
        "intake": {"effort": "1 h", "asks_for": ["income"]},
        "desk": {"effort": "1 h", "asks_for": ["income"]},
    }
    units = {"front": {**CROWD, "handles": ["*.intake"]}, "back": {**CROWD, "handles": ["*"]}}
    behaviour = {"information_sharing": 0.3, "information": {"duplicate": "30 min"}}
    _, _, ledger = many(scenario({"money": {"steps": steps}}, units, behaviour), 21)
    duplicates = column(ledger.needs, "duplicates")
    agrees(duplicates.tolist(), 0.7)
    np.testing.assert_array_equal(column(ledger.needs, "demands"), 1 + duplicates)
    second, cohort = ledger.work["unit"] == 1, ledger.work["cohort"]
    assert not ledger.work["duplicate"][~second].any()
    np.testing.assert_allclose(
        column(ledger.work, "duplicate")[second & cohort].sum(), 0.5 * duplicates.sum()
    )


def test_papers_grow_old() -> None:
    """[4] Valid for 25 days: asked for on day 0, then at the first follow-up that finds it older."""
    steps = {
        "intake": {"effort": days(1), "asks_for": ["income"]},
        "support": {"effort": "0 h", "every": "10 days", "asks_for": ["income"]},
    }
    needs = {"money": {"steps": steps, "recovers_after": "9000 years"}}
    behaviour = {"information": {"valid_for": {"income": "25 days"}}}
    written = scenario(needs, {"all": CROWD}, behaviour, run={"follow_up": "100 days"})
    ledger = tell(written, Comes(0, ["money"]))
    assert ledger.needs["demands"].tolist() == [4]  # on the days 0, 31, 61 and 91


def test_patience_runs_until_the_first_assignment() -> None:
    """[10] One desk, cap 1, ten days a case: who would wait longer than 12 days gives up on the 12th."""
    needs = {"money": {"steps": {"one": {"effort": days(10)}, "two": {"effort": days(10)}}}}
    unit = {"handles": ["*"], "assignment": "case", "caseload": 1}
    written = scenario(needs, {"desk": unit}, {"patience": "12 days"})
    ledger = tell(written, *(Comes(day, ["money"]) for day in (0, 1, 8.5)))
    assert list(zip(ledger.falls["client"], ledger.falls["at"], strict=True)) == [(1, 13)]
    assert ledger.falls["cause"].tolist() == [GAVE_UP]
    assert pieces(ledger, "client", "start") == [(0, 0), (0, 10), (2, 20), (2, 30)]
    assert column(ledger.needs, "assignment_days").tolist() == [0, 12, 11.5]


def test_return_after_a_fall() -> None:
    """[15] Comes back with chance 0.6, after 20 days on average, and starts over."""
    written = letters(3)
    written["behaviour"] |= {
        "missed_paperwork": 1,
        "return": {"probability": 0.6, "delay": {"dist": "exponential", "mean": "20 days"}},
    }
    written["run"] = {"measure": "100 days", "follow_up": "600 days"}
    _, _, ledger = many(written, 22)
    falls = column(ledger.needs, "falls")
    agrees((falls > 1).tolist(), 0.6)
    agrees(falls.tolist(), 1.0 / 0.4)  # geometric
    first = np.unique(ledger.falls["client"], return_index=True)[1]
    gaps = (column(ledger.falls, "back") - column(ledger.falls, "at"))[first]
    agrees(gaps[~np.isnan(gaps)].tolist(), 20.0)
    assert len(CAUSES) > MISSED_PAPERWORK


def test_relapse() -> None:
    """[16] A new spell comes Exp after recovery; and what has ended as unfounded never comes back."""
    for unfounded in (0.0, 1.0):
        steps = {"decision": {"effort": days(1), "unfounded": unfounded}}
        written = scenario({"money": {"steps": steps, "relapses": "1 per year"}}, {"all": CROWD})
        blueprint, people, ledger = many(written, 23)
        born, spell, client = (column(ledger.needs, n) for n in ("born", "spell", "client"))
        if unfounded:
            assert spell.max() == 1
            continue
        keys = people.need_key[: len(ledger.clients["client"])]
        expected = 1.0 + exp_of(keys, "relapse") * 365.25
        second = spell == 2
        gaps = born[second] - column(ledger.clients, "arrival")[client[second].astype(int)]
        np.testing.assert_allclose(gaps, expected[expected < blueprint.follow_up], rtol=1e-9)
        agrees(expected.tolist(), 366.25)


def test_leaving() -> None:
    """[16] Share left by t is 1 - exp(-rate t), and every open need ends that day."""
    needs = {"money": {"steps": {"one": {"effort": days(5000)}}}}
    written = scenario(needs, {"all": CROWD | {"caseworkers": 5000}}, {"leaving": "0.5 per year"})
    written["run"] = {"measure": "300 days", "follow_up": "900 days"}
    _, _, ledger = many(written, 24)
    stayed = column(ledger.clients, "left") - column(ledger.clients, "arrival")
    for t in (300.0, 899.0):
        agrees((stayed < t).tolist(), 1.0 - np.exp(-0.5 * t / 365.25))
    np.testing.assert_array_equal(column(ledger.needs, "closed"), column(ledger.clients, "left"))
    np.testing.assert_allclose(column(ledger.clients, "open_days"), np.fmin(stayed, 900.0))


def test_a_need_of_its_own_key() -> None:
    """The draws of a need follow from its client's key, its kind and its spell, and nothing else."""
    written = letters(3)
    key = people_key = 77
    blueprint = blueprint_of(written)
    alone = tell(written, Comes(3.0, ["money"], key=key))
    among = tell(written, Comes(1.0, ["money"], key=8), Comes(3.0, ["money"], key=people_key))
    assert alone.needs["falls"][0] == among.needs["falls"][1]
    assert uniform(key, salt("need", blueprint.kinds[0])) != uniform(8, salt("need", blueprint.kinds[0]))
