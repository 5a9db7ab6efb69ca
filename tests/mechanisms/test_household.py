"""Households: members, the hours and letters that they add, and figures by person [29]."""

from __future__ import annotations

import math

import numpy as np
import pytest

from socsim.analysis import measure
from socsim.engine.compiled import people as compiled_people
from socsim.model.laws import household_factor, miss_chance
from socsim.model.people import make_people
from socsim.scenario.build import plan
from socsim.scenario.schema import Scenario

from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    many,
    pieces,
    scenario,
    tell,
)

POOL = {"all": {"handles": ["*"], "assignment": "step", "caseworkers": 400}}
SIZES = {1: 0.4, 2: 0.35, 4: 0.25}
FACTOR = 0.4 + 0.35 * 1.5 + 0.25 * 2.5  # of half as much again for each further member


def households(per_member: Written, sizes: Written | None = None, **behaviour: object) -> Written:
    """A need of two steps, with letters where they are to be missed, and one without further members."""
    steps = {"intake": {"effort": days(1)}, "check": {"effort": days(2), "asks_for": ["a", "b"]}}
    needs = {
        "children": {"steps": steps, "per_member": per_member},
        "money": {"steps": {"intake": {"effort": days(1)}}},
    }
    everyone = {"name": "everyone", "arrivals": "30 per day", "needs": list(needs)}
    profiles = [{**everyone, "members": SIZES if sizes is None else sizes}]
    return scenario(needs, POOL, behaviour, profiles=profiles, costs={"caseworker": "7200 SEK per day"})


def test_the_law() -> None:
    assert household_factor(0.7, 1) == 1.0
    assert household_factor(0.0, 9) == 1.0
    assert household_factor(0.5, 4) == 2.5
    assert household_factor(1.0, 3) == 3.0
    assert household_factor(0.5, 3) < household_factor(0.6, 3) < household_factor(0.6, 4)


@pytest.mark.parametrize(("members", "intake", "check"), [(1, 1, 2), (2, 1.5, 3), (4, 2.5, 5)])
def test_each_further_member_takes_half_as_much(members: int, intake: float, check: float) -> None:
    """Every piece of work on the need, and none on another need of the same household."""
    ledger = tell(households({"effort": 0.5}), Comes(0, ["children", "money"], members=members))
    hours = sorted((kind, on / 24.0) for kind, on in pieces(ledger, "need", "hours"))
    assert hours == [(0, intake), (0, check), (1, 1.0)]
    assert column(ledger.clients, "members").tolist() == [members]


def test_rework_is_for_all_members_too() -> None:
    """A fault that the review surely finds costs the hours of the step once more."""
    written = households({"effort": 1}, faults={"base": 1, "rework": 1})
    written["needs"]["children"]["steps"]["check"] = {"effort": days(2), "decides": True}
    review = [{"by": "colleague", "catches": 1, "effort": "1 h"}]
    ledger = tell(changed(written, {"behaviour.review": review}), Comes(0, ["children"], members=3))
    assert [on for (on,) in pieces(ledger, "hours")] == [24.0 * 3, 48.0 * 3, 1.0, 48.0 * 3]


def test_letters_are_longer() -> None:
    """Of households of three, twice as long: two items count as four when a letter is missed."""
    paperwork = {"per_item": 0.8, "reminders": 0}
    written = households({"items": 0.5}, {3: 1}, missed_paperwork=0.2, paperwork=paperwork)
    _, _, ledger = many(written, 61)
    fell = column(ledger.needs, "falls")[::2]
    base = math.log(0.2 / 0.8)
    agrees(fell.tolist(), miss_chance(base, 4.0, 0.8, 0, 9.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert set(column(ledger.needs, "demands")[::2].tolist()) == {2.0}


def test_sizes_and_mean_hours_are_as_stated() -> None:
    """Shares of the households, and their hours in the mean; the plan expects as much."""
    written = households({"effort": 0.5})
    _, _, ledger = many(written, 62)
    size = column(ledger.clients, "members")
    assert set(size.tolist()) == set(SIZES)
    agrees((size == 2).astype(float).tolist(), SIZES[2])
    agrees((size == 4).astype(float).tolist(), SIZES[4])
    work = ledger.work
    mine = work["cohort"] & (work["need"] == 0) & (work["step"] == 0)
    agrees((column(work, "hours")[mine] / 24.0).tolist(), FACTOR)
    unit = plan(Scenario.model_validate(written)).organisations["office"].units[0]
    assert unit.hours_asked_per_day == pytest.approx(30 * 24.0 * (3 * FACTOR + 1))


def test_the_same_households_in_both_engines_and_beside_others() -> None:
    """A draw of the client's own: a further profile, and other shares elsewhere, leave it alone."""
    blueprint = blueprint_of(households({}))
    people = make_people(blueprint, 3, 1)
    again = compiled_people.make_people(blueprint, 3, 1)
    assert people.members.tobytes() == again.members.tobytes()
    other = {"name": "other", "arrivals": "5 per day", "needs": ["money"], "members": {7: 1}}
    written = households({})
    written["population"]["profiles"].append(other)
    both = make_people(blueprint_of(written), 3, 1)
    assert both.members[both.profile == 0].tolist() == people.members.tolist()
    assert set(both.members[both.profile == 1].tolist()) == {7}


def test_nobody_has_company_unless_stated() -> None:
    """No array, no figure; and profiles that state nothing are single persons beside those that do."""
    single = blueprint_of(changed(households({"effort": 1}), {"population.profiles.0.members": {1: 1}}))
    assert not single.has_households
    assert not single.kind_member_effort.any()
    assert make_people(single, 3, 1).members.size == 0
    written = households({})
    written["population"]["profiles"].append({"name": "alone", "arrivals": "5 per day", "needs": ["money"]})
    people = make_people(blueprint_of(written), 3, 1)
    assert set(people.members[people.profile == 1].tolist()) == {1}


def test_figures_tell_households_from_persons() -> None:
    """Two clients are five persons, and a person costs two fifths of a client."""
    written = households({"effort": 0.5})
    ledger = tell(written, Comes(0, ["money"], members=1), Comes(1, ["children", "money"], members=4))
    frame = measure(ledger, blueprint_of(written))

    def figure(name: str, group: str = "all") -> float:
        return float(frame[(frame.metric == name) & (frame.group == group)].value.iloc[0])

    assert (figure("persons"), figure("persons", "needs=1"), figure("persons", "needs=2")) == (5, 1, 4)
    assert figure("cost_per_person") == pytest.approx(figure("cost_per_client") * 2 / 5)
    assert figure("cost_per_person", "needs=2") == pytest.approx(figure("cost_per_client", "needs=2") / 4)
    alone = changed(written, {"population.profiles.0.members": None})
    rows = measure(tell(alone, Comes(0, ["money"])), blueprint_of(alone))
    assert not np.isin(rows.metric, ["persons", "cost_per_person"]).any()
