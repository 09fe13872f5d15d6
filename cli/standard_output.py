"""A standard output that cannot be written: on a full disk, or because its reader has gone."""

from __future__ import annotations

import errno
import os
import sys

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO}
_READER_GONE = 128 + 13
"""Exit code of a program that SIGPIPE ends, as shells expect of one before ``head``."""


def flush() -> None:
    """Write out what was printed, so that an error shows now and not when Python ends.

    Raises:
        OSError: it cannot be written.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def explained(error: OSError) -> tuple[int, str] | None:
    """Return the exit code and the message of an error of the standard output; None for any other error.

    What could not be written is dropped, since Python would try again at its end.
    """
    if error.filename is not None or error.errno not in {*_FULL, errno.EPIPE}:
        return None
    _drop()
    if error.errno == errno.EPIPE:
        return _READER_GONE, ""
    return 2, f"error: the standard output: {error.strerror}; expected a place with room for it"


def _drop() -> None:
    """Let whatever is still printed go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
