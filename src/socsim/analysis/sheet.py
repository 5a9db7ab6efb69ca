"""Collects the figures of one organisation in one replication, a row at a time."""

from __future__ import annotations

from socsim.analysis.cohort import GROUPS, Cohort, ratio
from socsim.analysis.metrics import METRICS, STATISTICS
from socsim.scenario.blueprint import Floats

COLUMNS = {"metric": "str", "statistic": "str", "group": "str", "measured_in": "str", "value": "float64"}
Row = tuple[str, str, str, str, float]


def group_name(key: str, group: str) -> str:
    """Name of a key (`state=waiting`) within a group of clients.

    >>> group_name("", "needs=3"), group_name("state=waiting", "all"), group_name("state=waiting", "needs=3")
    ('needs=3', 'state=waiting', 'state=waiting,needs=3')
    """
    if not key:
        return group
    return key if group == "all" else f"{key},{group}"


class Sheet:
    """Rows of metric, statistic, group, unit and value."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.rows: list[Row] = []

    def add(self, metric: str, group: str, value: float, statistic: str = "mean") -> None:
        """Add one figure."""
        unit = METRICS[metric].unit(self.currency)
        self.rows.append((metric, statistic, group, unit, float(value)))

    def ratios(
        self,
        metric: str,
        cohort: Cohort,
        numerator: Floats,
        denominator: Floats | None = None,
        key: str = "",
        by_needs: bool = True,
    ) -> None:
        """Add total over total of two figures per client, for all and by number of needs.

        Those of all clients are given by district too, where there are several.

        Parameters
        ----------
        numerator, denominator
            Shape (n,); without a denominator the figure is a mean per client.
        key
            What the numerator is restricted to, as `state=waiting`.
        """
        clients = cohort.clients_by_group
        above, below = (
            cohort.totals(numerator),
            clients if denominator is None else cohort.totals(denominator),
        )
        for position, group in enumerate(GROUPS):
            if clients[position] > 0 and (by_needs or group == "all"):
                self.add(metric, group_name(key, group), ratio(above[position], below[position]))
        if cohort.districts and not key:
            self._by_district(metric, cohort, numerator, denominator)

    def _by_district(
        self, metric: str, cohort: Cohort, numerator: Floats, denominator: Floats | None
    ) -> None:
        clients, above = cohort.clients_by_district, cohort.totals_by_district(numerator)
        below = clients if denominator is None else cohort.totals_by_district(denominator)
        for position, name in enumerate(cohort.districts):
            if clients[position] > 0:
                self.add(metric, f"district={name}", ratio(above[position], below[position]))

    def ordered(self) -> list[Row]:
        """All rows in the order of METRICS, within a metric as they were added."""
        rank = {name: position for position, name in enumerate(METRICS)}
        assert all(row[1] in STATISTICS for row in self.rows)
        return sorted(self.rows, key=lambda row: rank[row[0]])
