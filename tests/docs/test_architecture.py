"""No room of the program imports to its right, but for the exceptions that docs/architecture.md shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "socsim"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

MODULES = {path.relative_to(SOURCES).with_suffix(""): path for path in sorted(SOURCES.rglob("*.py"))}


def table(heading: str) -> list[list[str]]:
    """The cells, without backquotes, of the page's table that begins with this row."""
    rows = PAGE.split(f"\n| {heading} |\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


ROOMS = [row[0] for row in table("room | what is in it | what it hands on")]
EXCEPTIONS = {(row[0], row[1]) for row in table("from | to | why")}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it, also for type checking only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            if node.module == "socsim.model.laws":
                yield node.module  # whichever of its files a law stands in
            elif node.module == "socsim" or (SOURCES.parent / node.module.replace(".", "/")).is_dir():
                yield from (f"{node.module}.{name.name}" for name in node.names)
            else:
                yield node.module


def between_rooms() -> Iterator[tuple[str, str]]:
    """(module, imported module) where they are in different rooms, both without `socsim.`."""
    for module, path in MODULES.items():
        if module == Path("__init__"):
            continue  # names what users import
        for name in imports(path):
            top, _, target = name.partition(".")
            if top == "socsim" and target.split(".")[0] not in (module.parts[0], "__version__"):
                yield ".".join(module.parts), target


def to_the_right() -> set[tuple[str, str]]:
    place = {room: number for number, room in enumerate(ROOMS)}
    return {(a, b) for a, b in between_rooms() if place[a.split(".")[0]] < place[b.split(".")[0]]}


def test_every_room_has_its_place() -> None:
    there = {module.parts[0] for module in MODULES} - {"__init__"}
    assert there == set(ROOMS)
    assert len(ROOMS) == len(set(ROOMS))


def test_there_is_something_to_compare() -> None:
    assert ("engine.simpy_engine.case", "model.laws") in set(between_rooms())


def test_no_room_imports_to_its_right_but_for_the_exceptions() -> None:
    assert to_the_right() - EXCEPTIONS == set()


def test_no_exception_is_out_of_date() -> None:
    assert EXCEPTIONS - to_the_right() == set()


def test_engines_share_ledger_and_journal_but_these_know_no_engine() -> None:
    for module in ("ledger", "journal", "totals", "faces", "agreement"):
        named = list(imports(SOURCES / "engine" / f"{module}.py"))
        assert not [name for name in named if name.startswith(("socsim.engine.simpy_", "socsim.engine.comp"))]


@pytest.mark.parametrize(("one", "other"), [("simpy_engine", "compiled"), ("compiled", "simpy_engine")])
def test_no_engine_knows_the_other(one: str, other: str) -> None:
    for path in (SOURCES / "engine" / one).glob("*.py"):
        assert not [name for name in imports(path) if name.startswith(f"socsim.engine.{other}")], path


def test_numba_is_needed_by_one_engine_only() -> None:
    for module, path in MODULES.items():
        if "compiled" not in module.parts:
            assert not {"numba", "llvmlite"} & {name.split(".")[0] for name in imports(path)}, module


def test_laws_know_only_mathematics() -> None:
    allowed = ("__future__", "math", "socsim.model.law", "socsim.model.laws")
    for path in (SOURCES / "model" / "laws").glob("*.py"):
        assert not [name for name in imports(path) if not name.startswith(allowed)], path


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("simpy", {"engine"}),
        ("numba", {"engine"}),
        ("matplotlib", {"charts"}),
        ("ruamel", {"scenario"}),
        ("joblib", {"experiment"}),
        ("distributed", {"experiment"}),
        ("typer", {"cli"}),
        ("random", set()),
    ],
)
def test_a_library_is_used_in_its_room_only(package: str, rooms: set[str]) -> None:
    used = {
        m.parts[0] for m, path in MODULES.items() for name in imports(path) if name.split(".")[0] == package
    }
    assert used == rooms


def test_every_file_of_the_engine_is_on_the_page() -> None:
    for path in (SOURCES / "engine").rglob("*.py"):
        assert path.name == "__init__.py" or f"`{path.name}`" in PAGE, path.name
