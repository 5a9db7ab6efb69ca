"""What a run has come to: its tables, read when they are asked for, and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.experiment.tables import belonging_to

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from rich.console import Console

    from socsim.analysis import Verdict
    from socsim.experiment.design import Design, Piece
    from socsim.experiment.html import Shown
    from socsim.experiment.precision import Precision
    from socsim.experiment.replicate import Outcome
    from socsim.experiment.store import Store


class Results:
    """The results of a run.

    Attributes
    ----------
    design : what was run.
    store : where its replications are.
    outcomes : what was simulated in this run, in the order in which it was done; what had been there
        before is not among them.
    failures : those of the outcomes that came to nothing.
    started : when the run began, ISO 8601.
    seconds : how long its parts took.
    precision : what the replications algorithm found, where a precision was wanted.
    """

    def __init__(
        self,
        design: Design,
        store: Store,
        outcomes: Iterable[Outcome] = (),
        started: str = "",
        seconds: Mapping[str, float] | None = None,
        precision: Precision | None = None,
        manifest: Mapping[str, Any] | None = None,
    ) -> None:
        self.design = design
        self.store = store
        self.outcomes = tuple(outcomes)
        self.failures = tuple(outcome for outcome in self.outcomes if outcome.error)
        self.started = started
        self.seconds = dict(seconds or {})
        self.precision = precision
        self._manifest = manifest

    @property
    def pieces(self) -> Iterator[Piece]:
        """Organisations and their replications in the order of the tables, without those that failed."""
        failed = {outcome.name for outcome in self.failures}
        for name in self.design.blueprints:
            for piece in self.design.pieces:
                if piece.organisation == name and piece.name not in failed:
                    yield piece

    def parts(self, table: str, columns: Iterable[str] | None = None) -> Iterator[pa.Table]:
        """A table of each organisation and replication, one at a time."""
        for piece in self.pieces:
            part = self.store.read(piece.name, table, columns)
            yield belonging_to(part, piece.organisation, piece.replication)

    def table(self, table: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """A table over all organisations and replications.

        Parameters
        ----------
        table : one of `socsim.experiment.store.TABLES`.
        columns : of these only, besides `organisation` and `replication`.
        """
        import pyarrow as pa

        together = pa.concat_tables(list(self.parts(table, columns))).unify_dictionaries()
        frame: pd.DataFrame = together.to_pandas()
        return frame

    @cached_property
    def values(self) -> pd.DataFrame:
        """Every figure of each replication: `metric, statistic, group, measured_in, value`."""
        frame = self.table("metrics")
        texts = frame.select_dtypes("category").columns
        return frame.astype(dict.fromkeys(texts, "str"))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Every figure with its interval over replications."""
        from socsim.analysis import summarise

        return summarise(self.values)

    @property
    def reference(self) -> str:
        """The organisation with which the others are compared."""
        there = list(self.values["organisation"].unique())
        return self.design.reference if self.design.reference in there else str(there[0])

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Every difference from the reference, paired by replication."""
        from socsim.analysis import compare

        return compare(self.values, self.reference)

    def pairing(self) -> pd.DataFrame:
        """By what factor common random numbers cut the replications that each difference needs."""
        from socsim.analysis import pairing

        return pairing(self.values, self.reference)

    @cached_property
    def verdict(self) -> Verdict:
        """Which organisation did better for whom, judged on the scenario's primary metrics."""
        return self.verdict_in("en")

    def verdict_in(self, language: str) -> Verdict:
        """The verdict with its sentence in `sv` or `en`."""
        from socsim.analysis import verdict

        organisations = self.design.scenario.organisations
        labels = {
            name: organisation.label.in_language(language) or name
            for name, organisation in organisations.items()
            if organisation.label is not None
        }
        primary = self.design.scenario.comparison.primary
        return verdict(self.values, primary, language, labels, self.reference)

    @cached_property
    def clients(self) -> pd.DataFrame:
        """A row for each client, with what became of those of the cohort."""
        return self.table("clients")

    @cached_property
    def needs(self) -> pd.DataFrame:
        """A row for each need of the cohort."""
        return self.table("needs")

    @cached_property
    def work(self) -> pd.DataFrame:
        """A row for each piece of work after the warm-up; large."""
        return self.table("work")

    @cached_property
    def falls(self) -> pd.DataFrame:
        """A row for each fall after the warm-up."""
        return self.table("falls")

    @cached_property
    def faults(self) -> pd.DataFrame:
        """A row for each faulty decision after the warm-up."""
        return self.table("faults")

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Decisions and faults by unit and month, where decisions may be faulty or are reviewed."""
        return self.table("decisions")

    @cached_property
    def plans(self) -> pd.DataFrame:
        """A row for each joint plan that was asked for after the warm-up."""
        return self.table("plans")

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Costs of the cohort by number of needs, payer and kind."""
        return self.table("costs")

    @cached_property
    def caseworkers(self) -> pd.DataFrame:
        """A row for each worker, over the window."""
        return self.table("caseworkers")

    @cached_property
    def units(self) -> pd.DataFrame:
        """A row for each unit, over the window: time averages x days."""
        return self.table("units")

    @cached_property
    def journal(self) -> pd.DataFrame:
        """A row for each event, where the run was asked for it; very large."""
        if not self.design.journal:
            raise ValueError("this run kept no journal: run(..., journal=True)")
        return self.table("journal")

    @cached_property
    def noted(self) -> pd.DataFrame:
        """What processes of one's own have noted: `organisation, replication, what, amount`.

        Sums over the measured window; 0 where a replication has none of what another has.
        """
        import pandas as pd

        there = [outcome for outcome in self.outcomes if outcome.organisation in self.design.processes]
        whats = sorted({what for outcome in there for what in outcome.noted})
        rows = [
            (outcome.organisation, outcome.replication, what, outcome.noted.get(what, 0.0))
            for outcome in there
            for what in whats
        ]
        frame = pd.DataFrame(rows, columns=["organisation", "replication", "what", "amount"])
        return frame.sort_values(["organisation", "replication", "what"], ignore_index=True)

    @property
    def noted_summary(self) -> pd.DataFrame:
        """The same over replications: `organisation, what, estimate, ci_low, ci_high, replications`."""
        import pandas as pd

        from socsim.analysis.intervals import estimate

        wide = self.noted.pivot(index=["organisation", "what"], columns="replication", values="amount")
        found = estimate(wide.to_numpy())
        columns = {"estimate": found.mean, "ci_low": found.low, "ci_high": found.high}
        return pd.DataFrame(columns, index=wide.index).assign(replications=found.replications).reset_index()

    @property
    def meta(self) -> dict[str, Any]:
        """What charts and screen say of the run besides its figures."""
        return self.design.meta | {"reference": self.reference}

    @property
    def manifest(self) -> dict[str, Any]:
        """The scenario as run, hashes, seed, versions, times; as it was, where results were opened again."""
        if self._manifest is not None:
            return dict(self._manifest)
        from socsim.experiment.manifest import manifest

        return manifest(self)

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write all tables, the spreadsheet, the charts (in `sv` or `en`) and the manifest into a folder.

        Returns
        -------
        The files.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.experiment.writing import write

        return write(self, Path(folder), language=language)

    def chart(self, name: str, language: str = "en") -> Any:
        """One of the charts of `socsim.charts.gallery.CHARTS` as a matplotlib figure; None: nothing to show.

        Raises
        ------
        UserError : where there is no chart of that name.
        """
        from socsim.experiment.charting import chart_of

        return chart_of(self, name, language)

    def slides(self, name: str, language: str = "en") -> list[Any]:
        """One of those charts as slides, 16:9 with large type: several where it has too much for one.

        Raises
        ------
        UserError : where there is no chart of that name.
        """
        from socsim.experiment.charting import slides_of

        return slides_of(self, name, language)

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the figures that matter most, and the verdict."""
        from rich.console import Console

        from socsim.screen.run_screen import show

        where = console or Console(highlight=False)
        said = self.verdict_in(language)
        show(
            self.summary,
            self.comparison,
            self.meta,
            said.sentence,
            where,
            findings=said.findings,
            folder=folder,
            language=language,
        )

    def shown(self, language: str = "en", *, chart: bool = True) -> Shown:
        """Verdict, table and the chart of differences, as a notebook shows them, in `sv` or `en`."""
        from socsim.experiment.html import Shown, html

        return Shown(html(self, language, chart=chart), repr(self))

    def compared(
        self,
        metric: str,
        groups: Sequence[str] = ("needs=1", "needs=2+"),
        *,
        language: str = "en",
        heading: str = "",
    ) -> Shown:
        """One figure in all organisations, as a notebook shows it: differences, intervals, replications.

        Parameters
        ----------
        metric : as in summary.csv; `NAME.p90` is a quantile.
        groups : of clients: `all`, or by needs: `needs=1`, `needs=2`, `needs=3`, `needs=4+`, `needs=2+`.
        heading : what stands above.

        Raises
        ------
        UserError : where there is no such metric.
        """
        from socsim.experiment.html import compared

        return compared(self, metric, groups, language, heading)

    def _repr_html_(self) -> str:
        return self.shown().html

    def __repr__(self) -> str:
        done = sum(1 for _ in self.pieces)
        names = ", ".join(self.design.blueprints)
        return f"<Results: {names}; {done} of {len(self.design.pieces)} replications>"
