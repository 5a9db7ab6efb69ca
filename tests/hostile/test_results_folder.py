"""A results folder that comes from somebody else, damaged or made up: a line that says so, no more."""

from __future__ import annotations

import copy
import io
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

import socsim
from socsim.experiment import folder as folders
from socsim.experiment.design import make_design
from socsim.experiment.figures import NAME, Figure, Figures
from socsim.experiment.folder import OutputError, prepare, read_json, whole_file
from socsim.experiment.replicate import Outcome
from socsim.experiment.store import TABLES, Store
from socsim.reports.material import answers_in
from socsim.scenario.errors import UserError

from ..experiment.conftest import quick

ODD: tuple[Any, ...] = (
    None,
    -1,
    1e308,
    10**400,
    True,
    "",
    "\x1b[31m",
    "../../x",
    [],
    {},
    [[]],
    {"a": [1]},
    "1" * 9999,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is left of a run when its tables are taken away: the manifest and the replications."""
    folder = tmp_path_factory.mktemp("made")
    results = socsim.run(quick("run.replications=1"), organisations=["one_worker"], jobs=1, engine="simpy")
    shutil.copytree(results.store.folder, folder / "replications")
    (folder / "manifest.json").write_text(json.dumps(results.manifest, default=str), "utf-8")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "folder"))


def used(folder: Path) -> str:
    """What is said against a folder; nothing where it will do, and then its figures are there."""
    said: tuple[str, ...] = ()
    try:
        results = socsim.open_results(folder)
        assert len(results.summary) > 10
        assert results.meta["title"]
        for name in TABLES:
            results.table(name)
    except UserError as error:
        said = error.lines
    assert all(line.isprintable() for line in said)
    return " ".join(said)


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    named = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    here = [leaf for name, one in named for leaf in leaves(one, (*path, name))]
    return [*here, path] if path else here


def test_it_can_be_used_as_it_is(folder: Path) -> None:
    assert used(folder) == ""


def damaged_manifests(folder: Path, places: int) -> None:
    """Another value in so many places, each in its turn."""
    path = folder / "manifest.json"
    about = json.loads(path.read_text("utf-8"))
    every = [leaf for leaf in leaves(about) if leaf[:2] != ("scenario", "files")]
    for at, leaf in enumerate(every[:: max(1, len(every) // places)]):
        changed = copy.deepcopy(about)
        here = changed
        for part in leaf[:-1]:
            here = here[part]
        here[leaf[-1]] = ODD[at % len(ODD)]
        path.write_text(json.dumps(changed), "utf-8")
        with suppress(OutputError):
            assert socsim.open_results(folder).meta["title"]


def test_a_manifest_that_somebody_has_changed(folder: Path) -> None:
    damaged_manifests(folder, 8)


@pytest.mark.study
def test_a_manifest_that_somebody_has_changed_anywhere(folder: Path) -> None:
    damaged_manifests(folder, 2000)


@pytest.mark.parametrize(
    "text", ["", "[" * 100_000, "[]", "9" * 9999, "{}", '{"scenario": 1}', "\x00", "null"]
)
def test_a_manifest_that_is_none(text: str, folder: Path) -> None:
    (folder / "manifest.json").write_text(text, "utf-8")
    assert used(folder).startswith(str(folder / "manifest.json"))


def test_a_manifest_that_never_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_JSON", 100)
    assert "it is larger than" in used(folder)
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    assert "it is no file" in used(folder)


def foreign(rows: int = 3) -> bytes:
    """A parquet file of other columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"x": list(range(rows))}), out)
    return out.getvalue()


def repacked(path: Path, table: str, body: bytes, packed: int = zipfile.ZIP_STORED) -> None:
    """A replication with another body for one of its tables."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, was in parts.items():
            archive.writestr(name, body if name == f"{table}.parquet" else was)


@pytest.mark.parametrize(
    ("body", "packed", "said"),
    [
        (b"no parquet", zipfile.ZIP_STORED, "cannot be read"),
        (foreign(), zipfile.ZIP_STORED, "cannot be read"),
        (foreign()[:-20], zipfile.ZIP_STORED, "cannot be read"),
        (b"0" * 10_000_000, zipfile.ZIP_DEFLATED, "it is packed, as no run does"),
    ],
)
@pytest.mark.parametrize("table", ["metrics", "clients"])
def test_a_table_that_is_none(table: str, body: bytes, packed: int, said: str, folder: Path) -> None:
    (path,) = folder.glob("replications/*.zip")
    repacked(path, table, body, packed)
    found = used(folder)
    assert found.startswith(str(path)) and said in found


@pytest.mark.parametrize(
    "body", [b"", b"PK", b"\x80\x04\x95", os.urandom(999)], ids=["none", "zip", "pickle", "noise"]
)
def test_a_replication_that_is_none(body: bytes, folder: Path) -> None:
    (path,) = folder.glob("replications/*.zip")
    path.write_bytes(body)
    assert used(folder).startswith(f"{path}: cannot be read")
    path.unlink()
    path.mkdir()
    assert used(folder).startswith(f"{path}: cannot be read")


def test_links_do_not_lead_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "charts").symlink_to(outside)
    with pytest.raises(OutputError, match="is a link, which may lead out of the folder"):
        prepare(folder)
    target = tmp_path / "target"
    target.write_text("as it was")
    for link in (folder / "summary.csv", folder / f".summary.csv.{os.getpid()}.tmp"):
        link.symlink_to(target)
    with whole_file(folder / "summary.csv") as temporary:
        temporary.write_text("new")
    assert (folder / "summary.csv").read_text() == "new"
    assert target.read_text() == "as it was"


def test_answers_name_no_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    answers = tmp_path / "answers"
    answers.mkdir()
    (answers / "link.svg").symlink_to(secret)

    def give(name: str, question: Any, chart: Any = "en") -> None:
        said = {"question": question, "answer": {"en": ["x"]}, "replications": [1], "chart": chart}
        (answers / f"{name}.json").write_text(json.dumps(said))

    for at, question in enumerate(("../secret", str(secret.with_suffix("")), "a/b", "", "\0", ["why"], None)):
        give(f"a{at}", question)
    give("b", "why", "../../secret")
    assert answers_in(answers, "en") == {}
    give("c", "link")
    assert answers_in(answers, "en")["link"].svg is None
    (answers / "d.json").write_text("[" * 100_000)
    os.mkfifo(answers / "e.json")
    assert set(answers_in(answers, "en")) == {"link"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database" * 99),
        lambda path: path.write_bytes(path.read_bytes()[:3000]),
        lambda path: execute(path, "DROP TABLE sheet"),
        lambda path: execute(path, "DELETE FROM sheet"),
        lambda path: execute(path, "UPDATE sheet SET figures = '" + "[" * 99_999 + "'"),
        lambda path: execute(path, "UPDATE sheet SET figures = '[1]'"),
        lambda path: execute(path, "UPDATE replication SET figures = 'x'"),
        lambda path: execute(path, "UPDATE replication SET figures = x'00'"),
        lambda path: execute(path, "UPDATE replication SET sheet = 'x'"),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)  # fmt: skip
def test_figures_that_are_none(damage: Callable[[Path], Any], made: Path, tmp_path: Path) -> None:
    design = quick("run.replications=1")
    (piece,) = make_design(design, ["one_worker"], engine="simpy").pieces
    kept = Figures(tmp_path)
    kept.prepare()
    row = ("wait_days", "mean", "all", "days", 3.0)
    kept.keep(Outcome("one_worker", 1, piece.name, figures=(row,)))  # type: ignore[arg-type]
    wanted = [Figure("wait_days")]
    assert kept.read([piece.name], wanted).tolist() == [[3.0]]
    damage(tmp_path / NAME)
    with pytest.raises(OutputError, match="remove it, or choose another with --out"):
        kept.read([piece.name], wanted)


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(statement)


def test_a_json_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"a": [1]}', "utf-8")
    assert read_json(tmp_path / "x.json") == {"a": [1]}


def test_a_store_says_what_is_gone(made: Path) -> None:
    with pytest.raises(OutputError, match="it is gone"):
        Store(made / "replications").read("0" * 32, "metrics")
