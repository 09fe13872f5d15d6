"""Files that are read while they grow: opened under their own name, never in place of another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from streaming.writers.atomic import check_target, existing, unwritable


def create(path: Path, remedy: str, buffering: int = -1) -> BinaryIO:
    """Open a new file for writing.

    Args:
        path: the file.
        remedy: what to do where there is a file of this name.
        buffering: as of ``open``.

    Raises:
        WriteError: there is a file of this name, or none can be made.
    """
    check_target(path, overwrite=False, remedy=remedy)
    try:
        return path.open("xb", buffering=buffering)
    except FileExistsError:
        raise existing(path, remedy) from None
    except OSError as error:
        raise unwritable(path, error) from None


def links(file: BinaryIO) -> int:
    """Return how many names an open file has: none once it is removed, as writing to it raises no error.

    There are none from the beginning on file systems that do not count them.
    """
    return os.fstat(file.fileno()).st_nlink
