"""The account of joint plans: a row of the ledger for each, and what the journal tells of it."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from socsim.engine import journal as j
from socsim.engine.ledger import PLANS
from socsim.scenario.names import OPEN_PLAN

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.book import Book
    from socsim.engine.simpy_engine.joint_plan import JointPlan, Seat
    from socsim.engine.simpy_engine.journal_book import JournalBook

_MET, _HELD, _ENDED, _HOW = (list(PLANS).index(name) for name in ("met", "held", "ended", "how"))


class PlanBook:
    """Rows in the columns of `ledger.PLANS`, one for each plan that is asked for after the warm-up."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rows: list[float] = []

    def asked(self, plan: JointPlan, leading: Seat) -> None:
        """Somebody asks for a plan."""
        now, client = plan.now, plan.client
        if now >= self.book.warm_up or client.row >= 0:
            plan.row = len(self.rows)
            self.rows += (
                client.index, plan.number, plan.units, plan.on_target, now, nan, nan, nan, OPEN_PLAN,
                client.row >= 0,
            )  # fmt: skip

    def called(self, plan: JointPlan) -> None:
        """The client agrees, and all who are involved are called."""

    def met(self, plan: JointPlan) -> None:
        """The last part of the meeting is done."""
        self._note(plan, _MET)

    def holds(self, plan: JointPlan) -> None:
        """All cooperate."""
        self._note(plan, _HELD)

    def _note(self, plan: JointPlan, column: int) -> None:
        if plan.row >= 0:
            self.rows[plan.row + column] = plan.now

    def out(self, plan: JointPlan, seat: Seat) -> None:
        """One of them has no case of the client left; the others go on."""

    def ended(self, plan: JointPlan, how: int) -> None:
        """It has ended."""
        self._note(plan, _ENDED)
        if plan.row >= 0:
            self.rows[plan.row + _HOW] = how

    def dropped(self, seat: Seat) -> None:
        """A meeting is called off while somebody's part waits, or is being worked on."""
        worker = seat.worker
        if seat.left < 0.0:
            self.book.unfinished += (seat.unit.index, -1.0, seat.ready, seat.unit.office.env._now)
            seat.left = 0.0
        elif seat.left > 0.0 and worker is not None and worker.job is not seat:  # between two slices
            self.book._cut(worker, seat)


class ToldPlans(PlanBook):
    """The same, and rows in the journal: with no need, and the number of the plan for a spell."""

    book: JournalBook

    def _tell(
        self, plan: JointPlan, activity: int, unit: int = -1, worker: int = -1, value: float = nan
    ) -> None:
        self.book.rows.extend(
            (plan.now, activity, plan.client.index, -1, plan.number, -1, unit, worker, -1, value, -1)
        )

    def asked(self, plan: JointPlan, leading: Seat) -> None:
        """Somebody asks for a plan."""
        self._tell(plan, j.PLAN_ASKED, leading.unit.index, value=plan.on_target)
        super().asked(plan, leading)

    def called(self, plan: JointPlan) -> None:
        """The client agrees, and all who are involved are called."""
        for seat in plan.called:
            worker = -1 if seat.worker is None else seat.worker.index
            self._tell(plan, j.PLAN_CALLED, seat.unit.index, worker)

    def met(self, plan: JointPlan) -> None:
        """The last part of the meeting is done."""
        self._tell(plan, j.PLAN_MET)
        super().met(plan)

    def holds(self, plan: JointPlan) -> None:
        """All cooperate."""
        self._tell(plan, j.PLAN_HOLDS)
        super().holds(plan)

    def out(self, plan: JointPlan, seat: Seat) -> None:
        """One of them has no case of the client left; the others go on."""
        self._tell(plan, j.PLAN_OUT, seat.unit.index, -1 if seat.worker is None else seat.worker.index)

    def ended(self, plan: JointPlan, how: int) -> None:
        """It has ended."""
        self._tell(plan, j.PLAN_ENDED, value=how)
        super().ended(plan, how)
