"""People are drawn once, from names and keys: no organisation, and no other person, moves their draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from socsim.model.people import People, make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.reading import load

from ..engine.both import bits
from ..mechanisms.bench import Written, blueprint_of, changed
from ..mechanisms.rich import RICH

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
FALSE_ALARM = 1e-3
"""Chance that right people fail one of the statistical tests here, each."""


def who_they_are(blueprint: Blueprint, people: People) -> dict[tuple[str, int], Any]:
    """Everything about each client, by profile and key, in words: numbers of kinds may change."""
    found = {}
    for i, key in enumerate(people.key.tolist()):
        rows = range(int(people.need_start[i]), int(people.need_start[i + 1]))
        needs = {
            blueprint.kinds[people.need_kind[r]]: (
                int(people.need_key[r]), int(people.need_severity[r]), bool(people.need_presented[r]),
            )
            for r in rows
        }  # fmt: skip
        name = blueprint.profiles[people.profile[i]]
        found[name, key] = (float(people.arrival[i]), float(people.coping[i]), needs)
    assert len(found) == len(people.key)
    return found


@pytest.mark.parametrize("replication", [1, 2])
def test_the_same_people_in_every_organisation(replication: int) -> None:
    scenario = load(SMALL).scenario
    every = [make_people(b, scenario.run.seed, replication) for b in blueprints(scenario).values()]
    assert len(every) == 3
    assert len(every[0].key) > 300
    assert all(bits(people) == bits(every[0]) for people in every[1:])


def test_other_replications_and_seeds_are_other_people() -> None:
    blueprint = blueprint_of(RICH, "silos")
    keys = [set(make_people(blueprint, *at).key.tolist()) for at in ((7, 1), (7, 2), (8, 1))]
    assert not keys[0] & keys[1]
    assert not keys[0] & keys[2]


_NEWCOMER = {"name": "newcomers", "arrivals": "300 per year", "needs": ["home", "money"]}
PROFILES = RICH["population"]["profiles"]
NEED = {"steps": {"intake": {"effort": "1 h"}}}
OTHERS: dict[str, Mapping[str, Any]] = {
    "another profile": {"population.profiles": [_NEWCOMER, *PROFILES]},
    "another order of profiles": {"population.profiles": PROFILES[::-1]},
    "a larger rate in another profile": {"population.profiles.0.arrivals": "500 per year"},
    "a longer horizon": {"run.follow_up": "3 years"},
    "another kind of need": {
        "needs": {"work": NEED} | RICH["needs"],
        "organisations.silos.units.work": {"handles": ["work"], "caseworkers": 1},
    },
    "other items and efforts": {
        "needs.money.steps.intake": {"effort": "9 h", "asks_for": ["papers"]},
        "behaviour.information": None,
    },
}


@pytest.mark.parametrize("what", OTHERS)
def test_others_leave_ones_draws_as_they_were(what: str) -> None:
    """Those with several needs are there, by key, with the same arrival, coping, needs and severities."""
    before = blueprint_of(RICH, "silos")
    after = blueprint_of(changed(RICH, OTHERS[what]), "silos")
    known = who_they_are(before, make_people(before, 7, 1))
    then = who_they_are(after, make_people(after, 7, 1))
    mine = {who: what_of for who, what_of in known.items() if who[0] == "many"}
    assert len(mine) > 20
    assert {who: then.get(who) for who in mine} == mine
    if "profile" not in what:
        assert {who: then.get(who) for who in known} == known
    if what in ("another profile", "a larger rate in another profile", "a longer horizon"):
        assert len(then) > len(known)


def test_without_its_means_a_need_is_presented() -> None:
    """Left out, `presents_after` shows every need; else only the first of the list that they have."""
    blueprint = blueprint_of(RICH, "silos")
    people = make_people(blueprint, 7, 1)
    for i in range(len(people.key)):
        rows = slice(int(people.need_start[i]), int(people.need_start[i + 1]))
        kinds = [blueprint.kinds[k] for k in people.need_kind[rows].tolist()]
        shown = [k for k, s in zip(kinds, people.need_presented[rows].tolist(), strict=True) if s]
        assert shown == (["home"] if "home" in kinds else ["money"])
    everything = blueprint_of(changed(RICH, {"behaviour.presents_after": None}), "silos")
    assert make_people(everything, 7, 1).need_presented.all()


CROWD: Written = changed(
    RICH,
    {
        "run": {"measure": "20 years"},
        "needs.health.severity": {1: 0.2, 2: 0.5, 3: 0.3},
        "population.profiles": [
            {
                "name": "many",
                "arrivals": "500 per year",
                "needs": {"money": 0.5, "health": 0.4, "home": 0.3},
                "presents": ["home", "money", "health"],
            }
        ],
    },
)


def test_who_comes_is_as_stated() -> None:
    """Poisson arrivals, chances of needs given that there is one, severities, coping."""
    blueprint = blueprint_of(CROWD, "silos")
    people = make_people(blueprint, 5, 1)
    gaps = np.diff(people.arrival)
    assert stats.kstest(gaps, "expon", args=(0, 365.25 / 500)).pvalue > FALSE_ALARM
    has = np.zeros((len(people.key), 3), dtype=bool)
    has[np.repeat(np.arange(len(people.key)), np.diff(people.need_start)), people.need_kind] = True
    assert has.any(axis=1).all()
    patterns = has @ np.array([1, 2, 4])
    chance = np.array(
        [np.prod([p if m >> i & 1 else 1 - p for i, p in enumerate((0.5, 0.4, 0.3))]) for m in range(8)]
    )
    theory = chance[1:] / chance[1:].sum() * len(has)
    counts = np.bincount(patterns, minlength=8)[1:]
    assert stats.chisquare(counts, theory).pvalue > FALSE_ALARM
    health = people.need_severity[people.need_kind == blueprint.kinds.index("health")]
    theory = np.array([0.2, 0.5, 0.3]) * len(health)
    assert stats.chisquare(np.bincount(health, minlength=4)[1:], theory).pvalue > FALSE_ALARM
    inside = people.coping[people.coping > 0.0]
    cut = stats.truncnorm(-2.0, np.inf, 2.0, 1.0)
    assert stats.kstest(inside, cut.cdf).pvalue > FALSE_ALARM
    zeros = stats.binomtest(int((people.coping == 0.0).sum()), len(people.key), stats.norm.cdf(-2.0))
    assert zeros.pvalue > FALSE_ALARM
