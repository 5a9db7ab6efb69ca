"""Replications on disk, each in a file that is named by what went into it.

A file appears whole or not at all, and holds no times: the same replication gives the same bytes. A run
that was killed finds what is there and goes on; two runs that write the same file change nothing.
"""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.experiment.folder import OutputError, sweep, whole_file
from socsim.locale import Message

if TYPE_CHECKING:
    import pyarrow as pa

    from socsim.experiment.design import Design, Piece
    from socsim.experiment.replicate import Outcome, Task
    from socsim.experiment.simulate import Say
    from socsim.scenario.blueprint import Blueprint

NUMBERS_VERSION = 3
"""To be raised by every change that moves a number or a column: files of other versions are not found."""

TABLES = (
    "clients", "needs", "work", "falls", "faults", "decisions", "units", "caseworkers", "plans", "metrics",
    "costs",
)  # fmt: skip
JOURNAL = "journal"
"""A table with a file of its own, `<hash>-journal.zip`: the other file is the same with it or without."""
ABOUT = "about.json"
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
MOST_ROWS = 500_000_000
ZSTD_LEVEL = -1  # higher levels take longer than the simulation and save little


def blueprint_hash(blueprint: Blueprint, currency: str) -> str:
    """A name for all that moves a number in this organisation: its own name does not."""
    digest = blake2b(digest_size=16)
    for field in dataclasses.fields(blueprint):
        if field.name != "organisation":
            _feed(digest, field.name, getattr(blueprint, field.name))
    _feed(digest, "currency", currency)
    return digest.hexdigest()


def replication_hash(blueprint: str, seed: int, replication: int, version: int = NUMBERS_VERSION) -> str:
    """The name of a replication's file, from the hash of its Blueprint.

    >>> replication_hash("00", 1, 1) == replication_hash("00", 1, 2)
    False
    """
    digest = blake2b(digest_size=16)
    parts = {"blueprint": blueprint, "seed": seed, "replication": replication, "version": version}
    for name, value in parts.items():
        _feed(digest, name, value)
    return digest.hexdigest()


def _feed(digest: blake2b, name: str, value: object) -> None:
    if isinstance(value, np.ndarray):
        little = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"))
        digest.update(f"{name}\0{little.dtype.str}\0{little.shape}\0".encode())
        digest.update(little.tobytes())
    else:
        digest.update(f"{name}\0{value!r}\0".encode())


def journal_of(name: str) -> str:
    """The name of the file of a replication's journal."""
    return f"{name}-{JOURNAL}"


class Store:
    """The folder of replications."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder, if it is not there."""
        self.folder.mkdir(exist_ok=True)

    def lacking(self, pieces: Sequence[tuple[Design, Piece]], say: Say) -> list[Task]:
        """What simulates those that are not there or cannot be used, each once."""
        missing: dict[str, Task] = {}
        seen: set[str] = set()
        for design, piece in pieces:
            if piece.name not in seen:
                seen.add(piece.name)
                if self._is_missing(piece.name, design.journal, say):
                    missing[piece.name] = design.task(piece, self.folder)
        return list(missing.values())

    def _is_missing(self, name: str, with_journal: bool, say: Say) -> bool:
        wanted: dict[str, Iterable[str]] = {name: TABLES}
        if with_journal:
            wanted[journal_of(name)] = (JOURNAL,)
        missing = False
        for file, tables in wanted.items():
            problem = self.problem(file, tables)
            if problem:
                say(Message("store.anew", path=self.path(file), problem=problem))
            missing |= problem is not None
        return missing

    def keep(self, outcome: Outcome) -> None:
        """Nothing to do: whoever simulates has written the file."""

    def tidy(self) -> None:
        """Remove the temporary files of an interrupted run."""
        sweep(self.folder.parent, older_than=0.0)

    def path(self, name: str) -> Path:
        """Where the replication of this hash is, or would be."""
        return self.folder / f"{name}.zip"

    def problem(self, name: str, tables: Iterable[str] = TABLES) -> Message | str | None:
        """Why the file cannot be used; empty where there is none, None where it can."""
        path = self.path(name)
        if not path.exists():
            return ""
        try:
            with _opened(path) as archive:
                about = json.loads(archive.read(ABOUT))
                if not isinstance(about, dict) or about.get("hash") != name:
                    return Message("store.other")
                missing = [table for table in tables if f"{table}.parquet" not in archive.namelist()]
                if missing:
                    return Message("store.lacks", table=missing[0])
                damaged = archive.testzip()
                return Message("store.damaged", table=damaged) if damaged else None
        except _UNREADABLE as error:
            return Message("store.unreadable", error=error)

    def write(self, name: str, about: Mapping[str, object], tables: Mapping[str, pa.Table]) -> None:
        """Write a replication's tables under its hash.

        Parameters
        ----------
        about : what the file says of itself; nothing that differs from run to run.
        """
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            _add(archive, ABOUT, json.dumps({"hash": name, **about}, indent=1, sort_keys=True).encode())
            for table, rows in tables.items():
                _add(archive, f"{table}.parquet", memoryview(to_parquet(rows)))
        with whole_file(self.path(name)) as temporary:
            temporary.write_bytes(packed.getbuffer())

    def read(self, name: str, table: str, columns: Iterable[str] | None = None) -> pa.Table:
        """One table of a replication.

        Raises
        ------
        OutputError : where the file has gone, or is not what a run has written.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.path(journal_of(name) if table == JOURNAL else name)
        wanted = None if columns is None else list(columns)
        try:
            with _opened(path) as archive:
                body = archive.read(f"{table}.parquet")
            parquet = pq.ParquetFile(pa.BufferReader(body))
            if parquet.metadata.num_rows > MOST_ROWS:
                raise ValueError(f"{table} has {parquet.metadata.num_rows} rows")
            lacking = _columns(table) - set(parquet.schema_arrow.names)
            if lacking:
                raise ValueError(f"{table} has no {min(lacking)}")
            read = parquet.read(wanted, use_threads=False)
            return read if wanted is None else read.select(wanted)
        except (*_UNREADABLE, pa.ArrowException) as error:
            raise OutputError(path, f"cannot be read ({error}): remove it and run again") from error


_UNREADABLE = (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile)
"""What reading an archive comes to that is none, or not one of ours; too deep a JSON is a RuntimeError."""


@cache
def _columns(table: str) -> frozenset[str]:
    """Those that a table has in any case."""
    from socsim.analysis.money import COST_COLUMNS
    from socsim.analysis.sheet import COLUMNS as METRIC_COLUMNS
    from socsim.engine.ledger import COLUMNS

    known = {**COLUMNS, "metrics": METRIC_COLUMNS, "costs": COST_COLUMNS}
    return frozenset(known.get(table, ()))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive of ours: nothing in it is packed, so that none of it can be larger than the file."""
    if not path.is_file():
        raise FileNotFoundError("it is gone")
    with zipfile.ZipFile(path) as archive:
        if any(one.compress_type != zipfile.ZIP_STORED for one in archive.infolist()):
            raise ValueError("it is packed, as no run does")
        yield archive


def to_parquet(table: pa.Table) -> pa.Buffer:
    """The table as the bytes of a parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(table, out, **encoding(table.schema))
    return out.getvalue()


def encoding(schema: pa.Schema) -> dict[str, Any]:
    """How parquet is to write these columns.

    Names and whole numbers as a dictionary. Floats seldom repeat, but the first bytes of those that
    stand together do: bytes written apart take less room and time. Least and greatest of a column would
    be for those who search for a few rows.
    """
    import pyarrow.types as kinds

    split = [field.name for field in schema if kinds.is_floating(field.type)]
    return {
        "compression": "zstd",
        "compression_level": ZSTD_LEVEL,
        "use_dictionary": [name for name in schema.names if name not in split],
        "column_encoding": dict.fromkeys(split, "BYTE_STREAM_SPLIT"),
        "write_statistics": False,
    }


def _add(archive: zipfile.ZipFile, name: str, body: bytes | memoryview) -> None:
    entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
    entry.create_system = 3  # else the bytes tell Windows from the rest
    archive.writestr(entry, body)
