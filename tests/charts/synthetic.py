"""Made-up figures in the shape that a run has, put through the real summary and comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from socsim.analysis.metrics import METRICS
from socsim.analysis.summary import compare, summarise
from socsim.scenario.names import CAUSES, OPEN_STATES, PAYERS

GROUPS = ("all", "needs=1", "needs=2", "needs=3", "needs=4+", "needs=2+")
WEIGHT = {"all": 1.2, "needs=1": 0.6, "needs=2": 1.3, "needs=3": 1.8, "needs=4+": 2.4, "needs=2+": 1.6}
FOLLOW_UP = 365.0
LABELS = {
    "specialised": {"sv": "Specialiserade enheter", "en": "Specialised silos"},
    "coordinated": {
        "sv": "Specialiserade enheter med samordnare",
        "en": "Specialised silos with coordinators",
    },
    "one_worker": {"sv": "En handläggare per person", "en": "One worker per person"},
    "teams": {"sv": "Integrerade områdesgrupper för socialtjänst", "en": "Integrated neighbourhood teams"},
    "triage": {
        "sv": "Mottagningssortering och handläggningsövergripande verksamhetsutveckling",
        "en": "Triage: single needs to specialists, the rest to one worker",
    },
}


@dataclass(frozen=True)
class Made:
    """The tables of one made-up run."""

    values: pd.DataFrame
    summary: pd.DataFrame
    comparison: pd.DataFrame
    clients: pd.DataFrame
    meta: dict[str, Any]


def made(
    organisations: int = 3, replications: int = 10, effect: float = 1.0, falls: bool = True, seed: int = 7
) -> Made:
    """A run with this many organisations: each later one better for several needs and worse for one.

    `effect` 0 makes all organisations the same but for noise.
    """
    rng = np.random.default_rng(seed)
    names = list(LABELS)[:organisations]
    rows: list[tuple[Any, ...]] = []
    luck = rng.normal(0, 0.05, replications)
    for at, name in enumerate(names):
        for replication in range(replications):
            noise = 1 + luck[replication] + rng.normal(0, 0.015)
            rows += [(name, replication, *row) for row in _figures(at * effect, noise, falls, rng)]
    columns = ["organisation", "replication", "metric", "statistic", "group", "measured_in", "value"]
    values = pd.DataFrame(rows, columns=columns)
    meta = {
        "title": {"sv": "Tre organisationer i en stadsdel", "en": "Three organisations in one district"},
        "organisations": {name: LABELS[name] for name in names},
        "reference": names[0],
        "replications": replications,
        "seed": 2025,
        "version": "0.1.0",
        "follow_up": FOLLOW_UP,
        "currency": "SEK",
    }
    return Made(
        values, summarise(values), compare(values, names[0]), _clients(names, replications, effect, rng), meta
    )


def _factor(at: float, group: str) -> float:
    """Better with several needs, worse with one."""
    return 1 + at * (0.06 if group == "needs=1" else -0.09 * (WEIGHT[group] - 1))


def _figures(
    at: float, noise: float, falls: bool, rng: np.random.Generator
) -> list[tuple[str, str, str, str, float]]:
    rows: list[tuple[str, str, str, str, float]] = []

    def add(metric: str, group: str, value: float, statistic: str = "mean") -> None:
        rows.append((metric, statistic, group, METRICS[metric].unit("SEK"), value))

    for group in GROUPS:
        size = WEIGHT[group] * _factor(at, group) * noise
        suffix = "" if group == "all" else f",{group}"
        add("lead_to_decision_days", group, 22 * size)
        add("lead_to_all_supported_days", group, 120 * size)
        add("lead_to_all_supported_days", group, float("nan") if group == "needs=4+" else 100 * size, "p50")
        add("recovered_share", group, 0.35 / size)
        add("ever_fallen_share", group, 0.12 * size * falls)
        add("contacts", group, 2.4 * size)
        add("duplicate_demands", group, 1.7 * size)
        add("crises_per_100_client_years", group, 9 * size)
        for keys, metric, shares, scale in (
            (
                [f"cause={cause}" for cause in CAUSES],
                "falls_per_100_client_years",
                (0.3, 0.5, 0.1, 0.07, 0.03, *[0.0] * (len(CAUSES) - 5)),
                24.0 * falls,
            ),
            ([f"payer={payer}" for payer in PAYERS], "cost_per_client", (0.83, 0.14, 0.03), 92_000.0),
            (
                [f"state={state}" for state in OPEN_STATES],
                "days_in_state",
                (0.2, 0.02, 0.2, 0.1, 0.45, 0.03),
                260.0,
            ),
        ):
            parts = [scale * share * size * (1 + rng.normal(0, 0.02)) for share in shares]
            add(metric, group, sum(parts))
            for key, part in zip(keys, parts, strict=True):
                add(metric, key + suffix, part)
    add("utilisation", "all", 0.87 * noise)
    add("payroll_per_year", "all", 67 * 12 * 58_000.0)
    return rows


def _clients(names: list[str], replications: int, effect: float, rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for replication in range(replications):
        needs = np.minimum(rng.geometric(0.55, 150), 6)
        luck = rng.exponential(1.0, len(needs))
        for at, name in enumerate(names):
            mean = 70 * needs * np.where(needs > 1, 1 - 0.12 * at * effect, 1 + 0.1 * at * effect)
            lead = luck * mean
            lead[lead > FOLLOW_UP] = np.nan
            parts.append(
                pd.DataFrame(
                    {
                        "organisation": name,
                        "replication": replication,
                        "needs": needs,
                        "lead_to_all_supported_days": lead,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
