"""The journal as plain rows, and what both halves of the recount ask of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from socsim.engine.journal import ACTIVITIES, JOURNAL
from socsim.engine.ledger import Table
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import (
    APPEAL_WORK,
    CONSULTATION_WORK,
    COORDINATION_WORK,
    DECISION_WORK,
    FOLLOW_UP_WORK,
    MANAGER,
    MEETING_WORK,
    NOTES_WORK,
    REVIEW_WORK,
    REWORK,
    STEP_WORK,
    UNMET_WORK,
)

ENDS = ("resolved", "unfounded", "left")
PIECES = (
    "ready",
    "started",
    "sliced",
    "resumed",
    "read_up",
    "repeated",
    "documented",
    "finished",
    "put_down",
    "interrupted",
)

NeedKey = tuple[int, int, int]


@dataclass(frozen=True)
class Row:
    time: float
    activity: str
    client: int
    need: int
    spell: int
    step: int
    unit: int
    worker: int
    cause: int
    value: float
    what: int
    person: int = -1  # who sits at the worker's desk: worker + heads x how many-eth; agency workers are odd

    @property
    def key(self) -> NeedKey:
        return self.client, self.need, self.spell


@dataclass
class Piece:
    """A piece of work, as far as it went."""

    ready: Row
    start: Row | None = None
    end: Row | None = None
    withdrawn: float | None = None
    reading: float = 0.0
    duplicate: float = 0.0
    documentation: float = 0.0
    asked_again: float = 0.0  # items that were asked for again before it became ready
    again: float = 0.0  # hours of it that do again what another unit has done


class Story:
    """All rows in order, by need, and by piece of work."""

    def __init__(self, table: Table, blueprint: Blueprint) -> None:
        self.bp = blueprint
        columns = [table[name].tolist() for name in JOURNAL]
        self.horizon = blueprint.horizon
        self.window = blueprint.warm_up, blueprint.warm_up + blueprint.measure
        self.unit_of = [
            unit
            for unit in range(len(blueprint.units))
            for _ in range(int(blueprint.unit_worker_start[unit]), int(blueprint.unit_worker_start[unit + 1]))
        ]
        self.rows = list(self._read(zip(*columns, strict=True)))
        self.until: dict[int, float] = {}  # of the clients of the cohort
        self.arrival: dict[int, float] = {}
        self.needs: dict[NeedKey, list[Row]] = {}
        self.by_client: dict[int, list[Row]] = {}
        for row in self.rows:
            self.by_client.setdefault(row.client, []).append(row)
            if row.activity == "arrived":
                self.arrival[row.client] = row.time
                if self.window[0] <= row.time < self.window[1]:
                    self.until[row.client] = row.time + blueprint.follow_up
            if row.activity == "reached":  # of the cohort by when they would have come
                self.until.pop(row.client, None)
                if self.window[0] <= row.time + row.value < self.window[1]:
                    self.until[row.client] = row.time + blueprint.follow_up
            if row.need >= 0:
                self.needs.setdefault(row.key, []).append(row)
        self.check_what()
        self.pieces = list(_pieces(self.rows))

    def _read(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[Row]:
        """Each row, with who sat at the desk just then."""
        person = list(range(len(self.unit_of)))
        for time, activity, *rest in rows:
            row = Row(time, ACTIVITIES[activity], *rest)
            if row.activity == "at_desk":
                person[row.worker] = row.worker + len(person) * int(row.value)
            yield row if row.worker < 0 else replace(row, person=person[row.worker])

    def is_agency(self, person: int) -> bool:
        return person // len(self.unit_of) % 2 == 1

    def meets(self, row: Row) -> bool:
        """Whether the client sees who does this piece of work."""
        return row.what not in UNMET_WORK

    def check_what(self) -> None:
        """The kind of a piece of work follows from need, unit and step, but for some kinds."""
        for row in self.rows:
            assert (row.what >= 0) == (row.activity in PIECES)
            if row.activity in PIECES and row.what not in (REVIEW_WORK, REWORK, APPEAL_WORK, NOTES_WORK):
                if row.need < 0:
                    assert row.what == (MEETING_WORK if row.spell > 0 else COORDINATION_WORK)
                elif self.bp.unit_role[row.unit] == MANAGER:
                    assert row.what == DECISION_WORK
                elif row.what == CONSULTATION_WORK:
                    assert row.unit == self.bp.step_adviser[row.step]
                else:
                    every = self.bp.step_every[row.step]
                    assert row.what == (STEP_WORK if every != every else FOLLOW_UP_WORK)

    def inside(self, start: float, end: float) -> float:
        """Days within the window."""
        return max(0.0, min(end, self.window[1]) - max(start, self.window[0]))


def _pieces(rows: list[Row]) -> Iterator[Piece]:
    """Pieces of work in the order of their end, then those without one in the order of their beginning."""
    waiting: dict[tuple[int, ...], Piece] = {}
    under_way: dict[int, dict[NeedKey, Piece]] = {}  # by worker
    asked_again: dict[NeedKey, float] = {}
    again: dict[NeedKey, float] = {}
    rest: list[Piece] = []
    for row in rows:
        # someone may be visited by two coordinators, the old one's last visit still going on
        visit = row.need < 0 and row.spell < 0
        desk = (*row.key, row.worker if visit else row.unit if row.spell > 0 > row.need else -1)
        if row.activity == "ready":
            piece = waiting[desk] = Piece(row)
            piece.asked_again, piece.again = asked_again.pop(row.key, 0.0), again.pop(row.key, 0.0)
            rest.append(piece)
        elif row.activity == "started":
            piece = waiting.pop(desk)
            piece.start = row
            under_way.setdefault(row.worker, {})[row.key] = piece
        elif row.activity == "read_up":
            under_way[row.worker][row.key].reading = row.value
        elif row.activity == "repeated":
            under_way[row.worker][row.key].duplicate = row.value
        elif row.activity == "documented":
            under_way[row.worker][row.key].documentation = row.value
        elif row.activity == "finished":
            piece = under_way[row.worker].pop(row.key)
            piece.end = row
            yield piece
        elif row.activity == "interrupted":
            under_way[row.worker].pop(row.key)
        elif row.activity in (*ENDS, "fell", "let_go") and desk in waiting:
            waiting.pop(desk).withdrawn = row.time
        elif row.activity == "plan_ended":
            for other in [other for other in waiting if other[:3] == row.key]:
                waiting.pop(other).withdrawn = row.time
        elif row.activity == "asked_again":
            asked_again[row.key] = row.value
        elif row.activity == "investigated_again":
            again[row.key] = row.value
        if row.activity in (*ENDS, "fell"):
            asked_again.pop(row.key, None)
    yield from (piece for piece in rest if piece.end is None)
