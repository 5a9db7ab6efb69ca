"""A run: find what is there already, simulate the rest on all cores, write, and say what came out."""

from __future__ import annotations

import datetime
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from weakref import finalize

from socsim.engine import chosen
from socsim.experiment.budget import Budget, in_words
from socsim.experiment.design import Design, make_design
from socsim.experiment.drawing import drawing
from socsim.experiment.figures import NAME
from socsim.experiment.folder import OutputError, prepare, sweep
from socsim.experiment.pool import Where, WorkersLostError
from socsim.experiment.precision import Aim, Goal, Precision, until_precise
from socsim.experiment.referee import DisagreementError
from socsim.experiment.replicate import Outcome
from socsim.experiment.results import Results
from socsim.experiment.simulate import Bar, How, Interrupted, Say, simulate
from socsim.experiment.store import Store
from socsim.experiment.writing import FILES, write
from socsim.locale import Message, say
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from socsim.engine import Choice
    from socsim.engine.simpy_engine.own import Process
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

FAILED, INTERRUPTED = 1, 130
MAX_REPLICATIONS = 200
"""Where only a precision is stated."""


class RunError(Exception):
    """No replication came to an end, or some in which a process of the user's own was at work; why."""

    def __init__(self, failures: Sequence[Outcome]) -> None:
        self.failures = tuple(failures)
        super().__init__(
            f"{len(failures)} replications failed: {failures[0].error}\n{failures[0].trace}".rstrip()
        )


class NothingFinishedError(UserError):
    """There is nothing to show; the message says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__([str(message)])


def run(
    source: Loaded | Scenario | str | Path,
    *,
    organisations: Sequence[str] = (),
    replications: int | Sequence[int] = (),
    precision: Goal | None = None,
    max_replications: int = MAX_REPLICATIONS,
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    journal: bool = False,
    engine: Choice = "auto",
    referee: bool = True,
    progress: bool = False,
    process: Process | Mapping[str, Process] | None = None,
    language: str = "en",
) -> Results:
    """Simulate the organisations of a scenario and compare them.

    Parameters
    ----------
    source : a scenario, what `load` gives, or the path of a file.
    organisations : run these only; none: all.
    replications : how many; or the numbers of those to run (from 1); none: as many as the scenario states.
    precision : how precisely a figure is to be known: as many replications as that takes, instead of the
        scenario's number.
    max_replications : with `precision`, at most so many.
    jobs : replications at a time; None: one a core.
    cluster : the address of a Dask scheduler, whose workers simulate instead of this machine.
    budget : seconds after which no replication is begun; those that are finished are the results.
    out : the folder for results. What it holds already of this run is not simulated again. None: nothing is
        written, and the replications stay in a temporary folder as long as the results are in use.
    journal : keep a row for each event, for process mining and for looking closely; it takes longer.
    engine : `simpy`, `compiled`, or `auto`: the compiled one where numba is there. The results are the same.
    referee : with the compiled engine, drive the first replication of each organisation through SimPy as
        well, for its first year, and compare event for event.
    progress : show on standard error how far the run has come.
    process : one of your own that is at work beside the model, in all organisations or by the name of each: a
        generator function of a `socsim.OfficeView`. The SimPy engine then simulates, there can be no
        `out`, and with the same seed the results are the same as long as the process is.
    language : of the charts in `out`: `sv` or `en`.

    Returns
    -------
    Results

    Raises
    ------
    UserError : where the scenario or the folder will not do; then nothing is written.
    RunError : where not one replication could be simulated, or one with a `process` could not. Other failures
        are in `Results.failures`.
    DisagreementError : where the engines differ.
    """
    from socsim.scenario.reading import load

    scenario = load(source) if isinstance(source, (str, Path)) else source
    design = make_design(scenario, organisations, replications, journal, engine)
    if process is not None:
        design = design.with_processes(process, engine)
        if out is not None:
            raise UserError(
                ["process: a folder could not go on, since it does not know the process: leave out `out`"]
            )
    where = Where(jobs, cluster=cluster, budget=Budget(budget))
    how = How(where, on_screen(progress, language), said(progress, language), referee)
    if process is not None:
        how.say(Message("run.process"))
    aim = None if precision is None else Aim(precision, max_replications)
    results = simulate_all(design, None if out is None else Path(out), how, aim)
    if process is not None and results.failures:
        raise RunError(results.failures)
    if out is not None:
        results.write(out, language)
    return results


def simulate_all(design: Design, folder: Path | None, how: How, aim: Aim | None = None) -> Results:
    """Simulate what is not in the folder yet; without a folder, all, in a temporary one.

    Parameters
    ----------
    aim : a precision to reach, instead of the design's number of replications.
    """
    if folder is not None:
        prepare(folder, FILES)
        sweep(folder)
        return _simulate_in(folder, design, how, aim)
    made = Path(mkdtemp(prefix="socsim-"))
    try:
        results = _simulate_in(made, design, how, aim)
    except BaseException:
        rmtree(made, ignore_errors=True)
        raise
    finalize(results, rmtree, made, ignore_errors=True)
    return results


def _simulate_in(folder: Path, design: Design, how: How, aim: Aim | None) -> Results:
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    start = time.perf_counter()
    store = Store(folder / "replications")
    found: Precision | None = None
    if aim is not None:
        design, finished, found = until_precise(design, store, how, aim)
        how.say(found.sentence)
    else:
        finished = simulate([design], store, how)
    failures = [outcome for outcome in finished if outcome.error]
    if how.where.budget.over:
        design = _within(how.where.budget, design, store, failures, folder, how.say)
    if failures and not any(store.path(piece.name).exists() for piece in design.pieces):
        raise RunError(failures)
    seconds = {"simulation": time.perf_counter() - start}
    return Results(design, store, finished, started, seconds, found)


def _within(
    budget: Budget, design: Design, store: Store, failures: Sequence[Outcome], folder: Path, tell: Say
) -> Design:
    """The replications that were finished in time, for every organisation the same."""
    failed = {outcome.name for outcome in failures}
    left = {
        piece.replication
        for piece in design.pieces
        if piece.name not in failed and not store.path(piece.name).exists()
    }
    if not left:
        return design
    finished = tuple(number for number in design.replications if number not in left)
    spent = in_words(budget.seconds or 0.0)
    if not finished:
        raise NothingFinishedError(Message("end.too_soon", budget=spent, folder=folder))
    tell(Message("run.spent", budget=spent, finished=len(finished), all=len(design.replications)))
    return replace(design, replications=finished)


def on_screen(wanted: bool, language: str = "en") -> Bar:
    """A bar on standard error, or none."""
    from socsim.screen.progress import progress

    return lambda total: progress(total, quiet=not wanted, language=language)


def said(wanted: bool, language: str = "en") -> Say:
    """What else there is to know, on standard error, or nowhere."""
    return lambda message: _to_stderr(message.said(language)) if wanted else None


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run_file(
    file: Path,
    *,
    set: Sequence[str] = (),
    organisations: Sequence[str] = (),
    replication: Sequence[int] = (),
    precision: Goal | None = None,
    max_replications: int = MAX_REPLICATIONS,
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | None = None,
    journal: bool = False,
    engine: Choice = "auto",
    referee: bool = True,
    language: str = "en",
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
    aim = None if precision is None else Aim(precision, max_replications)
    where = Where(jobs, cluster=cluster, budget=Budget(budget))
    how = How(where, on_screen(not quiet, language), said(not quiet, language), referee)
    how.say(_first_line(design, how.where, aim))

    def work() -> int:
        try:
            with drawing(len(design.pieces) if chosen(design.engine).HAS_THREADS else 0) as draw:
                results = simulate_all(design, folder, how, aim)
                write(results, folder, draw, language)
        except KeyboardInterrupt:
            sweep(folder, older_than=0.0)  # whoever drew may have left something half-done
            raise
        if not quiet:
            _print_results(results, folder, language)
        report(results.failures, file, set, folder, language)
        return FAILED if results.failures else 0

    return ended_well(work, file, set, folder, language)


def ended_well(work: Callable[[], int], file: Path, set: Sequence[str], folder: Path, language: str) -> int:
    """Do the work; say in words how it ended where something came between.

    Returns
    -------
    The exit code: what `work` returned, 1 where it failed, 130 after Ctrl-C.
    """
    try:
        return work()
    except Interrupted as stopped:
        _to_stderr(say("end.interrupted", language, done=stopped.done, total=stopped.total, folder=folder))
        return INTERRUPTED
    except KeyboardInterrupt:
        _to_stderr(say("end.interrupted_late", language, folder=folder))
        return INTERRUPTED
    except (WorkersLostError, MemoryError) as lost:
        what = say("end.memory" if isinstance(lost, MemoryError) else "end.lost", language)
        _to_stderr(say("end.stays", language, what=what, folder=folder))
        return FAILED
    except OutputError as error:
        if not _has_some(folder):
            raise
        raise UserError([*error.lines, say("end.mend", language, folder=folder)]) from error
    except NothingFinishedError as error:
        raise UserError([error.message.said(language)]) from error
    except DisagreementError as disagreement:
        _to_stderr(say("end.disagree", language, where=disagreement))
        _to_stderr(say("end.disagree_advice", language))
        return FAILED
    except RunError as failed:
        report(failed.failures, file, set, folder, language)
        return FAILED


def _has_some(folder: Path) -> bool:
    """Whether there are replications, or figures of them."""
    return (folder / NAME).exists() or any((folder / "replications").glob("*.zip"))


def _first_line(design: Design, where: Where, aim: Aim | None) -> Message:
    """What will run."""
    if aim is None:
        each = Message("run.each", count=len(design.replications))
    else:
        goal = aim.goal
        each = Message("run.aim", figure=goal.name, precision=goal.wanted, maximum=aim.maximum)
    names, on = ", ".join(design.blueprints), _on_what(design, where)
    return Message("run.begins", title=design.meta["title"], organisations=names, each=each, where=on)


def _on_what(design: Design, where: Where) -> Message:
    """Which engine, and where."""
    engine = chosen(design.engine)
    if where.cluster is not None:
        return Message("run.on_cluster", engine=engine.NAME, address=where.cluster)
    many = "run.threads" if engine.HAS_THREADS else "run.processes"
    return Message(many, count=where.at_a_time(len(design.pieces)), engine=engine.NAME)


def _print_results(results: Results, folder: Path, language: str) -> None:
    stated = results.design.stated_reference
    if len(results.design.blueprints) > 1 and results.reference != stated:
        _to_stderr(say("run.reference", language, stated=stated, reference=results.reference))
    for line in warnings_of(results, language):
        _to_stderr(line)
    results.show(folder=folder, language=language)


def warnings_of(results: Results, language: str) -> list[str]:
    """What makes the figures of a run doubtful."""
    from socsim.analysis.drift import still_settling
    from socsim.locale import number

    found = still_settling(results.summary)
    if not found:
        return []
    changes = []
    for organisation, metric, change in found:
        series = metric.removeprefix("drift_of_")
        percent = say("percent", language, number=number(100 * change, language, 1, sign=True))
        changes.append(f"{organisation} {say(f'drift.{series}', language)} {percent}")
    return [say("run.settling", language, changes=", ".join(changes))]


def report(
    failures: Sequence[Outcome], file: Path, changes: Sequence[str], folder: Path, language: str
) -> None:
    """Name each replication that failed, with the command that runs it alone."""
    for failure in failures:
        words = ["socsim", "run", str(file), "--organisation", failure.organisation]
        words += ["--replication", str(failure.replication), "--jobs", "1"]
        for change in changes:
            words += ["--set", change]
        words += ["--out", str(folder)]
        message = Message(
            "end.failed",
            organisation=failure.organisation,
            replication=failure.replication,
            error=failure.error,
        )
        _to_stderr(message.said(language))
        _to_stderr(say("end.alone", language, command=shlex.join(words)))
    if failures and failures[0].trace:
        _to_stderr(failures[0].trace.rstrip())
