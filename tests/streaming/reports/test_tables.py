"""Tables read back as what was written, in either format, by the programs that people have."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import SettingsError, WriteError
from streaming.reports import parquet as parquet_tables
from streaming.reports.columns import Column, Format, Style
from streaming.reports.tables import check_format, writing_table

COLUMNS = (
    Column("file"),
    Column("person", "whole"),
    Column("start_s", "number"),
    Column("sure", "truth"),
    Column("f_a", "numbers", 4, ("0", "1", "2")),
)
ROWS = [
    ('Händewaschen, "links"\n=1+1 \udcff', 1, 1.23456, True, np.array([0.1, 0.25, 1.0], np.float32)),
    ("b", 2, -0.5, False, np.array([0.0, 0.5, 0.12345678], np.float32)),
]


def test_csv_says_its_encoding_and_has_a_line_for_each_row(tmp_path: Path):
    with writing_table(tmp_path / "a.csv", Style("csv"), COLUMNS) as add:
        for row in ROWS:
            add(row)
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and text.count(b"\n") == 3
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert read[0] == {
        "file": 'Händewaschen, "links"\\n=1+1 \\udcff',
        "person": "1",
        "start_s": "1.235",
        "sure": "1",
        "f_a_0": "0.1000",
        "f_a_1": "0.2500",
        "f_a_2": "1.0000",
    }


@pytest.mark.parametrize("count", [0, 1, parquet_tables.ROWS_AT_ONCE + 1])
def test_parquet_keeps_every_digit(tmp_path: Path, count: int):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    with writing_table(tmp_path / "a.parquet", Style("parquet"), COLUMNS) as add:
        for number in range(count):
            add(ROWS[number % 2])
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == count and table.column_names == [column.name for column in COLUMNS]
    assert table.schema.field("f_a").metadata == {b"parts": b"0\n1\n2"}
    for number, row in list(enumerate(table.to_pylist()))[-2:]:
        written = ROWS[number % 2]
        assert (row["person"], row["start_s"], row["sure"]) == written[1:4]
        assert np.array_equal(np.float32(row["f_a"]), written[4])


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_table_is_whole_or_as_it_was(tmp_path: Path, kind: Format):
    if kind != "csv":
        library = {"parquet": "pyarrow", "xlsx": "xlsxwriter"}[kind]
        pytest.importorskip(library, reason=f"{library} is not installed")
    path = tmp_path / f"a.{kind}"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), writing_table(path, Style(kind), COLUMNS) as add:
        add(ROWS[0])
        raise ZeroDivisionError
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(WriteError), writing_table(tmp_path / "none" / "a", Style(kind), COLUMNS):
        pass


@pytest.mark.parametrize(("kind", "module"), [("parquet", "pyarrow.parquet"), ("xlsx", "xlsxwriter")])
def test_without_its_library_a_format_names_the_extra(monkeypatch, kind: Format, module: str):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingsError, match=rf'pip install "mans-live\[{kind}\]"'):
        check_format(kind)
    check_format("csv")
