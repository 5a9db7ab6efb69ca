"""The people of a replication, the same as `socsim.model.people` makes, in a tenth of the time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from socsim.engine.compiled import laws  # noqa: F401 - makes laws known to numba
from socsim.engine.compiled.compiler import entry, kernel
from socsim.engine.compiled.draws import child, uniform
from socsim.engine.compiled.stock import STOCK
from socsim.model.distributions import standard_normal
from socsim.model.draws import MASK, Keys, mix, replication_key, salt
from socsim.model.outreach import found_early
from socsim.model.people import NEED, People, household_sizes, stream_salt
from socsim.scenario.blueprint import Blueprint, Floats


def make_people(blueprint: Blueprint, seed: int, replication: int) -> People:
    """Draw everyone who arrives before the horizon, as `socsim.model.people.make_people` does."""
    key = replication_key(seed, replication)
    streams = [_arrivals(blueprint, key, s) for s in range(len(blueprint.profile_rate))]
    client_key, arrival = streams[0]
    district = profile = np.zeros(len(client_key), np.int64)
    if len(streams) > 1:
        client_key = np.concatenate([keys for keys, _ in streams])
        arrival = np.concatenate([times for _, times in streams])
        of_stream = np.repeat(np.arange(len(streams)), [len(keys) for keys, _ in streams])
        order = np.argsort(arrival, kind="stable")
        client_key, arrival = client_key[order], arrival[order]
        district, profile = np.divmod(of_stream[order], len(blueprint.profiles))
    count, most = len(client_key), len(client_key) * len(blueprint.kinds)
    coping, start = STOCK.column("coping", count, "f8"), STOCK.column("need_start", count + 1, "i8")
    kind, severity = STOCK.column("need_kind", most, "i8"), STOCK.column("need_severity", most, "i8")
    need_key, presented = STOCK.column("need_key", most, "u8"), STOCK.column("need_presented", most, "?")
    needs = _draw(
        client_key, profile, blueprint.profile_chance, blueprint.kind_severity, blueprint.coping,
        blueprint.presents_after, blueprint.present_start, blueprint.present_kind,
        _words(*(salt("has", kind) for kind in blueprint.kinds)),
        _words(*(salt(NEED, kind) for kind in blueprint.kinds)),
        _words(salt("severity"), salt("coping")),
        coping, start, kind, need_key, severity, presented,
    )  # fmt: skip
    people = People(
        key=client_key,
        arrival=arrival,
        profile=profile,
        district=district,
        coping=coping,
        members=household_sizes(blueprint, client_key, profile),
        need_start=start,
        need_kind=kind[:needs],
        need_key=need_key[:needs],
        need_severity=severity[:needs],
        need_presented=presented[:needs],
        staff=_words(key),
    )
    return found_early(blueprint, people)


def _words(*salts: int) -> Keys:
    return np.array(salts, dtype=np.uint64)


def _arrivals(blueprint: Blueprint, key: int, number: int) -> tuple[Keys, Floats]:
    """Keys and times of the Poisson stream of a profile in a district, up to the horizon."""
    rate, horizon = float(blueprint.profile_rate[number]), blueprint.last_arrival
    stream = mix((key + stream_salt(blueprint, number)) & MASK)
    words = _words(stream, salt("client"), salt("arrival"))
    room = int(rate * horizon + 6 * math.sqrt(rate * horizon)) + 16
    while True:
        keys, times = STOCK.column("key", room, "u8"), STOCK.column("arrival", room, "f8")
        count = _arrive(words, rate, horizon, keys, times) if rate > 0.0 else 0
        if count < room:
            return keys[:count], times[:count]
        room *= 2


@entry
def _arrive(words: Any, rate: float, horizon: float, keys: Any, times: Any) -> int:
    """Fill in clients up to the horizon; their number, which is that of the rows where these were too few."""
    time = 0.0
    for index in range(len(keys)):
        key = child(words[0], words[1], index + 1)
        time += -math.log(uniform(key, words[2], 0)) / rate
        if time >= horizon:
            return index
        keys[index], times[index] = key, time
    return len(keys)


@kernel
def _hide_all_but_one(listed: Any, kind: Any, presented: Any, first: int, after: int) -> None:
    """They come with the first need that they have in the list, or else with the first there is."""
    shown = first
    for wanted in listed[::-1]:
        for number in range(first, after):
            if kind[number] == wanted:
                shown = number
    for number in range(first, after):
        presented[number] = number == shown


@entry
def _draw(
    client_key: Any, profile: Any, chance: Any, shares: Any, coping: Any, presents_after: float,
    present_start: Any, present_kind: Any, has_salt: Any, need_salt: Any, salts: Any,
    out_coping: Any, start: Any, kind: Any, need_key: Any, severity: Any, presented: Any,
) -> int:  # fmt: skip
    """What each client comes with, and how many needs that makes in all."""
    kinds, needs = len(has_salt), 0
    for index in range(len(client_key)):
        key, row = client_key[index], profile[index]
        first = start[index] = needs
        attempt = 0
        while needs == first:  # who would have none is drawn again
            for k in range(kinds):
                kind[needs] = k  # written over, if not: nobody could guess which way to jump
                p = chance[row, k]
                needs += p > 0.0 and (p >= 1.0 or uniform(key, has_salt[k], attempt) < p)
            attempt += 1
        for number in range(first, needs):
            k = kind[number]
            need_key[number] = child(key, need_salt[k], 1)
            u = uniform(need_key[number], salts[0], 0) if shares[k, 0] < 1.0 else 0.0
            severity[number] = 1 + (u >= shares[k, 0]) + (u >= shares[k, 1])
            presented[number] = True
        if presents_after > 0.0 and present_start[row] < present_start[row + 1]:
            _hide_all_but_one(
                present_kind[present_start[row] : present_start[row + 1]], kind, presented, first, needs
            )
        if coping[1] == 0.0:
            out_coping[index] = coping[0]
        else:
            z = standard_normal(uniform(key, salts[1], 0))
            out_coping[index] = max(0.0, coping[0] + coping[1] * z)
    start[len(client_key)] = needs
    return needs
