"""How far a run has come: a bar on a terminal, lines in a log, nothing when it is to be quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from socsim.locale import number, say

if TYPE_CHECKING:
    from rich.console import Console

LINES = 10  # in a log, at most this many
Clock = Callable[[], float]


@contextmanager
def progress(
    total: int,
    quiet: bool = False,
    *,
    console: Console | None = None,
    language: str = "en",
    clock: Clock = time.monotonic,
) -> Iterator[Callable[[], None]]:
    """Show replications done of `total`, and the time left.

    Parameters
    ----------
    total : pieces of the run, an organisation's replication each or a replication each.
    quiet : show nothing.
    console : where to; left out: standard error, so that what is printed stays clean.

    Yields
    ------
    A function to call after each piece.
    """
    if quiet or total <= 0:
        yield lambda: None
        return
    from rich.console import Console

    console = console or Console(stderr=True)
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _TimeLeft(language, clock),
        )
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(say("progress.replications", language), total=total)
            yield lambda: bar.advance(task)
    else:
        yield _lines(total, console, language, clock)


def seconds_left(done: int, total: int, elapsed: float) -> float | None:
    """Time left at the pace so far; None before the first piece is done.

    >>> seconds_left(2, 10, 30.0), seconds_left(0, 10, 5.0)
    (120.0, None)
    """
    return elapsed / done * (total - done) if done > 0 else None


def duration(seconds: float, language: str) -> str:
    """Seconds up to two minutes, then minutes.

    >>> duration(34.4, "en"), duration(200.0, "en")
    ('34 s', '4 min')
    """
    if seconds < 120:
        return say("progress.seconds", language, number=number(round(seconds), language, 1))
    return say("progress.minutes", language, number=number(-(-seconds // 60), language, 1))


def _said(done: int, total: int, elapsed: float, language: str) -> str:
    left = seconds_left(done, total, elapsed)
    if left is None:
        return say("progress.unknown", language)
    if done >= total:
        return say("progress.finished", language, time=duration(elapsed, language))
    return say("progress.left", language, time=duration(left, language))


class _TimeLeft(ProgressColumn):
    """Time left, counted down between two pieces from what was left after the last one."""

    max_refresh = 0.5

    def __init__(self, language: str, clock: Clock) -> None:
        super().__init__()
        self.language = language
        self.clock = clock
        self.start = clock()
        self.last = (0, 0.0)  # pieces done, and when the last of them was

    def render(self, task: Task) -> Text:
        """The text for the state of the task."""
        done, total = int(task.completed), int(task.total or 0)
        elapsed = self.clock() - self.start
        if done != self.last[0]:
            self.last = (done, elapsed)
        left = seconds_left(done, total, self.last[1])
        if left is None or done >= total:
            return Text(_said(done, total, self.last[1] if done >= total else elapsed, self.language))
        remaining = max(0.0, left - (elapsed - self.last[1]))
        return Text(say("progress.left", self.language, time=duration(remaining, self.language)))


def _lines(total: int, console: Console, language: str, clock: Clock) -> Callable[[], None]:
    """A line at each tenth of the way."""
    start = clock()
    done = 0

    def advance() -> None:
        nonlocal done
        before, done = done, done + 1
        if done * LINES // total > before * LINES // total:
            left = _said(done, total, clock() - start, language)
            words = say("progress.line", language, done=done, total=total, left=left)
            console.print(Text(words), soft_wrap=True)

    return advance
