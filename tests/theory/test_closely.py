"""Long studies, run by `make test-all`: Erlang C to within 4 %, without control variates.

Judged at the level of the whole family of comparisons, so that three more change its chance of a
false alarm by less than a twentieth.
"""

from __future__ import annotations

import pytest

from tests.theory import queues
from tests.theory.conftest import check
from tests.theory.offices import observe, one_desk, waits


@pytest.mark.study
@pytest.mark.parametrize(
    ("caseworkers", "busy", "clients"), [(1, 0.7, 40_000), (3, 0.8, 60_000), (10, 0.9, 300_000)]
)
def test_erlang_c_closely(caseworkers: int, busy: float, clients: int) -> None:
    """The mean wait of M/M/c, over 40 replications of up to twelve million customers in all."""
    written = one_desk(busy * caseworkers, caseworkers, clients, 900 + caseworkers)
    found = observe(written, lambda blueprint, ledger: {"wait": float(waits(blueprint, ledger).mean())})
    theory = queues.erlang_c_wait(busy * caseworkers, 1.0, caseworkers)
    check(f"M/M/{caseworkers} at {busy:.0%}", found["wait"], theory, narrow=0.04)
