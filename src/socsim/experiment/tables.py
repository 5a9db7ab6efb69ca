"""From a ledger to tables that one can read: codes become the names that the scenario gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis import costs, leads, measure
from socsim.scenario.names import CAUSES, STATES, WORK

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from socsim.engine.ledger import Column, Ledger, Table
    from socsim.scenario.blueprint import Blueprint


def readable(ledger: Ledger, blueprint: Blueprint, currency: str) -> dict[str, pa.Table]:
    """All tables of a replication, the figures that follow from it among them."""
    names = _names(blueprint)
    workers = np.arange(len(ledger.caseworkers["unit"]), dtype=np.int32)
    plain: dict[str, Table] = {
        "clients": {**ledger.clients, **_what_became_of_them(ledger, blueprint)},
        "needs": ledger.needs,
        "work": ledger.work,
        "falls": ledger.falls,
        "units": {"unit": np.arange(len(blueprint.units)), **ledger.units},
        "caseworkers": {"worker": workers, **ledger.caseworkers},
    }
    tables = {name: _table(columns, names) for name, columns in plain.items()}
    tables["metrics"] = _of_frame(measure(ledger, blueprint, currency))
    tables["costs"] = _of_frame(costs(ledger, blueprint))
    return tables


def _names(blueprint: Blueprint) -> dict[str, Sequence[str]]:
    """What the numbers in a column of this name stand for."""
    return {
        "profile": blueprint.profiles,
        "need": blueprint.kinds,
        "step": [name.partition(".")[2] for name in blueprint.steps],
        "unit": blueprint.units,
        "state": STATES,
        "cause": CAUSES,
        "what": WORK,
    }


def _what_became_of_them(ledger: Ledger, blueprint: Blueprint) -> dict[str, Column]:
    frame = leads(ledger, blueprint).drop(columns="client")
    return {str(name): frame[name].to_numpy() for name in frame.columns}


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

    distinct = list(dict.fromkeys(names))
    place = np.array([distinct.index(name) for name in names], dtype=np.int16)
    numbers = codes.astype(np.int64)
    known = numbers >= 0
    index = place[np.where(known, numbers, 0)] if len(place) else numbers.astype(np.int16)
    return pa.DictionaryArray.from_arrays(pa.array(index, mask=~known), pa.array(distinct, pa.string()))


def _of_frame(frame: pd.DataFrame) -> pa.Table:
    """A table of a DataFrame, its texts as names."""
    import pandas as pd
    import pyarrow as pa

    arrays = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column):
            arrays[name] = pa.array(column.to_numpy(), from_pandas=True)
        else:
            codes, found = pd.factorize(column)
            arrays[name] = named(np.asarray(codes), [str(text) for text in found])
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
