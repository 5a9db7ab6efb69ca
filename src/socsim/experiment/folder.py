"""The folder of a run: whether it can be written is found out before anything is simulated."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socsim.scenario.errors import UserError

MOST_JSON = 50_000_000  # bytes
STALE = 900.0  # seconds after which a temporary file must be what a killed run has left


INSIDE = ("replications", "charts")
"""Folders that a run makes in its own."""


class OutputError(UserError):
    """Results cannot be written where they were to go."""

    def __init__(self, path: Path | str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__([f"{path}: {why}"])

    def __reduce__(self) -> tuple[Any, ...]:
        """Worker processes pass errors on, so that they must survive pickling."""
        return (OutputError, (self.path, self.why))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; it takes the place of `path` when that has worked out.

    Raises
    ------
    OutputError : where the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)  # a link of that name would lead out of the folder
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror or error})") from error
    finally:
        temporary.unlink(missing_ok=True)


def prepare(folder: Path, files: Iterable[str] = ()) -> None:
    """Make the folder, after checking that all that is to go into it can be written.

    Raises
    ------
    OutputError : with what is in the way; then nothing has been made.
    """
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        what = "a file" if nearest == folder else f"in a folder, but {nearest} is a file"
        raise OutputError(folder, f"is {what}: results go into a folder, choose another with --out")
    for name in (".", *INSIDE):
        there = folder / name
        if name in INSIDE and there.is_symlink():
            raise OutputError(there, "is a link, which may lead out of the folder: remove it")
        if there.exists() and not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            raise OutputError(there, "is not a folder that can be written: choose another with --out")
    for name in files:
        if (folder / name).is_dir():
            raise OutputError(folder / name, "is a folder where a file is to go: choose another with --out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe.{os.getpid()}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = error.strerror or error
        raise OutputError(folder, f"cannot be written ({why}): choose another with --out") from None


def read_json(path: Path) -> Any:
    """What a file of a results folder says; the folder may come from anybody.

    Raises
    ------
    OSError, ValueError : where it cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("it is no file")  # to wait for a pipe may take for ever
    with path.open("rb") as file:
        body = file.read(MOST_JSON + 1)
    if len(body) > MOST_JSON:
        raise ValueError(f"it is larger than {MOST_JSON // 1_000_000} MB")
    try:
        return json.loads(body.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def sweep(folder: Path, older_than: float = STALE) -> None:
    """Remove the temporary files that a killed run has left."""
    for place in (folder, *(folder / name for name in INSIDE)):
        for path in place.glob(".*.tmp"):
            try:
                if time.time() - path.stat().st_mtime >= older_than:
                    path.unlink()
            except OSError:
                pass  # another run was faster, or it is not ours to remove
