"""Tables and their columns, and in which formats they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from streaming.errors import SettingsError
from streaming.printable import printable

Format = Literal["csv", "xlsx", "parquet"]
"""Format of a table."""
CsvStyle = Literal["comma", "semicolon"]
"""How CSV is written: columns between commas and 0.5, or columns between semicolons and 0,5."""
Kind = Literal["text", "whole", "number", "truth", "numbers"]
AnyFormat = TypeVar("AnyFormat", bound=str)
AddRow = Callable[[Sequence[Any]], object]
"""Adds a row: a value for each column; None or NaN for an unknown one, except of several numbers."""

FORMATS: tuple[Format, ...] = ("csv", "xlsx", "parquet")
CSV_STYLES: tuple[CsvStyle, ...] = ("comma", "semicolon")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: its heading; with a unit where it has one.
        kind: of its values.
        digits: decimal places in CSV, and shown in a workbook, whose cells keep all, as Parquet does.
        parts: of a column of several numbers, what each is called after ``name`` in CSV and workbooks.
    """

    name: str
    kind: Kind = "text"
    digits: int = 3
    parts: tuple[str, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The headings it has where a column holds one value."""
        if self.kind == "numbers":
            return [printable(f"{self.name}_{part}") for part in self.parts]
        return [printable(self.name)]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written.

    Attributes:
        name: of the file, without its ending, or of the sheet of a workbook.
        columns: its columns.
    """

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How tables are written.

    Attributes:
        format: of the files.
        csv: separator and decimal sign, of CSV alone.
    """

    format: Format = "csv"
    csv: CsvStyle = "comma"


def cells(columns: Sequence[Column], row: Sequence[Any]) -> Iterator[tuple[Column, Any]]:
    """Yield the values of a row, each with its column; of several numbers each on its own."""
    for column, value in zip(columns, row, strict=True):
        if column.kind == "numbers":
            yield from ((column, each) for each in value)
        else:
            yield column, value


def format_of(path: Path, formats: Sequence[AnyFormat]) -> AnyFormat:
    """Return which of some formats, such as :data:`FORMATS`, a file's name says.

    Raises:
        SettingsError: its ending is none of these.
    """
    for kind in formats:
        if path.suffix.lower() == f".{kind}":
            return kind
    raise SettingsError(
        f"the name {path.name!r}", expected=f"an ending of {', '.join(f'.{kind}' for kind in formats)}"
    )
