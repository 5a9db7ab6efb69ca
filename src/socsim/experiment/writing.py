"""Results as files. Each appears whole or not at all, the manifest last."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from socsim.experiment.drawing import Draw, draw_here
from socsim.experiment.folder import OutputError, prepare, whole_file
from socsim.experiment.store import JOURNAL, encoding

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from socsim.experiment.results import Results

BEHIND = ("clients", "needs", "work", "falls", "faults", "decisions", "plans", "costs", "caseworkers")
MANIFEST = "manifest.json"
FILES = (
    "summary.csv",
    "comparison.csv",
    "summary.xlsx",
    *(f"{name}.parquet" for name in (*BEHIND, JOURNAL)),
    MANIFEST,
)
AT_ONCE = 500_000  # rows
FIGURES = "%.10g"  # as many as tell results apart, and none that another processor rounds otherwise


def write(results: Results, folder: Path, draw: Draw = draw_here, language: str = "en") -> list[Path]:
    """Write everything into the folder; see `Results.write`. The charts are drawn by `draw`."""
    prepare(folder, FILES)
    (folder / MANIFEST).unlink(missing_ok=True)  # until all is there, none says what it is
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as beside:  # pyarrow's work leaves Python free meanwhile
        behind = _tables_behind(results, folder, beside)
        drawn = _charts(results, folder / "charts", draw, language)
        written = _tables(results, folder)
        charts_from = time.perf_counter()
        charts = drawn()
        results.seconds["charts"] = time.perf_counter() - charts_from
        written += [*(table.result() for table in behind), *charts]
    results.seconds["writing"] = time.perf_counter() - start
    with whole_file(folder / MANIFEST) as temporary:
        text = json.dumps(results.manifest, indent=2, ensure_ascii=False, allow_nan=False, default=str)
        temporary.write_text(text + "\n", encoding="utf-8")
    return [*written, folder / MANIFEST]


def _tables(results: Results, folder: Path) -> list[Path]:
    """The tables that people read."""
    from socsim.experiment.spreadsheet import write_xlsx

    written = [_csv(results.summary, folder / "summary.csv")]
    written.append(_csv(results.comparison, folder / "comparison.csv"))
    try:
        written.append(write_xlsx(results.summary, results.comparison, folder / "summary.xlsx"))
    except OSError as error:
        raise OutputError(folder / "summary.xlsx", f"cannot be written ({error.strerror})") from error
    return written


def _tables_behind(results: Results, folder: Path, beside: Executor) -> list[Future[Path]]:
    (folder / "journal.parquet").unlink(missing_ok=True)  # an older run's
    tables = (*BEHIND, JOURNAL) if results.design.journal else BEHIND
    return [beside.submit(_parquet, results, name, folder / f"{name}.parquet") for name in tables]


def _csv(frame: pd.DataFrame, path: Path) -> Path:
    with whole_file(path) as temporary:
        frame.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
    return path


def _parquet(results: Results, table: str, path: Path) -> Path:
    """Write a table so many rows at a time: all of `work` at once may not fit into memory."""
    import pyarrow.parquet as pq

    with whole_file(path) as temporary:
        writer: pq.ParquetWriter | None = None
        try:
            for rows in _together(results.parts(table)):
                if writer is None:
                    writer = pq.ParquetWriter(temporary, rows.schema, **encoding(rows.schema))
                writer.write_table(rows)
        finally:
            if writer is not None:
                writer.close()
    return path


def _together(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The parts joined to tables of about `AT_ONCE` rows."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    for part in parts:
        waiting.append(part)
        if sum(one.num_rows for one in waiting) >= AT_ONCE:
            yield pa.concat_tables(waiting).unify_dictionaries()
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting).unify_dictionaries()


def _charts(results: Results, folder: Path, draw: Draw, language: str) -> Callable[[], list[Path]]:
    """Begin to draw; what comes back waits for the files."""
    clients = results.table("clients", ["cohort", "needs", "lead_to_all_supported_days"])
    drawn = draw(
        results.summary,
        results.comparison,
        clients,
        results.meta,
        folder,
        language,
        primary=results.design.scenario.comparison.primary,
        findings=results.verdict.findings,
    )

    def wait() -> list[Path]:
        try:
            return drawn()
        except OSError as error:
            raise OutputError(folder, f"cannot be written ({error.strerror})") from error

    return wait
