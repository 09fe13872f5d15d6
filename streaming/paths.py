"""Path queries that raise a one-line :class:`PathError` if a path cannot be accessed, and a file's checksum.

``Path.is_file`` and related methods raise various system errors if a parent folder is not readable, a name is
too long or symbolic links are circular.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from streaming.errors import PathError

_PART_BYTES = 2**20


def is_file(path: Path) -> bool:
    """Whether the path is a regular file.

    Raises:
        PathError: the path cannot be accessed.
    """
    status = _status(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def is_folder(path: Path) -> bool:
    """Whether the path is a folder.

    Raises:
        PathError: the path cannot be accessed.
    """
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def exists(path: Path) -> bool:
    """Whether the path exists.

    Raises:
        PathError: the path cannot be accessed.
    """
    return _status(path) is not None


def why_no_file(path: Path) -> str:
    """Say in a few words why a path is no regular file.

    Raises:
        PathError: the path cannot be accessed.
    """
    status = _status(path)
    if status is None:
        return "no such file"
    return "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"


def is_link(path: Path) -> bool:
    """Whether the path is a symbolic link.

    Raises:
        PathError: the path cannot be accessed.
    """
    try:
        return path.is_symlink()
    except OSError as error:
        raise cannot_be_used(path, error) from None


def is_file_in_sight(path: Path) -> bool:
    """Whether the path is an accessible regular file; for optional files."""
    try:
        return is_file(path)
    except PathError:
        return False


def list_files(folder: Path, pattern: str, *, below: bool = False) -> list[Path]:
    """List the files in a folder that match a pattern, sorted; empty without the folder.

    Args:
        folder: the folder.
        pattern: as in ``Path.glob``.
        below: whether to search recursively.

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
    """Return a path without symbolic links and dots.

    Raises:
        PathError: its symbolic links are circular.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise cannot_be_used(path, error) from None


def cannot_be_used(path: Path, error: Exception) -> PathError:
    """Return an error that explains why a path cannot be accessed."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return PathError(
        f"cannot be used: {reason}",
        path=path,
        remedy="Check the path, and that you may read every folder on the way.",
    )


def _status(path: Path) -> os.stat_result | None:
    """Return a path's status, or None if it does not exist."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: what no file can be called
        return None
    except OSError as error:
        raise cannot_be_used(path, error) from None


def read_text(path: Path) -> str:
    """Return the content of a text file.

    Raises:
        PathError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise cannot_be_used(path, error) from None


def read_up_to(file: BinaryIO, most: int) -> bytes:
    """Read a file to its end, or so many bytes of it; ``file.read(most)`` takes memory for all of them first.

    Raises:
        OSError: it cannot be read.
    """
    parts = []
    while most and (part := file.read(min(most, _PART_BYTES))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
