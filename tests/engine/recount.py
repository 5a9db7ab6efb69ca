"""The ledger, counted a second time: from the journal alone, in plain loops, as ledger.py words it."""

from __future__ import annotations

import math
from typing import Any

from socsim.engine.ledger import Table
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import OPEN_STATES, RESOLVED, STATES, UNSEEN

from .recount_faults import decisions, faults
from .recount_plans import Covered, plans
from .recount_work import caseworkers, in_line, units, waits, work
from .story import ENDS, NeedKey, Row, Story

Rows = list[dict[str, Any]]


def recount(table: Table, blueprint: Blueprint) -> dict[str, Rows]:
    """The tables of the ledger, each a list of rows."""
    story = Story(table, blueprint)
    needs = [row for key in sorted(story.needs) if (row := _need(story, key)) is not None]
    return {
        "clients": [_client(story, client, needs) for client in sorted(story.until)],
        "needs": needs,
        "falls": _falls(story),
        "work": work(story),
        "units": units(story),
        "caseworkers": caseworkers(story),
        "plans": plans(story),
        "faults": faults(story),
        "decisions": decisions(story),
    }


# -- needs -----------------------------------------------------------------------------------------


def _need(story: Story, key: NeedKey) -> dict[str, Any] | None:
    """A need of the cohort that was born before `until`."""
    rows, until = story.needs[key], story.until.get(key[0], -math.inf)
    born = next(row for row in rows if row.activity == "arose")
    if born.time >= until:
        return None
    seen, decided, supported, closed = (
        next((row.time for row in rows if row.activity in names and row.time < until), math.nan)
        for names in (("seen",), ("decided",), ("supported",), ENDS)
    )
    before = [row for row in rows if row.time < until]
    in_time, late = _deadlines(story, rows, until)
    return {
        "client": key[0],
        "need": key[1],
        "spell": key[2],
        "at_arrival": born.time == story.arrival[key[0]],
        "severity": int(born.value),
        "born": born.time,
        "seen": seen,
        "decided": decided,
        "supported": supported,
        "supported_by": next(
            (row.unit for row in rows if row.activity == "supported" and row.time < until), -1
        ),
        "closed": closed,
        "state": _state(before),
        "unfounded": any(row.activity == "nothing_in_it" for row in rows),
        "falls": _count(before, "fell"),
        "crises": _count(before, "crisis"),
        "demands": _total(before, "asked"),
        "duplicates": _total(before, "asked_again"),
        "investigated_again": _count(before, "investigated_again"),
        "handovers": _handovers(story, before),
        "in_time": in_time,
        "late": late,
        "assignment_days": sum(
            min(end, until) - start for _, start, end in waits(story, rows) if start < until
        ),
        "place_days": sum(min(end, until) - start for start, end in in_line(story, rows) if start < until),
        "checked_days": sum(row.value for row in before if row.activity == "checked"),
        **_days(story, rows, born.time, until),
    }


def _count(rows: list[Row], activity: str) -> int:
    return sum(row.activity == activity for row in rows)


def _total(rows: list[Row], activity: str) -> int:
    return int(sum(row.value for row in rows if row.activity == activity))


def _state(rows: list[Row]) -> int:
    """The state after these rows."""
    state = UNSEEN
    for row in rows:
        if row.activity == "entered":
            state = int(row.value)
        elif row.activity in ENDS:
            state = RESOLVED + ENDS.index(row.activity)
            assert STATES[state] == row.activity
    return state


def _days(story: Story, rows: list[Row], born: float, until: float) -> dict[str, float]:
    """Days in each open state, from birth to `until`."""
    days = dict.fromkeys(OPEN_STATES, 0.0)
    state, since, open_ = OPEN_STATES[UNSEEN], born, True
    for row in rows:
        if row.activity == "entered" or row.activity in ENDS:
            days[state] += max(0.0, min(row.time, until) - since)
            since = row.time
            open_ = row.activity == "entered"
            if open_:
                state = OPEN_STATES[int(row.value)]
        assert open_ or row.activity != "entered"  # nothing happens to a need after its end
    if open_:
        days[state] += max(0.0, min(story.horizon, until) - since)
    return {f"days_{name}": value for name, value in days.items()}


def _handovers(story: Story, rows: list[Row]) -> int:
    """Pieces of work by another person than the one before."""
    people = [row.person for row in rows if row.activity == "started" and story.meets(row)]
    return sum(people[i] != people[i - 1] for i in range(1, len(people)))


def _deadlines(story: Story, rows: list[Row], until: float) -> tuple[int, int]:
    """Deadlines that passed before `until`, kept and not.

    A step begins with the last acceptance, piece of work or decision before its first row. It ends with
    its work, or with the decision; never if the need falls before. If the need ends before, a deadline
    that has not passed by then is void.
    """
    bp, kept, broken = story.bp, 0, 0
    begun, step, first = math.nan, -1, math.nan  # `first`: when the open step began
    for row in rows:
        opens = row.activity in ("queued", "assigned", "asked", "ready", "supported")
        if opens and step < 0 and row.step >= 0:
            step, first = row.step, begun
        limit = first + float(bp.step_deadline[step]) if step >= 0 else math.nan
        ends_step = row.activity == "decided" or (
            row.activity == "finished" and story.meets(row) and not bp.step_decides[row.step]
        )
        if step >= 0 and (ends_step or row.activity in (*ENDS, "fell")):
            if limit < until:
                kept += ends_step and row.time <= limit
                broken += (ends_step and row.time > limit) or row.activity == "fell"
                broken += row.activity in ENDS and row.time > limit
            step = -1
        if row.activity in ("accepted", "finished", "decided"):
            begun = row.time
        if row.activity in ENDS:
            return kept, broken
    if step >= 0 and first + float(bp.step_deadline[step]) < until:
        broken += 1
    return kept, broken


# -- clients and falls -----------------------------------------------------------------------------


def _client(story: Story, client: int, needs: Rows) -> dict[str, Any]:
    until, arrival = story.until[client], story.arrival[client]
    rows = [row for row in story.by_client[client] if row.time < until]
    own = [need for need in needs if need["client"] == client]
    left = [row.time for row in rows if row.activity == "left" and row.need < 0]
    stream = next(int(row.value) for row in rows if row.activity == "arrived")
    return {
        "client": client,
        "profile": stream % len(story.bp.profiles),
        "district": stream // len(story.bp.profiles),
        "arrival": arrival,
        "needs": next(
            (int(row.value) for row in rows if row.activity == "sought"),
            sum(need["at_arrival"] for need in own),
        ),
        "members": next((int(row.value) for row in rows if row.activity == "household"), 1),
        "left": left[0] if left else math.nan,
        "open_days": _union(
            [(need["born"], until if math.isnan(need["closed"]) else need["closed"]) for need in own]
        ),
        "contacts": len({row.person for row in rows if row.activity == "started" and story.meets(row)}),
        "contacts_at_once": _at_once(story, rows),
    }


def _union(spans: list[tuple[float, float]]) -> float:
    total, reached = 0.0, -math.inf
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _at_once(story: Story, rows: list[Row]) -> int:
    """The most people who held an open case of the client, or were the coordinator, at one time."""
    holder: dict[NeedKey, int] = {}
    coordinator: set[int] = set()
    covered = Covered()
    most = 0
    for row in rows:
        covered.note(row)
        if row.activity == "taken_on":
            coordinator.add(row.worker)
        elif row.activity == "let_go":
            coordinator.remove(row.worker)
        elif row.need >= 0:
            if row.activity == "assigned" or (row.activity == "started" and story.meets(row)):
                holder[row.key] = row.worker
            elif row.activity in (*ENDS, "accepted", "released", "fell") or _travels(row):
                holder.pop(row.key, None)
        people = set(holder.values()) | coordinator
        most = max(most, len({"plan" if covered(story.unit_of[one]) else one for one in people}))
    return most


def _travels(row: Row) -> bool:
    return row.activity == "entered" and STATES[int(row.value)] == "referred"


def _falls(story: Story) -> Rows:
    """Every fall from the end of the warm-up, and when a unit was responsible again."""
    falls: Rows = []
    open_falls: dict[NeedKey, dict[str, Any]] = {}
    for row in story.rows:
        if row.activity == "fell" and (row.time >= story.bp.warm_up or row.client in story.until):
            fall: dict[str, Any] = {
                "client": row.client, "need": row.need, "spell": row.spell,
                "step": row.step, "unit": row.unit, "cause": row.cause, "severity": int(row.value),
                "at": row.time, "back": math.nan, "cohort": row.client in story.until,
            }  # fmt: skip
            falls.append(fall)
            open_falls[row.key] = fall
        elif row.activity == "accepted" and row.key in open_falls:
            open_falls.pop(row.key)["back"] = row.time
    return falls
