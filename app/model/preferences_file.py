"""Preferences file: tolerant reading, and merging writes shared with other processes.

Several programs may share it, of other versions even. Each writes what its user has chosen and leaves the
rest as it finds it: under a lock, on top of what the file holds then, and replaced in one step.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from filelock import FileLock

from streaming.errors import MansError
from streaming.paths import is_file
from streaming.typed_json import read_json
from streaming.writers.atomic import make_folder, replace_text

_log = logging.getLogger(__name__)

RECENT = 10
"""Maximum number of recent files."""

# Whoever holds the lock for longer has stopped: what is chosen is then written without it.
_LOCK_S = 5.0


def read(path: Path | None) -> dict[str, Any]:
    """Read the preferences by name; empty if the file is missing or damaged, which is logged."""
    if path is None:
        return {}
    try:
        if not is_file(path):
            return {}
        data: dict[str, Any] = read_json(path, dict, expected="preferences, an object")
        json.dumps(data, indent=1)  # it is going to be written again
    except (MansError, RecursionError) as error:
        reason = f"{path}: nested too deeply" if isinstance(error, RecursionError) else error
        _log.warning("starting with default preferences: %s", reason)
        return {}
    return data


def write(path: Path, chosen: dict[str, Any], recent_before: Sequence[str] = ()) -> None:
    """Write changed preferences to the file.

    Args:
        path: of the file; its folder is made if need be.
        chosen: what has been chosen, by name.
        recent_before: the files opened lately before ``chosen`` had others: tells what was added and removed.

    Raises:
        WriteError: it cannot be written.
    """
    path = Path(os.path.realpath(path))  # who keeps it elsewhere, behind a link, goes on to do so
    with ExitStack() as stack:
        make_folder(path.parent)
        try:
            stack.enter_context(FileLock(f"{path}.lock", timeout=_LOCK_S))
        except (OSError, NotImplementedError) as error:  # there are no locks, or it is never let go
            _log.warning("%s is written without a lock (%s)", path, error)
        data = read(path)
        theirs = data.get("recent")
        data |= chosen
        if "recent" in chosen and isinstance(theirs, list):
            data["recent"] = merged(recent_before, chosen["recent"], theirs)[:RECENT]
        replace_text(path, json.dumps(data, indent=1) + "\n")


def merged(before: Sequence[str], mine: Sequence[str], theirs: Sequence[object]) -> list[object]:
    """Join a list that two have changed: with what either added, mine first, without what either removed."""
    others = [name for name in theirs if name not in mine and name not in before]
    return [*(name for name in mine if name in theirs or name not in before), *others]


def can_be_kept(text: str) -> bool:
    """Whether a text can be the name of something: no program writes another one by itself."""
    try:
        return len(os.fsencode(text)) <= 4096 and "\0" not in text
    except UnicodeEncodeError:
        return False
