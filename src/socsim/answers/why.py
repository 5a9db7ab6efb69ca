"""Why two organisations differ: the difference shared out over the mechanisms, with Shapley values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from socsim.analysis import shapley
from socsim.analysis.intervals import estimate, judged_together
from socsim.analysis.metrics import METRICS
from socsim.answers.answer import Answer
from socsim.answers.asking import Asked, opened
from socsim.answers.coalitions import Found, Game, Group, groups_between
from socsim.experiment.figures import Figure
from socsim.experiment.goals import group_of, metric_of
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded
    from socsim.screen.answer_screen import Block

STRUCTURE, REST, DIFFERENCE = "structure", "rest", "difference"
"""Names of rows: what is left with all groups taken out, be they all mechanisms or some; and the whole."""


class Why(Answer):
    """A difference between two organisations, shared out over groups of mechanisms.

    Attributes
    ----------
    between : the two organisations, A and B: all is B less A.
    figure : of which figure.
    groups : of mechanisms.
    found : what was simulated.
    orders : of each replication, how many orders of joining were drawn; None: all coalitions.
    base : the name of the first row.
    """

    name: ClassVar[str] = "why"

    def __init__(
        self,
        asked: Asked,
        between: tuple[str, str],
        figure: Figure,
        groups: tuple[Group, ...],
        found: Found,
        orders: int | None,
        base: str = STRUCTURE,
    ) -> None:
        super().__init__(asked)
        self.between, self.figure, self.groups = between, figure, groups
        self.found, self.orders, self.base = found, orders, base

    @cached_property
    def table(self) -> pd.DataFrame:
        """Structure, groups and difference, which is the sum of the rows above it.

        `estimate` with its interval is the row's part of the difference; `alone` and `last` what the group
        adds to nobody, and to all others; `judged_low` and `judged_high` the ends at which the parts are
        judged together (Holm); `on_growing` the share of the estimate's weight that rests on scenarios
        in which queues were still growing.
        """
        import pandas as pd

        found = self.found
        parts = np.vstack([found.structure, found.shares, found.difference])
        none = np.full((1, len(found.replications)), np.nan)
        columns: dict[str, Any] = {
            "part": [self.base, *(group.name for group in self.groups), DIFFERENCE],
            "mechanisms": ["", *(" ".join(group.mechanisms) for group in self.groups), ""],
        }
        for name, rows in (
            ("", parts),
            ("alone", np.vstack([none, found.alone, none])),
            ("last", np.vstack([none, found.last, none])),
        ):
            made = estimate(rows)
            columns[name or "estimate"] = made.mean
            columns[f"{name or 'ci'}_low"], columns[f"{name or 'ci'}_high"] = made.low, made.high
        columns["judged_low"], columns["judged_high"] = columns["ci_low"].copy(), columns["ci_high"].copy()
        shared = slice(0, -1)
        ends = judged_together(
            columns["estimate"][shared],
            columns["ci_low"][shared],
            columns["ci_high"][shared],
            estimate(parts).replications[shared],
        )
        columns["judged_low"][shared], columns["judged_high"][shared] = ends
        growing = np.where(found.growing.any(axis=1), 1.0, 0.0)
        columns["on_growing"] = [growing[0], *shapley.touched(growing), growing[-1]]
        columns["replications"] = len(found.replications)
        table = pd.DataFrame(columns)
        at = METRICS[self.figure.metric].unit(self.meta["currency"])
        table.insert(2, "measured_in", at)
        return table

    @property
    def more_tables(self) -> Mapping[str, pd.DataFrame]:
        """What was simulated: both organisations with each coalition of groups at work."""
        import pandas as pd

        names = [group.name for group in self.groups]
        rows = []
        for mask, (figures, growing) in enumerate(
            zip(self.found.coalitions.tolist(), self.found.growing.tolist(), strict=True)
        ):
            if not np.isnan(figures).any():
                row = {name: mask >> i & 1 for i, name in enumerate(names)}
                for name, figure, grew in zip(self.between, figures, growing, strict=True):
                    row |= {name: figure, f"{name} growing": int(grew)}
                rows.append(row)
        return {"coalitions": pd.DataFrame(rows)}

    @cached_property
    def meta(self) -> dict[str, Any]:
        """As `Answer.meta`, with the replications that count, and the two organisations in their order."""
        meta = super().meta
        named = {name: meta["organisations"][name] for name in self.between}
        return meta | {
            "organisations": named,
            "reference": self.between[0],
            "replications": len(self.found.replications),
        }

    @property
    def settings(self) -> Mapping[str, Any]:
        """Organisations, figure and groups."""
        return {
            "between": list(self.between),
            "metric": self.figure._replace(group="all").name,
            "group": self.figure.group,
            "groups": {group.name: list(group.mechanisms) for group in self.groups},
            "orders": self.orders,
        }

    def sentences(self, language: str = "en") -> Sequence[str]:
        """How large the difference is, what it comes of; and what to bear in mind."""
        from socsim.answers.why_words import in_words

        return in_words(self, language)

    def rows(self, language: str = "en") -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """From the first organisation's figure by structure and groups to the second's."""
        from socsim.answers.why_words import rows

        return rows(self, language)

    def further(self, language: str = "en") -> Sequence[Block]:
        """Which mechanisms are in each group."""
        from socsim.answers.why_words import inside

        return inside(self, language)

    def chart(self, language: str = "en") -> Any:
        """A waterfall from no difference to the whole."""
        from socsim.charts.why import waterfall

        levels = self.found.levels.mean(axis=1).tolist()
        title = self.sentences(language)[0]
        return waterfall(self.table, self.figure.metric, levels, self.meta, title, language)


def why(
    source: Loaded | str | Path,
    *,
    between: tuple[str, str],
    metric: str = "lead_to_all_supported_days",
    group: str = "all",
    only: Sequence[str] = (),
    split: Sequence[str] = (),
    orders: int | None = None,
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Why:
    """Share out the difference between two organisations over the mechanisms that make it.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    between : the two organisations, A and B: all is B less A.
    metric, group : which figure of summary.csv; `metric.p90` is a quantile.
    only : themes and mechanisms (`socsim.scenario.mechanisms`), or several joined by `+`, over which it is
        shared out; all else stays at work. None: all themes that the two use.
    split : themes of which each mechanism gets a share of its own.
    orders : how many orders of joining to draw for each replication; None: all coalitions are simulated.
    replications, set, jobs, cluster, budget, out, engine, progress, language : as in `opened`.

    Returns
    -------
    Why

    Raises
    ------
    UserError : where the scenario or what is asked will not do, or nothing was finished within the budget.
    """
    figure = Figure(*metric_of(metric), group_of(group))
    if between[0] == between[1]:
        raise UserError([f"--between {between[0]} {between[1]}: name two organisations"])
    if orders is not None and orders < 1:
        raise UserError([f"--orders {orders}: a whole number from 1"])
    asked = opened(
        source,
        organisations=between,
        replications=replications,
        set=set,
        jobs=jobs,
        cluster=cluster,
        budget=budget,
        out=out,
        engine=engine,
        progress=progress,
        language=language,
    )
    groups = groups_between(asked.trials, between, only, split)
    game = Game(asked, between, figure, groups, orders)
    return Why(asked, between, figure, groups, game.played(), orders, REST if only else STRUCTURE)
