"""Joint plans as figures: counted up to the end of a client's follow-up, which is 200 days here."""

from __future__ import annotations

import pytest

from socsim.analysis.replication import measure
from socsim.scenario.names import EXPIRED, MEETING_WORK, NO_AGREEMENT, STEP_WORK


def test_plans_and_their_meetings(make_ledger, blueprint, figure):
    """One holds for 30 days, one beyond the follow-up, one is met in vain, one is asked for too late."""
    held = {"client": 0, "asked": 120.0, "met": 130.0, "held": 130.0, "ended": 160.0, "how": EXPIRED}
    longer = {"client": 1, "asked": 250.0, "met": 290.0, "held": 290.0}
    vain = {"client": 1, "asked": 160.0, "met": 170.0, "ended": 170.0, "how": NO_AGREEMENT}
    late = {"client": 0, "asked": 310.0}
    meeting = {"what": MEETING_WORK, "need": -1, "step": -1, "unit": 1, "ready": 130.0, "start": 130.0}
    other = {"what": STEP_WORK, "need": 1, "step": 3, "unit": 1, "ready": 150.0, "start": 150.0}
    ledger = make_ledger(
        clients=[
            {"client": 0, "arrival": 100.0, "needs": 2},
            {"client": 1, "arrival": 150.0},
        ],
        plans=[held, longer, vain, late],
        work=[
            {**meeting, "client": 0, "end": 131.0, "hours": 2.0},
            {**other, "client": 0, "end": 152.0, "hours": 3.0},
        ],
        units=[{}, {"busy_area": 5.0}, {}, {}],  # 10 hours, at 2 a day
    )
    frame = measure(ledger, blueprint)
    assert figure(frame, "plans_asked") == 1.5
    assert figure(frame, "plans_met") == 1.5
    assert figure(frame, "plans_held") == 1.0
    assert figure(frame, "plan_days") == (30.0 + 60.0) / 2
    assert figure(frame, "plan_days", "needs=2") == 30.0
    assert figure(frame, "hours", "kind=joint_plan") == 1.0
    an_hour = 100.0 * 365.25 / 10.0
    assert figure(frame, "cost_per_client", "kind=meetings") == pytest.approx(2.0 * an_hour / 2)
    assert figure(frame, "cost_per_client", "kind=actors") == pytest.approx(3.0 * an_hour / 2)
