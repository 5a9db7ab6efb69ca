"""Over replications: what each organisation comes to, and how it differs from the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import estimate, paired
from socsim.analysis.table import KEY, Key, figures
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = ["organisation", *KEY, "estimate", "ci_low", "ci_high", "replications"]
COMPARISON = ["organisation", "reference", *KEY, "difference", "ci_low", "ci_high", "replications"]


def _for_estimate(keys: list[Key], values: Floats, unreached: Floats) -> Floats:
    """Replications that count: all NaN for a quantile that some replication never reached.

    A mean or ratio that is NaN had nothing to divide by: it is left out and the others count.
    """
    quantile = np.array([key[1] != "mean" for key in keys], dtype=np.bool_)
    never = quantile & (unreached.sum(axis=1) > 0)
    return np.where(never[:, None], np.nan, values)


def _frame(keys: list[Key], matrix: Floats, value: str) -> pd.DataFrame:
    import pandas as pd

    result = estimate(matrix)
    frame = pd.DataFrame(keys, columns=KEY)
    frame[value], frame["ci_low"], frame["ci_high"] = result.mean, result.low, result.high
    frame["replications"] = result.replications
    return frame


def summarise(values: pd.DataFrame) -> pd.DataFrame:
    """Mean over replications with a 95 % Student t interval, for summary.csv.

    Parameters
    ----------
    values
        Rows of `measure` for all, with columns `organisation` and `replication`, organisations in
        the order in which they are to stand.

    Returns
    -------
    pandas.DataFrame
        Columns SUMMARY; an empty interval (NaN) from one replication. `replications` counts those
        that have the figure; a quantile not reached in one of them is NaN, with 0 of them.
    """
    import pandas as pd

    parts = []
    for own in figures(values):
        part = _frame(own.keys, _for_estimate(own.keys, own.values, own.unreached), "estimate")
        part.insert(0, "organisation", own.organisation)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=SUMMARY)


def pairing(values: pd.DataFrame, reference: str) -> pd.DataFrame:
    """By what factor common random numbers cut the replications that a difference needs.

    The variance that the difference of independent runs would have, over that of the paired one:
    (var A + var B) / var(A - B). 1: no gain.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, reference, metric, statistic, group, measured_in, factor, replications`; NaN
        where a difference does not vary.
    """
    import pandas as pd

    everyone = figures(values)
    base = next(own for own in everyone if own.organisation == reference)
    base_row = {key: row for row, key in enumerate(base.keys)}
    rows = []
    for own in everyone:
        for at, key in enumerate(own.keys):
            if own is base or key not in base_row:
                continue
            first, second = own.values[at], base.values[base_row[key]]
            there = ~(np.isnan(first) | np.isnan(second))
            if there.sum() < 2:
                continue
            apart = float(first[there].var(ddof=1) + second[there].var(ddof=1))
            together = float((first - second)[there].var(ddof=1))
            factor = apart / together if together > 0.0 else float("nan")
            rows.append((own.organisation, reference, *key, factor, int(there.sum())))
    return pd.DataFrame(rows, columns=["organisation", "reference", *KEY, "factor", "replications"])


def compare(values: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Difference from the reference (organisation minus reference), paired by replication.

    Only figures that both have: a unit of one organisation alone has nothing to differ from. One
    organisation gives an empty frame with columns COMPARISON. Interval, NaN and counting as in
    `summarise`. Differences that are only rounding are 0, with an interval from 0 to 0.

    Raises
    ------
    ValueError
        Where `reference` is not among the organisations.
    """
    import pandas as pd

    everyone = figures(values)
    base = next((own for own in everyone if own.organisation == reference), None)
    if base is None:
        known = ", ".join(own.organisation for own in everyone)
        raise ValueError(f"the reference {reference!r} is not among the organisations: {known}")
    base_row = {key: row for row, key in enumerate(base.keys)}
    parts = []
    for own in everyone:
        keys = [key for key in own.keys if key in base_row]
        if own is base or not keys:
            continue
        mine = [row for row, key in enumerate(own.keys) if key in base_row]
        theirs = [base_row[key] for key in keys]
        difference = paired(own.values[mine], base.values[theirs])
        unreached = own.unreached[mine] + base.unreached[theirs]
        part = _frame(keys, _for_estimate(keys, difference, unreached), "difference")
        part.insert(0, "organisation", own.organisation)
        part.insert(1, "reference", reference)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COMPARISON)
