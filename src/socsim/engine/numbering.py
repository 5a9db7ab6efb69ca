"""Clients by numbers that are the same in every organisation, where outreach changes the order of coming."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from socsim.engine.ledger import Column, Ledger, Table
from socsim.model.people import People


def numbered(ledger: Ledger, people: People) -> Ledger:
    """Number the clients by when they would seek help; their tables stand in that order."""
    if people.number is None:
        return ledger
    named = {field.name: getattr(ledger, field.name) for field in fields(ledger)}
    found = {name: _numbered(table, people) if "client" in table else table for name, table in named.items()}
    for name, columns in (("clients", ("client",)), ("needs", ("spell", "need", "client"))):
        order = np.lexsort([found[name][column] for column in columns])
        found[name] = {column: values[order] for column, values in found[name].items()}
    return replace(ledger, **found)


def numbered_journal(journal: Table, people: People) -> Table:
    """The same in a journal."""
    return journal if people.number is None else _numbered(journal, people)


def _numbered(table: Table, people: People) -> dict[str, Column]:
    assert people.number is not None
    numbers = np.append(people.number, -1)  # the last: nobody
    return {**table, "client": numbers[table["client"].astype(np.int64)].astype(table["client"].dtype)}
