"""Filtering of native libraries' log output on standard error.

MediaPipe, OpenCV and their libraries log to file descriptor 2 from their own threads, which cannot be
disabled. Here the descriptor is temporarily redirected to a file. Other output is passed on; logged errors
are kept for an exception, and lines of lower levels are dropped.
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
# Lines of the logs of absl ("W0000 00:00:1795699120.757 11884 file.cc:114] text"), TFLite ("INFO: text") and
# OpenCV, which says of each WebM that the container has no tags for codecs.
_CHATTER = re.compile(
    rb"[IW]\d{4} \d\d:\d\d:|(?:INFO|WARNING): |OpenCV: FFMPEG: tag .* is not supported with"
)
_ERROR = re.compile(rb"(?:[EF]\d{4} \d\d:\d\d:[^\]]*\] |(?:ERROR|FATAL): )(.*)")


class HeldBack:
    """Errors logged by native code during redirection.

    Attributes:
        errors: their texts, without level, time and place; complete at the end of the redirection.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []


class _Holder:
    """The file to which descriptor 2 is redirected."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holding: list[HeldBack] = []
        self._path = ""
        self._reader = self._real = -1  # descriptors, or -1 while nothing is diverted
        self._rest = b""  # a line that has not ended yet

    def enter(self, held: HeldBack) -> None:
        """Redirect the output, if not yet done."""
        with self._lock:
            if not self._holding:
                self._divert()
            self._holding.append(held)

    def leave(self, held: HeldBack) -> None:
        """Process the captured output; the last user ends the redirection."""
        with self._lock:
            last = self._holding == [held]
            if last:
                self._restore()
            errors = self._sort(last)
            for each in self._holding:
                each.errors += errors
            self._holding.remove(held)

    def _divert(self) -> None:
        """Redirect descriptor 2 to a file, if possible."""
        # There may be no such descriptor (a Windows program without a console), or no room for a file.
        with suppress(OSError):
            writer, self._path = tempfile.mkstemp(prefix="mans-live-", suffix=".log")
            try:
                self._reader = os.open(self._path, os.O_RDONLY)
                if os.name == "posix":  # elsewhere no open file can be removed
                    os.unlink(self._path)  # noqa: PTH108 (so that it stays nowhere if the process is ended)
                self._real = os.dup(_STDERR)
                _flush()
                os.dup2(writer, _STDERR)
            except OSError:
                self._forget()
                raise
            finally:
                os.close(writer)

    def _restore(self) -> None:
        """Restore descriptor 2."""
        if self._real >= 0:
            _flush()
            os.dup2(self._real, _STDERR)

    def _sort(self, last: bool) -> list[str]:
        """Pass on other output; return the errors. Closes the file the last time."""
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
    """Context manager that filters native output on standard error; thread-safe, may be nested.

    Yields:
        Collector of the logged errors, for use in an exception.
    """
    held = HeldBack()
    _HOLDER.enter(held)
    try:
        yield held
    finally:
        _HOLDER.leave(held)


def _flush() -> None:
    """Flush Python's buffer first, to keep the order of lines."""
    with suppress(OSError, ValueError, AttributeError):  # closed, full, or none at all
        sys.stderr.flush()
