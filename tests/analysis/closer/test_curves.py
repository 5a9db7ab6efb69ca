"""Curves: against the product and the sum of the textbook, and against the figures of a run."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from socsim.analysis import competing_outcomes, kaplan_meier_bands
from tests.analysis.closer.by_hand import agree, cohorts, first_of, incidence, rows_of, theirs
from tests.analysis.closer.conftest import FOLLOW_UP, LEADS

AT = [0.0, 7.0, 30.0, 60.5, 100.0]
OUTCOMES = ("decided", "fell", "gave_up", "left", "goes_away")


@pytest.mark.parametrize("lead", LEADS)
def test_kaplan_meier(tables, lead):
    expected = defaultdict(list)
    for organisation, group, _, clients in cohorts(tables.clients):
        waits = []
        for client in clients.values():
            ended = client["lead_to_recovery_days"]
            times = {"reached": client[lead], "ended": ended}
            time, what = first_of(times, FOLLOW_UP)
            waits.append((time, "reached" if client[lead] is not None else None))
            assert what is not None or time == FOLLOW_UP
        for day in AT:
            expected[organisation, group, day].append(incidence(waits, None, day))
    agree(kaplan_meier_bands(tables.clients, FOLLOW_UP, lead, days=AT), expected, "share")


@pytest.mark.parametrize("lead", LEADS)
def test_area_under_the_curve_is_the_mean_lead_time_of_the_summary(small, about, lead):
    times = np.unique(np.append(small.clients[lead].dropna(), (0.0, about.follow_up)))
    times = times[times <= about.follow_up]
    found = kaplan_meier_bands(small.clients, about.follow_up, lead, days=times)
    summary = small.summary.query("metric == @lead and statistic == 'mean'")
    summary = summary.set_index(["organisation", "group"])["estimate"]
    for key, curve in found.groupby(["organisation", "group"]):
        area = np.sum(np.diff(curve["day"]) * curve["share"].to_numpy()[:-1])
        assert area == pytest.approx(summary[key])


@pytest.mark.parametrize("since", ["born", "seen"])
def test_competing_outcomes(tables, since):
    needs, falls = rows_of(tables.needs), rows_of(tables.falls)
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        waits = []
        fallen = theirs(falls, organisation, replication, clients)
        for need in theirs(needs, organisation, replication, clients):
            until = clients[need["client"]]["arrival"] + FOLLOW_UP
            start = need[since]
            if not need["at_arrival"] or start is None or start > until:
                continue
            own = [fall for fall in fallen if all(fall[by] == need[by] for by in ("client", "need", "spell"))]
            fell = [fall["at"] for fall in own if fall["cause"] != "gave_up"]
            gave_up = [fall["at"] for fall in own if fall["cause"] == "gave_up"]
            helped = [need[name] for name in ("decided", "supported") if need[name] is not None]
            times = {
                "decided": min(helped, default=None),
                "fell": min(fell, default=None),
                "gave_up": min(gave_up, default=None),
                "left": need["closed"] if need["state"] == "left" else None,
                "goes_away": need["closed"] if need["state"] in ("resolved", "unfounded") else None,
            }
            time, what = first_of(times, until)
            waits.append((max(time - start, 0.0), what))
        for day in AT:
            for outcome in OUTCOMES:
                expected[organisation, group, outcome, day].append(incidence(waits, outcome, day))
            expected[organisation, group, "not_yet", day].append(incidence(waits, None, day))
    found = competing_outcomes(tables.clients, tables.needs, tables.falls, FOLLOW_UP, since=since, days=AT)
    agree(found, expected, "share")
    assert found.groupby(["organisation", "group", "day"])["share"].sum().to_numpy() == pytest.approx(1.0)


def test_outcomes_of_a_run_leave_nothing_over(small, about):
    found = competing_outcomes(small.clients, small.needs, small.falls, about.follow_up, by="profile")
    totals = found.groupby(["organisation", "group", "day"])["share"].sum()
    assert totals.to_numpy() == pytest.approx(1.0)
    end = found[(found["group"] == "all") & (found["day"] == about.follow_up)]
    assert (end.groupby("outcome")["share"].mean()[["decided", "fell", "left", "goes_away"]] > 0.0).all()
    assert set(found["group"]) == {"all"} | {f"profile={name}" for name in small.clients["profile"].unique()}


def test_a_kind_of_need_by_itself(small, about):
    needs = small.needs[small.needs["need"] == "housing"]
    found = competing_outcomes(small.clients, needs, small.falls, about.follow_up, days=[0.0])
    first = found[(found["group"] == "all") & (found["outcome"] == "not_yet")]
    assert (first["share"] == 1.0).all()
    assert "needs=1" not in set(found["group"])  # nobody comes with housing alone


@pytest.mark.parametrize(
    ("changed", "said"), [({"lead": "age"}, "no lead time"), ({"by": "street"}, "cannot be grouped")]
)
def test_what_is_not_there(tables, changed, said):
    with pytest.raises(ValueError, match=said):
        kaplan_meier_bands(tables.clients, FOLLOW_UP, **changed)
    with pytest.raises(ValueError, match="born, seen"):
        competing_outcomes(tables.clients, tables.needs, tables.falls, FOLLOW_UP, since="yesterday")


def test_no_cohort_no_rows(tables):
    nobody = tables.clients.assign(cohort=False)
    assert len(kaplan_meier_bands(nobody, FOLLOW_UP)) == 0
    assert len(competing_outcomes(nobody, tables.needs, tables.falls, FOLLOW_UP)) == 0


def test_one_replication_has_no_band(tables):
    found = kaplan_meier_bands(tables.clients[tables.clients["replication"] == 1], FOLLOW_UP, days=[10.0])
    assert found[["low", "high"]].isna().all(axis=None)
    assert (found["replications"] == 1).all()
