"""Our own label tables, changed in place: only the rows that go and those that are new change the text.

Whatever else a table has stays to the byte: columns of other names, the separator, the decimal mark, the byte
order mark, line ends, quotes and blank lines. New rows are written as the table has it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from streaming.annotations.files import ENDINGS, parsed_annotations
from streaming.annotations.table import COLUMNS, FORMAT, own_name, separator_of, table_text, written_cells
from streaming.annotations.types import Annotation, as_text, read_bytes
from streaming.errors import AnnotationError
from streaming.paths import exists
from streaming.program import COMMAND

_BOM = "\ufeff"
_MOMENTS = ("start", "end")
_BORIS_ENDING = ".boris.csv"


class KeptTable:
    """A table as it is now; there need not be one yet.

    Attributes:
        rows: its labels, in their order; :attr:`Annotation.line` tells one from another.
    """

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            AnnotationError: it cannot be read, is no table, or damaged.
        """
        self._path = path
        self._data = read_bytes(path) if exists(path) else None
        found = None if self._data is None else parsed_annotations(self._data, path)
        self._format = FORMAT if found is None else found.format
        self.rows = () if found is None else found.rows

    def changed(self, gone: Collection[int], new: Sequence[Annotation]) -> str:
        """Return the text of the table without some of its labels, and with new ones at its end.

        Args:
            gone: the labels that go, by their :attr:`Annotation.line`.
            new: the new ones.

        Raises:
            AnnotationError: the table is one of another program, whose other content would be lost.
        """
        self._check_own()
        if self._data is None:
            return table_text(new)
        start = _BOM if self._data.startswith(_BOM.encode()) else ""
        return start + _Text(as_text(self._data, self._path)).changed(gone, new)

    def _check_own(self) -> None:
        if self._data is None and self._path.name.lower().endswith(_BORIS_ENDING):
            raise AnnotationError(
                f"the ending {_BORIS_ENDING}, of {ENDINGS[_BORIS_ENDING]}",
                path=self._path,
                expected=f"{ENDINGS['.csv']} (.csv) to keep them in",
                remedy="Export them to this file instead",
            )
        if self._format != FORMAT:
            raise AnnotationError(
                f"{self._format}, with more than our labels can hold",
                path=self._path,
                expected=f"{ENDINGS['.csv']} of our own to change",
                remedy=f"Import it into one: {COMMAND} label FILE --in mine.csv --import {self._path.name}",
            )


class _Text:
    """The records of a table, each as the lines that it is written in and as its cells."""

    def __init__(self, text: str) -> None:
        self._separator = separator_of(text)
        lines = list(io.StringIO(text, newline=""))
        reader = csv.reader(iter(lines), delimiter=self._separator, strict=True)
        self._records: dict[int, tuple[str, list[str]]] = {}  # by the number of their last line
        before = 0
        for cells in reader:
            self._records[reader.line_num] = "".join(lines[before : reader.line_num]), cells
            before = reader.line_num
        header, names = next(iter(self._records.values()))
        self._names = [own_name(name) for name in names]
        self._line_end = header[len(header.rstrip("\r\n")) :] or "\n"

    def changed(self, gone: Collection[int], new: Sequence[Annotation]) -> str:
        """As :meth:`KeptTable.changed`."""
        used = [name for name in COLUMNS if any(written_cells(row)[name] for row in new)]
        added = [name for name in used if name not in self._names]
        count = len(self._names)
        parts: list[str] = []
        for line, (text, cells) in self._records.items():
            if line in gone:
                continue
            if added and cells:  # a record may have fewer cells than there are names
                more = added if not parts else [""] * (count - len(cells) + len(added))
                body = text.rstrip("\r\n")
                text = self._separator.join((body, *more)) + text[len(body) :]
            parts.append(text)
        if new and not parts[-1].endswith(("\r", "\n")):
            parts.append(self._line_end)
        return "".join(parts) + self._written([*self._names, *added], new)

    def _written(self, names: Sequence[str], rows: Sequence[Annotation]) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self._separator, lineterminator=self._line_end)
        has_decimal_comma = self._has_decimal_comma()
        for row in rows:
            cells = written_cells(row)
            if has_decimal_comma:
                cells.update({name: cells[name].replace(".", ",") for name in _MOMENTS})
            # Of two columns that mean the same, the last one is read.
            writer.writerow(
                cells.get(name, "") if name not in names[at + 1 :] else "" for at, name in enumerate(names)
            )
        return out.getvalue()

    def _has_decimal_comma(self) -> bool:
        """Whether moments have a comma; where none has a fraction, the semicolon comes with it."""
        columns = [at for at, name in enumerate(self._names) if name in _MOMENTS]
        _, *records = self._records.values()
        moments = [cells[at] for _, cells in records for at in columns if at < len(cells)]
        if any("." in moment for moment in moments):
            return False
        return self._separator == ";" or any("," in moment for moment in moments)
