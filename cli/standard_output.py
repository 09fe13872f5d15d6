"""Standard streams that cannot be written: on a full disk, because their reader has gone, or closed."""

from __future__ import annotations

import errno
import os
import sys

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO}
_READER_GONE = 128 + 13
"""Exit code of a program that SIGPIPE ends, as shells expect of one before ``head``."""


def open_missing() -> None:
    """Let what is written to streams that were closed before the start (``2>&-``) go nowhere.

    Otherwise the next file opened gets a closed stream's descriptor, and what libraries log ends up in it;
    and an error, which has no stream of its own, is printed among the results.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest number that is free
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def flush() -> None:
    """Write out what was printed, so that an error shows now and not when Python ends.

    Raises:
        OSError: it cannot be written.
    """
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
