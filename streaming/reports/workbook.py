"""Tables as sheets of an Excel workbook (``.xlsx``), written row by row.

Numbers are numbers and texts are texts, also those that begin like a formula or an address. A table of more
rows than a sheet has goes on in another one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from streaming.errors import SettingsError
from streaming.extras import import_extra
from streaming.printable import printable
from streaming.reports.columns import AddRow, Column, Table, cells

MOST_ROWS = 1_048_576
"""Rows of a sheet, its heading among them."""
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_FORBIDDEN = frozenset("[]:*?/\\")
_NARROWEST, _WIDEST = 8, 40


def xlsxwriter() -> ModuleType:
    """Import the library.

    Raises:
        SettingsError: it is not installed.
    """
    return import_extra("xlsxwriter", "XlsxWriter", "xlsx", SettingsError)


def sheet_names(names: Sequence[str]) -> list[str]:
    """Return names of sheets for texts: as Excel allows them, and each different from the others."""
    taken = {"history"}  # Excel has one of its own
    found = []
    for name in names:
        plain = "".join("_" if letter in _FORBIDDEN else letter for letter in printable(name))
        found.append(_free(plain.strip(" '") or "sheet", taken))
    return found


def _free(plain: str, taken: set[str]) -> str:
    number = 1
    while True:
        ending = f" {number}" if number > 1 else ""
        name = _cut(plain, _LONGEST_NAME - len(ending)) + ending
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1


def _cut(text: str, most: int) -> str:
    """Cut a text to so many UTF-16 units, which Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.rstrip(" '")


@contextmanager
def writing_workbook(path: Path, tables: Sequence[Table], title: str = "") -> Iterator[list[AddRow]]:
    """Context manager that yields a function to add rows for each sheet of a new workbook.

    Args:
        path: the file.
        tables: a sheet each.
        title: what the workbook is of, for its properties.

    Raises:
        OSError: it cannot be written.
        SettingsError: the library is not installed.
    """
    library = xlsxwriter()
    with tempfile.TemporaryDirectory(prefix="mans-live-", ignore_cleanup_errors=True) as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        book = library.Workbook(str(path), options)
        book.use_zip64()
        book.set_properties({"title": printable(title)})
        taken = {"history"}
        try:
            yield [_Sheet(book, table, taken).add for table in tables]
        except BaseException:
            _abandon(book)
            raise
        try:
            book.close()
        except library.exceptions.FileCreateError as error:
            _abandon(book)
            raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from None


def _abandon(book: Any) -> None:
    """Close what is open of a workbook that is not going to be written."""
    book.fileclosed = True
    for sheet in book.worksheets():
        with suppress(OSError):  # what was not written yet, where the disk is full
            sheet.row_data_fh.close()


class _Sheet:
    """A table on its way into one sheet, or several."""

    def __init__(self, book: Any, table: Table, taken: set[str]) -> None:
        self._book, self._table, self._taken = book, table, taken
        plain = sheet_names([table.name])[0]
        self._name = plain
        self._heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._formats = {column: self._format(column) for column in table.columns}
        self._begin()

    def _format(self, column: Column) -> Any:
        if column.kind in ("number", "numbers"):
            return self._book.add_format({"num_format": f"0.{'0' * column.digits}" if column.digits else "0"})
        return None

    def _begin(self) -> None:
        """Begin a sheet with the headings, which stay in sight."""
        self._sheet = self._book.add_worksheet(_free(self._name, self._taken))
        headings = [(column, heading) for column in self._table.columns for heading in column.headings]
        for at, (column, heading) in enumerate(headings):
            least = 16 if column.kind == "text" else _NARROWEST
            self._sheet.set_column(at, at, min(max(least, len(heading) + 2), _WIDEST))
            self._sheet.write_string(0, at, heading[:_LONGEST_TEXT], self._heading)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def add(self, row: Sequence[Any]) -> None:
        """Add a row."""
        if self._row >= MOST_ROWS:
            self._begin()
        for at, (column, value) in enumerate(cells(self._table.columns, row)):
            if value is None:
                continue
            if column.kind == "text":
                text = printable(value)
                if text:
                    self._sheet.write_string(self._row, at, text[:_LONGEST_TEXT])
            elif column.kind == "truth":
                self._sheet.write_boolean(self._row, at, bool(value))
            elif np.isfinite(value):
                self._sheet.write_number(self._row, at, float(value), self._formats[column])
        self._row += 1
