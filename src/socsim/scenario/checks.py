"""Cross checks: what no single key can know. Each check yields (path, what would be right)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from socsim.scenario import check_districts, check_faults, check_gatekeeping, check_offices, check_people
from socsim.scenario.errors import suggest
from socsim.scenario.quantities import parse_money, parse_money_rate
from socsim.scenario.schema import Scenario

MINUTE = 1 / 1440  # of a day
Finding = tuple[tuple[Any, ...], str]

METRICS = (
    "lead_to_decision_days", "lead_to_support_days", "lead_to_all_supported_days", "lead_to_recovery_days",
    "recovered_share", "within_deadline_share", "falls_per_100_client_years", "falls_per_client",
    "ever_fallen_share", "gap_days", "returned_within_year_share",
    "wrong_decisions_per_client", "faults_per_100_decisions", "faults_found_share",
    "system_share_of_faults", "out_of_control_share", "severity_at_contact",
    "contacts", "contacts_at_once", "demands",
    "duplicate_demands", "duplicate_investigations", "handovers", "crises_per_100_client_years",
    "days_in_state", "place_days", "flow_efficiency",
    "open_at_end", "hours", "wait_days", "queue_length", "assignment_queue_length", "utilisation", "caseload",
    "cost_per_client_year", "cost_per_client", "cost_per_recovered_client", "cost_per_person", "persons",
    "decision_days",
    "opened_share", "known_other_needs_share",
    "resource_share_top_decile", "assistance_months_per_year", "long_term_share", "drift_of_hours",
    "sick_leave_share", "suspended_share", "posts_left_share", "agency_cost_per_year", "moves_per_year",
    "drift_of_queue", "payroll_per_year",
    "plans_asked", "plans_met", "plans_held", "plan_days",
    "spent_per_year", "spent_of_budget_share", "rejections_per_year", "exclusions_per_year",
    "theil_total", "theil_between_districts", "theil_between_districts_by_chance",
    "theil_between_caseworkers", "theil_between_caseworkers_by_chance",
)  # fmt: skip
_NAME = re.compile(r"\w[\w\-]*(?: [\w\-]+)*")
_RESERVED = ("value", "like")
_POSITIVE = (  # durations that divide, or that something is done every so often by
    "run.measure", "office.slice", "behaviour.trust.fades_after",
    "needs.*.recovers_after", "needs.*.steps.*.every", "organisations.*.units.*.board_every",
    "actors.*.board_every", "organisations.*.coordinators.*.visits.every",
    "organisations.*.steering.every",
    "organisations.*.joint_plans.lasts", "organisations.*.joint_plans.target.every",
    *(f"{place}.faults.{name}" for place in ("behaviour", "organisations.*.units.*", "actors.*")
      for name in ("pressed_after", "learning.forgets_after")),
)  # fmt: skip


def findings(scenario: Scenario, plain: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield everything that is wrong between keys.

    Parameters
    ----------
    scenario : validated key by key.
    plain : the same as written, without sources.
    """
    yield from _names(scenario)
    yield from _texts(scenario)
    yield from _positive(plain, scenario)
    yield from check_people.findings(scenario)
    yield from check_offices.findings(scenario)
    yield from check_districts.findings(scenario)
    yield from check_faults.findings(scenario)
    yield from check_gatekeeping.findings(scenario)
    yield from _comparison(scenario)
    yield from _currency(plain, scenario.costs.currency)


def _names(scenario: Scenario) -> Iterator[Finding]:
    for path in _named(scenario):
        name = path[-1]
        if not _NAME.fullmatch(name):
            yield path, f"'{name}' cannot be a name: use letters, digits, _, - and single spaces"
        elif name in _RESERVED or (name == "end" and "steps" in path):
            yield path, f"'{name}' has a meaning of its own here: choose another name"


def _texts(scenario: Scenario) -> Iterator[Finding]:
    """What is shown by its name alone stands on one line."""
    for i, profile in enumerate(scenario.population.profiles):
        if profile.name != " ".join(profile.name.split()) or not profile.name:
            yield ("population", "profiles", i, "name"), "is a text on one line, with single spaces"


def _named(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    for need, kind in scenario.needs.items():
        yield "needs", need
        yield from (("needs", need, "steps", step) for step in kind.steps)
    yield from (("actors", actor) for actor in scenario.actors)
    yield from (("districts", district) for district in scenario.districts)
    for name, organisation in scenario.organisations.items():
        yield "organisations", name
        yield from (("organisations", name, "units", unit) for unit in organisation.units)
        yield from (("organisations", name, "coordinators", group) for group in organisation.coordinators)


def _positive(plain: Mapping[str, Any], scenario: Scenario) -> Iterator[Finding]:
    written = scenario.model_dump(by_alias=True, exclude_unset=True)
    for pattern in _POSITIVE:
        for path, value in _match(written, tuple(pattern.split(".")), ()):
            if value is not None and value <= 0:
                yield path, "must be longer than 0"
            elif value is not None and value < 0.999 * MINUTE:  # hours of `office.slice` are longer still
                yield path, "must be at least 1 minute"


def _match(
    value: Any, pattern: tuple[str, ...], path: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if not pattern:
        yield path, value
    elif isinstance(value, dict):
        for name in value if pattern[0] == "*" else (pattern[0],):
            if name in value:
                yield from _match(value[name], pattern[1:], (*path, name))


def _comparison(scenario: Scenario) -> Iterator[Finding]:
    organisations = scenario.organisations
    reference = scenario.comparison.reference
    if reference is not None and reference not in organisations:
        yield (
            ("comparison", "reference"),
            suggest("there is no such organisation", reference, organisations),
        )
    for i, metric in enumerate(scenario.comparison.primary):
        if metric not in METRICS:
            yield ("comparison", "primary", i), suggest("there is no such metric", metric, METRICS)
    for i, target in enumerate(scenario.targets):
        if target.metric not in METRICS:
            yield ("targets", i, "metric"), suggest("there is no such metric", target.metric, METRICS)
        if target.organisation not in organisations:
            right = suggest("there is no such organisation", target.organisation, organisations)
            yield ("targets", i, "organisation"), right


def _currency(value: Any, currency: str, path: tuple[Any, ...] = ()) -> Iterator[Finding]:
    """Every amount must be in the one currency of the file."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _currency(below, currency, (*path, name))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from _currency(below, currency, (*path, i))
    elif isinstance(value, str) and path[0] not in ("title", "description"):
        stated = re.search(r"\b[A-Z]{3}\b", value)
        if stated and stated[0] != currency and _is_money(value):
            yield path, f"is not in the file's currency: write {currency}, or set costs.currency"


def _is_money(text: str) -> bool:
    for parse in (parse_money, parse_money_rate):
        try:
            return math.isfinite(parse(text))
        except ValueError:
            continue
    return False
