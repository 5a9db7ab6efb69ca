"""Words and numbers, in the reader's language, for everything that an audience reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

from socsim.locale.catalogues import LANGUAGES, translations

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

MINUS = "\N{MINUS SIGN}"  # in every language, also where keyboards have made the hyphen the custom


def say(key: str, language: str, /, **values: object) -> str:
    """The message `key` in `language` ('sv' or 'en') with its values filled in.

    >>> say("group.needs=1", "sv")
    'ett behov'
    """
    return translations(language).gettext(key).format(**values)


def say_count(key: str, language: str, count: float, /, *, figures: int = 1, **values: object) -> str:
    r"""The message `key` in the form that goes with `count`, which it writes as `{number}`.

    What counts is the number as it is written, with `figures` significant figures: with a decimal it is
    never one, so it takes the form of two.

    >>> say_count("unit.days", "sv", 1), say_count("unit.days", "en", 1.5, figures=2)
    ('1\xa0dag', '1.5\xa0days')
    """
    whole = round(abs(count)) if math.isfinite(count) and not decimals(count, figures) else 2
    message = translations(language).ngettext(key, key, whole)
    return message.format(number=number(count, language, figures), **values)


class Message:
    r"""A message before anybody knows in which language it will be read.

    Whoever has something to say while work goes on hands one on; whoever shows it knows the language. As
    plain text, which is what `print` shows, it is English.

    Parameters
    ----------
    key : its name in the catalogue.
    count : as in `say_count`; None: as in `say`.
    values : to fill in, each as `said` takes it.

    Examples
    --------
    >>> Message("unit.days", count=2).said("en")
    '2\xa0days'
    """

    def __init__(self, key: str, /, *, count: float | None = None, **values: object) -> None:
        self.key = key
        self.count = count
        self.values = values

    def said(self, language: str) -> str:
        """The message in `language`."""
        values = {name: said(value, language) for name, value in self.values.items()}
        if self.count is None:
            return say(self.key, language, **values)
        return say_count(self.key, language, self.count, figures=1, **values)

    def __str__(self) -> str:
        return self.said("en")

    def __repr__(self) -> str:
        return f"<Message: {self}>"


def said(value: object, language: str) -> str:
    """A value in `language`: a message, a number, a label in both languages, or what is the same in all.

    >>> said(0.05, "sv"), said({"sv": "kontoret", "en": "the office"}, "en"), said("one_worker", "sv")
    ('0,05', 'the office', 'one_worker')
    """
    if isinstance(value, Message):
        return value.said(language)
    if isinstance(value, (int, float)):
        return plain(round(value, decimals(value, 3)) if math.isfinite(value) else value, language)
    return text(value, language)


def say_or(key: str, language: str, otherwise: str) -> str:
    """The message `key`, or `otherwise` where the catalogue does not know it (a scenario's own name)."""
    try:
        return say(key, language)
    except KeyError:
        return otherwise


def listed(names: Sequence[str], language: str) -> str:
    """Several in one breath.

    >>> listed(["a", "b", "c"], "en")
    'a, b and c'
    """
    if len(names) == 1:
        return names[0]
    return say("list.last", language, before=", ".join(names[:-1]), last=names[-1])


def capital(words: str) -> str:
    """The words with a capital first and the rest as it was."""
    return words[:1].upper() + words[1:]


def decimals(value: float, figures: int) -> int:
    """How many decimals show at least `figures` significant figures, at most 6.

    >>> decimals(1234.5, 3), decimals(9.996, 3), decimals(0.04321, 2), decimals(0.0, 3)
    (0, 1, 3, 0)
    """
    rounded = float(f"{abs(value):.{figures - 1}e}")
    return 0 if rounded == 0 else min(6, max(0, figures - 1 - math.floor(math.log10(rounded))))


@cache
def _pattern(language: str, places: int) -> tuple[NumberPattern, Locale]:
    """The language's own grouping of digits, with so many decimals."""
    from babel import Locale
    from babel.numbers import parse_pattern

    locale = Locale.parse(language)
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    return parse_pattern(whole + ("." + "0" * places if places else "")), locale


def fixed(value: float, language: str, places: int, *, sign: bool = False) -> str:
    r"""A number with so many decimals, as the language writes it.

    >>> fixed(-1234.5, "sv", 1), fixed(-0.01, "en", 1), fixed(2.0, "en", 0, sign=True)
    ('−1\xa0234,5', '0.0', '+2')
    """
    if not math.isfinite(value):
        return "–"
    rounded = Decimal(f"{abs(value):.{places}f}")  # here, of the number as it is: Babel rounds what repr says
    pattern, locale = _pattern(language, places)
    before = "" if not rounded else MINUS if value < 0 else "+" if sign else ""
    with localcontext(prec=400):  # the longest float has 309 figures, Babel's own limit is 28
        return before + str(pattern.apply(rounded, locale))


def number(value: float, language: str, figures: int = 3, *, sign: bool = False) -> str:
    """A number with at least `figures` significant figures and all of its whole part.

    >>> number(1234.5, "en"), number(-0.04321, "en"), number(12.5, "sv", 2, sign=True)
    ('1,234', '−0.0432', '+12')
    """
    if not math.isfinite(value):
        return "–"
    return fixed(value, language, decimals(value, figures), sign=sign)


def text(words: object, language: str) -> str:
    """A label in `language`: plain text, or a mapping from language to text (the other where one is missing).

    >>> text({"sv": "ekonomi", "en": "money"}, "en"), text("money", "sv")
    ('money', 'money')
    """
    if isinstance(words, Mapping):
        other = next((str(words[name]) for name in LANGUAGES if words.get(name)), "")
        return str(words.get(language) or other)
    return str(words)


def plain(value: float, language: str) -> str:
    """A number on an axis: no more decimals than it has.

    >>> plain(2500.0, "en"), plain(0.5, "sv"), plain(-20.0, "en")
    ('2,500', '0,5', '−20')
    """
    written = f"{abs(value):.6f}".rstrip("0").rstrip(".")
    return fixed(value, language, len(written.partition(".")[2]))
