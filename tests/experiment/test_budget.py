"""A budget: nothing new begins when it is spent, and what is finished is used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from socsim.experiment.budget import Budget
from socsim.experiment.design import make_design
from socsim.experiment.pool import Where
from socsim.experiment.run import simulate_all
from socsim.experiment.simulate import How
from socsim.locale import Message
from socsim.scenario.errors import UserError
from tests.experiment.conftest import quick, replications, simulated


def ticking(step: float = 1.0) -> Callable[[], float]:
    """A clock that moves on whenever somebody looks."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += step
        return now

    return clock


def bounded(folder: Path, seconds: float, said: list[Message]) -> list[tuple[str, int]]:
    how = How(
        Where(1, budget=Budget(seconds, ticking())),
        lambda total: nullcontext(lambda: None),
        said.append,
        False,
    )
    return simulated(simulate_all(make_design(quick("run.replications=6")), folder, how))


def test_whole_replications_of_all_organisations_are_used(tmp_path: Path) -> None:
    said: list[Message] = []
    done = bounded(tmp_path, 9.5, said)
    assert 3 < len(done) < 18
    used = min(
        sum(1 for name, _ in done if name == who) for who in ("specialised", "coordinated", "one_worker")
    )
    assert str(said[-1]).startswith(f"--budget 10 s: spent; {used} of 6 replications are finished and used")


def test_the_same_command_goes_on(tmp_path: Path) -> None:
    first = bounded(tmp_path, 9.5, [])
    before = replications(tmp_path)
    second = bounded(tmp_path, 1e6, [])
    assert len(first) + len(second) == 18
    assert before.items() < replications(tmp_path).items()


def test_too_little_for_one_replication_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="spent before one replication of each organisation was finished"):
        bounded(tmp_path, 2.0, [])


def test_what_is_to_come_is_foretold(tmp_path: Path) -> None:
    said: list[Message] = []
    bounded(tmp_path, 8.5, said)
    assert any(str(line).startswith("predicted: 15 more runs, about ") for line in said) or len(said) == 1
