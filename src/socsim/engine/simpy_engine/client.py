"""A client: a person or household with several needs, contacts, papers and trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socsim.engine.faces import CHANGED, FIRST, KNOWN
from socsim.engine.simpy_engine.calendar import set_timer
from socsim.model.distributions import exponential
from socsim.model.draws import child, uniform
from socsim.model.laws import acute_class, trust_faded, trust_gained, trust_lost
from socsim.scenario.names import FALLEN, LEFT

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.coordinator import Coordination
    from socsim.engine.simpy_engine.joint_plan import JointPlan
    from socsim.engine.simpy_engine.need import Need
    from socsim.engine.simpy_engine.office import Office
    from socsim.engine.simpy_engine.unit import Unit


class Client:
    """Who has the needs. What few clients ever get stands on the class, and costs nothing."""

    trust = 0.5
    """Trust in the office, as of `trust_at`."""
    trust_at = 0.0
    known_needs = 0
    """Open needs that the office knows of."""
    coordinations = 0
    """Times that a coordinator has taken the client on."""
    plan: JointPlan | None = None
    """The joint plan that is under way or holds."""
    plans = 0
    """Times that somebody has asked for one."""
    gone = False
    spells: dict[int, int] | None = None
    """How many needs of each kind there have been, once there is a second."""
    caseworkers: dict[int, list[Any]] | None = None
    """Where a unit gives each client one caseworker: unit -> [caseworker, open cases]."""
    met: dict[int, bool] | None = None
    """Everyone whom the client has met, by worker."""
    papers: dict[int, dict[int, float]] | None = None
    """Information: item -> unit that holds it -> since when."""
    files: dict[int, float] | None = None
    """Notes: unit -> hours that it has spent on them."""

    # what every client has is set by `Office._arrive`, which is quicker than an `__init__`
    office: Office
    index: int
    """Position among the replication's people."""
    row: int
    """Where the client's row in the ledger begins; -1 outside the cohort."""
    until: float
    """The end of the follow-up; before everything for who is not followed."""
    needs: dict[int, Need]
    """Open needs by kind."""
    hidden: int
    """Open needs that nobody knows of or cares for: unseen or fallen."""
    coordination: Coordination | None
    """The client's time with a coordinator."""

    @property
    def key(self) -> int:
        """The key from which the client's draws follow."""
        return int(self.office.people.key[self.index])

    @property
    def district(self) -> int:
        """Where the client lives."""
        return int(self.office.people.district[self.index])

    @property
    def coping(self) -> float:
        """Contacts that the client can keep up with."""
        return float(self.office.people.coping[self.index])

    @property
    def members(self) -> int:
        """Persons in the household; asked only where that may be several."""
        return int(self.office.people.members[self.index])

    # -- needs ---------------------------------------------------------------------------------

    def new_need(self, kind: int) -> None:
        """A need arises, unless one of its kind is open or the client has left."""
        if self.gone or kind in self.needs:
            return
        rules = self.office.rules
        if self.spells is None:
            self.spells = dict.fromkeys(self.office.kinds_at_arrival(self.index), 1)
        spell = self.spells[kind] = self.spells.get(kind, 0) + 1
        key = child(self.key, rules.salts.need[kind], spell)
        u = uniform(key, rules.salts.severity)
        shares = rules.severity_shares[kind]
        severity = 1 if u < shares[0] else 2 if u < shares[1] else 3
        self.office.clients[self.index] = self
        need = self.office.need_class()
        need.spell = spell
        hidden = rules.presents_after > 0.0
        priority = acute_class(rules.priority[kind], severity, rules.acute_from)
        need.is_born(self, (-1, -1, kind, key, severity, priority, hidden, None))
        self.office.book.arose(need)
        need.begin()

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

    def is_due_a_coordinator(self) -> None:
        """The office knows of one need more: the first group that takes such clients is asked [17]."""
        if self.coordination is None:
            for group in self.office.coordinators_for(self):
                if self.known_needs >= group.threshold:
                    group.request(self)
                    return

    def look_for_needs(self, unit: Unit | None, sight: float, salt: int, word: int) -> None:
        """Someone who meets the client may find needs that nobody cares for [1].

        Each unseen or fallen need is found with probability `sight`, by a draw of its own, and is
        referred by `unit` (None: the client is helped to present it).
        """
        for kind in sorted(self.needs):
            need = self.needs.get(kind)
            if need is not None and need.hidden and uniform(need.key, salt, word) < sight:
                need.found(unit)

    def way_is_clear(self, kind: int) -> None:
        """A need may no longer stand in the way of others: what it left without an owner is taken up [11]."""
        for other in sorted(self.needs):
            need = self.needs.get(other)
            if need is None or need.state != FALLEN or need.obstacle is None:
                continue
            rule = need.obstacle
            again = rule.kind == kind and not rule.holds(need)
            if again and uniform(need.key, rule.again_salt, need.falls) < rule.again:
                self.office.book.taken_up(need)
                need.found(None)

    # -- contacts and trust --------------------------------------------------------------------

    def contacts(self) -> int:
        """Distinct caseworkers, coordinators and actors with an open case for the client [5].

        Those of a joint plan that holds are one contact together [18].
        """
        if self.plan is not None and self.plan.holds:
            return self.plan.contacts()
        if len(self.needs) == 1 and self.coordination is None:
            return 1 if next(iter(self.needs.values())).holder is not None else 0
        holders = {need.holder for need in self.needs.values()}
        holders.discard(None)
        return len(holders) + (self.coordination is not None)

    def meets(self, worker: int) -> int:
        """Meet a caseworker, who is KNOWN, the FIRST of all, or CHANGED from others before."""
        if self.met is None:
            self.met = {worker: True}
            return FIRST
        if worker in self.met:
            return KNOWN
        self.met[worker] = True
        return CHANGED

    def trust_now(self) -> float:
        """Trust, faded since the last contact [14]."""
        rules, now = self.office.rules, self.office.env._now
        if now > self.trust_at:
            self.trust = trust_faded(self.trust, now - self.trust_at, rules.trust_fades)
        self.trust_at = now
        return self.trust

    def kept_contact(self, face: int) -> None:
        """A contact with a known caseworker builds trust; a change of caseworkers costs some [14]."""
        rules, trust = self.office.rules, self.trust_now()
        if face == KNOWN:
            self.trust = trust_gained(trust, rules.trust_gain)
        elif face == CHANGED:
            self.trust = trust_lost(trust, rules.trust_loss)

    def lose_trust(self) -> None:
        """After a fall, or a duplicate demand [14]."""
        if self.office.rules.trust_on:
            self.trust = trust_lost(self.trust_now(), self.office.rules.trust_loss)

    def schedule_leaving(self) -> None:
        """The day on which the client will leave is fixed at arrival [16]."""
        rules = self.office.rules
        delay = exponential(1.0 / rules.leaving, uniform(self.key, rules.salts.leaving))
        if self.office.env._now + delay < rules.horizon:
            set_timer(self.office.env, delay, (self.leave,), self, 0)
