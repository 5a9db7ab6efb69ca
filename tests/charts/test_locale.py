"""Messages: both languages have all of them, with the same values to fill in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import socsim
from socsim.locale import CATALOGUES, fixed, number, plain, say, text
from socsim.scenario.names import CAUSES, OPEN_STATES, PAYERS

PACKAGE = Path(socsim.__file__).parent
SAID = re.compile(
    r"\bsay\(\s*\"([^\"]+)\"|\"((?:headline|survival|falls|states|costs|screen|unit|axis)\.[a-z_=0-9+]+)\""
)


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_no_message_lacks_a_language() -> None:
    swedish, english = CATALOGUES["sv"], CATALOGUES["en"]
    assert list(swedish) == list(english)
    for key in swedish:
        assert swedish[key].strip(), key
        assert _fields(swedish[key]) == _fields(english[key]), key


def test_every_message_that_the_code_names_is_there() -> None:
    for folder in ("charts", "screen"):
        for path in (PACKAGE / folder).glob("*.py"):
            for found in SAID.finditer(path.read_text(encoding="utf-8")):
                key = found[1] or found[2]
                assert key in CATALOGUES["sv"], (path.name, key)


def test_every_name_of_the_model_has_a_word() -> None:
    keys = [f"state={name}" for name in OPEN_STATES]
    keys += [f"cause={name}" for name in CAUSES] + [f"payer={name}" for name in PAYERS]
    assert not [key for key in keys if key not in CATALOGUES["en"]]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="no language 'de'"):
        say("group.all", "de")


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (0.0, "sv", "0"),
        (9.996, "en", "10.0"),
        (-0.5, "sv", "−0,500"),
        (1e7, "sv", "10\xa0000\xa0000"),
        (float("nan"), "en", "–"),
    ],
)
def test_numbers(value: float, language: str, written: str) -> None:
    assert number(value, language) == written


def test_signs_and_axes() -> None:
    assert fixed(-0.001, "en", 1, sign=True) == "0.0"
    assert plain(0.25, "sv") == "0,25"
    assert plain(-0.0, "sv") == "0"


def test_a_label_falls_back_to_the_other_language() -> None:
    assert text({"sv": "ekonomi", "en": ""}, "en") == "ekonomi"
