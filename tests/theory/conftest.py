"""How the simulation is held against theory: one level for the whole family of comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from scipy import stats

FALSE_ALARM = 0.01
"""Chance that a right simulation fails anywhere in the family, over the choice of seeds."""
COMPARISONS = 70
"""The family: at most this many figures are compared with theory (Bonferroni)."""
NARROW = 0.05
"""Largest half-width of an interval as a share of theory, unless a test states its own.

With it, a theory that is off by more than twice this share is always caught.
"""


ROUNDING = 1e-12
"""Share of theory that is forgiven where nothing varies, as when nobody is reminded."""

Values = Sequence[float]


def interval(values: Values, control: Values | None = None) -> tuple[float, float]:
    """Estimate and half-width of Student's t-interval over replications, at the family's level.

    Parameters
    ----------
    values : one figure, a value for each replication.
    control : another figure, less its exact mean: a control variate. The estimate is then the
        regression of `values` on it, at 0 (Lavenberg & Welch 1981, *Management Science* 27:322-335).
    """
    known = np.ones((len(values), 1))
    if control is not None:
        known = np.column_stack((known, control))
    fitted = np.linalg.lstsq(known, np.asarray(values), rcond=None)[0]
    free = len(values) - known.shape[1]
    variance = float(np.sum((values - known @ fitted) ** 2)) / free
    t = float(stats.t.ppf(1.0 - FALSE_ALARM / COMPARISONS / 2.0, free))
    return float(fitted[0]), t * float(variance * np.linalg.inv(known.T @ known)[0, 0]) ** 0.5


def check(
    name: str, values: Values, theory: float, narrow: float = NARROW, control: Values | None = None
) -> None:
    """Fail where theory is outside the interval, or where the interval is too wide to tell."""
    mean, half = interval(values, control)
    shown = f"{name}: {mean:.5g} +- {half:.2g} over {len(values)} replications, theory {theory:.5g}"
    assert half <= narrow * theory, f"{shown}: too wide to tell"
    assert abs(mean - theory) <= half + ROUNDING * theory, shown


class Agreement:
    """Compares figures with theory, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(
        self, name: str, values: Values, theory: float, narrow: float = NARROW, control: Values | None = None
    ) -> None:
        """Compare one figure's values, one a replication, with theory."""
        self.made += 1
        check(name, values, theory, narrow, control)


@pytest.fixture(scope="session")
def agree() -> Iterator[Agreement]:
    """The family's only way to compare; fails where it has outgrown its level."""
    agreement = Agreement()
    yield agreement
    assert agreement.made <= COMPARISONS, f"{agreement.made} comparisons: raise COMPARISONS"
