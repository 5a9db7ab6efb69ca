"""Documentation: hours on notes, for files that whoever comes next can read [21]."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from socsim.model.draws import uniform
from socsim.model.laws import caught_by_notes, documentation_hours, documented, less_by_notes
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import FOLLOW_UP_WORK, NOTES_WORK

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step
    from socsim.engine.simpy_engine.unit import Unit


class Notes:
    """What a unit writes about its clients, and what that is good for."""

    def __init__(self, bp: Blueprint, index: int) -> None:
        self.index = index
        self.effort = float(bp.documentation_effort[index])
        self.per_need = float(bp.documentation_per_need[index])
        self.sent_back = float(bp.documentation_sent_back[index])
        self.full_at = float(bp.documentation_full_at[index])
        self.saves_reading = float(bp.documentation_saves_reading[index])
        self.finds = float(bp.documentation_finds[index])
        self.keeps = float(bp.documentation_keeps[index])

    def hours(self, client: Client) -> float:
        """On the notes of one piece of work, with the needs that the client has now."""
        return documentation_hours(self.effort, self.per_need, len(client.needs))

    def begun(self, need: Need) -> float:
        """Hours on notes in the piece of work that begins; the file has them from now on."""
        if need.what > FOLLOW_UP_WORK:
            return 0.0
        hours, client = self.hours(need.client), need.client
        if client.files is None:
            client.files = {}
        client.files[self.index] = client.files.get(self.index, 0.0) + hours
        return hours

    def full(self, client: Client) -> float:
        """How full the unit's file on the client is, from 0 to nearly 1."""
        return documented(0.0 if client.files is None else client.files.get(self.index, 0.0), self.full_at)

    def reading(self, client: Client, hours: float) -> float:
        """Hours of reading up of somebody new, who has the file."""
        return less_by_notes(hours, self.saves_reading, self.full(client))

    def catches(self, client: Client, chance: float) -> float:
        """Chance that a review finds a fault, with the file at hand."""
        return caught_by_notes(chance, self.finds, self.full(client))

    def lost(self, client: Client, chance: float) -> float:
        """Chance that a case is forgotten as it passes on with the file."""
        return less_by_notes(chance, self.keeps, self.full(client))


def approved(need: Need, unit: Unit, step: Step) -> Generator[None, int | None, None]:
    """Before the decision is out its notes may be sent back, and are written once more."""
    notes, visit = unit.notes, need.visits[step.place] - 1
    assert notes is not None
    if uniform(need.key, step.notes_salt, visit) < notes.sent_back:
        need.work(NOTES_WORK, notes.hours(need.client), unit)
        yield
