"""The recount of joint plans, and of whom they make one contact."""

from __future__ import annotations

import math
from typing import Any

from socsim.scenario.names import ON_PAPER, OPEN_PLAN

from .story import Row, Story

Rows = list[dict[str, Any]]


class Covered:
    """Which units cooperate by a plan that holds, as one client's rows tell of it."""

    def __init__(self) -> None:
        self.called: set[int] = set()
        self.holds = False

    def note(self, row: Row) -> None:
        if row.activity == "plan_asked":
            self.called = set()
        elif row.activity == "plan_called":
            self.called.add(row.unit)
        elif row.activity == "plan_out":
            self.called.remove(row.unit)
        elif row.activity in ("plan_holds", "plan_ended"):
            self.holds = row.activity == "plan_holds"

    def __call__(self, unit: int) -> bool:
        return self.holds and unit in self.called


def plans(story: Story) -> Rows:
    """Every plan that was asked for after the warm-up."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    rows: Rows = []
    for row in story.rows:
        late = row.time >= story.bp.warm_up or row.client in story.until
        if row.activity == "plan_asked" and late:
            plan = {
                "client": row.client, "number": row.spell, "on_target": row.value == 1.0,
                "asked": row.time, "met": math.nan, "held": math.nan, "ended": math.nan,
                "how": OPEN_PLAN, "cohort": row.client in story.until,
                "units": _involved(story, row),
            }  # fmt: skip
            found[row.client, row.spell] = plan
            rows.append(plan)
        elif row.activity.startswith("plan_") and (row.client, row.spell) in found:
            plan = found[row.client, row.spell]
            if row.activity in ("plan_met", "plan_holds", "plan_ended"):
                plan[{"plan_holds": "held"}.get(row.activity, row.activity.removeprefix("plan_"))] = row.time
            if row.activity == "plan_ended":
                plan["how"] = int(row.value)
                assert (plan["how"] == ON_PAPER) <= plan["on_target"]
    return rows


def _involved(story: Story, asked: Row) -> int:
    """How many units had a case of the client, and somebody to come, when the plan was asked for."""
    where: dict[tuple[int, int, int], tuple[int, bool]] = {}
    for row in story.by_client[asked.client]:
        if row is asked:
            break
        if row.activity == "accepted":
            where[row.key] = row.unit, bool(story.bp.pooled[row.unit])
        elif row.activity == "assigned":
            where[row.key] = row.unit, True
        elif row.activity in ("resolved", "unfounded", "left", "fell", "released") or (
            row.activity == "entered" and row.value == 1.0
        ):
            where.pop(row.key, None)
    return len({unit for unit, somebody in where.values() if somebody})
