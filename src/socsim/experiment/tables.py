"""From a ledger to tables that one can read: codes become the names that the scenario gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.money import COST_COLUMNS
from socsim.analysis.replication import Account
from socsim.analysis.sheet import COLUMNS as METRIC_COLUMNS
from socsim.scenario.names import CAUSES, FAULT_ORIGINS, PLAN_ENDS, STATES, WORK

if TYPE_CHECKING:
    import pyarrow as pa

    from socsim.engine.ledger import Column, Ledger, Table
    from socsim.scenario.blueprint import Blueprint


def readable(ledger: Ledger, blueprint: Blueprint, currency: str) -> dict[str, pa.Table]:
    """All tables of a replication, the figures that follow from it among them."""
    names = _names(blueprint)
    workers = np.arange(len(ledger.caseworkers["unit"]), dtype=np.int32)
    account = Account(ledger, blueprint)
    plain: dict[str, Table] = {
        "clients": {**ledger.clients, **account.leads()},
        "needs": ledger.needs,
        "work": ledger.work,
        "falls": ledger.falls,
        "faults": ledger.faults,
        "decisions": ledger.decisions,
        "units": {"unit": np.arange(len(blueprint.units)), **ledger.units},
        "caseworkers": {"worker": workers, **ledger.caseworkers},
        "plans": ledger.plans,
    }
    tables = {name: _table(columns, names) for name, columns in plain.items()}
    tables["metrics"] = _of_rows(METRIC_COLUMNS, account.metrics(currency))
    tables["costs"] = _of_rows(COST_COLUMNS, account.costs())
    return tables


def _names(blueprint: Blueprint) -> dict[str, Sequence[str]]:
    """What the numbers in a column of this name stand for."""
    return {
        "profile": blueprint.profiles,
        "district": blueprint.districts or ("",),
        "need": blueprint.kinds,
        "step": [name.partition(".")[2] for name in blueprint.steps],
        "unit": blueprint.units,
        "state": STATES,
        "cause": CAUSES,
        "what": WORK,
        "how": PLAN_ENDS,
        "origin": FAULT_ORIGINS,
    }


def _table(columns: Mapping[str, Column], names: Mapping[str, Sequence[str]]) -> pa.Table:
    import pyarrow as pa

    arrays = {
        name: named(np.asarray(column), names[name]) if name in names else pa.array(column, from_pandas=True)
        for name, column in columns.items()
    }
    return pa.table(arrays)


def named(codes: Column, names: Sequence[str]) -> pa.DictionaryArray:
    """Numbers as the names that they stand for; nothing for -1. Several numbers may have one name."""
    import pyarrow as pa

    distinct = {name: place for place, name in enumerate(dict.fromkeys(names))}
    place = np.array([*(distinct[name] for name in names), 0], dtype=np.int16)  # the last: of -1
    numbers: Any = codes
    unknown = numbers < 0
    index = pa.array(place[numbers], mask=unknown if unknown.any() else None)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(distinct), pa.string()))


def _of_rows(columns: Mapping[str, str], rows: Sequence[tuple[str | float, ...]]) -> pa.Table:
    """A table of rows with columns of these types, its texts as names."""
    import pyarrow as pa

    arrays = {}
    down = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    for (name, dtype), values in zip(columns.items(), down, strict=True):
        if dtype == "str":
            found = {text: place for place, text in enumerate(dict.fromkeys(map(str, values)))}
            arrays[name] = named(np.array([found[str(text)] for text in values], dtype=np.int64), list(found))
        else:
            arrays[name] = pa.array(np.array(values, dtype=dtype), from_pandas=True)
    return pa.table(arrays)


def journal(rows: Table, blueprint: Blueprint) -> pa.Table:
    """The journal of a replication as an event log."""
    import pandas as pd
    import pyarrow as pa

    from socsim.engine.journal import journal_frame

    frame = journal_frame(rows, blueprint)
    arrays = {
        name: named(column.cat.codes.to_numpy(), list(column.cat.categories))
        if isinstance(column.dtype, pd.CategoricalDtype)
        else pa.array(column, from_pandas=True)
        for name, column in frame.items()
    }
    return pa.table(arrays)


def belonging_to(table: pa.Table, organisation: str, replication: int) -> pa.Table:
    """The table with the two columns in front that say where its rows are from."""
    import pyarrow as pa

    rows = table.num_rows
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int16)), pa.array([organisation]))
    number = pa.array(np.full(rows, replication, np.int32))
    return table.add_column(0, "replication", number).add_column(0, "organisation", name)
