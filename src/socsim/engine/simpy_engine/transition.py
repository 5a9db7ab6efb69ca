"""A change of organisation: for a time the work takes longer [26]."""

from __future__ import annotations

from socsim.model.laws import slower_work
from socsim.scenario.blueprint import Blueprint


class Transition:
    """When it comes, how long it lasts, and how much slower the work is."""

    def __init__(self, bp: Blueprint) -> None:
        self.starts, self.period = bp.transition_starts, bp.transition_period
        self.pace, self.fades = bp.transition_pace, bp.transition_fades

    def factor(self, now: float) -> float:
        """On the hours of a piece of work that begins now."""
        return slower_work(self.pace, now - self.starts, self.period, self.fades)
