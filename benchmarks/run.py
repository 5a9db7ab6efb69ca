"""Compare the engines, side by side, and see what a client costs as a run grows: `python -m benchmarks.run`.

Writes `benchmarks/results.md`, `benchmarks/results.json` (what was measured) and `docs/benchmarks.png`.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any

from benchmarks import chart, engines, rounds
from benchmarks.page import Results, page

PAGE = rounds.ROOT / "benchmarks" / "results.md"
MEASURED = rounds.ROOT / "benchmarks" / "results.json"
CHART = rounds.ROOT / "docs" / "benchmarks.png"
PARTS = (*rounds.CASES, "scaling")


def about(chosen: list[str], count: int, share: float) -> dict[str, Any]:
    """On what machine, and with what."""
    return {
        "rounds": count,
        "share": share,
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
        "versions": {name: engines.version(name) for name in chosen},
        "missing": [name for name in engines.ENGINES if name not in engines.here()],
    }


def processor() -> str:
    """The processor's name, where the system tells."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def measured(stated: argparse.Namespace) -> Results:
    """Measure all that was asked for."""
    share = 0.1 if stated.quick else 1.0
    chosen = [name for name in engines.ENGINES if name in (stated.engines or engines.here())]
    cases = [case for case in rounds.CASES if case in stated.parts]
    grower = stated.scaling_engine or next((name for name in engines.OURS if name in chosen), None)
    compared = list(rounds.compare(chosen, cases, stated.rounds, share))
    grown = []
    if "scaling" in stated.parts and grower:
        grown = list(rounds.grow(grower, min(3, stated.rounds), share))
    return Results(about(chosen, stated.rounds, share), compared, grown)


def kept(results: Results) -> str:
    """What was measured, as a file."""
    said = {
        "about": results.about,
        "compared": rounds.as_json(results.compared),
        "grown": rounds.as_json(results.grown),
    }
    return json.dumps(said, indent=1) + "\n"


def read(text: str) -> Results:
    """What `kept` has written."""
    said = json.loads(text)
    runs = ([rounds.Run.from_json(run) for run in said[part]] for part in ("compared", "grown"))
    return Results(said["about"], *runs)


def main() -> int:
    """Measure, print and write; 1 where a mean wait does not agree with theory."""
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=summary)
    parser.add_argument("--rounds", type=int, default=5, help="how often each engine is measured")
    parser.add_argument("--quick", action="store_true", help="a tenth of the customers; writes no file")
    parser.add_argument("--engines", nargs="+", choices=engines.ENGINES, help="instead of all that are here")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="instead of all")
    parser.add_argument("--scaling-engine", choices=engines.OURS, help="instead of the compiled one")
    parser.add_argument("--out", type=Path, help="a folder for page, chart and measurements")
    parser.add_argument("--redraw", action="store_true", help="page and chart from kept measurements")
    stated = parser.parse_args()
    if missing := [name for name in stated.engines or () if name not in engines.here()]:
        parser.error(f"not on this machine: {', '.join(missing)}")
    files = [PAGE, MEASURED, CHART]
    if stated.out:
        stated.out.mkdir(parents=True, exist_ok=True)
        files = [stated.out / file.name for file in files]
    results = read(files[1].read_text(encoding="utf-8")) if stated.redraw else measured(stated)
    text, all_agree = page(results)
    print(text)
    if stated.out or not stated.quick:
        files[0].write_text(text, encoding="utf-8")
        files[1].write_text(kept(results), encoding="utf-8")
        if results.compared:
            chart.draw(results, files[2])
    return 0 if all_agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
