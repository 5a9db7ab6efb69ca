"""Screening candidates against limits and selecting the best of the rest, with as many runs as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from socsim.analysis.intervals import estimate, paired
from socsim.analysis.sequential import Beaten, Selected, Verdict, error_each, leaving, screen, select
from socsim.answers.limits import Limit
from socsim.answers.replicated import Replicated
from socsim.experiment.figures import Figure
from socsim.experiment.simulate import Say
from socsim.scenario.blueprint import Floats

Fate = Literal["chosen", "beaten", "broken", "near", "open", "left"]


@dataclass(frozen=True)
class Rule:
    """How the choice is made.

    Attributes
    ----------
    figure : what is to be as low as can be, or as high.
    lowest : whether low is wanted.
    indifference : differences below it do not matter, in the figure's unit.
    limits : what candidates have to keep.
    confidence : the probability with which all decisions together are to be right.
    first : replications before the first decision.
    """

    figure: Figure
    lowest: bool
    indifference: float
    limits: tuple[Limit, ...]
    confidence: float
    first: int

    @property
    def sign(self) -> float:
        """What turns figures so that low ones are wanted."""
        return 1.0 if self.lowest else -1.0

    @property
    def figures(self) -> list[Figure]:
        """The figure and those of the limits, each once."""
        return list(dict.fromkeys([self.figure, *(limit.figure for limit in self.limits)]))


@dataclass(frozen=True)
class Kept:
    """Whether a candidate keeps each limit, and after which replication that was decided."""

    verdicts: tuple[Verdict, ...]
    after: tuple[int, ...]

    @property
    def whole(self) -> Verdict:
        """Of all limits together."""
        for verdict in ("broken", "open", "near"):
            if verdict in self.verdicts:
                return verdict
        return "kept"

    @property
    def decided_after(self) -> int:
        """The replication after which it was decided."""
        if self.whole == "broken":
            pairs = zip(self.verdicts, self.after, strict=True)
            return min(after for verdict, after in pairs if verdict == "broken")
        return max(self.after, default=0)


@dataclass(frozen=True)
class Contest:
    """What has become of the candidates, by number from 0.

    Attributes
    ----------
    kept : which limits each keeps.
    early : those that were beaten before it was known whether they keep the limits.
    entered : those that keep them all.
    selected : what has become of these, by their places in `entered`; None where there are none.
    """

    kept: tuple[Kept, ...]
    early: Mapping[int, Beaten]
    entered: tuple[int, ...]
    selected: Selected | None

    @property
    def decided(self) -> bool:
        """Whether there is a best."""
        return self.selected is not None and self.selected.decided

    @property
    def left(self) -> tuple[int, ...]:
        """Those still in, the best first."""
        return () if self.selected is None else tuple(self.entered[at] for at in self.selected.left)

    def fate(self, at: int) -> tuple[Fate, int, int | None]:
        """What became of a candidate, after which replication (0: not yet), and who beat it."""
        if at in self.early:
            return "beaten", self.early[at].after, self.early[at].by
        kept = self.kept[at]
        if kept.whole != "kept" or self.selected is None:
            return kept.whole if kept.whole != "kept" else "left", kept.decided_after, None
        gone = self.selected.out.get(self.entered.index(at))
        if gone is not None:
            return "beaten", gone.after, self.entered[gone.by]
        return ("chosen" if self.selected.decided else "left"), self.selected.after, None


def decide(rule: Rule, replicated: Replicated, say: Say) -> Contest:
    """Screen and select, with as many replications as it takes.

    Parameters
    ----------
    say : told, from one round to the next, how many candidates are still in and what they may take.
    """
    number = len(replicated.candidates)
    each = error_each(1.0 - rule.confidence, number, len(rule.limits))
    replicated.take(dict.fromkeys(range(number), rule.first), later=number * (replicated.most - rule.first))
    replicated.check("--minimise" if rule.lowest else "--maximise")
    while True:
        kept, longest = screened(rule.limits, replicated, each, rule.first)
        entered = tuple(at for at in range(number) if kept[at].whole == "kept")
        open_ = [at for at in range(number) if kept[at].whole == "open"]
        early = _beaten_early(rule, replicated, each, kept, open_, entered)
        if not replicated.go_on([at for at in open_ if at not in early], longest, say):
            break
    if not entered:
        return Contest(tuple(kept), early, entered, None)
    while True:
        values = replicated.of(rule.figure, entered) * rule.sign
        selected = select(values, rule.indifference, each, rule.first)
        left = [entered[at] for at in selected.left]
        behind = [at for at in left if replicated.begun[at] < max(replicated.begun[at] for at in left)]
        longest = np.full(number, selected.longest)
        if selected.decided or not replicated.go_on(behind or left, longest, say):
            return Contest(tuple(kept), early, entered, selected)


def _beaten_early(
    rule: Rule,
    replicated: Replicated,
    each: float,
    kept: Sequence[Kept],
    open_: Sequence[int],
    entered: Sequence[int],
) -> dict[int, Beaten]:
    """Those not yet known to keep the limits that are worse than one that does.

    Whoever keeps the limits may beat anyone: the best of those is wrongly beaten by each of the others with
    the same small chance, whether or not it has entered (Andradóttir and Kim 2010, simultaneous running).
    """
    pairs = [(at, by) for at in open_ for by in entered]
    if not pairs:
        return {}
    losers, winners = (list(side) for side in zip(*pairs, strict=True))
    values = replicated.of(rule.figure) * rule.sign
    apart = leaving(paired(values[losers], values[winners]), rule.indifference, each, rule.first)
    means = estimate(values).mean
    ends = [
        (max(int(after), kept[by].decided_after), float(means[by]), by, at)
        for (at, by), after, side in zip(pairs, apart.after.tolist(), apart.side.tolist(), strict=True)
        if side > 0
    ]
    found: dict[int, Beaten] = {}
    for after, _, by, at in sorted(ends):
        found.setdefault(at, Beaten(by, after))
    return found


def screened(
    limits: Sequence[Limit], replicated: Replicated, each: float, first: int
) -> tuple[list[Kept], Floats]:
    """What is known of each candidate, and the replications that it takes at the most.

    Parameters
    ----------
    each : the error of one decision.
    first : replications before the first decision.
    """
    number = len(replicated.candidates)
    longest = np.full(number, float(first))
    found = []
    for limit in limits:
        values = replicated.of(limit.figure) * limit.sign
        one = screen(values, limit.value * limit.sign, limit.tolerance, each, first)
        longest = np.maximum(longest, one.longest)
        found.append(one)
    kept = [
        Kept(tuple(one.verdict[at] for one in found), tuple(int(one.after[at]) for one in found))
        for at in range(number)
    ]
    return kept, longest
