"""What holds whatever the scenario says: seven of the eight properties, each a test with its definition.

The eighth, which holds only where theory says so, stands in `test_more_staff.py`. Each world is simulated
in one of the engines, which are equal event for event (`tests/engine/test_random_offices.py`).

Elsewhere the same laws are looked at more closely: in `tests/worlds/` (client-days, contacts, waits, who is
next), `tests/engine/test_journal.py` (each thing that the recount counts) and `tests/analysis/` (money by
hand).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from socsim.analysis.cohort import GROUPS
from socsim.analysis.money import COST_KINDS
from socsim.analysis.replication import Account
from socsim.scenario.mechanisms import MECHANISMS
from socsim.scenario.names import OPEN_STATES, PAYERS

from ..engine.agree import differences
from ..engine.recount import recount
from ..engine.story import ENDS, NeedKey, Row, Story
from .loads import Loads
from .worlds import IN_THE_STUDY, PROPERTIES, World, in_any_world, in_worlds, is_on, the_same_worlds

BEGINS, STOPS = ("started", "resumed"), ("sliced", "finished", "put_down", "interrupted")
WITH_A_UNIT = ("waiting", "in_process", "in_support")
AFTERWARDS = ("read_up", "repeated", "documented", "sliced", "interrupted", "finished", "released")
"""What may be told of a need that has ended: somebody was at work on it, and the case leaves a desk."""
TO_LIGHT = ("fault_found", "surfaced", "reported")
"""And so may a fault in what was decided."""

NO_UNITS = ("crises", "transition", "wrong_decisions", "wrong_payments", "outreach")
"""Kinds of cost that are no unit's."""


def test_every_mechanism_is_on_and_off() -> None:
    """In some of the worlds in which the properties are looked for, and in others."""
    for mechanism in MECHANISMS:
        found = Counter(is_on(world.written, mechanism) for world in the_same_worlds())
        assert min(found[True], found[False]) >= 1, mechanism
    for engine in ("simpy", "compiled"):
        assert sum(world.engine == engine for world in the_same_worlds()) >= 10


@in_any_world
def test_time_in_states_adds_up(world: World) -> None:
    """The days of a need in all of its states are those of its life, up to the end of its follow-up."""
    needs, until = world.ledger.needs, world.story.until
    ends = np.fmin(needs["closed"], [until[client] for client in needs["client"].tolist()])
    days = np.array([needs[f"days_{state}"] for state in OPEN_STATES])
    assert (days >= -1e-9).all()
    np.testing.assert_allclose(days.sum(axis=0), ends - needs["born"], rtol=0.0, atol=1e-9)


@in_any_world
def test_a_need_is_in_one_state_at_a_time(world: World) -> None:
    """No need is in two states, or in none.

    What happens to a need tells where it is: nobody knows of it, a unit is responsible, it is on its way
    between two, nobody is responsible after a fall, or it has ended. At the end of every instant it is in a
    state that says the same, and in no other until something happens; who meets the client for it does so
    in process or in support. Nothing happens to it once it has ended, and no client has two open needs of a
    kind.
    """
    for rows in world.story.needs.values():
        one_state_at_a_time(world.story, rows)
    open_: set[tuple[int, int]] = set()
    for row in world.story.rows:
        if row.activity == "arose":
            assert (row.client, row.need) not in open_, row
            open_.add((row.client, row.need))
        elif row.activity in ENDS and row.need >= 0:
            open_.remove((row.client, row.need))


def one_state_at_a_time(story: Story, rows: list[Row]) -> None:
    """Through the life of one need."""
    state, where, ended = "unseen", "unseen", False
    at_work: set[int] = set()
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        assert not ended or row.activity in AFTERWARDS or row.activity in TO_LIGHT, row
        if row.activity == "entered":
            state = OPEN_STATES[int(row.value)]
            where = "referred" if state == "referred" else where
        elif row.activity == "accepted":
            where = "a unit's"
        elif row.activity == "fell":
            where = "fallen"
        elif row.activity in ENDS:
            ended = True
        elif row.activity in BEGINS and story.meets(row):
            at_work.add(row.worker)
        elif row.activity in STOPS:
            at_work.discard(row.worker)
        if not ended and (story.horizon if after is None else after.time) > row.time:
            assert state in (WITH_A_UNIT if where == "a unit's" else (where,)), row
            assert not at_work or state in ("in_process", "in_support"), row


@in_any_world
def test_clients_in_are_clients_out_and_clients_present(world: World) -> None:
    """Who was to come has come, once; who has come has left, once, or is there; their needs likewise.

    Of those who have left nothing is told any more, save of work that was under way, and none of their
    needs is open. The ledger has those who are followed, and says of the same ones that they have left.
    """
    story, people = world.story, world.people
    number = np.arange(len(people.arrival)) if people.number is None else people.number
    comes = people.arrival < story.horizon
    due = sorted(zip(people.arrival[comes].tolist(), number[comes].tolist(), strict=True))
    came = [(row.time, row.client) for row in story.rows if row.activity == "arrived"]
    assert sorted(came) == due
    assert len(set(story.arrival)) == len(came)

    left: dict[int, float] = {}
    open_: dict[int, set[NeedKey]] = defaultdict(set)
    for row in story.rows:
        if row.client in left:  # in that instant needs end in turn, and give way to others that still wait
            own = row.activity in (*AFTERWARDS, *TO_LIGHT, "let_go", "plan_ended", "plan_out")
            assert own or row.time == left[row.client], row
        elif row.activity == "left" and row.need < 0:
            left[row.client] = row.time
        if row.activity == "arose":
            assert row.client in story.arrival and row.client not in left, row
            open_[row.client].add(row.key)
        elif row.activity in ENDS and row.need >= 0:
            open_[row.client].remove(row.key)
    assert not any(open_[client] for client in left)
    arose = Counter(row.activity for row in story.rows if row.need >= 0)
    assert arose["arose"] == sum(arose[end] for end in ENDS) + sum(map(len, open_.values()))

    clients = world.ledger.clients
    assert set(clients["client"].tolist()) == story.until.keys()
    for client, day in zip(clients["client"].tolist(), clients["left"].tolist(), strict=True):
        gone = left.get(client, math.inf)
        assert math.isnan(day) if gone >= story.until[client] else day == gone
    needs = world.ledger.needs
    ends = Counter(zip(needs["client"].tolist(), np.isnan(needs["closed"]).tolist(), strict=True))
    assert all(not ends[client, True] or left.get(client, math.inf) >= story.until[client] for client in left)


@in_any_world
def test_nobody_does_two_things_at_once_or_works_while_away(world: World) -> None:
    """Whoever works has one piece of work in hand at a time, of their own unit, and is at the desk meanwhile.

    Away are those on leave, suspended, moved to another unit or gone from the post, unless an agency worker
    sits there. What they have in hand as they go is left in that instant.
    """
    story = world.story
    in_hand: dict[int, NeedKey] = {}
    away = {
        worker
        for unit, last in enumerate(world.blueprint.unit_worker_start[1:].tolist())
        for worker in range(last - int(world.blueprint.unit_spare[unit]), last)
    }
    must_stop: dict[int, float] = {}
    """Who had something in hand when they went, or when another came, and when that was."""
    for row in story.rows:
        assert all(day == row.time for day in must_stop.values()), must_stop
        if row.activity in BEGINS:
            assert row.worker not in in_hand, row
            assert row.worker not in away, row
            assert row.unit == story.unit_of[row.worker], row
            in_hand[row.worker] = row.key
        elif row.activity in STOPS and (
            row.activity != "interrupted" or in_hand.get(row.worker) == row.key
        ):  # between two slices there is nothing in hand to be interrupted
            assert in_hand.pop(row.worker) == row.key, row
            must_stop.pop(row.worker, None)
        elif row.activity in ("away", "at_desk"):
            (away.add if row.activity == "away" else away.discard)(row.worker)
            if row.worker in in_hand:
                must_stop[row.worker] = row.time


@in_any_world
def test_caseloads_keep_their_caps(world: World) -> None:
    """A case is given to a caseworker who has room for it: load and weight within the cap.

    But for the stated exceptions, rules 16, 23, 25, 30 and 97 of docs/order.md: an empty desk takes any case;
    a client's further needs go to the caseworker the client has; colleagues take over cases up to 1.2 times
    the cap; a case that weighs more at its next step stays. No coordinator has more clients than the cap.
    """
    loads = Loads(world.story)
    clients = Counter[int]()
    bp = world.blueprint
    caps = dict(zip(bp.coordinator_unit.tolist(), bp.coordinator_cap.tolist(), strict=True))
    for row in world.story.rows:
        if row.activity == "assigned":
            assert loads.has_room(row), row
        elif row.activity == "taken_on":
            clients[row.worker] += 1
            assert clients[row.worker] <= caps[row.unit], row
        elif row.activity == "let_go":
            clients[row.worker] -= 1
        loads.note(row)


@in_any_world
def test_money_by_payer_is_money_by_kind(world: World) -> None:
    """What all payers pay is what all kinds of cost come to, and is the whole.

    In every figure of money: a client-year, a client, a recovered client, a person, for all clients and for
    those with one, two, three and more needs; and in the table of costs, in which these groups together
    cost what all do. What units spend is what payers pay, and what a client costs is a unit's or of a kind
    that is no unit's.
    """
    account = Account(world.ledger, world.blueprint)
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    no_units = dict.fromkeys(("all", *GROUPS), 0.0)
    for metric, _, group, _, value in account.metrics("SEK"):
        if metric.startswith("cost_per_") or metric == "spent_per_year":
            words = group.split(",")
            by = next((word for word in words if word.startswith(("payer=", "kind=", "unit="))), "")
            clients = ",".join(word for word in words if word != by) or "all"
            sums[metric, clients][by.partition("=")[0]] += value
            if metric == "cost_per_client" and by.removeprefix("kind=") in NO_UNITS:
                no_units[clients] += value
    found_in_vain = COST_KINDS.index("in_vain") in account.cost.kinds
    assert sums or world.blueprint.follow_up == 0.0 or account.cohort.size == 0
    for (metric, clients), by in sums.items():
        whole = by.pop("") if "district=" not in clients and by.keys() > {""} else None
        for name, value in by.items() if whole is not None else ():
            if name != "unit" or metric == "spent_per_year":
                assert value == pytest.approx(whole, nan_ok=True), (metric, clients, name)
            elif not found_in_vain:
                assert value + no_units[clients] == pytest.approx(whole), (metric, clients)

    paid, cost, of = Counter[str](), Counter[str](), Counter[str]()
    for needs, payer, kind, amount, _ in account.costs():
        assert payer in PAYERS and kind in COST_KINDS and amount >= 0.0
        paid[payer] += amount
        cost[kind] += amount
        of[needs] += amount
    whole = paid.total()
    assert [cost.total(), of.total(), account.cost.amount.sum()] == pytest.approx([whole] * 3)


@in_any_world
def test_the_ledger_is_what_the_journal_gives(world: World) -> None:
    """Each column of each table, counted from the events alone, is what the engine has kept while it ran.

    Not where nobody is followed: the ledger then has needs at arrival that are there before nothing at all.
    """
    if world.blueprint.follow_up > 0.0:
        assert differences(world.ledger, recount(world.journal, world.blueprint)) == []


@pytest.mark.study
def test_all_of_them_at_length() -> None:
    """Other worlds each time."""

    def all_of_them(world: World) -> None:
        for holds in PROPERTIES:
            holds(world)

    in_worlds(all_of_them, IN_THE_STUDY, False)
