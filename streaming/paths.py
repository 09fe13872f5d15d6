"""Asking what is at a path: the answer is yes, no, or one error line where nobody can tell.

``Path.is_file`` and its kin raise whatever the system says where a folder on the way may not be entered, a
name is too long or links go round in circles.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from streaming.errors import PathError


def is_file(path: Path) -> bool:
    """Whether there is an ordinary file.

    Raises:
        PathError: that cannot be told.
    """
    status = _status(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def is_folder(path: Path) -> bool:
    """Whether there is a folder.

    Raises:
        PathError: that cannot be told.
    """
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def exists(path: Path) -> bool:
    """Whether there is anything.

    Raises:
        PathError: that cannot be told.
    """
    return _status(path) is not None


def is_file_in_sight(path: Path) -> bool:
    """Whether there is an ordinary file, as far as can be told: for what is nice to have."""
    try:
        return is_file(path)
    except PathError:
        return False


def list_files(folder: Path, pattern: str, *, below: bool = False) -> list[Path]:
    """Return what there is in a folder by a pattern of names, sorted; nothing where there is no folder.

    Args:
        folder: where to look.
        pattern: as ``Path.glob`` has it.
        below: look in its folders, too.

    Raises:
        PathError: the folder cannot be listed.
    """
    if not is_folder(folder):
        return []
    try:
        with os.scandir(folder):  # Path.glob would pass over a folder that may not be read
            pass
        return sorted(folder.rglob(pattern) if below else folder.glob(pattern))
    except OSError as error:
        raise cannot_be_used(folder, error) from None


def resolved(path: Path) -> Path:
    """Return a path without links and dots.

    Raises:
        PathError: it has links that go round in circles.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise cannot_be_used(path, error) from None


def cannot_be_used(path: Path, error: Exception) -> PathError:
    """Tell the user why a path leads nowhere."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return PathError(
        f"cannot be used: {reason}",
        path=path,
        remedy="Check the path, and that you may read every folder on the way.",
    )


def _status(path: Path) -> os.stat_result | None:
    """Return what the system knows about a path, None if there is nothing."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: what no file can be called
        return None
    except OSError as error:
        raise cannot_be_used(path, error) from None


def read_text(path: Path) -> str:
    """Return what is in a text file.

    Raises:
        PathError: it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise cannot_be_used(path, error) from None
