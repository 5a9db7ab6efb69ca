"""Swedish and English for everything that an audience reads."""

from __future__ import annotations

import math
from collections.abc import Mapping

from socsim.locale.en import MESSAGES as ENGLISH
from socsim.locale.sv import MESSAGES as SWEDISH

CATALOGUES: Mapping[str, Mapping[str, str]] = {"sv": SWEDISH, "en": ENGLISH}
LANGUAGES = tuple(CATALOGUES)
DECIMAL = {"sv": ",", "en": "."}
THOUSANDS = {"sv": "\N{NO-BREAK SPACE}", "en": ","}
MINUS = "\N{MINUS SIGN}"


def say(key: str, language: str, /, **values: object) -> str:
    """The message `key` in `language` ('sv' or 'en') with its values filled in.

    >>> say("group.needs=1", "sv")
    'ett behov'
    """
    if language not in CATALOGUES:
        raise ValueError(f"no language {language!r}: one of {', '.join(LANGUAGES)}")
    return CATALOGUES[language][key].format(**values)


def say_or(key: str, language: str, otherwise: str) -> str:
    """The message `key`, or `otherwise` where the catalogue does not know it (a scenario's own name)."""
    return CATALOGUES[language].get(key, otherwise)


def decimals(value: float, figures: int) -> int:
    """How many decimals show at least `figures` significant figures, at most 6.

    >>> decimals(1234.5, 3), decimals(9.996, 3), decimals(0.04321, 2), decimals(0.0, 3)
    (0, 1, 3, 0)
    """
    rounded = float(f"{abs(value):.{figures - 1}e}")
    return 0 if rounded == 0 else min(6, max(0, figures - 1 - math.floor(math.log10(rounded))))


def fixed(value: float, language: str, places: int, *, sign: bool = False) -> str:
    r"""A number with so many decimals, as the language writes it.

    >>> fixed(-1234.5, "sv", 1), fixed(-0.01, "en", 1), fixed(2.0, "en", 0, sign=True)
    ('−1\xa0234,5', '0.0', '+2')
    """
    if not math.isfinite(value):
        return "–"
    written = f"{abs(value):,.{places}f}"
    if not written.strip("0.,"):
        value = 0.0
    written = written.replace(",", "\0").replace(".", DECIMAL[language]).replace("\0", THOUSANDS[language])
    return (MINUS if value < 0 else "+" if sign and value > 0 else "") + written


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
