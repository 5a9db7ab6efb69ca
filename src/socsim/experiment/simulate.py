"""Simulating what a store lacks of one design or of many: predicted, refereed, interrupted, resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from typing import Protocol

from socsim.engine import chosen
from socsim.experiment.budget import in_words, predicted
from socsim.experiment.design import Design, Piece
from socsim.experiment.pool import Where, outcomes
from socsim.experiment.referee import Finding, Referee
from socsim.experiment.replicate import Outcome, Task
from socsim.locale import Message

Advance = Callable[[], None]
Bar = Callable[[int], AbstractContextManager[Advance]]
Say = Callable[[Message], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; `done` of `total` replications are in the store."""

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        super().__init__()


@dataclass(frozen=True)
class How:
    """How tasks are worked off.

    Attributes
    ----------
    where : on which cores or cluster, and for how long.
    bar : given the number of pieces, a context whose value is called after each of them.
    say : told what else there is to know, a message a line.
    referee : whether the compiled engine is compared with SimPy.
    later : runs that will follow besides, at most: they belong to what is predicted.
    """

    where: Where
    bar: Bar = lambda total: nullcontext(lambda: None)
    say: Say = lambda message: None
    referee: bool = True
    later: int = 0


class Keep(Protocol):
    """Where replications are kept: their tables in a `Store`, or no more than their `Figures`."""

    def prepare(self) -> None:
        """Make it, if it is not there."""

    def lacking(self, pieces: Sequence[tuple[Design, Piece]], say: Say) -> list[Task]:
        """What simulates those pieces that are not there, each once."""

    def keep(self, outcome: Outcome) -> None:
        """Take what a task has come to."""

    def tidy(self) -> None:
        """Remove what an interrupted run has left half-done."""


def simulate(designs: Sequence[Design], store: Keep, how: How) -> list[Outcome]:
    """Simulate what the store lacks of all designs, a replication number after the other.

    Where two organisations have the same numbers, in one design or in two, they are simulated once. When the
    budget is spent, what is left is left.

    Returns
    -------
    What was simulated, in the order in which it was done; failures are among them.

    Raises
    ------
    Interrupted : on Ctrl-C.
    DisagreementError : where the engines differ.
    """
    store.prepare()
    tasks = _tasks(designs, store, how.say)
    if not tasks:
        return []
    engine = chosen(tasks[0].engine)
    if how.where.cluster is None:
        engine.prepare(how.say)
    where = replace(how.where, threads=engine.HAS_THREADS)
    refereed = how.referee and tasks[0].engine == "compiled"
    finished: list[Outcome] = []
    try:
        with Referee(_firsts(tasks) if refereed else ()) as referee:
            with closing(outcomes(tasks, where)) as coming:
                kept = _kept(coming, store, finished)
                _await_first_of_each(tasks, kept)
                if finished:
                    _predict(finished, len(tasks) - len(finished), how.later, where, how.say)
                with how.bar(len(tasks)) as advance:
                    for _ in finished:
                        advance()
                    for _ in kept:
                        advance()
                        referee.look()
            findings = referee.findings()
    except KeyboardInterrupt:
        store.tidy()
        names = {piece.name for design in designs for piece in design.pieces}
        left = {task.name for task in _tasks(designs, store, lambda message: None)}
        raise Interrupted(len(names) - len(left), len(names)) from None
    if findings:
        how.say(_agreed(findings))
    return finished


def _tasks(designs: Sequence[Design], store: Keep, say: Say) -> list[Task]:
    """What is to be simulated: all designs' first replication, then their second, and so on."""
    by_number = sorted(
        ((piece.replication, at, piece) for at, design in enumerate(designs) for piece in design.pieces),
        key=lambda one: one[:2],
    )
    return store.lacking([(designs[at], piece) for _, at, piece in by_number], say)


def _firsts(tasks: Sequence[Task]) -> list[Task]:
    """The first task of each organisation."""
    firsts: dict[str, Task] = {}
    for task in tasks:
        firsts.setdefault(task.organisation, task)
    return list(firsts.values())


def _kept(coming: Iterator[Outcome], store: Keep, finished: list[Outcome]) -> Iterator[Outcome]:
    """What comes, once the store has it and it stands among what is finished."""
    for outcome in coming:
        store.keep(outcome)
        finished.append(outcome)
        yield outcome


def _await_first_of_each(tasks: Sequence[Task], kept: Iterator[Outcome]) -> None:
    """Wait for one of each organisation, if there are many more: their time tells that of the rest."""
    awaited = {task.name for task in _firsts(tasks)}
    if len(tasks) < 3 * len(awaited):
        return
    while awaited and (outcome := next(kept, None)) is not None:
        awaited.discard(outcome.name)


def _predict(done: Sequence[Outcome], rest: int, later: int, where: Where, say: Say) -> None:
    """Say what is to come, and whether the budget will do; the first run's time is mostly its preparation."""
    seconds = min(one.simulation + one.analysis + one.writing for one in done)
    left = rest + later
    expected = predicted(left, seconds, where.at_a_time(left))
    budget = where.budget.seconds
    short = budget is not None and where.budget.spent + expected > budget
    line = Message("run.at_most" if later else "run.predicted", count=left, time=in_words(expected))
    if short:
        assert budget is not None
        line = Message("run.too_long", predicted=line, budget=in_words(budget))
    say(line)


def _agreed(findings: Sequence[Finding]) -> Message:
    """What the referee found."""
    events = sum(finding.events for finding in findings)
    days = max(finding.days for finding in findings)
    numbers = sorted({finding.replication for finding in findings})
    return Message("run.agreed", events=events, days=round(days), replications=", ".join(map(str, numbers)))
