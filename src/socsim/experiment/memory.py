"""Whether a replication fits into the memory of this machine: found out before anything is simulated."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    from socsim.scenario.schema import Scenario

A_CLIENT = 5_000  # bytes, of the compiled engine, tables included; SimPy's takes three times as much
A_PIECE = 100  # of work
A_CASEWORKER = 1_000
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def least_memory(scenario: Scenario) -> float:
    """Bytes that a replication of an organisation takes at least.

    Clients, the people in the units, and follow-ups more often than daily are counted. All else that a client
    sets off is in what one of them takes, measured in runs of the scenarios that come with socsim.
    """
    follow_ups = people = 0.0
    for name, organisation in scenario.organisations.items():
        follow_ups = max(follow_ups, _frequent(scenario, name))
        units = [*organisation.units.values(), *scenario.actors.values()]
        people = max(people, math.fsum(unit.caseworkers or 0 for unit in units))
    came = expected_clients(scenario)
    return came * A_CLIENT + follow_ups * _days(scenario) * A_PIECE + people * A_CASEWORKER


def _frequent(scenario: Scenario, organisation: str) -> float:
    """Follow-ups a day, in supports that have them more often than daily."""
    from socsim.scenario.plan import in_support

    every = {
        (kind, step): one.every
        for kind, need in scenario.needs.items()
        for step, one in need.steps.items()
        if one.every is not None and one.every < 1.0
    }
    if not every:
        return 0.0
    supported = in_support(scenario, organisation).items()
    return math.fsum(n / every[kind, step] for (kind, step, _), n in supported if (kind, step) in every)


def expected_clients(scenario: Scenario) -> float:
    """Clients who come in a replication, warm-up and follow-up included."""
    from socsim.scenario.plan import profile_streams

    return math.fsum(rate for rate, _ in profile_streams(scenario)) * _days(scenario)


def _days(scenario: Scenario) -> float:
    run = scenario.run
    return run.warm_up + run.measure + run.follow_up


def check_memory(scenario: Scenario, there: float | None = None) -> None:
    """See that a replication fits into memory.

    Parameters
    ----------
    there : bytes; None: what this machine has, or its container may use.

    Raises
    ------
    UserError : where it does not, however few are simulated at a time.
    """
    there = memory_here() if there is None else there
    least = least_memory(scenario)
    if not least <= there:
        came = expected_clients(scenario)
        raise UserError(
            [
                f"a replication needs at least {in_gigabytes(least)} of memory ({came:,.0f} clients in "
                f"{_days(scenario) / 365.25:,.1f} years), and there is {in_gigabytes(there)}: lower "
                "population.scale or run.measure, or make what recurs rarer"
            ]
        )


def memory_here() -> float:
    """Bytes of memory that a process may use at most, infinite where the system does not say."""
    limits = [math.inf]
    if hasattr(os, "sysconf") and {"SC_PAGE_SIZE", "SC_PHYS_PAGES"} <= set(os.sysconf_names):
        limits.append(float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")))
    for path in _LIMITS:
        try:
            limits.append(float(Path(path).read_text("ascii")))
        except (OSError, ValueError):
            continue  # no container, or one without a limit
    return min(limits)


def in_gigabytes(size: float) -> str:
    """A size as people say it.

    >>> in_gigabytes(2.34e9), in_gigabytes(5e12)
    ('2.3 GB', '5,000 GB')
    """
    gigabytes = size / 1e9
    return f"{gigabytes:,.0f} GB" if gigabytes >= 10.0 else f"{gigabytes:.1f} GB"
