"""The other half of the recount: pieces of work, units and caseworkers."""

from __future__ import annotations

import math
from typing import Any

from socsim.scenario.names import ABSENCES, OPEN_STATES, STATES

from .story import ENDS, NeedKey, Row, Story

Rows = list[dict[str, Any]]


def work(story: Story) -> Rows:
    """Every piece of work that became ready after the warm-up and ended."""
    return [
        {
            "client": piece.end.client,
            "need": piece.end.need,
            "spell": piece.end.spell,
            "step": piece.end.step,
            "unit": piece.end.unit,
            "worker": piece.end.worker,
            "what": piece.end.what,
            "ready": piece.ready.time,
            "start": piece.start.time,
            "end": piece.end.time,
            "hours": piece.end.value,
            "reading": piece.reading,
            "duplicate": piece.asked_again * story.bp.duplicate_hours + piece.again,
            "documentation": piece.documentation,
            "cohort": piece.end.client in story.until,
        }
        for piece in story.pieces
        if piece.end is not None and piece.start is not None
        if piece.ready.time >= story.bp.warm_up or piece.end.client in story.until
    ]


def units(story: Story) -> Rows:
    """Time averages over the window, times its days."""
    rows: Rows = [
        dict.fromkeys(("queue_area", "assignment_area", "busy_area", "caseload_area", "support_cost"), 0.0)
        | {"rejected": 0, "excluded": 0}
        for _ in story.bp.units
    ]
    for piece in story.pieces:
        end = piece.start.time if piece.start is not None else piece.withdrawn
        until = story.horizon if end is None else end
        rows[piece.ready.unit]["queue_area"] += story.inside(piece.ready.time, until)
    for need in story.needs.values():
        for unit, start, over in waits(story, need):
            rows[unit]["assignment_area"] += story.inside(start, over)
        for step, start, over in supports(story, need):
            rows[story.bp.step_unit[step]]["support_cost"] += (
                story.inside(start, over) * story.bp.step_charge[step]
            )
    for row in story.rows:
        if row.activity in ("rejected", "excluded") and story.window[0] <= row.time < story.window[1]:
            rows[row.unit][row.activity] += 1
    for worker, row in enumerate(caseworkers(story)):
        rows[story.unit_of[worker]]["busy_area"] += row["busy_days"]
        rows[story.unit_of[worker]]["caseload_area"] += row["caseload_area"]
    return rows


def waits(story: Story, rows: list[Row]) -> list[tuple[int, float, float]]:
    """Waits of one need for a caseworker: unit, from, to."""
    found, waiting = [], None
    for row in rows:
        if row.activity == "queued":
            waiting = row
        elif waiting is not None and (
            row.activity in (*ENDS, "assigned", "fell", "accepted")
            or (row.activity == "entered" and STATES[int(row.value)] == "referred")
        ):
            found.append((waiting.unit, waiting.time, row.time))
            waiting = None
    if waiting is not None:
        found.append((waiting.unit, waiting.time, story.horizon))
    return found


def supports(story: Story, rows: list[Row]) -> list[tuple[int, float, float]]:
    """Times of one need in support: step, from, to; without a caseworker it waits, and is in none."""
    found: list[tuple[int, float, float]] = []
    step, since, inside = -1, math.nan, False  # the last support, and since when it has been given
    for row in rows:
        if row.activity in ("entered", *ENDS, "fell", "supported"):
            if step >= 0 and inside:
                found.append((step, since, row.time))
            if row.activity != "supported":
                inside = row.activity == "entered" and OPEN_STATES[int(row.value)] == "in_support"
                step = step if row.activity == "entered" else -1
            else:
                step = row.step
            since = row.time
    return [*found, (step, since, story.horizon)] if step >= 0 and inside else found


def in_line(story: Story, rows: list[Row]) -> list[tuple[float, float]]:
    """Waits of one need for a place in support: from, to."""
    found, since = [], None
    for row in rows:
        if row.activity == "in_line":
            since = row.time
        elif since is not None and row.activity in (*ENDS, "placed", "fell"):
            found.append((since, row.time))
            since = None
    return found if since is None else [*found, (since, story.horizon)]


def caseworkers(story: Story) -> Rows:
    """Busy days, pieces that ended within the window, open cases times days, and who is there."""
    nought = {"busy_days": 0.0, "pieces": 0, "caseload_area": 0.0, "agency_hours": 0.0}
    rows: Rows = [
        {"unit": unit, **nought, **away} for unit, away in zip(story.unit_of, _away(story), strict=True)
    ]
    busy: dict[int, Row] = {}  # who works, on what and since when
    cases: dict[NeedKey, Row] = {}
    for row in story.rows:
        if row.activity in ("started", "resumed"):
            assert row.worker not in busy, "one piece of work at a time"
            busy[row.worker] = row
        elif row.activity in ("sliced", "finished", "put_down", "interrupted"):
            if row.activity == "interrupted" and (row.worker not in busy or busy[row.worker].key != row.key):
                continue  # between two goes
            _was_busy(story, rows, busy.pop(row.worker), row.time)
            if row.activity == "finished":
                rows[row.worker]["pieces"] += story.window[0] <= row.time < story.window[1]
        elif row.activity == "assigned":
            cases[row.key] = row
        elif row.activity == "released":
            assert cases[row.key].worker == row.worker
            rows[row.worker]["caseload_area"] += story.inside(cases.pop(row.key).time, row.time)
    for row in busy.values():
        _was_busy(story, rows, row, story.horizon)
    for row in cases.values():
        rows[row.worker]["caseload_area"] += story.inside(row.time, story.horizon)
    return rows


def _was_busy(story: Story, rows: Rows, begun: Row, until: float) -> None:
    days = story.inside(begun.time, until)
    rows[begun.worker]["busy_days"] += days
    if story.is_agency(begun.person):
        rate = float(story.bp.unit_rate[story.unit_of[begun.worker]])
        rows[begun.worker]["agency_hours"] += days * rate


def _away(story: Story) -> Rows:
    """Days on which a desk's own person was ill or missing; nobody works where nobody sits."""
    rows: Rows = [
        {
            "sick_days": 0.0,
            "vacant_days": 0.0,
            "suspended_days": 0.0,
            "agency_days": 0.0,
            "left": 0,
            "unused_days": 0.0,
            "moved": 0,
        }
        for _ in story.unit_of
    ]
    away: dict[int, tuple[str, float]] = {}  # why nobody is there, and since when
    for unit, last in enumerate(story.bp.unit_worker_start[1:].tolist()):
        away |= dict.fromkeys(range(last - int(story.bp.unit_spare[unit]), last), ("unused", 0.0))
    sitting: dict[int, float] = {}

    def back(worker: int, time: float) -> None:
        if worker in sitting:
            rows[worker]["agency_days"] += story.inside(sitting.pop(worker), time)
        why, since = away.pop(worker)
        name = {"vacancy": "vacant_days", "suspension": "suspended_days", "unused": "unused_days"}.get(
            why, "sick_days"
        )
        rows[worker][name] += story.inside(since, time)

    for row in story.rows:
        if row.activity == "away":
            why = (*ABSENCES, "unused", "suspension")[int(row.value)]
            away[row.worker] = why, row.time
            inside = story.window[0] <= row.time < story.window[1]
            rows[row.worker]["left"] += inside and why == "vacancy"
            rows[row.worker]["moved"] += inside and why == "unused"
        elif row.activity == "at_desk" and story.is_agency(row.person):
            sitting[row.worker] = row.time
        elif row.activity == "at_desk":
            back(row.worker, row.time)
        elif row.activity in ("started", "resumed"):
            assert row.worker not in away or row.worker in sitting, "somebody sits there"
    for worker in list(away):
        back(worker, story.horizon)
    return rows
