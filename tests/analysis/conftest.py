"""Small Blueprints and ledgers, made by hand.

Two kinds of need, `money` and `housing`, each with the steps intake, decision and support. Unit
`office` (2 caseworkers, pool), `clinic` (1 of an actor, region), `office (managers)` (1), `guide`
(1 coordinator). The window is days 100-465.25; clients are followed for 200 days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from socsim.engine.ledger import COLUMNS, Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import ACTOR, BY_CASE, BY_STEP, CASEWORKER, COORDINATOR, MANAGER

Rows = Sequence[Mapping[str, Any]]
NAN = float("nan")

STATED: dict[str, Any] = {
    "organisation": "town",
    "kinds": ("money", "housing"),
    "steps": tuple(
        f"{kind}.{step}" for kind in ("money", "housing") for step in ("intake", "decision", "support")
    ),
    "units": ("office", "clinic", "office (managers)", "guide"),
    "profiles": ("everyone",),
    "items": (),
    "acute_from": 4,
    "outreach": [0.0] * 5,
    "warm_up": 100.0,
    "measure": 365.25,
    "follow_up": 200.0,
    "kind_first_step": [0, 3, 6],
    "crisis_cost": [1000.0, 5000.0],
    "crisis_payer": [0, 1],
    "step_kind": [0, 0, 0, 1, 1, 1],
    "step_unit": [0, 0, 0, 0, 0, 1],
    "step_deadline": [14.0, NAN, NAN, NAN, NAN, NAN],
    "step_decides": [0, 1, 0, 0, 1, 0],
    "step_every": [NAN, NAN, 30.0, NAN, NAN, 30.0],
    "step_cost": [0.0, 0.0, 10.0, 0.0, 0.0, 20.0],
    "step_payer": [0, 0, 0, 0, 0, 1],
    "unit_role": [CASEWORKER, ACTOR, MANAGER, COORDINATOR],
    "unit_payer": [0, 1, 0, 2],
    "unit_payroll": [200.0, 100.0, 50.0, 40.0],
    "unit_assignment": [BY_STEP, BY_CASE, BY_STEP, BY_CASE],
    "unit_rate": [4.0, 2.0, 1.0, 5.0],
    "unit_worker_start": [0, 2, 3, 4, 5],
    "unit_absent": [0, 0, 0, 0],
    "unit_agency_cost": [0.0, 0.0, 0.0, 0.0],
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "clients": {"left": NAN, "open_days": 100.0, "needs": 1},
    "needs": {
        "spell": 1,
        "at_arrival": True,
        "severity": 1,
        "decided": NAN,
        "supported": NAN,
        "closed": NAN,
        "state": 2,
    },
    "falls": {"spell": 1, "step": -1, "severity": 1, "back": NAN, "cohort": True},
    "work": {"spell": 1, "cohort": True},
    "units": {},
    "caseworkers": {},
    "plans": {"number": 1, "units": 2, "met": NAN, "held": NAN, "ended": NAN, "how": -1, "cohort": True},
}


def _blueprint(**stated: Any) -> Blueprint:
    values: dict[str, Any] = {}
    for field in fields(Blueprint):
        value = (STATED | stated).get(field.name, 0.0 if field.type == "float" else [])
        if field.type in ("Ints", "Floats"):
            value = np.asarray(value, dtype=np.int64 if field.type == "Ints" else np.float64)
        values[field.name] = value
    return Blueprint(**values)


def _ledger(**rows: Rows) -> Ledger:
    tables = {}
    for name, columns in COLUMNS.items():
        given = [DEFAULTS[name] | dict(row) for row in rows.get(name, [{}] * 4 if name == "units" else [])]
        tables[name] = {
            column: np.array([row.get(column, 0) for row in given], dtype=dtype)
            for column, dtype in columns.items()
        }
    return Ledger(**tables)


@pytest.fixture
def blueprint() -> Blueprint:
    """The small town."""
    return _blueprint()


@pytest.fixture
def make_ledger() -> Callable[..., Ledger]:
    """Makes a ledger from rows that state only what differs from the defaults."""
    return _ledger


@pytest.fixture
def change() -> Callable[..., Blueprint]:
    """A Blueprint with some fields changed."""
    return replace


@pytest.fixture
def figure() -> Callable[..., float]:
    """Looks up one figure in what `measure` gave; fails where there is none or several."""

    def look_up(frame: Any, metric: str, group: str = "all", statistic: str = "mean") -> float:
        rows = frame[(frame.metric == metric) & (frame.group == group) & (frame.statistic == statistic)]
        assert len(rows) == 1, f"{len(rows)} rows of {metric} {statistic} {group}"
        return float(rows.value.iloc[0])

    return look_up
