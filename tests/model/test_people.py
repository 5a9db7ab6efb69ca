"""Who comes: as many as are stated, each somebody else."""

from __future__ import annotations

import numpy as np

from socsim.model.people import make_people
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
