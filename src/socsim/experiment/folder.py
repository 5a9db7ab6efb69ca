"""The folder of a run: whether it can be written is found out before anything is simulated."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socsim.scenario.errors import UserError

STALE = 900.0  # seconds after which a temporary file must be what a killed run has left


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
    for name in (".", "replications", "charts"):
        there = folder / name
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


def sweep(folder: Path, older_than: float = STALE) -> None:
    """Remove the temporary files that a killed run has left."""
    for place in (folder, folder / "replications", folder / "charts"):
        for path in place.glob(".*.tmp"):
            try:
                if time.time() - path.stat().st_mtime >= older_than:
                    path.unlink()
            except OSError:
                pass  # another run was faster, or it is not ours to remove
