"""The laws: limits, monotonicity, and values worked out by hand."""

from __future__ import annotations

import math
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socsim.model import distributions, laws
from socsim.model.law import LAWS
from socsim.model.laws import (
    breadth_factor,
    control_of,
    coordinator_effect,
    depth_factor,
    fault_chance,
    for_another,
    hindered,
    is_vacant,
    logistic,
    logit,
    miss_chance,
    next_board,
    overloaded,
    plans_short,
    reading_hours,
    recovery_pace,
    trust_faded,
    trust_gained,
    trust_lost,
    trust_on_recovery,
    year_of,
)

SHARE = st.floats(0.0, 1.0)
INSIDE = st.floats(1e-9, 1.0 - 1e-9)
WEIGHT = st.floats(0.0, 5.0)
KINDS = st.integers(1, 12)


def test_every_law_is_registered() -> None:
    """Another engine compiles what stands in the register: nothing may be missing there."""
    files = [
        distributions,
        *(import_module(f.name) for f in iter_modules(laws.__path__, "socsim.model.laws.")),
    ]
    public = [f for file in files for f in vars(file).values() if isfunction(f)]
    here = {f.__name__ for f in public if f.__module__ in {file.__name__ for file in files}}
    assert len(here) >= 17
    assert here == set(LAWS)
    assert all(LAWS[f.__name__] is f for f in public if f.__name__ in here)
    assert here <= {*laws.__all__, *vars(distributions)}


def test_logit_by_hand() -> None:
    assert logit(0.5) == 0.0
    assert logit(0.9) == pytest.approx(math.log(9.0))
    assert (logit(0.0), logit(1.0)) == (-math.inf, math.inf)
    assert (logistic(-1000.0), logistic(1000.0), logistic(0.0)) == (0.0, 1.0, 0.5)


@given(INSIDE)
def test_logistic_undoes_logit(p: float) -> None:
    assert logistic(logit(p)) == pytest.approx(p, rel=1e-9)


@given(st.floats(-700, 700), st.floats(-700, 700))
def test_logistic_rises_and_is_symmetric(x: float, y: float) -> None:
    assert logistic(min(x, y)) <= logistic(max(x, y))
    assert logistic(-x) == pytest.approx(1.0 - logistic(x), abs=1e-15)


def missed(
    p: float,
    items: int = 3,
    b_items: float = 0.0,
    contacts: int = 0,
    coping: float = 3.0,
    b_contacts: float = 0.0,
    trust: float = 0.5,
    b_trust: float = 0.0,
    helped: float = 0.0,
    b_help: float = 0.0,
) -> float:
    return miss_chance(
        logit(p), items, b_items, contacts, coping, b_contacts, trust, b_trust, helped, b_help, 0, 1
    )


def test_miss_chance_by_hand() -> None:
    """Odds of 1 : 9, times e for each unit on the logit."""
    assert missed(0.1) == pytest.approx(0.1)
    odds = 1.0 / 9.0
    for changed, factor in (
        (missed(0.1, items=5, b_items=0.5), math.e),
        (missed(0.1, items=1, b_items=0.5), 1.0 / math.e),
        (missed(0.1, contacts=5, coping=3.0, b_contacts=0.5), math.e),
        (missed(0.1, contacts=3, coping=2.5, b_contacts=2.0), math.e),
        (missed(0.1, contacts=2, coping=3.0, b_contacts=0.5), 1.0),
        (missed(0.1, trust=1.0, b_trust=2.0), 1.0 / math.e),
        (missed(0.1, trust=0.0, b_trust=2.0), math.e),
        (missed(0.1, helped=0.5, b_help=2.0), 1.0 / math.e),
    ):
        assert changed / (1.0 - changed) == pytest.approx(odds * factor)


@given(st.integers(0, 20), st.integers(0, 9), st.tuples(WEIGHT, WEIGHT, WEIGHT, WEIGHT), SHARE, SHARE)
def test_no_influence_moves_a_certainty(
    items: int, contacts: int, b: tuple[float, float, float, float], trust: float, helped: float
) -> None:
    """Nobody misses a letter where the base is 0, and everybody where it is 1."""
    for base in (0.0, 1.0):
        chance = missed(base, items, b[0], contacts, 2.0, b[1], trust, b[2], helped, b[3])
        assert chance == base


@given(INSIDE, st.integers(1, 9), WEIGHT, st.integers(0, 8), WEIGHT, SHARE, WEIGHT, SHARE, WEIGHT)
def test_miss_chance_moves_the_named_way(
    p: float, items: int, b_items: float, contacts: int, b_contacts: float, trust: float, b_trust: float,
    helped: float, b_help: float,
) -> None:  # fmt: skip
    def at(items: int, contacts: int, trust: float, helped: float) -> float:
        return missed(p, items, b_items, contacts, 2.5, b_contacts, trust, b_trust, helped, b_help)

    base = at(items, contacts, trust, helped)
    assert 0.0 <= base <= 1.0
    assert at(items + 1, contacts, trust, helped) >= base
    assert at(items, contacts + 1, trust, helped) >= base
    assert at(items, contacts, min(1.0, trust + 0.1), helped) <= base
    assert at(items, contacts, trust, min(1.0, helped + 0.1)) <= base


@given(WEIGHT, WEIGHT, st.integers(1, 9))
def test_reading_up(hours: float, per_need: float, needs: int) -> None:
    assert reading_hours(hours, per_need, 1) == hours
    assert reading_hours(hours, 0.0, needs) == hours
    assert reading_hours(0.0, per_need, needs) == 0.0
    assert reading_hours(hours, per_need, needs + 1) >= reading_hours(hours, per_need, needs)
    assert reading_hours(1.5, 0.25, 3) == 1.5 * 1.5


@given(st.floats(0.0, 2.0), KINDS)
def test_breadth_and_depth(b: float, kinds: int) -> None:
    """The specialist is the measure: factor 1 for one kind, or with no effect at all."""
    assert (breadth_factor(b, 1), depth_factor(b, 1)) == (1.0, 1.0)
    assert (breadth_factor(0.0, kinds), depth_factor(0.0, kinds)) == (1.0, 1.0)
    assert breadth_factor(b, kinds + 1) >= breadth_factor(b, kinds) >= 1.0
    assert 0.0 <= depth_factor(b, kinds + 1) <= depth_factor(b, kinds) <= 1.0
    assert breadth_factor(0.05, 6) == pytest.approx(1.0895880)
    assert depth_factor(0.05, 6) == pytest.approx(0.9104120)
    assert depth_factor(1.0, 3) == 0.0


@given(SHARE, SHARE, SHARE)
def test_trust_stays_a_share(trust: float, by: float, more: float) -> None:
    gained, lost = trust_gained(trust, by), trust_lost(trust, by)
    assert trust - 1e-15 <= gained <= 1.0
    assert 0.0 <= lost <= trust
    assert (trust_gained(trust, 0.0), trust_lost(trust, 0.0)) == (trust, trust)
    assert trust_gained(trust, 1.0) == pytest.approx(1.0)
    assert trust_lost(trust, 1.0) == 0.0
    assert trust_gained(gained, more) >= gained - 1e-15


def test_trust_by_hand() -> None:
    assert trust_gained(0.5, 0.1) == pytest.approx(0.55)
    assert trust_lost(0.5, 0.1) == pytest.approx(0.45)
    assert trust_faded(0.8, 365.0, 365.0) == pytest.approx(0.8 / math.e)
    assert trust_faded(0.8, 1e9, math.inf) == 0.8
    assert trust_on_recovery(0.6, 0.5, 1.0) == pytest.approx(1.1)


@given(SHARE, st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(1.0, 1e4))
def test_trust_fades_step_by_step_as_at_once(trust: float, one: float, two: float, after: float) -> None:
    """When somebody looks in between makes no difference."""
    in_steps = trust_faded(trust_faded(trust, one, after), two, after)
    assert in_steps == pytest.approx(trust_faded(trust, one + two, after), rel=1e-9, abs=1e-300)


@given(SHARE, SHARE, st.floats(0.0, 2.0), SHARE)
def test_recovery_pace(synergy: float, share: float, factor: float, depth: float) -> None:
    pace = recovery_pace(synergy, share, factor, depth, 1.0, 1.0)
    assert 0.0 <= pace <= factor * depth
    assert recovery_pace(synergy, 0.0, 1.0, 1.0, 1.0, 1.0) == 1.0
    assert recovery_pace(0.0, share, 1.0, 1.0, 1.0, 1.0) == 1.0
    assert recovery_pace(1.0, 1.0, factor, depth, 1.0, 1.0) == 0.0
    assert recovery_pace(0.5, 2 / 3, 1.2, 0.9, 0.4, 0.7) == pytest.approx(2 / 3 * 1.2 * 0.9 * 0.4 * 0.7)
    assert hindered(hindered(1.0, 0.5), 0.2) == pytest.approx(0.4)
    assert hindered(0.7, 0.0) == 0.7
    assert hindered(0.7, 1.0) == 0.0


@given(st.floats(1.0, 200.0), st.integers(1, 100), st.floats(0.01, 50.0))
def test_a_coordinators_effect_fades(hours: float, clients: int, fades: float) -> None:
    effect = coordinator_effect(hours, clients, fades)
    assert 0.0 < effect <= 1.0
    assert coordinator_effect(hours, clients + 1, fades) <= effect
    assert coordinator_effect(hours + 1.0, clients, fades) >= effect
    assert coordinator_effect(hours, clients, 0.0) == 1.0


def test_a_coordinators_effect_by_hand() -> None:
    """The design's example: 83 hours a month among 15 clients."""
    assert coordinator_effect(83.0, 15, 3.0) == pytest.approx(1.0 - math.exp(-83.0 / 15.0 / 3.0))
    assert coordinator_effect(30.0, 10, 3.0) == pytest.approx(1.0 - 1.0 / math.e)


@given(st.floats(0.0, 1e4), st.floats(0.5, 100.0))
def test_the_board_meets_at_multiples(now: float, every: float) -> None:
    """Never in the past, and no later than one interval from now."""
    meeting = next_board(now, every)
    assert now <= meeting <= now + every * (1.0 + 1e-12)
    assert meeting / every == pytest.approx(round(meeting / every), abs=1e-6)


def test_the_board_by_hand() -> None:
    assert [next_board(t, 14.0) for t in (0.0, 1.0, 13.5, 14.0, 15.0)] == [0.0, 14.0, 14.0, 14.0, 28.0]


@given(st.floats(0.0, 10.0), st.floats(0.0, 1e3), st.floats(0.0, 1e3), st.floats(0.0, 1.0))
def test_a_threshold_comes_nearer_at_the_pace_of_the_hazard(
    left: float, one: float, two: float, rate: float
) -> None:
    """Looked at on the way or not, and never farther away."""
    nearer = LAWS["nearer"]
    assert nearer(left, one, rate) <= left
    assert nearer(left, one, 0.0) == left
    assert nearer(nearer(left, one, rate), two, rate) == pytest.approx(
        nearer(left, one + two, rate), abs=1e-9
    )
    assert nearer(1.0, 10.0, 0.05) == 0.5


def test_recovery_adds_up() -> None:
    """A tenth of the mean at full pace and a fifth at half pace are a fifth of the way."""
    so_far = LAWS["recovered_so_far"]
    assert so_far(so_far(0.0, 10.0, 100.0, 1.0), 20.0, 100.0, 0.5) == pytest.approx(0.2)
    assert so_far(0.3, 10.0, 100.0, 0.0) == 0.3


def test_papers_are_usable_on_their_last_day() -> None:
    usable = LAWS["still_usable"]
    assert [usable(5.0, now, 25.0) for now in (5.0, 30.0, 30.5)] == [True, True, False]
    assert usable(0.0, 1e9, math.inf)


@given(st.floats(0.0, 10.0), WEIGHT)
def test_overload_brings_long_leave_nearer(load: float, k: float) -> None:
    """[19] Not below a load of 1; beyond it in proportion."""
    assert overloaded(load, k) >= 1.0
    assert overloaded(min(load, 1.0), k) == overloaded(load, 0.0) == 1.0
    assert overloaded(1.5, 2.0) == 2.0


@given(st.floats(0.0, 100.0), st.floats(0.5, 3.0))
def test_what_is_left_for_another(hours: float, pace: float) -> None:
    """[19] In the hours of somebody with pace 1; at least a second."""
    assert for_another(hours, pace) == pytest.approx(max(1.0 / 3600.0, hours / pace))
    assert for_another(0.0, pace) > 0.0
    assert for_another(6.0, 2.0) == 3.0


def test_faults_by_hand() -> None:
    """Odds 1 to 4 without any of this, halved by what was learned, doubled and trebled by both parts."""
    base, twice, thrice = logit(0.2), math.log(2.0), math.log(3.0)
    assert fault_chance(base, 1.0, 0.0, 0.0) == pytest.approx(0.2)
    assert fault_chance(base, 0.5, 0.0, 0.0) == pytest.approx(1.0 / 9.0)
    assert fault_chance(base, 1.0, twice, 0.0) == pytest.approx(1.0 / 3.0)
    assert fault_chance(base, 1.0, 0.0, thrice) == pytest.approx(3.0 / 7.0)
    assert fault_chance(base, 0.5, twice, -thrice) == pytest.approx(1.0 / 13.0)
    assert fault_chance(-math.inf, 2.0, 5.0, 5.0) == 0.0


def test_years_are_counted_off() -> None:
    days = (0.0, 365.2, 365.25, 730.4, 730.5, 365.25 * 400 - 0.01)
    assert [year_of(day) for day in days] == [0, 0, 1, 1, 2, 399]


def test_plans_that_a_target_lacks_by_hand() -> None:
    """A plan every ten days, in the middle of the fifty-first day of the third year: five by then."""
    day = 2 * 365.25 + 50.5
    assert plans_short(0.1, day, 0, 0) == 5
    assert plans_short(0.1, day, 2, 0) == plans_short(0.1, day, 0, 2) == 3
    assert plans_short(0.1, day, 2, 2) == 1
    assert plans_short(0.1, day, 3, 2) == plans_short(0.1, day, 9, 9) == 0
    assert plans_short(0.1, 2 * 365.25, 0, 0) == 0


def test_a_place_is_vacant_where_there_is_one_more() -> None:
    taken_of = ((0, 0), (1, 1), (0, 1), (2, 3), (9, -1))
    assert [is_vacant(taken, places) for taken, places in taken_of] == [False, False, True, True, True]


def test_control_is_cut_at_both_ends() -> None:
    drawn = ((0.4, 0.0, 1.0), (0.4, 0.3, 1.0), (0.4, 0.3, -2.0), (0.4, 0.3, 3.0), (0.4, 0.3, 9.0))
    assert [control_of(*one) for one in drawn] == pytest.approx([0.4, 0.7, 0.0, 1.0, 1.0])
