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
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

EPOCH = datetime.datetime(2000, 1, 1)
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # Excel calls a file with one of these damaged
FORMULA_STARTS = ("=", "+", "-", "@")
WIDEST = 44
LONGEST = 32_767  # characters that a cell can hold


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
    rows = []
    for name, table in (("summary", summary), ("comparison", comparison)):
        sheet = book.create_sheet(name)
        _head(sheet, table)
        rows.append(_rows(sheet, table))
    saved = io.BytesIO()
    book.save(saved)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        temporary.write_bytes(_finished(saved.getvalue(), rows))
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _head(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Header, filter and widths."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for column, name in enumerate(map(str, table.columns), start=1):
        cell = sheet.cell(row=1, column=column)
        cell.value = UNPRINTABLE.sub("", name)
        cell.data_type = "s"
        cell.quotePrefix = name.startswith(FORMULA_STARTS)  # stays text when someone edits the cell
        cell.font = Font(bold=True)
        width = _width(name, table.iloc[:, column - 1].tolist())
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    if len(table.columns):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"


def _rows(sheet: Worksheet, table: pd.DataFrame) -> str:
    """The rows as they stand in the file: openpyxl takes most of a second for its cells, one by one."""
    from openpyxl.utils import get_column_letter

    style = _Styles(sheet)
    letters = [get_column_letter(at + 1) for at in range(len(table.columns))]
    units = _units(table)
    columns = [table.iloc[:, at].tolist() for at in range(len(letters))]
    said: dict[str, str] = {}  # the same few texts stand in thousands of cells
    rows = []
    for at, values in enumerate(zip(*columns, strict=True)):
        cells = []
        for letter, value in zip(letters, values, strict=True):
            if _missing(value):
                continue
            if isinstance(value, bool | str) or not isinstance(value, int | float):
                text = str(value)
                if text not in said:
                    said[text] = _text(style, text)
                cells.append(f'<c r="{letter}{at + 2}"{said[text]}')
            else:
                number = style.number("0" if isinstance(value, int) else _format(value, units[at]))
                cells.append(f'<c r="{letter}{at + 2}" s="{number}" t="n"><v>{value:.16g}</v></c>')
        rows.append(f'<row r="{at + 2}">{"".join(cells)}</row>')
    return "".join(rows)


def _text(style: _Styles, text: str) -> str:
    """A cell of a text behind its place: never a formula."""
    styled = f' s="{style.quoted}"' if text.startswith(FORMULA_STARTS) else ""
    kept = UNPRINTABLE.sub("", text)[:LONGEST]
    space = ' xml:space="preserve"' if kept != kept.strip() else ""
    return f'{styled} t="inlineStr"><is><t{space}>{escape(kept)}</t></is></c>'


class _Styles:
    """The numbers of the book's styles."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.numbers: dict[str, int] = {}

    def number(self, written: str) -> int:
        """Of numbers that are written so."""
        if written not in self.numbers:
            cell = self._cell()
            cell.number_format = written
            self.numbers[written] = cell.style_id
        return self.numbers[written]

    @cached_property
    def quoted(self) -> int:
        """Of a text that stays one when someone edits the cell."""
        cell = self._cell()
        cell.quotePrefix = True
        return int(cell.style_id)

    def _cell(self) -> Any:
        from openpyxl.cell import WriteOnlyCell

        return WriteOnlyCell(self.sheet)


def _units(table: pd.DataFrame) -> list[str]:
    """What each row is measured in, empty where the table does not say."""
    if "measured_in" not in table.columns:
        return [""] * len(table)
    return ["" if _missing(unit) else str(unit) for unit in table["measured_in"].tolist()]


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


def _finished(archive: bytes, rows: Sequence[str]) -> bytes:
    """The archive with the rows of its sheets, and the same bytes whenever it is written."""
    parts = {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(rows, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", old.read(name))
            if parts.get(name):
                body = _with_rows(body.decode(), parts[name]).encode()
            entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the bytes tell Windows from the rest
            new.writestr(entry, body)
    return out.getvalue()


def _with_rows(sheet: str, rows: str) -> str:
    """A sheet with more rows below its header; it says where its last cell is."""
    last = rows.count("<row ") + 1
    sheet = re.sub(r'(<dimension ref="[A-Z0-9]+:[A-Z]+)1"', rf'\g<1>{last}"', sheet, count=1)
    before, end, after = sheet.rpartition("</sheetData>")
    return f"{before}{rows}{end}{after}"
