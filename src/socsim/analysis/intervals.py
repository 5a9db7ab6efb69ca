"""Student t over replications: estimates, intervals and p-values, many rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.scenario.blueprint import Floats, Ints


@dataclass(frozen=True)
class Estimates:
    """Mean over replications and its interval, each of shape (rows,); NaN where there is none."""

    mean: Floats
    low: Floats
    high: Floats
    replications: Ints
    p: Floats
    """Two-sided, of the mean being 0; 1 where it cannot be tested."""


def estimate(values: Floats, level: Floats | float = 0.05) -> Estimates:
    """Mean over the columns that are not NaN, with a t interval.

    Parameters
    ----------
    values
        Shape (rows, replications), NaN where a replication has no figure.
    level
        1 - coverage of the interval, one for all rows or one for each.

    Examples
    --------
    >>> result = estimate(np.array([[1.0, 2.0, 3.0], [5.0, np.nan, np.nan]]))
    >>> result.mean.tolist(), result.replications.tolist(), result.low.round(2).tolist()
    ([2.0, 5.0], [3, 1], [-0.48, nan])
    """
    from scipy.special import stdtr, stdtrit

    there = ~np.isnan(values)
    number = there.sum(axis=1).astype(np.int64)
    safe = np.maximum(number, 1)
    mean = np.where(number > 0, np.where(there, values, 0.0).sum(axis=1) / safe, np.nan)
    squares = np.where(there, values - mean[:, None], 0.0) ** 2
    freedom = np.where(number > 1, number - 1, 1).astype(np.float64)
    error = np.sqrt(squares.sum(axis=1) / freedom / safe)
    enough = number > 1
    half = np.where(enough, stdtrit(freedom, 1.0 - np.asarray(level) / 2.0) * error, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / error  # inf where replications agree on a difference, NaN where on none
    p = np.where(enough & ~np.isnan(t), 2.0 * stdtr(freedom, -np.nan_to_num(t, posinf=np.inf)), 1.0)
    return Estimates(mean, mean - half, mean + half, number, p)
