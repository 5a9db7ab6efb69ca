"""The figures of many replications in one file: for questions that take thousands of runs.

A ledger is some megabytes, its figures some kilobytes. A replication is in the file whole or not at all,
under the name that `socsim.experiment.store` gives it, and what one question has simulated, another finds.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from socsim.experiment.folder import OutputError
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    from socsim.experiment.design import Design, Piece
    from socsim.experiment.replicate import Outcome, Task
    from socsim.experiment.simulate import Say

NAME = "figures.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS sheet (number INTEGER PRIMARY KEY, figures TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS replication (name TEXT PRIMARY KEY, sheet INTEGER NOT NULL, figures BLOB NOT NULL)
WITHOUT ROWID;
"""
_DAMAGED = (zlib.error, ValueError, KeyError, TypeError, IndexError, RecursionError)
"""What comes of a file that somebody else has written into."""
_MOST_BYTES = 10_000_000  # of a replication's figures, unpacked
_AT_ONCE = 500  # names a query


class Figure(NamedTuple):
    """A figure of summary.csv."""

    metric: str
    statistic: str = "mean"
    group: str = "all"

    @property
    def name(self) -> str:
        """In short: `metric`, `metric.p90`, `metric[needs=4+]`."""
        statistic = "" if self.statistic == "mean" else f".{self.statistic}"
        return f"{self.metric}{statistic}" + ("" if self.group == "all" else f"[{self.group}]")


class Figures:
    """The file of figures in a folder.

    Parameters
    ----------
    folder : where it is, or is to be.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def prepare(self) -> None:
        """Make the file, if it is not there.

        Raises
        ------
        OutputError : where that cannot be done.
        """
        with self._open() as file:
            file.executescript(_TABLES)

    def lacking(self, pieces: Sequence[tuple[Design, Piece]], say: Say) -> list[Task]:
        """What simulates those that are not there, each once."""
        names = [piece.name for _, piece in pieces]
        seen = {name for name, _, _ in self._rows(names)}
        tasks = []
        for design, piece in pieces:
            if piece.name not in seen:
                seen.add(piece.name)
                tasks.append(design.task(piece, None))
        return tasks

    def keep(self, outcome: Outcome) -> None:
        """Put in what a task has come to; nothing where it failed."""
        if outcome.error:
            return
        sheet = json.dumps([row[:3] for row in outcome.figures])
        values = np.array([row[4] for row in outcome.figures], dtype="<f8")
        with self._open() as file:
            file.execute("INSERT OR IGNORE INTO sheet (figures) VALUES (?)", (sheet,))
            (number,) = file.execute("SELECT number FROM sheet WHERE figures = ?", (sheet,)).fetchone()
            row = (outcome.name, number, zlib.compress(values.tobytes(), 1))
            file.execute("INSERT OR REPLACE INTO replication VALUES (?, ?, ?)", row)

    def tidy(self) -> None:
        """Nothing is left behind: what was not finished was rolled back."""

    def read(self, names: Sequence[str], wanted: Sequence[Figure]) -> Floats:
        """Figures of replications.

        Parameters
        ----------
        names : the hashes of n replications.
        wanted : k figures.

        Returns
        -------
        Shape (n, k); NaN where there is no such replication, or it has no such figure.
        """
        found = np.full((len(names), len(wanted)), np.nan)
        if names:  # else the file need not be there
            try:
                self._fill(found, names, wanted)
            except _DAMAGED as error:
                why = f"cannot be used ({error}): remove it, or choose another with --out"
                raise OutputError(self.path, why) from error
        return found

    def _fill(self, found: Floats, names: Sequence[str], wanted: Sequence[Figure]) -> None:
        places: dict[int, list[tuple[int, int]]] = {}
        rows = {name: (number, body) for name, number, body in self._rows(names)}
        sheets = self._sheets({number for number, _ in rows.values()})
        for number, sheet in sheets.items():
            at = {figure: place for place, figure in enumerate(sheet)}
            places[number] = [(k, at[one]) for k, one in enumerate(wanted) if one in at]
        for row, name in enumerate(names):
            if name in rows:
                number, body = rows[name]
                unpacked = zlib.decompressobj().decompress(body, _MOST_BYTES)
                values = np.frombuffer(unpacked, dtype="<f8")
                for k, place in places[number]:
                    found[row, k] = values[place]

    def _sheets(self, numbers: set[int]) -> dict[int, list[Figure]]:
        with self._open() as file:
            rows = file.execute("SELECT number, figures FROM sheet").fetchall()
        return {
            number: [Figure(*one) for one in json.loads(text)] for number, text in rows if number in numbers
        }

    def _rows(self, names: Sequence[str]) -> Iterator[tuple[str, int, bytes]]:
        distinct = list(dict.fromkeys(names))
        with self._open() as file:
            for start in range(0, len(distinct), _AT_ONCE):
                some = distinct[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                yield from file.execute(f"SELECT * FROM replication WHERE name IN ({marks})", some)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self.path.exists() and not self.path.is_file():
            raise OutputError(self.path, "is no file: remove it, or choose another with --out")
        try:
            with closing(sqlite3.connect(self.path, timeout=60.0)) as file, file:
                file.execute("PRAGMA synchronous = OFF")  # a killed run loses nothing even so
                yield file
        except sqlite3.Error as error:
            why = f"cannot be used ({error}): remove it, or choose another with --out"
            raise OutputError(self.path, why) from error
