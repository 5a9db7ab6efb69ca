"""Progress: lines in a log, a bar on a terminal, nothing when quiet."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from socsim.screen.progress import progress


def _ticks() -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += 10.0


def _log(total: int, pieces: int, language: str = "en", *, quiet: bool = False) -> list[str]:
    out = io.StringIO()
    clock = _ticks()
    console = Console(file=out, width=40)
    with progress(total, quiet, console=console, language=language, clock=lambda: next(clock)) as done:
        for _ in range(pieces):
            done()
    return out.getvalue().splitlines()


def test_a_log_gets_a_line_at_each_tenth() -> None:
    lines = _log(30, 30)
    assert len(lines) == 10
    assert lines[0].startswith("3 of 30 replications done, about ")
    assert lines[-1].startswith("30 of 30 replications done, took ")


def test_time_left_follows_the_pace_so_far() -> None:
    assert _log(4, 2)[:2] == [
        "1 of 4 replications done, about 30 s left",
        "2 of 4 replications done, about 20 s left",
    ]


def test_in_swedish() -> None:
    assert _log(2, 1, "sv") == ["1 av 2 replikationer klara, ungefär 10 s kvar"]


def test_quiet_says_nothing() -> None:
    assert _log(3, 3, quiet=True) == []
    assert _log(0, 0) == []


def test_a_terminal_gets_a_bar() -> None:
    out = io.StringIO()
    with progress(2, console=Console(file=out, force_terminal=True, width=80)) as done:
        done()
        done()
    assert "2/2" in out.getvalue()


def test_an_error_comes_through() -> None:
    console = Console(file=io.StringIO(), force_terminal=True)
    with pytest.raises(KeyboardInterrupt), progress(2, console=console):
        raise KeyboardInterrupt
