"""Failure demand and flow efficiency: against a reading of each need's pieces one by one."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

from socsim.analysis import failure_demand, flow_efficiency
from socsim.scenario.names import OPEN_STATES
from tests.analysis.closer.by_hand import agree, cohorts, rows_of, theirs
from tests.analysis.closer.conftest import FOLLOW_UP

FAILURES = ("rework", "notes_again", "after_fall", "done_again", "asked_again", "retold")
RATES = {"silos": {"office": 4.0, "clinic": 2.0}, "team": {"office": 5.0, "clinic": 3.0}}
SUPPORTS = frozenset({("money", "support")})


def spent(piece):
    return math.fsum(piece[name] for name in ("hours", "reading", "duplicate", "documentation"))


def read(pieces, falls):
    """(piece, {kind: hours of failure demand in it}) of one client's pieces."""
    interviews, met = defaultdict(list), defaultdict(list)
    for piece in pieces:
        need = piece["need"]
        if need is not None and piece["what"] == "step":
            interviews[need, piece["step"]].append(piece["ready"])
        if need is not None and piece["what"] in ("step", "follow_up"):
            met[need].append(piece["start"])
    for piece in pieces:
        need, what = piece["need"], piece["what"]
        done = sorted(interviews[need, piece["step"]])
        again = what != "follow_up" and len(done) > 1 and piece["ready"] >= done[1]
        before = [fall["at"] for fall in falls if fall["need"] == need and fall["at"] <= piece["ready"]]
        if what == "rework":
            yield piece, {"rework": spent(piece)}
        elif what == "notes":
            yield piece, {"notes_again": spent(piece)}
        elif again:
            fallen = bool(before) and max(before) > done[0]
            yield piece, {"after_fall" if fallen else "done_again": spent(piece)}
        else:
            first = need is None or what not in ("step", "follow_up") or piece["start"] == min(met[need])
            yield piece, {"asked_again": piece["duplicate"], "retold": 0.0 if first else piece["reading"]}


def all_read(tables):
    work, falls = rows_of(tables.work), rows_of(tables.falls)
    for organisation, group, replication, clients in cohorts(tables.clients):
        pieces, fallen = defaultdict(list), defaultdict(list)
        for piece in theirs(work, organisation, replication, clients):
            if piece["end"] <= clients[piece["client"]]["arrival"] + FOLLOW_UP:
                pieces[piece["client"]].append(piece)
        for fall in theirs(falls, organisation, replication, clients):
            fallen[fall["client"]].append(fall)
        yield (
            (organisation, group, replication, clients),
            [one for number, own in pieces.items() for one in read(own, fallen[number])],
        )


def test_failure_demand(tables):
    expected = defaultdict(list)
    for (organisation, group, _, clients), pieces in all_read(tables):
        hours = math.fsum(spent(piece) for piece, _ in pieces)
        sums = {name: math.fsum(of.get(name, 0.0) for _, of in pieces) for name in FAILURES}
        sums["all"] = math.fsum(sums.values())
        sums["all_but_retold"] = sums["all"] - sums["retold"]
        for kind, amount in sums.items():
            expected[organisation, group, kind, "share"].append(amount / hours)
            expected[organisation, group, kind, "hours"].append(amount / len(clients))
    found = failure_demand(tables.clients, tables.work, tables.falls, FOLLOW_UP)
    agree(found, expected, "value")
    assert (found.loc[found["group"] == "all", "value"] > 0.0).all()


def test_flow_efficiency(tables):
    needs = rows_of(tables.needs)
    expected = defaultdict(list)
    for (organisation, group, replication, clients), pieces in all_read(tables):
        waited = math.fsum(
            need[f"days_{state}"]
            for need in theirs(needs, organisation, replication, clients)
            for state in OPEN_STATES
            if state != "in_support"
        )
        worked = adding = 0.0
        for piece, failures in pieces:
            step = (
                piece["what"] in ("step", "consultation") and (piece["need"], piece["step"]) not in SUPPORTS
            )
            if step or piece["what"] == "decision":
                rate = RATES[organisation][piece["unit"]]
                worked += spent(piece) / rate
                adding += (spent(piece) - math.fsum(failures.values())) / rate
        expected[organisation, group, "worked"].append(worked / waited)
        expected[organisation, group, "value_adding"].append(adding / waited)
    found = flow_efficiency(
        tables.clients, tables.needs, tables.work, tables.falls, FOLLOW_UP, RATES, SUPPORTS
    )
    agree(found, expected, "share")


def test_flow_efficiency_of_a_run(small, about):
    found = flow_efficiency(
        small.clients,
        small.needs,
        small.work,
        small.falls,
        about.follow_up,
        about.hours_a_day,
        about.supports,
    )
    figures = small.summary.set_index(["organisation", "metric", "group"])
    for row in found[found["part"] == "worked"].to_dict("records"):
        figure = figures.loc[(row["organisation"], "flow_efficiency", row["group"])]
        assert (row["share"], row["low"]) == pytest.approx((figure["estimate"], figure["ci_low"]))
    parts = found.pivot(index=["organisation", "group"], columns="part", values="share")
    assert (parts["value_adding"] < parts["worked"]).all()
    assert (parts["value_adding"] > 0.0).all()


def test_duplicates_and_all_hours_of_a_run(small, about):
    """What is asked again is at most what the summary has as duplicate hours; nothing is above all hours."""
    found = failure_demand(small.clients, small.work, small.falls, about.follow_up)
    rows = found.set_index(["organisation", "group", "kind", "measure"])["value"]
    figures = small.summary.query("statistic == 'mean'")
    figures = figures.set_index(["organisation", "metric", "group"])["estimate"]
    assert (rows.loc[:, "all", "asked_again", "hours"] > 0.0).any()
    for organisation in small.design.blueprints:
        asked = rows[organisation, "all", "asked_again", "hours"]
        assert asked <= figures[organisation, "hours", "kind=duplicate"]
        retold = rows[organisation, "all", "retold", "hours"]
        assert 0.0 < retold <= figures[organisation, "hours", "kind=reading_up"]
        share = rows[organisation, "all", "all", "hours"] / rows[organisation, "all", "all", "share"]
        assert share == pytest.approx(figures[organisation, "hours", "all"], rel=0.02)
