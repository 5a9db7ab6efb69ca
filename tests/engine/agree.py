"""Two ledgers that must be one: the engine's, and the one that the journal tells of."""

from __future__ import annotations

import math
from typing import Any

from socsim.engine import Engine
from socsim.engine.agreement import first_difference_of_ledgers
from socsim.engine.ledger import COLUMNS, Ledger
from socsim.scenario.blueprint import Blueprint

from .recount import recount


def both_accounts(blueprint: Blueprint, engine: Engine, seed: int = 2025, replication: int = 0) -> list[str]:
    """Where the accounts of one replication differ: a line for each column."""
    people = engine.make_people(blueprint, seed, replication)
    ledger, journal = engine.simulate_with_journal(blueprint, people)
    without = first_difference_of_ledgers(ledger, engine.simulate(blueprint, people))
    return differences(ledger, recount(journal, blueprint)) + ([without] if without else [])


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
