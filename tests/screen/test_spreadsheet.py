"""The spreadsheet: the tables come back as they were, the same bytes twice, and no formula gets in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from socsim.experiment.spreadsheet import write_xlsx
from tests.charts.synthetic import made


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    run = made(2, replications=3)
    summary = run.summary.head(60).copy()
    summary.loc[0, "ci_low"] = np.nan
    return summary, run.comparison.head(40)


def test_round_trip(tables: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    path = write_xlsx(*tables, tmp_path / "summary.xlsx")
    for name, table in zip(("summary", "comparison"), tables, strict=True):
        read = pd.read_excel(path, sheet_name=name)
        pd.testing.assert_frame_equal(read, table.reset_index(drop=True), check_dtype=False, rtol=1e-12)


def test_looks_as_an_office_expects(tables: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(*tables, tmp_path / "summary.xlsx"))
    assert book.sheetnames == ["summary", "comparison"]
    sheet = book["summary"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:I{len(tables[0]) + 1}"
    assert all(cell.font.bold for cell in sheet[1])
    names = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, names.index("ci_low") + 1).value is None
    units = names.index("measured_in") + 1
    shares = [row for row in range(2, 62) if sheet.cell(row, units).value == "share"]
    assert shares
    assert {sheet.cell(row, names.index("estimate") + 1).number_format for row in shares} == {"0.0%"}
    assert sheet.column_dimensions["B"].width >= len("lead_to_all_supported_days")


def test_same_bytes_twice(
    tables: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_xlsx(*tables, tmp_path / "a.xlsx").read_bytes()
    import openpyxl.writer.excel as writer

    class Later(writer.datetime.datetime):  # type: ignore[name-defined, misc]
        @classmethod
        def now(cls, tz=None):
            return cls(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    monkeypatch.setattr(writer.datetime, "datetime", Later)
    assert write_xlsx(*tables, tmp_path / "b.xlsx").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_no_formula_comes_in_by_a_name(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "organisation": ['=HYPERLINK("http://x")', "+1", "@a", "a\x0bb"],
            "=estimate": [1.0, np.inf, np.nan, 0.0],
        }
    )
    path = write_xlsx(table, table.iloc[:0], tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(path)["summary"]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 5
    assert sheet["A2"].value == '=HYPERLINK("http://x")'
    assert sheet["A2"].quotePrefix
    assert sheet["B1"].data_type == "s"
    assert [cell.value for cell in sheet["B"][1:]] == [1, None, None, 0]
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_table_without_rows_is_a_header(tmp_path: Path) -> None:
    empty = pd.DataFrame(columns=["organisation", "difference"])
    book = openpyxl.load_workbook(write_xlsx(empty, empty, tmp_path / "e.xlsx"))
    assert [cell.value for cell in book["comparison"][1]] == ["organisation", "difference"]
