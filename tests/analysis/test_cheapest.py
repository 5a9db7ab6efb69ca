"""A search for the smallest number that will do finds it, and says where more was not better."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from socsim.analysis.cheapest import Found, cheapest, most_looks
from socsim.analysis.sequential import Verdict


def found(low: int, high: int, verdict: Callable[[int], Verdict], now: int | None = None) -> Found:
    search = cheapest(low, high, now)
    asked, come_to = [next(search)], None
    while come_to is None:
        try:
            asked.append(search.send(verdict(asked[-1])))
        except StopIteration as stop:
            come_to = stop.value
    assert len(asked) == len(set(asked)) <= most_looks(low, high)
    assert all(low <= at <= high for at in asked)
    assert set(come_to.verdicts) == set(asked)
    return come_to


def up_from(first: int) -> Callable[[int], Verdict]:
    return lambda at: "kept" if at >= first else "broken"


@pytest.mark.parametrize("now", [None, 11, 30, 44, 99])
def test_the_smallest_that_will_do_is_found(now: int | None) -> None:
    for first in range(10, 46):
        one = found(10, 45, up_from(first), now)
        assert one.number == first
        assert not one.turned
        assert not one.undecided
        assert first == 10 or one.verdicts[first - 1] == "broken"
    assert found(10, 45, up_from(46), now).number is None
    assert found(7, 7, up_from(7)).number == 7


def test_what_is_not_decided_does_not_count() -> None:
    one = found(1, 64, lambda at: "kept" if at > 40 else "near" if at > 36 else "broken")
    assert one.number == 41
    assert set(one.undecided) <= {37, 38, 39, 40}
    assert 40 in one.undecided


def test_a_smaller_one_beyond_a_gap_is_found() -> None:
    one = found(1, 64, lambda at: "kept" if at == 38 or at > 39 else "broken")
    assert one.number == 38
    assert (38, 39) in one.turned


def test_more_that_is_worse_is_said() -> None:
    one = found(1, 64, lambda at: "kept" if at in (20, 21) else "broken", now=20)
    assert one.number == 20
    assert (20, 64) in one.turned
