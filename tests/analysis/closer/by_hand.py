"""The same once more, in plain loops over rows: what the tables are held against."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
import pytest
from scipy import stats

Row = dict[str, Any]
GROUPS: dict[str, Callable[[Row], bool]] = {
    "all": lambda client: True,
    "needs=1": lambda client: client["needs"] == 1,
    "needs=2": lambda client: client["needs"] == 2,
    "needs=3": lambda client: client["needs"] == 3,
    "needs=4+": lambda client: client["needs"] >= 4,
    "needs=2+": lambda client: client["needs"] >= 2,
}


def rows_of(table: pd.DataFrame) -> list[Row]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


def cohorts(clients: pd.DataFrame) -> Iterator[tuple[str, str, int, dict[int, Row]]]:
    """Organisation, group, replication, and the clients of the cohort in them by number."""
    everyone = [client for client in rows_of(clients) if client["cohort"]]
    runs = dict.fromkeys((client["organisation"], client["replication"]) for client in everyone)
    for organisation, replication in runs:
        for group, inside in GROUPS.items():
            yield (
                organisation,
                group,
                replication,
                {
                    client["client"]: client
                    for client in everyone
                    if (client["organisation"], client["replication"]) == (organisation, replication)
                    and inside(client)
                },
            )


def theirs(table: Iterable[Row], organisation: str, replication: int, clients: dict[int, Row]) -> list[Row]:
    """The rows about these clients."""
    return [
        row
        for row in table
        if (row["organisation"], row["replication"]) == (organisation, replication)
        and row["client"] in clients
    ]


def interval(values: Iterable[float]) -> tuple[float, float, float, int]:
    """Mean, ends of the 95 % t interval, and of how many."""
    there = [value for value in values if not math.isnan(value)]
    mean = statistics.fmean(there)
    if len(there) < 2:
        return mean, math.nan, math.nan, len(there)
    half = stats.t.ppf(0.975, len(there) - 1) * statistics.stdev(there) / math.sqrt(len(there))
    return mean, mean - half, mean + half, len(there)


def agree(table: pd.DataFrame, expected: dict[tuple[Any, ...], list[float]], value: str) -> None:
    """The table has these rows and no others, with these means and intervals over replications."""
    axes = list(table.columns[: list(table.columns).index(value)])
    if "reference" in axes:
        axes.remove("reference")
    found = {tuple(row[axis] for axis in axes): row for row in table.to_dict("records")}
    wanted = {key: each for key, each in expected.items() if not all(math.isnan(one) for one in each)}
    assert set(found) == set(wanted)
    for key, each in wanted.items():
        mean, low, high, number = interval(each)
        if value == "share" or str(key[-1]).endswith("share"):
            low, high = max(low, 0.0), min(high, 1.0)
        got = found[key]
        assert got[value] == pytest.approx(mean, rel=1e-9, abs=1e-9), key
        assert (got["low"], got["high"]) == pytest.approx((low, high), rel=1e-7, abs=1e-9, nan_ok=True), key
        assert got["replications"] == number, key


def first_of(times: dict[str, float | None], until: float) -> tuple[float, str | None]:
    """What came first, of those named first where several came at once; else the end and None."""
    there = [(time, -place, name) for place, (name, time) in enumerate(times.items()) if time is not None]
    if not there or min(time for time, _, _ in there) > until:
        return until, None
    first = min(time for time, _, _ in there)
    return first, next(name for time, _, name in there if time == first)


def incidence(waits: list[tuple[float, str | None]], outcome: str | None, day: float) -> float:
    """Aalen-Johansen in the words of the book: at risk, and the share that was still there just before."""
    there, found = 1.0, 0.0
    for time in sorted({time for time, what in waits if what is not None and time <= day}):
        at_risk = sum(1 for other, _ in waits if other >= time)
        happened = [what for other, what in waits if other == time and what is not None]
        found += there * happened.count(outcome) / at_risk if outcome is not None else 0.0
        there *= 1.0 - len(happened) / at_risk
    return there if outcome is None else found
