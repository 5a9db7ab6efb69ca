"""Several routing tables: which one a case goes by, after the client's district and known needs [8, 22]."""

from __future__ import annotations

from socsim.engine.compiled import client
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.memory import int_at
from socsim.engine.compiled.records import NONE, Record, World, client_of, kind_of, need_of, step_of
from socsim.scenario.names import UNSEEN


@kernel
def first_step(w: World, n: Record) -> Record:
    """The first step of a case that begins now."""
    first = kind_of(w, n.kind).first_step
    if w.n_tables == 1:
        return step_of(w, first)
    c = client_of(w, n.client)
    return step_of(w, first + (district(w, c) * w.n_triage + triage(w, c)) * w.n_steps)


@kernel
def district(w: World, c: Record) -> int:
    """Where the client lives."""
    return int_at(w.people_district, c.index)


@kernel
def triage(w: World, c: Record) -> int:
    """The client's class, by the open needs that the office knows of, fallen ones too."""
    if w.n_triage == 1:
        return 0
    known = 0
    for kind in range(w.n_kinds):
        number = client.open_need(w, c, kind)
        if number != NONE:
            n = need_of(w, number)
            known += not n.hidden or n.state != UNSEEN
    own = 0
    while own + 1 < w.n_triage and known >= int_at(w.triage_from, own + 1):
        own += 1
    return own


@kernel
def next_step(w: World, n: Record, step: Record) -> Record:
    """The same step, in the table of the client's class where that has risen."""
    risen = triage(w, client_of(w, n.client)) - step.index // w.n_steps % w.n_triage
    return step_of(w, step.index + risen * w.n_steps) if risen > 0 else step
