"""Keyed draws on 64-bit words: the second of the two places where the mixer is written."""

from __future__ import annotations

from typing import Any

import numpy as np

from socsim.engine.compiled.compiler import kernel
from socsim.model import draws

# every constant beside a uint64 is one too, or the word turns into a float or a sign without a word
_GOLDEN = np.uint64(draws.GOLDEN)
_FIRST, _SECOND = np.uint64(draws.FIRST), np.uint64(draws.SECOND)
_12, _27, _30, _31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
_SCALE = draws.SCALE


@kernel
def mix(word: Any) -> Any:
    """SplitMix64's finaliser."""
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


@kernel
def child(key: Any, salt: Any, number: int) -> Any:
    """The key of an entity that belongs to another."""
    return mix(key + salt + np.uint64(number) * _GOLDEN)


@kernel
def uniform(key: Any, salt: Any, visit: int) -> float:
    """A uniform in the open interval (0, 1), on a grid of 2**52."""
    word = mix(key + salt + np.uint64(visit) * _GOLDEN)
    return (np.float64(word >> _12) + 0.5) * _SCALE
