"""Peers that are programs of their own: a page of C, compiled here, and simmer in R.

Both are handed a seed and the network as a file of numbers. They print their CPU seconds and what the system
says of their memory before and after, and leave their records in another file.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import memory
from benchmarks.network import HERE, Network, Records


def run(engine: str, plan: Network, seed: int) -> tuple[float, Records, memory.Memory]:
    """CPU seconds from first draw to finished records, the records, and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        command = _compiled(place) if engine == "c" else ["Rscript", str(HERE / "with_simmer.R")]
        network, records = place / "network", place / "records"
        network.write_text(plan.described(), encoding="utf-8")
        done = subprocess.run(
            [*command, str(seed), str(network), str(records)], check=True, stdout=subprocess.PIPE, text=True
        )
        before, _, rest = done.stdout.partition("seconds:")
        seconds, _, after = rest.partition("\n")
        return float(seconds), np.fromfile(records).reshape(-1, 2), memory.between(before, after)


def _compiled(place: Path) -> list[str]:
    program = str(place / "calendar")
    subprocess.run(["gcc", "-O2", "-o", program, str(HERE / "calendar.c"), "-lm"], check=True)
    return [program]
