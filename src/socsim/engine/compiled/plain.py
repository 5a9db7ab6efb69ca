"""Offices in which nothing happens but arrival, queues, work and the way from step to step.

Most switches of the model are settled before time starts. Where all of them are off, the engine runs code
from which the mechanisms have been cut away; what is written here says both what that code takes for granted
and which offices it is for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from socsim.scenario.names import STEP_WORK

Rows = np.ndarray[Any, np.dtype[Any]]

_NONE = -1  # as in records.py


def _all(value: float, fields: str) -> dict[str, float]:
    return dict.fromkeys(fields.split(), value)


OFF: dict[str, dict[str, float]] = {
    "world": _all(
        0,
        "keeps_journal has_plans style checks trust_on n_groups absences reorganises outreach documents "
        "acute_interrupts acute_moves_up notes_goes drafting counts_hands paced triage_again has_households "
        "leaving presents_after",
    )
    | _all(1, "n_tables n_triage n_districts")
    | _all(4, "acute_from"),  # more than any is
    "kinds": _all(0, "hazardous doubtful impatient obstacle relapse"),
    "steps": _all(0, "has_entry has_exit is_support decides drafts has_deadline charge per_member")
    | _all(1, "is_plain")
    | _all(_NONE, "adviser topic places"),
    "units": _all(0, "by_client turns_away changes referral absent reading") | _all(1, "pooled"),
    "workers": _all(0, "agency") | _all(1, "pace") | _all(_NONE, "budget first_down"),
}
"""Fields by table, with the value that they have in every row of a plain office, from first day to last."""

STEADY: dict[str, dict[str, float]] = {
    "needs": _all(
        0,
        "hidden unfounded awaiting passed_on place weight known falls tries fallen asking advised begun "
        "assigned_at duplicate progress reading",
    )
    | _all(_NONE, "worker sent_by fall_row more timer")
    | _all(STEP_WORK, "what"),
    "clients": _all(0, "hidden known_needs coordinations gone") | _all(_NONE, "coordination papers ties"),
    "workers": _all(math.inf, "slice"),
}
"""Fields that follow from these: what every need, client and worker of a plain office has, all the time."""

MOVING: dict[str, str] = {
    "world": "now sequence gap tight passed next_client spare_place spare_need born_later spilling "
    "spilling_at spare_plan spare_seat plan_year plans_met plans_under_way plan_last",
    "table": "count",
    "steps": "taken",
    **dict.fromkeys(("kinds", "spills", "hinders", "items", "ways", "exclusions", "groups", "levels"), ""),
}
"""The fields that change while time passes, of the tables of which most fields do not."""


def is_plain(world: Any, tables: Mapping[str, Rows], room: int) -> bool:
    """Whether this office is one, in which no event takes more rows of a table than there is room for."""
    if world["n_kinds"] + 2 > room:  # somebody who comes with all kinds of needs, and what comes next
        return False
    rows = {**tables, "world": world}
    return all(
        (np.asarray(rows[table][field]) == value).all()
        for table, fields in OFF.items()
        for field, value in fields.items()
    )
