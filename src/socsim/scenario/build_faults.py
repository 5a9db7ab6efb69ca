"""The fields of a Blueprint that are about faults and review [23]."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from socsim.model.laws import logit, reports_despite_blame
from socsim.scenario.faults import Faults
from socsim.scenario.names import PAYERS, REVIEWERS


def fault_fields(
    units: Sequence[str], rule: Callable[[str, str, Any], Any], handled: Mapping[str, int]
) -> dict[str, Any]:
    """By name; `rule` gives what a unit says, or else what all of them do."""
    faults: list[Faults] = [rule(name, "faults", Faults()) for name in units]
    levels = [rule(name, "review", ()) for name in units]
    every = [level for own in levels for level in own]

    def floats(*values: float) -> Any:
        return np.array(values, dtype=np.float64)

    def ints(*values: int) -> Any:
        return np.array(values, dtype=np.int64)

    forgets = [f.learning.forgets_after for f in faults]
    return {
        "fault_on": ints(*(int(f.base > 0.0 or len(own) > 0) for f, own in zip(faults, levels, strict=True))),
        "fault_base": floats(*(logit(f.base) for f in faults)),
        **{
            f"fault_{name}": floats(*(getattr(f, name) for f in faults))
            for name in ("per_load", "pressed_after", "per_handover", "per_breadth", "per_novice", "spread",
                         "rework", "surfaces", "surfaces_after", "cost")
        },
        **{
            f"fault_{name}": floats(*(getattr(f.learning, name) for f in faults))
            for name in ("lowers", "floor", "restores")
        },
        "fault_reports": floats(*(_reports(f) for f in faults)),
        "fault_suspends": floats(*(f.blame.suspends if f.suspended_for > 0.0 else 0.0 for f in faults)),
        "fault_suspension": floats(*(f.suspended_for for f in faults)),
        "fault_suspension_lost": floats(*(f.blame.lost_at_handover for f in faults)),
        "fault_forgets_after": floats(*(math.inf if days is None else days for days in forgets)),
        "fault_kinds": ints(*(max(1, handled.get(name, 1)) for name in units)),
        "fault_payer": ints(*(PAYERS.index(f.payer) for f in faults)),
        "review_start": np.cumsum([0, *map(len, levels)]).astype(np.int64),
        "review_by": ints(*(REVIEWERS.index(level.by) for level in every)),
        "review_catches": floats(*(level.catches for level in every)),
        "review_effort": floats(*(level.effort for level in every)),
    }  # fmt: skip


def _reports(faults: Faults) -> float:
    """Chance that a found fault is reported."""
    reports = {
        "silence": 0.0,
        "learning": faults.learning.reports,
        "blame": reports_despite_blame(faults.learning.reports, faults.blame.silences),
    }
    return reports[faults.culture]
