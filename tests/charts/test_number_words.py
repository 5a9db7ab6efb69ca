"""Every number of a scenario has words in every language, and no two of a scenario have the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from socsim import load
from socsim.answers.sensitivity import section
from socsim.charts.about import About
from socsim.charts.number_words import number_words, section_words, spell, unit_words
from socsim.experiment.design import make_design
from socsim.locale import LANGUAGES, say_or
from socsim.scenario.keypaths import Place, root
from socsim.scenario.parameters import Parameter, parameters
from socsim.scenario.quantities import Distribution

ABOUT_THE_RUN = ("run.", "targets.", "costs.price_year")
"""Keys that no question varies."""
ABOUT = {
    language: About(language, "", {"one": "the first", "two": "the second"}, "one", 2, 1, "0")
    for language in LANGUAGES
}


def numbers(spot: Place, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The keys of all numbers that a scenario may state, with 1 for names of its own."""
    if spot.annotation is Distribution:
        yield ".".join(path)
    elif spot.kind == "section":
        for name, below in spot.keys().items():
            yield from numbers(below, (*path, name))
    elif spot.kind in ("names", "list"):
        inner = spot.below("*")
        assert inner is not None
        yield from numbers(inner, (*path, "1"))
    elif spot.annotation in (int, float, int | float):
        yield ".".join(path)


NUMBERS = [key for key in numbers(root()) if not key.startswith(ABOUT_THE_RUN)]


def test_no_number_lacks_its_words_in_a_language() -> None:
    assert len(NUMBERS) > 250
    for about in ABOUT.values():
        assert [key for key in NUMBERS if number_words([key], about) == key] == []


@pytest.mark.parametrize("name", ["five_levers", "systemic_faults", "districts"])
def test_words_tell_the_numbers_of_a_scenario_apart(name: str) -> None:
    loaded = load(f"scenarios/{name}.yaml")
    found: tuple[Parameter, ...] = parameters(loaded)
    meta = make_design(loaded, (), (1,)).meta
    for language in LANGUAGES:
        about = About.from_meta(meta, language)
        words = {number_words(one.keys, about) for one in found}
        assert len(words) == len(found) > 200
        assert not words & {one.name for one in found}
        assert all(not one.unit or say_or(f"unit={one.unit}", language, "") for one in found)
        assert all(section_words(section(one), about) != section(one) for one in found)


def test_it_is_said_whose_number_it_is_unless_it_is_everybodys() -> None:
    about = ABOUT["en"]
    sight = "chance that another need is seen at a step"
    assert number_words(["behaviour.sight"], about) == sight
    mine = "organisations.one.units.desk.sight"
    assert number_words([mine], about) == f"{sight} (desk, the first)"
    assert number_words([mine, "organisations.two.units.desk.sight"], about) == f"{sight} (desk)"
    assert unit_words("h per month", "sv") == "h per månad"
    assert unit_words("furlongs", "sv") == "furlongs"


def test_of_a_distribution_it_is_said_which_number() -> None:
    about, key = ABOUT["en"], "needs.a.steps.intake.effort"
    assert spell(f"{key}.cv") == ("needs.*.steps.*.effort", ("a", "intake"), "cv")
    assert number_words([f"{key}.mean"], about) == "hours of work (a, intake)"
    assert number_words([f"{key}.cv"], about) == "hours of work: coefficient of variation (a, intake)"
    assert number_words(["behaviour.nothing"], about) == "behaviour.nothing"
