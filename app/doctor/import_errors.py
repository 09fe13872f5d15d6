"""What a user is told of a library that is missing or cannot be loaded."""

from __future__ import annotations

import sys

from mans.torch_library import LIBRARIES, without
from streaming.errors import LibraryError
from streaming.program import COMMAND

_OURS = {"app", "cli", "main", "mans", "streaming"}


def explained(error: ImportError) -> LibraryError | None:
    """Return the one line about an import that failed; None if it is a bug of this program."""
    name = (error.name or "").partition(".")[0]
    if name in LIBRARIES and isinstance(error, ModuleNotFoundError):
        return without(name)
    if not name or name in _OURS or name in sys.stdlib_module_names:
        return None
    return LibraryError(
        f"{name} cannot be loaded: {error}",
        remedy=f"What is missing, and what fixes it, says: {COMMAND} doctor",
    )
