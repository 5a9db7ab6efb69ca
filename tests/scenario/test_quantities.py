"""Quantities and distributions, as scenario files write them."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from socsim.scenario import quantities as q

DISTRIBUTION: TypeAdapter[q.Distribution] = TypeAdapter(q.EffortDistribution)
DURATION: TypeAdapter[q.Distribution] = TypeAdapter(q.DurationDistribution)


@pytest.mark.parametrize(
    ("parse", "text", "number"),
    [
        (q.parse_duration, "14 days", 14),
        (q.parse_duration, "1 day", 1),
        (q.parse_duration, "2 weeks", 14),
        (q.parse_duration, "36 h", 1.5),
        (q.parse_duration, "90 minutes", 1 / 16),
        (q.parse_duration, "5 years", 5 * 365.25),
        (q.parse_duration, "6 months", 365.25 / 2),
        (q.parse_duration, "0 days", 0),
        (q.parse_effort, "2 h", 2),
        (q.parse_effort, "30 min", 0.5),
        (q.parse_effort, ".5 hours", 0.5),
        (q.parse_rate, "30 per week", 30 / 7),
        (q.parse_rate, "9 per hour", 216),
        (q.parse_rate, "497 per year", 497 / 365.25),
        (q.parse_rate, "4 a year", 4 / 365.25),
        (q.parse_money, "60000 SEK", 60000),
        (q.parse_money, "60 000 SEK", 60000),
        (q.parse_money, "1.5e6 SEK", 1.5e6),
        (q.parse_money_rate, "58000 SEK per month", 58000 * 12 / 365.25),
        (q.parse_money_rate, "365.25 EUR per year", 1),
        (q.parse_caseload, 60, 60),
        (q.parse_caseload, "83 h per month", 83),
    ],
)
def test_a_quantity_is_read_in_its_unit(
    parse: Callable[[object], float], text: object, number: float
) -> None:
    assert parse(text) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    "parse", [q.parse_duration, q.parse_effort, q.parse_rate, q.parse_money, q.parse_money_rate]
)
@pytest.mark.parametrize(
    "value", [3, 0.5, True, None, "", "3", "three days", "3 apples", "nan days", "-1 h", "3 days 2 h"]
)
def test_what_is_no_quantity_is_refused_with_an_example(
    parse: Callable[[object], float], value: object
) -> None:
    with pytest.raises(ValueError, match=r"write for instance '|must be a finite number"):
        parse(value)


@given(st.floats(0.001, 900.0), st.sampled_from(["days", "weeks", "months", "years"]))
def test_units_are_in_proportion(number: float, unit: str) -> None:
    one = q.parse_duration(f"1 {unit[:-1]}")
    assert q.parse_duration(f"{number} {unit}") == pytest.approx(number * one)


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ("2 h", 2),
        ({"dist": "constant", "mean": "2 h"}, 2),
        ({"dist": "exponential", "mean": "30 min"}, 0.5),
        ({"dist": "uniform", "low": "1 h", "high": "3 h"}, 2),
        ({"dist": "triangular", "low": "1 h", "mode": "2 h", "high": "6 h"}, 3),
        ({"dist": "lognormal", "mean": "3 h", "cv": 0.6}, 3),
        ({"dist": "weibull", "mean": "3 h", "shape": 1.5}, 3),
        ({"dist": "empirical", "values": ["1 h", "2 h", "6 h"]}, 3),
    ],
)
def test_a_distribution_states_its_mean(written: object, mean: float) -> None:
    assert DISTRIBUTION.validate_python(written).expected() == pytest.approx(mean)


def test_the_same_words_mean_hours_of_work_or_days_on_the_clock() -> None:
    assert DISTRIBUTION.validate_python("12 h").mean == 12
    assert DURATION.validate_python("12 h").mean == 0.5


@pytest.mark.parametrize(
    "written",
    [
        {"dist": "normal", "mean": "2 h"},
        {"dist": "lognormal", "mean": "2 h"},
        {"dist": "lognormal", "mean": "2 h", "cv": 0.5, "shape": 1},
        {"dist": "lognormal", "mean": "2 h", "cv": -0.5},
        {"dist": "lognormal", "mean": "2 h", "cv": math.nan},
        {"dist": "uniform", "low": "3 h", "high": "1 h"},
        {"dist": "triangular", "low": "1 h", "mode": "7 h", "high": "6 h"},
        {"dist": "weibull", "mean": "3 h", "shape": 0},
        {"dist": "empirical", "values": []},
        {"dist": "empirical", "values": ["1 h", 2]},
        {"dist": "constant", "mean": "2 h", "men": 3},
        {"mean": "2 h"},
        2,
    ],
)
def test_a_wrong_distribution_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        DISTRIBUTION.validate_python(written)
