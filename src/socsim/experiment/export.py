"""Event logs out of the results of a run, in the forms that process-mining tools read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from socsim.experiment.event_log import EPOCH, check_epoch, event_log
from socsim.experiment.folder import OutputError, prepare, whole_file
from socsim.experiment.ocel import write_json, write_sqlite
from socsim.experiment.xes import write_xes
from socsim.scenario.errors import UserError, suggest

if TYPE_CHECKING:
    from socsim.engine import Choice
    from socsim.experiment.design import Piece
    from socsim.experiment.event_log import EventLog
    from socsim.experiment.results import Results

Format = Literal["csv", "xes", "ocel", "ocel-sqlite"]
Write = Callable[["EventLog", Path], None]


def _write_csv(log: EventLog, path: Path) -> None:
    log.frame.to_csv(path, index=False, lineterminator="\n")


FORMATS: dict[str, tuple[str, Write]] = {
    "csv": (".csv", _write_csv),
    "xes": (".xes", write_xes),
    "ocel": (".json", write_json),
    "ocel-sqlite": (".sqlite", write_sqlite),
}


def export(
    results: Results | Path | str,
    format: Format = "csv",
    *,
    organisation: str | None = None,
    replication: int | None = None,
    out: Path | str | None = None,
    language: str = "en",
    epoch: date = EPOCH,
    clients: int | None = None,
    engine: Choice = "auto",
    tell: Callable[[str, int], None] = lambda path, events: None,
) -> list[Path]:
    """Write what happened in a replication as an event log, a file for each organisation.

    Parameters
    ----------
    results : what `run` gives, or the folder that it has written. Where it kept no journal, the replication
        is simulated again, with the same outcome.
    format : `csv`; `xes` (IEEE 1849-2016); `ocel` (OCEL 2.0 as JSON) or `ocel-sqlite`.
    organisation : this one only; None: all.
    replication : which one; None: the first that there is.
    out : the folder, or, for one organisation, the file; None: the folder `export` of the results.
    language : of the activities' names, 'sv' or 'en'.
    epoch : the date of the day on which the simulation starts; a convention, as the model knows no calendar.
    clients : only what is about the first so many clients of the cohort; None: all that happened.
    engine : by which a journal that was not kept is simulated.
    tell : told of each file and how many events it has.

    Returns
    -------
    The files.

    Raises
    ------
    UserError : for an organisation, replication, format or date that there is not.
    OutputError : where the files cannot be written.
    """
    from socsim.experiment.opened import open_results

    results = open_results(results) if isinstance(results, (str, Path)) else results
    if format not in FORMATS:
        raise UserError([suggest(f"there is no format '{format}'", format, FORMATS)])
    if clients is not None and clients < 1:
        raise UserError([f"--clients {clients}: a whole number from 1"])
    suffix, write = FORMATS[format]
    pieces = list(_chosen(results, organisation, replication))
    for piece in pieces:
        check_epoch(epoch, results.design.blueprints[piece.organisation].horizon)
    paths = _paths(results, pieces, suffix, None if out is None else Path(out))
    for piece, path in zip(pieces, paths, strict=True):
        log = event_log(results, piece, language=language, epoch=epoch, clients=clients, engine=engine)
        with whole_file(path) as temporary:
            write(log, temporary)
        tell(str(path), len(log.frame))
    return paths


def _chosen(results: Results, organisation: str | None, replication: int | None) -> Iterator[Piece]:
    """The organisations, in one replication."""
    known = list(results.design.blueprints)
    if organisation is not None and organisation not in known:
        raise UserError(
            [suggest(f"these results have no organisation '{organisation}'", organisation, known)]
        )
    wanted = [piece for piece in results.pieces if organisation in (None, piece.organisation)]
    numbers = sorted({piece.replication for piece in wanted})
    if replication is not None and replication not in numbers:
        there = f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else ", ".join(map(str, numbers))
        raise UserError([f"--replication {replication}: these results have {there}"])
    chosen = numbers[0] if replication is None else replication
    return (piece for piece in wanted if piece.replication == chosen)


def _paths(results: Results, pieces: list[Piece], suffix: str, out: Path | None) -> list[Path]:
    """Where each log goes; the folder is made."""
    folder = results.store.folder.parent / "export" if out is None else out
    if out is not None and out.suffix == suffix and not out.is_dir():
        if len(pieces) > 1:
            said = "is one file for several organisations: name one with --organisation, or name a folder"
            raise OutputError(out, said)
        prepare(out.parent)
        return [out]
    names = [f"{piece.organisation}-{piece.replication}{suffix}" for piece in pieces]
    prepare(folder, names)
    return [folder / name for name in names]
