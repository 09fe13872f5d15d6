"""Names of new files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from streaming.errors import WriteError
from streaming.paths import exists
from streaming.writers.atomic import make_folder

# What names cannot hold on one system or another, or what has a meaning in them.
_FORBIDDEN = frozenset('<>:"/\\|?*')
_TRIES = 4  # at a name that another program takes at the same moment
_Written = TypeVar("_Written")
_MOST_BYTES = 120  # of what a name begins with; names have 255 at most


def free_path(folder: Path, name: str, suffix: str = ".mcap", *beside: str) -> Path:
    """Return a path in a folder that no file has yet: ``name.mcap``, ``name-2.mcap``, ``name-3.mcap`` ...

    Args:
        folder: where it shall be.
        name: what it begins with.
        suffix: its ending.
        beside: endings of files that are going to lie beside it under the same name: they are free, too.
    """
    names = (f"{name}{f'-{i}' if i > 1 else ''}" for i in count(1))
    endings = (suffix, *beside)
    free = next(name for name in names if not any(exists(folder / f"{name}{end}") for end in endings))
    return folder / f"{free}{suffix}"


def dated_path(folder: Path, suffix: str, *beside: str, of: str = "") -> Path:
    """Return the path of a new file named by what it is of and the time, in a folder that is made if need be.

    Args:
        folder: where it shall be.
        suffix: its ending.
        beside: as in :func:`free_path`.
        of: what it is of, e.g. the name of a recording.

    Raises:
        WriteError: the folder cannot be made.
    """
    make_folder(folder, "Choose another one in Settings.")
    name = f"{plain_name(of)} {datetime.now():%Y-%m-%d %H-%M-%S}".strip()
    return free_path(folder, name, suffix, *beside)


def write_new(new_path: Callable[[], Path], write: Callable[[Path], _Written]) -> _Written:
    """Write a new file, under another name where another program has taken the first one meanwhile.

    Args:
        new_path: names it, such as :func:`dated_path`.
        write: writes it and never replaces a file; what it returns is returned.

    Raises:
        WriteError: it cannot be written.
    """
    for tries_left in reversed(range(_TRIES)):
        path = new_path()
        try:
            return write(path)
        except WriteError as error:
            if not tries_left or not exists(Path(error.path or path)):
                raise
    raise AssertionError("unreachable")


def plain_name(text: str) -> str:
    """Return a text without what a file's name cannot hold on one system or another, and cut to fit one."""
    plain = "".join(letter if letter.isprintable() and letter not in _FORBIDDEN else "_" for letter in text)
    return plain.strip(" .").encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .")
