"""Tables for a closer look: from the tables of a run to a tidy table over its replications.

Each function takes tables of `Results` and returns a row for each organisation, group and what else it
is about, with the mean over replications and its interval. docs/metrics.md defines what they hold.
"""

from socsim.analysis.closer.curves import competing_outcomes, kaplan_meier_bands
from socsim.analysis.closer.failure_demand import failure_demand, flow_efficiency
from socsim.analysis.closer.falls import after_falls, falls_by_cause, found_again
from socsim.analysis.closer.faults import faults_by_level
from socsim.analysis.closer.flow import flow_between_units
from socsim.analysis.closer.inequality import inequality_between_caseworkers, inequality_between_districts
from socsim.analysis.closer.load import load_by_unit, load_over_time
from socsim.analysis.closer.money import money_by_payer_and_kind
from socsim.analysis.closer.same_clients import who_is_worse_off
from socsim.analysis.closer.setting import Setting, setting
from socsim.analysis.closer.states import time_in_state

__all__ = [
    "Setting",
    "after_falls",
    "competing_outcomes",
    "failure_demand",
    "falls_by_cause",
    "faults_by_level",
    "flow_between_units",
    "flow_efficiency",
    "found_again",
    "inequality_between_caseworkers",
    "inequality_between_districts",
    "kaplan_meier_bands",
    "load_by_unit",
    "load_over_time",
    "money_by_payer_and_kind",
    "setting",
    "time_in_state",
    "who_is_worse_off",
]
