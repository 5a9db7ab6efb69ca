"""Tries a built wheel in an empty environment outside the source tree: `python -m tests.wheel DIST`."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
SHORT = ["--replications", "1", "--set", "run.warm_up=30 days", "--set", "run.measure=60 days"]
SHORT += ["--set", "run.follow_up=30 days"]


def try_wheel(wheel: Path) -> None:
    """Install the wheel alone, and run every scenario that is in it.

    Raises
    ------
    CalledProcessError : where a command fails.
    """
    with TemporaryDirectory(prefix="socsim-wheel-") as there:
        folder = Path(there)
        venv.create(folder / "venv", with_pip=True)
        bin_folder = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

        def run(*command: str) -> str:
            done = subprocess.run(
                [str(bin_folder / command[0]), *command[1:]],
                cwd=folder,
                env=environment,
                check=True,
                text=True,
                stdout=subprocess.PIPE,
            )
            return done.stdout

        run("python", "-m", "pip", "install", "--quiet", "-c", str(CONSTRAINTS), str(wheel))
        inside = run("python", "-c", "import socsim; print(socsim.__file__)").strip()
        assert Path(inside).is_relative_to(folder.resolve()), f"not the installed one: {inside}"
        names = run("python", "-c", "from socsim.scenario.packaged import names; print(*names())").split()
        assert len(names) >= 16, names
        for name in names:
            run("socsim", "check", name)
        for name in ("stockholm", "small"):
            said = run("socsim", "run", name, *SHORT)
            assert (folder / "results" / name / "summary.csv").exists(), said
        print(f"{wheel.name}: {len(names)} scenarios checked, stockholm and small run")


if __name__ == "__main__":
    for found in sorted(Path(sys.argv[1]).resolve().glob("*.whl")):
        try_wheel(found)
