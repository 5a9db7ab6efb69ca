"""The smallest number that will do, where each look at a number is a simulation."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass

from socsim.analysis.sequential import Verdict

BESIDE = 6
"""Looks beside the bisection: at the number there is now, and at the neighbours of what was found."""
Search = Generator[int, Verdict, "Found"]


@dataclass(frozen=True)
class Found:
    """What a search has come to.

    Attributes
    ----------
    number : the smallest that is shown to do; None: none is.
    verdicts : of every number that was looked at.
    """

    number: int | None
    verdicts: Mapping[int, Verdict]

    @property
    def turned(self) -> list[tuple[int, int]]:
        """Pairs of numbers, the smaller of which does and the larger does not: more was not always better."""
        does = [at for at, verdict in self.verdicts.items() if verdict == "kept"]
        does_not = [at for at, verdict in self.verdicts.items() if verdict == "broken"]
        return sorted((one, other) for one in does for other in does_not if one < other)

    @property
    def undecided(self) -> list[int]:
        """Numbers below the one that was found of which it is not shown that they will not do."""
        below = math.inf if self.number is None else self.number
        return sorted(at for at, one in self.verdicts.items() if one in ("near", "open") and at < below)


def most_looks(low: int, high: int) -> int:
    """How many numbers a search looks at, at the most: the error is shared by so many.

    >>> most_looks(40, 100), most_looks(5, 5)
    (14, 8)
    """
    return 2 + math.ceil(math.log2(max(high - low, 1))) + BESIDE


def cheapest(low: int, high: int, now: int | None = None) -> Search:
    """Search for the smallest number that will do, by bisection, and look at its neighbours.

    It asks for the verdict on one number after the other. That more is better is used to find the way, and
    not taken for granted: the numbers just below and above what was found are looked at too, and what is
    found to do there moves the answer. What is not decided counts as not doing.

    Parameters
    ----------
    low, high : the range.
    now : a number in it that is to be looked at in any case.
    """
    verdicts: dict[int, Verdict] = {}
    looks = most_looks(low, high)

    def does(number: int) -> Generator[int, Verdict, bool]:
        if number not in verdicts:
            verdicts[number] = yield number
        return verdicts[number] == "kept"

    below, above = low, high
    at_the_top = yield from does(high)
    if now is not None and low < now < high:
        if (yield from does(now)):
            above = now
        else:
            below = now
    if not (yield from does(low)) and at_the_top:
        while above - below > 1:
            middle = (below + above) // 2
            if (yield from does(middle)):
                above = middle
            else:
                below = middle
        for number in (above + 1, above - 2):
            if low <= number <= high:
                yield from does(number)
    best = smallest(verdicts)
    while best is not None and best > low and len(verdicts) < looks and best - 1 not in verdicts:
        yield from does(best - 1)
        best = smallest(verdicts)
    return Found(best, verdicts)


def smallest(verdicts: Mapping[int, Verdict]) -> int | None:
    """The smallest number that does; None: none does."""
    return min((at for at, verdict in verdicts.items() if verdict == "kept"), default=None)
