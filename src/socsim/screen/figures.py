"""The few figures that a head of department reads, picked out of the tables and rounded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from socsim.analysis.metrics import METRICS
from socsim.charts.about import ONE, SEVERAL, About
from socsim.locale import decimals, fixed

if TYPE_CHECKING:
    import pandas as pd

    from socsim.analysis.verdict import Finding

OF_CLIENTS = (
    "lead_to_decision_days",
    "lead_to_all_supported_days",
    "ever_fallen_share",
    "falls_per_100_client_years",
    "crises_per_100_client_years",
    "recovered_share",
    "contacts",
    "duplicate_demands",
    "cost_per_client",
)
OF_THE_OFFICE = ("wait_days", "utilisation", "payroll_per_year")


@dataclass(frozen=True)
class Cell:
    """What one organisation comes to."""

    value: str
    difference: str = ""
    """To the reference; empty for the reference itself."""
    interval: str = ""
    """Of the difference; of the value where there is only one organisation."""
    marked: bool = False
    """Whether the verdict takes the difference for shown."""

    def text(self, between: str = " ") -> str:
        """All of it in one, with a star where it is marked.

        Parameters
        ----------
        between : what stands between the value and its difference.
        """
        beside = " ".join(part for part in (self.difference, self.interval) if part)
        return between.join(part for part in (self.value, beside) if part) + ("*" if self.marked else "")


@dataclass(frozen=True)
class Row:
    """One figure over all organisations."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Block:
    """The figures of one group of clients, or of the office."""

    heading: str
    rows: list[Row]


Numbers = tuple[float, float, float]


def blocks(
    summary: pd.DataFrame, comparison: pd.DataFrame, about: About, findings: Sequence[Finding] = ()
) -> list[Block]:
    """Clients with one need, with several, and the office; rows and blocks without figures are left out.

    Where the tables know no number of needs, all clients stand together. What the verdict's findings show
    is marked, and nothing else.
    """
    shown = {
        (name, one.metric, one.group)
        for one in findings
        if one.shown and about.reference in (one.first, one.second)
        for name in (one.first, one.second)
    }
    values = _numbers(summary, "estimate")
    differences = _numbers(comparison, "difference")
    units = dict(zip(summary["metric"], summary["measured_in"], strict=True))
    made: list[Block] = []
    for group in (ONE, SEVERAL, "all"):
        if group == "all" and made:
            continue
        heading = about.say(f"screen.{group}")
        made += _block(heading, OF_CLIENTS, group, values, differences, shown, units, about)
    heading = about.say("screen.office")
    return made + _block(heading, OF_THE_OFFICE, "all", values, differences, shown, units, about)


def decided_late(summary: pd.DataFrame) -> bool:
    """Whether, in what `blocks` shows, a first decision seems to come after all needs are supported."""
    values = _numbers(summary, "estimate")
    pairs = [
        (value[0], values.get((name, "lead_to_all_supported_days", group)))
        for (name, metric, group), value in values.items()
        if metric == "lead_to_decision_days" and group in (ONE, SEVERAL, "all")
    ]
    return any(supported is not None and decision > supported[0] for decision, supported in pairs)


def _numbers(table: pd.DataFrame, column: str) -> dict[tuple[str, str, str], Numbers]:
    rows = table[table["statistic"] == "mean"]
    return {
        (row["organisation"], row["metric"], row["group"]): (row[column], row["ci_low"], row["ci_high"])
        for row in rows.to_dict("records")
        if math.isfinite(row[column])
    }


def _block(
    heading: str,
    metrics: Sequence[str],
    group: str,
    values: dict[tuple[str, str, str], Numbers],
    differences: dict[tuple[str, str, str], Numbers],
    shown: set[tuple[str, str, str]],
    units: dict[str, str],
    about: About,
) -> list[Block]:
    rows = []
    for metric in metrics:
        found = [values.get((name, metric, group)) for name in about.organisations]
        there = [value for value in found if value is not None]
        money = units.get(metric) == about.currency
        if not there or (money and not any(value[0] for value in there)):  # a scenario without prices
            continue
        label, scale = _label(metric, units[metric], about)
        cells = [
            _cell(
                _cut(value, units[metric]),
                differences.get((name, metric, group)),
                scale,
                about,
                marked=(name, metric, group) in shown,
            )
            for name, value in zip(about.organisations, found, strict=True)
        ]
        rows.append(Row(label, cells))
    return [Block(heading, rows)] if rows else []


def _label(metric: str, measured_in: str, about: About) -> tuple[str, float]:
    """The metric's name with the unit in which it is shown, and what its values are multiplied by."""
    what = METRICS[metric].label(about.language)
    if measured_in == "share":
        return about.say("screen.with_unit", what=what, unit="%"), 100.0
    if measured_in == about.currency:
        unit = about.say(
            "axis.thousand_sek" if about.currency == "SEK" else "axis.thousand", currency=about.currency
        )
        return about.say("screen.with_unit", what=what, unit=unit), 0.001
    if measured_in == "days":
        return about.say("screen.with_unit", what=what, unit=about.say("axis.days")), 1.0
    return what, 1.0


def _cut(value: Numbers | None, measured_in: str) -> Numbers | None:
    """A figure with its interval cut where there can be nothing; none of the figures goes below 0."""
    if value is None:
        return None
    most = 1.0 if measured_in == "share" else math.inf
    return value[0], max(value[1], 0.0), min(value[2], most)  # NaN comes first, and so stays


def _cell(
    value: Numbers | None, difference: Numbers | None, scale: float, about: About, *, marked: bool
) -> Cell:
    """Value and difference, rounded alike as far as the difference stays readable."""
    if value is None:
        return Cell("-")
    places = decimals(value[0] * scale, 3)
    shown = fixed(value[0] * scale, about.language, places)
    if difference is None:
        return Cell(shown, "", "" if about.others else _interval(value, scale, places, about))
    places = _places(value[0] * scale, difference[0] * scale, marked=marked)
    said = fixed(difference[0] * scale, about.language, places, sign=True)
    return Cell(shown, said, _interval(difference, scale, places, about), marked)


def _places(value: float, difference: float, *, marked: bool) -> int:
    """Decimals of a difference: those of its value, more where it would be lost."""
    places = decimals(value if value else difference, 3)
    if places == 0 and 0 < abs(difference) < 10:
        places = 1
    return min(4, max(places, decimals(difference, 1))) if marked else places


def _interval(numbers: Numbers, scale: float, places: int, about: About) -> str:
    """The interval in brackets; nothing where there is none, or where nothing varies."""
    _, low, high = numbers
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return ""
    ends = (fixed(end * scale, about.language, places) for end in (low, high))
    return about.say("screen.interval", low=next(ends), high=next(ends))
