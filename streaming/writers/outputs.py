"""Check of a command's output files: never an input, and no existing file unless permitted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from streaming.errors import WriteError
from streaming.paths import exists
from streaming.writers.atomic import check_room, check_target

OVERWRITE = "Choose another name, or give --overwrite to replace it."
"""What can be done about a file that is there already, where there is such an option."""


def check_outputs(
    outputs: Sequence[Path],
    inputs: Iterable[Path | None] = (),
    *,
    overwrite: bool = False,
    make_folders: bool = False,
    remedy: str = OVERWRITE,
    others: Iterable[Path] = (),
) -> None:
    """Check output files before any work.

    Args:
        outputs: all files to be written, including companion files.
        inputs: input files; None for none.
        overwrite: whether files that are there may be replaced, as long as they are not read.
        make_folders: whether missing folders are going to be made.
        remedy: what to do where a file is there already.
        others: files that are written, too, but checked elsewhere.

    Raises:
        WriteError: an output is an input, by whatever name or link, or another output; it is there already;
            or it cannot be written.
    """
    read = [path for path in inputs if path is not None]
    taken = list(others)
    for output in outputs:
        if any(_same(output, path) for path in taken):
            raise WriteError(
                "two files would be written under this name",
                path=output,
                expected="a name for each",
                remedy="Choose another name for one of them.",
            )
        taken.append(output)
        for path in read:
            if _same(output, path):
                raise WriteError(
                    "would be written over what is read",
                    path=output,
                    expected=f"another file than {path}",
                    remedy="Choose another name.",
                )
        check_target(output, overwrite=overwrite, remedy=remedy)
        check_room(_nearest(output) if make_folders else output)


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, through links or not."""
    try:
        return one.samefile(other)
    except FileNotFoundError:  # both may be about to be written
        return os.path.realpath(one) == os.path.realpath(other)
    except (OSError, ValueError):  # one of them cannot be looked at, or is no path
        return False


def _nearest(path: Path) -> Path:
    """Return the path, or where its first missing folder goes."""
    while not exists(path.parent) and path.parent != path:
        path = path.parent
    return path
