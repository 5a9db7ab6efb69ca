"""Tables out of ledgers: figures of a replication, their summary, the comparison and the verdict.

And, out of the tables of a run, tables for a closer look (`socsim.analysis.closer`).
"""

from socsim.analysis.closer import (
    Setting,
    after_falls,
    competing_outcomes,
    failure_demand,
    falls_by_cause,
    faults_by_level,
    flow_between_units,
    flow_efficiency,
    found_again,
    inequality_between_caseworkers,
    inequality_between_districts,
    kaplan_meier_bands,
    load_by_unit,
    load_over_time,
    money_by_payer_and_kind,
    setting,
    time_in_state,
    who_is_worse_off,
)
from socsim.analysis.metrics import METRICS, Metric, unfit_as_primary
from socsim.analysis.replication import costs, leads, measure
from socsim.analysis.summary import COMPARISON, SUMMARY, compare, pairing, summarise
from socsim.analysis.verdict import Finding, Verdict, verdict

__all__ = [
    "COMPARISON",
    "METRICS",
    "SUMMARY",
    "Finding",
    "Metric",
    "Setting",
    "Verdict",
    "after_falls",
    "compare",
    "competing_outcomes",
    "costs",
    "failure_demand",
    "falls_by_cause",
    "faults_by_level",
    "flow_between_units",
    "flow_efficiency",
    "found_again",
    "inequality_between_caseworkers",
    "inequality_between_districts",
    "kaplan_meier_bands",
    "leads",
    "load_by_unit",
    "load_over_time",
    "measure",
    "money_by_payer_and_kind",
    "pairing",
    "setting",
    "summarise",
    "time_in_state",
    "unfit_as_primary",
    "verdict",
    "who_is_worse_off",
]
