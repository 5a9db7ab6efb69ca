"""A scenario's numbers drawn from their plausible ranges, all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from socsim.experiment.points import spread
from socsim.experiment.trials import Variant
from socsim.scenario.blueprint import Floats
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import Parameter, changes_of, parameters

if TYPE_CHECKING:
    from socsim.scenario.reading import Loaded

BLOCK = 32
"""Points of a Latin hypercube."""
MOST_BLOCKS = 100_000


@dataclass(frozen=True)
class Draws:
    """Points in the ranges of d parameters.

    Attributes
    ----------
    parameters : d of them.
    shares : shape (n, d): where in its distribution each parameter was drawn, 0 (low) to 1 (high).
    """

    parameters: tuple[Parameter, ...]
    shares: Floats

    @property
    def numbers(self) -> Floats:
        """Shape (n, d): the values, in the parameters' units."""
        found = [
            [one.number(float(share)) for one, share in zip(self.parameters, row, strict=True)]
            for row in self.shares
        ]
        return np.array(found, dtype=np.float64).reshape(self.shares.shape)

    def variants(self) -> list[Variant]:
        """The scenario at each point."""
        return [
            Variant(changes_of(dict(zip(self.parameters, row, strict=True)))) for row in self.numbers.tolist()
        ]


def draw(what: Sequence[Parameter], number: int, seed: int) -> Draws:
    """Draw parameters independently of each other.

    In blocks of BLOCK points, each a Latin hypercube (McKay, Beckman and Conover 1979), so that more points
    go on from fewer. Sobol points would do that too, but with more parameters than points some of their
    columns are nearly the same, and what one parameter does is laid at another's door.

    Parameters
    ----------
    number : points.
    """
    blocks = [
        spread("lhs", len(what), BLOCK, seed * MOST_BLOCKS + block)
        for block in range(math.ceil(number / BLOCK))
    ]
    return Draws(tuple(what), np.concatenate(blocks)[:number])


def chosen_parameters(loaded: Loaded, only: Sequence[str] = ()) -> tuple[Parameter, ...]:
    """The scenario's parameters with a range whose keys match one of the patterns; none: all.

    Parameters
    ----------
    only : keys, sections (`behaviour`), or patterns (`behaviour.*`, `*.sight`).

    Raises
    ------
    UserError : where the file states no range, or nothing matches a pattern.
    """
    found = parameters(loaded)
    if not found:
        right = "write {value: ..., low: ..., high: ..., source: ...} for those that are uncertain"
        raise UserError([f"{loaded.path}: no number states its plausible range: {right}"])
    for pattern in only:
        if not any(_matches(one, pattern) for one in found):
            raise UserError([f"--only {pattern}: no number with a range has such a key: try behaviour.*"])
    return tuple(one for one in found if not only or any(_matches(one, pattern) for pattern in only))


def _matches(parameter: Parameter, pattern: str) -> bool:
    return any(
        fnmatchcase(key, pattern) or key.startswith(f"{pattern.rstrip('.')}.") for key in parameter.keys
    )
