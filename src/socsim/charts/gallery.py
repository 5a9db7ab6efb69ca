"""Every chart of a run by its name, each drawn from what the run has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from socsim.analysis import closer
from socsim.analysis.closer.panel import HOURS
from socsim.charts.about import About
from socsim.charts.after_falls import after_falls
from socsim.charts.costs import costs
from socsim.charts.differences import differences
from socsim.charts.failure_demand import failure_demand, flow_efficiency
from socsim.charts.falls import falls
from socsim.charts.faults import faults
from socsim.charts.flow import flow
from socsim.charts.inequality import inequality
from socsim.charts.load import LOAD, QUEUE, Kind, load
from socsim.charts.outcomes import outcomes
from socsim.charts.states import states
from socsim.charts.survival import survival
from socsim.charts.worse_off import worse_off
from socsim.scenario.names import MANAGER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from socsim.scenario.blueprint import Blueprint

OF_RUN = ("survival", "falls", "states", "costs", "differences")
"""Those that every run draws."""


AFTER = 90.0
"""Days after a fall, at which it is asked what has come of it."""
MARGIN = 7.0
"""Days: a wait that is longer or shorter by less is no difference to the client."""
OF_WORK = (
    "client", "need", "spell", "step", "unit", "worker", "what", "ready", "start", "end", *HOURS,
    "cohort",
)  # fmt: skip


class Tables(Protocol):
    """The tables of a run, as `socsim.Results` has them."""

    @property
    def summary(self) -> pd.DataFrame:
        """Every figure with its interval."""

    @property
    def comparison(self) -> pd.DataFrame:
        """Every difference from the reference."""

    @property
    def values(self) -> pd.DataFrame:
        """Every figure of each replication."""

    @property
    def clients(self) -> pd.DataFrame:
        """A row for each client."""

    @property
    def needs(self) -> pd.DataFrame:
        """A row for each need of the cohort."""

    @property
    def falls(self) -> pd.DataFrame:
        """A row for each fall."""

    def table(self, table: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """Any table, of these columns only."""


@dataclass
class Run:
    """A run to be drawn.

    Attributes
    ----------
    tables : what it has left.
    about : what must be said of it, and in which language.
    said : the comparison as the verdict judged it, which titles follow.
    primary : the scenario's primary metrics, the most important first.
    blueprints : its organisations.
    """

    tables: Tables
    about: About
    said: pd.DataFrame
    primary: Sequence[str]
    blueprints: Mapping[str, Blueprint]

    @cached_property
    def setting(self) -> closer.Setting:
        """Its times, units and steps."""
        return closer.setting(self.blueprints)

    @cached_property
    def load_over_time(self) -> pd.DataFrame:
        """What units do and what waits, week by week; everybody's work."""
        work = self.tables.table("work", ("unit", "ready", "start", "end", *HOURS))
        return closer.load_over_time(work, self.setting.begin, self.setting.end)

    @cached_property
    def cohort_work(self) -> pd.DataFrame:
        """The pieces of work for the cohort, without columns that no chart needs."""
        work = self.tables.table("work", OF_WORK)
        return work[work["cohort"].to_numpy(dtype=bool)]


def _outcomes(run: Run) -> Figure | None:
    of = run.tables
    return outcomes(
        closer.competing_outcomes(of.clients, of.needs, of.falls, run.setting.follow_up), run.about
    )


def _after_falls(run: Run) -> Figure | None:
    of, follow_up = run.tables, run.setting.follow_up
    days = [min(AFTER, follow_up)]
    return after_falls(closer.after_falls(of.clients, of.needs, of.falls, follow_up, days=days), run.about)


def _faults(run: Run) -> Figure | None:
    of, window = run.tables, run.setting
    found = closer.faults_by_level(of.table("faults"), of.table("decisions"), window.begin, window.end)
    return faults(found, run.about) if len(found) else None


def _worse_off(run: Run) -> Figure | None:
    if not run.about.others:
        return None
    found = closer.who_is_worse_off(
        run.tables.clients, run.about.reference, run.setting.follow_up, margin=MARGIN
    )
    return worse_off(found, MARGIN, run.about)


def _flow(run: Run) -> Figure | None:
    managers = {
        name: [unit for unit, role in zip(of.units, of.unit_role, strict=True) if role == MANAGER]
        for name, of in run.blueprints.items()
    }
    found = closer.flow_between_units(
        run.tables.clients,
        run.cohort_work,
        run.tables.falls,
        run.setting.follow_up,
        run.setting.measure,
        managers,
    )
    return flow(found, run.about)


def _load(run: Run, kind: Kind) -> Figure | None:
    of_units = closer.load_by_unit(run.tables.values)
    return load(run.load_over_time, of_units, run.said, run.about, kind)


def _inequality(run: Run) -> Figure | None:
    of, clients = run.setting, run.tables.clients
    tables = {
        "caseworkers": closer.inequality_between_caseworkers(
            clients, run.cohort_work, of.casework, of.follow_up
        )
    }
    if clients["district"].nunique() > 1:
        tables["districts"] = closer.inequality_between_districts(clients, of.follow_up)
    return inequality(tables, run.about)


def _failure_demand(run: Run) -> Figure | None:
    found = closer.failure_demand(
        run.tables.clients, run.cohort_work, run.tables.falls, run.setting.follow_up
    )
    return failure_demand(found, run.about)


def _flow_efficiency(run: Run) -> Figure | None:
    of = run.setting
    found = closer.flow_efficiency(
        run.tables.clients,
        run.tables.needs,
        run.cohort_work,
        run.tables.falls,
        of.follow_up,
        of.hours_a_day,
        of.supports,
    )
    return flow_efficiency(found, run.about)


CHARTS: Mapping[str, Callable[[Run], Figure | None]] = {
    "survival": lambda run: survival(run.tables.clients, run.said, run.about),
    "falls": lambda run: falls(run.tables.summary, run.said, run.about),
    "states": lambda run: states(run.tables.summary, run.tables.comparison, run.about),
    "costs": lambda run: costs(run.tables.summary, run.said, run.about),
    "differences": lambda run: differences(run.tables.comparison, run.about, run.primary, run.said),
    "outcomes": _outcomes,
    "flow": _flow,
    "after_falls": _after_falls,
    "worse_off": _worse_off,
    "inequality": _inequality,
    "load": lambda run: _load(run, LOAD),
    "queue": lambda run: _load(run, QUEUE),
    "failure_demand": _failure_demand,
    "flow_efficiency": _flow_efficiency,
    "faults": _faults,
}
"""What draws each chart; None comes of those that have nothing to show."""
