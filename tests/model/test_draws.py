"""Keyed draws: the same bits one by one and in arrays, uniform, and without memory of their neighbours.

The statistical tests share one level: a good generator would fail any of them for one choice of keys
in a thousand (FALSE_ALARM), divided over CHECKS of them (Bonferroni).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from socsim.model.draws import (
    GOLDEN,
    MASK,
    child,
    child_array,
    mix,
    mix_array,
    replication_key,
    salt,
    uniform,
    uniform_array,
)

FALSE_ALARM = 1e-3
CHECKS = 24
LEVEL = FALSE_ALARM / CHECKS
MANY = 100_000
WORDS = st.integers(0, MASK)


def random_words(seed: int, size: int = MANY) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**64, size, dtype=np.uint64)


def test_one_by_one_and_in_arrays_give_the_same_bits() -> None:
    keys, visits = random_words(1), np.random.default_rng(2).integers(0, 2**30, MANY, dtype=np.uint64)
    place = salt("effort", "money", "intake")
    alone = [uniform(k, place, v) for k, v in zip(keys.tolist(), visits.tolist(), strict=True)]
    assert np.array(alone).tobytes() == uniform_array(keys, place, visits).tobytes()
    one_visit = [uniform(k, place, 3) for k in keys[:1000].tolist()]
    assert np.array(one_visit).tobytes() == uniform_array(keys[:1000], place, 3).tobytes()
    one_key = [uniform(7, place, v) for v in visits[:1000].tolist()]
    assert np.array(one_key).tobytes() == uniform_array(7, place, visits[:1000]).tobytes()


@given(WORDS, WORDS, st.integers(0, 2**40))
def test_children_and_mixing_agree_at_the_ends_of_the_range_too(key: int, place: int, number: int) -> None:
    keys, numbers = np.array([key], dtype=np.uint64), np.array([number], dtype=np.uint64)
    assert child_array(keys, place, numbers).tolist() == [child(key, place, number)]
    assert child_array(key, place, numbers).tolist() == [child(key, place, number)]
    assert mix_array(keys).tolist() == [mix(key)]
    assert 0.0 < uniform(key, place, number) < 1.0


def test_splitmix64_is_the_published_one() -> None:
    """The first outputs of Vigna's splitmix64.c from the state 1234567."""
    published = (6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431)
    assert tuple(mix((1234567 + i * GOLDEN) & MASK) for i in (1, 2, 3, 4)) == published


def test_the_interval_is_open_at_both_ends() -> None:
    """The words that give the least and the greatest uniform are found by running `mix` backwards."""
    for target, expected in ((0, 2.0**-53), (MASK, 1.0 - 2.0**-53)):
        assert uniform(unmix(target), 0) == expected
    assert uniform(unmix(0), 0) > 0.0
    assert uniform(unmix(MASK), 0) < 1.0


def unmix(word: int) -> int:
    """The inverse of `mix`: `x ^ x >> s` is undone by repeating the shift, an odd factor by its inverse."""
    word ^= word >> 31 ^ word >> 62
    word = word * pow(0x94D049BB133111EB, -1, 2**64) & MASK
    word ^= word >> 27 ^ word >> 54
    word = word * pow(0xBF58476D1CE4E5B9, -1, 2**64) & MASK
    return word ^ word >> 30 ^ word >> 60


def sequences() -> dict[str, np.ndarray]:
    """Uniforms along everything that the model counts with: keys, salts, visits, spells, replications."""
    count = np.arange(MANY, dtype=np.uint64)
    client = child_array(replication_key(2025, 1), salt("client"), count)
    return {
        "keys one after the other": uniform_array(count, salt("a purpose")),
        "clients": uniform_array(client, salt("arrival")),
        "visits": uniform_array(12345, salt("missed", "money", "intake"), count),
        "needs of one client": uniform_array(child_array(99, salt("need", "money"), count), salt("severity")),
        "salts": uniform_array(np.array([salt("purpose", str(i)) for i in range(MANY)], dtype=np.uint64), 42),
        "replications": np.array([uniform(replication_key(1, r), salt("arrival")) for r in range(MANY)]),
        "seeds": np.array([uniform(replication_key(s, 1), salt("arrival")) for s in range(MANY)]),
    }


SEQUENCES = sequences()


@pytest.mark.parametrize("name", SEQUENCES)
def test_uniform(name: str) -> None:
    """Kolmogorov and Smirnov: 1 check each."""
    assert stats.kstest(SEQUENCES[name], "uniform").pvalue > LEVEL


@pytest.mark.parametrize("name", SEQUENCES)
def test_neighbours_know_nothing_of_each_other(name: str) -> None:
    """Correlation of each with the next, 1 check each: the deviation is normal, with sd 1 / sqrt(n)."""
    u = SEQUENCES[name]
    r = float(np.corrcoef(u[:-1], u[1:])[0, 1])
    assert abs(r) * len(u) ** 0.5 < stats.norm.isf(LEVEL / 2)


def test_purposes_know_nothing_of_each_other() -> None:
    """One key's draws for several purposes: 6 checks."""
    keys = np.arange(MANY, dtype=np.uint64)
    names = (("effort", "money", "intake"), ("effort", "money", "decision"), ("missed", "money", "intake"))
    places = [salt(*name) for name in names]
    drawn = [uniform_array(keys, place) for place in places] + [uniform_array(keys, places[0], 1)]
    for one, other in combinations(drawn, 2):
        r = float(np.corrcoef(one, other)[0, 1])
        assert abs(r) * MANY**0.5 < stats.norm.isf(LEVEL / 2)


def test_pairs_fill_the_square() -> None:
    """Neighbouring clients fall evenly into 32 x 32 boxes: 1 check, chi-square."""
    u = SEQUENCES["clients"]
    boxes = np.histogram2d(u[::2], u[1::2], bins=32, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(boxes.ravel()).pvalue > LEVEL


def test_names_make_distinct_salts() -> None:
    """A place is not the joined text of its names: ("a", "bc") is another than ("ab", "c")."""
    texts = [("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"), ("", "abc"), ("abc", "")]
    assert len({salt(*text) for text in texts}) == len(texts)


def test_replications_and_seeds_are_not_each_others_neighbours() -> None:
    """Seed 1, replication 2 is another than seed 2, replication 1, and so on over a table."""
    keys = {replication_key(seed, replication) for seed in range(200) for replication in range(200)}
    assert len(keys) == 200 * 200
