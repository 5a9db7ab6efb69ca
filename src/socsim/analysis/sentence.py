"""The verdict in words, Swedish and English: who did better, for whom, on what, and by how much.

A sentence for each group of clients. It relates the organisations to the comparison's reference; a pair of
two others is said only where it tells more than their two comparisons with the reference do. One amount
stands beside each claim; all findings with their intervals are in `details`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS, MONEY
from socsim.locale import capital, decimals, fixed, listed, say

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding

NAMED = 2  # so many metrics without any difference are named; more are "the others"


@dataclass
class _Claim:
    """What some organisations did better, and worse, than others on: the metrics in the order stated."""

    subjects: list[str]
    objects: list[str]
    wins: tuple[str, ...]
    losses: tuple[str, ...]
    amounts: dict[str, list[Finding]]
    """By metric, those of each subject with each object."""

    @property
    def pattern(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.wins, self.losses

    def add(self, other: _Claim) -> None:
        """The same claim of another pair."""
        self.subjects += [name for name in other.subjects if name not in self.subjects]
        self.objects += [name for name in other.objects if name not in self.objects]
        for metric, found in other.amounts.items():
            self.amounts[metric] += found


def sentence(
    findings: Sequence[Finding],
    organisations: Sequence[str],
    reference: str,
    language: str,
    labels: Mapping[str, str],
) -> str:
    """What is shown, a sentence for each group of clients, in the order of the findings."""
    if len(organisations) < 2:
        return say("verdict.alone", language)
    if not findings:
        return say("verdict.no_cohort", language)
    if max(finding.replications for finding in findings) < 2:
        return say("verdict.one_replication", language)
    fewest = min(finding.replications for finding in findings)
    basis = say("verdict.basis", language, number=fewest)
    groups = [(group, list(found)) for group, found in groupby(findings, key=lambda finding: finding.group)]
    if not any(finding.shown for finding in findings):
        whom = listed([say(f"verdict.{group}", language) for group, _ in groups], language)
        return f"{capital(say('verdict.no_difference', language))}, {whom}. {basis}"
    said = [
        capital(
            f"{say(f'verdict.{group}', language)}: "
            f"{_Group(found, organisations, reference, language, labels).text()}."
        )
        for group, found in groups
    ]
    return " ".join([*said, basis])


class _Group:
    """What is shown about one group of clients."""

    def __init__(
        self,
        findings: list[Finding],
        organisations: Sequence[str],
        reference: str,
        language: str,
        labels: Mapping[str, str],
    ) -> None:
        self.reference = reference
        self.others = [name for name in organisations if name != reference]
        self.language = language
        self.labels = labels
        self.metrics = list(dict.fromkeys(finding.metric for finding in findings))
        self.pairs: dict[frozenset[str], dict[str, Finding]] = {}
        for finding in findings:
            pair = frozenset((finding.first, finding.second))
            self.pairs.setdefault(pair, {})[finding.metric] = finding

    def text(self) -> str:
        """The sentence without the group's name and the full stop."""
        claims = self._claims()
        if not claims:
            return self._say("verdict.none")
        said = [
            self._said(claim, too=at > 0 and claims[at - 1].objects == claim.objects)
            for at, claim in enumerate(claims)
        ]
        return "; ".join([*said, *self._not_shown()])

    def _say(self, key: str, **values: str) -> str:
        return say(key, self.language, **values)

    def _better(self, one: str, other: str) -> dict[str, str | None]:
        """Who did better on each metric on which the two can be compared."""
        found = self.pairs.get(frozenset((one, other)), {})
        return {metric: finding.better for metric, finding in found.items()}

    def _side(self, name: str, metric: str) -> int:
        """1 where the organisation did better than the reference, -1 where worse, 0 where not shown."""
        better = self._better(name, self.reference).get(metric)
        return 0 if better is None else 1 if better == name else -1

    def _claim(self, one: str, other: str) -> _Claim | None:
        """A pair told from the side that did better on more metrics, or on the first where they tie."""
        better = self._better(one, other)
        wins = tuple(metric for metric in self.metrics if better.get(metric) == one)
        losses = tuple(metric for metric in self.metrics if better.get(metric) == other)
        if not wins and not losses:
            return None
        shown = [metric for metric in self.metrics if better.get(metric)]
        if len(losses) > len(wins) or (len(losses) == len(wins) and shown[0] in losses):
            one, other, wins, losses = other, one, losses, wins
        found = self.pairs[frozenset((one, other))]
        return _Claim([one], [other], wins, losses, {metric: [found[metric]] for metric in shown})

    def _claims(self) -> list[_Claim]:
        """Those about the reference, joined where they say the same, then what they leave open."""
        claims: list[_Claim] = []
        for name in self.others:
            claim = self._claim(name, self.reference)
            if claim is not None:
                self._join(claims, claim, by_subject=True)
        open_pairs: list[_Claim] = []
        for pair in combinations(self.others, 2):
            claim = self._claim(*pair)
            if claim is not None and not self._goes_with(claims, claim) and self._tells_more(claim):
                self._join(open_pairs, claim, by_subject=True)
        joined: list[_Claim] = []
        for claim in claims:
            self._join(joined, claim, by_subject=False)
        return joined + open_pairs

    @staticmethod
    def _join(claims: list[_Claim], claim: _Claim, *, by_subject: bool) -> None:
        for known in claims:
            same = known.subjects == claim.subjects if by_subject else known.objects == claim.objects
            if same and known.pattern == claim.pattern:
                known.add(claim)
                return
        claims.append(claim)

    def _goes_with(self, claims: list[_Claim], claim: _Claim) -> bool:
        """Whether it says of another what was said of the reference: then it is told in the same breath."""
        for known in claims:
            of_it = known.subjects == claim.subjects and self.reference in known.objects
            if of_it and known.pattern == claim.pattern:
                known.add(claim)
                return True
        return False

    def _tells_more(self, claim: _Claim) -> bool:
        """Whether, on some metric, the reference does not already stand between the two or above both."""
        (subject,), (other,) = claim.subjects, claim.objects
        sides = [(metric, subject, other) for metric in claim.wins]
        sides += [(metric, other, subject) for metric in claim.losses]
        return any(
            self._side(better, metric) <= self._side(worse, metric) and self._side(worse, metric) >= 0
            for metric, better, worse in sides
        )

    def _said(self, claim: _Claim, *, too: bool) -> str:
        amount_of = min((*claim.wins, *claim.losses), key=self.metrics.index)
        said = {
            metric: METRICS[metric].label(self.language)
            + (self._amounts(claim, metric) if metric == amount_of else "")
            for metric in (*claim.wins, *claim.losses)
        }
        text = self._say(
            "verdict.better_too" if too else "verdict.better",
            first=self._names(claim.subjects),
            second=self._names(claim.objects),
            what=listed([said[metric] for metric in claim.wins], self.language),
        )
        if claim.losses:
            text += self._say("verdict.but", what=listed([said[m] for m in claim.losses], self.language))
        return text

    def _names(self, names: Sequence[str]) -> str:
        return listed([self.labels.get(name, name) for name in names], self.language)

    def _amounts(self, claim: _Claim, metric: str) -> str:
        """The differences in brackets, told from the claim's side: all, or from the least to the largest."""
        values = []
        for finding in claim.amounts[metric]:
            values.append(finding.difference if finding.first in claim.subjects else -finding.difference)
        scale, unit = _unit(metric, claim.amounts[metric][0].measured_in, self.language)
        rounded = [float(f"{value * scale:.3g}") for value in values]
        if len(rounded) > 2:
            rounded = sorted((min(rounded), max(rounded)), key=abs)
        written = (fixed(value, self.language, decimals(value, 3), sign=True) for value in rounded)
        texts = list(dict.fromkeys(written))
        if len(values) > 2 and len(texts) > 1:
            said = self._say("verdict.range", low=texts[0], high=texts[1])
        else:
            said = listed(texts, self.language)
        return f" ({said}{unit})"

    def _not_shown(self) -> list[str]:
        """Who does not differ from the reference on anything, and on what nobody differs from anybody."""
        equal = [name for name in self.others if not any(self._better(name, self.reference).values())]
        rest = [
            metric
            for metric in self.metrics
            if not any(self._better(*pair).get(metric) for pair in map(tuple, self.pairs))
        ]
        what = ""
        if rest:
            named = [METRICS[metric].label(self.language) for metric in rest]
            what = listed(named, self.language) if len(named) <= NAMED else self._say("verdict.others")
        if equal:
            text = self._say("verdict.none_between", pairs=self._equal(equal))
            return [text + (self._say("verdict.nor", what=what) if rest else "")]
        return [self._say("verdict.none_on", what=what)] if rest else []

    def _equal(self, equal: Sequence[str]) -> str:
        """The reference and those that do not differ from it: together where they do not differ either."""
        between = [self._better(one, other) for one, other in combinations(equal, 2)]
        if not any(any(better.values()) for better in between):
            return self._names([self.reference, *equal])
        return ", ".join(self._names([self.reference, name]) for name in equal)


def _unit(metric: str, measured_in: str, language: str) -> tuple[float, str]:
    """What a difference is multiplied by, and the unit behind it; a metric's name says a rate's unit."""
    if METRICS[metric].measured_in == MONEY:
        key = "axis.thousand_sek" if measured_in == "SEK" else "axis.thousand"
        return 0.001, "\N{NO-BREAK SPACE}" + say(key, language, currency=measured_in)
    if measured_in == "share":
        return 100.0, " " + say("axis.points", language)
    if measured_in == "days":
        return 1.0, "\N{NO-BREAK SPACE}" + say("axis.days", language)
    return 1.0, ""
