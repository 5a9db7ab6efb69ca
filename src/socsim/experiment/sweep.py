"""A sweep: the same run at many points, with common random numbers, so that the curves do not jump."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

from socsim.experiment.budget import Budget
from socsim.experiment.charted import Charted
from socsim.experiment.design import Design, make_design
from socsim.experiment.folder import prepare, whole_file
from socsim.experiment.folder import sweep as sweep_folder
from socsim.experiment.points import Point, Sampling, Varied, numeric, points, varied
from socsim.experiment.pool import Where
from socsim.experiment.replicate import Outcome
from socsim.experiment.results import Results
from socsim.experiment.simulate import How, simulate
from socsim.experiment.store import Store
from socsim.experiment.writing import FIGURES
from socsim.locale import Message, said
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded

FILES = ("sweep.csv", "differences.csv", "points.csv", "sweep.png", "sweep.svg")


@dataclass(frozen=True)
class Visited:
    """A point of a sweep, and what became of it."""

    point: Point
    results: Results | None
    error: Message | str = ""
    """Why there are none, in one line."""


class Sweep(Charted):
    """What a sweep has come to.

    Attributes
    ----------
    varied : the keys that were varied.
    visited : the points in their order, those that failed among them.
    metric, statistic, group : the figure of `chart`.
    """

    name = "sweep"

    def __init__(
        self,
        varied: Sequence[Varied],
        visited: Sequence[Visited],
        figure: tuple[str, str, str],
        seconds: float = 0.0,
    ) -> None:
        self.varied = tuple(varied)
        self.visited = tuple(visited)
        self.metric, self.statistic, self.group = figure
        self.seconds = seconds

    @property
    def keys(self) -> list[str]:
        """The keys that were varied."""
        return [one.key for one in self.varied]

    @property
    def failures(self) -> list[Visited]:
        """The points that came to nothing."""
        return [one for one in self.visited if one.results is None]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each point, organisation and figure: `point`, the keys, columns of summary.csv."""
        return self._stacked("summary")

    @cached_property
    def differences(self) -> pd.DataFrame:
        """The same of the paired differences to the reference, with the columns of comparison.csv."""
        return self._stacked("comparison")

    def _stacked(self, name: str) -> pd.DataFrame:
        import pandas as pd

        parts = []
        for one in self.visited:
            if one.results is not None:
                part: pd.DataFrame = getattr(one.results, name).copy()
                for at, (key, value) in enumerate(one.point.values.items()):
                    number = numeric(value)
                    part.insert(at, key, value if number is None else number)
                part.insert(0, "point", one.point.number)
                parts.append(part)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    @property
    def points(self) -> pd.DataFrame:
        """A row for each point: its values as written, how many replications it has, and why it failed."""
        return self._points_in("en")

    def _points_in(self, language: str) -> pd.DataFrame:
        import pandas as pd

        rows = [
            {
                "point": one.point.number,
                **one.point.values,
                "replications": 0 if one.results is None else len(one.results.design.replications),
                "error": said(one.error, language),
            }
            for one in self.visited
        ]
        return pd.DataFrame(rows)

    def of(self, metric: str | None = None, statistic: str = "mean", group: str = "all") -> pd.DataFrame:
        """The rows of one figure, without a metric that of the chart."""
        wanted = (self.metric, self.statistic, self.group) if metric is None else (metric, statistic, group)
        return rows_of(self.table, wanted)

    @property
    def reference(self) -> str:
        """The organisation with which the others are compared."""
        return self._first.reference

    @property
    def _first(self) -> Results:
        return next(one.results for one in self.visited if one.results is not None)

    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure: lines with intervals for one key, maps of the difference for two."""
        from socsim.charts.sweep import lines, maps

        figure = (self.metric, self.statistic, self.group)
        if len(self.varied) == 1:
            return lines(rows_of(self.table, figure), self.varied[0].key, self._first.meta, language)
        return maps(rows_of(self.differences, figure), self.keys[:2], self._first.meta, language)

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write tables and chart (in `sv` or `en`) into a folder.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.charts.draw import save

        folder = Path(folder)
        prepare(folder, FILES)
        written = []
        frames = (self.table, self.differences, self.points)
        for name, frame in zip(FILES, frames, strict=False):
            with whole_file(folder / name) as temporary:
                frame.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
            written.append(folder / name)
        if not self.of().empty:
            figure = self.chart(language)
            written += [save(figure, folder / name) for name in FILES[len(frames) :]]
        return written

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the chart's figure at every point."""
        from rich.console import Console

        from socsim.screen.sweep_screen import show_sweep

        differences = rows_of(self.differences, (self.metric, self.statistic, self.group))
        show_sweep(
            self.of(),
            differences,
            self._points_in(language),
            self.keys,
            self._first.meta,
            console or Console(highlight=False),
            folder,
            language,
        )

    def _repr_html_(self) -> str:
        rows = self.of()
        shown: str = rows.to_html(index=False, float_format=lambda x: f"{x:.4g}", max_rows=60)
        return shown

    def __repr__(self) -> str:
        return f"<Sweep: {', '.join(self.keys)}; {len(self.visited)} points, {len(self.failures)} failed>"


def rows_of(frame: pd.DataFrame, figure: tuple[str, str, str]) -> pd.DataFrame:
    """The rows of one metric, statistic and group."""
    if frame.empty:
        return frame
    metric, statistic, group = figure
    wanted = (frame["metric"] == metric) & (frame["statistic"] == statistic) & (frame["group"] == group)
    return frame[wanted].reset_index(drop=True)


def sweep(
    source: Loaded | str | Path,
    vary: Sequence[str],
    *,
    metric: str = "lead_to_all_supported_days",
    statistic: str = "mean",
    group: str = "all",
    sample: Sampling = "grid",
    number: int = 0,
    set: Sequence[str] = (),
    organisations: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Sweep:
    """Run a scenario at many points and put the figures side by side.

    All points meet the same people with the same luck, as far as their keys let them; an organisation that a
    key does not touch is simulated once.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    vary : `KEY=LOW:HIGH:STEPS`, `KEY=A,B,C`, or `KEY` with the range that the file states; one or several.
    metric, statistic, group : the figure of the chart.
    sample : `grid`: all combinations; `lhs` or `sobol`: `number` points spread over the ranges.
    set : other replacements of keys, at all points.
    jobs, cluster, budget, engine, progress : as in `run`.
    out : a folder for tables and chart; what it has already is not simulated again. None: nothing is written.
    language : of that chart, `sv` or `en`.

    Returns
    -------
    Sweep : a point that failed is in it with its reason, and does not end the others.

    Raises
    ------
    UserError : where a key, a range or a metric will not do.
    """
    from socsim.experiment import run
    from socsim.scenario.reading import load

    path = Path(source) if isinstance(source, (str, Path)) else source.path
    loaded = load(path, set=set)
    what = [varied(text, loaded) for text in vary]
    if not what:
        raise UserError(["--vary: what? for instance --vary behaviour.missed_paperwork=0.02:0.3:8"])
    planned = points(what, sample, number, loaded.scenario.run.seed)
    where = Where(jobs, cluster=cluster, budget=Budget(budget))
    how = How(where, run.on_screen(progress, language), run.said(progress, language))
    at_points = Points(path, tuple(set), tuple(organisations), engine)
    folder = None if out is None else Path(out)
    made = folder or Path(mkdtemp(prefix="socsim-"))
    try:
        result = run_points(at_points, what, planned, made, how, (metric, statistic, group))
    except BaseException:
        if folder is None:
            rmtree(made, ignore_errors=True)
        raise
    if folder is None:
        finalize(result, rmtree, made, ignore_errors=True)
    else:
        result.write(folder, language)
    return result


@dataclass(frozen=True)
class Points:
    """What all points have in common."""

    path: Path
    set: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    engine: Choice = "auto"

    def design(self, point: Point) -> Design:
        """The run at a point."""
        from socsim.scenario.reading import load

        loaded = load(self.path, set=[*self.set, *point.changes])
        return make_design(loaded, self.organisations, engine=self.engine)


def run_points(
    common: Points,
    what: Sequence[Varied],
    planned: Sequence[Point],
    folder: Path,
    how: How,
    figure: tuple[str, str, str],
) -> Sweep:
    """Simulate all points, a replication number after the other, so that a budget leaves each its share."""
    from socsim.experiment import run

    start = time.perf_counter()
    prepare(folder, FILES)
    sweep_folder(folder)
    store = Store(folder / "replications")
    designs: dict[int, Design] = {}
    errors: dict[int, str] = {}
    for point in planned:
        try:
            designs[point.number] = common.design(point)
        except UserError as error:
            errors[point.number] = error.lines[0]
    if not designs:
        raise UserError([errors[planned[0].number]])
    runs = len({piece.name for design in designs.values() for piece in design.pieces})
    how.say(Message("sweep.begins", count=len(planned), runs=runs))
    finished = simulate(list(designs.values()), store, how)
    failed = {outcome.name: outcome for outcome in finished if outcome.error}
    visited = [
        _visited(point, designs.get(point.number), errors.get(point.number, ""), store, finished, failed)
        for point in planned
    ]
    if not any(one.results is not None for one in visited):
        raise run.NothingFinishedError(Message("sweep.none", why=visited[0].error))
    return Sweep(what, visited, figure, time.perf_counter() - start)


def _visited(
    point: Point,
    design: Design | None,
    error: str,
    store: Store,
    finished: Sequence[Outcome],
    failed: dict[str, Outcome],
) -> Visited:
    if design is None:
        return Visited(point, None, error)
    done = design.done(store)
    if not done.replications:
        wrong = next((failed[piece.name].error for piece in design.pieces if piece.name in failed), "")
        return Visited(point, None, wrong or Message("sweep.not_begun"))
    own = {piece.name for piece in done.pieces}
    return Visited(point, Results(done, store, [one for one in finished if one.name in own]))


def sweep_file(
    file: Path,
    vary: Sequence[str],
    *,
    figure: tuple[str, str, str],
    sample: Sampling,
    number: int,
    set: Sequence[str],
    organisations: Sequence[str],
    jobs: int | None,
    cluster: str | None,
    budget: float | None,
    out: Path | None,
    engine: Choice,
    medium: str,
    language: str,
    quiet: bool,
) -> int:
    """Sweep as the command line does: the exit code, 1 where points failed."""
    from socsim.experiment.run import FAILED, ended_well

    folder = out or Path("results") / f"{file.stem}-sweep"

    def work() -> int:
        metric, statistic, group = figure
        found = sweep(
            file,
            vary,
            metric=metric,
            statistic=statistic,
            group=group,
            sample=sample,
            number=number,
            set=set,
            organisations=organisations,
            jobs=jobs,
            cluster=cluster,
            budget=budget,
            out=folder,
            engine=engine,
            progress=not quiet,
            language=language,
        )
        if medium == "slide" and not found.of().empty:
            found.write_slides(folder, language)
        if not quiet:
            found.show(folder=folder, language=language)
        return FAILED if found.failures else 0

    return ended_well(work, file, set, folder, language)
