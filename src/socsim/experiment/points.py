"""The points of a sweep: which values of which keys, on a grid or spread over their ranges."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from socsim.scenario.errors import UserError, suggest
from socsim.scenario.keypaths import find
from socsim.scenario.parameters import NUMBER, Parameter, is_whole, parameters
from socsim.scenario.sources import Source, in_one_unit
from socsim.scenario.tree import whole

if TYPE_CHECKING:
    from socsim.scenario.reading import Loaded

Sampling = Literal["grid", "lhs", "sobol"]
SAMPLINGS: tuple[Sampling, ...] = ("grid", "lhs", "sobol")
MOST_STEPS = 10_000
MOST_POINTS = 100_000
STEPS = 5
"""Points on the range that the file states, where no number is given."""


@dataclass(frozen=True)
class Varied:
    """A key, and what becomes of it.

    Attributes
    ----------
    key : its dotted path.
    values : those of a list or a grid, as texts that a file might hold; empty for a range to sample from.
    low, high : the ends of the range, in `unit`; equal to None where there is a list.
    unit : what stands behind the number, as `days`.
    whole : whether only whole numbers will do.
    """

    key: str
    values: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    unit: str = ""
    whole: bool = False

    def at(self, share: float) -> str:
        """The value at a share of the way from low to high."""
        assert self.low is not None and self.high is not None
        return self.written(self.low + share * (self.high - self.low))

    def written(self, value: float) -> str:
        """A number as it stands in a file."""
        number = f"{round(value)}" if self.whole else f"{value:.10g}"
        return f"{number} {self.unit}".strip()


@dataclass(frozen=True)
class Point:
    """One combination of values, by key."""

    number: int
    values: dict[str, str]

    @property
    def changes(self) -> tuple[str, ...]:
        """The same as `--set` takes it."""
        return tuple(f"{key}={value}" for key, value in self.values.items())


def varied(text: str, loaded: Loaded) -> Varied:
    """Read `KEY=LOW:HIGH:STEPS`, `KEY=A,B,C`, or `KEY` with the range that the file states.

    Raises
    ------
    UserError : where there is no such key, no such range, or it is turned round.
    """
    key, equals, how = (part.strip() for part in text.partition("="))
    where = f"--vary {text}"
    written = value_at(loaded.as_run, key)
    if written is _NOTHING:
        spot = find(tuple(key.split(".")))
        if spot is None or spot.kind == "section":
            raise UserError([f"{where}: {_no_such_key(key, loaded)}"])
    if not equals:
        return _stated(key, loaded.sources.get(key), where)
    if ":" in how:
        return _range(key, how.split(":"), where)
    values = tuple(value.strip() for value in how.split(",") if value.strip())
    if not values:
        raise UserError([f"{where}: no values: write LOW:HIGH:STEPS or A,B,C"])
    return Varied(key, values)


@dataclass(frozen=True)
class Ranged:
    """A number between two ends.

    Attributes
    ----------
    parameter : with the ends that were asked for. Its value is the file's, NaN where it states none.
    stated : low and high as the file states them, in the same unit; NaN where it states none.
    steps : how many were asked for, 0 where none were.
    """

    parameter: Parameter
    stated: tuple[float, float]
    steps: int


def ranged(text: str, loaded: Loaded) -> Ranged:
    """Read `KEY`, `KEY=LOW:HIGH` or `KEY=LOW:HIGH:STEPS` as one number, wherever it stands.

    Organisations that inherit it from each other have it together.

    Raises
    ------
    UserError : as `varied`, and where a list stands where a range is needed.
    """
    key, equals, how = (part.strip() for part in text.partition("="))
    known = next((one for one in parameters(loaded) if key in one.keys), None)
    if known is not None and not equals:
        return Ranged(known, (known.low, known.high), 0)
    one = varied(text, loaded)
    if one.low is None or one.high is None:
        raise UserError([f"--vary {text}: a range is needed, {key}=LOW:HIGH"])
    source = loaded.sources.get(key, Source(None))
    value = _in(one.unit, value_at(loaded.as_run, key))
    parameter = Parameter(loaded.together(key), one.low, value, one.high, one.unit, one.whole, source)
    stated = _in(one.unit, source.low), _in(one.unit, source.high)
    return Ranged(parameter, stated, len(one.values) if how.count(":") == 2 else 0)


def _in(unit: str, written: Any) -> float:
    """A number that is written in whatever unit, in this one; NaN where there is none."""
    pair = in_one_unit([written, f"1 {unit}" if unit else 1])
    return math.nan if pair is None else pair[0] / pair[1]


def _range(key: str, parts: Sequence[str], where: str) -> Varied:
    ends = [NUMBER.fullmatch(part) for part in parts[:2]]
    if len(parts) > 3 or len(ends) < 2 or not all(ends):
        raise UserError([f"{where}: write LOW:HIGH:STEPS, for instance {key}=0.02:0.3:8"])
    (low, first), (high, second) = ((float(end[1]), end[2]) for end in ends if end is not None)
    unit = second or first
    if first.rstrip("s") not in ("", unit.rstrip("s")):  # a year and two years
        raise UserError([f"{where}: low and high stand in different units, {first} and {second}"])
    if not all(map(math.isfinite, (low, high))):
        raise UserError([f"{where}: low and high are finite numbers"])
    if low >= high:
        raise UserError([f"{where}: low is not below high; turned round it is {parts[1]}:{parts[0]}"])
    steps = parts[2].strip() if len(parts) == 3 else str(STEPS)
    if not 2 <= (whole(steps) or 0) <= MOST_STEPS:
        raise UserError([f"{where}: the number of steps is a whole number from 2 to {MOST_STEPS}"])
    found = Varied(key, (), low, high, unit, is_whole(key, unit))
    shares = np.linspace(0.0, 1.0, int(steps)).tolist()
    return replace(found, values=tuple(dict.fromkeys(map(found.at, shares))))


def _stated(key: str, source: Source | None, where: str) -> Varied:
    """The range that the file states for a number."""
    if source is None or source.low is None or source.high is None:
        raise UserError(
            [f"{where}: the file states no low and high for it: write LOW:HIGH:STEPS, as {key}=0.02:0.3:8"]
        )
    return _range(key, [str(source.low), str(source.high), str(STEPS)], where)


def whole_numbers(text: str, where: str) -> list[int]:
    """Read `60,65,70` or `LOW:HIGH:STEPS`, whole numbers from 1.

    >>> whole_numbers("60:80:5", "--staffing"), whole_numbers("71, 65", "--staffing")
    ([60, 65, 70, 75, 80], [71, 65])

    Raises
    ------
    UserError : where that is something else.
    """
    parts = [part.strip() for part in text.split(":" if ":" in text else ",") if part.strip()]
    numbers = [number for number in map(whole, parts) if number]
    span = ":" in text
    steps = numbers[2] if span and len(numbers) == 3 else 2
    if len(numbers) < len(parts) or not numbers or (span and (len(numbers) != 3 or steps < 2)):
        raise UserError([f"{where} {text}: whole numbers from 1: 60,65,70 or LOW:HIGH:STEPS"])
    if steps > MOST_STEPS:
        raise UserError([f"{where} {text}: at most {MOST_STEPS} steps"])
    if span:
        low, high, steps = numbers
        numbers = np.rint(np.linspace(low, high, steps)).astype(int).tolist()
    return list(dict.fromkeys(numbers))


def points(
    what: Sequence[Varied], sampling: Sampling = "grid", number: int = 0, seed: int = 0
) -> list[Point]:
    """All combinations of a grid, or `number` points spread over the ranges.

    Parameters
    ----------
    sampling : `grid`; `lhs`, Latin hypercube; `sobol`, scrambled Sobol points, for which `number` is best a
        power of two. The points follow from `seed`.

    Raises
    ------
    UserError : where a list stands where a range is needed, or two name the same key.
    """
    keys = [one.key for one in what]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise UserError([f"--vary {twice[0]}: it is there twice"])
    together = math.prod(len(one.values) for one in what) if sampling == "grid" else number
    if together > MOST_POINTS:
        raise UserError([f"--vary: {together} points in all: at most {MOST_POINTS}"])
    if sampling == "grid":
        combined = itertools.product(*(one.values for one in what))
        return [
            Point(at, dict(zip(keys, values, strict=True))) for at, values in enumerate(combined, start=1)
        ]
    lists = [one.key for one in what if one.low is None]
    if lists:
        raise UserError([f"--vary {lists[0]}: --sample {sampling} needs a range, LOW:HIGH"])
    if number < 2:
        raise UserError([f"--sample {sampling}: how many points? add --points N, from 2"])
    shares = spread(sampling, len(what), number, seed)
    return [
        Point(at, {one.key: one.at(float(share)) for one, share in zip(what, row, strict=True)})
        for at, row in enumerate(shares, start=1)
    ]


def spread(sampling: Sampling, dimensions: int, number: int, seed: int) -> np.ndarray[Any, Any]:
    """Points in the unit cube, shape (number, dimensions).

    The first of many Sobol points are those of few with the same seed; of a Latin hypercube they are not.
    """
    import warnings

    from scipy.stats import qmc

    sampler = qmc.LatinHypercube if sampling == "lhs" else qmc.Sobol
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a number is no power of two is said in the documentation
        found: np.ndarray[Any, Any] = sampler(d=dimensions, rng=seed).random(number)
    return found


_NOTHING = object()


def value_at(tree: Any, key: str) -> Any:
    """What stands at a dotted key, without its source; `_NOTHING` where nothing does."""
    here = tree
    for part in key.split("."):
        if isinstance(here, dict) and set(here) >= {"value"} and part not in map(str, here):
            here = here["value"]
        if isinstance(here, list):
            at = whole(part)
            here = here[at] if at is not None and at < len(here) else _NOTHING
        elif isinstance(here, dict):
            here = next((value for name, value in here.items() if str(name) == part), _NOTHING)
        else:
            here = _NOTHING
        if here is _NOTHING:
            return _NOTHING
    return here["value"] if isinstance(here, dict) and "value" in here else here


def numeric(value: str) -> float | None:
    """The number in a value, for the axis of a chart; None where there is none."""
    match = NUMBER.fullmatch(value)
    return None if match is None else float(match[1])


def keys_of(tree: Any, prefix: str = "") -> list[str]:
    """All dotted keys of a scenario that hold a value of their own."""
    if isinstance(tree, dict) and "value" not in tree:
        return [key for name, below in tree.items() for key in keys_of(below, f"{prefix}{name}.")]
    if isinstance(tree, list) and any(isinstance(item, dict) for item in tree):
        return [key for at, below in enumerate(tree) for key in keys_of(below, f"{prefix}{at}.")]
    return [prefix[:-1]]


def _no_such_key(key: str, loaded: Loaded) -> str:
    right: str = suggest("the scenario has no such key", key, keys_of(loaded.as_run))
    return right
