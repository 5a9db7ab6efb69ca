"""Mutation testing of the model: changes `model/` in one place at a time and asks whether a test notices.

`python -m tests.mutation FOLDER` (with the extra `mutation`) takes an hour or so on two cores, goes on where
it was stopped, and ends with what no test has noticed. mutmut makes the mutants, in a copy in FOLDER; there
the register of laws is filled by calls instead of decorators, since mutmut leaves decorated functions alone,
and SimPy simulates what tests ask of the compiled engine, which would not know of a mutant. A mutant meets
the tests of the model and of the mechanisms that call its function: first those that have noticed others of
this function or module, then the quickest; those are left out that take long in SimPy. One that none of these
notices meets the hashes of small runs: they tell what moves numbers, and no test says which, from what
changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from tests.mutation.trampoline import CALLED, activate

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "scenarios", "docs", "pyproject.toml", "README.md")
TESTS = ("tests/model", "tests/mechanisms")
HASHES = "tests/experiment/test_numbers.py::test_no_result_has_moved"
NOT_OF_ONE_ENGINE = (
    "test_engines_agree",  # two engines, of which one would be the other here
    "test_both_engines",
    "test_the_compiled",
    "test_the_engines",
    "test_records_are_used_again",
    "test_every_law_is_registered",  # and so is every mutant, under a name of its own
)
PYTEST = [
    "-x",
    "-q",
    "--tb=no",
    "--assert=plain",  # how two tables of thousands differ takes long to say
    "-p",
    "no:cacheprovider",
    "-k",
    " and ".join(f"not {one}" for one in NOT_OF_ONE_ENGINE),
]
ONE, ALL = 4.0, 10.0
"""Seconds that a test, and all that a mutant meets, may take without a mutant; in SimPy some take minutes."""
LIKELY = 2
"""Tests that a mutant meets before all others."""
LONGEST = 90.0
"""Seconds after which a mutant is taken to go on for ever, which is noticed."""
CONFTEST = '''"""Lets SimPy simulate what a test asks of the compiled engine; no failure is made simpler."""

import sys

from hypothesis import Phase, settings

import socsim.engine
from socsim.engine import simpy_engine
from socsim.model import people

simpy_engine.make_people, simpy_engine.people = people.make_people, people
socsim.engine.compiled = sys.modules["socsim.engine.compiled"] = simpy_engine
sys.modules["socsim.engine.compiled.people"] = people
settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate), database=None)
settings.load_profile("mutants")
'''
TRAMPOLINE = (
    "from mutmut.mutation.trampoline import wrap_in_trampoline as",
    "from tests.mutation.trampoline import trampoline as",  # a quick one
)
ENDS = {0: "survived", 3: "hashed"}
"""What comes of a mutant, by how its process ends; else it is noticed."""
NAMES, CALLS, MET, BY = (Path(name) for name in ("mutants.json", "calls.json", "met.txt", "noticed_by.txt"))


def without_decorators(text: str) -> str:
    """The module with each `@law` made a call behind the function."""
    found = text
    for name in re.findall(r"^@law\ndef (\w+)", text, re.MULTILINE):
        found = found.replace(f"@law\ndef {name}(", f"def {name}(") + f"\n\nlaw({name})\n"
    return found


def prepare(folder: Path) -> None:
    """Copy what is tested to a folder of its own, and put the mutants into it."""
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
        path.write_text(made.code.replace(*TRAMPOLINE), encoding="utf-8")
        module = ".".join(path.relative_to(folder / "src").with_suffix("").parts)
        names += [f"{module}.{name}" for name in made.mutant_names]
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def function_of(mutant: str) -> str:
    """The function that a mutant has changed, as mutmut names it."""
    return re.sub(r"__mutmut_\w+$", "", mutant)


def in_child(mutant: str, work: Callable[[], int]) -> int:
    """Begin to work with a mutant in a process of its own, which knows all that has been imported here."""
    child = os.fork()
    if child:
        return child
    if mutant:
        resource.setrlimit(resource.RLIMIT_CPU, (int(LONGEST), int(LONGEST)))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    activate(mutant)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        os._exit(work())
    finally:
        os._exit(1)


class Calls:
    """A plugin of pytest: which functions each test calls, and how long it takes; long ones are left out."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.functions: dict[str, list[str]] = {}
        signal.signal(signal.SIGPROF, lambda *_: pytest.skip("takes too long"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None]:
        CALLED.clear()
        signal.setitimer(signal.ITIMER_PROF, ONE)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None]:
        signal.setitimer(signal.ITIMER_PROF, ONE)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.seconds[report.nodeid] = report.duration
            self.functions[report.nodeid] = sorted(CALLED)


def calls() -> int:
    """Run the tests without a mutant, and note what those call that pass."""
    plugin = Calls()
    pytest.main([*PYTEST[1:], *TESTS], plugins=[plugin])
    CALLS.write_text(json.dumps([plugin.seconds, plugin.functions]), encoding="utf-8")
    return 0 if plugin.functions else 1


def tests_of(function: str, seconds: dict[str, float], functions: dict[str, list[str]]) -> list[str]:
    """Those that call it, in the order in which they are likely to notice, until they would take `ALL`."""
    module = function.rpartition(".")[0]
    lines = [line.split(" ", 1) for line in BY.read_text().splitlines()] if BY.exists() else []
    of_module = Counter(test for name, test in lines if name.startswith(f"{module}."))
    of_function = Counter(test for name, test in lines if name == function)

    def late(test: str) -> tuple[int, int, float]:
        return -of_function[test], -of_module[test], seconds[test]

    chosen, spent = [], 0.0
    for test in sorted((test for test, called in functions.items() if function in called), key=late):
        spent += seconds[test]
        if spent > ALL:
            break
        chosen.append(test)
    return chosen


class Noticed:
    """A plugin of pytest: notes which test notices a mutant of a function."""

    def __init__(self, function: str) -> None:
        self.function = function

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with BY.open("a") as file:
                print(self.function, report.nodeid, file=file)


def noticed(function: str, chosen: Sequence[str]) -> int:
    """Let tests look for a mutant of a function, and where none notices it, the hashes."""
    for some in (chosen[:LIKELY], chosen[LIKELY:]):  # pytest takes long to collect them all
        if some and pytest.main([*PYTEST, *some], plugins=[Noticed(function)]):
            return 1
    return 3 if pytest.main([*PYTEST, HASHES]) else 0


def meet(jobs: int) -> int:
    """Let every mutant meet its tests; what comes of each is a line in `MET`."""
    pytest.main([*PYTEST, "--collect-only", "-qq", *TESTS])  # imports once what every child will need
    if not CALLS.exists():
        _, code = os.waitpid(in_child("", calls), 0)
        if code:
            print(f"No test passes without a mutant: see `pytest {' '.join(TESTS)}` in {Path.cwd()}")
            return 1
    seconds, functions = json.loads(CALLS.read_text(encoding="utf-8"))
    known = {line.split()[0] for line in MET.read_text().splitlines()} if MET.exists() else set()
    running: dict[int, str] = {}

    def note(name: str, end: str) -> None:
        with MET.open("a") as file:
            print(name, end, file=file)

    def wait_for_one() -> None:
        child, code = os.wait()
        note(running.pop(child), ENDS.get(os.waitstatus_to_exitcode(code), "noticed"))

    for name in json.loads(NAMES.read_text(encoding="utf-8")):
        if name in known:
            continue
        while len(running) >= jobs:
            wait_for_one()
        function = function_of(name)
        chosen = tests_of(function, seconds, functions)
        if chosen:
            running[in_child(name, partial(noticed, function, chosen))] = name
        else:
            note(name, "uncalled")
    while running:
        wait_for_one()
    return 0


@cache
def functions_in(path: Path) -> dict[str, list[str]]:
    """The lines of each function of a module, by its name, which is left out of them."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: [line.replace(node.name, "f") for line in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def change(folder: Path, mutant: str) -> Iterator[str]:
    """The lines that a mutant has changed."""
    module, _, name = mutant.rpartition(".")
    found = functions_in((folder / "src" / Path(*module.split("."))).with_suffix(".py"))
    original = re.sub(r"__mutmut_\d+$", "__mutmut_orig", name)
    for line in difflib.unified_diff(found[original], found[name], n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def told(folder: Path) -> Iterator[str]:
    """What no test has noticed, and how many there are of all."""
    ends = dict(line.split() for line in (folder / MET).read_text().splitlines())
    many = Counter(ends.values())
    for name, end in ends.items():
        if end != "noticed":
            yield "\n    ".join((f"{name} ({end})", *change(folder, name)))
    yield ", ".join((f"{len(ends)} mutants", *(f"{number} {end}" for end, number in many.most_common())))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the mutants, let each meet its tests, and show those that no test has noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--meet", action="store_true", help=argparse.SUPPRESS)
    stated = parser.parse_args(arguments)
    if stated.meet:
        return meet(stated.jobs)
    folder: Path = stated.folder.resolve()
    prepare(folder)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder / "src"), str(folder)))}
    command = [sys.executable, "-m", "tests.mutation", ".", "--meet", "--jobs", str(stated.jobs)]
    try:
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    if code == 0:
        print(*told(folder), sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
