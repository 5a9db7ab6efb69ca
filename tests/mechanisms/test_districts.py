"""Districts, each with its own copy of the organisation, and triage: a case goes by one of several tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from socsim.engine.ledger import Ledger
from socsim.model.people import make_people
from socsim.scenario.build import plan
from socsim.scenario.schema import Scenario

from ..engine.both import agree, simulate
from .bench import Comes, Written, blueprint_of, changed, column, days, differences, pieces, scenario, tell
from .rich import ORGANISATIONS, RICH

TWO = {"A": {"share": 0.5}, "B": {"share": 0.5}}


def twofold(key: str, value: Any) -> Any:
    """Twice as many people, or twice the budget; all else as it is."""
    if key == "budget" and "yearly" in value:
        amount, currency = value["yearly"].split()
        return {**value, "yearly": f"{2 * int(amount)} {currency}"}
    return 2 * value if key in ("caseworkers", "managers", "number") else value


def doubled(written: Written) -> Written:
    """Twice the people and the money of everybody, and as many more who come."""
    twice = changed(written, {})
    for profile in twice["population"]["profiles"]:
        number, *unit = profile["arrivals"].split()
        profile["arrivals"] = " ".join((str(2 * int(number)), *unit))
    for organisation in twice["organisations"].values():
        for section in ("units", "coordinators"):
            organisation[section] = {
                name: {key: twofold(key, value) for key, value in group.items()}
                for name, group in organisation.get(section, {}).items()
            }
    return twice


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_one_district_is_no_district(name: str) -> None:
    """The null: a district alone, whatever its name, is the office without districts to the last bit."""
    none = blueprint_of(RICH, name)
    for written in (changed(RICH, {"districts": {}}), changed(RICH, {"districts": {"B": {"staffing": 2}}})):
        one = blueprint_of(written, name)
        ledgers = [simulate(each, make_people(each, 7, 1)) for each in (none, one)]
        assert list(differences(*ledgers)) == []


def of_district(ledger: Ledger, district: int) -> Iterator[tuple[str, Any]]:
    """All that is told of the clients of a district, without their numbers and those of units and people."""
    at_home = set(ledger.clients["client"][ledger.clients["district"] == district].tolist())
    for table, skip in (("clients", ["district"]), ("needs", []), ("falls", ["unit", "step"])):
        columns = getattr(ledger, table)
        rows = np.array([client in at_home for client in columns["client"].tolist()], dtype=bool)
        for name in columns:
            if name not in ("client", *skip):
                yield f"{table}.{name}", columns[name][rows]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_two_districts_are_two_offices_side_by_side(name: str) -> None:
    """With half of everything each, A's people live as they do where there is A alone.

    Only places in support and the target of joint plans are common to all.
    """
    common = {"needs.home.steps.support.places": None} | {
        f"organisations.{silos}.joint_plans.target": None for silos in ("silos", "coordinated")
    }
    apart = changed(RICH, common)
    alone = blueprint_of(apart, name)
    both = blueprint_of(changed(doubled(apart), {"districts": TWO}), name)
    assert (alone.step_places < 0).all()
    assert np.diff(both.unit_worker_start).tolist() == [
        heads
        for role in np.unique(alone.unit_role)
        for _ in TWO
        for heads in np.diff(alone.unit_worker_start)[alone.unit_role == role]
    ]
    one = simulate(alone, make_people(alone, 7, 1))
    people = make_people(both, 7, 1)
    two = simulate(both, people)
    for (column_name, left), (_, right) in zip(of_district(one, 0), of_district(two, 0), strict=True):
        assert left.tobytes() == right.tobytes(), column_name
    assert 0.8 < (people.district == 1).mean() * 2 < 1.2
    assert [*of_district(two, 1)][1][1].tobytes() != [*of_district(two, 0)][1][1].tobytes()


def test_a_district_more_leaves_the_others_people_as_they_were() -> None:
    three = {name: {"share": share} for name, share in (("A", 0.5), ("B", 0.25), ("C", 0.25))}
    two = {"A": {"share": 0.5}, "B": {"share": 0.5, "profiles": {"one": 0.5, "many": 0.5}}}
    keys = []
    for districts in (two, three):
        blueprint = blueprint_of(changed(doubled(doubled(RICH)), {"districts": districts}), "team")
        people = make_people(blueprint, 7, 1)
        keys.append([set(people.key[people.district == d].tolist()) for d in range(len(districts))])
    assert keys[0][0] >= keys[1][0]
    shared = keys[0][1] & keys[1][1]
    assert len(shared) == min(len(keys[0][1]), len(keys[1][1]))
    assert not keys[1][2] & (keys[1][0] | keys[1][1])


def test_nobody_is_the_same_person_twice() -> None:
    """Not in another profile, and not in another district."""
    people = make_people(blueprint_of(changed(doubled(RICH), {"districts": TWO}), "team"), 7, 1)
    assert len(set(zip(people.profile.tolist(), people.district.tolist(), strict=True))) > 2
    assert len(np.unique(people.key)) == len(people.key)


def test_engines_agree_in_districts_with_triage() -> None:
    districts = {"A": {"share": 0.7}, "B": {"share": 0.3, "profiles": {"many": 3}, "staffing": 1.5}}
    several = {"handles": ["*"], "caseworkers": 4, "assignment": "client", "takes": {"needs_at_least": 2}}
    written = changed(
        doubled(RICH),
        {
            "districts": districts,
            "organisations.coordinated.units.several": several,
            "organisations.coordinated.triage": "at_each_step",
            **{
                f"organisations.coordinated.units.{unit}.takes": {"needs_at_most": 1}
                for unit in ("reception", "money", "health", "home")
            },
        },
    )
    blueprint = blueprint_of(written, "coordinated")
    assert blueprint.tables == 4
    journal = agree(blueprint, 7)
    assert set(journal["unit"].tolist()) >= set(range(len(blueprint.units)))


def test_people_are_shared_out_by_load_and_weight() -> None:
    """Three quarters of the work is in A; where B's weight is 2, its part is 2 of 5. Nobody decides."""
    office = scenario(
        {"money": {"steps": {"intake": {"effort": "1 h"}}}},
        {"all": {"handles": ["*"], "assignment": "step", "caseworkers": 20, "managers": 4}},
        districts={"A": {"share": 0.75}, "B": {"share": 0.25}},
    )
    for weight, expected in ((1, [15, 5, 3, 1]), (2, [12, 8, 2, 2])):
        written = changed(office, {"districts.B.staffing": weight})
        units = plan(Scenario.model_validate(written)).organisations["office"].units
        assert [unit.people for unit in units] == expected
        assert [unit.name for unit in units] == ["A: all", "B: all", "A: all (managers)", "B: all (managers)"]
        loads = [unit.hours_asked_per_day for unit in units[:2]]
        assert loads[0] / loads[1] == pytest.approx(3.0)


def test_an_actor_is_common_to_all_districts_unless_each_has_its_own() -> None:
    """Two clients come to the clinic at once: from two districts they wait for one another."""
    office = scenario(
        {"money": {"steps": {"intake": {"effort": days(2)}, "treatment": {"effort": days(4)}}}},
        {"all": {"handles": ["*"], "assignment": "step", "caseworkers": 2}},
        profiles=[{"name": "all", "arrivals": "20 per day", "needs": ["money"]}],
        districts=TWO,
        actors={"clinic": {"handles": ["money.treatment"], "caseworkers": 2, "assignment": "step"}},
    )
    here, there = Comes(1.0, ["money"]), Comes(1.0, ["money"], district=1)
    common = changed(office, {"actors.clinic.caseworkers": 1})
    own = changed(office, {"actors.clinic.per_district": True})
    assert blueprint_of(common).units == ("A: all", "B: all", "clinic")
    assert blueprint_of(common).unit_district.tolist() == [0, 1, -1]
    assert blueprint_of(own).units == ("A: all", "B: all", "A: clinic", "B: clinic")
    assert pieces(tell(common, here, there), "unit", "start", "end") == [
        (0, 1, 3),
        (1, 1, 3),
        (2, 3, 7),
        (2, 7, 11),
    ]
    assert pieces(tell(own, here, there), "unit", "start", "end") == [
        (0, 1, 3),
        (1, 1, 3),
        (2, 3, 7),
        (3, 3, 7),
    ]
    assert tell(own, here, there).clients["district"].tolist() == [0, 1]


# -- triage ----------------------------------------------------------------------------------------

STEPS = {"intake": {"effort": days(2)}, "investigation": {"effort": days(3)}}
SPECIALISTS = {"assignment": "step", "takes": {"needs_at_most": 1}, "caseworkers": 5}
TRIAGE = scenario(
    {"money": {"steps": {**STEPS}}, "health": {"steps": {**STEPS}}},
    {
        "money": {"handles": ["money"], **SPECIALISTS},
        "health": {"handles": ["health"], **SPECIALISTS},
        "whole": {"handles": ["*"], "assignment": "step", "takes": {"needs_at_least": 2}, "caseworkers": 5},
    },
    {"presents_after": "9999 days", "sight": 0},
)
MONEY, HEALTH, WHOLE = range(3)
AGAIN = {"organisations.office.triage": "at_each_step"}


def where(ledger: Ledger, need: int) -> list[tuple[float, ...]]:
    """The units that work on a need, and when they begin."""
    return pieces(ledger, "unit", "start", need=need)


def test_who_has_one_need_goes_to_the_specialists_and_the_others_to_one_unit() -> None:
    ledger = tell(TRIAGE, Comes(1.0, ["health"]), Comes(2.0, ["money", "health"]))
    assert where(ledger, 0) == [(WHOLE, 2), (WHOLE, 4)]
    assert where(ledger, 1) == [(HEALTH, 1), (WHOLE, 2), (HEALTH, 3), (WHOLE, 4)]


def test_a_need_that_nobody_knows_of_does_not_count() -> None:
    hidden = Comes(1.0, ["money", "health"], presents=["money"])
    assert where(tell(TRIAGE, hidden), 0) == [(MONEY, 1), (MONEY, 3)]
    assert where(tell(changed(TRIAGE, AGAIN), hidden), 0) == [(MONEY, 1), (MONEY, 3)]


@pytest.mark.parametrize(
    ("again", "then"), [(False, [(MONEY, 1), (MONEY, 3)]), (True, [(MONEY, 1), (WHOLE, 8)])]
)
def test_more_is_found_on_the_way(again: bool, then: list[tuple[float, ...]]) -> None:
    """Found on day 3, health goes to the unit for several; money stays, or follows; a referral is 5 days."""
    changes: dict[str, Any] = {
        "organisations.office.units.money.sight": 1,
        "organisations.office.units.whole.referral": {"delay": "5 days"},
    }
    written = changed(TRIAGE, changes | (AGAIN if again else {}))
    ledger = tell(written, Comes(1.0, ["money", "health"], presents=["money"]))
    assert where(ledger, 0) == then
    assert where(ledger, 1) == [(WHOLE, 8), (WHOLE, 10)]
    assert column(ledger.needs, "days_referred").tolist() == [5.0 if again else 0.0, 5.0]


def test_a_case_does_not_go_back_when_other_needs_have_ended() -> None:
    """The long intake of money ends when health has ended: the case is still of a client with several."""
    written = changed(TRIAGE, {**AGAIN, "needs.money.steps.intake.effort": days(20)})
    assert where(tell(written, Comes(1.0, ["money", "health"])), 0) == [(WHOLE, 1), (WHOLE, 21)]


def test_a_support_moves_after_the_follow_up_at_which_more_is_found() -> None:
    """The first is on day 13. Support begins anew with the whole unit on day 18, and goes on to day 30."""
    support = {"effort": days(0), "every": "10 days"}
    written = changed(
        TRIAGE,
        {
            **AGAIN,
            "needs.money.steps.investigation": support,
            "needs.money.recovers_after": "1000000 days",
            "organisations.office.units.money.sight_at_followups": 1,
            "organisations.office.units.money.sight": 0.5,
            "organisations.office.units.whole.referral": {"delay": "5 days"},
            "run.follow_up": "29 days",
        },
    )
    found = [key for key in range(1, 40) if _moved(written, key) == [13.0]]
    assert found  # not seen at the intake, but at the first follow-up
    ledger = tell(written, Comes(1.0, ["money", "health"], presents=["money"], key=found[0]))
    steps = pieces(ledger, "unit", "start", need=0)
    assert steps[:4] == [(MONEY, 1), (MONEY, 13), (WHOLE, 28), (WHOLE, 38)]
    row = [column(ledger.needs, f"days_{state}")[0] for state in ("in_support", "referred", "waiting")]
    assert row == [pytest.approx(10 + 12), pytest.approx(5), 0.0]


def _moved(written: Written, key: int) -> list[float]:
    ledger = tell(written, Comes(1.0, ["money", "health"], presents=["money"], key=key))
    return column(ledger.needs, "seen")[1:].tolist()


def test_a_case_that_has_fallen_is_triaged_when_it_begins_anew() -> None:
    """Health waits in the unit for several and falls on day 2; back on day 12, it is the only need."""
    written = changed(
        TRIAGE,
        {
            "needs.health.patience": "1 day",
            "behaviour.return": {"probability": 1, "delay": "10 days"},
            "organisations.office.units.whole.caseworkers": 1,
        },
    )
    ledger = tell(written, Comes(1.0, ["money", "health"]))
    assert column(ledger.falls, "at").tolist() == [2.0]
    assert where(ledger, 0) == [(WHOLE, 1), (WHOLE, 3)]
    assert where(ledger, 1) == [(HEALTH, 12), (HEALTH, 14)]


def test_a_class_without_clients_has_no_table() -> None:
    """`needs_at_most: 1` is no triage where nobody can have more."""
    steps = {"money": {"steps": STEPS}}
    units = {"all": {"handles": ["*"], "assignment": "step"}}
    plain = scenario(steps, units)
    triage = scenario(steps, {"all": {**units["all"], "takes": {"needs_at_most": 1}}})
    assert blueprint_of(triage).tables == 1
    ledgers = [simulate(b, make_people(b, 1, 1)) for b in map(blueprint_of, (plain, triage))]
    assert list(differences(*ledgers)) == []


def test_expected_load_is_that_of_the_needs_that_come() -> None:
    """A half has money alone, a half of the others health as well: two in three cases of money are single."""
    written = changed(
        TRIAGE,
        {
            "population.profiles": [
                {"name": "one", "arrivals": "2 per day", "needs": ["money"]},
                {"name": "two", "arrivals": "1 per day", "needs": ["money", "health"]},
            ]
        },
    )
    units = plan(Scenario.model_validate(written)).organisations["office"].units
    asked = [unit.hours_asked_per_day for unit in units]
    assert asked == pytest.approx([2 * 120.0, 0.0, 2 * 120.0])
