"""The recount of faulty decisions, and of all that are counted, by unit and month."""

from __future__ import annotations

import math
from typing import Any

from socsim.scenario.quantities import DAYS_A_MONTH

from .story import ENDS, NeedKey, Story

Rows = list[dict[str, Any]]


def faults(story: Story) -> Rows:
    """Every faulty decision from the end of the warm-up, and what became of it."""
    every: Rows = []
    drafts: dict[NeedKey, dict[str, Any]] = {}  # of which the decision has not been taken
    taken: dict[tuple[NeedKey, float], dict[str, Any]] = {}
    for row in story.rows:
        if row.activity == "faulty":
            drafts[row.key] = taken[row.key, row.time] = {
                "client": row.client, "need": row.need, "spell": row.spell, "step": row.step,
                "unit": row.unit, "worker": row.worker, "at": row.time, "origin": int(row.value),
                "found_level": -1, "out": math.nan, "found_at": math.nan, "surfaced": False,
                "reported": False, "cohort": row.client in story.until,
            }  # fmt: skip
            every.append(drafts[row.key])
        elif row.activity == "fault_found":
            drafts.pop(row.key).update(found_level=int(row.value), found_at=row.time)
        elif row.activity == "surfaced":
            fault = taken[row.key, row.value]
            assert not math.isnan(fault["out"])
            fault.update(surfaced=True, found_at=row.time)
        elif row.activity == "reported":
            fault = taken[row.key, row.value]
            assert fault["found_at"] == row.time
            fault["reported"] = True
        elif row.activity == "decided" and row.key in drafts:
            drafts.pop(row.key)["out"] = row.time
        elif row.activity in (*ENDS, "fell"):
            drafts.pop(row.key, None)
    return [fault for fault in every if fault["at"] >= story.bp.warm_up or fault["cohort"]]


def decisions(story: Story) -> Rows:
    """Decisions written and faults made in each month of the window."""
    bp = story.bp
    months = math.ceil(bp.measure / DAYS_A_MONTH)
    counts = {
        (unit, month): {"unit": unit, "month": month, "decisions": 0, "faults": 0}
        for unit, drafts in enumerate(bp.drafts.tolist())
        if drafts
        for month in range(months)
    }
    for row in story.rows:
        if row.activity in ("drafted", "faulty") and story.window[0] <= row.time < story.window[1]:
            month = min(int((row.time - bp.warm_up) / DAYS_A_MONTH), months - 1)
            counts[row.unit, month]["decisions" if row.activity == "drafted" else "faults"] += 1
    return list(counts.values())
