"""Simulating what a store lacks of one design or of many: predicted, refereed, interrupted, resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace

from socsim.engine import chosen
from socsim.experiment.budget import in_words, predicted
from socsim.experiment.design import Design, Piece
from socsim.experiment.folder import sweep
from socsim.experiment.pool import Where, outcomes
from socsim.experiment.referee import Finding, Referee
from socsim.experiment.replicate import Outcome, Task
from socsim.experiment.store import JOURNAL, TABLES, Store, journal_of

Advance = Callable[[], None]
Bar = Callable[[int], AbstractContextManager[Advance]]
Say = Callable[[str], None]


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
    say : told what else there is to know, in lines.
    referee : whether the compiled engine is compared with SimPy.
    """

    where: Where
    bar: Bar
    say: Say
    referee: bool = True


def simulate(designs: Sequence[Design], store: Store, how: How) -> list[Outcome]:
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
    store.folder.mkdir(exist_ok=True)
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
            pilot, rest = _pilot(tasks)
            finished += outcomes(pilot, where)
            if finished:
                _predict(finished, len(rest), where, how.say)
            with how.bar(len(tasks)) as advance, closing(outcomes(rest, where)) as coming:
                for _ in finished:
                    advance()
                for outcome in coming:
                    finished.append(outcome)
                    advance()
                    referee.look()
            findings = referee.findings()
    except KeyboardInterrupt:
        sweep(store.folder.parent, older_than=0.0)
        names = {piece.name for design in designs for piece in design.pieces}
        left = {task.name for task in _tasks(designs, store, lambda line: None)}
        raise Interrupted(len(names) - len(left), len(names)) from None
    if findings:
        how.say(_agreed(findings))
    return finished


def _tasks(designs: Sequence[Design], store: Store, say: Say) -> list[Task]:
    """What is to be simulated: all designs' first replication, then their second, and so on."""
    missing: dict[str, Task] = {}
    seen: set[str] = set()
    by_number = sorted(
        ((piece.replication, at, piece) for at, design in enumerate(designs) for piece in design.pieces),
        key=lambda one: one[:2],
    )
    for _, at, piece in by_number:
        if piece.name not in seen:
            seen.add(piece.name)
            if _is_missing(piece, designs[at].journal, store, say):
                missing[piece.name] = designs[at].task(piece, store.folder)
    return list(missing.values())


def _is_missing(piece: Piece, journal: bool, store: Store, say: Say) -> bool:
    wanted: dict[str, Iterable[str]] = {piece.name: TABLES}
    if journal:
        wanted[journal_of(piece.name)] = (JOURNAL,)
    missing = False
    for name, tables in wanted.items():
        problem = store.problem(name, tables)
        if problem:
            say(f"{store.path(name)}: {problem}; it is made anew")
        missing |= problem is not None
    return missing


def _firsts(tasks: Sequence[Task]) -> list[Task]:
    """The first task of each organisation."""
    firsts: dict[str, Task] = {}
    for task in tasks:
        firsts.setdefault(task.organisation, task)
    return list(firsts.values())


def _pilot(tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """One of each organisation, if there are many more, and the rest, whose time follows from theirs."""
    firsts = _firsts(tasks)
    if len(tasks) < 3 * len(firsts):
        return [], list(tasks)
    names = {task.name for task in firsts}
    return firsts, [task for task in tasks if task.name not in names]


def _predict(done: Sequence[Outcome], left: int, where: Where, say: Say) -> None:
    """Say what is to come, and whether the budget will do; the first run's time is mostly its preparation."""
    seconds = min(one.simulation + one.analysis + one.writing for one in done)
    expected = predicted(left, seconds, where.at_a_time(left))
    budget = where.budget.seconds
    short = budget is not None and where.budget.spent + expected > budget
    line = f"predicted: {left} more runs, about {in_words(expected)}"
    if short:
        assert budget is not None
        line += f"; --budget {in_words(budget)} will be spent before: what is finished by then counts"
    say(line)


def _agreed(findings: Sequence[Finding]) -> str:
    """What the referee found."""
    events = sum(finding.events for finding in findings)
    days = max(finding.days for finding in findings)
    numbers = sorted({finding.replication for finding in findings})
    return (
        f"referee: SimPy and the compiled engine agree event for event ({events:,} events: the first "
        f"{days:.0f} days of replication {', '.join(map(str, numbers))} of each organisation)"
    )
