"""The flow between units: against a walk through each client's rows, and against a run that adds up."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from socsim.analysis import flow_between_units
from socsim.analysis.cohort import YEAR
from tests.analysis.closer.by_hand import agree, cohorts, rows_of, theirs
from tests.analysis.closer.conftest import FOLLOW_UP

LEAD = "lead_to_all_supported_days"
MEASURE, MOST = 90.0, 3
UNITS = ("desk", "clinic", "team", "house")


@pytest.fixture(scope="module")
def torn(tables):
    """The tables with what a flow needs besides: who left, and where work began and needs fell."""
    draw = np.random.default_rng(3)
    clients, work, falls = tables.clients.copy(), tables.work.copy(), tables.falls.copy()
    there = draw.random(len(clients)) < 0.2
    clients["left"] = np.where(there, clients["arrival"] + draw.uniform(0.0, 120.0, len(clients)), np.nan)
    late = draw.random(len(clients)) < 0.5
    clients[LEAD] = np.where(late, np.nan, clients[LEAD])
    work["unit"] = pd.Categorical(draw.choice(UNITS, len(work)))
    work["start"] = work["start"] + draw.uniform(0.0, 0.001, len(work))  # no ties
    falls = falls.sample(100, random_state=1).reset_index(drop=True)
    falls["at"] = falls["at"] + draw.uniform(0.0, 0.001, len(falls))
    falls["unit"] = pd.Categorical.from_codes(draw.integers(-1, len(UNITS), len(falls)), UNITS)
    return clients, work, falls


def way_of(client, work, falls, but):
    """The stations of one client, and how it ended: by the book, row by row."""
    until = client["arrival"] + FOLLOW_UP
    fall = min((one for one in falls if one["at"] <= until), key=lambda one: one["at"], default=None)
    supported = None if client[LEAD] is None else client["arrival"] + client[LEAD]
    times = {"supported": supported, "left": client["left"], "not_yet": until}
    if fall is not None:
        times[f"cause={fall['cause']}"] = fall["at"]
    end = min(time for time in times.values() if time is not None)
    how = next(name for name, time in times.items() if time == end)
    begun = {}
    for piece in work:
        if piece["start"] < end and piece["unit"] not in but:
            begun[piece["unit"]] = min(begun.get(piece["unit"], np.inf), piece["start"])
    stations = sorted(begun, key=begun.get)[:MOST]
    if how.startswith("cause=") and fall["unit"] and fall["unit"] not in stations and len(stations) < MOST:
        stations.append(fall["unit"])
    found = how.startswith("cause=") and client[LEAD] is not None and client[LEAD] <= FOLLOW_UP
    return stations, how, found


def test_flow_between_units(torn):
    clients, work, falls = torn
    but = {"silos": ["house"], "team": []}
    sums = defaultdict(lambda: defaultdict(float))
    runs = set()
    pieces, fallen = rows_of(work), rows_of(falls)
    for organisation, group, replication, members in cohorts(clients):
        runs.add(replication)
        own = theirs(pieces, organisation, replication, members)
        fell = theirs(fallen, organisation, replication, members)
        for number, client in members.items():
            stations, how, found = way_of(
                client,
                [piece for piece in own if piece["client"] == number],
                [one for one in fell if one["client"] == number and one["cohort"]],
                but[organisation],
            )
            path = ["arrives", *stations, how]
            more = {"left": "open", "not_yet": "open"}.get(how, "fell" if "cause" in how else None)
            for position, (origin, target) in enumerate(pairwise(path), start=1):
                last = position == len(path) - 1
                ends = [("all", target), *([("all", more)] if more and last else [])]
                for measure in ("clients", *(["found"] if found and last else [])):
                    for start, stop in [(origin, target), *ends]:
                        sums[organisation, group, position, start, stop, measure][replication] += 1
                    for start, stop in ends if last else []:
                        sums[organisation, group, 0, start, stop, measure][replication] += 1
    expected = {key: [number[run] * YEAR / MEASURE for run in sorted(runs)] for key, number in sums.items()}
    agree(flow_between_units(clients, work, falls, FOLLOW_UP, MEASURE, but, MOST), expected, "clients")
    assert any(key[5] == "found" for key in expected)
    assert any(key[3] == "arrives" and "cause" in key[4] for key in expected)


def test_everybody_who_comes_in_goes_out(small, about):
    found = flow_between_units(small.clients, small.work, small.falls, about.follow_up, about.measure)
    for _, own in found[found["measure"] == "clients"].groupby(["organisation", "group"]):
        came = own.loc[own["origin"] == "arrives", "clients"].sum()
        ends = own[(own["position"] == 0) & ~own["target"].isin(["fell", "open"])]
        assert ends["clients"].sum() == pytest.approx(came)
        for position in range(1, int(own["position"].max())):
            steps = own[own["origin"] != "all"]
            into = steps[steps["position"] == position].groupby("target")["clients"].sum()
            out = steps[steps["position"] == position + 1].groupby("origin")["clients"].sum()
            assert out.to_dict() == pytest.approx(into[out.index].to_dict())
