"""A scenario held against the known figures that it states: set in it, or coming out of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.engine import Choice
    from socsim.experiment.results import Results

COLUMNS = (
    "metric", "statistic", "group", "organisation", "target", "tolerance", "estimate", "ci_low", "ci_high",
    "replications", "met", "origin", "source",
)  # fmt: skip


def targets_met(results: Results) -> pd.DataFrame:
    """A row for each target of the scenario: target beside simulated, in the file's order.

    A target is met where the estimate is within the tolerance of it; one whose figure does not exist
    is not met.

    Returns
    -------
    pandas.DataFrame
        Columns COLUMNS; the interval is that of the mean over replications, 95 %.
    """
    import pandas as pd

    summary = results.summary.set_index(["organisation", "metric", "statistic", "group"])
    rows = []
    for target in results.design.scenario.targets:
        key = (target.organisation, target.metric, target.statistic, target.group)
        found = summary.loc[key] if key in summary.index else None
        estimate = math.nan if found is None else float(found["estimate"])
        rows.append(
            (
                target.metric,
                target.statistic,
                target.group,
                target.organisation,
                target.value,
                target.tolerance,
                estimate,
                math.nan if found is None else float(found["ci_low"]),
                math.nan if found is None else float(found["ci_high"]),
                0 if found is None else int(found["replications"]),
                bool(abs(estimate - target.value) <= target.tolerance),
                target.origin,
                target.source,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def validate_file(
    file: Path,
    *,
    set: Sequence[str],
    jobs: int | None,
    cluster: str | None,
    budget: float | None,
    out: Path | None,
    engine: Choice,
    language: str,
    quiet: bool,
) -> int:
    """Validate as the command line does: the exit code, 1 where a target is missed.

    Raises
    ------
    UserError : where the file states no targets.
    """
    from socsim.experiment.budget import Budget
    from socsim.experiment.design import make_design
    from socsim.experiment.pool import Where
    from socsim.experiment.run import FAILED, ended_well, on_screen, report, said, simulate_all
    from socsim.experiment.simulate import How
    from socsim.scenario.reading import load

    loaded = load(file, set=set)
    targets = loaded.scenario.targets
    if not targets:
        raise UserError([f"{file}: targets: states none: add known figures to hold it against"])
    of = tuple(dict.fromkeys(target.organisation for target in targets))
    design = make_design(loaded, of, engine=engine)
    folder = out or Path("results") / file.stem
    where = Where(jobs, cluster=cluster, budget=Budget(budget))
    how = How(where, on_screen(not quiet, language), said(not quiet, language))

    def work() -> int:
        results = simulate_all(design, folder, how)
        table = targets_met(results)
        if not quiet:
            show(table, results, language=language)
        report(results.failures, file, set, folder, language)
        return 0 if table["met"].all() and not results.failures else FAILED

    return ended_well(work, file, set, folder, language)


def show(
    table: pd.DataFrame, results: Results, console: Console | None = None, *, language: str = "en"
) -> None:
    """Print targets beside what was simulated."""
    from rich.console import Console

    from socsim.screen.validate_screen import show_targets

    show_targets(table, results.meta, console or Console(highlight=False), language)
