"""Which organisation did better, for whom and on what: stated beforehand, judged together.

The hypotheses are all pairs of organisations x primary metrics x two groups of clients (one need,
several needs), each a paired t-test over replications, adjusted by Holm's step-down method so that
the chance of even one false "better" is at most 5 % over the whole family. An interval stands at
the level that Holm's method gave its test, so it leaves out 0 just when the difference is shown.
The sentence is about what matters most; `details` says every finding in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.intervals import FAMILY_WISE, estimate, holm, paired
from socsim.analysis.metrics import METRICS, unfit_as_primary
from socsim.analysis.table import Figures, figures
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd

JUDGED = ("needs=2+", "needs=1")


@dataclass(frozen=True)
class Finding:
    """One paired difference, first minus second, judged within the whole family."""

    first: str
    second: str
    group: str
    metric: str
    measured_in: str
    difference: float
    ci_low: float
    ci_high: float
    p_adjusted: float
    replications: int

    @property
    def shown(self) -> bool:
        """Whether the difference is shown at a family-wise 5 %."""
        return self.p_adjusted <= FAMILY_WISE

    @property
    def better(self) -> str | None:
        """The organisation that did better; None where no difference is shown."""
        if not self.shown:
            return None
        lower = METRICS[self.metric].better == "lower"
        return self.first if (self.difference < 0) == lower else self.second


@dataclass(frozen=True)
class Verdict:
    """What can be said."""

    sentence: str
    """For each group of clients who did better than the reference, and who best."""
    findings: tuple[Finding, ...]
    replications: int
    """The fewest that any finding rests on; 0 without findings."""
    details: tuple[str, ...] = ()
    """Every finding in words with its interval, a line for each group and pair of organisations."""


def _differences(first: Figures, second: Figures, group: str, metric: str) -> tuple[Floats, str] | None:
    """Differences by replication and their unit; None where one of them has no such figure."""
    rows = {key[:3]: row for row, key in enumerate(first.keys)}
    others = {key[:3]: row for row, key in enumerate(second.keys)}
    key = (metric, "mean", group)
    if key not in rows or key not in others:
        return None
    return paired(first.values[rows[key]], second.values[others[key]]), first.keys[rows[key]][3]


def judge(values: pd.DataFrame, primary: Sequence[str]) -> tuple[Finding, ...]:
    """All paired differences in the primary metrics, adjusted together.

    Raises
    ------
    ValueError
        Where a primary metric is unknown, or has no direction that is better.
    """
    unfit = unfit_as_primary(tuple(primary))
    if unfit:
        raise ValueError("; ".join(f"{name}: {why}" for name, why in unfit.items()))
    named, rows = [], []
    everyone = figures(values)
    for group in JUDGED:
        for first, second in combinations(everyone, 2):
            for metric in dict.fromkeys(primary):
                pair = _differences(first, second, group, metric)
                if pair is not None:
                    named.append((first.organisation, second.organisation, group, metric, pair[1]))
                    rows.append(pair[0])
    if not rows:
        return ()
    matrix = np.vstack(rows)
    adjusted, level = holm(estimate(matrix).p)
    result = estimate(matrix, level)
    return tuple(
        Finding(
            first=first,
            second=second,
            group=group,
            metric=metric,
            measured_in=unit,
            difference=float(result.mean[row]),
            ci_low=float(result.low[row]),
            ci_high=float(result.high[row]),
            p_adjusted=float(adjusted[row]),
            replications=int(result.replications[row]),
        )
        for row, (first, second, group, metric, unit) in enumerate(named)
    )


def verdict(
    values: pd.DataFrame,
    primary: Sequence[str],
    language: str = "en",
    labels: Mapping[str, str] | None = None,
    reference: str | None = None,
) -> Verdict:
    """Judge the organisations and put it in a sentence for each group of clients.

    Parameters
    ----------
    values
        As for `summarise`.
    primary
        Metrics on which the verdict rests: `scenario.comparison.primary`.
    language
        `sv` or `en`.
    labels
        What to call the organisations; left out, or one missing: by name.
    reference
        The organisation that the sentence relates the others to; left out: the first.
    """
    from socsim.analysis.details import details
    from socsim.analysis.sentence import sentence

    findings = judge(values, primary)
    fewest = min((finding.replications for finding in findings), default=0)
    names = [str(name) for name in values["organisation"].unique()]
    said = sentence(findings, names, reference or names[0], language, labels or {})
    return Verdict(said, findings, fewest, details(findings, language, labels or {}))
