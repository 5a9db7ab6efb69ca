"""All figures of one organisation in one replication, out of its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.absence import absence, moves
from socsim.analysis.calibration import calibration
from socsim.analysis.cohort import Bools, Cohort, cohort_of, floats
from socsim.analysis.contacts import contacts
from socsim.analysis.drift import drift
from socsim.analysis.falls import falls
from socsim.analysis.faults import faults, wrong_decisions
from socsim.analysis.hours import hours, worked
from socsim.analysis.inequality import inequality
from socsim.analysis.lead_times import client_leads, lead_times
from socsim.analysis.load import load, waits
from socsim.analysis.money import COST_COLUMNS, Cost, CostRow, client_costs, cost_rows, payroll
from socsim.analysis.money import costs as add_costs
from socsim.analysis.plans import plans
from socsim.analysis.sheet import COLUMNS, Row, Sheet
from socsim.analysis.spending import spending
from socsim.analysis.states import states
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Account:
    """A ledger with what several of its tables need, worked out once."""

    ledger: Ledger
    blueprint: Blueprint

    @cached_property
    def cohort(self) -> Cohort:
        """The clients who count."""
        return cohort_of(self.ledger, self.blueprint)

    @cached_property
    def cost(self) -> Cost:
        """What each of them cost."""
        return client_costs(self.ledger, self.blueprint, self.cohort)

    def metrics(self, currency: str) -> list[Row]:
        """The rows of `measure`."""
        sheet, cohort, blueprint = Sheet(currency), self.cohort, self.blueprint
        followed = cohort.size > 0 and blueprint.follow_up > 0
        if followed:
            lead_times(sheet, cohort, blueprint)
            falls(sheet, cohort, blueprint)
            wrong_decisions(sheet, cohort, blueprint)
            contacts(sheet, cohort)
            states(sheet, cohort, blueprint)
            hours(sheet, cohort, blueprint)
            plans(sheet, cohort)
            inequality(sheet, cohort, blueprint)
            households = blueprint.has_households
            add_costs(sheet, cohort, self.cost, blueprint.units, households=households)
        waits(sheet, self.ledger, blueprint)
        load(sheet, self.ledger, blueprint)
        faults(sheet, self.ledger, blueprint)
        absence(sheet, self.ledger, blueprint)
        moves(sheet, self.ledger, blueprint)
        payroll(sheet, blueprint)
        drift(sheet, self.ledger, blueprint)
        spending(sheet, self.ledger, blueprint)
        calibration(sheet, self.ledger, blueprint, *((cohort, self.cost) if followed else (None, None)))
        return sheet.ordered()

    def costs(self) -> list[CostRow]:
        """The rows of `costs`."""
        return cost_rows(self.cohort, self.cost)

    def leads(self) -> dict[str, Floats | Bools]:
        """The columns of `leads`, but for `client`."""
        cohort, everyone = self.cohort, len(self.ledger.clients["client"])
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
            "cost": self.cost.amount.sum(axis=(1, 2)),
        }
        inside = np.zeros(everyone, dtype=np.bool_)
        inside[cohort.rows] = True
        placed: dict[str, Floats | Bools] = {"cohort": inside}
        for name, column in columns.items():
            placed[name] = np.full(everyone, np.nan)
            placed[name][cohort.rows] = np.where(np.isposinf(column), np.nan, column)
        return placed


def measure(ledger: Ledger, blueprint: Blueprint, currency: str = "SEK") -> pd.DataFrame:
    """Every metric, with columns `metric, statistic, group, measured_in, value`.

    Without a cohort, or where it is not followed, the metrics of clients are left out.
    """
    import pandas as pd

    rows = Account(ledger, blueprint).metrics(currency)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def costs(ledger: Ledger, blueprint: Blueprint) -> pd.DataFrame:
    """Costs of the cohort, with columns `needs, payer, kind, amount, clients`, for costs.parquet."""
    import pandas as pd

    rows = Account(ledger, blueprint).costs()
    return pd.DataFrame(rows, columns=list(COST_COLUMNS)).astype(COST_COLUMNS)


def leads(ledger: Ledger, blueprint: Blueprint) -> pd.DataFrame:
    """What became of each client: a row for each row of `ledger.clients`, in its order.

    Columns `client`, `cohort` (bool), the four lead times in days (NaN where not reached within
    follow-up), `falls, gap_days, demands, duplicate_demands, handovers, crises, hours, cost`; all NaN
    for clients outside the cohort.
    """
    import pandas as pd

    client = np.asarray(ledger.clients["client"], dtype=np.int64)
    return pd.DataFrame({"client": client, **Account(ledger, blueprint).leads()})
