"""Money: what a client of the cohort costs, by kind and by who pays.

Hours are priced so that they carry the whole payroll of those who work them, idle time included: a
unit's planned payroll over the window, divided by the hours that it worked in the window. A unit
that worked none is shared evenly by the clients of the cohort. What its agency workers cost is carried by
its hours in the same way, and is no payroll: equal money leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from socsim.analysis.absence import agency_cost, days_held
from socsim.analysis.cohort import GROUPS, YEAR, Cohort, cohort_of, floats, ints, ratio
from socsim.analysis.hours import worked
from socsim.analysis.lead_times import client_leads
from socsim.analysis.sheet import Sheet
from socsim.engine.ledger import Ledger
from socsim.scenario.blueprint import Blueprint, Floats, Ints
from socsim.scenario.names import ACTOR, CASEWORKER, COORDINATOR, MANAGER, MEETING_WORK, MUNICIPALITY, PAYERS

COST_KINDS = (
    "caseworkers", "actors", "managers", "coordinators", "support", "crises", "meetings", "transition",
    "wrong_decisions", "wrong_payments", "agency", "outreach", "in_vain",
)  # fmt: skip
SUPPORT, CRISES, MEETINGS, TRANSITION, WRONG_DECISIONS, WRONG_PAYMENTS, AGENCY, OUTREACH, VAIN = range(4, 13)
COST_COLUMNS = {"needs": "str", "payer": "str", "kind": "str", "amount": "float64", "clients": "int64"}
CostRow = tuple[str, str, str, float, int]
KIND_OF_ROLE = {CASEWORKER: 0, ACTOR: 1, MANAGER: 2, COORDINATOR: 3}


@dataclass(frozen=True)
class Cost:
    """Cost of each client until `until`."""

    amount: Floats
    """Shape (n, kinds, payers), in the order of COST_KINDS and PAYERS."""
    kinds: tuple[int, ...]
    """Those of COST_KINDS that there may be anything of."""
    by_unit: Floats
    """Shape (units,), all clients together: people, and support of its cases. Crises are no unit's."""


@dataclass(frozen=True)
class _Spent:
    """Money by unit and client, those between whom there is any; in order of units, then of clients."""

    unit: Ints
    client: Ints
    money: Floats

    def of(self, unit: int, clients: int) -> Floats:
        """What a unit spends on each client, shape (clients,)."""
        first, last = np.searchsorted(self.unit, (unit, unit + 1))
        found = np.zeros(clients)
        found[self.client[first:last]] = self.money[first:last]
        return found


def _kind_of_unit(blueprint: Blueprint) -> Ints:
    return np.array([KIND_OF_ROLE[int(role)] for role in blueprint.unit_role], dtype=np.int64)


def hourly_rates(ledger: Ledger, blueprint: Blueprint, payroll: Floats) -> tuple[Floats, Floats]:
    """Cost of an hour in each unit, and what of its payroll of the window no hour carries, shape (U,)."""
    worked_hours = floats(ledger.units, "busy_area") * blueprint.unit_rate
    carried = worked_hours > 0
    rate = np.divide(payroll, worked_hours, out=np.zeros_like(payroll), where=carried)
    return rate, np.where(carried, 0.0, payroll)


def payroll_of_window(ledger: Ledger, blueprint: Blueprint) -> Floats:
    """The planned payroll of each unit, shape (U,); where people are moved, it goes with them.

    What the units among which they are moved have together stays as planned.
    """
    planned: Floats = blueprint.unit_payroll * blueprint.measure
    steered = blueprint.steered
    if not steered.any():
        return planned
    desks = np.diff(blueprint.unit_worker_start) - blueprint.unit_spare
    found = planned * days_held(ledger, blueprint) / np.maximum(desks * blueprint.measure, 1.0)
    whole = found[steered].sum()
    found[steered] *= planned[steered].sum() / whole if whole else 1.0
    return np.where(steered, found, planned)


def client_costs(ledger: Ledger, blueprint: Blueprint, cohort: Cohort) -> Cost:
    """Cost of each client of the cohort, by kind and payer.

    What concerns no client of it is shared evenly: units that work for nobody, a transition, outreach, and
    what those cost who are found in vain.
    """
    amount, spent = _caused(ledger, blueprint, cohort)
    clients = max(cohort.size, 1)
    shared: list[Floats] = []  # by each unit, on every client
    for kind, paid in _paid(ledger, blueprint):
        _, idle = hourly_rates(ledger, blueprint, paid)
        for position in np.flatnonzero(idle):
            amount[:, kind[position], blueprint.unit_payer[position]] += idle[position] / clients
        shared.append(idle / clients)
    amount[:, TRANSITION, MUNICIPALITY] = blueprint.transition_cost / clients
    outreach, in_vain = float(blueprint.outreach[3]), blueprint.outreach[1] > 0.0
    amount[:, OUTREACH, MUNICIPALITY] = outreach * blueprint.measure / clients
    if in_vain:
        theirs, of_units = _caused(ledger, blueprint, cohort_of(ledger, blueprint, in_vain=True))
        amount[:, VAIN] += theirs.sum(axis=(0, 1)) / clients
        found = np.unique(of_units.unit)
        each = np.zeros(len(blueprint.units))
        each[found] = [of_units.of(unit, theirs.shape[0]).sum() for unit in found.tolist()]
        shared.append(each / clients)
    stated = {
        WRONG_DECISIONS: blueprint.fault_cost.any(),
        WRONG_PAYMENTS: blueprint.wrong_share > 0.0,
        AGENCY: blueprint.unit_agency_cost.any(),
        OUTREACH: outreach > 0.0,
        VAIN: in_vain,
    }
    kinds = (*range(WRONG_DECISIONS), *(kind for kind, there in stated.items() if there))
    return Cost(amount, kinds, _of_units(cohort, spent, shared, len(blueprint.units)))


def _of_units(cohort: Cohort, spent: _Spent, shared: list[Floats], units: int) -> Floats:
    """What each unit costs for all clients, shape (units,), added up as `Cohort.totals` does.

    Units and clients are never crossed: hundreds of the ones and a million of the others have no room.
    """
    place = spent.unit * 4 + cohort.bucket[spent.client]
    sums = np.bincount(place, weights=spent.money, minlength=4 * units).astype(np.float64, copy=False)
    one, two, three, more = sums.reshape(units, 4).T
    whole: Floats = one + two + three + more
    for unit in np.flatnonzero(np.any(shared, axis=0)) if shared else ():
        each = spent.of(int(unit), cohort.size)
        for amounts in shared:
            each += amounts[unit]
        whole[unit] = cohort.totals(each)[0]
    return whole


def _paid(ledger: Ledger, blueprint: Blueprint) -> Iterator[tuple[Ints, Floats]]:
    """What units cost over the window, and as which kind: payroll, and agency workers."""
    yield _kind_of_unit(blueprint), payroll_of_window(ledger, blueprint)
    agency = agency_cost(ledger, blueprint)
    if agency.any():
        yield np.full(len(blueprint.units), AGENCY), agency


def _caused(ledger: Ledger, blueprint: Blueprint, cohort: Cohort) -> tuple[Floats, _Spent]:
    """What is spent on each of these clients: shape (n, kinds, payers); and by unit."""
    amount = np.zeros((cohort.size, len(COST_KINDS), len(PAYERS)))
    unit = ints(cohort.work, "unit")

    def spend(owner: Ints, kind: Ints | int, payer: Ints, money: Floats) -> None:
        place = (owner * len(COST_KINDS) + kind) * len(PAYERS) + payer
        amount.ravel()[:] += np.bincount(place, weights=money, minlength=amount.size)

    meeting = ints(cohort.work, "what") == MEETING_WORK
    bills = []  # unit, client and money
    for kind, paid in _paid(ledger, blueprint):
        rate, _ = hourly_rates(ledger, blueprint, paid)
        of_piece = np.where(meeting & (kind[unit] != AGENCY), MEETINGS, kind[unit])
        pay = worked(cohort) * rate[unit]
        spend(cohort.work_owner, of_piece, blueprint.unit_payer[unit], pay)
        bills.append((unit, cohort.work_owner, pay))
    need = ints(cohort.needs, "need")
    per_day, payer = _support(blueprint)
    days = floats(cohort.needs, "days_in_support")
    support = days * per_day[need]
    spend(cohort.need_owner, SUPPORT, payer[need], support)
    given = np.flatnonzero(support > 0)
    supporter = ints(cohort.needs, "supported_by")[given]
    bills.append((supporter, cohort.need_owner[given], support[given]))
    overpaid = blueprint.wrong_share * (days - floats(cohort.needs, "checked_days")) * per_day[need]
    spend(cohort.need_owner, WRONG_PAYMENTS, payer[need], overpaid)
    crises = floats(cohort.needs, "crises") * np.nan_to_num(blueprint.crisis_cost)[need]
    spend(cohort.need_owner, CRISES, np.maximum(blueprint.crisis_payer, 0)[need], crises)
    wrong = ints(cohort.wrong, "unit")
    if blueprint.fault_cost.any():
        payer = blueprint.fault_payer[wrong]
        spend(cohort.wrong_owner, WRONG_DECISIONS, payer, blueprint.fault_cost[wrong])
    return amount, _added(bills, max(cohort.size, 1))


def _added(bills: list[tuple[Ints, Ints, Floats]], clients: int) -> _Spent:
    """Bills of several kinds added up by unit and client, one kind after the other."""
    pairs, which = np.unique(
        np.concatenate([unit * clients + client for unit, client, _ in bills]), return_inverse=True
    )
    money, first = np.zeros(len(pairs)), 0
    for _, client, paid in bills:
        rows = which[first : first + len(client)]
        money += np.bincount(rows, weights=paid, minlength=len(pairs))
        first += len(client)
    return _Spent(*np.divmod(pairs, clients), money)


def _support(blueprint: Blueprint) -> tuple[Floats, Ints]:
    """Cost of a day in support and who pays, of each kind's first support step, shapes (K,)."""
    per_day, payer = np.zeros(len(blueprint.kinds)), np.zeros(len(blueprint.kinds), dtype=np.int64)
    for step in np.flatnonzero(~np.isnan(blueprint.step_every))[::-1]:  # backwards: the first one stands
        kind = blueprint.step_kind[step]
        per_day[kind] = np.nan_to_num(blueprint.step_cost[step])
        payer[kind] = max(blueprint.step_payer[step], 0)
    return per_day, payer


def costs(sheet: Sheet, cohort: Cohort, cost: Cost, units: tuple[str, ...], *, households: bool) -> None:
    """Add cost per client-year, client and recovered client, by kind and payer; per client by unit too.

    Where some clients are households, cost per person too, and how many persons there are.
    """
    years = floats(cohort.clients, "open_days") / YEAR
    recovered = np.isfinite(client_leads(cohort).recovery).astype(np.float64)
    parts = [("", cost.amount.sum(axis=(1, 2)))]
    parts += [(f"payer={name}", cost.amount[:, :, at].sum(axis=1)) for at, name in enumerate(PAYERS)]
    parts += [(f"kind={COST_KINDS[at]}", cost.amount[:, at, :].sum(axis=1)) for at in cost.kinds]
    per: list[tuple[str, Floats | None]] = [
        ("cost_per_client_year", years),
        ("cost_per_client", None),
        ("cost_per_recovered_client", recovered),
    ]
    persons = floats(cohort.clients, "members")
    if households:
        per.append(("cost_per_person", persons))
        for group, number, there in zip(GROUPS, cohort.totals(persons), cohort.clients_by_group, strict=True):
            if there:
                sheet.add("persons", group, number)
    for metric, denominator in per:
        for key, amount in parts:
            by_needs = not key or metric == "cost_per_client"
            sheet.ratios(metric, cohort, amount, denominator, key, by_needs)
    for name, amount in zip(units, cost.by_unit.tolist(), strict=True):
        if cohort.size:
            sheet.add("cost_per_client", f"unit={name}", ratio(amount, cohort.size))


def payroll(sheet: Sheet, blueprint: Blueprint) -> None:
    """Add the planned yearly payroll of caseworkers, managers and coordinators, held by equal money."""
    kind_of_unit, total = _kind_of_unit(blueprint), 0.0
    rows = []
    for name in ("caseworkers", "managers", "coordinators"):
        yearly = float(blueprint.unit_payroll[kind_of_unit == COST_KINDS.index(name)].sum()) * YEAR
        rows.append((f"kind={name}", yearly))
        total += yearly
    if blueprint.transition_planned:
        rows.append(("kind=transition", blueprint.transition_planned))
        total += blueprint.transition_planned
    outreach = float(blueprint.outreach[4]) * YEAR
    if outreach:
        rows.append(("kind=outreach", outreach))
    sheet.add("payroll_per_year", "all", total + outreach)
    for group, yearly in rows:
        sheet.add("payroll_per_year", group, yearly)


def cost_rows(cohort: Cohort, cost: Cost) -> list[CostRow]:
    """Costs of the cohort by number of needs (`1` to `4+`), payer and kind, with how many clients."""
    rows = []
    for bucket, group in enumerate(GROUPS[1:5]):
        members = cohort.bucket == bucket
        if members.any():
            amounts, clients = cost.amount[members].sum(axis=0).tolist(), int(members.sum())
            for payer_at, payer in enumerate(PAYERS):
                for kind_at in cost.kinds:
                    kind, amount = COST_KINDS[kind_at], amounts[kind_at][payer_at]
                    rows.append((group.partition("=")[2], payer, kind, amount, clients))
    return rows
