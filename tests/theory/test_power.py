"""The comparison can fail: a theory that is wrong by a tenth is caught, and so is a run too short."""

from __future__ import annotations

import pytest

from . import queues
from .conftest import NARROW, check
from .offices import observe, one_desk
from .test_waiting import desk_figures


@pytest.fixture(scope="module")
def found() -> list[float]:
    """Mean waits of M/M/1 at half load, one a replication."""
    return observe(one_desk(0.5, 1, 7_000), desk_figures)["mean wait"]


@pytest.mark.parametrize("factor", [1.0 - 2.1 * NARROW, 1.0 + 2.1 * NARROW])
def test_a_wrong_theory_is_caught(found: list[float], factor: float) -> None:
    """The right one is not."""
    right = queues.mm1_wait(0.5, 1.0)
    check("right", found, right)
    with pytest.raises(AssertionError, match="wrong"):
        check("wrong", found, factor * right, narrow=1.0)


def test_a_wide_interval_is_no_agreement(found: list[float]) -> None:
    """Three replications cannot tell."""
    with pytest.raises(AssertionError, match="too wide"):
        check("short", found[:3], queues.mm1_wait(0.5, 1.0))
