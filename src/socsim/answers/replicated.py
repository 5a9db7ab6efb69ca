"""Replications of candidates, as many of each as a decision takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from socsim.experiment.figures import Figure
from socsim.experiment.simulate import Say
from socsim.experiment.trials import Trials, Variant
from socsim.locale import Message
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError

FINISHED = Figure("payroll_per_year")  # every replication has it, whatever else it has

MOST = 200
"""Replications of a candidate, where nothing else is said."""


def most_of(replications: int | None, confidence: float, first: int) -> int:
    """Replications of a candidate at most, where all that a sequential procedure is told will do.

    Raises
    ------
    UserError : where the probability or the number before the first decision will not.
    """
    if not 0.5 < confidence < 1.0:
        raise UserError([f"--confidence {confidence:g}: a probability between 0.5 and 1, such as 0.95"])
    most = MOST if replications is None else replications
    if not 2 <= first <= most:
        raise UserError([f"--first {first}: a whole number from 2 to --replications, {most}"])
    return most


class Replicated:
    """The figures of candidates, each an organisation in a variant of the scenario.

    Parameters
    ----------
    trials : simulates them.
    figures : those that are wanted.
    most : replications of a candidate.
    unreached : for figures that a replication may lack because they lie beyond what is watched, what they
        come to at the least: it stands for them.

    Attributes
    ----------
    begun : replications of each candidate that were asked for.
    finished : those of them that came to something.
    """

    def __init__(
        self,
        trials: Trials,
        figures: Sequence[Figure],
        most: int,
        unreached: Mapping[Figure, float] | None = None,
    ) -> None:
        self.trials, self.figures, self.most = trials, tuple(figures), most
        self.unreached = {self.figures.index(figure): value for figure, value in (unreached or {}).items()}
        self.candidates: list[tuple[Variant, str]] = []
        self.begun: list[int] = []
        self.finished: list[int] = []
        self._values = np.full((0, most, len(self.figures)), np.nan)

    def add(self, variant: Variant, organisation: str) -> int:
        """One candidate more; its number, from 0."""
        self.candidates.append((variant, organisation))
        self.begun.append(0)
        self.finished.append(0)
        blank = np.full((1, self.most, len(self.figures)), np.nan)
        self._values = np.concatenate([self._values, blank])
        return len(self.candidates) - 1

    def take(self, wanted: Mapping[int, int], *, later: int = 0) -> None:
        """Simulate candidates up to a replication each.

        Parameters
        ----------
        wanted : the replication for each candidate, by its number.
        later : as in `Trials.values`.
        """
        spans: dict[tuple[int, int], list[int]] = {}
        for at, number in wanted.items():
            span = self.begun[at], min(number, self.most)
            if span[0] < span[1]:
                spans.setdefault(span, []).append(at)
        for (begin, end), members in spans.items():
            variants = [Variant(self.candidates[at][0].changes, (self.candidates[at][1],)) for at in members]
            numbers = range(begin + 1, end + 1)
            found = self.trials.values(
                variants, [*self.figures, FINISHED], replications=numbers, later=later, shown=begin == 0
            )
            for at, of_variant in zip(members, found, strict=True):
                own = of_variant[self.trials.organisations.index(self.candidates[at][1])]
                there = np.isfinite(own[:, -1])
                for column, value in self.unreached.items():
                    own[there & np.isnan(own[:, column]), column] = value
                self._values[at, begin:end] = own[:, :-1]
                self.begun[at] = end
                self.finished[at] += int(there.sum())

    def go_on(self, candidates: Sequence[int], longest: Floats, say: Say) -> bool:
        """Simulate some more of those that are not decided; whether there was anything to simulate.

        Parameters
        ----------
        candidates : their numbers.
        longest : the replications that each candidate takes at the most, NaN where that is not known.
        say : told how many go on, and what they may take.
        """
        if self.trials.over:
            return False
        goes_on = [at for at in candidates if self.begun[at] < self.most]
        wanted = {at: further(self.begun[at], float(longest[at]), self.most) for at in goes_on}
        if wanted:
            latest = [self.most if math.isnan(longest[at]) else min(longest[at], self.most) for at in goes_on]
            runs = sum(
                max(int(end), wanted[at]) - self.begun[at] for at, end in zip(goes_on, latest, strict=True)
            )
            say(Message("answer.undecided", open=len(wanted), all=len(self.begun), runs=runs))
            self.take(wanted)
        return bool(wanted)

    def of(self, figure: Figure, candidates: Sequence[int] | None = None) -> Floats:
        """A figure of candidates, none: all; shape (candidates, replications), NaN where there is none."""
        chosen = range(len(self.candidates)) if candidates is None else candidates
        width = max((self.begun[at] for at in chosen), default=0)
        found: Floats = self._values[list(chosen), :width, self.figures.index(figure)]
        return found

    def check(self, option: str) -> None:
        """See that there are such figures.

        Raises
        ------
        UserError : where no replication of any candidate has one of them.
        """
        if not sum(self.finished):
            return
        for figure in self.figures:
            if np.isnan(self.of(figure)).all():
                right = "no replication has such a figure; results/README.md says which there are"
                raise UserError([f"{option} {figure.name}: {right}"])


def further(begun: int, longest: float, most: int) -> int:
    """The replication to which a candidate is simulated next: some at a time, for all cores to have work.

    >>> further(10, math.nan, 200), further(40, 43.0, 200), further(40, 99.0, 45)
    (15, 43, 45)
    """
    latest = most if math.isnan(longest) else min(most, max(int(longest), begun + 1))
    return min(begun + max(5, begun // 4), latest)
