"""What makes caseworkers and districts unlike raises the part of inequality that is between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from socsim.analysis import measure
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint

from .bench import Figure, changed, figures, scenario

REPLICATIONS = 10
LEVEL = 0.001
"""One-sided, of each of the tests below."""
OFFICE = scenario(
    {
        "money": {
            "steps": {
                "intake": {"effort": "1 h"},
                "decision": {"effort": "4 h", "asks_for": ["a"], "decides": True},
                "support": {"effort": "0 h", "every": "100 days"},
            },
            "recovers_after": "400 days",
        }
    },
    {"all": {"handles": ["*"], "assignment": "case", "caseworkers": 12}},
    {
        "missed_paperwork": 0.1,
        "paperwork": {"reminders": 0},
        "style": {"control": 0.5, "spread": 0.0, "per_control": 4},
    },
    profiles=[{"name": "all", "arrivals": "2 per day", "needs": ["money"]}],
)
DISTRICTS = changed(
    OFFICE, {"districts": {"A": {}, "B": {}}, "office.hours_per_week": 8, "behaviour.missed_paperwork": 0}
)


def more_than_chance(what: str) -> Figure:
    def figure(blueprint: Blueprint, ledger: Ledger) -> float:
        found = measure(ledger, blueprint).set_index("metric")["value"]
        part, chance = found[f"theil_between_{what}"], found[f"theil_between_{what}_by_chance"]
        return float(part - chance)

    return figure


@pytest.mark.parametrize(
    ("office", "what", "changes"),
    [
        (OFFICE, "caseworkers", {"behaviour.style.spread": 0.4}),
        (DISTRICTS, "districts", {"districts.B.staffing": 3}),
    ],
)
def test_unlike_groups_raise_what_is_between_them(office: Any, what: str, changes: Any) -> None:
    alike = figures(office, more_than_chance(what), REPLICATIONS)
    unlike = figures(changed(office, changes), more_than_chance(what), REPLICATIONS)
    raised = np.subtract(unlike, alike)
    error = float(raised.std(ddof=1)) / REPLICATIONS**0.5
    least = float(stats.t.isf(LEVEL, REPLICATIONS - 1)) * error
    assert raised.mean() > least, f"{raised.mean():.4g} from {np.mean(alike):.4g}, by chance {least:.2g}"
    assert np.mean(unlike) > 0.0


def test_like_caseworkers_differ_by_chance_alone() -> None:
    """Pure wait on one's letters: nobody's desk is another's, and the part beyond chance is about 0."""
    found = figures(changed(OFFICE, {}), more_than_chance("caseworkers"), 30)
    error = float(np.std(found, ddof=1)) / 30**0.5
    assert abs(np.mean(found)) < float(stats.t.isf(LEVEL / 2.0, 29)) * error
    assert error < 0.01
