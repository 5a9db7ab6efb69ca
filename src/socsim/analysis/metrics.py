"""Every metric that socsim reports: its name, unit and direction, in one place.

The order here is the order of the rows in `summary.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from socsim.locale import say

Direction = Literal["lower", "higher"]
MONEY = "money"  # stands for the scenario's currency


@dataclass(frozen=True)
class Metric:
    """One metric."""

    name: str
    measured_in: str
    """Unit of its values; `money` is replaced by the scenario's currency."""
    better: Direction | None
    """Which way is better for clients or for the public purse; None where neither is."""

    def label(self, language: str) -> str:
        """The metric in words; they stand in `metrics.po` of each language."""
        return say(f"metric.{self.name}", language)

    def unit(self, currency: str) -> str:
        """Its unit, with the scenario's currency in the place of `money`."""
        return self.measured_in.replace(MONEY, currency)


_ALL = (
    Metric("lead_to_decision_days", "days", "lower"),
    Metric("lead_to_support_days", "days", "lower"),
    Metric("lead_to_all_supported_days", "days", "lower"),
    Metric("lead_to_recovery_days", "days", "lower"),
    Metric("recovered_share", "share", "higher"),
    Metric("within_deadline_share", "share", "higher"),
    Metric("falls_per_100_client_years", "per 100 client-years", "lower"),
    Metric("falls_per_client", "per client", "lower"),
    Metric("ever_fallen_share", "share", "lower"),
    Metric("gap_days", "days", "lower"),
    Metric("returned_within_year_share", "share", "higher"),
    Metric("wrong_decisions_per_client", "per client", "lower"),
    Metric("faults_per_100_decisions", "per 100 decisions", "lower"),
    Metric("faults_found_share", "share", "higher"),
    Metric("system_share_of_faults", "share", None),
    Metric("out_of_control_share", "share", None),
    Metric("severity_at_contact", "severity 1-3", "lower"),
    Metric("contacts", "per client", "lower"),
    Metric("contacts_at_once", "per client", "lower"),
    Metric("demands", "per client", "lower"),
    Metric("duplicate_demands", "per client", "lower"),
    Metric("duplicate_investigations", "per client", "lower"),
    Metric("handovers", "per client", "lower"),
    Metric("crises_per_100_client_years", "per 100 client-years", "lower"),
    Metric("days_in_state", "days", None),
    Metric("place_days", "days", "lower"),
    Metric("flow_efficiency", "share", "higher"),
    Metric("open_at_end", "share", "lower"),
    Metric("hours", "hours", None),
    Metric("wait_days", "days", "lower"),
    Metric("queue_length", "pieces of work", "lower"),
    Metric("assignment_queue_length", "cases", "lower"),
    Metric("utilisation", "share", None),
    Metric("caseload", "cases per caseworker", None),
    Metric("sick_leave_share", "share", "lower"),
    Metric("suspended_share", "share", "lower"),
    Metric("posts_left_share", "per post and year", "lower"),
    Metric("agency_cost_per_year", "money", "lower"),
    Metric("moves_per_year", "per year", None),
    Metric("cost_per_client_year", "money", "lower"),
    Metric("cost_per_client", "money", "lower"),
    Metric("cost_per_recovered_client", "money", "lower"),
    Metric("cost_per_person", "money", "lower"),
    Metric("persons", "persons", None),
    Metric("decision_days", "days", "lower"),
    Metric("opened_share", "share", None),
    Metric("known_other_needs_share", "share", None),
    Metric("resource_share_top_decile", "share", None),
    Metric("assistance_months_per_year", "months", None),
    Metric("long_term_share", "share", None),
    Metric("drift_of_hours", "share", None),
    Metric("drift_of_queue", "share", None),
    Metric("payroll_per_year", "money", None),
    Metric("plans_asked", "per client", None),
    Metric("plans_met", "per client", None),
    Metric("plans_held", "per client", None),
    Metric("plan_days", "days", None),
    Metric("spent_per_year", "money", None),
    Metric("spent_of_budget_share", "share", None),
    Metric("rejections_per_year", "needs", "lower"),
    Metric("exclusions_per_year", "needs", "lower"),
    Metric("theil_total", "index", "lower"),
    Metric("theil_between_districts", "index", "lower"),
    Metric("theil_between_districts_by_chance", "index", None),
    Metric("theil_between_caseworkers", "index", "lower"),
    Metric("theil_between_caseworkers_by_chance", "index", None),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
STATISTICS = ("mean", "p50", "p90")
_NOT_BY_NEEDS = (
    "wait_days", "queue_length", "assignment_queue_length", "faults_per_100_decisions", "faults_found_share",
    "rejections_per_year", "exclusions_per_year", "sick_leave_share", "suspended_share", "posts_left_share",
    "agency_cost_per_year", "moves_per_year",
    "theil_total", "theil_between_districts", "theil_between_caseworkers",
)  # fmt: skip


def unfit_as_primary(names: tuple[str, ...]) -> dict[str, str]:
    """Which of `names` a verdict cannot rest on, and why; empty when all will do.

    >>> unfit_as_primary(("recovered_share", "hours", "speed"))
    {'hours': 'neither lower nor higher is better', 'speed': 'no such metric'}
    """
    unfit = {}
    for name in names:
        if name not in METRICS:
            unfit[name] = "no such metric"
        elif METRICS[name].better is None:
            unfit[name] = "neither lower nor higher is better"
        elif name in _NOT_BY_NEEDS:
            unfit[name] = "not by number of needs"
    return unfit
