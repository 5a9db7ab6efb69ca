"""In what share of the plausible ranges one organisation is better than another, and what decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.cohort import Bools
from socsim.analysis.deciding import Deciding, deciding
from socsim.analysis.drift import OF
from socsim.analysis.metrics import METRICS, unfit_as_primary
from socsim.analysis.shares import Compared, Share, compared, settling
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.draws import Draws, chosen_parameters, draw
from socsim.experiment.figures import Figure
from socsim.experiment.goals import group_of, metric_of
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded
    from socsim.screen.answer_screen import Block

POINTS = 128
REPLICATIONS = 2
NEAR = 3.0
"""Tolerances by which a known figure may be missed; three is usual in history matching (Pukelsheim 1994)."""
AT_A_TIME = 8  # points that are begun together where there is a budget
DRIFTS = tuple(Figure(metric) for metric in OF.values())
BY_NEEDS = ("needs=2+", "needs=1", "needs=2", "needs=3", "needs=4+")
ON_SCREEN = ("needs=2+", "needs=1")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Points:
    """What became of n points; each of shape (n,) but `settled`, (n, organisations).

    Attributes
    ----------
    unfit : they are no scenario.
    finished : all their replications are there.
    settled : whether each organisation's hours and queues had come to rest.
    near : whether they come near all known figures that the scenario states.
    calibrated : whether only those that do are looked at.
    """

    unfit: Bools
    finished: Bools
    settled: Bools
    near: Bools
    calibrated: bool

    @property
    def counted(self) -> Bools:
        """Finished, and every organisation has settled."""
        return self._looked_at & self.settled.all(axis=1)

    @property
    def apart(self) -> Bools:
        """Finished, but some organisation has not settled."""
        return self._looked_at & ~self.settled.all(axis=1)

    @property
    def _looked_at(self) -> Bools:
        return self.finished & self.near if self.calibrated else self.finished


def robust(
    source: Loaded | str | Path,
    *,
    metrics: Sequence[str] = (),
    groups: Sequence[str] = (),
    points: int = POINTS,
    between: Pair | None = None,
    organisations: Sequence[str] = (),
    only: Sequence[str] = (),
    calibrated: bool = False,
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Robust:
    """Draw all numbers with a stated range, and see in what share of the draws which organisation is better.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    metrics : those to judge by, the most important first, as `gap_days` or `lead_to_decision_days.p90`; none:
        the scenario's primary metrics.
    groups : of whom; none: by number of needs.
    points : draws from the ranges, independent of each other.
    between : two organisations; None: all pairs.
    organisations : those to compare, where `between` is None; none: all.
    only : patterns of keys (`behaviour.*`) of the numbers that are drawn; none: all with a range.
    calibrated : whether to look only at draws that come within NEAR tolerances of every known figure that the
        scenario states in `targets`, as history matching does (Craig et al. 1997).
    replications : at each point, from 2.
    set, jobs, cluster, budget, out, engine, progress, language : as in `opened`.

    Raises
    ------
    UserError : where the scenario states no ranges, or what was asked for is not there.
    """
    if points < 1:
        raise UserError([f"--points {points}: a whole number from 1"])
    number = REPLICATIONS if replications is None else replications
    if number < 2:
        raise UserError([f"--replications {number}: at least 2, else no point can be told from chance"])
    if between and between[0] == between[1]:
        raise UserError([f"--between {' '.join(between)}: two different organisations"])
    asked = opened(
        source,
        organisations=between or organisations,
        replications=number,
        set=set,
        jobs=jobs,
        cluster=cluster,
        budget=budget,
        out=out,
        engine=engine,
        progress=progress,
        language=language,
    )
    names = asked.trials.organisations
    if len(names) < 2:
        raise UserError([f"{asked.loaded.path}: one organisation has nothing to be better than"])
    pairs = (between,) if between else tuple(combinations(names, 2))
    wanted = figures_wanted(asked.loaded, metrics, groups)
    draws = draw(chosen_parameters(asked.loaded, only), points, asked.loaded.scenario.run.seed)
    targets = [one for one in asked.loaded.scenario.targets if one.organisation in names]
    if calibrated and not targets:
        raise UserError([f"--calibrated: {asked.loaded.path} states no targets for these organisations"])
    known = [Figure(one.metric, one.statistic, one.group) for one in targets]
    values, unfit = simulated(asked, draws, [*wanted, *DRIFTS, *known])
    first = len(wanted) + len(DRIFTS)
    near = np.ones(len(values), dtype=np.bool_)
    for at, one in enumerate(targets, start=first):
        found = values[:, names.index(one.organisation), :, at].mean(axis=1)
        near &= np.abs(found - one.value) <= NEAR * one.tolerance
    return Robust(asked, draws, pairs, wanted, values[..., :first], unfit, near, calibrated=calibrated)


def figures_wanted(loaded: Loaded, metrics: Sequence[str], groups: Sequence[str]) -> list[Figure]:
    """The figures to judge by: each metric for each group.

    Raises
    ------
    UserError : where a metric has no direction, or there is no such metric or group.
    """
    named = [metric_of(text) for text in metrics or loaded.scenario.comparison.primary]
    for text, (metric, _) in zip(metrics, named, strict=False):
        if METRICS[metric].better is None:
            raise UserError([f"--metric {text}: neither lower nor higher of it is better"])
    chosen = [group_of(group) for group in groups]
    return [
        Figure(metric, statistic, group)
        for metric, statistic in named
        for group in chosen or (("all",) if unfit_as_primary((metric,)) else BY_NEEDS)
    ]


def simulated(asked: Asked, draws: Draws, wanted: Sequence[Figure]) -> tuple[Floats, Bools]:
    """Simulate the draws, a few points after the other where there is a budget, so that they are whole.

    Returns
    -------
    Values of shape (n, organisations, replications, figures), and which draws are no scenario.
    """
    trials, variants = asked.trials, draws.variants()
    at_a_time = len(variants) if trials.how.where.budget.seconds is None else AT_A_TIME
    parts = []
    for start in range(0, len(variants), at_a_time):
        some = variants[start : start + at_a_time]
        left = len(variants) - start - len(some)
        later = left * len(trials.organisations) * len(asked.replications)
        parts.append(trials.values(some, wanted, replications=asked.replications, later=later))
    unfit = np.array([one in trials.unfit for one in variants], dtype=np.bool_)
    return np.concatenate(parts), unfit


class Robust(Answer):
    """In what share of the plausible ranges an organisation is better than another.

    Attributes
    ----------
    draws : the points, n of them.
    pairs : first and second organisation of each comparison.
    figures : what they are compared by.
    values : shape (n, organisations, replications, figures).
    points : what became of the points.
    """

    name = "robust"

    def __init__(
        self,
        asked: Asked,
        draws: Draws,
        pairs: Sequence[Pair],
        wanted: Sequence[Figure],
        values: Floats,
        unfit: Bools,
        near: Bools,
        *,
        calibrated: bool = False,
    ) -> None:
        super().__init__(asked)
        self.draws, self.pairs = draws, tuple(pairs)
        drifts = values[..., len(wanted) :]
        settled = [settling(drifts[:, at]) for at in range(drifts.shape[1])]
        known: Bools = ~np.isnan(values).all(axis=3).reshape(len(values), -1)
        finished = known.all(axis=1) & ~unfit
        self.points = Points(unfit, finished, np.stack(settled, axis=1), near & finished, calibrated)
        there = np.asarray(~np.isnan(values[..., : len(wanted)]).all(axis=(0, 1, 2)))
        self.figures = tuple(one for one, has in zip(wanted, there, strict=True) if has)
        self.values = values[..., : len(wanted)][..., there]
        if not self.figures and finished.any():
            raise UserError([f"--metric {wanted[0].metric}: there is no such figure for these groups"])

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked besides the scenario."""
        return {
            "pairs": [list(pair) for pair in self.pairs],
            "figures": [one.name for one in self.figures],
            "points": len(self.draws.shares),
            "calibrated": self.points.calibrated,
            "parameters": [one.name for one in self.draws.parameters],
        }

    @cached_property
    def comparisons(self) -> dict[tuple[Pair, Figure], Compared]:
        """Each pair in each figure, at every point."""
        at = {name: place for place, name in enumerate(self.asked.trials.organisations)}
        kind = np.asarray(~self.points.settled.all(axis=1), dtype=np.int64)
        return {
            (pair, figure): compared(
                self.values[:, at[pair[0]], :, k],
                self.values[:, at[pair[1]], :, k],
                kind,
                lower_is_better=METRICS[figure.metric].better == "lower",
            )
            for k, figure in enumerate(self.figures)
            for pair in self.pairs
        }

    def share(self, pair: Pair, figure: Figure, which: int, *, settled: bool = True) -> Share:
        """The share of points in which the second of a pair is BETTER, WORSE or UNDECIDED."""
        of = self.points.counted if settled else self.points.apart
        return self.comparisons[pair, figure].share(which, of)

    @cached_property
    def deciding(self) -> dict[tuple[Pair, Figure], Deciding | None]:
        """What the parameters have to do with who is ahead, at the points that count."""
        seed = self.asked.loaded.scenario.run.seed
        found: dict[tuple[Pair, Figure], Deciding | None] = {}
        for key, one in self.comparisons.items():
            of = one.judged & self.points.counted
            found[key] = deciding(self.draws.shares[of], one.gain[of], one.judgement[of], seed)
        return found

    def corners(self, pair: Pair, figure: Figure) -> tuple[int, int] | None:
        """The points where the second is furthest behind and furthest ahead; None without points."""
        one = self.comparisons[pair, figure]
        of = np.flatnonzero(one.judged & self.points.counted)
        if not len(of):
            return None
        return int(of[np.argmin(one.gain[of])]), int(of[np.argmax(one.gain[of])])

    @property
    def headline(self) -> tuple[Figure, ...]:
        """The figures that the sentences are about: the first metric, for several needs and for one."""
        first = [one for one in self.figures if one[:2] == self.figures[0][:2]]
        named = [one for one in first if one.group in ON_SCREEN]
        return tuple(named or first[:1])

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each pair, figure, and points that settle or do not: shares of points, 95 % intervals.

        `difference_p05` to `difference_p95` say how the difference, second minus first, spreads over the
        ranges; `half_width` how well it is known at a point, in the median.
        """
        from socsim.answers.robust_tables import shares

        return shares(self)

    @cached_property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """What decides, the points with their values, the difference at each, and the corners."""
        from socsim.answers import robust_tables as made

        return {
            "parameters": made.parameters(self),
            "corners": made.corners(self),
            "differences": made.differences(self),
            "points": made.points(self),
        }

    def sentences(self, language: str = "en") -> Sequence[str]:
        """Who is ahead for several needs and for one, what decides it, and what the points rest on."""
        from socsim.answers.robust_words import sentences

        return sentences(self, language)

    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Shares of points for several needs and for one, in each metric and pair."""
        from socsim.answers.robust_words import rows

        return rows(self, language)

    def further(self, language: str = "en") -> Sequence[Block]:
        """The parameters that decide, and the corners."""
        from socsim.answers.robust_words import apart_block, corner_block, deciding_block

        if not self.figures:
            return []
        made = [deciding_block(self, language), corner_block(self, language)]
        return [apart_block(self, language), *made] if self.points.apart.any() else made

    def chart(self, language: str = "en") -> Any:
        """A bar of shares for each pair and figure, and below them what decides."""
        from socsim.charts.robust import robust as drawn

        counts = {
            "numbers": len(self.draws.parameters),
            "total": len(self.points.counted),
            "counted": int(self.points.counted.sum()),
            "apart": int(self.points.apart.sum()),
        }
        return drawn(self.table, self.more_tables["parameters"], counts, self.meta, language)
