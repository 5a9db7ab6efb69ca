"""What holds in every scenario: nobody and no day is lost, nobody does two things at once, caps hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, given, settings

from socsim.engine.ledger import Ledger
from socsim.model.people import People, make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    BY_CLIENT,
    BY_STEP,
    CASEWORKER,
    COORDINATION_WORK,
    COORDINATOR,
    DECISION_WORK,
    MANAGER,
    MEETING_WORK,
    OPEN_STATES,
    RESOLVED,
    UNFOUNDED,
    UNMET_WORK,
)

from ..engine.both import simulate
from ..mechanisms.bench import Floats, Written, blueprint_of, column
from .offices import OFF, scenarios

EXAMPLES = 25
World = tuple[Blueprint, People, Ledger]

HOURS = ("hours", "reading", "duplicate", "documentation")


def run(written: Written) -> World:
    blueprint = blueprint_of(written)
    people = make_people(blueprint, written["run"]["seed"], 1)
    return blueprint, people, simulate(blueprint, people)


def in_any_world(*off: str) -> Callable[[Callable[[World], None]], Callable[[], None]]:
    """The test holds in random scenarios, always the same ones, with some mechanisms left out."""

    def with_worlds(test: Callable[[World], None]) -> Callable[[], None]:
        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(scenarios(off))
        def in_worlds(written: Written) -> None:
            test(run(written))

        @wraps(test)
        def found() -> None:
            in_worlds()

        del found.__wrapped__  # or pytest would look for a fixture `world`
        return found

    return with_worlds


def until_of(blueprint: Blueprint, ledger: Ledger) -> Floats:
    """The end of each cohort need's follow-up."""
    clients = ledger.clients
    place = np.searchsorted(clients["client"], ledger.needs["client"])
    assert np.array_equal(clients["client"][place], ledger.needs["client"])
    return column(clients, "arrival")[place] + blueprint.follow_up


def lives(blueprint: Blueprint, ledger: Ledger) -> tuple[Floats, Floats]:
    """Birth and end of each need, the end cut at the follow-up's."""
    closed, until = column(ledger.needs, "closed"), until_of(blueprint, ledger)
    return column(ledger.needs, "born"), np.fmin(closed, until)


@in_any_world()
def test_days_in_states_add_up(world: World) -> None:
    """A need is in exactly one state on each day of its life, and in one at the end of its follow-up."""
    blueprint, _, ledger = world
    born, end = lives(blueprint, ledger)
    in_state = [column(ledger.needs, f"days_{state}") for state in OPEN_STATES]
    np.testing.assert_allclose(sum(in_state), end - born, atol=1e-8)
    assert all((days > -1e-9).all() for days in in_state)
    still_open = np.isnan(column(ledger.needs, "closed"))
    assert (ledger.needs["state"][still_open] < len(OPEN_STATES)).all()
    assert (ledger.needs["state"][~still_open] >= RESOLVED).all()
    assert ledger.needs["unfounded"][ledger.needs["state"] == UNFOUNDED].all()


@in_any_world()
def test_a_client_is_open_as_long_as_a_need_is(world: World) -> None:
    """`open_days` is the length of the union of the needs' lives."""
    blueprint, _, ledger = world
    born, end = lives(blueprint, ledger)
    for client, open_days in zip(ledger.clients["client"], ledger.clients["open_days"], strict=True):
        mine = ledger.needs["client"] == client
        total, reached = 0.0, -np.inf
        for start, stop in sorted(zip(born[mine], end[mine], strict=True)):
            total += max(0.0, stop - max(start, reached))
            reached = max(reached, stop)
        np.testing.assert_allclose(open_days, total, atol=1e-8)


@in_any_world()
def test_nobody_is_lost(world: World) -> None:
    """Everyone who arrives in the window is in the cohort, with the needs that they brought."""
    blueprint, people, ledger = world
    inside = (people.arrival >= blueprint.warm_up) & (people.arrival < blueprint.warm_up + blueprint.measure)
    np.testing.assert_array_equal(ledger.clients["client"], np.flatnonzero(inside))
    np.testing.assert_array_equal(ledger.clients["arrival"], people.arrival[inside])
    np.testing.assert_array_equal(ledger.clients["needs"], np.diff(people.need_start)[inside])
    brought = np.flatnonzero(np.repeat(inside, np.diff(people.need_start)))
    first = ledger.needs["at_arrival"]
    np.testing.assert_array_equal(ledger.needs["need"][first], people.need_kind[brought])
    np.testing.assert_array_equal(ledger.needs["severity"][first], people.need_severity[brought])
    # spells of one kind follow each other: 1, 2, ...; and only one is open at a time
    born, end = lives(blueprint, ledger)
    keys = list(zip(ledger.needs["client"], ledger.needs["need"], ledger.needs["spell"], strict=True))
    for (at, one), (_, other) in pairwise(enumerate(keys)):
        if one[:2] == other[:2]:
            assert other[2] == one[2] + 1
            assert end[at] <= born[at + 1]
    # out and present: who left has no open need, and each of the others' needs has ended or goes on
    left = dict(zip(ledger.clients["client"].tolist(), ledger.clients["left"].tolist(), strict=True))
    gone = np.array([left[client] for client in ledger.needs["client"].tolist()])
    stays = np.isnan(column(ledger.needs, "closed"))
    assert np.isnan(gone[stays]).all()


@in_any_world("behaviour.breadth")
def test_nobody_does_two_things_at_once(world: World) -> None:
    """One worker's pieces do not overlap; with slices, what ends within a stretch fits into it."""
    blueprint, _, ledger = world
    work = ledger.work
    rate = np.repeat(blueprint.unit_rate, np.diff(blueprint.unit_worker_start))
    took = sum(column(work, name) for name in HOURS) / rate[work["worker"]]
    start, end = column(work, "start"), column(work, "end")
    assert (column(work, "ready") <= start).all()
    assert (end - start >= took - 1e-8).all()
    pooled = (blueprint.unit_assignment == BY_STEP) & (blueprint.unit_role != COORDINATOR)
    pooled |= blueprint.unit_role == MANAGER
    in_one_go = pooled[work["unit"]] | np.isinf(blueprint.slice_hours)
    if blueprint.notes_goes:
        in_one_go &= False  # acute work and absence cut pieces short
    np.testing.assert_allclose((end - start)[in_one_go], took[in_one_go], atol=1e-8)
    for worker in np.unique(work["worker"]):
        mine = np.flatnonzero(work["worker"] == worker)
        mine = mine[np.argsort(start[mine], kind="stable")]
        if in_one_go[mine].all():
            assert (start[mine][1:] >= end[mine][:-1] - 1e-8).all()
        # from any start on, the pieces that begin and end within a stretch take no longer than it
        begins, stops = start[mine], end[mine]
        for first in mine[:: max(1, len(mine) // 15)]:
            within = (begins >= start[first]) & (stops <= end[first] + 30.0)
            assert took[mine][within].sum() <= end[first] + 30.0 - start[first] + 1e-8
    busy = column(ledger.caseworkers, "busy_days")
    assert (busy >= 0.0).all()
    assert (busy <= blueprint.measure + 1e-8).all()


@in_any_world("behaviour.leaving", "needs.money.resolves_alone")
def test_busy_days_are_the_hours_worked(world: World) -> None:
    """Nothing is broken off here: the window's share of all pieces, give or take those under way."""
    blueprint, _, ledger = world
    work = ledger.work
    rate = np.repeat(blueprint.unit_rate, np.diff(blueprint.unit_worker_start))
    took = sum(column(work, name) for name in HOURS) / rate[work["worker"]]
    first, last = blueprint.warm_up, blueprint.warm_up + blueprint.measure
    size = len(rate)
    start, end = column(work, "start"), column(work, "end")
    whole = (start >= first) & (end <= last)
    least = np.bincount(work["worker"][whole], weights=took[whole], minlength=size)
    assert (column(ledger.caseworkers, "busy_days") >= least - 1e-8).all()
    unit_of = ledger.caseworkers["unit"]
    by_unit = np.bincount(
        unit_of, weights=column(ledger.caseworkers, "busy_days"), minlength=len(blueprint.units)
    )
    np.testing.assert_allclose(column(ledger.units, "busy_area"), by_unit, atol=1e-8)
    by_unit = np.bincount(
        unit_of, weights=column(ledger.caseworkers, "caseload_area"), minlength=len(by_unit)
    )
    np.testing.assert_allclose(column(ledger.units, "caseload_area"), by_unit, atol=1e-8)


@in_any_world()
def test_caps_hold(world: World) -> None:
    """On average over the window no caseworker has more cases than the cap.

    But for the stated exceptions: a cap in clients counts these, whose needs may be several; an empty desk
    takes any case, which with caps in cases of at least 1 is no exception.
    """
    blueprint, _, ledger = world
    load = column(ledger.caseworkers, "caseload_area") / blueprint.measure
    for unit, cap in enumerate(blueprint.unit_cap.tolist()):
        in_cases = (blueprint.step_load[blueprint.step_unit == unit] <= 1).all()
        if cap > 0 and in_cases and blueprint.unit_role[unit] == CASEWORKER:
            most = cap * len(blueprint.kinds) if blueprint.unit_assignment[unit] == BY_CLIENT else cap
            assert (load[ledger.caseworkers["unit"] == unit] <= most + 1e-9).all()


@in_any_world()
def test_falls_end_after_they_began(world: World) -> None:
    """And the cohort's falls are those that its needs have counted."""
    blueprint, _, ledger = world
    at, back = column(ledger.falls, "at"), column(ledger.falls, "back")
    assert (back[~np.isnan(back)] >= at[~np.isnan(back)]).all()
    assert (at >= blueprint.warm_up).all()
    arrival = dict(zip(ledger.clients["client"].tolist(), ledger.clients["arrival"].tolist(), strict=True))
    counted: dict[tuple[int, int, int], int] = {}
    rows = zip(*(ledger.falls[n].tolist() for n in ("client", "need", "spell", "at", "cohort")), strict=True)
    for client, need, spell, day, cohort in rows:
        assert cohort == (client in arrival)
        if cohort and day < arrival[client] + blueprint.follow_up:
            counted[client, need, spell] = counted.get((client, need, spell), 0) + 1
    rows = zip(*(ledger.needs[n].tolist() for n in ("client", "need", "spell", "falls")), strict=True)
    assert {row[:3]: row[3] for row in rows if row[3]} == counted


@in_any_world()
def test_a_fall_lasts_until_a_unit_is_responsible(world: World) -> None:
    """Before the next one; where the need was found but lost on its way, the first has no end of its own."""
    _, _, ledger = world
    at, back = column(ledger.falls, "at"), column(ledger.falls, "back")
    order = np.lexsort((at, ledger.falls["spell"], ledger.falls["need"], ledger.falls["client"]))
    for one, other in pairwise(order):
        if all(ledger.falls[n][one] == ledger.falls[n][other] for n in ("client", "need", "spell")):
            assert back[one] <= at[other] or np.isnan(back[one])


@in_any_world()
def test_contacts_and_hours_have_their_rows(world: World) -> None:
    """Contacts count faces in the pieces of work; coordination alone is about no need; managers decide."""
    blueprint, _, ledger = world
    work, clients = ledger.work, ledger.clients
    about_clients = (work["what"] == COORDINATION_WORK) | (work["what"] == MEETING_WORK)
    assert ((work["need"] == -1) == about_clients).all()
    assert (blueprint.unit_role[work["unit"][work["what"] == DECISION_WORK]] == MANAGER).all()
    inside = np.isin(work["client"], clients["client"]) & ~np.isin(work["what"], UNMET_WORK)
    met = {c: set() for c in clients["client"].tolist()}  # type: dict[int, set[int]]
    until = column(clients, "arrival") + blueprint.follow_up
    ends = dict(zip(clients["client"].tolist(), until.tolist(), strict=True))
    for client, worker, start in zip(
        *(work[n][inside].tolist() for n in ("client", "worker", "start")), strict=True
    ):
        if start < ends[client]:
            met[client].add(worker)
    # what was begun but never ended has no row: so contacts may be fewer in the rows' eyes, never more
    assert (clients["contacts"] >= [len(met[c]) for c in clients["client"].tolist()]).all()
    needs = ledger.needs
    assert (needs["duplicates"] <= needs["demands"]).all()
    ordered = [column(needs, name) for name in ("born", "seen", "supported", "closed")]
    for one, other in pairwise(ordered):
        both = ~np.isnan(one) & ~np.isnan(other)
        assert (one[both] <= other[both]).all()


def test_what_may_be_left_out_is_there() -> None:
    """A path that is misspelt would leave nothing out."""
    from ..mechanisms.rich import RICH

    for path in OFF:
        place = RICH
        for name in path.split("."):
            assert name in place, path
            place = place[name]
