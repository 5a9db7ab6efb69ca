"""Mutation testing of the model: changes `model/` in one place at a time and asks whether a test notices.

`python -m tests.mutation FOLDER` (with the extra `mutation`) takes an hour or two on two cores, goes on where
it was stopped, and ends with what no test has noticed. mutmut makes the mutants, in a copy in FOLDER; there
the register of laws is filled by calls instead of decorators, since mutmut leaves decorated functions alone,
and SimPy simulates what tests ask of the compiled engine, which would not know of a mutant. Each mutant meets
the tests of the model first, and those of the mechanisms if it has survived them.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import re
import resource
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, run
from threading import Lock

ROOT = Path(__file__).parents[1]
COPIED = ("src", "tests", "scenarios", "docs", "pyproject.toml", "README.md")
ROUNDS = ("tests/model", "tests/mechanisms")
NOT_OF_ONE_ENGINE = (
    "test_engines_agree",  # two engines, of which one would be the other here
    "test_both_engines",
    "test_the_compiled",
    "test_the_engines",
    "test_records_are_used_again",
    "test_every_law_is_registered",  # and so is every mutant, under a name of its own
)
AT_MOST = 900  # seconds of processor time: who takes longer goes round in circles
CONFTEST = '''"""Lets SimPy simulate what a test asks of the compiled engine; begins with tests near by."""

import os
import sys

import socsim.engine
from socsim.engine import simpy_engine
from socsim.model import people

simpy_engine.make_people, simpy_engine.people = people.make_people, people
socsim.engine.compiled = sys.modules["socsim.engine.compiled"] = simpy_engine
sys.modules["socsim.engine.compiled.people"] = people


def pytest_collection_modifyitems(items):
    words = os.environ.get("NEAR", "").split()
    items.sort(key=lambda item: -sum(word in item.nodeid for word in words))
'''


def without_decorators(text: str) -> str:
    """The module with each `@law` made a call behind the function."""
    found = text
    for name in re.findall(r"^@law\ndef (\w+)", text, re.MULTILINE):
        found = found.replace(f"@law\ndef {name}(", f"def {name}(") + f"\n\nlaw({name})\n"
    return found


def prepare(folder: Path) -> list[str]:
    """Copy what is tested to a folder of its own, and put the mutants into it.

    Returns
    -------
    The names of all mutants.
    """
    from mutmut.mutation.file_mutation import mutate_file_contents

    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "_build")
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, folder / name)
    (folder / "tests/conftest.py").write_text(CONFTEST, encoding="utf-8")
    names = []
    for path in sorted((folder / "src/socsim/model").rglob("*.py")):
        made = mutate_file_contents(str(path), without_decorators(path.read_text(encoding="utf-8")))
        path.write_text(made.code, encoding="utf-8")
        module = ".".join(path.relative_to(folder / "src").with_suffix("").parts)
        names += [f"{module}.{name}" for name in made.mutant_names]
    return names


def passes(folder: Path, mutant: str, tests: str) -> bool:
    """Whether the tests pass with this mutant; with none, if its name is empty."""
    module, _, function = mutant.rpartition(".")
    near = f"{module.rpartition('.')[2]} {re.sub(r'^x_|__mutmut_.*$', '', function)}"
    environment = {
        **os.environ,
        "MUTANT_UNDER_TEST": mutant,
        "NEAR": near,
        "PYTHONPATH": os.pathsep.join((str(folder / "src"), str(folder))),
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", tests]
    command += ["-k", " and ".join(f"not {name}" for name in NOT_OF_ONE_ENGINE)]

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (AT_MOST, AT_MOST))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))

    done = run(command, cwd=folder, env=environment, stdout=DEVNULL, stderr=DEVNULL, preexec_fn=limited)
    if done.returncode > 1:  # neither passed nor failed: a mutant that cannot even be imported is noticed
        return False
    return done.returncode == 0


def met(folder: Path, names: Sequence[str], jobs: int) -> dict[str, str]:
    """What each mutant has come to: the tests that noticed it, or `survived`."""
    notes = folder / "met.txt"
    known = dict(line.split() for line in notes.read_text().splitlines()) if notes.exists() else {}
    lock = Lock()

    def meet(name: str) -> None:
        end = next((tests for tests in ROUNDS if not passes(folder, name, tests)), "survived")
        with lock, notes.open("a") as file:
            known[name] = end
            print(name, end, file=file)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(meet, [name for name in names if name not in known]))
    return {name: known[name] for name in names}


def change(folder: Path, mutant: str) -> Iterator[str]:
    """The lines that a mutant has changed."""
    module, _, name = mutant.rpartition(".")
    text = (folder / "src" / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    original = re.sub(r"__mutmut_\d+$", "__mutmut_orig", name)
    found = {
        node.name: (ast.get_source_segment(text, node) or "").replace(node.name, "f").splitlines()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    for line in difflib.unified_diff(found[original], found[name], n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def main() -> int:
    """Make the mutants, let each meet the tests, and show those that no test has noticed."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.mutation")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    stated = parser.parse_args()
    folder = stated.folder.resolve()
    names = prepare(folder)
    for tests in ROUNDS:
        if not passes(folder, "", tests):
            print(f"{tests} fails without a mutant: see `pytest -x {tests}` in {folder}")
            return 1
    ends = met(folder, names, stated.jobs)
    survived = [name for name in names if ends[name] == "survived"]
    for name in survived:
        print(name, *change(folder, name), sep="\n    ")
    print(f"{len(names)} mutants, {len(names) - len(survived)} noticed, {len(survived)} not")
    return 0


if __name__ == "__main__":
    sys.exit(main())
