"""How much memory a process had at its peak, where the system tells (Linux)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Memory:
    """In bytes; None where it is not known."""

    peak: int | None
    """Of the whole process, with all that it has loaded."""
    growth: int | None
    """Of this, what came with the simulation."""


def start() -> str:
    """What the system says of this process now, whose peak is counted from here."""
    if not STATUS.exists():
        return ""
    FORGET.write_text("5")
    return STATUS.read_text()


def since(before: str) -> Memory:
    """Peak and growth since `start`."""
    return between(before, STATUS.read_text() if before else "")


def between(before: str, after: str) -> Memory:
    """Peak and growth from what the system said before and after."""
    had, peak = _bytes(before, "VmRSS:"), _bytes(after, "VmHWM:")
    return Memory(peak, None if had is None or peak is None else peak - had)


def _bytes(status: str, name: str) -> int | None:
    for line in status.splitlines():
        if line.startswith(name):
            return 1024 * int(line.split()[1])
    return None
