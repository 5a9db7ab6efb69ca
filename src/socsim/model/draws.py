"""Keyed draws: every random number is a function of who, what and which visit.

A 64-bit key stands for an entity (a client, a need); a 64-bit salt for a purpose and a place (the
effort of "money.intake"). Their sum, with the number of the visit, goes through the finaliser of
SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA)
and gives one uniform. No draw depends on the order of events.
"""

from __future__ import annotations

import math
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15  # odd; steps from one visit, spell or index to the next
FIRST = 0xBF58476D1CE4E5B9  # the finaliser's two multipliers
SECOND = 0x94D049BB133111EB
SCALE = 2.0**-52

Keys = npt.NDArray[np.uint64]


def mix(word: int) -> int:
    """SplitMix64's finaliser, on a Python int in [0, 2**64)."""
    word = (word ^ (word >> 30)) * FIRST & MASK
    word = (word ^ (word >> 27)) * SECOND & MASK
    return word ^ (word >> 31)


def mix_array(words: Keys) -> Keys:
    """The same for an array of any shape."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(FIRST)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(SECOND)
    return words ^ (words >> np.uint64(31))


def salt(purpose: str, *place: str) -> int:
    """A 64-bit number for a purpose and the names of its place.

    Made from names, so that a need, step or profile that is added leaves the others' draws as
    they were.
    """
    text = "\x1f".join((purpose, *place)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def child(key: int, salt: int, number: int = 0) -> int:
    """The key of an entity that belongs to another: a client's need, for instance."""
    return mix((key + salt + number * GOLDEN) & MASK)


def child_array(key: int | Keys, salt: int, numbers: int | Keys) -> Keys:
    """`child` for arrays of keys or numbers."""
    base = np.asarray(key, dtype=np.uint64) + np.uint64(salt)
    return mix_array(base + np.asarray(numbers, dtype=np.uint64) * np.uint64(GOLDEN))


def uniform(key: int, salt: int, visit: int = 0) -> float:
    """A uniform in the open interval (0, 1), on a grid of 2**52."""
    word = (key + salt + visit * GOLDEN) & MASK
    word = (word ^ (word >> 30)) * FIRST & MASK
    word = (word ^ (word >> 27)) * SECOND & MASK
    return (((word ^ (word >> 31)) >> 12) + 0.5) * SCALE


def uniform_array(key: int | Keys, salt: int, visit: int | Keys = 0) -> npt.NDArray[np.float64]:
    """`uniform` for arrays of keys or visits; the same bits."""
    return ((child_array(key, salt, visit) >> np.uint64(12)).astype(np.float64) + 0.5) * SCALE


def logs(u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """`math.log` of each, to the last bit, which numpy's own does not promise.

    In blocks, so that few of them are Python's numbers at a time.
    """
    found = np.empty(len(u))
    for first in range(0, len(u), 2000):
        block = u[first : first + 2000].tolist()
        found[first : first + 2000] = np.fromiter(map(math.log, block), np.float64, len(block))
    return found


def replication_key(seed: int, replication: int) -> int:
    """The key from which all draws of a replication follow."""
    return mix((mix((seed + GOLDEN) & MASK) + (replication + 1) * GOLDEN) & MASK)
