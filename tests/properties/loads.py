"""What each caseworker has on the desk, as the journal tells it, and who has room for one case more."""

from __future__ import annotations

from collections import defaultdict, deque

from socsim.scenario.names import BY_CLIENT, CONSULTATION_WORK, FOLLOW_UP_WORK, STEP_WORK

from ..engine.story import NeedKey, Row, Story


def _tells_its_step(row: Row) -> bool:
    """Whether the need is at the row's step, at which the case weighs what it weighs."""
    if row.activity == "ready":
        return row.what in (STEP_WORK, FOLLOW_UP_WORK, CONSULTATION_WORK)
    return row.activity in ("asked", "supported", "in_line", "placed")


class Loads:
    """Cases by desk, at most as heavy as they are.

    In the very instant in which a case comes to its next step, it weighs the lesser of both: the journal does
    not tell which of them it is by then.
    """

    def __init__(self, story: Story) -> None:
        self.bp = story.bp
        self.cases: dict[int, dict[NeedKey, int]] = defaultdict(dict)
        """By worker: the weight of each case."""
        self.desk: dict[NeedKey, int] = {}
        self.last: dict[NeedKey, Row] = {}
        self.handed: dict[tuple[int, int], dict[NeedKey, int]] = defaultdict(dict)
        """By client and unit: what was let go in this instant and has nobody yet."""
        self.now = -1.0
        self.ahead = {
            key: deque(row for row in rows if _tells_its_step(row)) for key, rows in story.needs.items()
        }

    def note(self, row: Row) -> None:
        """What a row changes."""
        if row.time > self.now:
            self.now = row.time
            self.handed.clear()
        if row.need < 0:
            return
        key = row.key
        if row.activity == "assigned":
            self.cases[row.worker][key] = self._weight(row)
            self.desk[key] = row.worker
            self.handed[row.client, row.unit].pop(key, None)
        elif row.activity == "released":
            self.handed[row.client, row.unit][key] = self.cases[row.worker].pop(key)
            del self.desk[key]
        elif _tells_its_step(row):
            self.ahead[key].popleft()
            if key in self.desk:
                self.cases[self.desk[key]][key] = self._weight(row)
        self.last[key] = row

    def has_room(self, row: Row) -> bool:
        """Whether whoever gets the case of a row `assigned` may have it, before `note` has been told."""
        unit, cap = row.unit, int(self.bp.unit_cap[row.unit])
        mine = self.cases[row.worker]
        load = self._load(row.worker, unit)
        if cap < 0 or load == 0:
            return True
        if self.bp.unit_assignment[unit] == BY_CLIENT and any(key[0] == row.client for key in mine):
            return True
        weight = self._weight(row)
        last = self.last[row.key]
        if last.activity == "released" and last.time == row.time and last.unit == unit:
            together = self.bp.unit_assignment[unit] == BY_CLIENT
            weight = sum(self.handed[row.client, unit].values()) if together else weight
            cap = cap * 6 // 5
        return load + weight + int(self.bp.unit_client_load[unit]) <= cap

    def _weight(self, row: Row) -> int:
        return int(self.bp.step_load[row.step])

    def _load(self, worker: int, unit: int) -> int:
        clients = {key[0] for key in self.cases[worker]}
        weights = (self._least(key, weight) for key, weight in self.cases[worker].items())
        return sum(weights) + len(clients) * int(self.bp.unit_client_load[unit])

    def _least(self, key: NeedKey, weight: int) -> int:
        ahead = self.ahead[key]
        return min(weight, self._weight(ahead[0])) if ahead and ahead[0].time == self.now else weight
