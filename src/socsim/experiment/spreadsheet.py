"""The two tables of a run as a spreadsheet that an office opens without further ado.

The same tables give the same bytes: openpyxl stamps the time of saving into the file and into the
zip archive around it, so the archive is written anew with fixed dates.
"""

from __future__ import annotations

import datetime
import io
import math
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

EPOCH = datetime.datetime(2000, 1, 1)
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # Excel calls a file with one of these damaged
FORMULA_STARTS = ("=", "+", "-", "@")
WIDEST = 44


def write_xlsx(summary: pd.DataFrame, comparison: pd.DataFrame, path: Path | str) -> Path:
    """Write both tables as the sheets `summary` and `comparison` of one xlsx file.

    Parameters
    ----------
    summary, comparison : the tables of `summary.csv` and `comparison.csv`, written as they are.
    path : the file; it appears whole or not at all.

    Returns
    -------
    The path.
    """
    from openpyxl import Workbook

    target = Path(path)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "socsim"
    book.properties.created = EPOCH
    for name, table in (("summary", summary), ("comparison", comparison)):
        _fill(book.create_sheet(name), table)
    saved = io.BytesIO()
    book.save(saved)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(_with_fixed_dates(saved.getvalue()))
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _fill(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Header, rows, filter and widths."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    names = [str(name) for name in table.columns]
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row=1, column=column)
        _write_text(cell, name)
        cell.font = Font(bold=True)
    units = _units(table)
    columns = [table.iloc[:, at].tolist() for at in range(len(names))]
    for row in range(len(table)):
        for column, values in enumerate(columns):
            _write(sheet.cell(row=row + 2, column=column + 1), values[row], units[row])
    sheet.freeze_panes = "A2"
    if names:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(table) + 1}"
    for column, (name, values) in enumerate(zip(names, columns, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(name, values)


def _units(table: pd.DataFrame) -> list[str]:
    """What each row is measured in, empty where the table does not say."""
    if "measured_in" not in table.columns:
        return [""] * len(table)
    return ["" if _missing(unit) else str(unit) for unit in table["measured_in"].tolist()]


def _write(cell: Cell, value: Any, unit: str) -> None:
    """One value: a number with its format, nothing for NaN, and text that is never a formula."""
    if _missing(value):
        return
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        _write_text(cell, str(value))
    else:
        cell.value = value
        cell.number_format = "0" if isinstance(value, int) else _format(value, unit)


def _write_text(cell: Cell, text: str) -> None:
    cell.value = UNPRINTABLE.sub("", text)
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True  # stays text when someone edits the cell


def _format(value: float, unit: str) -> str:
    """A format that shows about three figures; Excel puts in the reader's own separators."""
    if unit == "share":
        return "0.0%"
    size = abs(value)
    if size >= 1000 or size == 0:
        return "#,##0"
    decimals = max(0, 2 - math.floor(math.log10(size)))
    return "0." + "0" * min(decimals, 6) if decimals else "0"


def _missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value))


def _width(name: str, values: Sequence[Any]) -> float:
    """Room for the header with its filter button, and for the longest text."""
    texts = [len(value) for value in values if isinstance(value, str)]
    return float(min(WIDEST, max(len(name) + 4, 10, *(length + 2 for length in texts))))


def _with_fixed_dates(archive: bytes) -> bytes:
    """The same archive with the same bytes whenever it is written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", old.read(name))
            entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the bytes tell Windows from the rest
            new.writestr(entry, body)
    return out.getvalue()
