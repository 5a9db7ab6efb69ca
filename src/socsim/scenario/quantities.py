"""Quantities with units, and distributions of them, as scenario files write them.

Inside the program a duration is a float in days, an effort a float in working hours, a rate a
float per day, money a float in the file's currency, and a money rate a float per day.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
SHORTEST = 1 / 86400
"""Days that a duration lasts at least, where it is not 0: what takes less would never get time to pass."""
LONGEST = 1e7 * DAYS_A_YEAR  # "9999 years" is how one says never
LONGEST_RUN = 1000 * DAYS_A_YEAR
MOST_HOURS = 1e6  # five hundred years of full-time work
MOST_A_DAY = 1e7
MOST_MONEY = 1e15
MOST_PEOPLE = 1_000_000
MOST_REPLICATIONS = 100_000
MOST = 1e12  # of numbers without a unit

_DAYS = {
    "second": 1 / 86400,
    "s": 1 / 86400,
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "hour": 1 / 24,
    "h": 1 / 24,
    "day": 1.0,
    "d": 1.0,
    "week": 7.0,
    "month": DAYS_A_MONTH,
    "year": DAYS_A_YEAR,
}
_HOURS = {"s": 1 / 3600, "second": 1 / 3600, "min": 1 / 60, "minute": 1 / 60, "h": 1.0, "hour": 1.0}
_NUMBER = r"([-+]?(?:\d+(?:[ _]\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)"
_PLAIN = re.compile(rf"^\s*{_NUMBER}\s*([A-Za-zåäö]+)\s*$")
_RATE = re.compile(rf"^\s*{_NUMBER}\s*(?:([A-Za-zåäö]+)\s+)?(?:per|a|an|/)\s*([A-Za-z]+)\s*$")


def _number(text: str) -> float:
    return float(text.replace(" ", "").replace("_", ""))


def _unit(word: str, table: dict[str, float]) -> float | None:
    """The factor of a unit's name, in singular or plural."""
    return table.get(word) or (table.get(word[:-1]) if word.endswith("s") and len(word) > 2 else None)


def parse_plain(value: Any, table: dict[str, float], what: str, example: str) -> float:
    """Turn '14 days' into a number, with a message that shows how to write it."""
    if isinstance(value, bool) or not isinstance(value, str):
        raise ValueError(f"{what} needs a unit: write for instance '{example}'")
    match = _PLAIN.match(value)
    factor = _unit(match[2], table) if match else None
    if match is None or factor is None:
        known = ", ".join(sorted({k for k in table if len(k) > 2}))
        raise ValueError(f"{what} is a number and a unit ({known}): write for instance '{example}'")
    return _finite(_number(match[1]) * factor, what)


def _finite(number: float, what: str, most: float = math.inf, words: str = "") -> float:
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{what} must be a finite number, not below 0")
    if number > most:
        raise ValueError(f"{what} is at most {words}")
    return number


def parse_duration(value: Any) -> float:
    """Days from '14 days', '5 years', '3 h' on the clock."""
    days = parse_plain(value, _DAYS, "a duration", "14 days")
    if 0.0 < days < 0.999 * SHORTEST:
        raise ValueError("a duration is 0 or at least 1 second")
    return _finite(days, "a duration", LONGEST, "10 million years")


def parse_part_of_run(value: Any) -> float:
    """Days, as of any duration, that are all lived through."""
    return _finite(parse_duration(value), "a part of a run", LONGEST_RUN, "1000 years")


def parse_effort(value: Any) -> float:
    """Working hours from '2 h' or '30 min'."""
    hours = parse_plain(value, _HOURS, "an effort", "2 h")
    return _finite(hours, "an effort", MOST_HOURS, f"{MOST_HOURS:.0f} h")


def parse_rate(value: Any) -> float:
    """Events per day from '30 per week'."""
    match = _RATE.match(value) if isinstance(value, str) else None
    days = _unit(match[3], _DAYS) if match and match[2] is None else None
    if match is None or days is None:
        raise ValueError("a rate is a number per unit of time: write for instance '30 per week'")
    return _finite(_number(match[1]) / days, "a rate", MOST_A_DAY, f"{MOST_A_DAY:.0f} per day")


def parse_money(value: Any) -> float:
    """Money from '60000 SEK'."""
    match = _PLAIN.match(value) if isinstance(value, str) else None
    if match is None or not re.fullmatch(r"[A-Z]{3}", match[2]):
        raise ValueError("money is a number and a currency: write for instance '60000 SEK'")
    return _finite(_number(match[1]), "money", MOST_MONEY, f"{MOST_MONEY:.0e}")


def parse_money_rate(value: Any) -> float:
    """Money per day from '58000 SEK per month'."""
    match = _RATE.match(value) if isinstance(value, str) else None
    days = _unit(match[3], _DAYS) if match and re.fullmatch(r"[A-Z]{3}", match[2] or "") else None
    if match is None or days is None:
        raise ValueError("money over time: write for instance '58000 SEK per month'")
    return _finite(_number(match[1]) / days, "money over time", MOST_MONEY, f"{MOST_MONEY:.0e} per day")


def parse_caseload(value: Any) -> int | float:
    """A cap in cases (60), as an int, or in hours a month ('83 h per month'), as a float."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= MOST_PEOPLE:
            raise ValueError(f"a caseload is at least 1 case, and at most {MOST_PEOPLE}")
        return value
    match = _RATE.match(value) if isinstance(value, str) else None
    hours = _unit(match[2] or "", _HOURS) if match else None
    if match is None or hours is None or _unit(match[3], {"month": 1.0}) is None:
        raise ValueError("a caseload is a number of cases (60) or hours a month: '83 h per month'")
    hours = _finite(_number(match[1]) * hours, "a caseload")
    return _finite(hours, "a caseload", MOST_HOURS, f"{MOST_HOURS:.0f} h per month")


def _schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


Duration = Annotated[float, BeforeValidator(parse_duration), _schema("14 days")]
PartOfRun = Annotated[float, BeforeValidator(parse_part_of_run), _schema("14 days")]
Effort = Annotated[float, BeforeValidator(parse_effort), _schema("2 h")]
Rate = Annotated[float, BeforeValidator(parse_rate), _schema("30 per week")]
Money = Annotated[float, BeforeValidator(parse_money), _schema("60000 SEK")]
MoneyRate = Annotated[float, BeforeValidator(parse_money_rate), _schema("58000 SEK per month")]
Caseload = Annotated[
    int | float,
    BeforeValidator(parse_caseload),
    WithJsonSchema({"type": ["integer", "string"], "examples": [60, "83 h per month"]}),
]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
ShareBelowOne = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(strict=True, ge=0, le=MOST, allow_inf_nan=False)]
Real = Annotated[float, Field(strict=True, ge=-MOST, le=MOST, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1, le=MOST_PEOPLE)]
Replications = Annotated[int, Field(strict=True, ge=1, le=MOST_REPLICATIONS)]

Kind = Literal["constant", "exponential", "uniform", "triangular", "lognormal", "weibull", "empirical"]
_NEEDED: dict[str, tuple[str, ...]] = {
    "constant": ("mean",),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "lognormal": ("mean", "cv"),
    "weibull": ("mean", "shape"),
    "empirical": ("values",),
}


class Distribution(BaseModel):
    """A distribution of an effort (hours) or of a duration (days)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dist: Kind
    mean: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    cv: Weight | None = None
    shape: Annotated[float, Field(ge=0.05, le=100, allow_inf_nan=False)] | None = None
    values: tuple[float, ...] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Distribution:
        needed = _NEEDED[self.dist]
        stated = {name for name in type(self).model_fields if getattr(self, name) is not None} - {"dist"}
        if stated != set(needed):
            raise ValueError(f"a distribution '{self.dist}' takes just: {', '.join(needed)}")
        if self.low is not None and self.high is not None:
            mode = self.low if self.mode is None else self.mode
            if not self.low <= mode <= self.high:
                raise ValueError("low, mode and high must not decrease")
        if self.values is not None and len(self.values) == 0:
            raise ValueError("an empirical distribution needs at least one value")
        return self

    def expected(self) -> float:
        """The mean of the distribution, in its own unit."""
        if self.mean is not None:
            return self.mean
        if self.values is not None:
            return math.fsum(self.values) / len(self.values)
        assert self.low is not None and self.high is not None
        if self.mode is not None:
            return (self.low + self.mode + self.high) / 3
        return (self.low + self.high) / 2


def _distribution_of(parse: Any) -> Any:
    def before(value: Any) -> Any:
        if isinstance(value, Distribution):
            return value
        if not isinstance(value, dict):
            return {"dist": "constant", "mean": parse(value)}
        turned = dict(value)
        for name in ("mean", "low", "mode", "high"):
            if name in turned:
                turned[name] = _named(parse, turned[name], name)
        if isinstance(turned.get("values"), list):
            turned["values"] = tuple(parse(item) for item in turned["values"])
        return turned

    return before


def _named(parse: Any, value: Any, name: str) -> Any:
    """Parse a number of a distribution; a message says which one."""
    try:
        return parse(value)
    except ValueError as error:
        raise ValueError(f"its {name}: {error}") from None


def _distribution_schema(example: str) -> WithJsonSchema:
    written = {"type": "object", "required": ["dist"], "properties": {"dist": {"enum": list(get_args(Kind))}}}
    return WithJsonSchema({"anyOf": [{"type": "string", "examples": [example]}, written]})


EffortDistribution = Annotated[
    Distribution, BeforeValidator(_distribution_of(parse_effort)), _distribution_schema("2 h")
]
DurationDistribution = Annotated[
    Distribution, BeforeValidator(_distribution_of(parse_duration)), _distribution_schema("14 days")
]
