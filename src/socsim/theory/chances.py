"""What is known exactly where nobody waits for a caseworker: races between hazards, letters, time away.

References
----------
.. [1] Ross (2014), *Introduction to Probability Models*, 11th ed.: the exponential distribution in section
   5.2, alternating renewal processes in 7.5.
.. [2] Gross, Shortle, Thompson, Harris (2008), *Fundamentals of Queueing Theory*, 4th ed., section 2.4.

"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from socsim.theory.queues import erlang_c


def first_of_two(hazard: float, other: float) -> float:
    """P(Exp(a) < Exp(b)) = a / (a + b): competing hazards [1]_.

    >>> first_of_two(1.0, 3.0)
    0.25
    """
    return hazard / (hazard + other)


def events_before(hazard: float, other: float, spared: int = 0) -> float:
    """Mean number of events of a Poisson stream before Exp(other) is over, but for the first few [1]_.

    Each comes first with chance p = a / (a + b), again and again: a geometric number, p^spared x a / b.

    >>> events_before(1.0, 1.0), events_before(1.0, 1.0, spared=2)
    (1.0, 0.25)
    """
    return first_of_two(hazard, other) ** spared * hazard / other


def events_during_wait(
    arrivals: float, service: float, servers: int, hazard: float, spared: int = 0
) -> float:
    """Mean number of such events while waiting in M/M/c.

    A wait is 0 with probability 1 - C and else Exp(c mu - lambda) [2]_.

    >>> round(events_during_wait(1.0, 1.0, 2, 1.0), 12)
    0.333333333333
    """
    waits = erlang_c(arrivals, service, servers)
    return waits * events_before(hazard, servers * service - arrivals, spared)


def longest_of(means: Sequence[float]) -> float:
    """Mean of the largest of independent exponentials, by inclusion and exclusion [1]_.

    E max = sum over non-empty subsets of (-1)^(size + 1) / (sum of their rates).

    >>> round(longest_of([6.0, 6.0, 6.0]), 12)  # 6 (1 + 1/2 + 1/3)
    11.0
    """
    return math.fsum(
        (-1) ** (size + 1) / math.fsum(1.0 / mean for mean in chosen)
        for size in range(1, len(means) + 1)
        for chosen in combinations(means, size)
    )


def all_letters_missed(miss: float, reminders: int) -> float:
    """P(a letter and all its reminders are missed) = p^(1 + reminders).

    >>> all_letters_missed(0.5, 2)
    0.125
    """
    return miss ** (1 + reminders)


def letters_sent(miss: float, reminders: int) -> float:
    """Mean number of letters: 1 + p + ... + p^reminders = (1 - p^(1 + reminders)) / (1 - p).

    >>> letters_sent(0.5, 2)
    1.75
    """
    return (1.0 - all_letters_missed(miss, reminders)) / (1.0 - miss)


def missed_and_not_caught(miss: float, catches: float) -> float:
    """P(fall) where each miss is caught with chance c, and a new letter sent: p (1 - c) / (1 - p c).

    From f = p (1 - c) + p c f: every letter and every catch is a trial of its own.

    >>> round(missed_and_not_caught(0.5, 0.5), 12)
    0.333333333333
    """
    return miss * (1.0 - catches) / (1.0 - miss * catches)


def share_away(goes: float, days: float) -> float:
    """Long-run share of time away, who goes at a rate while there and stays away so long on average [1]_.

    1 - availability = days / (1 / goes + days), whatever the distribution of the time away.

    >>> share_away(0.01, 25.0)
    0.2
    """
    return goes * days / (1.0 + goes * days)


def times_away(goes: float, days: float) -> float:
    """Long-run rate at which such a one goes: 1 / (1 / goes + days) [1]_.

    >>> times_away(0.01, 25.0)
    0.008
    """
    return goes / (1.0 + goes * days)
