"""Two ledgers that must be one: the engine's, and the one that the journal tells of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from socsim.engine.ledger import COLUMNS, Ledger
from socsim.engine.simpy_engine import simulate, simulate_with_journal
from socsim.model.people import make_people
from socsim.scenario.blueprint import Blueprint

from .recount import recount


def both_accounts(blueprint: Blueprint, seed: int = 2025, replication: int = 0) -> list[str]:
    """Where the accounts of one replication differ: a line for each column."""
    people = make_people(blueprint, seed, replication)
    ledger, journal = simulate_with_journal(blueprint, people)
    return differences(ledger, recount(journal, blueprint)) + not_the_same(
        ledger, simulate(blueprint, people)
    )


def differences(ledger: Ledger, counted: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Columns of the engine's ledger that differ from the recount, with the first row that does."""
    found = []
    for name, columns in COLUMNS.items():
        table, rows = getattr(ledger, name), counted[name]
        if len(rows) != len(next(iter(table.values()))):
            found.append(f"{name}: {len(next(iter(table.values())))} rows; by the journal {len(rows)}")
            continue
        for column in columns:
            pairs = list(zip(table[column].tolist(), (row[column] for row in rows), strict=True))
            wrong = [place for place, (engine, own) in enumerate(pairs) if not _same(engine, own)]
            if wrong:
                engine, own = pairs[wrong[0]]
                found.append(
                    f"{name}.{column}: {len(wrong)} of {len(pairs)} rows; first {wrong[0]}: {engine!r}, "
                    f"by the journal {own!r}; {rows[wrong[0]]}"
                )
    return found


def _same(engine: Any, own: Any) -> bool:
    if isinstance(engine, float):
        both_missing = math.isnan(engine) and math.isnan(own)
        return both_missing or math.isclose(engine, own, rel_tol=1e-9, abs_tol=1e-9)
    return bool(engine == own)


def not_the_same(one: Ledger, other: Ledger) -> list[str]:
    """Columns of two ledgers that differ in any bit."""
    return [
        f"{name}.{column} differs with a journal"
        for name, columns in COLUMNS.items()
        for column in columns
        if _bytes(one, name, column) != _bytes(other, name, column)
    ]


def _bytes(ledger: Ledger, name: str, column: str) -> bytes:
    return np.asarray(getattr(ledger, name)[column]).tobytes()
