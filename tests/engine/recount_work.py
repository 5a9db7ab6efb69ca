"""The other half of the recount: pieces of work, units and caseworkers."""

from __future__ import annotations

from typing import Any

from socsim.scenario.names import OPEN_STATES

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
            "cohort": piece.end.client in story.until,
        }
        for piece in story.pieces
        if piece.end is not None and piece.start is not None and piece.ready.time >= story.bp.warm_up
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
        elif waiting is not None and row.activity in (*ENDS, "assigned", "fell"):
            found.append((waiting.unit, waiting.time, row.time))
            waiting = None
    if waiting is not None:
        found.append((waiting.unit, waiting.time, story.horizon))
    return found


def supports(story: Story, rows: list[Row]) -> list[tuple[int, float, float]]:
    """Times of one need in support: step, from, to."""
    found, since = [], None
    for row in rows:
        leaves = row.activity == "entered" and OPEN_STATES[int(row.value)] != "in_support"
        if since is not None and (leaves or row.activity in (*ENDS, "fell", "supported")):
            found.append((since.step, since.time, row.time))
            since = None
        if row.activity == "supported":
            since = row
    return found if since is None else [*found, (since.step, since.time, story.horizon)]


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
    """Busy days, pieces that ended within the window, and open cases times days."""
    rows: Rows = [
        {"unit": unit, "busy_days": 0.0, "pieces": 0, "caseload_area": 0.0} for unit in story.unit_of
    ]
    busy: dict[int, float] = {}  # who works, and since when
    cases: dict[NeedKey, Row] = {}
    for row in story.rows:
        if row.activity in ("started", "resumed"):
            assert row.worker not in busy, "one piece of work at a time"
            busy[row.worker] = row.time
        elif row.activity in ("sliced", "finished", "put_down"):
            rows[row.worker]["busy_days"] += story.inside(busy.pop(row.worker), row.time)
            if row.activity == "finished":
                rows[row.worker]["pieces"] += story.window[0] <= row.time < story.window[1]
        elif row.activity == "assigned":
            cases[row.key] = row
        elif row.activity == "released":
            assert cases[row.key].worker == row.worker
            rows[row.worker]["caseload_area"] += story.inside(cases.pop(row.key).time, row.time)
    for worker, since in busy.items():
        rows[worker]["busy_days"] += story.inside(since, story.horizon)
    for row in cases.values():
        rows[row.worker]["caseload_area"] += story.inside(row.time, story.horizon)
    return rows
