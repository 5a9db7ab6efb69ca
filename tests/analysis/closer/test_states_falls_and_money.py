"""Where the days go, what falls and what comes of it, and who pays: against loops and a run's figures."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from socsim.analysis import after_falls, falls_by_cause, found_again, money_by_payer_and_kind, time_in_state
from socsim.scenario.names import CAUSES, OPEN_STATES, PAYERS
from tests.analysis.closer.by_hand import agree, cohorts, first_of, incidence, rows_of, theirs
from tests.analysis.closer.conftest import FOLLOW_UP

YEAR = 365.25
AFTER = [5.0, 20.0, 45.0, 90.0]


def same_as_summary(found, small, key, value, metrics):
    """Every row of the table is a row of the summary, `key` its name in its group."""
    summary = small.summary.query("statistic == 'mean'").set_index(["organisation", "metric", "group"])
    for row in found.to_dict("records"):
        part = "" if row[key] == "all" else f"{key}={row[key]}"
        names = [name for name in (part, row["group"]) if name and not (part and name == "all")]
        figure = summary.loc[(row["organisation"], metrics(row), ",".join(names))]
        assert row[value] == pytest.approx(figure["estimate"])
        assert (row["low"], row["high"]) == pytest.approx((figure["ci_low"], figure["ci_high"]), abs=1e-9)


def test_time_in_state(tables, small, about):
    needs = rows_of(tables.needs)
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        own = theirs(needs, organisation, replication, clients)
        for state in OPEN_STATES:
            days = math.fsum(need[f"days_{state}"] for need in own)
            expected[organisation, group, state].append(days / len(clients))
    agree(time_in_state(tables.clients, tables.needs, FOLLOW_UP), expected, "days")
    found = time_in_state(small.clients, small.needs, about.follow_up)
    same_as_summary(found, small, "state", "days", lambda row: "days_in_state")


@pytest.mark.parametrize("by", ["district", "profile"])
def test_a_group_is_what_a_table_of_its_clients_alone_gives(tables, by):
    whole = time_in_state(tables.clients, tables.needs, FOLLOW_UP, by)
    assert set(whole["group"]) == {"all"} | {f"{by}={name}" for name in tables.clients[by].unique()}
    for name in tables.clients[by].unique():
        alone = time_in_state(tables.clients[tables.clients[by] == name], tables.needs, FOLLOW_UP)
        alone = alone[alone["group"] == "all"].drop(columns="group").reset_index(drop=True)
        part = whole[whole["group"] == f"{by}={name}"].drop(columns="group").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone)


def test_falls_by_cause(tables, small, about):
    falls = rows_of(tables.falls)
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        own = [
            fall["cause"]
            for fall in theirs(falls, organisation, replication, clients)
            if fall["at"] <= clients[fall["client"]]["arrival"] + FOLLOW_UP
        ]
        years = math.fsum(client["open_days"] for client in clients.values()) / YEAR
        for cause in ("all", *CAUSES[:3]):
            number = len(own) if cause == "all" else own.count(cause)
            expected[organisation, group, cause, "client"].append(number / len(clients))
            expected[organisation, group, cause, "100_client_years"].append(100.0 * number / years)
    agree(falls_by_cause(tables.clients, tables.falls, FOLLOW_UP), expected, "falls")
    found = falls_by_cause(small.clients, small.falls, about.follow_up)
    same_as_summary(found, small, "cause", "falls", lambda row: f"falls_per_{row['per']}")


def test_after_falls(tables):
    falls, needs = rows_of(tables.falls), rows_of(tables.needs)
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        until = {number: client["arrival"] + FOLLOW_UP for number, client in clients.items()}
        own = theirs(falls, organisation, replication, clients)
        own = [fall for fall in own if fall["at"] <= until[fall["client"]]]
        closed = {
            (need["client"], need["need"]): need for need in theirs(needs, organisation, replication, clients)
        }
        waits = []
        for place, fall in enumerate(own):
            need = closed[fall["client"], fall["need"]]
            later = [
                other["at"]
                for at, other in enumerate(own)
                if (other["client"], other["need"]) == (fall["client"], fall["need"])
                and (other["at"], at) > (fall["at"], place)
            ]
            times = {
                "back": fall["back"],
                "fell_again": min(later, default=None),
                "went_away": need["closed"] if need["state"] != "left" else None,
                "left": need["closed"] if need["state"] == "left" else None,
            }
            time, came = first_of(times, until[fall["client"]])
            waits.append((fall["cause"], (max(time - fall["at"], 0.0), came)))
        for cause in ("all", *CAUSES):
            of_cause = [wait for name, wait in waits if cause in ("all", name)]
            for day in AFTER:
                for came in ("back", "fell_again", "went_away", "left", None):
                    share = incidence(of_cause, came, day) if of_cause else math.nan
                    expected[organisation, group, cause, came or "not_yet", day].append(share)
    found = after_falls(tables.clients, tables.needs, tables.falls, FOLLOW_UP, days=AFTER)
    agree(found, expected, "share")


def test_found_again(small, about):
    """The journal read line by line."""
    told_of = ("fell", "escalated", "entered", "finished", "resolved", "unfounded", "left")
    journal = rows_of(small.journal[small.journal["activity"].isin(told_of)])
    expected = defaultdict(list)
    runs = defaultdict(lambda: defaultdict(list))
    for row in journal:
        runs[row["organisation"], row["replication"]][row["client"]].append(row)
    names = ("client", "caseworker", "coordinator", "grew", "obstacle_gone", "nobody")
    falls = {run: [fall for rows in of.values() for fall in told(rows)] for run, of in runs.items()}
    for organisation, group, replication, clients in cohorts(small.clients):
        until = {number: client["arrival"] + about.follow_up for number, client in clients.items()}
        own = []
        for client, at, who, when, grew in falls[organisation, replication]:
            if client in until and at <= until[client]:
                seen = [time for time in grew if time <= min(when, until[client])]
                if when > until[client]:
                    who, when = "nobody", until[client]
                own.append((who, when - at, bool(seen)))
        for name in names:
            mine = [(days, grew) for who, days, grew in own if who == name]
            share = len(mine) / len(own) if own else math.nan
            expected[organisation, group, name, "share"].append(share)
            mean = sum(days for days, _ in mine) / len(mine) if mine else math.nan
            expected[organisation, group, name, "days"].append(mean)
            grown = sum(grew for _, grew in mine) / len(mine) if mine else math.nan
            expected[organisation, group, name, "escalated_share"].append(grown)
    found = found_again(small.journal, small.clients, about.follow_up)
    agree(found, expected, "value")
    assert {"client", "caseworker", "coordinator", "grew", "nobody"} <= set(
        found.loc[(found["measure"] == "share") & (found["value"] > 0.0), "who"]
    )


def test_who_found_does_not_mix_up_needs():
    """Money falls and is heard of no more; housing grows, falls for want of an owner, and is taken up."""
    run = {"organisation": "silos", "replication": 1}
    clients = pd.DataFrame({**run, "client": [0], "needs": 2, "arrival": 0.0, "cohort": True})
    events = [
        ("housing", "escalated", 0.5, None),
        ("housing", "entered", 1.0, "waiting"),
        ("money", "fell", 5.0, None),
        ("money", "entered", 5.0, "fallen"),
        ("housing", "escalated", 7.0, None),
        ("housing", "fell", 8.0, None),
        ("housing", "entered", 8.0, "fallen"),
        ("housing", "taken_up", 20.0, None),
        ("housing", "entered", 20.0, "referred"),
        ("money", "resolved", 120.0, None),
    ]
    columns = ["need", "activity", "end", "state"]
    for order in (("housing", "money"), ("money", "housing")):
        journal = pd.DataFrame(events, columns=columns).assign(**run, client=0, spell=1, what=None)
        journal["need"] = pd.Categorical(journal["need"], categories=order)
        journal = pd.concat([journal[journal["need"] == order[0]], journal[journal["need"] == order[1]]])
        rows = found_again(journal, clients, 100.0).query("group == 'all'")
        found = rows.set_index(["who", "measure"])["value"]
        assert found["nobody", "share"] == found["obstacle_gone", "share"] == 0.5
        assert (found["nobody", "days"], found["obstacle_gone", "days"]) == (95.0, 12.0)
        assert found["nobody", "escalated_share"] == found["obstacle_gone", "escalated_share"] == 0.0


def told(rows):
    """Of each fall of one client: client, when, who brought it back, when, and when it escalated."""
    for place, row in enumerate(rows):
        if row["activity"] != "fell":
            continue
        later = rows[place + 1 :]
        grew, who, when = [], "nobody", math.inf
        for other in later:
            mine = all(other[by] == row[by] for by in ("client", "need", "spell"))
            if mine and other["activity"] == "escalated":
                grew.append(other["end"])
            if mine and other["activity"] in ("resolved", "unfounded", "left"):
                when = other["end"]
                break
            if mine and other["activity"] == "entered" and other["state"] != "fallen":
                when = other["end"]
                met = [
                    work["what"] for work in rows if work["activity"] == "finished" and work["end"] == when
                ]
                who = "client"
                if met:
                    who = "coordinator" if met[0] == "coordination" else "caseworker"
                if grew and grew[-1] == when:
                    who = "grew"
                break
        yield row["client"], row["end"], who, when, grew


def test_money(tables):
    costs = rows_of(tables.costs)
    expected = defaultdict(list)
    buckets = {"needs=1": "1", "needs=2": "2", "needs=3": "3", "needs=4+": "4+"}
    kinds = ("caseworkers", "support", "crises")
    for organisation, group, replication, clients in cohorts(tables.clients):
        wanted = [buckets[group]] if group in buckets else ["2", "3", "4+"]
        wanted = ["1", *wanted] if group == "all" else wanted
        own = [
            row
            for row in costs
            if (row["organisation"], row["replication"]) == (organisation, replication)
            and row["needs"] in wanted
        ]
        years = math.fsum(client["open_days"] for client in clients.values()) / YEAR
        for payer in ("all", *PAYERS):
            for kind in ("all", *kinds):
                amount = math.fsum(
                    row["amount"]
                    for row in own
                    if payer in ("all", row["payer"]) and kind in ("all", row["kind"])
                )
                per = {"client": len(clients), "client_year": years, "year": 2.0}
                for name, below in per.items():
                    expected[organisation, group, payer, kind, name].append(amount / below)
    found = money_by_payer_and_kind(tables.costs, tables.clients, FOLLOW_UP, 2.0 * YEAR)
    agree(found, expected, "amount")


def test_totals_by_payer_are_totals_by_kind(small, about):
    found = money_by_payer_and_kind(small.costs, small.clients, about.follow_up, about.measure)
    keys = ["organisation", "group", "per"]
    by_payer = found[(found["kind"] == "all") & (found["payer"] != "all")].groupby(keys)["amount"].sum()
    by_kind = found[(found["payer"] == "all") & (found["kind"] != "all")].groupby(keys)["amount"].sum()
    whole = found[(found["payer"] == "all") & (found["kind"] == "all")].set_index(keys)["amount"].sort_index()
    assert by_payer.to_numpy() == pytest.approx(whole.to_numpy())
    assert by_kind.to_numpy() == pytest.approx(whole.to_numpy())
    assert (whole > 0.0).all()
    per = found[found["per"].isin(["client", "client_year"]) & (found["kind"] == "all")]
    per = per[(per["per"] == "client") | (per["group"] == "all")]
    clients = per[(per["payer"] == "all") | (per["group"] == "all")]
    same_as_summary(clients, small, "payer", "amount", lambda row: f"cost_per_{row['per']}")
    assert not np.isnan(found["amount"]).any()
