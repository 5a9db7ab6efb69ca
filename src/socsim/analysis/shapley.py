"""Shapley values: a figure shared out over what it comes of, so that the shares add up to it.

Each player's share is what it adds when it joins, averaged over all orders in which the players can join
(Shapley 1953, A value for n-person games). A coalition is a bit mask: player i is in it where bit i is set.

Sources: Castro, Gómez & Tejada (2009), Polynomial calculation of the Shapley value based on sampling,
Computers & Operations Research 36; orders in pairs of one and its reverse: Mitchell, Cooper, Frank & Holmes
(2022), Sampling permutations for Shapley value estimation, Journal of Machine Learning Research 23.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from socsim.model.draws import replication_key, salt, uniform_array
from socsim.scenario.blueprint import Floats, Ints

_ORDERS = salt("orders of joining")


def exact(values: Floats) -> Floats:
    """Shares from the values of all coalitions.

    Parameters
    ----------
    values : shape (2**n, ...): the figure of each coalition, that without anybody first.

    Returns
    -------
    Shape (n, ...); along the first axis they add up to the last value less the first.

    Examples
    --------
    >>> exact(np.array([0.0, 1.0, 2.0, 9.0])).tolist()  # 1 and 2 alone, 6 more together
    [4.0, 5.0]
    """
    shares = []
    for i in range(players(values)):
        before, weights = _steps(players(values), i)
        shares.append(np.tensordot(weights, values[before | 1 << i] - values[before], axes=1))
    return np.array(shares)


def sampled(values: Floats, orders: Ints) -> Floats:
    """Shares from some orders of joining: unbiased, and they add up all the same.

    Parameters
    ----------
    values : shape (2**n,): the figure of each coalition; those that no order passes are not looked at.
    orders : shape (p, n): a row is the players in the order in which they join.

    Returns
    -------
    Shape (n,).

    Examples
    --------
    >>> sampled(np.array([0.0, 1.0, 2.0, 9.0]), np.array([[0, 1]])).tolist()
    [1.0, 8.0]
    """
    shares = np.zeros(orders.shape[1])
    for order, masks in zip(orders, _passed(orders), strict=True):
        shares[order] += np.diff(values[masks])
    return shares / len(orders)


def drawn_orders(n: int, number: int, seed: int, replication: int) -> Ints:
    """Orders of n players in pairs of one and its reverse, drawn anew for each replication.

    Returns
    -------
    Shape (number, n).
    """
    pairs = (number + 1) // 2
    visits = np.arange(n * pairs, dtype=np.uint64)
    luck = uniform_array(replication_key(seed, replication), _ORDERS, visits).reshape(pairs, n)
    some = np.argsort(luck, axis=1, kind="stable")
    found: Ints = np.stack((some, some[:, ::-1]), axis=1).reshape(-1, n)[:number]
    return found


def passed_by(orders: Ints) -> list[int]:
    """The coalitions whose values `sampled`, `alone` and `last` need, in rising order."""
    n = orders.shape[1]
    everybody = (1 << n) - 1
    ends = {mask for i in range(n) for mask in (1 << i, everybody ^ 1 << i)}
    return sorted(ends | set(_passed(orders).ravel().tolist()))


def alone(values: Floats) -> Floats:
    """What each player adds to nobody; shape (n, ...)."""
    return np.array([values[1 << i] - values[0] for i in range(players(values))])


def last(values: Floats) -> Floats:
    """What each player adds to all others; shape (n, ...)."""
    everybody = len(values) - 1
    return np.array([values[everybody] - values[everybody ^ 1 << i] for i in range(players(values))])


def touched(flagged: Floats) -> Floats:
    """By how much each player's share rests on flagged coalitions: the weight of steps from or to one.

    Parameters
    ----------
    flagged : shape (2**n,), 1 where it is, 0 where not.

    Returns
    -------
    Shape (n,), from 0 to 1.

    Examples
    --------
    >>> touched(np.array([0.0, 0.0, 1.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    found = []
    for i in range(players(flagged)):
        before, weights = _steps(players(flagged), i)
        found.append(float(weights @ np.maximum(flagged[before], flagged[before | 1 << i])))
    return np.array(found)


def players(values: Floats) -> int:
    """How many they are, of whom all coalitions are given."""
    return len(values).bit_length() - 1


def _steps(n: int, i: int) -> tuple[Ints, Floats]:
    """The coalitions that player i can join, and how much of all orders passes each of these steps."""
    masks = np.arange(1 << n)
    before = masks[masks >> i & 1 == 0]
    of_size = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    return before, of_size[[mask.bit_count() for mask in before.tolist()]]


def _passed(orders: Ints) -> Ints:
    """The coalitions that grow from nobody to everybody; shape (p, n + 1)."""
    steps = np.cumsum(1 << orders, axis=1)
    return np.concatenate((np.zeros((len(orders), 1), dtype=np.int64), steps), axis=1)
