"""Several routing tables: which one a case goes by, after the client's district and known needs [8, 22]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.scenario.blueprint import Blueprint
from socsim.scenario.names import UNSEEN

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step


class Routing:
    """The tables, district by district, and within a district a table for each triage class."""

    def __init__(self, bp: Blueprint) -> None:
        self.kinds = len(bp.kinds)
        self.size = bp.steps_of_a_table
        self.starts: list[int] = bp.triage_from.tolist()
        """The least number of known needs of each class."""
        self.again = bool(bp.triage_again) and len(self.starts) > 1
        """Whether a case may go over into another table on its way."""

    def triage(self, client: Client) -> int:
        """The client's class, by the open needs that the office knows of, fallen ones too."""
        if len(self.starts) == 1:
            return 0
        known = sum(1 for need in client.needs.values() if not need.hidden or need.state != UNSEEN)
        return sum(known >= start for start in self.starts) - 1

    def first_step(self, need: Need) -> Step:
        """The first step of a case that begins now."""
        client = need.client
        table = client.district * len(self.starts) + self.triage(client)
        first: Step = need.office.rules.first_step[table * self.kinds + need.kind]
        return first

    def next_step(self, need: Need, step: Step) -> Step:
        """The same step, in the table of the client's class where that has risen."""
        own = step.index // self.size % len(self.starts)
        risen = self.triage(need.client) - own
        return need.office.rules.steps[step.index + risen * self.size] if risen > 0 else step
