"""One run in both engines: SimPy's, which defines it, and the compiled one."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from socsim.engine import compiled, simpy_engine
from socsim.engine.agreement import first_difference, first_difference_of_ledgers
from socsim.engine.ledger import Ledger, Table
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint


def bits(people: People) -> dict[str, tuple[np.dtype[Any], tuple[int, ...], bytes] | None]:
    """Every column to the last bit, with dtype and shape; None for one that is not there."""
    columns = {column.name: getattr(people, column.name) for column in fields(People)}
    return {name: None if c is None else (c.dtype, c.shape, c.tobytes()) for name, c in columns.items()}


def people_differ(blueprint: Blueprint, seed: int, replication: int) -> list[str]:
    """The fields in which the two engines' people are not the same: bits, dtype or shape."""
    one = bits(simpy_engine.make_people(blueprint, seed, replication))
    other = bits(compiled.make_people(blueprint, seed, replication))
    return [name for name in one if one[name] != other[name]]


def disagreement(blueprint: Blueprint, people: People) -> tuple[str | None, Table]:
    """Where the engines part, with a journal and without; and SimPy's journal."""
    ledger, journal = simpy_engine.simulate_with_journal(blueprint, people)
    its_ledger, its_journal = compiled.simulate_with_journal(blueprint, people)
    said = (
        first_difference(journal, its_journal, blueprint)
        or first_difference_of_ledgers(ledger, its_ledger)
        or first_difference_of_ledgers(ledger, compiled.simulate(blueprint, people))
    )
    return said, journal


def simulate(blueprint: Blueprint, people: People) -> Ledger:
    """SimPy's ledger, with which the compiled engine agrees: what holds for it holds for both."""
    ledger = simpy_engine.simulate(blueprint, people)
    said = first_difference_of_ledgers(ledger, compiled.simulate(blueprint, people))
    assert said is None, said
    return ledger


def agree(blueprint: Blueprint, seed: int, replication: int = 1) -> Table:
    """Fail, with the first event that differs, where the engines are not one; return the journal."""
    assert people_differ(blueprint, seed, replication) == []
    said, journal = disagreement(blueprint, simpy_engine.make_people(blueprint, seed, replication))
    assert said is None, said
    return journal


def before(journal: Table, day: float) -> Table:
    """The rows of a journal before a day."""
    rows = np.asarray(journal["time"], dtype=np.float64) < day
    return {name: column[rows] for name, column in journal.items()}
