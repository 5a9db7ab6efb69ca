"""Investigations: what one unit has looked into another may use, or must look into again [4]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.model.draws import uniform
from socsim.model.laws import left_to_investigate, still_usable

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.rules import Step


def hours_left(need: Need, step: Step, topic: int, visit: int, hours: float) -> float:
    """Hours on the matter itself; what is done again comes on top, as a duplicate."""
    client, rules, now = need.client, need.office.rules, need.office.env._now
    holders = None if client.papers is None else client.papers.get(topic)
    if holders is None or not still_usable(max(holders.values()), now, rules.item_valid[topic]):
        return hours
    left = left_to_investigate(hours, rules.when_shared)
    own = holders.get(step.unit.index)
    if own is not None and still_usable(own, now, rules.item_valid[topic]):
        return left
    if client.plan is not None:
        shared = client.plan.copy_of(holders, step.unit)
        if shared is not None and still_usable(shared, now, rules.item_valid[topic]):
            return left
    if uniform(need.key, step.investigation_salt, visit) >= step.unit.sharing:
        need.duplicate += hours - left
        need.office.book.investigated_again(need, hours - left)
        client.lose_trust()
    return left


def is_done(need: Need, step: Step, topic: int) -> None:
    """The unit holds what it has found, as of now."""
    if need.client.papers is None:
        need.client.papers = {}
    need.client.papers.setdefault(topic, {})[step.unit.index] = need.office.env._now
