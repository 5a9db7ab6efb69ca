"""What moves a figure: elementary effects of many factors, and the variance that each of a few accounts for.

Both take an evaluator and know nothing of what it evaluates. Its noise and the chance of the design are kept
apart: an interval over replications, and one over trajectories or points.

Sources: Morris (1991), Technometrics 33:161-174; Campolongo, Cariboni and Saltelli (2007), Environmental
Modelling & Software 22:1509-1518 (mu*, groups); Saltelli et al. (2010), Computer Physics Communications
181:259-270; all as SALib has them (Iwanaga, Usher and Herman 2022, Socio-Environmental Systems Modelling
4:18155). Over replications: the delete-one jackknife (Efron and Stein 1981, Annals of Statistics 9:586-596),
since a bootstrap of two or three of them would be too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from socsim.analysis.intervals import LEVEL
from socsim.scenario.blueprint import Floats

Evaluate = Callable[[Floats], Floats]
"""Points in the unit cube, shape (n, d), to what comes of them, (n, replications); NaN where nothing does."""
LEVELS = 4
RESAMPLES = 500


@dataclass(frozen=True)
class Effects:
    """What each of g factors does to the figure when it goes from one level to another; each of shape (g,).

    Attributes
    ----------
    names : the factors, in order of first appearance.
    size : mu*, the mean absolute effect of a move across the whole range.
    half_points : half-width of its 95 % interval, over trajectories.
    half_replications : likewise, over replications; NaN with one.
    spread : sigma, how much the effect differs from place to place; NaN of a group.
    chance : the mean absolute effect that noise alone would have; NaN with one replication.
    trajectories : how many it rests on, of all that were begun.
    """

    names: tuple[str, ...]
    size: Floats
    half_points: Floats
    half_replications: Floats
    spread: Floats
    chance: Floats
    trajectories: int
    replications: int

    @property
    def order(self) -> list[int]:
        """The factors, the one that matters most first."""
        found: list[int] = np.argsort(-self.size, kind="stable").tolist()
        return found


@dataclass(frozen=True)
class Indices:
    """The shares of the figure's variance that d factors account for; each of shape (d,).

    Attributes
    ----------
    first : S1, by itself.
    total : ST, with all in which it takes part.
    first_points, total_points : half-widths of 95 % intervals, over points.
    first_replications, total_replications : likewise, over replications; NaN with one.
    noise : share of the variance over points that is chance between replications; NaN with one.
    points : how many base points it rests on.
    """

    first: Floats
    total: Floats
    first_points: Floats
    total_points: Floats
    first_replications: Floats
    total_replications: Floats
    noise: float
    points: int
    replications: int


def morris(evaluate: Evaluate, factors: Sequence[str], trajectories: int, seed: int = 0) -> Effects | None:
    """Screen factors by their elementary effects.

    Parameters
    ----------
    factors : the factor of each of d dimensions; those of the same name move together.
    trajectories : each costs as many points as there are factors, and one.

    Returns
    -------
    None where no trajectory could be evaluated.
    """
    from SALib.analyze.morris import analyze
    from SALib.sample.morris import sample

    names = tuple(dict.fromkeys(factors))
    problem = _problem(len(factors)) | {"groups": list(factors)}
    points = np.asarray(sample(problem, trajectories, num_levels=LEVELS, seed=seed), dtype=np.float64)
    size = len(names) + 1
    outcome = whole(evaluate(points))
    kept = np.flatnonzero(~np.isnan(outcome.reshape(-1, size * outcome.shape[1])).any(axis=1))
    if not len(kept):
        return None
    rows = (kept[:, None] * size + np.arange(size)).ravel()
    points, outcome = points[rows], outcome[rows]

    def analysed(values: Floats, resamples: int = 2) -> dict[str, Any]:
        with np.errstate(all="ignore"):
            found: dict[str, Any] = analyze(
                problem, points, values, num_levels=LEVELS, num_resamples=resamples, seed=seed + 1
            )
        order = [list(found["names"]).index(name) for name in names]
        return {key: np.asarray(found[key], dtype=np.float64)[order]
                for key in ("mu_star", "mu_star_conf", "sigma")}  # fmt: skip

    found = analysed(outcome.mean(axis=1), RESAMPLES)
    several = outcome.shape[1] > 1
    half = _jackknife(outcome, lambda values: analysed(values)["mu_star"][None])[0]
    single = np.array([factors.count(name) == 1 for name in names])
    return Effects(
        names,
        found["mu_star"],
        found["mu_star_conf"] if len(kept) > 1 else np.full(len(names), np.nan),
        half,
        np.where(single & (len(kept) > 1), found["sigma"], np.nan),
        _chance(points, outcome, factors, names) if several else np.full(len(names), np.nan),
        len(kept),
        outcome.shape[1],
    )


def sobol(evaluate: Evaluate, dimensions: int, points: int, seed: int = 0) -> Indices | None:
    """First and total-order indices of d dimensions, by Saltelli's scheme.

    Parameters
    ----------
    points : base points, a power of two; each costs d + 2 evaluations.

    Returns
    -------
    None where fewer than two base points could be evaluated, or the figure does not vary.
    """
    from SALib.analyze.sobol import analyze, first_order, total_order
    from SALib.sample.sobol import sample

    problem = _problem(dimensions)
    drawn = np.asarray(sample(problem, points, calc_second_order=False, seed=seed), dtype=np.float64)
    size = dimensions + 2
    outcome = whole(evaluate(drawn))
    kept = np.flatnonzero(~np.isnan(outcome.reshape(-1, size * outcome.shape[1])).any(axis=1))
    rows = (kept[:, None] * size + np.arange(size)).ravel()
    outcome = outcome[rows]
    if len(kept) < 2 or np.ptp(outcome.mean(axis=1)) == 0.0:
        return None

    def both(values: Floats) -> Floats:
        values = (values - values.mean()) / values.std()
        table = values.reshape(-1, size)
        first = [first_order(table[:, 0], table[:, 1 + at], table[:, -1]) for at in range(dimensions)]
        total = [total_order(table[:, 0], table[:, 1 + at], table[:, -1]) for at in range(dimensions)]
        return np.array([np.ravel(first), np.ravel(total)], dtype=np.float64)

    mean = outcome.mean(axis=1)
    found = analyze(problem, mean, calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1)
    halves = _jackknife(outcome, both)
    replications = outcome.shape[1]
    noise = math.nan
    if replications > 1:
        noise = float(outcome.var(axis=1, ddof=1).mean() / replications / mean.var())
    first, total, first_points, total_points = (
        np.asarray(found[key], dtype=np.float64) for key in ("S1", "ST", "S1_conf", "ST_conf")
    )
    return Indices(
        first, total, first_points, total_points, halves[0], halves[1], noise, len(kept), replications
    )


def whole(outcome: Floats) -> Floats:
    """The replications of which all points are there that are there of any."""
    there = (~np.isnan(outcome)).sum(axis=0)
    return outcome[:, there == there.max()]


def _problem(dimensions: int) -> dict[str, Any]:
    names = [f"x{at}" for at in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}


def _jackknife(outcome: Floats, of: Callable[[Floats], Floats]) -> Floats:
    """Half-widths of 95 % intervals over replications, of what is worked out from their mean."""
    from scipy.special import stdtrit

    number = outcome.shape[1]
    if number < 2:
        return np.full_like(of(outcome[:, 0]), np.nan)
    without = np.stack([of(np.delete(outcome, at, axis=1).mean(axis=1)) for at in range(number)])
    error = np.sqrt((number - 1) / number * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(stdtrit(number - 1, 1.0 - LEVEL / 2.0) * error, dtype=np.float64)


def _chance(points: Floats, outcome: Floats, factors: Sequence[str], names: Sequence[str]) -> Floats:
    """The mean absolute effect of each factor, if nothing but the noise of replications moved the figure.

    Each step's noise is seen in how its replications differ; a mean of noise has an absolute value of
    sqrt(2 / pi) standard errors.
    """
    size = len(names) + 1
    steps = outcome.reshape(-1, size, outcome.shape[1])
    moves = np.diff(steps, axis=1)  # trajectory, step, replication
    noise = moves.std(axis=2, ddof=1) / math.sqrt(outcome.shape[1])
    moved = np.diff(points.reshape(-1, size, points.shape[1]), axis=1) != 0.0
    column = {name: [at for at, own in enumerate(factors) if own == name] for name in names}
    delta = LEVELS / (2.0 * (LEVELS - 1))
    found = []
    for name in names:
        mine = moved[:, :, column[name]].any(axis=2)
        found.append(float(noise[mine].mean()) * math.sqrt(2.0 / math.pi) / delta)
    return np.array(found)
