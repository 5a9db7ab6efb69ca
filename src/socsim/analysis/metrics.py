"""Every metric that socsim reports: its name, unit, direction and label, in one place.

The order here is the order of the rows in `summary.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    en: str
    sv: str

    def label(self, language: str) -> str:
        """The metric in words, in Swedish (`sv`) or English (anything else)."""
        return self.sv if language == "sv" else self.en

    def unit(self, currency: str) -> str:
        """Its unit, with the scenario's currency in the place of `money`."""
        return self.measured_in.replace(MONEY, currency)


_ALL = (
    Metric(
        "lead_to_decision_days", "days", "lower", "lead time to the first decision", "tid till första beslut"
    ),
    Metric("lead_to_support_days", "days", "lower", "lead time to the first support", "tid till första stöd"),
    Metric(
        "lead_to_all_supported_days",
        "days",
        "lower",
        "lead time to all needs supported",
        "tid till stöd för alla behov",
    ),
    Metric("lead_to_recovery_days", "days", "lower", "lead time to recovery", "tid till alla behov är lösta"),
    Metric("recovered_share", "share", "higher", "share recovered", "andel vars alla behov är lösta"),
    Metric(
        "within_deadline_share",
        "share",
        "higher",
        "share of steps within deadline",
        "andel steg inom utsatt tid",
    ),
    Metric(
        "falls_per_100_client_years",
        "per 100 client-years",
        "lower",
        "falls per 100 client-years",
        "fall per 100 klientår",
    ),
    Metric("falls_per_client", "per client", "lower", "falls per client", "fall per klient"),
    Metric(
        "ever_fallen_share",
        "share",
        "lower",
        "share who ever fall",
        "andel som någon gång faller mellan stolarna",
    ),
    Metric("gap_days", "days", "lower", "days in a gap", "dagar i glapp"),
    Metric(
        "returned_within_year_share",
        "share",
        "higher",
        "share back within a year of a fall",
        "andel åter inom ett år efter ett fall",
    ),
    Metric(
        "wrong_decisions_per_client",
        "per client",
        "lower",
        "wrong decisions per client",
        "felaktiga beslut per klient",
    ),
    Metric(
        "faults_per_100_decisions",
        "per 100 decisions",
        "lower",
        "faults per 100 decisions",
        "fel per 100 beslut",
    ),
    Metric("faults_found_share", "share", "higher", "share of faults found", "andel fel som upptäcks"),
    Metric(
        "system_share_of_faults",
        "share",
        None,
        "share of faults that are the system's",
        "andel fel som beror på systemet",
    ),
    Metric(
        "out_of_control_share",
        "share",
        None,
        "share of months outside control limits",
        "andel månader utanför styrgränserna",
    ),
    Metric(
        "severity_at_contact", "severity 1-3", "lower", "severity at contact", "svårighet vid första kontakt"
    ),
    Metric("contacts", "per client", "lower", "contacts per client", "kontakter per klient"),
    Metric("contacts_at_once", "per client", "lower", "contacts at the same time", "samtidiga kontakter"),
    Metric("demands", "per client", "lower", "demands per client", "krav per klient"),
    Metric(
        "duplicate_demands", "per client", "lower", "duplicate demands per client", "dubbla krav per klient"
    ),
    Metric(
        "duplicate_investigations",
        "per client",
        "lower",
        "duplicate investigations per client",
        "dubbla utredningar per klient",
    ),
    Metric("handovers", "per client", "lower", "handovers per client", "byten av handläggare per klient"),
    Metric(
        "crises_per_100_client_years",
        "per 100 client-years",
        "lower",
        "crises per 100 client-years",
        "kriser per 100 klientår",
    ),
    Metric("days_in_state", "days", None, "days in each state", "dagar i varje tillstånd"),
    Metric("place_days", "days", "lower", "days waiting for a place", "dagar i kö till plats"),
    Metric("flow_efficiency", "share", "higher", "flow efficiency", "flödeseffektivitet"),
    Metric(
        "open_at_end",
        "share",
        "lower",
        "share with an open need at the end",
        "andel med öppet behov vid slutet",
    ),
    Metric("hours", "hours", None, "working hours per client", "arbetstimmar per klient"),
    Metric("wait_days", "days", "lower", "wait for a piece of work", "väntan på ett arbetsmoment"),
    Metric("queue_length", "pieces of work", "lower", "queue length", "kölängd"),
    Metric(
        "assignment_queue_length", "cases", "lower", "cases without a caseworker", "ärenden utan handläggare"
    ),
    Metric("utilisation", "share", None, "utilisation", "beläggning"),
    Metric("caseload", "cases per caseworker", None, "caseload", "ärenden per handläggare"),
    Metric("sick_leave_share", "share", "lower", "sick leave", "sjukfrånvaro"),
    Metric("suspended_share", "share", "lower", "suspended", "avstängda"),
    Metric("posts_left_share", "per post and year", "lower", "posts left", "avslutade anställningar"),
    Metric(
        "agency_cost_per_year",
        "money",
        "lower",
        "agency workers' cost per year",
        "kostnad för hyrpersonal per år",
    ),
    Metric(
        "moves_per_year",
        "per year",
        None,
        "caseworkers moved to another unit per year",
        "handläggare som flyttas till annan enhet per år",
    ),
    Metric("cost_per_client_year", "money", "lower", "cost per client-year", "kostnad per klientår"),
    Metric("cost_per_client", "money", "lower", "cost per client", "kostnad per klient"),
    Metric(
        "cost_per_recovered_client",
        "money",
        "lower",
        "cost per recovered client",
        "kostnad per klient med alla behov lösta",
    ),
    Metric("cost_per_person", "money", "lower", "cost per person", "kostnad per person"),
    Metric("persons", "persons", None, "persons in the cohort", "personer i kohorten"),
    Metric(
        "decision_days",
        "days",
        "lower",
        "days from being known to the decision, of those decided",
        "dagar från känt till beslut, för dem som fått beslut",
    ),
    Metric("opened_share", "share", None, "share of needs opened", "andel ärenden som öppnas"),
    Metric(
        "known_other_needs_share",
        "share",
        None,
        "share with another known need when support begins",
        "andel med ett annat känt behov när insatsen börjar",
    ),
    Metric(
        "resource_share_top_decile",
        "share",
        None,
        "share of the costs of the costliest tenth of the clients",
        "andel av kostnaderna för den dyraste tiondelen av klienterna",
    ),
    Metric(
        "assistance_months_per_year",
        "months",
        None,
        "months of support in a year, of those who have any",
        "månader med insats under ett år, för dem som har någon",
    ),
    Metric(
        "long_term_share",
        "share",
        None,
        "share with ten months of support or more in a year",
        "andel med tio månaders insats eller mer under ett år",
    ),
    Metric(
        "drift_of_hours",
        "share",
        None,
        "change of the hours worked within the window",
        "förändring av arbetstimmarna under mätperioden",
    ),
    Metric(
        "drift_of_queue",
        "share",
        None,
        "change of the queue within the window",
        "förändring av kön under mätperioden",
    ),
    Metric("payroll_per_year", "money", None, "planned payroll per year", "planerad lönekostnad per år"),
    Metric("plans_asked", "per client", None, "joint plans asked for per client", "begärda SIP per klient"),
    Metric("plans_met", "per client", None, "joint plans met per client", "hållna SIP-möten per klient"),
    Metric("plans_held", "per client", None, "joint plans that held per client", "SIP som gällt per klient"),
    Metric("plan_days", "days", None, "days under a joint plan per client", "dagar med gällande SIP"),
    Metric("spent_per_year", "money", None, "spent per year", "förbrukat per år"),
    Metric(
        "spent_of_budget_share", "share", None, "share of the budget spent", "andel av budgeten förbrukad"
    ),
    Metric(
        "rejections_per_year",
        "needs",
        "lower",
        "turned away for want of money per year",
        "nekade av kostnadsskäl per år",
    ),
    Metric(
        "exclusions_per_year",
        "needs",
        "lower",
        "turned away because of another need per year",
        "nekade på grund av ett annat behov per år",
    ),
    Metric(
        "theil_total",
        "index",
        "lower",
        "inequality in time to all needs supported (Theil)",
        "ojämlikhet i tid till stöd för alla behov (Theil)",
    ),
    Metric(
        "theil_between_districts",
        "index",
        "lower",
        "inequality between districts (Theil)",
        "ojämlikhet mellan stadsdelar (Theil)",
    ),
    Metric(
        "theil_between_districts_by_chance",
        "index",
        None,
        "inequality between districts by chance alone (Theil)",
        "ojämlikhet mellan stadsdelar av slumpen ensam (Theil)",
    ),
    Metric(
        "theil_between_caseworkers",
        "index",
        "lower",
        "inequality between caseworkers (Theil)",
        "ojämlikhet mellan handläggare (Theil)",
    ),
    Metric(
        "theil_between_caseworkers_by_chance",
        "index",
        None,
        "inequality between caseworkers by chance alone (Theil)",
        "ojämlikhet mellan handläggare av slumpen ensam (Theil)",
    ),
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
