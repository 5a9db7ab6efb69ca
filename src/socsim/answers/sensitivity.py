"""Which numbers move a figure, or the difference between two organisations, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.intervals import Estimates, estimate, paired
from socsim.analysis.screening import Effects, Evaluate, Indices, morris, sobol
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.draws import Draws, chosen_parameters
from socsim.experiment.figures import Figure
from socsim.experiment.goals import group_of, metric_of
from socsim.experiment.trials import Variant
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import Parameter, changes_of

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded
    from socsim.screen.answer_screen import Block

TRAJECTORIES, POINTS, TOP, REPLICATIONS = 4, 32, 6, 2
SINGLY = 40
"""So many numbers are screened one by one; more, by section of the file first."""


@dataclass(frozen=True)
class Ends:
    """What becomes of the figure where one number alone is at the ends of its range, the others as stated.

    Attributes
    ----------
    low, high : the change from the stated values, paired by replication: a row a parameter.
    stated : the figure at the stated values, one row.
    """

    low: Estimates
    high: Estimates
    stated: Estimates


def sensitivity(
    source: Loaded | str | Path,
    *,
    metric: str | None = None,
    group: str = "all",
    between: tuple[str, str] | None = None,
    organisation: str | None = None,
    only: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    points: int = POINTS,
    top: int = TOP,
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Sensitivity:
    """Screen all numbers with a range, and see what those that matter most account for.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    metric, group : the figure, as `gap_days` or `lead_to_decision_days.p90`; None: the first primary metric.
    between : of the difference between two organisations, second minus first.
    organisation : of this one, where `between` is None; None: the reference.
    only : patterns of keys (`behaviour.*`) of the numbers that vary; none: all with a range.
    trajectories : of Morris's screening.
    points : base points of Sobol's indices, a power of two.
    top : how many numbers these are worked out for.
    replications : at each point.
    set, jobs, cluster, budget, out, engine, progress, language : as in `opened`.

    Raises
    ------
    UserError : where SALib is not there, the scenario states no ranges, or what was asked for is not there.
    """
    if find_spec("SALib") is None:
        raise UserError(["socsim sensitivity needs SALib: pip install 'socsim[answers]'"])
    for name, value, least in (("trajectories", trajectories, 2), ("points", points, 2), ("top", top, 1)):
        if value < least:
            raise UserError([f"--{name} {value}: a whole number from {least}"])
    if points & (points - 1):
        raise UserError([f"--points {points}: a power of two, as 16 or 32"])
    if between and between[0] == between[1]:
        raise UserError([f"--between {' '.join(between)}: two different organisations"])
    chosen = between or ((organisation,) if organisation else ())
    asked = opened(
        source,
        organisations=chosen,
        replications=REPLICATIONS if replications is None else replications,
        set=set,
        jobs=jobs,
        cluster=cluster,
        budget=budget,
        out=out,
        engine=engine,
        progress=progress,
        language=language,
    )
    if not chosen:
        chosen = (asked.trials.base.reference,)
    figure = Figure(*metric_of(metric or asked.loaded.scenario.comparison.primary[0]), group_of(group))
    found = Sensitivity(asked, chosen, figure, chosen_parameters(asked.loaded, only))
    found.look(trajectories, points, top)
    return found


class Sensitivity(Answer):
    """Which numbers move a figure.

    Attributes
    ----------
    organisations : the one that the figure is of, or the first and the second of a difference.
    figure : the figure.
    parameters : all numbers that vary.
    sections : the screening by section of the file; None where it was not needed or not finished.
    single : the screening one by one, of the sections that matter; None where not finished.
    screened : its parameters.
    top : the parameters that matter most, the first first.
    ends : what becomes of the figure at the ends of their ranges; None where not finished.
    indices : Sobol's, in the order of `top`; None where not finished.
    """

    name = "sensitivity"

    def __init__(
        self, asked: Asked, organisations: Sequence[str], figure: Figure, parameters: Sequence[Parameter]
    ) -> None:
        super().__init__(asked)
        self.organisations, self.figure = tuple(organisations), figure
        self.parameters = tuple(parameters)
        self.sections: Effects | None = None
        self.single: Effects | None = None
        self.screened: tuple[Parameter, ...] = ()
        self.top: tuple[Parameter, ...] = ()
        self.ends: Ends | None = None
        self.indices: Indices | None = None
        self._asked_for: dict[str, int] = {}

    def look(self, trajectories: int, points: int, top: int) -> None:
        """Screen by section, then one by one; then the ends and the indices of the top."""
        self._asked_for = {"trajectories": trajectories, "points": points, "top": top}
        seed = self.asked.loaded.scenario.run.seed
        groups = [section(one) for one in self.parameters]
        by_section = len(self.parameters) > SINGLY and len(dict.fromkeys(groups)) > 1
        one_by_one = trajectories * (min(len(self.parameters), SINGLY) + 1)
        top = min(top, len(self.parameters))
        rest = one_by_one + 2 * top + 1 + points * (top + 2)
        if by_section:
            self.sections = morris(self._evaluate(self.parameters, rest), groups, trajectories, seed)
            self.screened = self._in_sections(groups)
        else:
            self.screened = self.parameters
        if not self.screened or self.asked.trials.over:
            return
        rest -= one_by_one
        names = [one.name for one in self.screened]
        self.single = morris(self._evaluate(self.screened, rest), names, trajectories, seed)
        if self.single is None or self.asked.trials.over:
            return
        self.top = tuple(self.screened[at] for at in self.single.order[:top])
        self.ends = self._at_ends(rest - 2 * top - 1)
        if not self.asked.trials.over:
            self.indices = sobol(self._evaluate(self.top, 0), len(self.top), points, seed)

    def _in_sections(self, groups: Sequence[str]) -> tuple[Parameter, ...]:
        """The numbers of the sections that matter most, at most SINGLY but those of one section at least.

        Numbers that move to and fro together add up as squares do: a number of a section has, typically,
        the section's effect over the root of how many there are.
        """
        if self.sections is None:
            return ()
        members = {
            name: [one for one, own in zip(self.parameters, groups, strict=True) if own == name]
            for name in self.sections.names
        }
        each = {
            name: size / math.sqrt(len(members[name]))
            for name, size in zip(self.sections.names, self.sections.size.tolist(), strict=True)
        }
        chosen: list[Parameter] = []
        for name in sorted(each, key=lambda name: -each[name]):
            if not chosen or len(chosen) + len(members[name]) <= SINGLY:
                chosen += members[name]
        return tuple(one for one in self.parameters if one in chosen)

    def _evaluate(self, what: Sequence[Parameter], later: int) -> Evaluate:
        """What the screening calls: the figure at points in the ranges of some numbers, others as stated."""

        def evaluate(shares: Floats) -> Floats:
            return self._outcome(Draws(tuple(what), shares).variants(), later)

        return evaluate

    def _outcome(self, variants: Sequence[Variant], later: int) -> Floats:
        """The figure or the difference, shape (variants, replications)."""
        trials, numbers = self.asked.trials, self.asked.replications
        runs = later * len(trials.organisations) * len(numbers)
        values = trials.values(variants, [self.figure], replications=numbers, later=runs)[..., 0]
        if not np.isfinite(values).any() and not trials.over and not trials.failures:
            raise UserError([f"--metric {self.figure.name}: there is no such figure in this scenario"])
        places = [trials.organisations.index(name) for name in self.organisations]
        if len(places) == 1:
            return np.asarray(values[:, places[0]], dtype=np.float64)
        return paired(values[:, places[1]], values[:, places[0]])

    def _at_ends(self, later: int) -> Ends | None:
        variants = [Variant()]
        for one in self.top:
            variants += [Variant(changes_of({one: one.low})), Variant(changes_of({one: one.high}))]
        found = self._outcome(variants, later)
        if np.isnan(found[0]).all():
            return None
        change = paired(found, np.broadcast_to(found[0], found.shape))
        return Ends(estimate(change[1::2]), estimate(change[2::2]), estimate(found[:1]))

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was asked besides the scenario."""
        return {
            "organisations": list(self.organisations),
            "figure": self.figure.name,
            "parameters": [one.name for one in self.parameters],
            **self._asked_for,
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each of the numbers that matter most."""
        from socsim.answers.sensitivity_words import top_table

        return top_table(self)

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """The screening: a row for each section, and for each number that was looked at by itself."""
        from socsim.answers.sensitivity_words import screening_table

        return {"screening": screening_table(self)}

    def sentences(self, language: str = "en") -> Sequence[str]:
        """What moves the figure most, and what that rests on."""
        from socsim.answers.sensitivity_words import sentences

        return sentences(self, language)

    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """The numbers that matter most, with what becomes of the figure at the ends of their ranges."""
        from socsim.answers.sensitivity_words import rows

        return rows(self, language)

    def further(self, language: str = "en") -> Sequence[Block]:
        """The screening."""
        from socsim.answers.sensitivity_words import screening_blocks

        return screening_blocks(self, language)

    def chart(self, language: str = "en") -> Any:
        """A tornado: the figure from low to high of each number, and its share of the variance."""
        from socsim.charts.tornado import tornado

        return tornado(self.table, self.figure, self.organisations, self.meta, language)


def section(parameter: Parameter) -> str:
    """The section of the file in which a number stands: the first two parts of its key.

    What `population.profiles` and the like list is one section each; a number by itself is its own.
    """
    return ".".join(parameter.name.split(".")[:2])
