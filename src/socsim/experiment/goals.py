"""What the command line says of a metric and of a precision, checked before anything runs."""

from __future__ import annotations

from collections.abc import Sequence

from socsim.analysis.cohort import GROUPS
from socsim.analysis.metrics import METRICS, STATISTICS
from socsim.experiment.budget import parse_budget
from socsim.experiment.precision import Goal
from socsim.scenario.errors import UserError, suggest


def metric_of(text: str) -> tuple[str, str]:
    """Metric and statistic from `lead_to_decision_days.p90`.

    >>> metric_of("gap_days"), metric_of("lead_to_decision_days.p90")
    (('gap_days', 'mean'), ('lead_to_decision_days', 'p90'))
    """
    name, _, statistic = text.partition(".")
    if name not in METRICS:
        raise UserError([f"--metric {text}: {suggest('there is no such metric', name, METRICS)}"])
    if statistic and statistic not in STATISTICS:
        right = suggest("there is no such statistic", statistic, STATISTICS)
        raise UserError([f"--metric {text}: {right}"])
    return name, statistic or "mean"


def group_of(text: str) -> str:
    """A group of clients, of needs or of units, as in summary.csv."""
    if text not in GROUPS and ("=" not in text or text.startswith("needs=")):
        raise UserError([f"--group {text}: {suggest('there is no such group', text, GROUPS)}"])
    return text


def goal_of(
    share: float | None,
    half_width: float | None,
    metric: str | None,
    group: str,
    replications: int | None = None,
    numbers: Sequence[int] | None = None,
) -> Goal | None:
    """The precision that is wanted; None where none is.

    Raises
    ------
    UserError : where what was said does not go together.
    """
    if share is None and half_width is None:
        if metric is not None or group != "all":
            raise UserError(["--metric: goes with --precision or --half-width"])
        return None
    said = "--precision" if share is not None else "--half-width"
    if share is not None and half_width is not None:
        raise UserError(["--precision and --half-width: state one of them"])
    if replications is not None or numbers:
        raise UserError([f"{said}: finds the number of replications, so state none"])
    value = share if share is not None else half_width
    assert value is not None
    if not 0.0 < value < float("inf") or (share is not None and share >= 1.0):
        right = "a share between 0 and 1, such as 0.05" if share is not None else "a number above 0"
        raise UserError([f"{said} {value:g}: {right}"])
    if metric is None:
        raise UserError([f"{said}: of which figure? add --metric, for instance falls_per_100_client_years"])
    name, statistic = metric_of(metric)
    return Goal(name, statistic, group_of(group), share, half_width)


def seconds_of(budget: str | None) -> float | None:
    """A budget in seconds."""
    return None if budget is None else parse_budget(budget)
