"""Every chart of a run by its name, each drawn from what the run has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from socsim.charts.about import About
from socsim.charts.costs import costs
from socsim.charts.differences import differences
from socsim.charts.falls import falls
from socsim.charts.states import states
from socsim.charts.survival import survival

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from socsim.scenario.blueprint import Blueprint

OF_RUN = ("survival", "falls", "states", "costs", "differences")
"""Those that every run draws."""


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


@dataclass(frozen=True)
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


CHARTS: Mapping[str, Callable[[Run], Figure | None]] = {
    "survival": lambda run: survival(run.tables.clients, run.said, run.about),
    "falls": lambda run: falls(run.tables.summary, run.said, run.about),
    "states": lambda run: states(run.tables.summary, run.tables.comparison, run.about),
    "costs": lambda run: costs(run.tables.summary, run.said, run.about),
    "differences": lambda run: differences(run.tables.comparison, run.about, run.primary, run.said),
}
"""What draws each chart; None comes of those that have nothing to show."""
