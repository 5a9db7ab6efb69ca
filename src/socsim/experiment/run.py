"""A run: find what is there already, simulate the rest on all cores, write, and say what came out."""

from __future__ import annotations

import datetime
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from weakref import finalize

from socsim.engine import chosen
from socsim.experiment.design import Design, Piece, make_design
from socsim.experiment.folder import prepare, sweep
from socsim.experiment.pool import WorkersLostError, cores, outcomes
from socsim.experiment.referee import DisagreementError, Finding, Referee
from socsim.experiment.replicate import Outcome, Task
from socsim.experiment.results import Results
from socsim.experiment.store import JOURNAL, TABLES, Store, journal_of
from socsim.experiment.writing import FILES

if TYPE_CHECKING:
    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

FAILED, INTERRUPTED = 1, 130


class RunError(Exception):
    """Not one replication came to an end; the outcomes say why."""

    def __init__(self, failures: Sequence[Outcome]) -> None:
        self.failures = tuple(failures)
        super().__init__(f"all {len(failures)} replications failed: {failures[0].error}\n{failures[0].trace}")


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; `done` of `total` replications are in the store."""

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        super().__init__()


def run(
    source: Loaded | Scenario | str | Path,
    *,
    organisations: Sequence[str] = (),
    replications: Sequence[int] = (),
    jobs: int | None = None,
    out: Path | str | None = None,
    journal: bool = False,
    engine: Choice = "auto",
    referee: bool = True,
    progress: bool = False,
) -> Results:
    """Simulate the organisations of a scenario and compare them.

    Parameters
    ----------
    source : a scenario, what `load` gives, or the path of a file.
    organisations : run these only; none: all.
    replications : run those of these numbers only (from 1); none: as many as the scenario states.
    jobs : replications at a time; None: one a core.
    out : the folder for results. What it holds already of this run is not simulated again. None: nothing is
        written, and the replications stay in a temporary folder as long as the results are in use.
    journal : keep a row for each event, for process mining and for looking closely; it takes longer.
    engine : `simpy`, `compiled`, or `auto`: the compiled one where numba is there. The results are the same.
    referee : with the compiled engine, drive the first replication of each organisation through SimPy as
        well, for its first year, and compare event for event.
    progress : show on standard error how far the run has come.

    Returns
    -------
    Results

    Raises
    ------
    UserError : where the scenario or the folder will not do; then nothing is written.
    RunError : where not one replication could be simulated. A few that failed are in `Results.failures`.
    DisagreementError : where the engines differ.
    """
    from socsim.scenario.reading import load

    scenario = load(source) if isinstance(source, (str, Path)) else source
    design = make_design(scenario, organisations, replications, journal, engine)
    results = simulate_all(
        design, None if out is None else Path(out), jobs, _on_screen(progress), _say(progress), referee
    )
    if out is not None:
        results.write(out)
    return results


Advance = Callable[[], None]
Bar = Callable[[int], AbstractContextManager[Advance]]


def simulate_all(
    design: Design,
    folder: Path | None,
    jobs: int | None,
    bar: Bar,
    say: Callable[[str], None],
    referee: bool = True,
) -> Results:
    """Simulate what is not in the folder yet; without a folder, all, in a temporary one.

    Parameters
    ----------
    bar : given the number of pieces, a context whose value is called after each of them.
    say : told what else there is to know, in lines.
    referee : whether the compiled engine is compared with SimPy.
    """
    if folder is not None:
        prepare(folder, FILES)
        sweep(folder)
        return _simulate_in(folder, design, jobs, bar, say, referee)
    made = Path(mkdtemp(prefix="socsim-"))
    try:
        results = _simulate_in(made, design, jobs, bar, say, referee)
    except BaseException:
        rmtree(made, ignore_errors=True)
        raise
    finalize(results, rmtree, made, ignore_errors=True)
    return results


def _simulate_in(
    folder: Path,
    design: Design,
    jobs: int | None,
    bar: Bar,
    say: Callable[[str], None],
    refereed: bool,
) -> Results:
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    start = time.perf_counter()
    store = Store(folder / "replications")
    store.folder.mkdir(exist_ok=True)
    missing = _missing(design, store, say)
    found = time.perf_counter()
    finished: list[Outcome] = []
    tasks = [design.task(piece, store.folder) for piece in missing]
    engine = chosen(design.engine)
    if tasks:
        engine.prepare(say)
    try:
        with (
            Referee(_firsts(tasks) if refereed and design.engine == "compiled" else ()) as referee,
            bar(len(missing)) as advance,
            closing(outcomes(tasks, jobs, engine.HAS_THREADS)) as coming,
        ):
            for outcome in coming:
                finished.append(outcome)
                advance()
                referee.look()
            findings = referee.findings()
    except KeyboardInterrupt:
        sweep(folder, older_than=0.0)
        left = {piece.name for piece in _missing(design, store, lambda line: None)}
        done = sum(piece.name not in left for piece in design.pieces)
        raise Interrupted(done, len(design.pieces)) from None
    seconds = {"finding": found - start, "simulation": time.perf_counter() - found}
    if findings:
        say(_agreed(findings))
    failures = [outcome for outcome in finished if outcome.error]
    if failures and not any(store.path(piece.name).exists() for piece in design.pieces):
        raise RunError(failures)
    return Results(design, store, finished, started, seconds)


def _firsts(tasks: Sequence[Task]) -> list[Task]:
    """The first task of each organisation."""
    firsts: dict[str, Task] = {}
    for task in tasks:
        firsts.setdefault(task.organisation, task)
    return list(firsts.values())


def _agreed(findings: Sequence[Finding]) -> str:
    """What the referee found."""
    events = sum(finding.events for finding in findings)
    days = max(finding.days for finding in findings)
    numbers = sorted({finding.replication for finding in findings})
    return (
        f"referee: SimPy and the compiled engine agree event for event ({events:,} events: the first "
        f"{days:.0f} days of replication {', '.join(map(str, numbers))} of each organisation)"
    )


def _missing(design: Design, store: Store, say: Callable[[str], None]) -> list[Piece]:
    """Those pieces that are to be simulated; two organisations with the same numbers are one."""
    missing: dict[str, Piece] = {}
    for piece in design.pieces:
        wanted = {piece.name: TABLES} | ({journal_of(piece.name): (JOURNAL,)} if design.journal else {})
        for name, tables in wanted.items():
            problem = store.problem(name, tables)
            if problem:
                say(f"{store.path(name)}: {problem}; it is made anew")
            if problem is not None:
                missing.setdefault(piece.name, piece)
    return list(missing.values())


def _on_screen(wanted: bool) -> Bar:
    from socsim.screen.progress import progress

    return lambda total: progress(total, quiet=not wanted)


def _say(wanted: bool) -> Callable[[str], None]:
    return _to_stderr if wanted else lambda line: None


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run_file(
    file: Path,
    *,
    set: Sequence[str] = (),
    organisations: Sequence[str] = (),
    replication: Sequence[int] = (),
    jobs: int | None = None,
    out: Path | None = None,
    journal: bool = False,
    engine: Choice = "auto",
    referee: bool = True,
    quiet: bool = False,
) -> int:
    """Run a scenario file as the command line does, and say on the screen what comes of it.

    Returns
    -------
    The exit code: 0, 1 where replications failed, 130 after Ctrl-C.

    Raises
    ------
    UserError : what the user can mend; code 2.
    """
    from socsim.scenario.reading import load

    design = make_design(load(file, set=set), organisations, replication, journal, engine)
    folder = out or Path("results") / file.stem
    say = _say(not quiet)
    say(_first_line(design, jobs))
    try:
        results = simulate_all(design, folder, jobs, _on_screen(not quiet), say, referee)
        results.write(folder)
    except Interrupted as stopped:
        _to_stderr(
            f"interrupted: {stopped.done} of {stopped.total} replications are finished and stay in {folder}; "
            "the same command goes on from there"
        )
        return INTERRUPTED
    except KeyboardInterrupt:
        _to_stderr(
            f"interrupted: all replications are finished and stay in {folder}; "
            "the same command writes the tables"
        )
        return INTERRUPTED
    except WorkersLostError:
        _to_stderr(
            "a process was ended from outside, as when memory runs out; what was finished stays in "
            f"{folder}: the same command goes on from there, and needs the least memory with --jobs 1"
        )
        return FAILED
    except DisagreementError as disagreement:
        _to_stderr(
            f"the two engines disagree, and nothing of this run should be used: {disagreement}\n"
            "  --engine simpy runs the engine that defines the model; please report this with the scenario"
        )
        return FAILED
    except RunError as failed:
        _report(failed.failures, file, set, folder)
        return FAILED
    if not quiet:
        _print_results(results, folder)
    _report(results.failures, file, set, folder)
    return FAILED if results.failures else 0


def _first_line(design: Design, jobs: int | None) -> str:
    """What will run."""
    names = ", ".join(design.blueprints)
    number = len(design.replications)
    engine, lines = chosen(design.engine), min(jobs or cores(), len(design.pieces))
    one, several = ("thread", "threads") if engine.HAS_THREADS else ("process", "processes")
    return (
        f"{design.scenario.title.in_language('en')}: {names}; "
        f"{number} replication{'s' * (number != 1)} each, {engine.NAME}, "
        f"{lines} {one if lines == 1 else several}"
    )


def _print_results(results: Results, folder: Path) -> None:
    stated = results.design.stated_reference
    if len(results.design.blueprints) > 1 and results.reference != stated:
        _to_stderr(
            f"{stated}, the file's reference, is not among them: differences are to {results.reference}"
        )
    results.show(folder=folder)


def _report(failures: Sequence[Outcome], file: Path, changes: Sequence[str], folder: Path) -> None:
    """Name each replication that failed, with the command that runs it alone."""
    for failure in failures:
        words = ["socsim", "run", str(file), "--organisation", failure.organisation]
        words += ["--replication", str(failure.replication), "--jobs", "1"]
        for change in changes:
            words += ["--set", change]
        words += ["--out", str(folder)]
        _to_stderr(f"{failure.organisation}, replication {failure.replication} failed: {failure.error}")
        _to_stderr(f"  alone: {shlex.join(words)}")
    if failures:
        _to_stderr(failures[0].trace.rstrip())
