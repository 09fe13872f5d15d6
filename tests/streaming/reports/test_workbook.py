"""Workbooks hold numbers as numbers and texts as texts, whatever these look like; openpyxl reads them."""

from __future__ import annotations

import math
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streaming.errors import WriteError
from streaming.reports import workbook
from streaming.reports.columns import Column, Style, Table
from streaming.reports.tables import writing_table, writing_tables
from streaming.reports.workbook import sheet_names

if TYPE_CHECKING:
    from openpyxl import Workbook

pytestmark = [
    pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed")
    for library in ("openpyxl", "xlsxwriter")
]

COLUMNS = (
    Column("file"),
    Column("count", "whole"),
    Column("seconds", "number"),
    Column("sure", "truth"),
    Column("f_a", "numbers", 4, ("0", "1")),
)
XLSX = Style("xlsx")


def load_workbook(path: Path) -> Workbook:
    """A workbook as openpyxl reads it, which takes long to import: collecting the tests need not wait."""
    import openpyxl

    return openpyxl.load_workbook(path)


def test_numbers_are_numbers_and_formulas_are_texts(tmp_path: Path) -> None:
    texts = ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@a", "https://x.de", "ä\t\udcff", "{=1}", "", "01.02"]
    path = tmp_path / "a.xlsx"
    with writing_table(path, XLSX, COLUMNS, sheet="=Über [1]: 'a'/b?") as add:
        for number, text in enumerate(texts):
            add((text, number, 1.5, number % 2 == 0, (0.25, math.nan)))
        add((None, None, math.nan, None, (0.0, 1.0)))
    book = load_workbook(path)
    (sheet,) = book.worksheets
    assert sheet.title == "=Über _1__ 'a'_b_" and sheet.freeze_panes == "A2"
    heading, *rows = sheet.iter_rows()
    assert [cell.value for cell in heading] == ["file", "count", "seconds", "sure", "f_a_0", "f_a_1"]
    for number, (text, row) in enumerate(zip(texts, rows, strict=False)):
        shown = text.replace("\t", "\\t").replace("\udcff", "\\udcff") or None
        assert (row[0].value, row[0].hyperlink) == (shown, None)
        assert row[0].data_type == ("n" if not text else "s") or row[0].data_type == "inlineStr"
        assert [cell.value for cell in row[1:]] == [number, 1.5, number % 2 == 0, 0.25, None]
        assert row[2].number_format == "0.000"
    assert [cell.value for cell in rows[-1]] == [None, None, None, None, 0, 1]


def test_names_of_sheets_are_valid_and_each_different() -> None:
    names = [
        "A" * 40,
        "a" * 40,
        "",
        "  'x' ",
        "X",
        "History",
        "[a]*/\\:?",
        "\U0001f600" * 20,
        "b\nc",
        "A" * 31,
    ]
    found = sheet_names(names)
    assert len({name.casefold() for name in found}) == len(names) and "history" not in found
    for name in found:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31 and name == name.strip("'")
        assert not set(name) & set("[]:*?/\\\n")
    assert found[2:5] == ["sheet", "x", "X 2"]


def test_a_table_of_more_rows_than_a_sheet_has_goes_on_in_another(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    tables = [Table("a", COLUMNS[1:2]), Table("a 2", COLUMNS[1:2])]
    with writing_tables([tmp_path / "a.xlsx"], XLSX, tables, title="=x") as (first, second):
        for number in range(5):
            first((number,))
        second((9,))
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.properties.title == "=x"
    values = {sheet.title: [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}
    assert values == {"a": [0, 1], "a 2": [9], "a 3": [2, 3], "a 4": [4]}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
@pytest.mark.parametrize("most", [1000, 9000])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, most: int) -> None:
    """While rows are kept, or only when the workbook is put together."""
    import resource

    path = tmp_path / "a.xlsx"
    path.write_text("before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heeded = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        with (
            pytest.raises(WriteError, match=r"a\.xlsx: cannot be written: File too large"),
            writing_table(path, XLSX, COLUMNS[1:2]) as add,
        ):
            for number in range(200 if most > 1000 else 100_000):
                add((number,))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heeded)
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
