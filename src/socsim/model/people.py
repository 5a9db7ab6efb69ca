"""The people of a replication: made once, before time starts, for all organisations and engines."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from socsim.model.distributions import standard_normal
from socsim.model.draws import Keys, child_array, logs, mix, replication_key, salt, uniform_array
from socsim.scenario.blueprint import Blueprint, Floats, Ints

NEED = "need"  # the purpose in a need's key: child(client's key, salt(NEED, kind), spell)

IN_VAIN = 1_000_000_000
"""Clients with this number or a higher one were found by outreach, and would never have come."""


@dataclass(frozen=True)
class People:
    """Clients in the order of their arrival, and the needs that they arrive with.

    N clients, M needs in all; the needs of client i are the rows need_start[i]:need_start[i + 1],
    in the order of the kinds.
    """

    key: Keys  # N
    arrival: Floats  # N, days
    profile: Ints  # N
    district: Ints  # N
    coping: Floats  # N, contacts
    members: Ints  # N, persons in the household; empty where each client is one person
    need_start: Ints  # N + 1
    need_kind: Ints  # M
    need_key: Keys  # M
    need_severity: Ints  # M, 1-3
    need_presented: npt.NDArray[np.bool_]  # M, whether they come with it
    staff: Keys = field(default_factory=lambda: np.zeros(1, np.uint64))
    """1, the replication's key, from which the luck of those who work follows."""
    # where outreach has found some of them before; in the order of coming, which is another by that
    number: Ints | None = None  # N, position among all who would seek help; in vain: IN_VAIN more
    cohort: npt.NDArray[np.bool_] | None = None  # N, whether they are followed: seek help in the window
    lead: Floats | None = None  # N, days that they were found before
    sought: Ints | None = None  # N, needs that they would have come with


def make_people(blueprint: Blueprint, seed: int, replication: int) -> People:
    """Draw everyone who arrives before the horizon.

    Only the population, the severities, the horizon and outreach of the Blueprint are read, so that all
    organisations of a scenario give the same people; whom outreach finds comes sooner (`found_early`).
    """
    from socsim.model.outreach import found_early

    key = replication_key(seed, replication)
    streams = [_arrivals(blueprint, key, stream) for stream in range(len(blueprint.profile_rate))]
    arrival = np.concatenate([times for _, times in streams])
    order = np.argsort(arrival, kind="stable")
    client_key = np.concatenate([keys for keys, _ in streams])[order]
    stream = np.repeat(np.arange(len(streams)), [len(keys) for keys, _ in streams])[order]
    district, profile = np.divmod(stream, len(blueprint.profiles))
    people = who_come(blueprint, client_key, arrival[order], profile, district)
    return found_early(blueprint, replace(people, staff=np.array([key], dtype=np.uint64)))


def who_come(
    blueprint: Blueprint, client_key: Keys, arrival: Floats, profile: Ints, district: Ints
) -> People:
    """Clients with these keys, and all that follows from those."""
    has = np.zeros((len(client_key), len(blueprint.kinds)), dtype=bool)
    shown = np.zeros_like(has)
    for p in range(len(blueprint.profiles)):
        of_profile = np.flatnonzero(profile == p)
        has[of_profile] = _needs(blueprint, client_key[of_profile], p)
        shown[of_profile] = _presented(blueprint, has[of_profile], p)
    rows, kinds = np.nonzero(has)
    need_key = _need_keys(blueprint, client_key, rows, kinds)
    return People(
        key=client_key,
        arrival=arrival,
        profile=profile,
        district=district,
        coping=_coping(blueprint, client_key),
        members=household_sizes(blueprint, client_key, profile),
        need_start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))).astype(np.int64),
        need_kind=kinds.astype(np.int64),
        need_key=need_key,
        need_severity=_severities(blueprint, need_key, kinds),
        need_presented=shown[rows, kinds],
    )


def stream_salt(blueprint: Blueprint, stream: int) -> int:
    """The salt of a profile's clients in a district: in the first one, the same as without districts."""
    district, profile = divmod(stream, len(blueprint.profiles))
    name = blueprint.profiles[profile]
    return salt("profile", name, blueprint.districts[district]) if district else salt("profile", name)


def _arrivals(blueprint: Blueprint, key: int, number: int) -> tuple[Keys, Floats]:
    """Keys and times of the Poisson stream of a profile in a district, up to the horizon."""
    rate = float(blueprint.profile_rate[number])
    horizon = blueprint.last_arrival
    stream = mix((key + stream_salt(blueprint, number)) & (2**64 - 1))
    size = int(rate * horizon + 6 * math.sqrt(rate * horizon)) + 16
    while True:
        numbers = np.arange(1, size + 1, dtype=np.uint64)
        client_key = child_array(stream, salt("client"), numbers)
        gaps = logs(uniform_array(client_key, salt("arrival")))
        times = np.cumsum(-gaps / rate) if rate > 0.0 else np.full(size, np.inf)
        if times[-1] >= horizon:
            inside = times < horizon
            return client_key[inside], times[inside]
        size *= 2


def _needs(blueprint: Blueprint, client_key: Keys, profile: int) -> npt.NDArray[np.bool_]:
    """Which needs each client has, N x K; who would have none is drawn again."""
    chance = blueprint.profile_chance[profile]
    has = np.zeros((len(client_key), len(blueprint.kinds)), dtype=bool)
    left, attempt = np.arange(len(client_key)), 0
    while len(left):
        for k, kind in enumerate(blueprint.kinds):
            if chance[k] > 0.0:
                has[left, k] = uniform_array(client_key[left], salt("has", kind), attempt) < chance[k]
        left, attempt = left[~has[left].any(axis=1)], attempt + 1
    return has


def _presented(blueprint: Blueprint, has: npt.NDArray[np.bool_], profile: int) -> npt.NDArray[np.bool_]:
    """Which needs they come with: all, or the first that they have in the profile's list."""
    start, stop = blueprint.present_start[profile : profile + 2]
    if start == stop or blueprint.presents_after == 0.0:
        return has.copy()
    shown = np.zeros_like(has)
    undecided = np.ones(len(has), dtype=bool)
    for kind in blueprint.present_kind[start:stop]:
        comes = undecided & has[:, kind]
        shown[comes, kind] = True
        undecided &= ~comes
    # who has none of those in the list comes with the first need there is
    rest = np.flatnonzero(undecided)
    shown[rest, has[rest].argmax(axis=1)] = True
    return shown


def _need_keys(blueprint: Blueprint, client_key: Keys, rows: Ints, kinds: Ints) -> Keys:
    keys = np.zeros(len(rows), dtype=np.uint64)
    for k, kind in enumerate(blueprint.kinds):
        of_kind = kinds == k
        keys[of_kind] = child_array(client_key[rows[of_kind]], salt(NEED, kind), 1)
    return keys


def onward_salt(step: str) -> int:
    """The salt of where a step leads."""
    return salt("onward", *step.split(".", 1))


def effort_salt(step: str) -> int:
    """The salt of the efforts of a step, such as "money.intake"."""
    return salt("effort", *step.split(".", 1))


def _severities(blueprint: Blueprint, need_key: Keys, kinds: Ints) -> Ints:
    u = uniform_array(need_key, salt("severity"))
    cumulated = blueprint.kind_severity[kinds]
    return (1 + (u >= cumulated[:, 0]) + (u >= cumulated[:, 1])).astype(np.int64)


def _coping(blueprint: Blueprint, client_key: Keys) -> Floats:
    mean, sd = blueprint.coping.tolist()
    if sd == 0.0:
        return np.full(len(client_key), mean)
    u = uniform_array(client_key, salt("coping")).tolist()
    return np.fromiter((max(0.0, mean + sd * standard_normal(x)) for x in u), np.float64, len(u))


def household_sizes(blueprint: Blueprint, client_key: Keys, profile: Ints) -> Ints:
    """How many persons each client is; empty where everybody is one [29]."""
    if not blueprint.has_households:
        return np.empty(0, dtype=np.int64)
    u = uniform_array(client_key, salt("members"))
    members = np.ones(len(client_key), dtype=np.int64)
    for reached in blueprint.profile_members.T[:-1]:
        members += u >= reached[profile]
    return members
