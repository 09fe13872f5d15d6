"""Tables as CSV or Parquet, written row by row, whole or not at all.

CSV is UTF-8 with a byte order mark, by which spreadsheets tell the encoding. A column of several numbers is a
column for each of them in CSV, and a list in Parquet.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import numpy as np

from mans.archive.extras import import_extra
from mans.archive.results import Format
from streaming.printable import printable
from streaming.writers.atomic import replacing

Kind = Literal["text", "whole", "number", "truth", "numbers"]
AddRow = Callable[[Sequence[Any]], object]
"""Adds a row: a value for each column."""

_ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: its heading; with a unit where it has one.
        kind: of its values.
        digits: decimal places in CSV; Parquet keeps all.
        parts: of a column of several numbers, what each is called in CSV after ``name``.
    """

    name: str
    kind: Kind = "text"
    digits: int = 3
    parts: tuple[str, ...] = ()


def check_format(kind: Format) -> None:
    """Check that tables of a kind can be written.

    Raises:
        SettingsError: a package is missing.
    """
    if kind == "parquet":
        _pyarrow("pyarrow.parquet")


@contextmanager
def writing_table(path: Path, kind: Format, columns: Sequence[Column]) -> Iterator[AddRow]:
    """Context manager that yields a function to add rows, and puts the table in its place at the end.

    Args:
        path: the file; an existing one is replaced.
        kind: its format.
        columns: its columns.

    Raises:
        WriteError: it cannot be written; then nothing is replaced.
    """
    with replacing(path) as (temporary,):
        yield from (_csv if kind == "csv" else _parquet)(temporary, columns)


def _csv(temporary: Path, columns: Sequence[Column]) -> Iterator[AddRow]:
    with temporary.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        headings: list[str] = []
        for column in columns:
            parts = [f"{column.name}_{part}" for part in column.parts]
            headings += parts if column.kind == "numbers" else [column.name]
        table.writerow(headings)

        def add(row: Sequence[Any]) -> None:
            cells: list[object] = []
            for column, value in zip(columns, row, strict=True):
                if column.kind == "numbers":
                    cells += [f"{each:.{column.digits}f}" for each in value]
                elif column.kind == "number":
                    cells.append(f"{value:.{column.digits}f}")
                elif column.kind == "truth":
                    cells.append(int(value))
                else:
                    cells.append(printable(value) if column.kind == "text" else value)
            table.writerow(cells)

        yield add


def _parquet(temporary: Path, columns: Sequence[Column]) -> Iterator[AddRow]:
    pyarrow, parquet = _pyarrow("pyarrow"), _pyarrow("pyarrow.parquet")
    kinds = {
        "text": pyarrow.string(),
        "whole": pyarrow.int64(),
        "number": pyarrow.float64(),
        "truth": pyarrow.bool_(),
    }
    fields = []
    for column in columns:
        several = pyarrow.list_(pyarrow.float32(), len(column.parts))
        about = {"parts": "\n".join(map(printable, column.parts))} if column.parts else None
        kind = several if column.kind == "numbers" else kinds[column.kind]
        fields.append(pyarrow.field(column.name, kind, metadata=about))
    schema = pyarrow.schema(fields)
    with parquet.ParquetWriter(str(temporary), schema, compression="zstd") as writer:
        waiting: list[Sequence[Any]] = []

        def flush() -> None:
            arrays = []
            for i, field in enumerate(fields):
                values = [row[i] for row in waiting]
                if columns[i].kind == "text":
                    values = [printable(value) for value in values]
                elif columns[i].kind == "numbers":
                    flat = np.concatenate(values, dtype=np.float32) if values else np.zeros(0, np.float32)
                    length = len(columns[i].parts)
                    arrays.append(pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(flat), length))
                    continue
                arrays.append(pyarrow.array(values, field.type))
            writer.write_table(pyarrow.table(arrays, schema))
            waiting.clear()

        def add(row: Sequence[Any]) -> None:
            waiting.append(row)
            if len(waiting) >= _ROWS_AT_ONCE:
                flush()

        yield add
        if waiting:
            flush()


def _pyarrow(module: str) -> ModuleType:
    return import_extra(module, "parquet", "give --format csv")
