"""Who comes: as many as are stated, each somebody else."""

from __future__ import annotations

import numpy as np

from socsim.model.people import make_people
from tests.mechanisms.bench import blueprint_of, scenario

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
