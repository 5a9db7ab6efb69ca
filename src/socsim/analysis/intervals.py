"""Student t over replications: estimates, intervals and p-values, many rows at a time; Holm's method.

Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal
of Statistics 6:65-70.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.scenario.blueprint import Floats, Ints

LEVEL = 0.05  # 1 - coverage of an interval by itself
FAMILY_WISE = 0.05
NOISE = 1e-9  # of the figures: a difference below this comes of sums in another order


@dataclass(frozen=True)
class Estimates:
    """Mean over replications and its interval, each of shape (rows,); NaN where there is none."""

    mean: Floats
    low: Floats
    high: Floats
    replications: Ints
    p: Floats
    """Two-sided, of the mean being 0; 1 where it cannot be tested."""


def paired(first: Floats, second: Floats) -> Floats:
    """Differences, first minus second; exactly 0 where only rounding tells the two apart.

    >>> paired(np.array([0.1 + 0.2, 1.0, np.nan]), np.array([0.3, 0.5, 1.0])).tolist()
    [0.0, 0.5, nan]
    """
    difference = first - second
    rounding = np.abs(difference) <= NOISE * (np.abs(first) + np.abs(second))
    result: Floats = np.where(rounding, 0.0, difference)
    return result


def estimate(values: Floats, level: Floats | float = LEVEL) -> Estimates:
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


def holm(p: Floats, rate: float = FAMILY_WISE) -> tuple[Floats, Floats]:
    """Holm-adjusted p-values, and the level at which each hypothesis was tested.

    Parameters
    ----------
    p
        Of all hypotheses of the family.
    rate
        The chance of even one false rejection in the family that is accepted.

    Examples
    --------
    >>> adjusted, level = holm(np.array([0.01, 0.04, 0.5]))
    >>> adjusted.round(3).tolist(), level.round(4).tolist()
    ([0.03, 0.08, 0.5], [0.0167, 0.025, 0.025])
    """
    number = len(p)
    order = np.argsort(p, kind="stable")
    factor = number - np.arange(number)
    adjusted, level = np.empty(number), np.empty(number)
    stepped = np.minimum(np.maximum.accumulate(p[order] * factor), 1.0)
    adjusted[order] = stepped
    kept = np.flatnonzero(stepped > rate)
    stop = int(kept[0]) if len(kept) else number  # from the first that is kept, all are tested at its level
    levels = rate / factor
    levels[stop:] = rate / factor[stop] if stop < number else 0.0
    level[order] = levels
    return adjusted, level


def judged_together(mean: Floats, low: Floats, high: Floats, replications: Ints) -> tuple[Floats, Floats]:
    """The ends of 95 % t-intervals moved out to the levels that Holm's method gives the whole family.

    An interval then leaves out 0 just when its difference is shown among all of them.

    >>> mean, low, high = np.array([5.0, 1.0]), np.array([4.0, 0.5]), np.array([6.0, 1.5])
    >>> ends = judged_together(mean, low, high, np.array([4, 4]))
    >>> [end.round(2).tolist() for end in ends]
    [[3.69, 0.5], [6.31, 1.5]]
    """
    from scipy.special import stdtr, stdtrit

    freedom = np.maximum(replications - 1, 1).astype(np.float64)
    usual = stdtrit(freedom, 1.0 - LEVEL / 2.0)
    half = (high - low) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / (half / usual)
    p = np.where(np.isnan(t), 1.0, 2.0 * stdtr(freedom, -np.nan_to_num(t, posinf=np.inf)))
    wider = half * (stdtrit(freedom, 1.0 - holm(p)[1] / 2.0) / usual - 1.0)
    return low - wider, high + wider
