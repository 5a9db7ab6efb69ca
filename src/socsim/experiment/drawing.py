"""Charts drawn in a process of their own: drawing is Python, of which a process does one thing at a time.

The process starts when the simulation does, and meanwhile imports what it will need.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socsim.experiment.interrupts import interrupts_held
from socsim.experiment.pool import cores, follow, start_tracker

Draw = Callable[..., Callable[[], list[Path]]]
"""Begin to draw, with the arguments of `draw_all`; what comes back waits for the files."""

WORTHWHILE = 30
"""Pieces of a run from which on one more process is not felt."""


@contextmanager
def drawing(pieces: int) -> Iterator[Draw]:
    """Let charts be drawn beside whatever else is done, where there are cores for it."""
    if pieces < WORTHWHILE or cores() == 1:
        yield draw_here
        return
    from joblib.externals.loky.process_executor import BrokenProcessPool, ProcessPoolExecutor

    start_tracker()
    pool = ProcessPoolExecutor(1)

    def draw(*args: Any, **named: Any) -> Callable[[], list[Path]]:
        try:
            coming = pool.submit(_draw, args, named)
        except BrokenProcessPool:  # ended from outside, as when memory runs out
            return draw_here(*args, **named)

        def wait() -> list[Path]:
            try:
                drawn: list[Path] = coming.result()
            except BrokenProcessPool:
                return _draw(args, named)
            return drawn

        return wait

    try:
        with interrupts_held():
            pool.submit(_get_ready, os.getpid())
        yield draw
    finally:
        pool.shutdown(kill_workers=True)


def draw_here(*args: Any, **named: Any) -> Callable[[], list[Path]]:
    """Draw in this process, when the files are asked for."""
    return lambda: _draw(args, named)


def _draw(args: tuple[Any, ...], named: dict[str, Any]) -> list[Path]:
    from socsim.charts.draw import draw_all

    return draw_all(*args, **named)


def _get_ready(parent: int) -> None:
    """Import what drawing needs, and see to it that this process ends with its parent."""
    follow(parent)
    from socsim.charts.draw import get_ready

    get_ready()
