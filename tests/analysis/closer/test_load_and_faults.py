"""Load and faults: against loops, and against the figures of a run."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from socsim import load
from socsim.analysis import faults_by_level, load_by_unit, load_over_time, setting
from socsim.experiment.design import make_design
from socsim.scenario.names import FAULT_ORIGINS
from tests.analysis.closer.by_hand import agree, rows_of
from tests.analysis.closer.conftest import ORGANISATIONS, REPLICATIONS, simulated

SYSTEMIC = Path(__file__).parents[3] / "scenarios" / "systemic_faults.yaml"
MEASURES = ("hours", "waiting", "ready")


def test_load_by_unit_is_what_the_summary_has(small):
    found = load_by_unit(small.values)
    figures = small.summary.set_index(["organisation", "metric", "statistic", "group"])
    wanted = 0
    for row in found.to_dict("records"):
        metric, _, quantile = row["measure"].partition("_p")
        group = row["unit"] if row["unit"] == "all" else f"unit={row['unit']}"
        statistic = f"p{quantile}" if quantile else "mean"
        figure = figures.loc[(row["organisation"], metric, statistic, group)]
        assert (row["value"], row["low"], row["high"]) == pytest.approx(
            (figure["estimate"], figure["ci_low"], figure["ci_high"])
        )
        wanted += 1
    assert wanted == len(found) > 0
    assert {"utilisation", "caseload", "queue_length", "wait_days", "wait_days_p90"} <= set(found["measure"])


def test_load_over_time(tables):
    begin, end = 40.0, 110.0  # ten weeks, with pieces before and after
    weeks = int((end - begin) // 7)
    sums = {
        (name, unit, run): np.zeros((3, weeks))
        for name in ORGANISATIONS
        for unit in ("office", "clinic")
        for run in REPLICATIONS
    }
    for piece in rows_of(tables.work):
        own = sums[piece["organisation"], piece["unit"], piece["replication"]]
        hours = math.fsum(piece[name] for name in ("hours", "reading", "duplicate", "documentation"))
        for week in range(weeks):
            first, last = begin + 7.0 * week, begin + 7.0 * (week + 1)
            at_work = max(min(piece["end"], last) - max(piece["start"], first), 0.0)
            waits = max(min(piece["start"], last) - max(piece["ready"], first), 0.0)
            own[0, week] += hours * at_work / (piece["end"] - piece["start"])
            own[1, week] += waits / 7.0
            own[2, week] += first <= piece["ready"] < last
    expected = defaultdict(list)
    for (name, unit, _), own in sums.items():
        for at, measure in enumerate(MEASURES):
            for week in range(weeks):
                expected[name, unit, 7.0 * week, measure].append(own[at, week])
    for name in ORGANISATIONS:
        for run in REPLICATIONS:
            whole = sums[name, "office", run] + sums[name, "clinic", run]
            for at, measure in enumerate(MEASURES):
                for week in range(weeks):
                    expected[name, "all", 7.0 * week, measure].append(whole[at, week])
    agree(load_over_time(tables.work, begin, end + 3.0, settled=0.0), expected, "value")


def test_weeks_that_the_ledger_does_not_know_are_left_out():
    """A queue that has been ten for ever: the ledger, from day 0, has only those who came since."""
    ready = np.arange(0.0, 200.0, 0.5)
    work = pd.DataFrame({
        "organisation": "silos", "replication": 1, "unit": "desk", "ready": ready, "start": ready + 20.0,
        "end": ready + 21.0, "hours": 1.0, "reading": 0.0, "duplicate": 0.0, "documentation": 0.0,
    })  # fmt: skip
    found = load_over_time(work, 0.0, 180.0)
    rows = found[(found["unit"] == "all") & (found["measure"] == "waiting")]
    assert rows["day"].min() == 21.0
    assert rows["value"].to_numpy() == pytest.approx(40.0)
    whole = load_over_time(work, 0.0, 180.0, settled=0.0)
    assert whole[(whole["unit"] == "all") & (whole["measure"] == "waiting")]["value"].iloc[0] < 10.0


def test_hours_of_all_weeks_are_those_of_the_ledger(small, about):
    """Of pieces that begin and end within whole weeks of the window."""
    weeks = int(about.measure // 7)
    end = about.begin + 7.0 * weeks
    work = small.work[(small.work["start"] >= about.begin) & (small.work["end"] <= end)]
    found = load_over_time(work, about.begin, end, settled=0.0)
    hours = found[(found["unit"] == "all") & (found["measure"] == "hours")]
    spent = work[["hours", "reading", "duplicate", "documentation"]].sum(axis=1)
    wanted = spent.groupby(work["organisation"], observed=True).sum() / len(small.design.replications)
    got = hours.groupby("organisation")["value"].sum()
    assert got[wanted.index.astype(str)].to_numpy() == pytest.approx(wanted.to_numpy())


def test_faults_by_level(tables):
    begin, end = 0.0, 90.0
    expected = defaultdict(list)
    for name in ORGANISATIONS:
        for run in REPLICATIONS:
            for unit in ("all", "office", "clinic"):

                def mine(row, name=name, run=run, unit=unit):
                    return (row["organisation"], row["replication"]) == (name, run) and unit in (
                        "all",
                        row["unit"],
                    )

                own = [row for row in rows_of(tables.faults) if mine(row) and begin <= row["at"] < end]
                taken = sum(row["decisions"] for row in rows_of(tables.decisions) if mine(row))
                levels = {("origin", origin): 0 for origin in FAULT_ORIGINS}
                levels |= {("found", level): 0 for level in ("review_1", "review_2", "out", "never")}
                for row in own:
                    levels["origin", row["origin"]] += 1
                    found = f"review_{row['found_level'] + 1}"
                    if row["found_level"] < 0:
                        found = "out" if row["surfaced"] else "never"
                    levels["found", found] += 1
                levels |= {("origin", "all"): len(own), ("found", "all"): len(own)}
                for (split, level), number in levels.items():
                    key = (name, unit, split, level)
                    expected[*key, "per_100_decisions"].append(100.0 * number / taken)
                    expected[*key, "share"].append(number / len(own) if own else math.nan)
    agree(faults_by_level(tables.faults, tables.decisions, begin, end), expected, "value")


def test_faults_of_a_run(tmp_path):
    times = ("run.warm_up=40 days", "run.measure=60 days", "run.follow_up=20 days")
    run = simulated(make_design(load(SYSTEMIC, set=times), ("specialised", "reviewed"), (1, 2)), tmp_path)
    about = setting(run.design.blueprints)
    found = faults_by_level(run.faults, run.decisions, about.begin, about.end)
    figures = run.summary.query("statistic == 'mean'")
    figures = figures.set_index(["organisation", "metric", "group"])["estimate"].sort_index()
    rows = found.set_index(["organisation", "unit", "split", "level", "measure"])["value"].sort_index()
    for organisation in run.design.blueprints:
        whole = rows[organisation, "all", "origin"]
        assert whole["system", "share"] == pytest.approx(
            figures[organisation, "system_share_of_faults", "all"]
        )
        for level in ("all", *FAULT_ORIGINS):
            group = level if level == "all" else f"origin={level}"
            figure = figures[organisation, "faults_per_100_decisions", group]
            assert whole[level, "per_100_decisions"] == pytest.approx(figure)
        out = rows[organisation, "all", "found"]["out", "share"]
        assert out == pytest.approx(figures[organisation, "faults_found_share", "level=out"])


def test_no_faults_no_rows(small, about):
    assert len(faults_by_level(small.faults, small.decisions, about.begin, about.end)) == 0
