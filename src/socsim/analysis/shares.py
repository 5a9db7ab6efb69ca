"""In what share of many points one side is ahead, where each point rests on a few replications.

Sources: Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212;
Smyth (2004), Linear models and empirical Bayes methods for assessing differential expression in microarray
experiments, Statistical Applications in Genetics and Molecular Biology 3(1):3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.analysis.drift import FELT
from socsim.analysis.intervals import LEVEL, Estimates, paired
from socsim.scenario.blueprint import Floats, Ints

BETTER, UNDECIDED, WORSE = 1, 0, -1
FEWEST = 3
"""Points with replications to spare from which it can be learnt how noise varies between points."""


@dataclass(frozen=True)
class Share:
    """A share of points, with its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(count: int, of: int, level: float = LEVEL) -> Share:
    """A share with Wilson's score interval; NaN of no points.

    >>> share = wilson(80, 100)
    >>> round(share.low, 3), round(share.high, 3)
    (0.711, 0.867)
    """
    from scipy.special import ndtri

    if of == 0:
        return Share(np.nan, np.nan, np.nan)
    z = float(ndtri(1.0 - level / 2.0))
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * float(np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def shrunken(values: Floats, level: float = LEVEL) -> Estimates:
    """Means of few replications, with intervals that learn from all rows how much replications differ.

    Two or three replications say little about their own spread. Spreads of many points are alike, though not
    the same: each point's variance is drawn towards what all of them have in common, by as much as they
    are alike (Smyth 2004, the moderated t). Where they are not alike, it is the usual t-interval.

    Parameters
    ----------
    values
        Shape (points, replications), NaN where a replication has no figure.

    Returns
    -------
    Estimates
        NaN intervals for points with fewer than two replications.
    """
    from scipy.special import stdtr, stdtrit

    there = ~np.isnan(values)
    number = there.sum(axis=1).astype(np.int64)
    safe = np.maximum(number, 1)
    mean = np.where(number > 0, np.where(there, values, 0.0).sum(axis=1) / safe, np.nan)
    freedom = np.maximum(number - 1, 0).astype(np.float64)
    squares = (np.where(there, values - mean[:, None], 0.0) ** 2).sum(axis=1)
    enough = freedom > 0
    own = squares / np.where(enough, freedom, 1.0)
    common, common_freedom = _common(own[enough], freedom[enough])
    if np.isinf(common_freedom):
        variance, all_freedom = np.full(len(own), common), np.full(len(own), freedom.sum())
    else:
        all_freedom = freedom + common_freedom
        variance = (freedom * own + common_freedom * common) / np.where(all_freedom > 0, all_freedom, 1.0)
    all_freedom = np.where(enough, np.minimum(all_freedom, freedom.sum()), 1.0)
    error = np.sqrt(variance / safe)
    half = np.where(enough, stdtrit(all_freedom, 1.0 - level / 2.0) * error, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / error
    p = np.where(enough & ~np.isnan(t), 2.0 * stdtr(all_freedom, -np.nan_to_num(t, posinf=np.inf)), 1.0)
    return Estimates(mean, mean - half, mean + half, number, p)


def _common(variance: Floats, freedom: Floats) -> tuple[float, float]:
    """The variance that points have in common, and the degrees of freedom that it is worth.

    No freedom: nothing in common is known. Infinite: points differ by no more than chance.
    """
    from scipy.special import digamma, polygamma

    if len(variance) < FEWEST or not (variance > 0.0).any():
        return 0.0, 0.0
    floor = 1e-5 * float(np.median(variance)) or 1e-5 * float(variance[variance > 0.0].min())
    logs = np.log(np.maximum(variance, floor)) - digamma(freedom / 2.0) + np.log(freedom / 2.0)
    beyond = float(logs.var(ddof=1) - polygamma(1, freedom / 2.0).mean())
    if beyond <= 0.0:
        return float((variance * freedom).sum() / freedom.sum()), np.inf
    half = _trigamma_inverse(beyond)
    return float(np.exp(logs.mean() + digamma(half) - np.log(half))), 2.0 * half


def _trigamma_inverse(y: float) -> float:
    """The x whose trigamma is y, by Newton's method as in Smyth (2004), appendix."""
    from scipy.special import polygamma

    x = 0.5 + 1.0 / y
    for _ in range(50):
        slope = float(polygamma(1, x))
        step = slope * (1.0 - slope / y) / float(polygamma(2, x))
        x += step
        if -step / x < 1e-8:
            break
    return x


@dataclass(frozen=True)
class Compared:
    """The second beside the first at n points.

    Attributes
    ----------
    found : of the difference, second minus first.
    judgement : BETTER, WORSE or UNDECIDED for the second; undecided: the interval covers nought.
    gain : by how much the second is ahead, in the metric's unit; NaN where there is none.
    judged : whether there is an interval.
    """

    found: Estimates
    judgement: Ints
    gain: Floats
    judged: Bools

    def share(self, which: int, of: Bools) -> Share:
        """The share of the points `of` that are judged, in which the judgement is `which`."""
        counted = self.judgement[self.judged & of]
        return wilson(int((counted == which).sum()), len(counted))


def compared(first: Floats, second: Floats, apart: Ints, *, lower_is_better: bool) -> Compared:
    """Judge at each point which of two is better, by paired replications.

    Parameters
    ----------
    first, second : shape (n, replications), NaN where there is no figure.
    apart : shape (n,): points of the same number learn from each other how much replications differ.
    """
    difference = paired(second, first)
    mean, low, high = (np.full(len(first), np.nan) for _ in range(3))
    number, p = np.zeros(len(first), dtype=np.int64), np.ones(len(first))
    for kind in np.unique(apart):
        mine = apart == kind
        part = shrunken(difference[mine])
        mean[mine], low[mine], high[mine] = part.mean, part.low, part.high
        number[mine], p[mine] = part.replications, part.p
    sign = np.where(low > 0.0, 1, np.where(high < 0.0, -1, 0)).astype(np.int64)
    way = -1 if lower_is_better else 1
    found = Estimates(mean, low, high, number, p)
    return Compared(found, way * sign, way * mean, np.isfinite(low))


def settling(drifts: Floats) -> Bools:
    """Whether an office had settled: no series rises or falls by more than FELT, and more than chance.

    Parameters
    ----------
    drifts : shape (n, replications, series): the change within the window, as `analysis.drift` has it.

    Returns
    -------
    Shape (n,).
    """
    settled = np.ones(len(drifts), dtype=np.bool_)
    for series in range(drifts.shape[2]):
        found = shrunken(drifts[:, :, series])
        settled &= ~((np.abs(found.mean) > FELT) & ((found.low > 0.0) | (found.high < 0.0)))
    return settled
