"""What native libraries print to standard error, held back: their chatter goes, everything else comes out.

MediaPipe and its libraries log to file descriptor 2 from threads of their own, past Python and without a
setting that stops it. Here the descriptor leads into a file for a moment. What other code printed meanwhile
is passed on; of the log, errors are kept for an exception, and lines below that level are dropped.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2
# Lines of the logs of absl ("W0000 00:00:1795699120.757 11884 file.cc:114] text") and TFLite ("INFO: text").
_CHATTER = re.compile(rb"[IW]\d{4} \d\d:\d\d:|(?:INFO|WARNING): ")
_ERROR = re.compile(rb"(?:[EF]\d{4} \d\d:\d\d:[^\]]*\] |(?:ERROR|FATAL): )(.*)")


class HeldBack:
    """What native code logged as errors while its output was held back.

    Attributes:
        errors: their texts, without level, time and place; complete when the output is let go again.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []


class _Holder:
    """The one file that descriptor 2 leads into while anybody holds its output back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holding: list[HeldBack] = []
        self._path = ""
        self._reader = self._real = -1  # descriptors, or -1 while nothing is diverted
        self._rest = b""  # a line that has not ended yet

    def enter(self, held: HeldBack) -> None:
        """Divert the output, if nobody has yet."""
        with self._lock:
            if not self._holding:
                self._divert()
            self._holding.append(held)

    def leave(self, held: HeldBack) -> None:
        """Sort what has been printed; the last one to leave lets the output go again."""
        with self._lock:
            last = self._holding == [held]
            if last:
                self._restore()
            errors = self._sort(last)
            for each in self._holding:
                each.errors += errors
            self._holding.remove(held)

    def _divert(self) -> None:
        """Lead descriptor 2 into a file; where that cannot be done, leave it as it is."""
        # There may be no such descriptor (a Windows program without a console), or no room for a file.
        with suppress(OSError):
            writer, self._path = tempfile.mkstemp(prefix="mans-live-", suffix=".log")
            try:
                self._reader = os.open(self._path, os.O_RDONLY)
                self._real = os.dup(_STDERR)
                _flush()
                os.dup2(writer, _STDERR)
            except OSError:
                self._forget()
                raise
            finally:
                os.close(writer)

    def _restore(self) -> None:
        """Lead descriptor 2 to where it led before."""
        if self._real >= 0:
            _flush()
            os.dup2(self._real, _STDERR)

    def _sort(self, last: bool) -> list[str]:
        """Pass on what is nobody's log; return the errors. The last time, close what was opened."""
        if self._real < 0:
            return []
        text = self._rest
        while piece := os.read(self._reader, 65536):
            text += piece
        lines = text.splitlines(keepends=True)
        self._rest = lines.pop() if lines and not last and not lines[-1].endswith(b"\n") else b""
        errors = [found.group(1).decode(errors="replace") for line in lines if (found := _ERROR.match(line))]
        others = b"".join(line for line in lines if not _CHATTER.match(line) and not _ERROR.match(line))
        with suppress(OSError):  # the terminal is gone
            while others:
                others = others[os.write(self._real, others) :]
        if last:
            self._forget()
        return errors

    def _forget(self) -> None:
        for descriptor in (self._reader, self._real):
            if descriptor >= 0:
                os.close(descriptor)
        self._reader = self._real = -1
        with suppress(OSError):
            os.unlink(self._path)  # noqa: PTH108 (a path as mkstemp gives it)


_HOLDER = _Holder()


@contextmanager
def held_back() -> Iterator[HeldBack]:
    """Hold back what native code prints to standard error; any number of threads may do so at once.

    Yields:
        Where the errors that were logged are told afterwards, so that they can become part of an exception.
    """
    held = HeldBack()
    _HOLDER.enter(held)
    try:
        yield held
    finally:
        _HOLDER.leave(held)


def _flush() -> None:
    """Let Python's own buffer out first, so that its lines stay in order."""
    with suppress(OSError, ValueError, AttributeError):  # closed, full, or none at all
        sys.stderr.flush()
