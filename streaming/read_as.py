"""How a file is to be read that is not recognised: by a named format, or by a mapping file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class ReadAs(NamedTuple):
    """What :func:`streaming.readers.read_recording` is told of a file beside its path.

    Attributes:
        format: name of its format, out of :data:`streaming.readers.FORMATS`; None to recognise it.
        mapping: mapping file for a table; None to recognise what its columns hold.
    """

    format: str | None = None
    mapping: Path | None = None


RECOGNISED = ReadAs()
"""To be recognised by its content."""
