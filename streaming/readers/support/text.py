"""Line-by-line reading of text recordings, with line numbers for error messages."""

from __future__ import annotations

import stat
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from streaming.errors import RecordingError
from streaming.paths import why_no_file
from streaming.printable import counted
from streaming.reading_progress import ReadingProgress

# Above this a file of a data set is refused unread: the longest of them has 8 MB. What is written for as long
# as somebody records, as this program does, is bounded by what is kept of it (see frame_store) instead.
MAX_BYTES = 128 * 1024**2
# No line of a known format comes near this; a binary file without line ends does.
_MAX_LINE = 64 * 1024
_BLANKS = (b" ", b"\t", b"\v", b"\f", b"\r")
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks, as Windows puts them before text."""


def check_file(path: Path, max_bytes: int | None = MAX_BYTES) -> int:
    """Check that a path is a regular, non-empty file of acceptable size, and return its size in bytes.

    Raises:
        RecordingError: it does not exist, is a folder or a device, is empty or is too large.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        reason = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be opened: {error}"
        raise RecordingError(reason, path=path, remedy="Check the path.") from None
    if not stat.S_ISREG(status.st_mode):
        raise RecordingError(
            why_no_file(path), path=path, expected="a recording's file", remedy="Name one file."
        )
    if status.st_size == 0:
        raise RecordingError("the file is empty", path=path, remedy="Copy or download it again.")
    if max_bytes is not None and status.st_size > max_bytes:
        raise RecordingError(
            f"the file has {status.st_size / 1024**2:.0f} MiB",
            path=path,
            expected=f"at most {max_bytes / 1024**2:.0f} MiB",
            remedy="Cut it into shorter recordings.",
        )
    return status.st_size


class TextLines:
    """Iterator over the non-blank lines of a text file, split into fields."""

    def __init__(self, path: Path, separator: bytes | None = None, max_bytes: int | None = MAX_BYTES) -> None:
        """Open the file.

        Args:
            path: the file.
            separator: field separator; fields are stripped and may be empty. None for any number of blanks.
            max_bytes: maximum size; None for no limit.

        Raises:
            RecordingError: it cannot be opened, is empty or is too large.
        """
        self._progress = ReadingProgress(check_file(path, max_bytes))
        self._offset = 0  # of the next line
        self.path = path
        self._separator = separator
        self._pending: deque[bytes] = deque()
        self.number = 0
        """Number of the line last returned, from 1."""
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None

    def __enter__(self) -> TextLines:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self._file.close()

    def __iter__(self) -> Iterator[list[bytes]]:
        """Yield the fields of each remaining line."""
        while (fields := self.next_or_none()) is not None:
            yield fields

    def next_or_none(self) -> list[bytes] | None:
        """Return the fields of the next non-blank line, None at the end of the file."""
        while line := self._pending.popleft() if self._pending else self._file.readline(_MAX_LINE):
            self.number += 1
            self._offset += len(line)
            if self._offset >= self._progress.due:
                self._progress.at(self._offset)
            if self.number == 1:
                line = self._without_mark(line)
            if len(line) == _MAX_LINE:
                self.fail(f"a line of more than {_MAX_LINE} characters", "a recording in a text format")
            if self._separator is None:
                if fields := line.split():
                    return fields
            elif line.strip():
                fields = (line := line.strip(b"\r\n")).split(self._separator)
                # Most files have no blanks, and long ones take their time.
                return [field.strip() for field in fields] if any(map(line.__contains__, _BLANKS)) else fields
        return None

    def take(self, count: int) -> list[bytes]:
        """Return the next lines as they are, ``count`` of them; empty ones behind the end of the file."""
        self.number += count
        pending = [self._pending.popleft() for _ in range(min(count, len(self._pending)))]
        lines = pending + [self._file.readline(_MAX_LINE) for _ in range(count - len(pending))]
        self._offset += sum(map(len, lines))
        return lines

    def put_back(self, lines: list[bytes]) -> None:
        """Give back what :meth:`take` returned."""
        self.number -= len(lines)
        self._offset -= sum(map(len, lines))
        self._pending.extendleft(reversed(lines))

    def _without_mark(self, line: bytes) -> bytes:
        """Take the byte order mark off the first line."""
        if line.startswith(UTF16_MARKS):
            self.number = 0
            raise utf16(self.path)
        return line.removeprefix(UTF8_MARK)

    def next(self, expected: str) -> list[bytes]:
        """Return the fields of the next non-blank line.

        Args:
            expected: expected content, for the message at a premature end of the file.

        Raises:
            RecordingError: there is no further line.
        """
        fields = self.next_or_none()
        if fields is None:
            self.fail("the file ends early", expected, "It is cut off: copy or download it again.")
        return fields

    def count(self, fields: list[bytes], what: str, limit: int) -> int:
        """Return the only integer of a line, 0 to ``limit``.

        Raises:
            RecordingError: the line has other content.
        """
        if len(fields) != 1:
            self.fail(f"{counted(len(fields), 'field')}", f"the {what} alone on its line")
        return self.integer(fields[0], what, 0, limit)

    def integer(self, field: bytes, what: str, least: int, most: int) -> int:
        """Parse a field as an integer from ``least`` to ``most``.

        Raises:
            RecordingError: it is not such a number.
        """
        try:
            value = int(field) if len(field) <= 24 else None
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            self.fail(f'{what} "{shown(field)}"', f"a whole number, {least} to {most}")
        return value

    def numbers(self, fields: list[bytes]) -> list[float]:
        """Parse fields as numbers, including "NaN" and "inf".

        Raises:
            RecordingError: a field is not a number.
        """
        try:
            return [float(field) for field in fields]
        except ValueError:
            wrong = next(field for field in fields if not is_number(field))
            self.fail(f'"{shown(wrong)}"', "a number")

    def fail(
        self,
        found: str,
        expected: str | None = None,
        remedy: str | None = None,
        error: type[RecordingError] = RecordingError,
    ) -> NoReturn:
        """Raise a RecordingError, or a subclass, with this file and the current line."""
        raise error(
            found, path=self.path, place=f"line {max(self.number, 1)}", expected=expected, remedy=remedy
        )


def utf16(path: Path) -> RecordingError:
    """Return the error for text in another encoding."""
    return RecordingError("UTF-16 text", path=path, expected="UTF-8", remedy="Save it again as UTF-8.")


def is_number(field: bytes) -> bool:
    """Whether a field is a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def fold(name: str) -> str:
    """Fold a name to its lower-case letters and digits, to ignore spelling variants.

    Overlong names are truncated.
    """
    return _fold(name[:64])


@lru_cache(maxsize=1024)
def _fold(name: str) -> str:
    return "".join(character for character in name.lower() if character.isascii() and character.isalnum())


def shown(field: bytes) -> str:
    """Format a field for a message: printable and short."""
    text = field[:24].decode("latin-1").encode("unicode_escape").decode("ascii")
    return text + ("..." if len(field) > 24 else "")
