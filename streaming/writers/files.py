"""Names of new files."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

from streaming.atomic import make_folder


def free_path(folder: Path, name: str, suffix: str = ".mcap") -> Path:
    """Return a path in a folder that no file has yet: ``name.mcap``, ``name-2.mcap``, ``name-3.mcap`` ..."""
    candidates = (folder / f"{name}{f'-{i}' if i > 1 else ''}{suffix}" for i in count(1))
    return next(path for path in candidates if not path.exists())


def dated_path(folder: Path, suffix: str) -> Path:
    """Return the path of a new file named by the time of day, in a folder that is made if need be.

    Raises:
        WriteError: the folder cannot be made.
    """
    make_folder(folder, "Choose another one in Settings.")
    return free_path(folder, f"{datetime.now():%Y-%m-%d %H-%M-%S}", suffix)
