"""Which parameters decide who is ahead: rank correlation, told from chance by permutation.

Sources: Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, chapters 1 (rank correlation) and 5
(factors mapping); Westfall and Young (1993), Resampling-Based Multiple Testing (the largest of all
statistics under permutation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from socsim.analysis.intervals import FAMILY_WISE
from socsim.analysis.shares import BETTER, WORSE
from socsim.scenario.blueprint import Floats, Ints

PERMUTATIONS = 999
FEWEST = 10
"""Points below which nothing is said of parameters."""


@dataclass(frozen=True)
class Deciding:
    """What d parameters have to do with a gain at n points; each of shape (d,).

    Attributes
    ----------
    correlation : Spearman's, of the parameter and the gain: above 0 where high values speak for the second.
    band : what the largest of d correlations exceeds by chance in 5 of 100 cases, where no parameter matters.
    better_low, better_high : share of points where the second is better, in the lowest and in the highest
        third of the parameter's values.
    worse_low, worse_high : likewise, where it is worse.
    """

    correlation: Floats
    band: float
    better_low: Floats
    better_high: Floats
    worse_low: Floats
    worse_high: Floats

    @property
    def order(self) -> Ints:
        """The parameters, the one that matters most first."""
        return np.argsort(-np.abs(self.correlation), kind="stable").astype(np.int64)

    def shown(self, parameter: int) -> bool:
        """Whether a parameter stands out from chance, judged together with all others."""
        return bool(abs(self.correlation[parameter]) > self.band)


def deciding(draws: Floats, gain: Floats, judgement: Ints, seed: int = 0) -> Deciding | None:
    """Relate parameters to who is ahead.

    Parameters
    ----------
    draws : where in its distribution each parameter was drawn, shape (n, d).
    gain : by how much the second is ahead at each point, shape (n,).
    judgement : BETTER, WORSE or UNDECIDED, shape (n,).
    seed : of the permutations.

    Returns
    -------
    None with fewer than FEWEST points, or where the gain is the same at all.
    """
    from scipy.stats import rankdata

    number = len(gain)
    if number < FEWEST or np.ptp(gain) == 0.0 or draws.shape[1] == 0:
        return None
    of = _standardised(rankdata(draws, axis=0))
    ranks = _standardised(rankdata(gain)[:, None])[:, 0]
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(ranks, (PERMUTATIONS, 1)), axis=1)
    largest = np.abs(shuffled @ of).max(axis=1)
    band = float(np.quantile(largest, 1.0 - FAMILY_WISE, method="higher"))
    third = max(1, number // 3)
    places = np.argsort(draws, axis=0, kind="stable")
    low, high = judgement[places[:third]], judgement[places[-third:]]
    return Deciding(
        ranks @ of,
        band,
        *((thirds == which).mean(axis=0) for which in (BETTER, WORSE) for thirds in (low, high)),
    )


def _standardised(ranks: Floats) -> Floats:
    """Columns of mean 0 and length 1; one that does not vary is all 0."""
    centred = ranks - ranks.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    result: Floats = centred / np.where(length > 0.0, length, 1.0)
    return result
