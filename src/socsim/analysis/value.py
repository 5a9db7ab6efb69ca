"""Cost-effectiveness: what more is paid, for what more is had, and how sure that is.

An increment is an organisation less the one that it is compared with, paired by replication. Effects are
counted so that more is better: clients who recovered, gap days that did not come. The chance error of the
simulation and the uncertainty of its numbers are kept apart throughout.

References
----------
.. [1] Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B
   16:175-185.
.. [2] van Hout, Al, Gordon & Rutten (1994), Costs, effects and C/E-ratios alongside a clinical trial, Health
   Economics 3:309-319.
.. [3] Fenwick, Claxton & Sculpher (2001), Representing uncertainty: the role of cost-effectiveness
   acceptability curves, Health Economics 10:779-787.
.. [4] Hotelling (1931), The generalization of Student's ratio, Annals of Mathematical Statistics 2:360-378.

"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.analysis.drift import FELT
from socsim.analysis.intervals import LEVEL, estimate, holm
from socsim.scenario.blueprint import Floats, Ints

CORNERS = ("dearer_better", "dearer_worse", "cheaper_worse", "cheaper_better")
"""The quadrants of the plane: north-east, north-west, south-west, south-east."""
SURE = 3.0
"""Standard errors beyond which a queue grows by more than chance."""
_WORDS = {-1: ("cheaper", "worse"), 0: ("level", "level"), 1: ("dearer", "better")}


@dataclass(frozen=True)
class Increment:
    """What one organisation costs and does more than another, and the chance error of that.

    Attributes
    ----------
    cost, effect : means over replications.
    cost_ends, effect_ends : their 95 % intervals, each by itself.
    cost_sign, effect_sign : 1 or -1 where the difference is shown among all that are compared, else 0.
    ratio : cost for one more of the effect; NaN unless both are shown and have the same sign: where both are
        below nought it is what is saved for one less of the effect.
    ratio_ends : its 95 % interval, Fieller's [1]_.
    replications : of both.
    """

    cost: float
    cost_ends: tuple[float, float]
    effect: float
    effect_ends: tuple[float, float]
    cost_sign: int
    effect_sign: int
    ratio: float
    ratio_ends: tuple[float, float]
    replications: int

    @property
    def code(self) -> str:
        """Where it lies: `cheaper_better` dominates, `dearer_worse` is dominated; `level`: not shown."""
        return f"{_WORDS[self.cost_sign][0]}_{_WORDS[self.effect_sign][1]}"


def increments(cost: Floats, effect: Floats) -> list[Increment]:
    """Increments of several comparisons, judged together by Holm's method: each has two, of cost and effect.

    Parameters
    ----------
    cost, effect : shape (comparisons, replications), differences; NaN where there is none.
    """
    both = np.isfinite(cost) & np.isfinite(effect)
    cost, effect = np.where(both, cost, np.nan), np.where(both, effect, np.nan)
    of_cost, of_effect = estimate(cost), estimate(effect)
    adjusted, _ = holm(np.concatenate([of_cost.p, of_effect.p]))
    shown = adjusted <= LEVEL
    found = []
    for row in range(len(cost)):
        signs = [
            int(np.sign(of.mean[row])) if shown[at] else 0
            for of, at in ((of_cost, row), (of_effect, len(cost) + row))
        ]
        ratio, ends = np.nan, (np.nan, np.nan)
        if signs[0] == signs[1] != 0:
            there = both[row]
            ratio = float(of_cost.mean[row] / of_effect.mean[row])
            ends = fieller(cost[row, there], effect[row, there]) or ends
        found.append(
            Increment(
                float(of_cost.mean[row]),
                (float(of_cost.low[row]), float(of_cost.high[row])),
                float(of_effect.mean[row]),
                (float(of_effect.low[row]), float(of_effect.high[row])),
                signs[0],
                signs[1],
                float(ratio),
                ends,
                int(of_cost.replications[row]),
            )
        )
    return found


def fieller(cost: Floats, effect: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """The interval of mean cost over mean effect [1]_; None where it has no ends: the effect may be 0.

    Parameters
    ----------
    cost, effect : shape (replications,), pairs.

    Examples
    --------
    >>> low, high = fieller(np.array([2.0, 4.0, 3.0, 3.0]), np.array([1.0, 1.0, 1.0, 1.0]))
    >>> round(low, 2), round(high, 2)
    (1.7, 4.3)
    """
    from scipy.special import stdtrit

    number = len(cost)
    if number < 2:
        return None
    c, e = float(cost.mean()), float(effect.mean())
    (vcc, vce), (_, vee) = np.cov(cost, effect) / number
    t2 = float(stdtrit(number - 1, 1.0 - level / 2.0)) ** 2
    a, b, k = e * e - t2 * vee, c * e - t2 * vce, c * c - t2 * vcc
    inside = b * b - a * k
    if a <= 0.0 or inside < 0.0:
        return None
    root = float(np.sqrt(inside))
    return float((b - root) / a), float((b + root) / a)


def ellipse(cost: Floats, effect: Floats, level: float = LEVEL, points: int = 121) -> Floats:
    """The region in which the two means lie together, by Hotelling's T2 [4]_.

    Parameters
    ----------
    cost, effect : shape (replications,), pairs.

    Returns
    -------
    Shape (points, 2), effect and cost along its border; empty with fewer than three replications.
    """
    from scipy.special import fdtri

    number = len(cost)
    if number < 3:
        return np.empty((0, 2))
    pairs = np.column_stack([effect, cost])
    values, vectors = np.linalg.eigh(np.cov(pairs.T) / number)
    size = 2.0 * (number - 1) / (number - 2) * float(fdtri(2, number - 2, 1.0 - level))
    angle = np.linspace(0.0, 2.0 * np.pi, points)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    border: Floats = pairs.mean(axis=0) + circle @ (vectors * np.sqrt(np.maximum(values, 0.0) * size)).T
    return border


@dataclass(frozen=True)
class Scatter:
    """Why points differ from draw to draw, as variances.

    Attributes
    ----------
    numbers : of the expectations, since the draws have other numbers.
    chance : of a point about its expectation, since it rests on few replications.
    """

    numbers: float
    chance: float

    @property
    def share_of_numbers(self) -> float:
        """Of the two together; NaN where nothing differs."""
        whole = self.numbers + self.chance
        return self.numbers / whole if whole > 0.0 else float("nan")


def scatter(values: Floats) -> Scatter:
    """Two-way random effects: draws of the numbers, and replications that all draws share.

    Draws meet the same luck, so a replication may lift all of them; what it does beyond that, and what is
    shared, are both chance.

    Parameters
    ----------
    values : shape (draws, replications); draws with a NaN are left out.
    """
    values = values[np.isfinite(values).all(axis=1)]
    draws, replications = values.shape
    if draws < 2 or replications < 2:
        return Scatter(float("nan"), float("nan"))
    rows, columns, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    between = replications * ((rows - mean) ** 2).sum() / (draws - 1)
    shared = draws * ((columns - mean) ** 2).sum() / (replications - 1)
    rest = ((values - rows[:, None] - columns + mean) ** 2).sum() / ((draws - 1) * (replications - 1))
    numbers = max(0.0, (between - rest) / replications)
    luck = max(0.0, (shared - rest) / draws)
    return Scatter(float(numbers), float((luck + rest) / replications))


@dataclass(frozen=True)
class Acceptability:
    """How often each organisation is best, at each price that one is willing to pay for the effect [2]_.

    Attributes
    ----------
    prices : shape (p,).
    best : shape (p, organisations), shares of the draws; they add up to 1. Those that tie share a draw.
    frontier : shape (p,): the one with the highest net benefit on average, which is whom to choose [3]_.
    draws : how many there are.
    """

    prices: Floats
    best: Floats
    frontier: Ints
    draws: int


def acceptability(cost: Floats, effect: Floats, prices: Floats) -> Acceptability:
    """Net benefit is the effect at its price, less the cost.

    Parameters
    ----------
    cost, effect : shape (draws, organisations); draws with a NaN are left out.
    prices : what one more of the effect is worth, at p prices.

    Examples
    --------
    >>> found = acceptability(np.array([[1.0, 3.0]]), np.array([[0.0, 1.0]]), np.array([1.0, 2.0, 3.0]))
    >>> found.best.tolist(), found.frontier.tolist()
    ([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], [0, 0, 1])
    """
    there = np.isfinite(cost).all(axis=1) & np.isfinite(effect).all(axis=1)
    cost, effect = cost[there], effect[there]
    benefit = prices[:, None, None] * effect - cost
    if not len(cost):
        nothing = np.full((len(prices), cost.shape[1]), np.nan)
        return Acceptability(prices, nothing, np.zeros(len(prices), dtype=np.int64), 0)
    top = benefit == benefit.max(axis=2, keepdims=True)
    best = (top / top.sum(axis=2, keepdims=True)).mean(axis=1)
    frontier = benefit.mean(axis=1).argmax(axis=1).astype(np.int64)
    return Acceptability(prices, best, frontier, len(cost))


def quadrants(cost: Floats, effect: Floats) -> dict[str, float]:
    """The share of points in each quadrant of the plane, as in CORNERS; those on a line are in none.

    >>> quadrants(np.array([1.0, -1.0]), np.array([1.0, 1.0]))
    {'dearer_better': 0.5, 'dearer_worse': 0.0, 'cheaper_worse': 0.0, 'cheaper_better': 0.5}
    """
    there = np.isfinite(cost) & np.isfinite(effect)
    number = max(int(there.sum()), 1)
    signs = ((1, 1), (1, -1), (-1, -1), (-1, 1))
    cost, effect = np.sign(cost[there]), np.sign(effect[there])
    return {
        name: float(((cost == c) & (effect == e)).sum()) / number
        for name, (c, e) in zip(CORNERS, signs, strict=True)
    }


def top_price(ratios: Floats, average: float) -> float:
    """A round end for the prices at which one looks: beyond where a choice may turn.

    Parameters
    ----------
    ratios : costs for one more of the effect; those that are not above nought say nothing.
    average : what one of the effect costs in the organisation that the others are compared with.

    >>> top_price(np.array([90.0, -5.0, np.nan]), 110.0), top_price(np.array([]), 7.0)
    (200.0, 10.0)
    """
    turning = ratios[np.isfinite(ratios) & (ratios > 0.0)]
    far = min(2.0 * float(turning.max()), 4.0 * average) if len(turning) else 0.0
    wanted = max(far, average, 1e-9)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= wanted * (1 - 1e-12)))


def settles(drifts: Floats, usual: Floats) -> Bools:
    """Whether queues do not go on growing, by more than a tenth and more than chance.

    A draw has too few replications to say how much they differ: those at the file's numbers say it.

    Parameters
    ----------
    drifts : shape (draws, organisations, replications): the change of the queue, as `analysis.drift` has it.
    usual : shape (organisations, replications), the same at the file's numbers.

    Returns
    -------
    Shape (draws, organisations).
    """
    there = np.isfinite(drifts)
    number = np.maximum(there.sum(axis=2), 1)
    mean = np.where(there, drifts, 0.0).sum(axis=2) / number
    known = np.isfinite(usual)
    middle = np.where(known, usual, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    squares = np.where(known, usual - middle[:, None], 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=1) / np.maximum(known.sum(axis=1) - 1, 1))
    growing: Bools = (mean > FELT) & (mean > SURE * spread / np.sqrt(number))
    return ~growing
