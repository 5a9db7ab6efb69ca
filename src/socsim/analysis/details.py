"""All findings in words, pair by pair, with their intervals: what the verdict's sentence leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS
from socsim.analysis.words import UNITS, capital, listed, number, words_of

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding


def details(findings: Sequence[Finding], language: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each group of clients and pair of organisations, in the order of the findings."""
    words = words_of(language)
    lines = []
    for (group, first, second), pair in groupby(findings, key=lambda one: (one.group, one.first, one.second)):
        found = list(pair)
        if any(finding.shown for finding in found):
            said = _for_pair(found, language, words, labels)
        else:
            both = f"{labels.get(first, first)}{words['and']}{labels.get(second, second)}"
            said = words["none_between"].format(pairs=both)
        lines.append(f"{capital(words[group])}: {said}.")
    return tuple(lines)


def _for_pair(
    found: list[Finding], language: str, words: Mapping[str, str], labels: Mapping[str, str]
) -> str:
    """One pair, told from the side that did better on more metrics; what it did worse on is said too."""
    first, second = found[0].first, found[0].second
    wins = [finding for finding in found if finding.better == first]
    losses = [finding for finding in found if finding.better == second]
    if len(losses) > len(wins):
        first, second, wins, losses = second, first, losses, wins
    text = words["better"].format(
        first=labels.get(first, first),
        second=labels.get(second, second),
        what=listed([_amount(finding, first, language, words) for finding in wins], words),
    )
    if losses:
        text += words["but"].format(what=listed([_amount(f, first, language, words) for f in losses], words))
    rest = [METRICS[finding.metric].label(language) for finding in found if not finding.shown]
    return text + (words["rest"].format(what=listed(rest, words)) if rest else "")


def _amount(finding: Finding, subject: str, language: str, words: Mapping[str, str]) -> str:
    """The metric, with the difference as `subject` minus the other and its interval."""
    sign = 1.0 if subject == finding.first else -1.0
    scale = 100.0 if finding.measured_in == "share" else 1.0
    low, high = sorted((sign * scale * finding.ci_low, sign * scale * finding.ci_high))
    middle = sign * scale * finding.difference
    decimals = _decimals(middle, low, high)
    unit = UNITS["sv" if language == "sv" else "en"].get(finding.measured_in, finding.measured_in)
    shown = [number(value, decimals, language) for value in (middle, low, high)]
    label = METRICS[finding.metric].label(language)
    return f"{label} ({shown[0]} {unit}, {shown[1]}{words['to']}{shown[2]})"


def _decimals(middle: float, low: float, high: float) -> int:
    """Enough for two digits of the difference, and for no end of its interval to look like 0."""
    decimals = max(0, 1 - math.floor(math.log10(abs(middle)))) if middle else 0
    while decimals < 6 and any(end and round(end, decimals) == 0 for end in (low, high)):
        decimals += 1
    return min(decimals, 6)
