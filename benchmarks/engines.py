"""The engines that are compared, and which of them this machine has."""

from __future__ import annotations

import functools
import importlib.metadata
import shutil
import subprocess
from dataclasses import dataclass

OURS = ("socsim-compiled", "socsim")


@dataclass(frozen=True)
class Engine:
    """One way to simulate the network."""

    title: str
    factor: float = 1.0
    """Times the customers that it is given: more for the fast, or their runs would be too short to time."""
    packages: tuple[str, ...] = ()
    """What it needs of Python packages; the first one's version is told."""
    modules: tuple[str, ...] = ()
    """What can be imported where it is there."""


ENGINES = {
    "c": Engine("C, one page", 25.0),
    "socsim-compiled": Engine("socsim, compiled", 20.0, ("numba",), ("numba", "socsim.engine.compiled")),
    "simmer": Engine("simmer (R and C++)", 1.0),
    "socsim": Engine("socsim, SimPy engine"),
    "simpy": Engine("SimPy", 1.0, ("simpy",), ("simpy",)),
    "ciw": Engine("Ciw", 1.0, ("ciw",), ("ciw",)),
    "salabim": Engine("salabim", 0.25, ("salabim",), ("salabim", "greenlet")),
}


@functools.cache
def version(name: str) -> str:
    """What the engine is called with its version; empty where this machine has not got it."""
    engine = ENGINES[name]
    if name == "c":
        return _said("gcc", "-dumpfullversion", what="gcc")
    if name == "simmer":
        tell = 'cat(as.character(packageVersion("simmer")), "on R", as.character(getRversion()))'
        return _said("Rscript", "-e", tell, what="simmer")
    try:
        for module in engine.modules:
            importlib.import_module(module)
    except ImportError:
        return ""
    if not engine.packages:
        return f"socsim {importlib.metadata.version('socsim')}"
    return f"{engine.packages[0]} {importlib.metadata.version(engine.packages[0])}"


def here() -> list[str]:
    """Engines that this machine has."""
    return [name for name in ENGINES if version(name)]


def _said(*command: str, what: str) -> str:
    """The version that a command tells, or nothing where it cannot be run."""
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return "" if done.returncode else f"{what} {done.stdout.strip()}"
