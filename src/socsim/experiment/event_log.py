"""The journal of a replication as an event log: dates instead of days, and activities in words.

The rows are those of the journal, in their order. The day on which time starts has a date, the *epoch*; a
day of the model is a day of the calendar, and times are given to the millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from socsim.engine.journal import journal_frame
from socsim.experiment.replicate import simulated
from socsim.experiment.store import JOURNAL, journal_of
from socsim.locale import say, text
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from socsim.engine import Choice
    from socsim.experiment.design import Piece
    from socsim.experiment.results import Results
    from socsim.scenario.blueprint import Blueprint

EPOCH = date(2000, 1, 1)
EARLIEST, LATEST = date(1700, 1, 1), date(2261, 12, 31)
"""What tools that count nanoseconds can hold."""
MILLISECONDS = 86_400_000  # a day
UTC = "+00:00"

LIFECYCLE = {
    "ready": "schedule",
    "started": "start",
    "sliced": "suspend",
    "put_down": "suspend",
    "resumed": "resume",
    "interrupted": "pi_abort",
    "finished": "complete",
}
"""Where a piece of work goes over into another state of XES's standard model; all else is `complete`."""

COLUMNS = (
    "case_id", "activity", "timestamp", "start_timestamp", "lifecycle", "resource", "unit", "organisation",
    "replication", "client", "need", "spell", "step", "work", "state", "cause", "value", "event", "day",
)  # fmt: skip


@dataclass(frozen=True)
class EventLog:
    """What happened in one organisation in one replication.

    Attributes
    ----------
    frame : a row for each event, with `COLUMNS`: `case_id` as in the journal ("client/need/spell"; "client"
        for what is about no need, "staff" for what is about a desk); `activity` in words; `timestamp` and
        `start_timestamp` (unlike it where a piece of work is finished) in ISO 8601; `lifecycle`; `event`, the
        activity's name in the journal; `day`, its time to the last bit. The rest is as in the journal.
    title : of the scenario and the organisation, in the language chosen.
    """

    frame: pd.DataFrame
    title: str
    organisation: str
    replication: int
    seed: int
    epoch: date
    language: str
    blueprint: Blueprint


def event_log(
    results: Results,
    piece: Piece,
    *,
    language: str = "en",
    epoch: date = EPOCH,
    clients: int | None = None,
    engine: Choice = "auto",
) -> EventLog:
    """Read a replication's journal, or simulate it again, and put it into words and dates.

    Parameters
    ----------
    piece : one of `results.pieces`.
    epoch : the date of the day on which the simulation starts.
    clients : only what is about the first so many clients of the cohort; None: all that happened.
    engine : which one simulates, where the run has kept no journal.

    Raises
    ------
    UserError : where the dates would lie beyond what tools can read.
    """
    design = results.design
    blueprint = design.blueprints[piece.organisation]
    check_epoch(epoch, blueprint.horizon)
    rows = journal_of_piece(results, piece, engine)
    if clients is not None:
        rows = rows[rows["client"].isin(_first(results, piece, clients))].reset_index(drop=True)
    about = {
        "title": text(design.meta["title"] or "", language),
        "organisation": text(design.meta["organisations"][piece.organisation], language),
    }
    return EventLog(
        _in_words(rows, piece, epoch, language),
        say("export.title", language, **about, replication=piece.replication),
        piece.organisation,
        piece.replication,
        design.scenario.run.seed,
        epoch,
        language,
        blueprint,
    )


def check_epoch(epoch: date, horizon: float) -> None:
    """Raise a UserError where dates would lie beyond what tools can read."""
    latest = LATEST - timedelta(days=int(horizon) + 1)
    if not EARLIEST <= epoch <= latest:
        raise UserError([f"--epoch {epoch}: a date from {EARLIEST} to {latest}"])


def journal_of_piece(results: Results, piece: Piece, engine: Choice = "auto") -> pd.DataFrame:
    """The journal as `journal_frame` makes it: out of the store, or simulated again, which gives the same."""
    name = journal_of(piece.name)
    if results.store.problem(name, (JOURNAL,)) is None:
        frame: pd.DataFrame = results.store.read(piece.name, JOURNAL).to_pandas()
        return frame
    _, journal = simulated(results.design.with_journal(engine).task(piece, None))
    assert journal is not None
    return journal_frame(journal, results.design.blueprints[piece.organisation])


def date_of(written: str | None) -> date:
    """The epoch as the command line writes it.

    Raises
    ------
    UserError : where it is no date.
    """
    try:
        return EPOCH if written is None else date.fromisoformat(written)
    except ValueError:
        raise UserError([f"--epoch {written}: a date, for instance {EPOCH}"]) from None


def _first(results: Results, piece: Piece, number: int) -> list[int]:
    """The first clients of the cohort."""
    table = results.store.read(piece.name, "clients", ["client", "cohort"]).to_pandas()
    return [int(client) for client in np.sort(table["client"][table["cohort"]])[:number]]


def _in_words(rows: pd.DataFrame, piece: Piece, epoch: date, language: str) -> pd.DataFrame:
    frame = rows.rename(columns={"case": "case_id", "activity": "event", "what": "work", "end": "day"})
    frame["activity"] = activities(frame, language)
    frame["timestamp"] = dates(frame["day"].to_numpy(), epoch)
    frame["start_timestamp"] = dates(frame["start"].to_numpy(), epoch)
    frame["lifecycle"] = frame["event"].astype(str).map(lambda event: LIFECYCLE.get(event, "complete"))
    frame["organisation"] = piece.organisation
    frame["replication"] = piece.replication
    return frame[list(COLUMNS)]


def dates(days: npt.NDArray[np.float64], epoch: date) -> npt.NDArray[np.str_]:
    """Days since the start as dates and times of day.

    >>> dates(np.array([0.0, 31.5]), date(2000, 1, 1)).tolist()
    ['2000-01-01T00:00:00.000+00:00', '2000-02-01T12:00:00.000+00:00']
    """
    since = np.rint(days * MILLISECONDS).astype("timedelta64[ms]")
    written = np.datetime_as_string(np.datetime64(epoch, "ms") + since, unit="ms")
    return np.char.add(written, UTC)


def activities(rows: pd.DataFrame, language: str, *, stages: bool = False) -> npt.NDArray[np.object_]:
    """What happens, in words, for each row.

    Parameters
    ----------
    rows : of an `EventLog`.
    stages : whether a piece of work has a name of its own when it begins, pauses and ends; else these differ
        in their lifecycle.
    """
    keys = [rows[name].cat for name in ("event", "work", "step", "state", "cause")]
    code = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        code = code * (len(key.categories) + 1) + key.codes.to_numpy() + 1
    _, first, which = np.unique(code, return_index=True, return_inverse=True)  # few, of very many rows
    named = [_names(key, first) for key in keys]
    words = [_words(language, stages, *one) for one in zip(*named, strict=True)]
    return np.array(words, dtype=object)[which]


def _names(key: Any, rows: npt.NDArray[np.intp]) -> list[str]:
    """The names in these rows of a column; empty where there is none."""
    names = [*map(str, key.categories), ""]
    return [names[code] for code in key.codes.to_numpy()[rows]]


def _words(language: str, stages: bool, event: str, what: str, step: str, state: str, cause: str) -> str:
    if event in LIFECYCLE:
        kind = step.replace("_", " ") if what == "step" else say(f"what={what}", language)
        stage = event if stages else "all"
        return say(f"work={stage}", language, what=kind)
    if state:
        return say("event=entered", language, what=say(f"state={state}", language))
    if cause:
        return say(f"event={event}", language, what=say(f"cause={cause}", language))
    return say(f"event={event}", language)
