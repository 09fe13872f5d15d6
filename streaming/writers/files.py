"""Writing files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from streaming.errors import RecordingError


def write_atomically(path: Path, pieces: Iterable[str]) -> None:
    """Write text to a temporary file beside ``path``, then put it in its place in one step.

    Args:
        path: where the text shall be; an existing file is replaced.
        pieces: the text, in pieces that are written as they come.

    Raises:
        RecordingError: the folder does not exist, or cannot be written to, or is full.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise RecordingError(
            f"cannot be written: {error.strerror}",
            path=path,
            remedy="Choose a folder that exists, has room and is yours to write to.",
        ) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
