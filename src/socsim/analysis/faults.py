"""Faults in decisions: how many, whose, who found them, and which went out [23]."""

from __future__ import annotations

from typing import Any

import numpy as np

from socsim.analysis.cohort import Cohort, bools, floats, ints, ratio
from socsim.analysis.control_chart import control_charts
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import FAULT_ORIGINS, OF_SYSTEM


def wrong_decisions(sheet: Sheet, cohort: Cohort, blueprint: Blueprint) -> None:
    """Add the faulty decisions that were taken on the clients of the cohort, found later or not."""
    if blueprint.drafts.any():
        sheet.ratios("wrong_decisions_per_client", cohort, cohort.per_client(cohort.wrong_owner))


def faults(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Add what the window's decisions were worth, by unit, origin and level of review."""
    if not blueprint.drafts.any():
        return
    unit, origin = ints(ledger.faults, "unit"), ints(ledger.faults, "origin")
    level = ints(ledger.faults, "found_level")
    found = (level >= 0) | bools(ledger.faults, "surfaced")
    at = floats(ledger.faults, "at")
    inside = (at >= blueprint.warm_up) & (at < blueprint.warm_up + blueprint.measure)
    made = ints(ledger.decisions, "decisions")
    by_unit = np.bincount(ints(ledger.decisions, "unit"), weights=made, minlength=len(blueprint.units))

    def add(name: str, rows: Any, decisions: float) -> None:
        faulty = float(rows.sum())
        sheet.add("faults_per_100_decisions", name, ratio(100.0 * faulty, decisions))
        sheet.add("faults_found_share", name, ratio(float((rows & found).sum()), faulty))
        sheet.add("system_share_of_faults", name, ratio(float((rows & (origin == OF_SYSTEM)).sum()), faulty))

    add("all", inside, float(made.sum()))
    for position in np.flatnonzero(blueprint.drafts):
        add(f"unit={blueprint.units[position]}", inside & (unit == position), float(by_unit[position]))
    for code, name in enumerate(FAULT_ORIGINS):
        rows = inside & (origin == code)
        share = ratio(100.0 * float(rows.sum()), float(made.sum()))
        sheet.add("faults_per_100_decisions", f"origin={name}", share)
    levels = int(np.diff(blueprint.review_start)[blueprint.drafts].max(initial=0))
    for number in range(levels):
        rows = inside & (level == number)
        share = ratio(float(rows.sum()), float(inside.sum()))
        sheet.add("faults_found_share", f"level={number + 1}", share)
    out = inside & bools(ledger.faults, "surfaced")
    sheet.add("faults_found_share", "level=out", ratio(float(out.sum()), float(inside.sum())))
    _out_of_control(sheet, ledger, blueprint)


def _out_of_control(sheet: Sheet, ledger: Ledger, blueprint: Blueprint) -> None:
    """Share of the months with decisions in which a unit's faults are outside its limits."""
    outside = months = 0
    for name, chart in control_charts(ledger, blueprint).items():
        own = int((chart.decisions > 0).sum())
        special = int(np.count_nonzero(chart.outside))
        sheet.add("out_of_control_share", f"unit={name}", ratio(special, own))
        outside, months = outside + special, months + own
    sheet.add("out_of_control_share", "all", ratio(outside, months))
