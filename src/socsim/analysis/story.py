"""One client's course through one organisation, out of the journal; and which client to look at.

Times are days since the client's first contact with that organisation; the client is followed for the same
time in every organisation, as the cohort is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.engine import journal as j
from socsim.engine.journal import ACTIVITIES
from socsim.engine.ledger import Table
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import FALLEN, LEFT, RESOLVED, UNFOUNDED, UNMET_WORK, UNSEEN

NeedKey = tuple[int, int]
"""Kind of need, and which spell of it."""

PICKS = ("median", "gains", "loses")
CLOSED = {j.WAS_RESOLVED: RESOLVED, j.WAS_UNFOUNDED: UNFOUNDED, j.WENT_AWAY: LEFT}
TOLD = (
    j.AROSE, j.RELAPSED, j.SEEN, j.ASKED, j.ASKED_AGAIN, j.MISSED, j.DECIDED, j.SUPPORTED, j.FELL, j.BACK,
    j.AVERTED, j.ESCALATED, j.CRISIS, j.WAS_RESOLVED, j.WAS_UNFOUNDED, j.WENT_AWAY, j.WAS_REJECTED,
    j.EXCLUDED, j.TAKEN_ON, j.LET_GO, j.PLAN_MET, j.PLAN_HOLDS, j.REACHED,
)  # fmt: skip
"""What a story is made of, besides meetings."""
MEETING = "meeting"


@dataclass(frozen=True)
class Lane:
    """A need in one state."""

    need: int
    spell: int
    state: int
    start: float
    end: float


@dataclass(frozen=True)
class Mark:
    """Something that happens. `what` is its name in the journal, or `meeting`."""

    day: float
    what: str
    need: int = -1
    spell: int = -1
    unit: int = -1
    person: int = -1
    """At a meeting, who: the desk's number, and another one for each who has sat there since."""
    first: bool = False
    """At a meeting, whether the client has never met them before."""
    value: float = math.nan
    cause: int = -1


@dataclass(frozen=True)
class Course:
    """What became of a client, until follow-up ends.

    Attributes
    ----------
    lanes : every state that every need was in, in the order of need, spell and time; closed states last to
        the end of follow-up.
    marks : what happened, in order.
    """

    client: int
    arrival: float
    followed: float
    """Days."""
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...] = field(repr=False)

    def of(self, *what: str) -> list[Mark]:
        """Everything of these names."""
        return [mark for mark in self.marks if mark.what in what]

    def total(self, what: str) -> int:
        """Sum of their values: papers asked for."""
        return int(sum(mark.value for mark in self.of(what)))

    def first(self, what: str, key: NeedKey) -> float:
        """When something first happened to a need; inf where it did not."""
        days = (mark.day for mark in self.of(what) if (mark.need, mark.spell) == key)
        return next(days, math.inf)

    @cached_property
    def needs(self) -> list[NeedKey]:
        """All needs in the order in which they arose."""
        return [(mark.need, mark.spell) for mark in self.of("arose")]

    @cached_property
    def at_arrival(self) -> list[NeedKey]:
        """The needs that the client came with, seen or not."""
        return [(mark.need, mark.spell) for mark in self.of("arose") if mark.day == 0.0]

    @property
    def met(self) -> int:
        """How many people: caseworkers, coordinators, actors' staff."""
        return sum(mark.first for mark in self.marks)

    @property
    def meetings(self) -> int:
        """Pieces of work at which the client met somebody."""
        return len(self.of(MEETING))

    @property
    def left(self) -> float:
        """When the client moved away or died; inf where that did not happen."""
        return next((mark.day for mark in self.of("left") if mark.need < 0), math.inf)

    @property
    def there(self) -> float:
        """Days for which the client was followed and had not left."""
        return min(self.followed, self.left)

    def days(self, state: int) -> float:
        """Days in a state, over all needs."""
        return sum(lane.end - lane.start for lane in self.lanes if lane.state == state)

    def gap(self, fall: Mark) -> float:
        """Days from a fall until the need is no longer `fallen`, or until follow-up ends."""
        return sum(
            lane.end - lane.start
            for lane in self.lanes
            if (lane.need, lane.spell, lane.state) == (fall.need, fall.spell, FALLEN)
            and lane.start == fall.day
        )

    def ended_well(self, key: NeedKey) -> float:
        """When a need was resolved or found to be unfounded; inf where it was not."""
        return min(self.first("resolved", key), self.first("unfounded", key))

    def served(self, key: NeedKey) -> float:
        """When a need first had support, or ended well without; inf where neither happened."""
        return min(self.first("supported", key), self.ended_well(key))

    @property
    def all_supported(self) -> float:
        """When each need at arrival had had support, or ended well without; inf where that did not happen."""
        return max(map(self.served, self.at_arrival), default=math.inf)

    @property
    def recovery(self) -> float:
        """When each need at arrival had ended well; inf where that did not happen."""
        return max(map(self.ended_well, self.at_arrival), default=math.inf)

    def at_end(self, key: NeedKey) -> int:
        """A need's state when follow-up ends."""
        return [lane.state for lane in self.lanes if (lane.need, lane.spell) == key][-1]


def course(journal: Table, blueprint: Blueprint, client: int) -> Course:
    """Follow a client through the journal.

    Parameters
    ----------
    journal : of one organisation in one replication, from `simulate_with_journal`.
    client : its number there.

    Raises
    ------
    ValueError : where the journal knows no such client.
    """
    rows = np.flatnonzero((journal["client"] == client) | (journal["activity"] == j.AT_DESK))
    part = {name: column[rows] for name, column in journal.items()}
    ours = part["client"] == client
    came = np.flatnonzero(ours & (part["activity"] == j.ARRIVED))
    if not len(came):
        raise ValueError(f"no client {client} in this journal")
    arrival = float(part["time"][came[0]])
    marks = tuple(_marks(part, arrival, blueprint))
    lanes = tuple(_lanes(part, ours, arrival, blueprint.follow_up))
    return Course(client, arrival, blueprint.follow_up, lanes, marks)


def _marks(part: Table, arrival: float, blueprint: Blueprint) -> Iterator[Mark]:
    """What happens to the client before follow-up ends; others' rows tell only who sits where."""
    heads = int(blueprint.unit_worker_start[-1])
    sits: dict[int, int] = {}
    met: set[int] = set()
    names = ("time", "activity", "client", "need", "spell", "unit", "worker", "cause", "value", "what")
    for time, activity, _, need, spell, unit, worker, cause, value, what in _rows(part, *names):
        day = time - arrival
        if activity == j.AT_DESK:
            sits[worker] = worker + heads * int(value)
        elif time >= arrival + blueprint.follow_up:
            return
        elif activity == j.STARTED and what not in UNMET_WORK:
            person = sits.get(worker, worker)
            yield Mark(day, MEETING, need, spell, unit, person, person not in met)
            met.add(person)
        elif activity in TOLD:
            yield Mark(day, ACTIVITIES[activity], need, spell, unit, value=value, cause=cause)


def _lanes(part: Table, ours: Bools, arrival: float, followed: float) -> Iterator[Lane]:
    """The states of each need, one after the other."""
    begun: dict[NeedKey, tuple[int, float]] = {}
    found: dict[NeedKey, list[Lane]] = {}
    mine = {name: column[ours] for name, column in part.items()}

    def turn(key: NeedKey, state: int, day: float) -> None:
        if key in begun:
            before, since = begun[key]
            if since < min(day, followed):
                found[key].append(Lane(*key, before, since, min(day, followed)))
        begun[key] = state, day

    for time, activity, need, spell, value in _rows(mine, "time", "activity", "need", "spell", "value"):
        key, day = (need, spell), time - arrival
        if activity == j.AROSE:
            found[key] = []
            turn(key, UNSEEN, day)
        elif activity == j.ENTERED:
            turn(key, int(value), day)
        elif activity in CLOSED and need >= 0:
            turn(key, CLOSED[activity], day)
    for key in sorted(found):
        turn(key, begun[key][0], math.inf)
        yield from found[key]


def _rows(table: Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].tolist() for name in columns), strict=True)


def pick(one: Floats, other: Floats, how: str) -> int:
    """Choose among clients by how much later something is for each in one organisation than in another.

    Parameters
    ----------
    one, other : days for each client in the first and the second organisation, shape (n,), n >= 1.
    how : `median`: the client whose difference, `other - one`, is nearest to the median of them all; of
        several, the one whose days in both are nearest to the median of those. `gains`: for whom it is
        earliest in `other`, compared with `one`; `loses`: latest. Of several, the first.

    Returns
    -------
    The place. With the two organisations exchanged, `median` gives the same, and `gains` and `loses` change
    places.

    >>> days, others = np.array([10.0, 20.0, 30.0]), np.array([12.0, 10.0, 31.0])
    >>> [pick(days, others, how) for how in PICKS]
    [2, 1, 0]
    """
    difference = other - one
    if how == "gains":
        return int(np.argmin(difference))
    if how == "loses":
        return int(np.argmax(difference))
    far = np.abs(difference - np.median(difference))
    both = one + other
    nearest: Ints = np.flatnonzero(far <= far.min() + 1e-9)
    return int(nearest[np.argmin(np.abs(both[nearest] - np.median(both)))])
