"""Whether figures agree with theory: one chance of a false alarm for all comparisons together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import NOISE, estimate
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

FALSE_ALARM = 0.001
"""Chance that a program without any error is said to differ anywhere, over the choice of seeds."""
FOUND = 0.9
"""Chance with which a deviation of the size that is stated is found."""
WIDE = 0.5
"""Half-width, as a share of theory, beyond which an interval cannot tell."""
AGREES, DIFFERS, UNCLEAR = "agrees", "differs", "unclear"


def judged(
    rows: Sequence[Mapping[str, object]], values: Sequence[Floats], rate: float = FALSE_ALARM
) -> pd.DataFrame:
    """Hold figures against theory, all at once.

    The intervals are Student's t over replications, each at the level `rate` / number of rows (Bonferroni),
    so that theory is within all of them with a chance of at least 1 - `rate` where nothing is wrong, however
    the figures hang together.

    Parameters
    ----------
    rows : what is compared, with `theory` among it.
    values : those of each row, one a replication, in the unit of theory; NaN where there is no figure.
    rate : the chance of a false alarm among them all.

    Returns
    -------
    The rows as a table, with `simulated`, the mean over `replications`; `low` and `high`; `would_be_found`,
    the share of theory by which the truth has to be off to be found with a chance of 90 %; and `verdict`:
    `agrees`, `differs`, or `unclear` where the half-width is more than half of theory, or there is none.
    """
    import pandas as pd
    from scipy.special import stdtrit

    table = pd.DataFrame([dict(row) for row in rows])
    theory = table["theory"].to_numpy(dtype=np.float64)
    padded = np.full((len(rows), max(map(len, values))), np.nan)
    for row, own in zip(padded, values, strict=True):
        row[: len(own)] = own
    found = estimate(padded, rate / len(rows))
    half = (found.high - found.low) / 2.0
    freedom = np.maximum(found.replications - 1, 1).astype(np.float64)
    error = half / stdtrit(freedom, 1.0 - rate / len(rows) / 2.0)
    with np.errstate(invalid="ignore"):
        outside = np.abs(found.mean - theory) > half + NOISE * np.abs(theory)
        wide = ~(half <= WIDE * np.abs(theory))
    verdict = np.where(wide, UNCLEAR, np.where(outside, DIFFERS, AGREES))
    return table.assign(
        simulated=found.mean,
        low=found.low,
        high=found.high,
        replications=found.replications,
        would_be_found=(half + stdtrit(freedom, FOUND) * error) / np.abs(theory),
        verdict=verdict,
    )
