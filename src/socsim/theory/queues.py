"""What is known exactly of queues: closed forms that the simulation is held against.

Symbols, everywhere: ``arrivals`` (lambda) and ``service`` (mu, of one server) are rates in one
unit of time of the caller's choice, ``servers`` is c, ``load`` is rho = lambda / (c mu), and waits
are times in queue, service excluded, in the same unit of time. A queue without a balance, that is with
rho of 1 or more, is a ValueError.

References
----------
.. [1] Gross, Shortle, Thompson, Harris (2008), *Fundamentals of Queueing Theory*, 4th ed.: M/M/1 and M/M/c
   in chapter 2, priorities in 3, networks in 4, M/G/1 in 5.
.. [2] Cobham (1954), Priority assignment in waiting line problems, *Operations Research* 2:70-76.
.. [3] Garnett, Mandelbaum, Reiman (2002), Designing a call center with impatient customers,
   *Manufacturing & Service Operations Management* 4:208-227.
.. [4] Jackson (1957), Networks of waiting lines, *Operations Research* 5:518-521.
.. [5] Ross (2014), *Introduction to Probability Models*, 11th ed., section 8.4.
.. [6] Little (1961), A proof for the queuing formula L = lambda W, *Operations Research* 9:383-387.
.. [7] Nelson, Tantawi (1988), Approximate analysis of fork/join synchronization in parallel queues, *IEEE
   Transactions on Computers* 37:739-743; after Flatto, Hahn (1984), *SIAM Journal on Applied Mathematics*
   44:1041-1053.
.. [8] Mitrany, Avi-Itzhak (1968), A many-server queue with service interruptions, *Operations Research*
   16:628-638.

"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


def _load(arrivals: float, service: float, servers: int) -> float:
    load = arrivals / (servers * service)
    if not 0.0 < load < 1.0:
        raise ValueError(f"a queue in balance needs 0 < load < 1, not {load}")
    return load


def mm1_wait(arrivals: float, service: float) -> float:
    """Mean wait in M/M/1: rho / (mu - lambda) [1]_.

    >>> round(mm1_wait(0.9, 1.0), 12)
    9.0
    """
    return _load(arrivals, service, 1) / (service - arrivals)


def mm1_sojourn_within(arrivals: float, service: float, limit: float) -> float:
    """P(wait + service <= limit) in M/M/1, first come first served: 1 - exp(-(mu - lambda) limit) [1]_.

    >>> round(mm1_sojourn_within(0.5, 1.0, 2.0 * math.log(2.0)), 12)
    0.5
    """
    _load(arrivals, service, 1)
    return -math.expm1(-(service - arrivals) * limit)


def erlang_c(arrivals: float, service: float, servers: int) -> float:
    """P(wait > 0) in M/M/c, by Erlang's recursion for the loss formula B: C = B / (1 - rho (1 - B)).

    Two servers at half load: 1/3. Ten at 90 %: 0.6687, as in the tables of Erlang C [1]_.

    >>> round(erlang_c(1.0, 1.0, 2), 12)
    0.333333333333
    >>> round(erlang_c(9.0, 1.0, 10), 4)
    0.6687
    """
    load = _load(arrivals, service, servers)
    offered = arrivals / service
    lost = 1.0
    for k in range(1, servers + 1):
        lost = offered * lost / (k + offered * lost)
    return lost / (1.0 - load * (1.0 - lost))


def erlang_c_wait(arrivals: float, service: float, servers: int) -> float:
    """Mean wait in M/M/c: C / (c mu - lambda) [1]_.

    Fifty agents, 48 calls a minute of a minute each: 20.8 seconds (table 1 of [3]_).

    >>> round(60 * erlang_c_wait(48.0, 1.0, 50), 1)
    20.8
    """
    return erlang_c(arrivals, service, servers) / (servers * service - arrivals)


def mg1_wait(arrivals: float, mean: float, cv: float) -> float:
    """Mean wait in M/G/1 (Pollaczek-Khinchine): lambda s^2 (1 + cv^2) / (2 (1 - rho)) [1]_.

    Exponential service (cv 1) is M/M/1, constant service (cv 0) waits half as long.

    >>> round(mg1_wait(0.9, 1.0, 1.0), 12), round(mg1_wait(0.9, 1.0, 0.0), 12)
    (9.0, 4.5)
    """
    load = _load(arrivals, 1.0 / mean, 1)
    return load * mean * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def priority_waits(arrivals: Sequence[float], means: Sequence[float]) -> list[float]:
    """Mean wait of each class at one server, exponential service, who is served stays (Cobham [2]_).

    W_k = W_0 / ((1 - s_{k-1}) (1 - s_k)), where s_k is the load of the classes 1..k (1 goes first)
    and W_0 = sum lambda_i m_i^2 is the mean work left of the piece in hand.

    Two classes of 0.4 each, mean 1: 0.8 / 0.6 and 0.8 / (0.6 x 0.2). Waits weighted by load are as
    without priorities (the conservation law): here 4 on average, as M/M/1 at 0.8.

    >>> [round(wait, 4) for wait in priority_waits([0.4, 0.4], [1.0, 1.0])]
    [1.3333, 6.6667]
    """
    left = sum(rate * 2.0 * mean * mean / 2.0 for rate, mean in zip(arrivals, means, strict=True))
    waits, before = [], 0.0
    for rate, mean in zip(arrivals, means, strict=True):
        upto = before + rate * mean
        waits.append(left / ((1.0 - before) * (1.0 - upto)))
        before = upto
    return waits


class ErlangA(NamedTuple):
    """M/M/c+M in balance."""

    gave_up: float
    """Share of all who leave the queue before they are served."""
    wait: float
    """Mean wait of all, those who give up included."""
    served_wait: float
    """Mean wait of those who are served."""


def erlang_a(arrivals: float, service: float, servers: int, impatience: float) -> ErlangA:
    """Queue with patience Exp(impatience) (theta): Erlang A [3]_.

    The number present is a birth-death chain, down at min(k, c) mu + max(0, k - c) theta; who finds
    j ahead of them in the queue is served with probability c mu / (c mu + (j + 1) theta), after
    stages of Exp(c mu + (i + 1) theta), i = j..0. Fifty agents, 48 calls a minute of a minute each,
    two minutes' patience: 3.1 % give up and the mean wait is 3.7 seconds (table 1 of [3]_).

    >>> busy = erlang_a(48.0, 1.0, 50, 0.5)
    >>> round(100 * busy.gave_up, 1), round(60 * busy.wait, 1)
    (3.1, 3.7)
    >>> math.isclose(busy.gave_up, 0.5 * busy.wait)  # rate of giving up = theta x queue length
    True
    """
    log_weight, weights = 0.0, [1.0]
    while len(weights) <= servers or weights[-1] > 1e-16 * max(weights):
        k = len(weights)
        log_weight += math.log(arrivals / (min(k, servers) * service + max(0, k - servers) * impatience))
        weights.append(math.exp(log_weight))
    total = math.fsum(weights)
    full = servers * service
    served = waited = stages = 0.0
    for ahead, weight in enumerate(weights[servers:]):
        stages += 1.0 / (full + (ahead + 1) * impatience)
        chance = weight / total * full / (full + (ahead + 1) * impatience)
        served += chance
        waited += chance * stages
    served += math.fsum(weights[:servers]) / total
    return ErlangA(1.0 - served, (1.0 - served) / impatience, waited / served)


def traffic(outside: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Arrival rate of every node of a Jackson network: lambda = outside + lambda P [4]_.

    By Jackson's theorem each node is then M/M/c at that rate, in the long run. Example 8.8 of [5]_:
    4 and 5 an hour from outside, half go on from the first to the second, a quarter back.

    >>> [round(rate, 12) for rate in traffic([4.0, 5.0], [[0.0, 0.5], [0.25, 0.0]])]
    [6.0, 8.0]
    """
    turned = np.eye(len(outside)) - np.asarray(routing, dtype=float).T
    return [float(rate) for rate in np.linalg.solve(turned, np.asarray(outside, dtype=float))]


def feedback_sojourn(arrivals: float, service: float, again: float) -> float:
    """Mean total time in M/M/1 with Bernoulli feedback: 1 / (mu (1 - p) - lambda) [4]_.

    Each visit waits as in M/M/1 at lambda / (1 - p); there are 1 / (1 - p) of them.

    >>> round(feedback_sojourn(0.4, 1.0, 0.2), 12)
    2.5
    >>> round((mm1_wait(0.5, 1.0) + 1.0) / 0.8, 12)
    2.5
    """
    _load(arrivals / (1.0 - again), service, 1)
    return 1.0 / (service * (1.0 - again) - arrivals)


def fork_join(arrivals: float, service: float) -> float:
    """Mean time until both of two pieces that come at once are done, each at an M/M/1 of its own [7]_.

    (12 - rho) / 8 times the time in one M/M/1. Hardly anybody there: the larger of two exponentials, 1.5.

    >>> fork_join(0.5, 1.0)
    2.875
    >>> round(fork_join(1e-9, 1.0), 6)
    1.5
    """
    return (12.0 - _load(arrivals, service, 1)) / 8.0 / (service - arrivals)


def unreliable_number(arrivals: float, service: float, fails: float, repaired: float) -> float:
    """Mean number present in M/M/1 with a server who is away at times, at work or idle alike [8]_.

    At work for Exp(fails), away for Exp(repaired); what was begun is taken up where it was left. With f, r:
    lambda ((f + r)^2 + mu f) / ((f + r) (mu r - lambda (f + r))). Who is never away: M/M/1.

    >>> unreliable_number(0.5, 1.0, 0.0, 1.0)
    1.0
    >>> round(unreliable_number(0.5, 1.0, 0.1, 0.4), 12)
    2.333333333333
    """
    both = fails + repaired
    _load(arrivals, service * repaired / both, 1)
    return arrivals * (both**2 + service * fails) / (both * (service * repaired - arrivals * both))


def little(arrivals: float, wait: float) -> float:
    """Mean number waiting: L = lambda W, for any queue in balance [6]_.

    >>> little(9.0, 0.5)
    4.5
    """
    return arrivals * wait
