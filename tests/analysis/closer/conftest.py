"""Random tables of two organisations, and a run of the small office with its journal."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from socsim import Results, load
from socsim.analysis import Setting, setting
from socsim.experiment.design import Design, make_design
from socsim.experiment.pool import Where
from socsim.experiment.run import simulate_all
from socsim.experiment.simulate import How
from socsim.scenario.names import CAUSES, FAULT_ORIGINS, OPEN_STATES, PAYERS, STATES
from tests.experiment.conftest import SMALL

FOLLOW_UP = 100.0
ORGANISATIONS, REPLICATIONS, CLIENTS = ("silos", "team"), (1, 2, 3), 40
LEADS = [f"lead_to_{what}_days" for what in ("decision", "support", "all_supported", "recovery")]
DAYS = [f"days_{state}" for state in OPEN_STATES]


@dataclass(frozen=True)
class Tables:
    clients: pd.DataFrame
    needs: pd.DataFrame
    falls: pd.DataFrame
    work: pd.DataFrame
    costs: pd.DataFrame
    faults: pd.DataFrame
    decisions: pd.DataFrame


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Nothing in them fits together but the clients: every rule of counting meets some of its exceptions.

    The same clients in both organisations; some outside the cohort; times on a coarse grid, so that
    there are ties; events after the end of follow-up; a third who never get there.
    """
    draw = np.random.default_rng(20)
    runs = [(name, number) for name in ORGANISATIONS for number in REPLICATIONS]
    per = len(runs)
    people = {
        "client": np.tile(np.arange(CLIENTS) * 3, per),
        "needs": np.tile(draw.integers(1, 6, CLIENTS), per),
        "district": np.tile(draw.choice(["A", "B", "C"], CLIENTS), per),
        "profile": np.tile(draw.choice(["young", "old"], CLIENTS), per),
        "arrival": np.tile(draw.integers(0, 90, CLIENTS).astype(float), per),
        "cohort": np.tile(draw.random(CLIENTS) < 0.8, per),
    }
    clients = pd.DataFrame(_of_runs(runs, CLIENTS) | people)
    clients["open_days"] = draw.uniform(1.0, FOLLOW_UP, len(clients))
    first = draw.integers(0, 60, len(clients)).astype(float)
    for at, name in enumerate(LEADS):
        clients[name] = np.where(draw.random(len(clients)) < 0.3, np.nan, first + 10.0 * at)
    clients["falls"] = draw.integers(0, 3, len(clients)).astype(float)
    return Tables(
        clients,
        _needs(draw, clients),
        _falls(draw, clients),
        _work(draw, clients),
        _costs(draw, runs),
        _faults(draw, runs),
        _decisions(draw, runs),
    )


def _of_runs(runs, rows):
    return {
        "organisation": pd.Categorical(np.repeat([name for name, _ in runs], rows)),
        "replication": np.repeat([number for _, number in runs], rows),
    }


def _maybe(draw, values, chance):
    return np.where(draw.random(len(values)) < chance, values, np.nan)


def _needs(draw, clients):
    kinds = ("money", "housing")
    rows = clients.loc[clients.index.repeat(len(kinds)), ["organisation", "replication", "client", "arrival"]]
    rows = rows.reset_index(drop=True)
    number = len(rows)
    rows["need"] = pd.Categorical(np.tile(kinds, number // 2))
    rows["spell"] = 1
    rows["at_arrival"] = draw.random(number) < 0.8
    rows["born"] = rows["arrival"] + np.where(rows["at_arrival"], 0.0, 20.0)
    rows["seen"] = _maybe(draw, rows["born"] + draw.integers(0, 130, number), 0.9)
    rows["decided"] = _maybe(draw, rows["born"] + draw.integers(0, 130, number), 0.5)
    rows["supported"] = _maybe(draw, rows["decided"] + draw.integers(-5, 30, number), 0.5)
    rows["closed"] = _maybe(draw, rows["born"] + draw.integers(0, 130, number), 0.6)
    rows["state"] = pd.Categorical(draw.choice(["resolved", "unfounded", "left"], number), categories=STATES)
    for name in DAYS:
        rows[name] = draw.uniform(0.0, 20.0, number)
    return rows.drop(columns="arrival")


def _some(draw, clients, number):
    rows = clients.sample(number, replace=True, random_state=int(draw.integers(1 << 30)))
    rows = rows[["organisation", "replication", "client", "arrival", "cohort"]].reset_index(drop=True)
    rows["need"] = pd.Categorical(draw.choice(["housing", "money"], number))
    rows["spell"] = 1
    return rows


def _falls(draw, clients):
    rows = _some(draw, clients, 400)
    rows["cause"] = pd.Categorical(draw.choice(CAUSES[:3], len(rows)), categories=CAUSES)
    rows["at"] = rows["arrival"] + draw.integers(0, 120, len(rows))
    rows["back"] = _maybe(draw, rows["at"] + draw.integers(1, 40, len(rows)), 0.6)
    return rows.drop(columns="arrival")


def _work(draw, clients):
    rows = _some(draw, clients, 2000)
    number = len(rows)
    rows["step"] = pd.Categorical(draw.choice(["intake", "decision", "support"], number))
    rows["what"] = pd.Categorical(
        draw.choice(
            ["step", "follow_up", "decision", "consultation", "rework", "notes", "coordination"], number
        )
    )
    coordination = rows["what"] == "coordination"
    rows.loc[coordination, ["need", "step"]] = np.nan
    rows["unit"] = pd.Categorical(draw.choice(["office", "clinic"], number))
    rows["worker"] = draw.integers(0, 6, number)
    rows["ready"] = rows["arrival"] + draw.uniform(0.0, 110.0, number)
    rows["start"] = rows["ready"] + draw.exponential(5.0, number)
    rows["end"] = rows["start"] + draw.exponential(2.0, number)
    for name in ("hours", "reading", "duplicate", "documentation"):
        rows[name] = draw.exponential(1.0, number) * (draw.random(number) < 0.7)
    return rows.drop(columns="arrival")


def _costs(draw, runs):
    kinds = ("caseworkers", "support", "crises")
    index = pd.MultiIndex.from_product(
        [("1", "2", "3", "4+"), PAYERS, kinds], names=["needs", "payer", "kind"]
    )
    each = index.to_frame(index=False)
    table = pd.concat([each.assign(organisation=name, replication=number) for name, number in runs])
    return table.assign(amount=draw.uniform(0.0, 1000.0, len(table))).reset_index(drop=True)


def _faults(draw, runs):
    rows = pd.DataFrame(_of_runs(runs, 50))
    number = len(rows)
    rows["unit"] = draw.choice(["office", "clinic"], number)
    rows["at"] = draw.uniform(-20.0, 120.0, number)
    rows["origin"] = pd.Categorical(draw.choice(FAULT_ORIGINS, number), categories=FAULT_ORIGINS)
    rows["found_level"] = draw.integers(-1, 2, number)
    rows["surfaced"] = (draw.random(number) < 0.5) & (rows["found_level"] < 0)
    return rows


def _decisions(draw, runs):
    table = pd.MultiIndex.from_product([("office", "clinic"), range(3)], names=["unit", "month"])
    each = table.to_frame(index=False)
    rows = pd.concat([each.assign(organisation=name, replication=number) for name, number in runs])
    return rows.assign(decisions=draw.integers(10, 50, len(rows))).reset_index(drop=True)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The small office for some months, with its journal."""
    times = ("run.warm_up=120 days", "run.measure=200 days", "run.follow_up=200 days", "run.replications=3")
    return simulated(make_design(load(SMALL, set=times), journal=True), tmp_path_factory.mktemp("small"))


def simulated(design: Design, folder: Path) -> Results:
    """In this process, saying nothing, without the referee."""
    return simulate_all(design, folder, How(Where(1), lambda total: nullcontext(lambda: None), str, False))


@pytest.fixture(scope="session")
def about(small: Results) -> Setting:
    return setting(small.design.blueprints)
