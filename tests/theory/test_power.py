"""The comparison can fail: a theory that is wrong by a tenth is caught, and so is a run too short."""

from __future__ import annotations

from functools import partial

import pytest

from . import queues
from .conftest import NARROW, check, interval
from .offices import observe, one_desk
from .test_waiting import desk_figures

Found = dict[str, list[float]]


@pytest.fixture(scope="module")
def found() -> Found:
    """Replications of M/M/1 at half load."""
    return observe(one_desk(0.5, 1, 3_600, 61), partial(desk_figures, load=0.5))


@pytest.mark.parametrize("factor", [1.0 - 2.1 * NARROW, 1.0 + 2.1 * NARROW])
def test_a_wrong_theory_is_caught(found: Found, factor: float) -> None:
    """The right one is not."""
    values, control, right = found["mean wait"], found["load error"], queues.mm1_wait(0.5, 1.0)
    check("right", values, right, control=control)
    with pytest.raises(AssertionError, match="wrong"):
        check("wrong", values, factor * right, narrow=1.0, control=control)


def test_a_wide_interval_is_no_agreement(found: Found) -> None:
    """Three replications cannot tell."""
    with pytest.raises(AssertionError, match="too wide"):
        check("short", found["mean wait"][:3], queues.mm1_wait(0.5, 1.0))


def test_a_control_leaves_the_mean_alone() -> None:
    """A figure that is its control times two, about five, is known exactly."""
    control = [-0.3, -0.1, 0.0, 0.2, 0.5]
    mean, half = interval([5.0 + 2.0 * error for error in control], control)
    assert mean == pytest.approx(5.0)
    assert half == pytest.approx(0.0, abs=1e-9)
