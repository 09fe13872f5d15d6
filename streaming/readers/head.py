"""The beginning of a file, from which the readers tell whether it is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError
from streaming.readers.text import check_file

_BYTES = 64 * 1024
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Head:
    """What a reader may look at to recognise its format.

    Attributes:
        start: the file's first bytes, at most 64 KiB, as they are.
        lines: the non-blank lines in these, stripped, the last one possibly cut off; none if they are
            not text. A UTF-8 byte order mark is left out.
        suffix: the name's last suffix in lower case, e.g. ``".csv"``. Never to decide by alone.
    """

    start: bytes
    lines: tuple[bytes, ...]
    suffix: str

    @property
    def is_text(self) -> bool:
        """Whether the content is text."""
        return bool(self.lines)


def read_head(path: Path) -> Head:
    """Read the beginning of a file.

    Raises:
        RecordingError: the file cannot be read, holds nothing, or is text of another encoding.
    """
    check_file(path, max_bytes=None)
    try:
        with path.open("rb") as file:
            start = file.read(_BYTES)
    except OSError as error:
        raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None
    if start.startswith(_UTF16_MARKS) and b"\0" in start[:256]:
        raise RecordingError("UTF-16 text", path=path, expected="UTF-8", remedy="Save it again as UTF-8.")
    if _is_binary(start):
        return Head(start, (), path.suffix.lower())
    lines = tuple(line.strip() for line in start.removeprefix(_UTF8_MARK).splitlines() if line.strip())
    if not lines:
        raise RecordingError("the file is blank", path=path, remedy="Copy or download it again.")
    return Head(start, lines, path.suffix.lower())


def _is_binary(start: bytes) -> bool:
    """Whether these bytes hold a zero or more than a tenth of control and non-ASCII characters."""
    sample = start[:4096]
    return b"\0" in start or sum(byte > 126 or byte < 9 for byte in sample) * 10 > len(sample)
