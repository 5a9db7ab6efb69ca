"""Areas and waits: Little's law on the very path, whatever becomes of those who wait.

Over a window that begins empty and ends empty, the area under the number waiting is the sum of
everyone's waits, to the last digit: no steady state and no chance are involved. The waits are taken
from the needs' days in states, the areas from the units' account.
"""

from __future__ import annotations

import numpy as np
import pytest

from socsim.engine.ledger import Ledger

from ..mechanisms.bench import Comes, Written, changed, column, days, pieces, scenario, tell

STAGES = {"one": {"effort": days(2)}, "two": {"effort": {"dist": "exponential", "mean": "30 h"}}}
RUN = {"measure": "400 days", "follow_up": "400 days"}
POOL = {"handles": ["*"], "assignment": "step", "caseworkers": 2}
DESKS = {"handles": ["*"], "assignment": "case", "caseworkers": 2}
CAPPED = {**DESKS, "caseload": 2}
FLEETING = {"resolves_alone": "5 per year"}
"""Some who wait go away by themselves."""


def crowd(number: int = 60) -> list[Comes]:
    """Two clients a day for a month: everything is done long before the window ends."""
    return [Comes(0.5 * i, ["money"], key=1000 + i) for i in range(number)]


def office(unit: Written, behaviour: Written | None = None, **need: object) -> Ledger:
    written = scenario({"money": {"steps": STAGES, **need}}, {"desk": unit}, behaviour, run=RUN)
    return tell(written, *crowd())


def waited(ledger: Ledger) -> float:
    assert not np.isnan(column(ledger.needs, "closed")).any() or ledger.falls["at"].size
    return float(column(ledger.needs, "days_waiting").sum())


@pytest.mark.parametrize("unit", [POOL, DESKS, CAPPED], ids=["pool", "desks", "capped"])
def test_the_area_is_the_sum_of_waits(unit: Written) -> None:
    ledger = office(unit)
    units = ledger.units
    assert waited(ledger) > 100.0
    assert units["queue_area"][0] + units["assignment_area"][0] == pytest.approx(waited(ledger))
    assert units["assignment_area"][0] == pytest.approx(column(ledger.needs, "assignment_days").sum())
    by_rows = column(ledger.work, "start") - column(ledger.work, "ready")
    assert units["queue_area"][0] == pytest.approx(by_rows.sum())


@pytest.mark.parametrize("unit", [POOL, DESKS, CAPPED], ids=["pool", "desks", "capped"])
@pytest.mark.parametrize(
    ("behaviour", "need"),
    [
        ({"patience": "6 days"}, {}),
        ({"leaving": "10 per year"}, {}),
        ({}, FLEETING),
        ({}, {"escalates": {"rate": "30 per year", "crisis": {}}}),
        ({"patience": "20 days", "leaving": "3 per year"}, FLEETING),
    ],
    ids=["gives up", "leaves", "goes away", "escalates", "all"],
)
def test_who_waits_in_vain_has_waited_too(unit: Written, behaviour: Written, need: Written) -> None:
    """A queue is as long as it is, whether its people are served in the end or not."""
    ledger = office(unit, behaviour, **need)
    units = ledger.units
    assert units["queue_area"][0] + units["assignment_area"][0] == pytest.approx(waited(ledger))
    assert units["assignment_area"][0] == pytest.approx(column(ledger.needs, "assignment_days").sum())


def test_one_gives_up_in_a_queue() -> None:
    """Hand-worked: ten days of work, and somebody who waits five of them."""
    written = scenario({"money": {"steps": {"one": {"effort": days(10)}}}}, {"desk": {"handles": ["*"], "assignment": "step"}}, {"patience": "5 days"})  # fmt: skip  # noqa: E501
    ledger = tell(written, Comes(0, ["money"]), Comes(2, ["money"]))
    assert column(ledger.falls, "at").tolist() == [7]
    assert pieces(ledger, "client", "start", "end") == [(0, 0, 10)]
    assert column(ledger.units, "queue_area").tolist() == [5]


def test_those_who_still_wait_at_the_end() -> None:
    """A window of 100 days and 50 more: one case is worked on throughout, the next waits, and has grown."""
    need = {"steps": {"one": {"effort": days(900)}}, "escalates": {"rate": "20 per year", "crisis": {}}}
    unit = {"handles": ["*"], "assignment": "case", "caseload": 1}
    run = {"measure": "100 days", "follow_up": "50 days"}
    written = scenario({"money": need}, {"desk": unit}, run=run)
    ledger = tell(written, Comes(0, ["money"]), Comes(60, ["money"]))
    assert ledger.needs["crises"].sum() > 0
    assert column(ledger.needs, "days_waiting").tolist() == [0, 50]
    assert column(ledger.needs, "assignment_days").tolist() == [0, 50]
    assert column(ledger.units, "assignment_area").tolist() == [40]
    assert column(ledger.units, "busy_area").tolist() == [100]
    assert column(ledger.units, "caseload_area").tolist() == [100]
    pooled = tell(changed(written, {"organisations.office.units.desk": {"handles": ["*"], "assignment": "step", "caseworkers": 1}}), Comes(0, ["money"]), Comes(60, ["money"]))  # fmt: skip  # noqa: E501
    assert column(pooled.needs, "days_waiting").tolist() == [0, 50]
    assert column(pooled.units, "queue_area").tolist() == [40]


def test_work_that_is_no_longer_wanted() -> None:
    """Who leaves on day 3 of ten: the caseworker is busy to the end of the piece, or of its slice."""
    written = scenario({"money": {"steps": {"one": {"effort": days(10)}}}}, {"desk": {"handles": ["*"]}}, {"leaving": "100 per year"})  # fmt: skip  # noqa: E501
    key = next(k for k in range(1, 99) if 1.0 < left(written, k) < 9.0)
    ledger = tell(written, Comes(0, ["money"], key=key))
    assert column(ledger.caseworkers, "busy_days").tolist() == [10]
    sliced = tell(changed(written, {"office.slice": days(0.5)}), Comes(0, ["money"], key=key))
    assert column(sliced.caseworkers, "busy_days").tolist() == [np.ceil(left(written, key) / 0.5) * 0.5]


def left(written: Written, key: int) -> float:
    return float(column(tell(written, Comes(0, ["money"], key=key)).clients, "left")[0])
