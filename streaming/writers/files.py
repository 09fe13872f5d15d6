"""Writing files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from itertools import count
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


def free_path(folder: Path, name: str, suffix: str = ".mcap") -> Path:
    """Return a path in a folder that no file has yet: ``name.mcap``, ``name-2.mcap``, ``name-3.mcap`` ..."""
    candidates = (folder / f"{name}{f'-{i}' if i > 1 else ''}{suffix}" for i in count(1))
    return next(path for path in candidates if not path.exists())


def dated_path(folder: Path, suffix: str) -> Path:
    """Return the path of a new file named by the time of day, in a folder that is made if need be.

    Raises:
        RecordingError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(
            f"cannot be made a folder ({error.strerror})",
            path=folder,
            remedy="Choose another one in Settings.",
        ) from None
    return free_path(folder, f"{datetime.now():%Y-%m-%d %H-%M-%S}", suffix)
