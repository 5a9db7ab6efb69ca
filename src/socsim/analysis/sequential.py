"""Decisions that take as many replications as they need: the best of several, and who keeps a limit.

All of them watch a sum of differences, replication after replication, until it leaves a triangle that
closes by itself. Which side it leaves on is the decision, and the width of the triangle follows from the
error that is allowed. The replications of different candidates may share their random numbers.

Sources: S.-H. Kim and B. L. Nelson (2001), A fully sequential procedure for indifference-zone selection in
simulation, ACM Transactions on Modeling and Computer Simulation 11(3), 251-273: procedure KN, here with
c = 1. S. Andradóttir and S.-H. Kim (2010), Fully sequential procedures for comparing constrained systems via
simulation, Naval Research Logistics 57(5), 403-421, and D. Batur and S.-H. Kim (2010), Finding feasible
systems in the presence of constraints on multiple performance measures, ACM Transactions on Modeling and
Computer Simulation 20(3), article 13: procedures F and F_B.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from socsim.analysis.intervals import paired
from socsim.scenario.blueprint import Floats, Ints

FIRST = 10
"""Replications before the first decision: the variance is estimated from them."""
LOOKS = 5
"""Plain t-tests of a limit, after FIRST replications, twice as many, four times as many, and so on."""
Verdict = Literal["kept", "broken", "near", "open"]


def error_each(error: float, candidates: int, limits: int = 0) -> float:
    """The error that each single decision may have, for all of them together to have `error` (Bonferroni).

    The decisions are whether each candidate keeps each limit, and whether the best is beaten by one of the
    others. No use is made of what the first decisions come to, so that the same replications may serve all.

    >>> error_each(0.05, 5), error_each(0.05, 1, 2)
    (0.0125, 0.025)
    """
    return error / max(candidates * limits + candidates - 1, 1)


def width_factor(error: float, first: int) -> float:
    """The procedures' h squared: 2 eta (n0 - 1), with eta as for c = 1.

    Parameters
    ----------
    error : of one decision, below 1/2.
    first : replications of which the variance is estimated, n0, from 2.

    >>> round(width_factor(0.05 / 4, 10), 3)  # five candidates at 95 %
    11.429
    """
    eta = (math.pow(2.0 * error, -2.0 / (first - 1)) - 1.0) / 2.0
    return 2.0 * eta * (first - 1)


@dataclass(frozen=True)
class Left:
    """When rows of sums left their triangles, and on which side.

    Attributes
    ----------
    after : the replication after which each did, from 1; 0: it is still inside. Shape (rows,).
    side : -1 below, 1 above, 0 still inside, or nothing tells the two sides apart.
    longest : the replications after which it will have left at the latest, NaN before the first decision.
    """

    after: Ints
    side: Ints
    longest: Floats


def leaving(differences: Floats, margin: float | Floats, error: float, first: int = FIRST) -> Left:
    """Follow the sums of differences until each leaves its triangle.

    Where differences are normal with a mean of at least `margin` on one side of nought, the chance of leaving
    on the other side is at most `error`.

    Parameters
    ----------
    differences : shape (rows, replications); those that are NaN are passed over.
    margin : the mean that is to be told from nought, above it; one for all rows or one for each.
    error : of one decision.
    first : replications before the first decision.
    """
    rows, replications = differences.shape
    each = np.broadcast_to(np.asarray(margin, dtype=np.float64), rows)[:, None]
    there = ~np.isnan(differences)
    filled = np.where(there, differences, 0.0)
    count, total = np.cumsum(there, axis=1), np.cumsum(filled, axis=1)
    early = there & (count <= first)
    mean = np.where(early, filled, 0.0).sum(axis=1, keepdims=True) / first
    squares = np.where(early, filled - mean, 0.0) ** 2
    width = width_factor(error, first) * squares.sum(axis=1, keepdims=True) / (first - 1)
    bound = np.maximum(width / (2.0 * each) - each * count / 2.0, 0.0)
    out = there & (count >= first) & (np.abs(total) >= bound)
    at = out.argmax(axis=1)
    left = out.any(axis=1)
    side = np.where(left, np.sign(total[np.arange(rows), at]), 0.0)
    enough = there.sum(axis=1) >= first
    longest = np.where(enough, np.maximum(np.ceil(width / each**2)[:, 0], first), np.nan)
    lacking = replications - there.sum(axis=1)
    return Left(np.where(left, at + 1, 0), side.astype(np.int64), longest + lacking)


@dataclass(frozen=True)
class Screened:
    """Which rows keep a limit.

    Attributes
    ----------
    verdict : of each row: its mean is below the limit, `kept`; above it, `broken`; as near to it as the
        tolerance, `near`; or it takes more replications, `open`.
    after : the replication after which that was decided, from 1; 0 where it was not.
    longest : the replications that it takes at the most, NaN before the first decision.
    """

    verdict: tuple[Verdict, ...]
    after: Ints
    longest: Floats


def looking(differences: Floats, error: float, first: int = FIRST) -> Left:
    """Test whether rows have a mean of nought by t-tests, at LOOKS numbers of replications.

    What is far from nought is found so however much it varies; a triangle is made for what is near.

    Parameters
    ----------
    differences : shape (rows, replications); those that are NaN are passed over.
    error : the chance of a wrong side over all looks, which have an equal share of it each.
    first : replications at the first look.
    """
    from scipy.special import stdtrit

    rows, replications = differences.shape
    after, side = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    there = ~np.isnan(differences)
    count = np.cumsum(there, axis=1)
    for look in range(LOOKS):
        number = first * 2**look
        some = np.where(there & (count <= number), differences, np.nan)
        enough = (count[:, -1] >= number) & (after == 0) if replications else np.zeros(rows, dtype=bool)
        if not enough.any():
            break
        mean = np.nanmean(some[enough], axis=1)
        half = stdtrit(number - 1.0, 1.0 - error / LOOKS) * np.nanstd(some[enough], axis=1, ddof=1)
        told = np.abs(mean) > half / math.sqrt(number)
        reached = (count[enough] >= number).argmax(axis=1) + 1
        after[enough] = np.where(told, reached, 0)
        side[enough] = np.where(told, np.sign(mean), 0.0)
    return Left(after, side, np.full(rows, np.nan))


def screen(values: Floats, limit: float, tolerance: float, error: float, first: int = FIRST) -> Screened:
    """Say of each row whether its mean is below a limit.

    Half of the error goes to a few t-tests, which find what is far from the limit. The other half goes to
    procedure F twice over: at half the tolerance below the limit and above it, with the other half as what is
    to be told apart. So `kept` and `broken` are each wrong with a chance of at most `error`, wherever the
    mean is, and a mean that is farther from the limit than the tolerance is found `near` with no larger one.

    Parameters
    ----------
    values : shape (rows, replications), NaN where there is none.
    tolerance : in the unit of the values, above 0.
    error : of one row.
    """
    half = tolerance / 2.0
    far = looking(values - limit, error / 2.0, first)
    low = leaving(values - (limit - half), half, error / 2.0, first)
    high = leaving(values - (limit + half), half, error / 2.0, first)
    ends: tuple[tuple[Verdict, Ints], ...] = (
        ("kept", np.where(far.side < 0, far.after, 0)),
        ("broken", np.where(far.side > 0, far.after, 0)),
        ("kept", np.where(low.side < 0, low.after, 0)),
        ("broken", np.where(high.side > 0, high.after, 0)),
        ("near", np.where((low.side > 0) & (high.after > 0), np.maximum(low.after, high.after), 0)),
    )
    never = values.shape[1] + 1
    when = np.stack([np.where(after > 0, after, never) for _, after in ends])
    soonest = when.argmin(axis=0)  # of two at once the one that says more
    after = when.min(axis=0)
    verdicts: list[Verdict] = [
        ends[at][0] if one < never else "open" for at, one in zip(soonest.tolist(), after, strict=True)
    ]
    return Screened(tuple(verdicts), np.where(after < never, after, 0).astype(np.int64), low.longest)


@dataclass(frozen=True)
class Beaten:
    """How a candidate went out: by whom, after how many replications."""

    by: int
    after: int


@dataclass(frozen=True)
class Selected:
    """What has become of the candidates.

    Attributes
    ----------
    left : those still in, by number from 0, the lowest mean first.
    out : those that were beaten.
    decided : whether those still in are one, or have the same figure in every replication.
    after : the replication after which it was decided; 0 where it was not.
    longest : the replications that it takes at the most; NaN before the first decision.
    """

    left: tuple[int, ...]
    out: Mapping[int, Beaten]
    decided: bool
    after: int
    longest: float


def select(values: Floats, margin: float, error: float, first: int = FIRST) -> Selected:
    """Find the candidate with the lowest mean, by procedure KN.

    Where it is lower than every other by `margin` at least, it is beaten with a chance of at most `error` for
    each of the others. Replications are compared pair by pair, number by number.

    Parameters
    ----------
    values : shape (candidates, replications), NaN where there is none. Those of a candidate that is out
        may end there.
    margin : the indifference: what is less than that apart counts as equally good.
    error : of one comparison, as `error_each` shares it out.
    """
    number, replications = values.shape
    pairs = list(combinations(range(number), 2))
    if not pairs:
        return Selected(tuple(range(number)), {}, True, min(first, replications), math.nan)
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    left = leaving(paired(values[one], values[other]), margin, error, first)
    means = [_mean(row) for row in values]
    ends = [
        (int(after), means[a if side < 0 else b], a if side < 0 else b, b if side < 0 else a)
        for (a, b), after, side in zip(pairs, left.after.tolist(), left.side.tolist(), strict=True)
        if side
    ]
    out: dict[int, Beaten] = {}
    for after, _, winner, loser in sorted(ends):  # of those who beat it at the same time, the best is named
        gone = out.get(winner)
        if loser not in out and (gone is None or gone.after == after):
            out[loser] = Beaten(winner, after)
    still = [at for at in range(number) if at not in out]
    open_ = [at for at, (a, b) in enumerate(pairs) if a not in out and b not in out]
    decided = not any(left.after[at] == 0 for at in open_)
    last = max([one.after for one in out.values()] + [int(left.after[at]) for at in open_])
    waits = left.longest[open_]
    longest = float(np.max(waits)) if len(waits) and not np.isnan(waits).any() else math.nan
    ranked = sorted(still, key=lambda at: (math.isnan(means[at]), means[at], at))
    return Selected(tuple(ranked), out, decided, last if decided else 0, longest)


def _mean(row: Floats) -> float:
    there = row[~np.isnan(row)]
    return float(there.mean()) if len(there) else math.nan
