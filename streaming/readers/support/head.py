"""Head of a file, by which readers recognise their format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError
from streaming.readers.support.text import UTF8_MARK, UTF16_MARKS, check_file, utf16

_BYTES = 64 * 1024
_NO_TEXT = bytes([*range(9), *range(127, 256)])
"""Control and non-ASCII characters."""


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a file, for recognising its format.

    Attributes:
        start: the file's first bytes, at most 64 KiB.
        lines: the non-blank lines in these, stripped, the last one possibly truncated; empty if they are not
            text. A UTF-8 byte order mark is removed.
        suffix: the name's last suffix in lower case, e.g. ``".csv"``. A hint only.
    """

    start: bytes
    lines: tuple[bytes, ...]
    suffix: str

    @property
    def is_text(self) -> bool:
        """Whether the content is text."""
        return bool(self.lines)


def read_head(path: Path) -> Head:
    """Read the head of a file.

    Raises:
        RecordingError: the file cannot be read, is empty, or is text of another encoding.
    """
    check_file(path, max_bytes=None)
    try:
        with path.open("rb") as file:
            start = file.read(_BYTES)
    except OSError as error:
        raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None
    if _is_utf16(start[:256]):
        raise utf16(path)
    if _is_binary(start):
        return Head(start, (), path.suffix.lower())
    lines = tuple(line.strip() for line in start.removeprefix(UTF8_MARK).splitlines() if line.strip())
    if not lines:
        raise RecordingError("the file is blank", path=path, remedy="Copy or download it again.")
    return Head(start, lines, path.suffix.lower())


def _is_utf16(start: bytes) -> bool:
    """Whether there is a byte order mark of UTF-16, or every other byte is zero."""
    if start.startswith(UTF16_MARKS):
        return b"\0" in start
    halves = (start[0::2], start[1::2])
    return len(start) >= 8 and any(
        not any(zeros) and all(9 <= byte < 127 for byte in letters)
        for zeros, letters in (halves, halves[::-1])
    )


def _is_binary(start: bytes) -> bool:
    """Whether there is a zero byte, or more than a tenth of control and non-ASCII characters."""
    sample = start[:4096]
    odd = len(sample) - len(sample.translate(None, _NO_TEXT))
    return b"\0" in start or odd * 10 > len(sample)
