"""Words and numbers of the verdict, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from socsim.locale import fixed

ENGLISH = {
    "needs=2+": "for clients with several needs",
    "needs=1": "for clients with one need",
    "better": "{first} did better than {second} on {what}",
    "better_too": "{first} did better on {what}",
    "but": ", but worse on {what}",
    "rest": ", with no difference shown on {what}",
    "none": "no difference shown",
    "none_between": "no difference shown between {pairs}",
    "none_on": "no difference shown on {what}",
    "nor": ", nor on {what}",
    "others": "the other primary metrics",
    "no_difference": "no difference shown between the organisations",
    "and": " and ",
    "to": " to ",
    "basis": "{number} replications, family-wise 5 % (Holm).",
    "alone": "One organisation: nothing to compare.",
    "one_replication": "Which organisation did better cannot be judged from one replication.",
    "no_cohort": "Nothing to judge: no primary metric has figures by number of needs.",
}
SWEDISH = {
    "needs=2+": "för klienter med flera behov",
    "needs=1": "för klienter med ett behov",
    "better": "{first} gav bättre resultat än {second} i {what}",
    "better_too": "{first} gav bättre resultat i {what}",
    "but": ", men sämre i {what}",
    "rest": ", utan påvisad skillnad i {what}",
    "none": "ingen skillnad påvisad",
    "none_between": "ingen skillnad påvisad mellan {pairs}",
    "none_on": "ingen skillnad påvisad i {what}",
    "nor": ", och inte heller i {what}",
    "others": "övriga huvudmått",
    "no_difference": "ingen skillnad påvisad mellan organisationerna",
    "and": " och ",
    "to": " till ",
    "basis": "{number} replikationer, 5 % familjevis felrisk (Holm).",
    "alone": "En enda organisation: inget att jämföra.",
    "one_replication": "Vilken organisation som gav bäst resultat kan inte bedömas av en enda replikation.",
    "no_cohort": "Inget att bedöma: inget av måtten finns efter antal behov.",
}
UNITS = {
    "en": {"share": "percentage points"},
    "sv": {
        "days": "dagar",
        "hours": "timmar",
        "share": "procentenheter",
        "per client": "per klient",
        "per 100 client-years": "per 100 klientår",
    },
}


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language: Swedish (`sv`) or English (anything else)."""
    return SWEDISH if language == "sv" else ENGLISH


def listed(items: Sequence[str], words: Mapping[str, str]) -> str:
    """Several in one breath."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + words["and"] + items[-1]


def capital(text: str) -> str:
    """The text with a capital first and the rest as it was."""
    return text[:1].upper() + text[1:]


def number(value: float, decimals: int, language: str, *, sign: bool = False) -> str:
    r"""A number with a true minus sign, in the marks of the language.

    >>> number(-1234.5, 1, "en"), number(-1234.5, 1, "sv")
    ('−1,234.5', '−1\xa0234,5')
    """
    return fixed(value, "sv" if language == "sv" else "en", decimals, sign=sign)
