"""Inequality beside chance, and the same clients under two organisations."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from socsim.analysis import inequality_between_caseworkers, inequality_between_districts, who_is_worse_off
from tests.analysis.closer.by_hand import agree, cohorts, interval, rows_of, theirs
from tests.analysis.closer.conftest import FOLLOW_UP
from tests.analysis.test_inequality import between, index

LEAD = "lead_to_all_supported_days"
CASEWORK = {"silos": ["office"], "team": ["office", "clinic"]}
HOURS = ("hours", "reading", "duplicate", "documentation")


def days(client):
    return FOLLOW_UP if client[LEAD] is None else min(client[LEAD], FOLLOW_UP)


def by_lot(values, group, draw):
    """Mean part between the groups over some hundred shuffles, and its standard error."""
    shuffled = [between(draw.permutation(values).tolist(), group) for _ in range(200)]
    return np.mean(shuffled), np.std(shuffled, ddof=1) / math.sqrt(len(shuffled))


def holds(found, expected):
    """Total, within and between as they should be; by chance within five standard errors of the shuffles."""
    exact = found[found["part"].isin(["total", "within", "between"])]
    parts = {
        (organisation, group, part): [each[part] for each in runs]
        for (organisation, group), runs in expected.items()
        for part in ("total", "within", "between")
    }
    agree(exact, parts, "theil")
    rows = found.set_index(["organisation", "group", "part"])["theil"]
    for key, runs in expected.items():
        lots = [run["lot"] for run in runs if not math.isnan(run["total"])]
        error = math.sqrt(sum(error**2 for _, error in lots)) / len(lots)
        mean = sum(chance for chance, _ in lots) / len(lots)
        assert abs(rows[(*key, "by_chance")] - mean) <= 5.0 * error + 0.02 * mean + 1e-12
        beyond = rows[(*key, "between")] - rows[(*key, "by_chance")]
        assert rows[(*key, "beyond_chance")] == pytest.approx(beyond)


def parts_of(values, group, draw):
    total, part = index(values), between(values, group)
    return {"total": total, "between": part, "within": total - part, "lot": by_lot(values, group, draw)}


def test_between_districts(tables):
    draw = np.random.default_rng(7)
    expected = defaultdict(list)
    for organisation, group, _, clients in cohorts(tables.clients):
        own = list(clients.values())
        values, district = [days(client) for client in own], [client["district"] for client in own]
        expected[organisation, group].append(parts_of(values, district, draw))
    holds(inequality_between_districts(tables.clients, FOLLOW_UP), expected)


def test_between_caseworkers(tables):
    draw = np.random.default_rng(8)
    work = rows_of(tables.work)
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        spent = defaultdict(lambda: defaultdict(float))
        for piece in theirs(work, organisation, replication, clients):
            until = clients[piece["client"]]["arrival"] + FOLLOW_UP
            if piece["unit"] in CASEWORK[organisation] and piece["end"] <= until:
                spent[piece["client"]][piece["worker"]] += math.fsum(piece[name] for name in HOURS)
        mine = {
            client: max(of, key=lambda worker, of=of: (of[worker], -worker)) for client, of in spent.items()
        }
        values = [days(clients[number]) for number in mine]
        expected[organisation, group].append(parts_of(values, list(mine.values()), draw))
    holds(inequality_between_caseworkers(tables.clients, tables.work, CASEWORK, FOLLOW_UP), expected)


def test_between_caseworkers_of_a_run(small, about):
    found = inequality_between_caseworkers(small.clients, small.work, about.casework, about.follow_up)
    rows = found[found["group"] == "all"].set_index(["organisation", "part"]).sort_index()
    figures = small.summary.set_index(["organisation", "metric"]).sort_index()
    for organisation in rows.index.unique(0):
        for part, metric in (("between", ""), ("by_chance", "_by_chance")):
            figure = figures.loc[(organisation, f"theil_between_caseworkers{metric}")].squeeze()
            row = rows.loc[(organisation, part)]
            assert row["theil"] == pytest.approx(figure["estimate"])
            assert (row["low"], row["high"]) == pytest.approx((figure["ci_low"], figure["ci_high"]))


@pytest.mark.parametrize(("outcome", "margin"), [(LEAD, 0.0), (LEAD, 15.0), ("falls", 0.0)])
def test_the_same_clients(tables, outcome, margin):
    def value(client):
        return days(client) if outcome == LEAD else client[outcome]

    base = {(group, run): clients for name, group, run, clients in cohorts(tables.clients) if name == "silos"}
    expected = defaultdict(list)
    for organisation, group, replication, clients in cohorts(tables.clients):
        if organisation == "silos":
            continue
        pairs = [(value(client), value(base[group, replication][at])) for at, client in clients.items()]
        apart = [mine - other for mine, other in pairs]
        tenth = math.ceil(len(pairs) / 10)

        def worst(values, tenth=tenth):
            return sum(sorted(values, reverse=True)[:tenth]) / tenth

        figures = {
            "worse_share": sum(one > margin for one in apart) / len(apart),
            "equal_share": sum(-margin <= one <= margin for one in apart) / len(apart),
            "better_share": sum(one < -margin for one in apart) / len(apart),
            "difference": sum(apart) / len(apart),
            "hardest_hit": worst(apart),
            "worst_tenth": worst([mine for mine, _ in pairs]),
            "worst_tenth_of_reference": worst([other for _, other in pairs]),
        }
        for name, figure in figures.items():
            expected[organisation, group, name].append(figure)
    found = who_is_worse_off(tables.clients, "silos", FOLLOW_UP, outcome, margin=margin)
    assert (found["reference"] == "silos").all()
    agree(found, expected, "value")


def test_the_other_way_round_worse_is_better(small, about):
    there = who_is_worse_off(small.clients, "specialised", about.follow_up, by="profile")
    back = who_is_worse_off(small.clients, "one_worker", about.follow_up, by="profile")
    there = there[there["organisation"] == "one_worker"].set_index(["group", "measure"])["value"]
    back = back[back["organisation"] == "specialised"].set_index(["group", "measure"])["value"]
    for group in there.index.unique(0):
        assert there[group, "worse_share"] == pytest.approx(back[group, "better_share"])
        assert there[group, "difference"] == pytest.approx(-back[group, "difference"])
        assert there[group, "worst_tenth"] == pytest.approx(back[group, "worst_tenth_of_reference"])
    assert there["all", "worse_share"] > 0.0 and there["all", "better_share"] > 0.0


def test_differences_of_a_run_are_those_of_the_comparison(small, about):
    """Nobody's needs go away before support in this figure, so that the means are plain means."""
    found = who_is_worse_off(small.clients, small.reference, about.follow_up)
    found = found[found["measure"] == "difference"].set_index(["organisation", "group"])
    wanted = small.comparison.query("metric == @LEAD and statistic == 'mean'")
    for row in wanted.to_dict("records"):
        got = found.loc[(row["organisation"], row["group"])]
        assert got["value"] == pytest.approx(row["difference"])
        assert got["low"] == pytest.approx(row["ci_low"])


def test_a_client_without_a_twin_is_in_no_pair(tables):
    missing = (tables.clients["organisation"] == "silos") & (tables.clients["client"] == 0)
    rows = tables.clients.assign(cohort=True)
    rows["organisation"] = rows["organisation"].astype(str)
    whole, less = (
        who_is_worse_off(table, "silos", FOLLOW_UP).query("group == 'all' and measure == 'difference'")
        for table in (rows[rows["client"] != 0], rows[~missing])
    )
    assert less["value"].item() == pytest.approx(whole["value"].item())


def test_an_unknown_reference(tables):
    with pytest.raises(ValueError, match="not among the organisations: silos, team"):
        who_is_worse_off(tables.clients, "elsewhere", FOLLOW_UP)


def test_interval_by_hand():
    assert interval([1.0, 3.0])[:3] == pytest.approx((2.0, 2.0 - 12.706, 2.0 + 12.706), abs=1e-3)
