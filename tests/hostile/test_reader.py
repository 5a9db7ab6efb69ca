"""Scenario files that nobody would write by mistake: a line that helps, soon, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socsim.engine import chosen
from socsim.experiment.design import make_design
from socsim.experiment.memory import check_memory, expected_clients, least_memory
from socsim.scenario import tree
from socsim.scenario.errors import MOST_PROBLEMS, UserError
from socsim.scenario.plan import make_plan
from socsim.scenario.reading import Loaded, load

from ..scenario.conftest import GOOD

SOON = 30.0  # seconds, on a machine that does much else
PIECES = (
    "&a ", "*a", "<<: ", "!!python/object:os.system ", "!!binary ", "? ", ": ", "- ", "[", "]", "{", "}", "'",
    '"', "|", ">", "%YAML 1.1\n---\n", "---\n", "...\n", "#", "\t", "\0", "\x1b[31m", "\x85", "\u2028",
    "\u202e", "\ufeff", "\\x00", "\\ud800", '"\\U00110000"', "1e308", "1e999", ".nan", "-.inf", "-0",
    "0x" + "f" * 300, "9" * 5000, "1e-320 days", "1e300 per second", "like: x.yaml\n", "like: /dev/zero\n",
    "null", "~", "true", "2001-01-01", "needs", "money", "run", "\u0661 days", "\n", "  ", "\n  ",
)  # fmt: skip


def lines_of(read: Callable[[], Any]) -> tuple[str, ...]:
    """What is said against it, soon and in printable lines; nothing where it will do."""
    start = time.monotonic()
    try:
        read()
        said: tuple[str, ...] = ()
    except UserError as error:
        said = error.lines
        assert 0 < len(said) <= MOST_PROBLEMS + 1
        assert all(line.isprintable() and len(line) < 20_000 for line in said)
    assert time.monotonic() - start < SOON
    return said


def up_to_a_run(path: Path, changes: tuple[str, ...] = ()) -> None:
    """All that is done before anything is simulated."""
    loaded = load(path, set=changes)
    make_plan(loaded.scenario)
    assert make_design(loaded, engine="simpy").hashes


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The good scenario with some passages replaced, repeated or torn out, in some encoding."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = draw(st.integers(at, min(at + 60, len(text))))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)))
        text = text[:at] + piece * draw(st.sampled_from((1, 1, 1, 3, 400))) + text[end:]
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")))
    body = text.encode(encoding, "replace" if encoding == "latin-1" else "surrogatepass")
    cut = draw(st.sampled_from((None, None, len(body) // 2)))
    return body[:cut]


VALUES = st.one_of(
    st.sampled_from(PIECES),
    st.floats().map(repr),
    st.integers(-(10**30), 10**30).map(str),
    st.builds("{!r} {}".format, st.floats(), st.sampled_from(("days", "years", "s", "h", "per day", "SEK"))),
    st.text(max_size=20),
)


def leaves(tree: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    named = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    below = [leaf for name, one in named for leaf in leaves(one, (*path, str(name)))]
    return [*below, path] if path else below


KEYS = st.sampled_from([".".join(path) for path in leaves(dict(load("small").as_run))])


def test_a_file_of_too_many_values_is_not_read_to_its_end(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_WRITTEN", 100)
    file = here / "long.yaml"
    file.write_text("a: [" + "1,\n" * 10_000, "utf-8")  # and never closed
    assert [line.partition(":")[2] for line in lines_of(lambda: load(file))] == [
        "98: is larger than a scenario can be"
    ]


def fuzzed(examples: int, here: Path, random: bool) -> None:
    """Mutated files and changed keys, so many of each."""
    how = settings(
        max_examples=examples, deadline=None, derandomize=not random, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    file = here / "x.yaml"

    @how
    @given(mutated())
    def files(body: bytes) -> None:
        file.write_bytes(body)
        lines_of(lambda: up_to_a_run(file))

    good = here / "good.yaml"
    good.write_text(GOOD, "utf-8")

    @how
    @given(st.one_of(KEYS, st.text(max_size=30)), VALUES)
    def changes(key: str, value: str) -> None:
        lines_of(lambda: up_to_a_run(good, (f"{key}={value}",)))

    small = load("small")

    @how
    @given(st.dictionaries(KEYS, st.one_of(VALUES, st.floats(), st.integers(), st.booleans()), max_size=3))
    def values(changed: dict[str, Any]) -> None:
        lines_of(lambda: make_plan(small.at(changed)))

    files()
    changes()
    values()


def test_fuzzed(here: Path) -> None:
    fuzzed(10, here, random=False)


@pytest.mark.study
def test_fuzzed_for_long(here: Path) -> None:
    fuzzed(1500, here, random=True)


LONG = {
    "a million comments": b"#\n" * 400_000,
    "many keys": "\n".join(f"k{i}: 1" for i in range(60_000)).encode(),
    "a long list": b"a: [" + b"1," * 400_000 + b"]",
    "brackets": b"[" * 100_000,
    "one line": b'a: "' + b"x " * 450_000 + b'"',
}


@pytest.mark.study
@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_large_files_are_read_or_refused_soon(body: bytes, here: Path) -> None:
    file = here / "large.yaml"
    file.write_bytes(body)
    assert lines_of(lambda: load(file))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title: "\\U00110000"', "YAML does not allow"),
        (f"%YAML 1.{'9' * 5000}\n---\na: 1", "YAML does not allow"),
        ("[" * 60, ":1: is nested more deeply than a scenario can be"),
        ("like: /etc/passwd", "names another scenario file, which ends in .yaml or .yml"),
        ("like: c1.yaml", "20 at most"),
        ("like: loop.yaml", "there is no file"),
        ('title: "\\e]0;owned\\a"', "title:  ]0;owned : holds the character U+001B, which cannot be seen"),
        ('title: "\\u202eexe.lmay"', "holds the character U+202E"),
        ('title: "\\ud800"', "holds the character U+D800"),
        (f"title: {'x' * 2001}", "is 2001 characters long: at most 2000"),
        (f"actors: {{{'x' * 81}: 1}}", "is 81 characters long: at most 80"),
    ],
)  # fmt: skip
def test_what_is_said(text: str, said: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here)
    for number in range(1, 30):
        Path(f"c{number}.yaml").write_text(f"like: c{number + 1}.yaml\n", "utf-8")
    if not Path("loop.yaml").is_symlink():
        Path("loop.yaml").symlink_to("loop.yaml")
    Path("x.yaml").write_text(text, "utf-8")
    lines = lines_of(lambda: load("x.yaml"))
    assert any(said in line for line in lines), lines


def test_what_is_no_file_is_not_waited_for(here: Path) -> None:
    pipe = here / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/stdin")):
        assert lines_of(lambda path=path: load(path))[0].endswith(
            "is a pipe or a device: a scenario is a file"
        )
    assert lines_of(lambda: load("x" * 5000))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("run.replications=1000000", "must be at most 100000"),
        ("run.measure=1e300 years", "a duration is at most 10 million years"),
        ("run.measure=1001 years", "a part of a run is at most 1000 years"),
        ("run.measure=1e-9 s", "a duration is 0 or at least 1 second"),
        ("needs.money.steps.support.every=2 s", "must be at least 1 minute"),
        ("organisations.silos.units.money.caseload=" + "9" * 300, "at most 1000000"),
        ("population.scale=1e9", "lower population.scale or run.measure"),
        ("population.scale=1e13", "must be at most 1e+12"),
        ("organisations.silos.units.money.caseworkers=2000000", "must be at most 1e+06"),
        ("needs." + "9" * 5000 + "=1", "unknown key"),
        (".".join("a" * 50) + "=1", "is nested more deeply than a scenario"),
    ],
    ids=lambda text: text[:40],
)
def test_numbers_that_ask_for_too_much(change: str, said: str, here: Path) -> None:
    file = here / "good.yaml"
    file.write_text(GOOD, "utf-8")
    lines = lines_of(lambda: up_to_a_run(file, (change,)))
    assert any(said in line for line in lines), lines


def test_memory_is_reckoned_with_before_a_run() -> None:
    loaded: Loaded = load("small")
    bytes_needed = least_memory(loaded.scenario)
    check_memory(loaded.scenario, there=bytes_needed)
    with pytest.raises(UserError, match=r"0\.0 GB of memory"):
        check_memory(loaded.scenario, there=0.99 * bytes_needed)
    often = loaded.at({"needs.money.steps.support.every": "1 h"})
    assert least_memory(often) > 1.5 * bytes_needed


def test_as_many_clients_as_expected_come() -> None:
    """Over a few hundred clients, within five standard deviations: wrong once in two million times."""
    loaded = load("small", set=("population.scale=2", "run.measure=2 years"))
    blueprint = next(iter(make_design(loaded, engine="simpy").blueprints.values()))
    came = len(chosen("simpy").make_people(blueprint, 1, 1).arrival)
    expected = expected_clients(loaded.scenario)
    assert abs(came - expected) < 5.0 * expected**0.5
