"""Made-up tables in the shape of `socsim.analysis.closer`, over the organisations of `synthetic.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from socsim.analysis.closer.curves import NOT_YET, OUTCOMES
from socsim.analysis.closer.failure_demand import FAILURES
from socsim.analysis.closer.flow import ALL, ARRIVES, FELL, OPEN
from socsim.analysis.closer.load import WEEK
from socsim.scenario.names import CAUSES
from tests.charts.synthetic import FOLLOW_UP, LABELS

GROUPS = ("all", "needs=1", "needs=2+")
UNITS = ("money", "children", "health", "mental_health", "housing", "case_manager", "money (managers)")


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], half: float = 0.05) -> pd.DataFrame:
    """Rows whose last value is a mean, with an interval of this part of it on either side."""
    table = pd.DataFrame(rows, columns=list(columns))
    value = table[columns[-1]].to_numpy(dtype=float)
    table["low"], table["high"] = value - half * np.abs(value), value + half * np.abs(value)
    table["replications"] = 4
    return table


def names(organisations: int) -> list[str]:
    return list(LABELS)[:organisations]


def competing(organisations: int = 3, effect: float = 1.0) -> pd.DataFrame:
    """What `competing_outcomes` gives: with each later organisation more is decided."""
    days = np.linspace(0.0, FOLLOW_UP, 13)
    ends = dict(zip(OUTCOMES, (0.6, 0.08, 0.03, 0.02, 0.1), strict=True))
    rows = []
    for at, name in enumerate(names(organisations)):
        final = ends | {"decided": 0.6 + 0.05 * at * effect}
        for group in GROUPS:
            for day in days:
                grown = {outcome: share * (1 - np.exp(-day / 60)) for outcome, share in final.items()}
                grown[NOT_YET] = 1 - sum(grown.values())
                rows += [(name, group, outcome, day, share) for outcome, share in grown.items()]
    return _table(("organisation", "group", "outcome", "day", "share"), rows, 0.01)


def worse(organisations: int = 3) -> pd.DataFrame:
    """What `who_is_worse_off` gives: more are better off in the first of the others, worse in the next."""
    rows = []
    for at, name in enumerate(names(organisations)[1:]):
        for group in GROUPS:
            share = (0.1, 0.6) if at % 2 == 0 else (0.85, 0.02)
            figures = {"worse_share": share[0], "better_share": share[1], "hardest_hit": 40.0 - 90 * at}
            rows += [(name, "specialised", group, measure, value) for measure, value in figures.items()]
    return _table(("organisation", "reference", "group", "measure", "value"), rows)


def theil(organisations: int = 3, beyond: float = 0.05) -> pd.DataFrame:
    """What `inequality_between_caseworkers` gives."""
    rows = []
    for at, name in enumerate(names(organisations)):
        parts = {"total": 0.8, "within": 0.7, "between": 0.02 + beyond * at, "by_chance": 0.02,
                 "beyond_chance": beyond * at}  # fmt: skip
        rows += [(name, "all", part, value) for part, value in parts.items()]
    return _table(("organisation", "group", "part", "theil"), rows)


def over_time(organisations: int = 3) -> pd.DataFrame:
    """What `load_over_time` gives."""
    rows = []
    for at, name in enumerate(names(organisations)):
        for place, unit in enumerate((ALL, *UNITS)):
            for week in range(20):
                swing = 1 + 0.1 * np.sin(week + at)
                rows.append((name, unit, WEEK * week, "hours", 40 * (9 - place) * swing))
                rows.append((name, unit, WEEK * week, "waiting", (3 + at) * (9 - place) * swing))
    return _table(("organisation", "unit", "day", "measure", "value"), rows)


def over_window(organisations: int = 3) -> pd.DataFrame:
    """What `load_by_unit` gives."""
    rows = [
        (name, unit, measure, value)
        for name in names(organisations)
        for unit in (ALL, *UNITS)
        for measure, value in (("utilisation", 0.72), ("queue_length", 31.4))
    ]
    return _table(("organisation", "unit", "measure", "value"), rows)


def failures(organisations: int = 3) -> pd.DataFrame:
    """What `failure_demand` gives: less with each later organisation."""
    rows = []
    for at, name in enumerate(names(organisations)):
        for group in GROUPS:
            parts = dict.fromkeys(FAILURES, 0.02 / (1 + at))
            rows += [(name, group, kind, "share", value) for kind, value in parts.items()]
            rows.append((name, group, "all", "share", sum(parts.values())))
    return _table(("organisation", "group", "kind", "measure", "value"), rows)


def efficiency(organisations: int = 3) -> pd.DataFrame:
    """What `flow_efficiency` gives."""
    rows = [
        (name, group, part, share * (1 + 0.5 * at))
        for at, name in enumerate(names(organisations))
        for group in GROUPS
        for part, share in (("worked", 0.08), ("value_adding", 0.07))
    ]
    return _table(("organisation", "group", "part", "share"), rows)


def after(organisations: int = 3, effect: float = 1.0) -> pd.DataFrame:
    """What `after_falls` gives for a day: with each later organisation more are found again."""
    rows = []
    for at, name in enumerate(names(organisations)):
        came = {"back": 0.5 + 0.1 * at * effect, "fell_again": 0.04, "went_away": 0.06, "left": 0.02}
        came["not_yet"] = 1.0 - sum(came.values())
        rows += [(name, group, "all", one, 90.0, share) for group in GROUPS for one, share in came.items()]
    return _table(("organisation", "group", "cause", "came", "day", "share"), rows)


def faulty(organisations: int = 3, effect: float = 1.0) -> pd.DataFrame:
    """What `faults_by_level` gives: with each later organisation more are the system's and are found."""
    rows = []
    for at, name in enumerate(names(organisations)):
        own = {"common": 3.0, "system": 1.0 + at * effect, "individual": 0.5}
        number = sum(own.values())
        where = {"review_1": 0.5 + 0.5 * at, "review_2": 0.4, "out": 1.0}
        where["never"] = number - sum(where.values())
        for split, levels in (("origin", own), ("found", where)):
            for level, value in ({"all": number} | levels).items():
                rows.append((name, "all", split, level, "per_100_decisions", value))
                rows.append((name, "all", split, level, "share", value / number))
    return _table(("organisation", "unit", "split", "level", "measure", "value"), rows)


def ways(organisations: int = 3, falls: float = 1.0) -> pd.DataFrame:
    """What `flow_between_units` gives: each of the first units sends some on, and some fall everywhere."""
    rows: list[tuple[Any, ...]] = []
    for at, name in enumerate(names(organisations)):
        lost = falls * (8.0 - at)
        into = dict.fromkeys(UNITS[:6], 30.0)
        bands = [(1, ARRIVES, unit, size) for unit, size in into.items()]
        for unit, size in into.items():
            bands.append((2, unit, "supported", size - 6 - lost))
            bands.append((2, unit, "health", 4.0))
            bands += [(2, unit, end, 1.0) for end in ("left", "not_yet")]
            bands += [(2, unit, f"cause={cause}", lost / len(CAUSES)) for cause in CAUSES if lost]
        bands.append((3, "health", "supported", 24.0))
        total: dict[tuple[int, str], float] = {}
        for position, _, target, size in bands:
            final = 0 if target not in UNITS else None
            for place in [position, *([] if final is None else [final])]:
                more = {"left": OPEN, "not_yet": OPEN}.get(target, FELL if "cause" in target else None)
                for end in (target, *([more] if more else [])):
                    total[place, end] = total.get((place, end), 0.0) + size
        rows += [(name, "needs=2+", *band[:3], "clients", band[3]) for band in bands]
        rows += [(name, "needs=2+", place, ALL, end, "clients", size) for (place, end), size in total.items()]
        if lost:
            rows.append((name, "needs=2+", 0, ALL, FELL, "found", total[0, FELL] / 2))
    return _table(("organisation", "group", "position", "origin", "target", "measure", "clients"), rows)
