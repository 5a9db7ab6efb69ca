"""The verdict in words, Swedish and English: who did better, for whom, on what, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS

if TYPE_CHECKING:
    from socsim.analysis.verdict import Finding

ENGLISH = {
    "needs=2+": "for clients with several needs",
    "needs=1": "for clients with one need",
    "better": "{first} did better than {second} on {what}",
    "but": ", but worse on {what}",
    "rest": ", with no difference shown on {what}",
    "none": "no difference shown",
    "none_between": "no difference shown between {pairs}",
    "no_difference": "no difference shown between the organisations",
    "and": " and ",
    "to": " to ",
    "basis": "{number} replications, family-wise 5 % (Holm).",
    "alone": "One organisation: nothing to compare.",
    "one_replication": "Which organisation did better cannot be judged from one replication.",
    "no_cohort": "Nothing to judge: no primary metric has figures by number of needs.",
    "share": "percentage points",
}
SWEDISH = {
    "needs=2+": "för klienter med flera behov",
    "needs=1": "för klienter med ett behov",
    "better": "{first} gav bättre resultat än {second} i {what}",
    "but": ", men sämre i {what}",
    "rest": ", utan påvisad skillnad i {what}",
    "none": "ingen skillnad påvisad",
    "none_between": "ingen skillnad påvisad mellan {pairs}",
    "no_difference": "ingen skillnad påvisad mellan organisationerna",
    "and": " och ",
    "to": " till ",
    "basis": "{number} replikationer, 5 % familjevis felrisk (Holm).",
    "alone": "En enda organisation: inget att jämföra.",
    "one_replication": "Vilken organisation som gav bäst resultat kan inte bedömas av en enda replikation.",
    "no_cohort": "Inget att bedöma: inget av måtten finns efter antal behov.",
    "days": "dagar",
    "hours": "timmar",
    "share": "procentenheter",
    "per client": "per klient",
    "per 100 client-years": "per 100 klientår",
}


def sentence(
    findings: Sequence[Finding], organisations: int, language: str, labels: Mapping[str, str]
) -> str:
    """All findings in one statement; groups of clients in the order of the findings."""
    words = SWEDISH if language == "sv" else ENGLISH
    if organisations < 2:
        return words["alone"]
    if not findings:
        return words["no_cohort"]
    number = min(finding.replications for finding in findings)
    if max(finding.replications for finding in findings) < 2:
        return words["one_replication"]
    parts = []
    for group, found in groupby(findings, key=lambda finding: finding.group):
        parts.append((words[group], _for_group(list(found), language, words, labels)))
    basis = words["basis"].format(number=number)
    if not any(finding.shown for finding in findings):
        whom = _listed([group for group, _ in parts], words)
        return f"{_capital(words['no_difference'])}, {whom}. {basis}"
    said = ". ".join(_capital(f"{group}: {text}") for group, text in parts)
    return f"{said}. {basis}"


def _for_group(
    findings: list[Finding],
    language: str,
    words: Mapping[str, str],
    labels: Mapping[str, str],
) -> str:
    """What is shown about one group of clients, pair by pair; pairs without a difference come last."""
    shown, equal = [], []
    for (first, second), pair in groupby(findings, key=lambda finding: (finding.first, finding.second)):
        found = list(pair)
        if any(finding.shown for finding in found):
            shown.append(_for_pair(found, language, words, labels))
        else:
            equal.append(f"{labels.get(first, first)}{words['and']}{labels.get(second, second)}")
    if not shown:
        return words["none"]
    if equal:
        shown.append(words["none_between"].format(pairs=", ".join(equal)))
    return "; ".join(shown)


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
        what=_listed([_amount(finding, first, language, words) for finding in wins], words),
    )
    if losses:
        text += words["but"].format(what=_listed([_amount(f, first, language, words) for f in losses], words))
    rest = [METRICS[finding.metric].label(language) for finding in found if not finding.shown]
    return text + (words["rest"].format(what=_listed(rest, words)) if rest else "")


def _listed(items: list[str], words: Mapping[str, str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + words["and"] + items[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(finding: Finding, subject: str, language: str, words: Mapping[str, str]) -> str:
    """The metric, with the difference as `subject` minus the other and its interval."""
    sign = 1.0 if subject == finding.first else -1.0
    scale = 100.0 if finding.measured_in == "share" else 1.0
    low, high = sorted((sign * scale * finding.ci_low, sign * scale * finding.ci_high))
    middle = sign * scale * finding.difference
    decimals = _decimals(middle, low, high)
    unit = words.get(finding.measured_in, finding.measured_in)
    shown = [_number(value, decimals, language) for value in (middle, low, high)]
    label = METRICS[finding.metric].label(language)
    return f"{label} ({shown[0]} {unit}, {shown[1]}{words['to']}{shown[2]})"


def _decimals(middle: float, low: float, high: float) -> int:
    """Enough for two digits of the difference, and for no end of its interval to look like 0."""
    decimals = max(0, 1 - math.floor(math.log10(abs(middle)))) if middle else 0
    while decimals < 6 and any(end and round(end, decimals) == 0 for end in (low, high)):
        decimals += 1
    return min(decimals, 6)


def _number(value: float, decimals: int, language: str) -> str:
    r"""A number with a true minus sign, in the marks of the language.

    >>> _number(-1234.5, 1, "en"), _number(-1234.5, 1, "sv")
    ('−1,234.5', '−1\xa0234,5')
    """
    text = f"{value:,.{decimals}f}"
    if language == "sv":
        text = text.replace(",", "\u00a0").replace(".", ",")
    return text.replace("-", "\u2212")
