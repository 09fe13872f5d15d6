"""Tables as CSV, in UTF-8 with a byte order mark, by which spreadsheets tell the encoding.

CSV has no types: a text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streaming.printable import printable
from streaming.reports.columns import AddRow, Column, CsvStyle, cells

# In full width, too: spreadsheets in Japanese take these for the same.
_FORMULA = tuple("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}")


@contextmanager
def writing_csv(temporary: Path, columns: Sequence[Column], style: CsvStyle) -> Iterator[AddRow]:
    """Context manager that yields a function to add rows to a CSV file.

    Args:
        temporary: the file, which is put in its place by the caller.
        columns: its columns.
        style: separator and decimal sign.

    Raises:
        OSError: it cannot be written.
    """
    with temporary.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";" if style == "semicolon" else ",", lineterminator="\n")
        table.writerow([_text(heading) for column in columns for heading in column.headings])

        def add(row: Sequence[Any]) -> None:
            table.writerow([_written(column, value, style) for column, value in cells(columns, row)])

        yield add


def _written(column: Column, value: Any, style: CsvStyle) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if column.kind in ("number", "numbers"):
        text = f"{value:.{column.digits}f}"
        return text.replace(".", ",") if style == "semicolon" else text
    if column.kind == "truth":
        return str(int(value))
    return _text(value) if column.kind == "text" else str(value)


def _text(value: str) -> str:
    shown = printable(value)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
