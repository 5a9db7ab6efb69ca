"""Investigations: what one unit has looked into another may use, or must look into again [4]."""

from __future__ import annotations

import math

from socsim.engine.compiled import book, client, joint_plan
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.records import NONE, Record, World, client_of, paper_at, unit_of
from socsim.model.laws import left_to_investigate, still_usable


@kernel
def hours_left(w: World, n: Record, step: Record, visit: int, hours: float) -> float:
    """Hours on the matter itself; what is done again comes on top, as a duplicate."""
    c = client_of(w, n.client)
    own, latest = client.held(w, c, step.topic, step.unit)
    if latest == NONE or not still_usable(paper_at(w, latest).since, w.now, step.topic_valid):
        return hours
    left = left_to_investigate(hours, w.when_shared)
    if own != NONE and still_usable(paper_at(w, own).since, w.now, step.topic_valid):
        return left
    if w.has_plans:
        shared = joint_plan.copy_of(w, c, step.topic, step.unit)
        if not math.isnan(shared) and still_usable(shared, w.now, step.topic_valid):
            return left
    if uniform(n.key, step.investigation_salt, visit) >= unit_of(w, step.unit).sharing:
        n.duplicate += hours - left
        book.investigated_again(w, n, hours - left)
        client.lose_trust(w, c)
    return left
