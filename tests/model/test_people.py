"""Who comes: as many as are stated, each somebody else."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm as normal

from socsim.model.people import effort_salt, make_people, onward_salt
from tests.mechanisms.bench import agrees, blueprint_of, scenario

DESK = {"desk": {"handles": ["*"], "assignment": "step"}}
NEEDS = {"money": {"steps": {"one": {"effort": "1 h"}}}}


def test_nobody_comes_of_a_profile_without_arrivals() -> None:
    profiles = [
        {"name": "nobody", "arrivals": "0 per year", "needs": ["money"]},
        {"name": "somebody", "arrivals": "2 per day", "needs": ["money"]},
    ]
    people = make_people(blueprint_of(scenario(NEEDS, DESK, profiles=profiles)), 3, 1)
    assert len(people.arrival) > 500
    assert set(people.profile.tolist()) == {1}
    assert np.isfinite(people.arrival).all()


def having(**chances: float) -> np.ndarray:
    """Which needs each client has, clients x needs, with these chances."""
    needs = dict.fromkeys(chances, NEEDS["money"])
    profiles = [{"name": "some", "arrivals": "40 per day", "needs": dict(chances)}]
    people = make_people(blueprint_of(scenario(needs, DESK, profiles=profiles)), 4, 1)
    has = np.zeros((len(people.arrival), len(chances)), dtype=bool)
    has[np.repeat(np.arange(len(has)), np.diff(people.need_start)), people.need_kind] = True
    return has


def test_needs_come_independently() -> None:
    has = having(money=1.0, health=0.5, home=0.4, debts=0.0)
    assert has[:, 0].all()
    assert not has[:, 3].any()
    agrees(has[:, 1].tolist(), 0.5)
    agrees(has[:, 2].tolist(), 0.4)
    agrees((has[:, 1] & has[:, 2]).tolist(), 0.2)


def test_who_would_have_no_need_is_drawn_again() -> None:
    """Chances as they are among those who have any."""
    has = having(money=0.3, health=0.2)
    assert has.any(axis=1).all()
    some = 1.0 - 0.7 * 0.8
    agrees(has[:, 0].tolist(), 0.3 / some)
    agrees(has[:, 1].tolist(), 0.2 / some)
    agrees(has.all(axis=1).tolist(), 0.06 / some)


def presented(**behaviour: str) -> tuple[np.ndarray, np.ndarray]:
    """Needs that clients have, and those that they come with: the third, else the second, else the first."""
    needs = dict.fromkeys(("money", "health", "home"), NEEDS["money"])
    profile = {
        "name": "some",
        "arrivals": "20 per day",
        "needs": dict.fromkeys(needs, 0.5),
        "presents": ["home", "health", "money"],
    }
    people = make_people(blueprint_of(scenario(needs, DESK, behaviour, profiles=[profile])), 5, 1)
    owner = np.repeat(np.arange(len(people.arrival)), np.diff(people.need_start))
    had, shown = (np.zeros((len(people.arrival), 3), dtype=bool) for _ in range(2))
    had[owner, people.need_kind] = True
    shown[owner, people.need_kind] = people.need_presented
    return had, shown


def test_they_come_with_the_first_of_the_list_that_they_have() -> None:
    had, shown = presented(presents_after="30 days")
    assert len(np.unique(had, axis=0)) == 7
    first = np.where(had[:, 2], 2, np.where(had[:, 1], 1, 0))
    assert np.flatnonzero(shown).tolist() == (np.arange(len(had)) * 3 + first).tolist()


def test_they_come_with_everything_where_nobody_tells_later() -> None:
    had, shown = presented()
    assert (shown == had).all()


def test_each_need_has_luck_of_its_own() -> None:
    """Needs of one client, and steps of one need."""
    needs = dict.fromkeys(("money", "health"), NEEDS["money"])
    people = make_people(blueprint_of(scenario(needs, DESK)), 6, 1)
    assert len(np.unique(people.need_key)) == len(people.need_key) > 1000
    steps = ("money.intake", "money.decision", "health.intake")
    assert len({salt(step) for salt in (onward_salt, effort_salt) for step in steps}) == 6


def test_needs_are_as_severe_as_stated() -> None:
    needs = {"money": {**NEEDS["money"], "severity": {1: 0.2, 2: 0.5, 3: 0.3}}}
    severity = make_people(blueprint_of(scenario(needs, DESK)), 7, 1).need_severity
    for grade, share in ((1, 0.2), (2, 0.5), (3, 0.3)):
        agrees((severity == grade).tolist(), share)


def test_contacts_that_people_keep_up_with_are_normal_and_never_below_none() -> None:
    def coping(sd: float) -> np.ndarray:
        many = [{"name": "many", "arrivals": "80 per day", "needs": ["money"]}]
        population = {"coping": {"mean": 2, "sd": sd}}
        written = scenario(NEEDS, DESK, profiles=many, population=population)
        return make_people(blueprint_of(written), 8, 1).coping

    for number in (1.0, 2.0, 3.0):
        agrees((coping(1.0) <= number).tolist(), normal.cdf(number - 2.0))
        agrees((coping(4.0) <= number).tolist(), normal.cdf((number - 2.0) / 4.0))
    agrees((coping(4.0) == 0.0).tolist(), normal.cdf(-0.5))
    assert set(coping(0.0).tolist()) == {2.0}
