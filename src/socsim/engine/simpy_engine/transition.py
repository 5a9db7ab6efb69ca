"""A change of organisation: for a time the work takes longer, and at first cases change hands [26]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer_at
from socsim.engine.simpy_engine.handover import reorganise
from socsim.model.draws import salt
from socsim.model.laws import slower_work
from socsim.scenario.blueprint import Blueprint

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.office import Office


class Transition:
    """When it comes, how long it lasts, and how much slower the work is."""

    def __init__(self, bp: Blueprint) -> None:
        self.starts, self.period = bp.transition_starts, bp.transition_period
        self.pace, self.fades = bp.transition_pace, bp.transition_fades

    def factor(self, now: float) -> float:
        """On the hours of a piece of work that begins now."""
        return slower_work(self.pace, now - self.starts, self.period, self.fades)


class Reorganisation:
    """The cases that change hands when it comes."""

    def __init__(self, office: Office, bp: Blueprint) -> None:
        self.office = office
        self.starts = bp.transition_starts
        self.share, self.lost = bp.transition_handed_over, bp.transition_lost
        self.units = [unit for unit, moves in zip(office.units, bp.reorganised, strict=True) if moves]
        self.salt = salt("changes hands")

    def foresee(self) -> None:
        """It comes on its day."""
        if self.units:
            set_timer_at(self.office.env, self.starts, (_comes,), self, 0)

    def comes(self) -> None:
        """Unit by unit."""
        for unit in self.units:
            reorganise(unit, self.share, self.lost, self.salt)


def _comes(event: Any) -> None:
    event.whom.comes()
