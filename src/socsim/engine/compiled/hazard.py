"""What happens to a need without support: it grows, spreads, or goes away by itself [12]."""

from __future__ import annotations

import math

from socsim.engine.compiled import acute, book, calendar, client, need
from socsim.engine.compiled.compiler import kernel
from socsim.engine.compiled.draws import uniform
from socsim.engine.compiled.records import NONE, Record, World, client_of, kind_of, spill
from socsim.model.distributions import exponential
from socsim.model.laws import nearer
from socsim.scenario.names import FALLEN, IN_SUPPORT, RESOLVED, UNSEEN


@kernel
def begin(w: World, n: Record) -> None:
    """Two thresholds are drawn, once for all organisations; time brings each nearer."""
    n.nearer_since = n.since
    n.up_left = exponential(1.0, uniform(n.key, w.escalation_salt, 0))
    n.away_left = exponential(1.0, uniform(n.key, w.alone_salt, 0))
    n.up_rate = n.away_rate = 0.0
    n.grown = 0
    n.timer = NONE
    _foresee(w, n, n.state, n.since)


@kernel
def enter(w: World, n: Record, state: int) -> None:
    """The need goes over into a state, and the hazards change pace."""
    _accumulate(w, n)
    _foresee(w, n, state, w.now)


@kernel
def _accumulate(w: World, n: Record) -> None:
    passed = w.now - n.nearer_since
    n.up_left = nearer(n.up_left, passed, n.up_rate)
    n.away_left = nearer(n.away_left, passed, n.away_rate)
    n.nearer_since = w.now


@kernel
def _foresee(w: World, n: Record, state: int, now: float) -> None:
    """When the need will escalate or go away, at the present pace."""
    kind, grade = kind_of(w, n.kind), n.severity - 1
    n.up_rate = 0.0 if n.unfounded else kind.escalation[grade] * w.state_hazard[state]
    n.away_rate = 0.0 if state == IN_SUPPORT else kind.alone[grade]
    up = max(0.0, n.up_left) / n.up_rate if n.up_rate > 0.0 else math.inf
    away = max(0.0, n.away_left) / n.away_rate if n.away_rate > 0.0 else math.inf
    n.up_is_next = up <= away
    n.foreseen = now + (up if up <= away else away)
    # a timer that rings too early is set again when it rings; only a sooner one is set now
    if n.foreseen < math.inf and (n.timer == NONE or n.foreseen < n.rings):
        _set_timer(w, n)


@kernel
def _set_timer(w: World, n: Record) -> None:
    n.rings = n.foreseen
    n.timer = calendar.put_at(w, n.foreseen, calendar.HAZARD, n.index, 0)


@kernel
def ring(w: World, n: Record) -> None:
    """The timer rings: too early, or for an escalation, or the need has gone away."""
    n.timer = NONE
    if n.foreseen > w.now:
        if n.foreseen < math.inf:
            _set_timer(w, n)
    elif n.up_is_next:
        escalate(w, n)
    else:
        need.end(w, n, RESOLVED)


@kernel
def escalate(w: World, n: Record) -> None:
    """The need grows: in severity, into a crisis at the top, and into other needs."""
    kind, c = kind_of(w, n.kind), client_of(w, n.client)
    n.grown += 1
    number = n.grown
    book.escalated(w, n, n.severity == 3 and kind.crisis != 0)
    n.severity = min(3, n.severity + 1)
    _accumulate(w, n)
    n.up_left = exponential(1.0, uniform(n.key, w.escalation_salt, number))
    _foresee(w, n, n.state, w.now)
    for index in range(kind.first_spill, kind.last_spill):
        s = spill(w, index)
        if uniform(n.key, s.salt, number) < s.chance:
            client.new_need(w, c, s.kind)
    if n.state == UNSEEN or n.state == FALLEN:
        need.found(w, n, NONE)
    elif w.acute_moves_up:
        acute.moves_up(w, n)
