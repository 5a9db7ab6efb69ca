"""All figures of one organisation in one replication, out of its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.cohort import Cohort, cohort_of, floats
from socsim.analysis.contacts import contacts
from socsim.analysis.falls import falls
from socsim.analysis.hours import hours, worked
from socsim.analysis.lead_times import client_leads, lead_times
from socsim.analysis.load import load, waits
from socsim.analysis.money import client_costs, cost_table, payroll
from socsim.analysis.money import costs as add_costs
from socsim.analysis.sheet import Sheet
from socsim.analysis.states import states
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats

if TYPE_CHECKING:
    import pandas as pd


def measure(ledger: Ledger, blueprint: Blueprint, currency: str = "SEK") -> pd.DataFrame:
    """Every metric, with columns `metric, statistic, group, measured_in, value`.

    Without a cohort, or where it is not followed, the metrics of clients are left out.
    """
    sheet = Sheet(currency)
    cohort = cohort_of(ledger, blueprint)
    if _is_followed(cohort, blueprint):
        lead_times(sheet, cohort, blueprint)
        falls(sheet, cohort, blueprint)
        contacts(sheet, cohort)
        states(sheet, cohort, blueprint)
        hours(sheet, cohort, blueprint)
        add_costs(sheet, cohort, client_costs(ledger, blueprint, cohort))
    waits(sheet, ledger, blueprint)
    load(sheet, ledger, blueprint)
    payroll(sheet, blueprint)
    return sheet.frame()


def _is_followed(cohort: Cohort, blueprint: Blueprint) -> bool:
    return cohort.size > 0 and blueprint.follow_up > 0


def costs(ledger: Ledger, blueprint: Blueprint) -> pd.DataFrame:
    """Costs of the cohort, with columns `needs, payer, kind, amount, clients`, for costs.parquet."""
    cohort = cohort_of(ledger, blueprint)
    return cost_table(cohort, client_costs(ledger, blueprint, cohort))


def leads(ledger: Ledger, blueprint: Blueprint) -> pd.DataFrame:
    """What became of each client: a row for each row of `ledger.clients`, in its order.

    Columns `client`, `cohort` (bool), the four lead times in days (NaN where not reached within
    follow-up), `falls, gap_days, demands, duplicate_demands, handovers, crises, hours, cost`; all NaN
    for clients outside the cohort.
    """
    import pandas as pd

    cohort = cohort_of(ledger, blueprint)
    reached = client_leads(cohort)

    def of_needs(column: str) -> Floats:
        return cohort.per_client(cohort.need_owner, floats(cohort.needs, column))

    columns = {
        "lead_to_decision_days": reached.decision,
        "lead_to_support_days": reached.support,
        "lead_to_all_supported_days": reached.all_supported,
        "lead_to_recovery_days": reached.recovery,
        "falls": cohort.per_client(cohort.fall_owner),
        "gap_days": of_needs("days_fallen"),
        "demands": of_needs("demands"),
        "duplicate_demands": of_needs("duplicates"),
        "handovers": of_needs("handovers"),
        "crises": of_needs("crises"),
        "hours": cohort.per_client(cohort.work_owner, worked(cohort)),
        "cost": client_costs(ledger, blueprint, cohort).amount.sum(axis=(1, 2)),
    }
    everyone = np.asarray(ledger.clients["client"], dtype=np.int64)
    inside = pd.DataFrame(columns, index=np.asarray(cohort.clients["client"], dtype=np.int64))
    table = inside.replace([np.inf], np.nan).reindex(everyone)
    table.insert(0, "cohort", np.isin(everyone, inside.index))
    return table.rename_axis("client").reset_index()
