"""The numbers of a scenario for which it states a plausible range."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from socsim.scenario.keypaths import find
from socsim.scenario.sources import Source, in_one_unit

if TYPE_CHECKING:
    from socsim.scenario.reading import Loaded

NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*")
_NORMAL_ENDS = 1.959963984540054  # low and high of a normal hold 95 % between them


@dataclass(frozen=True)
class Parameter:
    """A number with a plausible range.

    Attributes
    ----------
    keys : where it stands, as dotted paths: several where organisations inherit it from each other, since
        that is one number.
    low, value, high : in `unit`.
    unit : what stands behind the number, as `days`; empty for a plain number.
    whole : whether only whole numbers will do.
    source : what the file says of it, `dist` among it.
    """

    keys: tuple[str, ...]
    low: float
    value: float
    high: float
    unit: str
    whole: bool
    source: Source

    @property
    def name(self) -> str:
        """The first of its keys."""
        return self.keys[0]

    @property
    def dist(self) -> str:
        """How plausible the values between low and high are: `uniform` unless the file says otherwise."""
        return self.source.dist or "uniform"

    def number(self, share: float) -> float:
        """The quantile of its distribution, in `unit`.

        `uniform`; `triangular` with its mode at the value; `normal` about the value and `lognormal` about its
        logarithm, with 95 % between low and high, cut off there; `beta`: the PERT distribution with its mode
        at the value (Malcolm et al. 1959).

        Parameters
        ----------
        share : from 0 (low) to 1 (high).
        """
        if self.dist == "uniform" or self.low == self.high:
            found = self.low + share * (self.high - self.low)
        else:
            found = float(self._distribution.ppf(share))
        if self.whole:  # each whole number has a share of its own, the ends as large as the others
            found = math.floor(found + share) if self.dist == "uniform" else round(found)
        return float(min(max(found, self.low), self.high))

    def at(self, share: float) -> Any:
        """The same as a file would write it."""
        return self.written(self.number(share))

    def written(self, number: float) -> Any:
        """A number in `unit` as a file would write it."""
        if self.unit:
            return f"{number:.10g} {self.unit}"
        return round(number) if self.whole else float(f"{number:.10g}")

    @property
    def stated_share(self) -> float:
        """Where the stated value lies on the way from low to high."""
        return (self.value - self.low) / (self.high - self.low) if self.high > self.low else 0.5

    @cached_property
    def _distribution(self) -> Any:
        from scipy import stats

        low, value, high = self.low, self.value, self.high
        width = high - low
        if self.dist == "triangular":
            return stats.triang((value - low) / width, low, width)
        if self.dist == "beta":
            rise = 1.0 + 4.0 * (value - low) / width
            return stats.beta(rise, 6.0 - rise, low, width)
        if self.dist == "normal":
            sd = width / (2.0 * _NORMAL_ENDS)
            return stats.truncnorm((low - value) / sd, (high - value) / sd, value, sd)
        floor = low if low > 0.0 else min(value, high) / 100.0  # a logarithm needs an end above nought
        start, middle, end = math.log(floor), math.log(value), math.log(high)
        sd = (end - start) / (2.0 * _NORMAL_ENDS)
        return _Exp(stats.truncnorm((start - middle) / sd, (end - middle) / sd, middle, sd))


@dataclass(frozen=True)
class _Exp:
    """e to the power of a random variable."""

    of: Any

    def ppf(self, share: float) -> float:
        return math.exp(float(self.of.ppf(share)))


def parameters(loaded: Loaded) -> tuple[Parameter, ...]:
    """All numbers for which the file states low and high, in its order, but for those that cannot vary."""
    together: dict[Any, list[str]] = {}
    for key, source in loaded.sources.items():
        if source.low is not None and source.high is not None:
            together.setdefault(loaded.spots[key], []).append(key)
    found = []
    for keys in together.values():
        source = loaded.sources[keys[0]]
        ends = _ends(source)
        if ends is not None and ends[0] < ends[2]:
            low, value, high, unit = ends
            found.append(Parameter(tuple(keys), low, value, high, unit, is_whole(keys[0], unit), source))
    return tuple(found)


def is_whole(key: str, unit: str = "") -> bool:
    """Whether only whole numbers will do for a key; where it has no unit if there is a choice (caseloads)."""
    spot = find(tuple(key.split(".")))
    return spot is not None and (spot.annotation is int or (spot.annotation == int | float and not unit))


def _ends(source: Source) -> tuple[float, float, float, str] | None:
    """Low, value and high in the unit of high."""
    plain = in_one_unit([source.low, source.value, source.high])
    match = NUMBER.fullmatch(str(source.high))
    if plain is None or match is None or float(match[1]) == 0.0:
        return None
    factor = plain[2] / float(match[1])
    return plain[0] / factor, plain[1] / factor, plain[2] / factor, match[2]


def changes_of(chosen: Mapping[Parameter, float]) -> dict[str, Any]:
    """What `Loaded.at` takes: each key of each parameter with its number, in its unit."""
    return {key: one.written(number) for one, number in chosen.items() for key in one.keys}
