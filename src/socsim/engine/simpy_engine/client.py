"""A client: a person or household with several needs, contacts, papers and trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.simpy_engine.calendar import set_timer
from socsim.engine.simpy_engine.need import Need
from socsim.model.distributions import exponential
from socsim.model.draws import child, uniform
from socsim.model.laws import trust_faded, trust_gained, trust_lost
from socsim.scenario.names import FALLEN, LEFT, UNSEEN

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.caseworker import Caseworker
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.unit import Unit


class Client:
    """Who has the needs."""

    __slots__ = ("office", "index", "key", "coping", "until", "record", "needs", "spells", "caseworkers", "met", "holding", "papers", "trust", "trust_at", "known_needs", "coordination", "gone", "open_since")

    def __init__(self, office: Office, index: int, key: int, coping: float, until: float) -> None:
        self.office = office
        self.index = index
        """Position among the replication's people."""
        self.key = key
        self.coping = coping
        """Contacts that the client can keep up with."""
        self.until = until
        """The end of the follow-up; before the arrival for who is not followed."""
        self.record: Any = None
        """The client's row in the ledger."""
        self.needs: dict[int, Need] = {}
        """Open needs by kind."""
        self.spells: dict[int, int] = {}
        """How many needs of each kind there have been."""
        self.caseworkers: dict[int, list[Any]] = {}
        """Where a unit gives each client one caseworker: unit -> [caseworker, open cases]."""
        self.met: dict[int, bool] = {}
        """Everyone whom the client has met, by worker."""
        self.holding: dict[int, int] = {}
        """Contacts: worker -> open cases of the client's."""
        self.papers: dict[int, dict[int, float]] = {}
        """Information: item -> unit that holds it -> since when."""
        self.trust = office.rules.trust_start
        self.trust_at = 0.0
        self.known_needs = 0
        """Open needs that the office knows of."""
        self.coordination: Coordination | None = None
        self.gone = False
        self.open_since = 0.0

    # -- needs ---------------------------------------------------------------------------------

    def new_need(self, kind: int) -> None:
        """A need arises, unless one of its kind is open or the client has left."""
        if self.gone or kind in self.needs:
            return
        rules = self.office.rules
        spell = self.spells.get(kind, 0) + 1
        key = child(self.key, rules.salts.need[kind], spell)
        u = uniform(key, rules.salts.severity)
        shares = rules.severity_shares[kind]
        severity = 1 if u < shares[0] else 2 if u < shares[1] else 3
        self.add_need(kind, spell, key, severity, presented=rules.presents_after == 0.0, at_arrival=False)

    def add_need(self, kind: int, spell: int, key: int, severity: int, presented: bool, at_arrival: bool) -> None:
        """The need's life begins."""
        if not self.needs:
            self.open_since = self.office.env.now
            self.office.clients[self.index] = self
        self.spells[kind] = spell
        need = Need(self, kind, spell, key, severity)
        self.needs[kind] = need
        self.office.book.born(need, at_arrival)
        need.begin_life(presented)

    def closed(self, need: Need) -> None:
        """A need has ended, in whatever way."""
        del self.needs[need.kind]
        if not self.needs:
            self.office.book.all_closed(self)
            del self.office.clients[self.index]
        if self.coordination is not None and self.known_needs == 0:
            self.coordination.end()

    def leave(self, _event: Any = None) -> None:
        """Move away or die: every open need ends with it."""
        self.gone = True
        self.office.book.left(self)
        for kind in sorted(self.needs):
            need = self.needs.get(kind)
            if need is not None:
                need.end(LEFT)
        if self.coordination is not None:
            self.coordination.end()

    def need_seen(self) -> None:
        """The office knows of one need more; a coordinator may now be due."""
        self.known_needs += 1
        if self.coordination is None:
            for group in self.office.coordinators:
                if self.known_needs >= group.threshold:
                    group.request(self)
                    return

    def look_for_needs(self, unit: Unit | None, sight: float, salt: int, word: int, but: Need | None) -> None:
        """Someone who meets the client may find needs that nobody cares for. [1]

        Each unseen or fallen need is found with probability `sight`, by a draw of its own, and is
        referred by `unit` (None: the client is helped to present it).
        """
        for kind in sorted(self.needs):
            need = self.needs.get(kind)
            if need is not None and need is not but and (need.state == UNSEEN or need.state == FALLEN):
                if uniform(need.key, salt, word) < sight:
                    need.found(unit)

    # -- contacts and trust --------------------------------------------------------------------

    def hold(self, worker: Caseworker) -> None:
        """A caseworker has one more open case of the client's."""
        holding = self.holding
        holding[worker.index] = holding.get(worker.index, 0) + 1
        self.office.book.held(self)

    def let_go(self, worker: Caseworker) -> None:
        """And one less."""
        cases = self.holding[worker.index] - 1
        if cases:
            self.holding[worker.index] = cases
        else:
            del self.holding[worker.index]

    def trust_now(self) -> float:
        """Trust, faded since the last contact. [14]"""
        rules, now = self.office.rules, self.office.env.now
        if now > self.trust_at:
            self.trust = trust_faded(self.trust, now - self.trust_at, rules.trust_fades)
        self.trust_at = now
        return self.trust

    def kept_contact(self, new: bool) -> None:
        """A contact with a known caseworker builds trust; a new one costs some. [14]"""
        rules = self.office.rules
        if rules.trust_on:
            trust = self.trust_now()
            if new:
                self.trust = trust_lost(trust, rules.trust_loss) if len(self.met) > 1 else trust
            else:
                self.trust = trust_gained(trust, rules.trust_gain)

    def lose_trust(self) -> None:
        """After a fall, or a duplicate demand. [14]"""
        if self.office.rules.trust_on:
            self.trust = trust_lost(self.trust_now(), self.office.rules.trust_loss)

    def schedule_leaving(self) -> None:
        """The day on which the client will leave is fixed at arrival. [16]"""
        rules = self.office.rules
        if rules.leaving > 0.0:
            delay = exponential(1.0 / rules.leaving, uniform(self.key, rules.salts.leaving))
            if self.office.env.now + delay < rules.horizon:
                set_timer(self.office.env, delay, (self.leave,), self, 0)
