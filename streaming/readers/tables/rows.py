"""Rows of a text table as numbers, whatever separates them.

Fields are separated by commas, semicolons, tabs, bars or blanks; numbers may have a decimal comma where
commas do not separate; a field may be a group, such as ``0.1 0.2 0.3``, ``(0.1, 0.2, 0.3)`` or ``"0,1"``,
whose numbers then count as fields of their own. Lines before the first row of numbers are the head. Words of
tracking states are read as 0 to 2; empty fields and ``NaN`` as missing; dates and times of day are kept as
time stamps.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.head import Head
from streaming.readers.support.joint_states import tracking_state
from streaming.readers.support.text import TextLines, shown
from streaming.readers.support.time_stamps import parse_stamp

_SEPARATORS: dict[str, bytes | None] = {
    "comma": b",",
    "semicolon": b";",
    "tab": b"\t",
    "bar": b"|",
    "blank": None,
}
SEPARATORS = tuple(_SEPARATORS)
"""Names of separators, as in mapping files."""
_MISSING = frozenset(
    (b"", b"nan", b"null", b"none", b"na", b"n/a", b"#n/a", b"-", b"inf", b"-inf", b"-nan", b"-nan(ind)")
)
_GROUP = re.compile(rb'"[^"]*"|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>')
_IN_GROUP = re.compile(rb"[,;|\s]+")
_DECIMAL_COMMA = re.compile(rb"[-+]?\d+,\d+(?:[eE][-+]?\d+)?")
_LONGEST_HEAD, _TRIED = 30, 5
MOST_COLUMNS = 4000
"""No line of people's joints is longer."""
_LEAST_NUMBERS = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table's rows.

    Attributes:
        head: the fields of the last line before the numbers, if it has one for each column; empty otherwise.
        values: (R, C) float64, NaN where a field is empty or no number.
        lines: (R,) line numbers.
        stamps: columns that hold dates or times of day, in seconds.
        words: columns with text in some row, with the first such field and its row.
        texts: those that have it in half of the rows.
    """

    head: tuple[str, ...]
    values: npt.NDArray[np.float64]
    lines: Sequence[int]
    stamps: frozenset[int]
    words: dict[int, tuple[bytes, int]]
    texts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table's lines are divided.

    Attributes:
        separator: a name out of :data:`SEPARATORS`.
        decimal_comma: whether numbers have a decimal comma.
    """

    separator: str
    decimal_comma: bool

    def fields(self, line: bytes) -> list[bytes]:
        """Divide a line; a group becomes several fields."""
        grouped = line[:1] in b'"([{<' or b'"' in line or b"(" in line or b"[" in line
        if grouped:
            line = _GROUP.sub(self._opened, line)
        separator = _SEPARATORS[self.separator]
        if separator is None:
            return line.split()
        fields = [field.strip() for field in line.strip(b"\r\n").split(separator)]
        if any(b" " in field and _is_group(field) for field in fields):
            return [part for field in fields for part in (field.split() if _is_group(field) else [field])]
        return fields

    def sizes(self, line: bytes) -> list[int]:
        """Return how many numbers each field of a line holds; a group's are several."""
        if any(mark in line for mark in (b'"', b"(", b"[", b"{", b"<")):
            line = _GROUP.sub(self._opened, line)
        separator = _SEPARATORS[self.separator]
        fields = [] if separator is None else line.strip(b"\r\n").split(separator)
        return [len(field.split()) if _is_group(field) else 1 for field in fields]

    def _opened(self, match: re.Match[bytes]) -> bytes:
        inner = match[0][1:-1].strip()
        if _DECIMAL_COMMA.fullmatch(inner) and match[0][:1] == b'"':
            return inner.replace(b",", b".")
        if match[0][:1] == b'"' and not _is_group(b" ".join(_IN_GROUP.split(inner.strip(b"([{<)]}>")))):
            return inner.replace(_SEPARATORS[self.separator] or b" ", b"_")
        return b" ".join(part for part in _IN_GROUP.split(inner.strip(b"([{<)]}>")) if part)

    def number(self, field: bytes) -> float | None:
        """Return a field's number; NaN for a missing one, None for text."""
        try:
            value = float(field.replace(b",", b".") if self.decimal_comma else field)
        except ValueError:
            if field.lower() in _MISSING:
                return math.nan
            state = tracking_state(field.decode("ascii", "replace")) if field[:1].isalpha() else None
            return None if state is None else float(state)
        return value if math.isfinite(value) and b"_" not in field else math.nan


def _spread(head: tuple[str, ...], sizes: Sequence[int]) -> tuple[str, ...]:
    """Return names of columns for fields that hold several numbers: ``Head`` becomes ``Head x``, y and z."""
    if len(head) != len(sizes) or max(sizes, default=1) == 1:
        return head
    axes = ("x", "y", "z", "state")
    return tuple(
        name if size == 1 else f"{name} {axes[i] if i < len(axes) else i}"
        for name, size in zip(head, sizes, strict=True)
        for i in range(size)
    )


def _is_group(field: bytes) -> bool:
    """Whether a field holds several numbers."""
    parts = field.split()
    return 2 < len(parts) <= 16 and all(_is_float(part) for part in parts)


def _is_float(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return field.lower() in _MISSING
    return True


def find_dialect(lines: Sequence[bytes]) -> tuple[Dialect, int] | None:
    """Find how lines of numbers are divided, and how many lines are before them; None without numbers.

    Args:
        lines: the first lines, non-blank, the last perhaps truncated.
    """
    for before in range(min(len(lines), _LONGEST_HEAD)):
        tried = lines[before : before + _TRIED]
        if len(tried) > 1 and len(tried) < _TRIED:
            tried = tried[:-1]  # it may be cut off
        found = [(dialect, _rate(dialect, tried)) for dialect in _DIALECTS]
        best, (share, width) = max(found, key=lambda each: each[1])
        if share >= _LEAST_NUMBERS and width >= 3:
            return best, before
    return None


def rows_of_head(head: Head) -> tuple[Dialect, Sequence[bytes]] | None:
    """Return how a file's lines of numbers are divided, and the first of them; None for other files."""
    if not head.is_text or head.lines[0][:1] in (b"{", b"["):
        return None
    found = find_dialect(head.lines)
    return None if found is None else (found[0], head.lines[found[1] :])


_DIALECTS = [
    *(Dialect(name, decimal_comma=False) for name in SEPARATORS),
    *(Dialect(name, decimal_comma=True) for name in SEPARATORS if name != "comma"),
]


def _rate(dialect: Dialect, lines: Sequence[bytes]) -> tuple[float, int]:
    """Return the share of fields that are numbers, at the worst line, and the number of these."""
    if dialect.decimal_comma and not any(b"," in line for line in lines):
        return 0.0, 0
    rates = []
    for line in lines:
        fields = dialect.fields(line)
        numbers = [dialect.number(field) for field in fields]
        with_values = sum(number is not None for number in numbers)
        rates.append((with_values / max(1, len(fields)), with_values))
    return min(rates, default=(0.0, 0))


def read_rows(path: Path, most: int | None = None) -> Rows:
    """Read a table of numbers.

    Args:
        path: the file.
        most: how many rows to read; None for all.

    Raises:
        RecordingError: it cannot be opened, has no rows of numbers, or rows of different widths.
    """
    first: list[bytes] = []
    with TextLines(path, b"\n") as lines:
        while len(first) < _LONGEST_HEAD + _TRIED and (fields := lines.next_or_none()) is not None:
            first.append(fields[0])
        found = find_dialect(first)
        if found is None:
            lines.number = 1
            lines.fail("no rows of numbers", "a table of joint positions")
    with TextLines(path, b"\n") as lines:
        return _Reading(lines, *found).rows(most)


class _Reading:
    """A table being read."""

    def __init__(self, lines: TextLines, dialect: Dialect, before: int) -> None:
        self._lines, self._dialect, self._before = lines, dialect, before
        self._values, self._numbers = array("d"), array("l")
        self._width, self._ends_empty = 0, False
        self._stamps: Counter[int] = Counter()
        self._words: dict[int, tuple[bytes, int]] = {}
        self._texts: Counter[int] = Counter()

    def rows(self, most: int | None) -> Rows:
        head = self._head()
        while len(self._numbers) != most and (line := self._lines.next_or_none()) is not None:
            if not self._numbers:
                head = _spread(head, self._dialect.sizes(line[0]))
            self._row(self._dialect.fields(line[0]))
        if not self._numbers:
            self._lines.fail("no row", "rows of numbers")
        values = np.array(self._values, dtype=np.float64).reshape(-1, self._width)
        width = self._width
        while width > 1 and not np.isfinite(values[:, width - 1]).any() and width - 1 not in self._words:
            width -= 1  # a separator at the end of each line
        head = head if len(head) in (width, self._width) else ()
        mixed = {column for column in self._stamps if self._stamps[column] < len(values) / 2}
        return Rows(
            head[:width],
            values[:, :width],
            self._numbers,
            frozenset(self._stamps) - mixed,
            {column: word for column, word in self._words.items() if column < width},
            frozenset(column for column, count in self._texts.items() if count >= len(values) / 2),
        )

    def _head(self) -> tuple[str, ...]:
        fields: list[bytes] = []
        for _ in range(self._before):
            line = self._lines.next("the names of the columns")[0].lstrip(b"# ")
            fields = self._dialect.fields(line)
        return tuple(field.strip(b'"').decode("utf-8", "replace") for field in fields)

    def _row(self, fields: list[bytes]) -> None:
        if not self._width:
            self._width, self._ends_empty = len(fields), not fields[-1]
            if self._width > MOST_COLUMNS:
                self._lines.fail(f"{self._width} columns", f"at most {MOST_COLUMNS}")
        if len(fields) != self._width:
            fields = self._fitted(fields)
        row = len(self._numbers)
        for column, field in enumerate(fields):
            value = self._dialect.number(field)
            if value is None:
                value = self._of_text(field, row, column)
            self._values.append(value)
        self._numbers.append(self._lines.number)

    def _of_text(self, field: bytes, row: int, column: int) -> float:
        """Return the seconds of a date or time; NaN for other text."""
        stamp = parse_stamp(field.decode("ascii", "replace"))
        if stamp is None or not stamp[1]:
            self._words.setdefault(column, (field, row))
            self._texts[column] += 1
            return math.nan
        self._stamps[column] += 1
        return stamp[0]

    def _fitted(self, fields: list[bytes]) -> list[bytes]:
        """Return a row of another width if it lacks only what is empty."""
        if len(fields) > self._width and not any(fields[self._width :]):
            return fields[: self._width]
        if len(fields) == self._width - 1 and self._ends_empty:
            return [*fields, b""]  # the last line often lacks its last separator
        self._lines.fail(
            f"{counted(len(fields), 'field')}" + (f' ("{shown(fields[0])}", ...)' if fields else ""),
            f"{self._width}, as in the rows before",
            "It is cut off or damaged: copy or export it again.",
        )
