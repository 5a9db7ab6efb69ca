"""The messages of each language, out of `<language>/LC_MESSAGES/*.po`.

A message's identifier is its name (`survival.axis`) and not its English text: some names are made at run
time, of the names that the model gives its groups, states and causes. English is a catalogue like any other.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import NoReturn

ROOT = files("socsim.locale")
FOLDER = "LC_MESSAGES"
LANGUAGES = tuple(sorted(place.name for place in ROOT.iterdir() if place.joinpath(FOLDER).is_dir()))


class _Nothing(NullTranslations):
    """What is asked where the catalogue has no such message: a KeyError, and never the name on a chart."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise KeyError(msgid1)


@cache
def translations(language: str) -> GNUTranslations:
    """All catalogues of a language as one; the forms of its plurals are Babel's, of the language's name.

    Raises
    ------
    ValueError : there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}: one of {', '.join(LANGUAGES)}")
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language)
    for place in sorted(ROOT.joinpath(language, FOLDER).iterdir(), key=lambda place: place.name):
        if place.name.endswith(".po"):
            with place.open("rb") as file:
                for message in read_po(file, locale=language, abort_invalid=True):
                    if message.id:
                        merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    made = GNUTranslations(compiled)
    made.add_fallback(_Nothing())
    return made
