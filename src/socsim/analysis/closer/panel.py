"""The cohort over all organisations and replications at once, and tidy tables of what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.cohort import GROUPS, Bools
from socsim.analysis.intervals import estimate
from socsim.scenario.blueprint import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

BY = ("needs", "district", "profile")
"""By what clients may be grouped."""
HOURS = ("hours", "reading", "duplicate", "documentation")
"""Columns of `work` that together are the hours of a piece."""
_BUCKETS = {"all": range(4), "needs=2+": range(1, 4)} | {GROUPS[1 + at]: (at,) for at in range(4)}
_CLIENTS = 1 << 40  # more than any client's number
_SPELLS = 1_000_000  # nobody has a need of one kind so often


class Panel:
    """The clients of the cohort, of O organisations and R replications, in G groups.

    Parameters
    ----------
    clients
        The table `clients`, of one run.
    follow_up
        Days for which each client is followed from arrival.
    by
        One of `BY`. Groups overlap: `all` is everyone, `needs=2+` all with several needs.

    Attributes
    ----------
    organisations, replications, groups : what the axes of `sums` stand for; only groups with a client.
    clients : the rows of the cohort, n of them.
    until : shape (n,), when each one's follow-up ends.
    """

    def __init__(self, clients: pd.DataFrame, follow_up: float, by: str = "needs") -> None:
        if by not in BY:
            raise ValueError(f"clients cannot be grouped by {by!r}: {', '.join(BY)}")
        import pandas as pd

        self.organisations = [str(name) for name in pd.unique(clients["organisation"])]
        self.replications: Ints = np.unique(clients["replication"].to_numpy(dtype=np.int64))
        self.clients = clients[clients["cohort"].to_numpy(dtype=np.bool_)]
        self.until = self.column("arrival") + follow_up
        stratum, self.groups, self._members = _strata(self.clients, by)
        self._strata = self._members.shape[1]
        self._cell = self._run(self.clients) * self._strata + stratum
        keys = self._key(self.clients)
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def column(self, name: str) -> Floats:
        """A column of the cohort's clients, as float64."""
        values: Floats = self.clients[name].to_numpy(dtype=np.float64, na_value=np.nan)
        return values

    def _run(self, table: pd.DataFrame) -> Ints:
        """Organisation x R + replication of each row; -1 where the panel has no such."""
        organisation = coded(table["organisation"], self.organisations)
        number = table["replication"].to_numpy(dtype=np.int64)
        if not len(self.replications):
            return np.full(len(number), -1)
        at = np.minimum(np.searchsorted(self.replications, number), len(self.replications) - 1)
        there = (organisation >= 0) & (self.replications[at] == number)
        return np.where(there, organisation * len(self.replications) + at, -1)

    def _key(self, table: pd.DataFrame) -> Ints:
        keys: Ints = self._run(table) * _CLIENTS + table["client"].to_numpy(dtype=np.int64)
        return keys

    def owners(self, table: pd.DataFrame) -> Ints:
        """Whose each row of another table is: its client's position in `clients`; -1 outside the cohort."""
        keys = self._key(table)
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._order[at], -1)

    def before_until(self, table: pd.DataFrame, time: str) -> tuple[pd.DataFrame, Ints]:
        """The rows that count for the cohort and came by their client's `until`, and whose they are."""
        table = table[table["cohort"].to_numpy(dtype=np.bool_)]
        owner = self.owners(table)
        at = table[time].to_numpy(dtype=np.float64, na_value=np.nan)
        inside = (owner >= 0) & (at <= self.until[owner]) if len(self.until) else owner >= 0
        return table[inside], owner[inside]

    def sums(
        self,
        owner: Ints | None = None,
        values: Any = None,
        kind: Ints | None = None,
        kinds: int = 1,
    ) -> Floats:
        """Sum of `values`, or the number of rows, by organisation, group and replication.

        Parameters
        ----------
        owner
            Whose each row is, by position in `clients`; without, a row for each client.
        values
            One for each row; without, rows are counted.
        kind
            A number below `kinds` for each row, to be summed apart.

        Returns
        -------
        Shape (O, G, R), or (O, G, kinds, R) where rows are of kinds.
        """
        place = self._cell if owner is None else self._cell[owner]
        together = self._summed(place, values, kind, kinds)
        return together if kind is not None else together[:, :, 0]

    def sums_of_strata(
        self, table: pd.DataFrame, stratum: Ints, values: Floats, kind: Ints, kinds: int
    ) -> Floats:
        """The same of a table without clients, whose rows are about a stratum each; (O, G, kinds, R)."""
        return self._summed(self._run(table) * self._strata + stratum, values, kind, kinds)

    def _summed(self, place: Ints, values: Any, kind: Ints | None, kinds: int) -> Floats:
        cells = len(self.organisations) * len(self.replications) * self._strata
        if kind is not None:
            place = kind * cells + place
        weights = None if values is None else np.asarray(values, dtype=np.float64)
        flat = np.bincount(place, weights=weights, minlength=kinds * cells).astype(np.float64)
        apart = flat.reshape(kinds, len(self.organisations), len(self.replications), self._strata)
        together: Floats = (apart @ self._members.T).transpose(1, 3, 0, 2)
        return together

    def parts(self, owner: Ints | None = None) -> Iterator[tuple[int, int, int, Ints]]:
        """Organisation, group and replication, by number, and their rows in order, where there are any."""
        cell = self._cell if owner is None else self._cell[owner]
        order = np.argsort(cell, kind="stable")
        strata, replications = self._strata, len(self.replications)
        cells = len(self.organisations) * replications * strata
        bounds = np.searchsorted(cell[order], np.arange(cells + 1))
        for run in range(cells // strata if strata else 0):
            for group, members in enumerate(self._members):
                spans = [run * strata + stratum for stratum in np.flatnonzero(members)]
                rows = np.sort(np.concatenate([order[bounds[at] : bounds[at + 1]] for at in spans]))
                if len(rows):
                    yield run // replications, group, run % replications, rows

    def empty(self, *axes: int) -> Floats:
        """NaN in the shape (O, G, *axes, R)."""
        return np.full((len(self.organisations), len(self.groups), *axes, len(self.replications)), np.nan)

    def table(self, values: Floats, name: str, axes: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
        """`tidy`, of values in the shape of `sums`."""
        first = {"organisation": self.organisations, "group": self.groups}
        return tidy(values, name, {**first, **axes})

    def same_client(self, organisation: str) -> Ints:
        """Where the same client of the same replication stands under this organisation; -1: nowhere."""
        twin = self.clients.assign(organisation=organisation)
        return self.owners(twin)

    def need_keys(self, table: pd.DataFrame, owner: Ints, kinds: Sequence[str]) -> Ints:
        """A number for the need that each row is about, the same in every table."""
        kind = coded(table["need"], kinds)
        spell = table["spell"].to_numpy(dtype=np.int64)
        keys: Ints = (owner * (len(kinds) + 1) + kind) * _SPELLS + spell
        return keys


def _strata(clients: pd.DataFrame, by: str) -> tuple[Ints, list[str], Floats]:
    """The stratum of each client; names of groups, and which strata are in each, shape (G, strata)."""
    import pandas as pd

    members: list[Sequence[int]]
    if by == "needs":
        stratum = np.clip(clients["needs"].to_numpy(dtype=np.int64), 1, 4) - 1
        names, members, strata = list(GROUPS), [tuple(_BUCKETS[group]) for group in GROUPS], 4
    else:
        stratum, found = pd.factorize(clients[by].astype(str), sort=True)
        strata = len(found)
        names = ["all", *(f"{by}={name}" for name in found)]
        members = [range(strata), *((at,) for at in range(strata))]
    there = np.bincount(stratum, minlength=strata) > 0
    matrix = np.array([[at in group for at in range(strata)] for group in members], dtype=np.float64)
    kept = [at for at in range(len(names)) if (matrix[at].astype(np.bool_) & there).any()]
    return stratum.astype(np.int64), [names[at] for at in kept], matrix[kept]


def coded(column: pd.Series, names: Sequence[str]) -> Ints:
    """Where in `names` each value stands; -1 for others and for nothing."""
    import pandas as pd

    known = pd.Index(list(names), dtype=object)
    if isinstance(column.dtype, pd.CategoricalDtype):
        of_category = np.append(known.get_indexer(column.cat.categories.astype(object)), -1)
        codes: Ints = of_category[column.cat.codes.to_numpy(dtype=np.int64)]
        return codes
    found: Ints = known.get_indexer(column.astype(object)).astype(np.int64)
    return found


def is_of(column: pd.Series, *names: str) -> Bools:
    """Which values are one of these names."""
    return coded(column, names) >= 0


def names_in(*columns: pd.Series) -> list[str]:
    """All names that occur in these columns, in order of first appearance."""
    import pandas as pd

    found = [str(name) for column in columns for name in pd.unique(column.dropna())]
    return list(dict.fromkeys(found))


def over(above: Floats, below: Floats) -> Floats:
    """Their ratio; NaN where there is nothing to divide by.

    >>> over(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = np.where(below > 0.0, above / below, np.nan)
    return ratio


def tidy(values: Floats, name: str, axes: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Mean over replications with a 95 % Student t interval, a row for each combination of the axes.

    Parameters
    ----------
    values
        Shape (a, b, ..., R), NaN where a replication has no figure.
    name
        Of the column of means. Where it is `share`, intervals stay within 0 and 1.
    axes
        Names of the columns in front, and what the places on each axis stand for.

    Returns
    -------
    pandas.DataFrame
        Columns `*axes, <name>, low, high, replications`; no row where no replication has a figure, and
        an empty interval (NaN) where only one has.

    Examples
    --------
    >>> tidy(np.array([[1.0, 3.0], [np.nan, np.nan]]), "days", {"organisation": ["one", "other"]}).round(1)
      organisation  days   low  high  replications
    0          one   2.0 -10.7  14.7             2
    """
    import pandas as pd

    if values.size == 0:
        return pd.DataFrame(columns=[*axes, name, "low", "high", "replications"])
    shape = values.shape[:-1]
    found = estimate(values.reshape(-1, values.shape[-1]))
    frame = pd.DataFrame()
    for at, (axis, places) in enumerate(axes.items()):
        along = np.arange(shape[at]).reshape([-1 if other == at else 1 for other in range(len(shape))])
        frame[axis] = np.asarray(places)[np.broadcast_to(along, shape).ravel()]
    low, high = found.low, found.high
    if name == "share":
        low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
    frame[name], frame["low"], frame["high"] = found.mean, low, high
    frame["replications"] = found.replications
    return frame[found.replications > 0].reset_index(drop=True)


def long(measures: Mapping[str, Floats], axes: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """`tidy` of several figures, a column `measure` after the axes; intervals of shares within 0 and 1."""
    table = tidy(np.stack(list(measures.values()), axis=-2), "value", {**axes, "measure": list(measures)})
    shares = table["measure"].isin([name for name in measures if name.endswith("share")])
    ends = ["low", "high"]
    table[ends] = table[ends].where(~shares, table[ends].clip(0.0, 1.0))
    return table
