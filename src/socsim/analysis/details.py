"""All findings in words, pair by pair, with their intervals: what the verdict's sentence leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS
from socsim.locale import capital, fixed, listed, say, say_or

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding


def details(findings: Sequence[Finding], language: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each group of clients and pair of organisations, in the order of the findings."""
    lines = []
    for (group, first, second), pair in groupby(findings, key=lambda one: (one.group, one.first, one.second)):
        found = list(pair)
        if any(finding.shown for finding in found):
            said = _for_pair(found, language, labels)
        else:
            both = listed([labels.get(name, name) for name in (first, second)], language)
            said = say("verdict.none_between", language, pairs=both)
        lines.append(f"{capital(say(f'verdict.{group}', language))}: {said}.")
    return tuple(lines)


def _for_pair(found: list[Finding], language: str, labels: Mapping[str, str]) -> str:
    """One pair, told from the side that did better on more metrics; what it did worse on is said too."""
    first, second = found[0].first, found[0].second
    wins = [finding for finding in found if finding.better == first]
    losses = [finding for finding in found if finding.better == second]
    if len(losses) > len(wins):
        first, second, wins, losses = second, first, losses, wins
    text = say(
        "verdict.better",
        language,
        first=labels.get(first, first),
        second=labels.get(second, second),
        what=listed([_amount(finding, first, language) for finding in wins], language),
    )
    if losses:
        text += say(
            "verdict.but", language, what=listed([_amount(f, first, language) for f in losses], language)
        )
    rest = [METRICS[finding.metric].label(language) for finding in found if not finding.shown]
    return text + (say("verdict.rest", language, what=listed(rest, language)) if rest else "")


def _amount(finding: Finding, subject: str, language: str) -> str:
    """The metric, with the difference as `subject` minus the other and its interval."""
    sign = 1.0 if subject == finding.first else -1.0
    scale = 100.0 if finding.measured_in == "share" else 1.0
    low, high = sorted((sign * scale * finding.ci_low, sign * scale * finding.ci_high))
    middle = sign * scale * finding.difference
    decimals = _decimals(middle, low, high)
    unit = say_or(f"measured.{finding.measured_in}", language, finding.measured_in)
    shown, *ends = (fixed(value, language, decimals) for value in (middle, low, high))
    between = say("verdict.range", language, low=ends[0], high=ends[1])
    label = METRICS[finding.metric].label(language)
    return f"{label} ({shown} {unit}, {between})"


def _decimals(middle: float, low: float, high: float) -> int:
    """Enough for two digits of the difference, and for no end of its interval to look like 0."""
    decimals = max(0, 1 - math.floor(math.log10(abs(middle)))) if middle else 0
    while decimals < 6 and any(end and round(end, decimals) == 0 for end in (low, high)):
        decimals += 1
    return min(decimals, 6)
