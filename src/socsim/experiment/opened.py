"""The results of a run, opened again from its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.experiment.design import make_design
from socsim.experiment.folder import OutputError, read_json
from socsim.experiment.results import Results
from socsim.experiment.store import NUMBERS_VERSION, Store
from socsim.experiment.writing import MANIFEST

if TYPE_CHECKING:
    from socsim.experiment.design import Design


def open_results(folder: Path | str) -> Results:
    """The results that `socsim run` has left in a folder.

    Parameters
    ----------
    folder : with `manifest.json` and the folder `replications` in it.

    Raises
    ------
    OutputError : where there are no results, they are of another version, or replications are gone.
    """
    from socsim import __version__

    folder = Path(folder)
    about = _manifest(folder)
    versions = about["versions"]
    if versions.get("numbers") != NUMBERS_VERSION:
        older = versions.get("socsim")
        raise OutputError(
            folder, f"was made by socsim {older}, {__version__} has other figures: run it again"
        )
    design = _design(about, folder)
    store = Store(folder / "replications")
    done = design.done(store)
    if not done.replications:
        raise OutputError(store.folder, "holds no replication of this run: run it again")
    for piece in done.pieces:
        problem = store.problem(piece.name)
        if problem:
            raise OutputError(store.path(piece.name), f"{problem}: remove it and run again")
    return Results(done, store, started=str(about.get("started", "")), seconds=_times(about), manifest=about)


def _times(about: dict[str, Any]) -> dict[str, float]:
    """How long the parts of the run took, as far as it says."""
    said = about.get("seconds")
    times = said.items() if isinstance(said, dict) else ()
    return {str(name): float(value) for name, value in times if isinstance(value, (int, float))}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise OutputError(folder, "there is no such folder: name one that 'socsim run' has made")
    try:
        about = read_json(path)
    except FileNotFoundError:
        raise OutputError(
            path, "there is no such file: 'socsim run' writes it last, when all is done"
        ) from None
    except (OSError, ValueError) as error:
        raise OutputError(path, f"cannot be read ({error}): run it again") from None
    parts = ("scenario", "versions", "organisations")
    if not isinstance(about, dict) or not all(isinstance(about.get(part), dict) for part in parts):
        raise OutputError(path, "is not the manifest of a run: run it again")
    return about


def _design(about: dict[str, Any], folder: Path) -> Design:
    from socsim.scenario.errors import UserError
    from socsim.scenario.reading import load_again
    from socsim.scenario.sources import Counts

    said = about["scenario"]
    path = folder / MANIFEST
    if "file" not in said:
        raise OutputError(
            path, "its scenario was made in Python, where its `Results` show what it has come to"
        )
    if about.get("processes"):
        raise OutputError(path, "processes of the user's own were at work in it, which are in no file")
    try:
        loaded = load_again(said["as_run"], said["file"])
        counts = {str(name): int(number) for name, number in said["parameters"].items()}
        loaded = replace(loaded, counts=Counts(**counts))  # inherited numbers count once
        return make_design(
            loaded, list(about["organisations"]), about["replications"], bool(about.get("journal")), "simpy"
        )
    except (UserError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        first = error.lines[0] if isinstance(error, UserError) else str(error)
        raise OutputError(path, f"holds no scenario that can be read ({first}): run it again") from None
