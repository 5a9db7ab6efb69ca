"""Parameters: the numbers with a range, their distributions, and a scenario with others in their place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from socsim.scenario.errors import ScenarioError
from socsim.scenario.parameters import Parameter, changes_of, parameters
from socsim.scenario.reading import Loaded, load
from socsim.scenario.sources import Source, in_one_unit

SMALL = Path("scenarios/small.yaml")


@pytest.fixture(scope="module")
def stockholm() -> Loaded:
    return load("scenarios/stockholm.yaml")


def parameter(dist: str | None, low: float, value: float, high: float, whole: bool = False) -> Parameter:
    return Parameter(("key",), low, value, high, "", whole, Source(value, low, high, dist=dist))


def test_every_stated_range_is_a_parameter_in_its_own_unit(stockholm: Loaded) -> None:
    found = parameters(stockholm)
    keys = [key for one in found for key in one.keys]
    stated = [key for key, source in stockholm.sources.items() if source.low not in (None, source.high)]
    assert sorted(keys) == sorted(stated)
    for one in found:
        assert one.low <= one.value <= one.high
        written = in_one_unit([one.source.value, one.written(one.value)])
        assert written is not None
        assert written[1] == pytest.approx(written[0], rel=1e-9)
    patience = next(one for one in found if one.name == "needs.money.recovers_after")
    assert (patience.low, patience.value, patience.high, patience.unit) == (432.0, 720.0, 1080.0, "days")


def test_what_organisations_inherit_from_each_other_is_one_number(stockholm: Loaded) -> None:
    keys = next(
        one.keys
        for one in parameters(stockholm)
        if one.name == "organisations.specialised.units.money.managers"
    )
    assert keys == (
        "organisations.specialised.units.money.managers",
        "organisations.coordinated.units.money.managers",
    )


@pytest.mark.parametrize("dist", [None, "uniform", "triangular", "normal", "lognormal", "beta"])
def test_quantiles_stay_within_the_range_and_follow_the_distribution(dist: str | None) -> None:
    one = parameter(dist, 0.1, 0.3, 0.9)
    numbers = np.array([one.number(share) for share in np.linspace(0.0, 1.0, 201)])
    assert np.all(np.diff(numbers) >= 0.0)
    assert numbers[0] == pytest.approx(0.1)
    assert numbers[-1] == pytest.approx(0.9)
    middle = np.median(numbers)
    expected = {None: 0.5, "uniform": 0.5, "normal": 0.35, "lognormal": 0.305}  # normals are cut off unevenly
    if dist in ("triangular", "beta"):
        assert 0.3 < middle < 0.5  # drawn to the mode from the middle of the range
    else:
        assert middle == pytest.approx(expected[dist], abs=0.03)


def test_each_whole_number_of_a_range_is_as_likely_as_the_others() -> None:
    one = parameter(None, 1, 2, 3, whole=True)
    numbers = [one.number((share + 0.5) / 300) for share in range(300)]
    assert [numbers.count(value) for value in (1.0, 2.0, 3.0)] == [100, 100, 100]


def test_a_scenario_at_other_values_is_that_of_set(stockholm: Loaded) -> None:
    some = [one for one in parameters(stockholm) if one.name.startswith(("behaviour.sight", "needs.money."))]
    changes = changes_of({one: one.number(0.25) for one in some})
    by_set = load(stockholm.path, set=[f"{key}={value}" for key, value in changes.items()])
    assert stockholm.at(changes) == by_set.scenario != stockholm.scenario


def test_a_key_can_be_added_and_taken_away() -> None:
    loaded = load(SMALL)
    assert loaded.at({"behaviour.patience": None}) == load(SMALL, set=["behaviour.patience=null"]).scenario
    added = {"behaviour.turnover.vacancy": "60 days", "behaviour.turnover.rate": "0.2 per year"}
    by_set = load(SMALL, set=["behaviour.turnover=null", *(f"{key}={value}" for key, value in added.items())])
    assert loaded.at({"behaviour.turnover": None, **added}) == by_set.scenario


def test_values_that_will_not_do_say_so(stockholm: Loaded) -> None:
    with pytest.raises(ScenarioError, match=r"needs\.money\.missed_paperwork"):
        stockholm.at({"needs.money.missed_paperwork": 1.5})
