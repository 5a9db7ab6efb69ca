"""What happens to a need without support: it grows, spreads, or goes away by itself [12]."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.acute import moves_up
from socsim.engine.simpy_engine.calendar import Timer
from socsim.model.distributions import exponential
from socsim.model.draws import uniform
from socsim.model.laws import nearer
from socsim.scenario.names import FALLEN, IN_SUPPORT, RESOLVED, UNSEEN

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.need import Need


class Hazard:
    """Two thresholds, drawn once; each comes nearer at a pace that the need's state decides.

    The same law as a hazard that is drawn anew in every state, but the same luck in every
    organisation.
    """

    def __init__(self, need: Need) -> None:
        salts = need.office.rules.salts
        self.need = need
        self.since = need.since
        """Up to when the thresholds have been brought nearer."""
        self.up_left = exponential(1.0, uniform(need.key, salts.escalation))
        self.away_left = exponential(1.0, uniform(need.key, salts.alone))
        self.up_rate = self.away_rate = 0.0
        self.number = 0
        """Escalations so far; the place of the next threshold's draw."""
        self.due = self.rings = math.inf
        self.up_is_next = True
        self.timer: Timer | None = None
        """The one timer that counts; it rings at `rings`, for what is `due`."""
        self._foresee(need.state, need.since)

    def enter(self, state: int, now: float) -> None:
        """The need goes over into a state, and the hazards change pace."""
        self._accumulate(now)
        self._foresee(state, now)

    def _accumulate(self, now: float) -> None:
        passed = now - self.since
        self.up_left = nearer(self.up_left, passed, self.up_rate)
        self.away_left = nearer(self.away_left, passed, self.away_rate)
        self.since = now

    def _foresee(self, state: int, now: float) -> None:
        """When the need will escalate or go away, at the present pace."""
        need, rules = self.need, self.need.office.rules
        grade = need.severity - 1
        rate = rules.escalation[need.kind][grade] * rules.state_hazard[state]
        self.up_rate = 0.0 if need.unfounded else rate
        self.away_rate = 0.0 if state == IN_SUPPORT else rules.alone[need.kind][grade]
        up = max(0.0, self.up_left) / self.up_rate if self.up_rate > 0.0 else math.inf
        away = max(0.0, self.away_left) / self.away_rate if self.away_rate > 0.0 else math.inf
        self.up_is_next = up <= away
        delay = up if up <= away else away
        self.due = now + delay
        # a timer that rings too early is set again when it rings; only a sooner one is set now
        if self.due < math.inf and (self.timer is None or self.due < self.rings):
            self._set_timer()

    def _set_timer(self) -> None:
        self.rings = self.due
        self.timer = Timer(_RING, self, 0)
        self.need.office.env.put_at(self.timer, self.due)

    def ring(self) -> None:
        """The timer rings: too early, or for an escalation, or the need has gone away."""
        now = self.need.office.env._now
        self.timer = None
        if self.due > now:
            if self.due < math.inf:
                self._set_timer()
        elif self.up_is_next:
            self.escalate(now)
        else:
            self.need.end(RESOLVED)

    def escalate(self, now: float) -> None:
        """The need grows: in severity, into a crisis at the top, and into other needs."""
        need, rules = self.need, self.need.office.rules
        salts = rules.salts
        number = self.number = self.number + 1
        need.office.book.escalated(need, need.severity == 3 and bool(rules.crisis[need.kind]))
        need.severity = min(3, need.severity + 1)
        self._accumulate(now)
        self.up_left = exponential(1.0, uniform(need.key, salts.escalation, number))
        self._foresee(need.state, now)
        for kind, chance in rules.spills[need.kind]:
            if uniform(need.key, salts.spill[kind], number) < chance:
                need.client.new_need(kind)
        if need.state == UNSEEN or need.state == FALLEN:
            need.found(None)
        elif rules.moves_up:
            moves_up(need, now)


def _ring(event: Any) -> None:
    if event is event.whom.timer:
        event.whom.ring()


_RING = (_ring,)
