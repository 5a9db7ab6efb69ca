"""Where two organisations are equal: at which value of a number, or along which line over two."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.crossings import Band, Stretch, band, stretches
from socsim.analysis.frontier import Surface, surface
from socsim.analysis.intervals import FAMILY_WISE, estimate, paired
from socsim.analysis.metrics import METRICS
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.breakeven_search import Search, shares_of
from socsim.answers.breakeven_words import Words
from socsim.experiment.figures import Figure
from socsim.experiment.goals import group_of, metric_of
from socsim.experiment.points import Ranged, ranged
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import Parameter

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded

POINTS = {1: 17, 2: 41}
"""At how many values the organisations are compared, by how many numbers vary."""


class Breakeven(Answer):
    """Where two organisations are equal.

    Attributes
    ----------
    varied : one number or two, with their ranges.
    between : the organisations; differences are the second less the first.
    figure : what they are compared on.
    values : shape (points, numbers), where they were compared.
    figures : shape (points, 2, replications), of each of them.
    own : shape (2, replications), with the file's own numbers.
    finest : the places that count for the intervals together, besides the file's own numbers.
    error_rate : the chance, at most, that even one of the intervals does not hold.
    """

    name = "breakeven"

    def __init__(
        self,
        asked: Asked,
        varied: Sequence[Ranged],
        between: tuple[str, str],
        figure: Figure,
        values: Floats,
        figures: Floats,
        own: Floats,
        finest: int,
        error_rate: float,
        unfit: int,
    ) -> None:
        super().__init__(asked)
        self.varied, self.between, self.figure = tuple(varied), between, figure
        self.values, self.figures, self.own = values, figures, own
        self.finest, self.error_rate, self.unfit = finest, error_rate, unfit

    @property
    def numbers(self) -> list[Parameter]:
        """The numbers that vary."""
        return [one.parameter for one in self.varied]

    @property
    def differences(self) -> Floats:
        """Second less first, shape (points, replications)."""
        return paired(self.figures[:, 1], self.figures[:, 0])

    @property
    def tests(self) -> int:
        """How many intervals hold together."""
        return self.finest + 1

    @cached_property
    def band(self) -> Band:
        """The difference over one number."""
        return band(self.values[:, 0], self.differences, self.tests, self.error_rate)

    @cached_property
    def surface(self) -> Surface:
        """The difference over two numbers, as shares of their ranges."""
        shares = shares_of(self.values, self.numbers)
        return surface(shares, self.differences, self.tests, self.error_rate)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The range of one number in parts: who is better, and where that is undecided."""
        return stretches(self.band) if len(self.varied) == 1 else []

    @property
    def known(self) -> Band | Surface:
        """The difference with its intervals."""
        return self.band if len(self.varied) == 1 else self.surface

    def better(self, sign: int) -> str:
        """The organisation that is better where the difference has this sign; empty for 0."""
        if sign == 0:
            return ""
        return self.between[int((sign > 0) == (METRICS[self.figure.metric].better == "higher"))]

    @property
    def measured_in(self) -> str:
        """The unit of the difference."""
        return METRICS[self.figure.metric].unit(self.meta["currency"])

    @property
    def table(self) -> pd.DataFrame:
        """A row for each part of the range, or of the map, in which one is better, or neither is shown."""
        import pandas as pd

        if len(self.varied) == 2:
            shares = self.surface.shares()
            rows = [(self.better(sign) or "undecided", shares[sign]) for sign in (-1, 0, 1)]
            return pd.DataFrame(rows, columns=["better", "share_of_map"]).assign(
                replications=len(self.asked.replications)
            )
        return pd.DataFrame(
            [
                {
                    "key": self.numbers[0].name,
                    "from": part.start,
                    "to": part.end,
                    "unit": self.numbers[0].unit,
                    "better": self.better(part.sign) or "undecided",
                    "crossing_shown": part.crossed,
                    "equal_at": " ".join(f"{at:.6g}" for at in part.crossings),
                    "least_difference": part.least,
                    "most_difference": part.most,
                    "measured_in": self.measured_in,
                    "replications": int(self.band.replications.min()),
                }
                for part in self.stretches
            ]
        )

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """The difference at each point, with its interval."""
        import pandas as pd

        known, (first, second) = self.known, self.between
        there = np.isfinite(self.differences).sum(axis=1) >= 2
        order = np.argsort(self.values[there, 0], kind="stable") if len(self.varied) == 1 else slice(None)
        at, figures = self.values[there][order], self.figures[there][order]
        columns: dict[str, Any] = {one.name: at[:, k] for k, one in enumerate(self.numbers)}
        columns |= {first: _means(figures[:, 0]), second: _means(figures[:, 1])}
        columns |= {"difference": known.mean, "ci_low": known.low, "ci_high": known.high}
        columns["better"] = [self.better(sign) or "undecided" for sign in known.sign.tolist()]
        columns |= {"measured_in": self.measured_in, "replications": known.replications}
        return {"points": pd.DataFrame(columns)}

    @property
    def settings(self) -> Mapping[str, Any]:
        """The question."""
        return {
            "vary": {one.name: [one.low, one.high, one.unit] for one in self.numbers},
            "moved_together": [list(one.keys) for one in self.numbers],
            "between": list(self.between),
            "figure": self.figure.name,
            "points": len(self.values),
            "finest_grid": self.finest,
            "error_rate": self.error_rate,
            "unfit": self.unfit,
        }

    def sentences(self, language: str = "en") -> list[str]:
        """Where they are equal and who is better elsewhere; what holds in the file, on what that rests."""
        return Words(self, language).sentences()

    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Parts of the range, or lines through the map."""
        return Words(self, language).rows()

    def chart(self, language: str = "en") -> Any:
        """The difference with its band along the number; with two, a map."""
        from socsim.charts.breakeven import Axis, curve, plane
        from socsim.charts.number_words import number_words, unit_words

        words = Words(self, language)
        axes = [
            Axis(
                number_words(one.parameter.keys, words.about),
                unit_words(one.parameter.unit, language),
                one.parameter.low,
                one.parameter.high,
                one.parameter.value,
                one.stated,
            )
            for one in self.varied
        ]
        if len(axes) == 1:
            return curve(self.band, self.stretches, axes[0], words.drawn(), self.meta, language)
        return plane(self.surface, axes, words.drawn(), self.meta, language)

    def stated(self) -> tuple[float, float, float] | None:
        """Difference, low and high with the file's own numbers; None where there are no two replications."""
        found = estimate(paired(self.own[1], self.own[0])[None], self.error_rate / self.tests)
        if not math.isfinite(found.low[0]):
            return None
        return float(found.mean[0]), float(found.low[0]), float(found.high[0])


def breakeven(
    source: Loaded | str | Path,
    vary: str | Sequence[str],
    between: tuple[str, str],
    *,
    metric: str = "lead_to_all_supported_days",
    group: str = "all",
    points: int | None = None,
    error_rate: float = FAMILY_WISE,
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Breakeven:
    """Where two organisations are equal, over one number of the scenario or over two.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    vary : `KEY`, over the range that the file states, `KEY=LOW:HIGH`, or with the number of places to begin
        with, `KEY=LOW:HIGH:STEPS`; two of them for a map.
    between : the organisations: differences are the second less the first.
    metric, group : what they are compared on, as in summary.csv; `NAME.p90` is a quantile.
    points : at how many places they are compared, at most; None: `POINTS`.
    error_rate : the chance, at most, that even one of the intervals does not hold.
    replications, set, jobs, cluster, budget, out, engine, progress, language : as in `opened`.

    Raises
    ------
    UserError : where the question cannot be put to this scenario.
    """
    figure = Figure(*metric_of(metric), group_of(group))
    if METRICS[figure.metric].better is None:
        raise UserError([f"--metric {metric}: neither lower nor higher is better, so nobody can be ahead"])
    if between[0] == between[1]:
        raise UserError([f"--between {between[0]} {between[1]}: two different organisations"])
    asked = opened(
        source,
        organisations=between,
        replications=replications,
        set=set,
        jobs=jobs,
        cluster=cluster,
        budget=budget,
        out=out,
        engine=engine,
        progress=progress,
        language=language,
    )
    if len(asked.replications) < 2:
        raise UserError(["--replications 1: without a second one there is no interval; state 2 or more"])
    keys = [vary] if isinstance(vary, str) else list(vary)
    varied = [ranged(one, asked.loaded) for one in keys]
    if len(varied) not in POINTS or len({one.parameter.keys for one in varied}) < len(varied):
        raise UserError(["--vary: one key, or two different ones for a map"])
    search = Search(asked, varied, between, figure, points or POINTS[len(varied)], error_rate)
    return Breakeven(
        asked,
        varied,
        between,
        figure,
        *search.found(),
        search.finest,
        error_rate,
        len(asked.trials.unfit),
    )


def _means(figures: Floats) -> Floats:
    there = np.isfinite(figures)
    found: Floats = np.where(there, figures, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return found
