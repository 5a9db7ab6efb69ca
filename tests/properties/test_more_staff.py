"""More staff never raises the mean wait, where theory says so.

**Theorem.** Customers come to c servers with one line, first come first served. When they come and how long
each is served does not depend on how the queue stands. Then, with more servers or a shorter service of some
customers, nobody begins later: not on average, but each customer on each path. (The workload vector of
Kiefer & Wolfowitz 1955, "On the theory of queues with many servers", Trans. AMS 78, is non-decreasing in
the services and, by its ordered components, non-increasing in c: Jacobs & Schach 1972, Ann. Math. Statist.
43; Moyal 2013, "A pathwise comparison result for parallel queues", arXiv:1301.6364.) A client who brings
several needs at once is a batch, in the order of the kinds, and any distributions will do.

An office is such a queue where it is a pool, or gives one case at a time to a caseworker of their own;
where the need has one step, of one kind of priority, in one unit; and where nobody gives up, comes back,
grows worse or has to be read up on. Units stand beside each other, each a queue of its own. Since draws are
keyed, the same people come with the same hours however many work there: all that differs is the staff. As
the engine reaches each instant by additions and comparisons of floats, which are monotone too, the test
allows for no error.

Where cases go on to other units, where people give up or return, where some go before others, theory
promises nothing of the kind, and a desk more in one place may well lengthen the queue in the next.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seed_of
from hypothesis import strategies as st

from socsim.engine import Choice

from ..mechanisms.bench import changed
from .worlds import Written, simulated

EXAMPLES, IN_THE_STUDY = 10, 400
KINDS = ("money", "health", "home")
Waits = dict[tuple[int, int], float]

_EFFORTS: tuple[Any, ...] = (
    "5 h",
    {"dist": "exponential", "mean": "6 h"},
    {"dist": "lognormal", "mean": "5 h", "cv": 2.0},
    {"dist": "weibull", "mean": "6 h", "shape": 0.6},
    {"dist": "empirical", "values": ["0 h", "1 h", "1 h", "20 h"]},
)


@st.composite
def _offices(draw: st.DrawFn) -> Written:
    """Units beside each other, each a queue for which the theorem holds."""
    kinds = KINDS[: draw(st.integers(1, 3))]
    alone: Written = {"assignment": "case", "caseload": 1}
    layout = draw(st.sampled_from([{"all": ["*"]}, {kind: [kind] for kind in kinds}]))
    units = {
        name: {
            "handles": handles,
            "caseworkers": draw(st.integers(1, 4 if len(layout) == 1 else 2)),
            **draw(st.sampled_from([{"assignment": "step"}, alone, {**alone, "allocation": "in_turn"}])),
        }
        for name, handles in layout.items()
    }
    return {
        "run": {"measure": "60 days"},
        "office": {"hours_per_week": 40, "casework_share": draw(st.sampled_from([0.4, 0.9]))},
        "population": {
            "profiles": [
                {"name": "any", "arrivals": "700 per year", "needs": dict.fromkeys(kinds, 0.5)},
                {
                    "name": "all",
                    "arrivals": "100 per year",
                    "needs": list(kinds),
                    "members": {1: 0.5, 3: 0.5},
                },
            ]
        },
        "needs": {
            kind: {
                "severity": {1: 0.5, 2: 0.3, 3: 0.2},
                "per_member": {"effort": 0.5},
                "steps": {"service": {"effort": draw(st.sampled_from(_EFFORTS)), "unfounded": 0.1}},
            }
            for kind in kinds
        },
        "behaviour": {"effort_by_severity": {1: 0.7, 2: 1.0, 3: 1.8}, "breadth": 0.1},
        "organisations": {"office": {"units": units}},
    }


@st.composite
def _changes(draw: st.DrawFn, written: Written) -> dict[str, Any]:
    """More people in some of the units, or more hours for casework in all."""
    units = written["organisations"]["office"]["units"]
    more = {
        f"organisations.office.units.{name}.caseworkers": unit["caseworkers"] + draw(st.integers(1, 2))
        for name, unit in units.items()
        if len(units) == 1 or draw(st.booleans())
    }
    return more or {"office.casework_share": written["office"]["casework_share"] + 0.1}


def waits(written: Written, seed: int, engine: Choice) -> Waits:
    """Days from coming until somebody begins, for each need; to the end of the run where nobody has."""
    world = simulated(written, seed, engine)
    found: Waits = {}
    for rows in world.story.needs.values():
        began = next((row.time for row in rows if row.activity == "started"), math.inf)
        found[rows[0].client, rows[0].need] = min(began, world.story.horizon) - rows[0].time
    return found


def fewer_and_more(draw: st.DataObject, seed: int, engine: Choice) -> tuple[Waits, Waits]:
    """The waits in an office, and in the same one with more staff."""
    written = draw.draw(_offices())
    return waits(written, seed, engine), waits(changed(written, draw.draw(_changes(written))), seed, engine)


def in_offices(examples: int, always_the_same: bool) -> int:
    """In how many of so many offices the mean wait fell; it rose in none, nor did anybody's wait."""
    fell = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data(), st.integers(0, 2**63 - 1), st.sampled_from(["simpy", "compiled"]))
    def compare(draw: st.DataObject, seed: int, engine: Choice) -> None:
        nonlocal fell
        before, after = fewer_and_more(draw, seed, engine)
        assert before.keys() == after.keys()
        assert [need for need in before if after[need] > before[need]] == []
        means = [sum(found.values()) / len(found) for found in (after, before)]
        assert means[0] <= means[1]
        fell += means[0] < means[1]

    (seed_of(2025)(compare) if always_the_same else compare)()
    return fell


def test_more_staff_never_raises_the_mean_wait() -> None:
    """Nor anybody's: and in most of these offices there was a queue to be shortened."""
    assert in_offices(EXAMPLES, True) > EXAMPLES // 2


@pytest.mark.study
def test_more_staff_at_length() -> None:
    """Other offices each time."""
    assert in_offices(IN_THE_STUDY, False) > IN_THE_STUDY // 2
