"""Progress of reading, for those who wait for a recording of hours.

The readers of formats that have such recordings say how far they are; nobody has to listen. A context
variable takes the listener to them, since reading is a call of many levels in one thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ReadShare = Callable[[float], None]
"""Is told the share that has been read, 0..1; what it raises ends the reading (no OSError or ValueError)."""

_STEPS = 200
_LEAST_BYTES = 1024**2
_listener: ContextVar[ReadShare | None] = ContextVar("listener", default=None)


@contextmanager
def told(listener: ReadShare | None) -> Iterator[None]:
    """Context manager in which the readers tell this listener; None for none."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class ReadingProgress:
    """How far the reading of one file is."""

    def __init__(self, size: int) -> None:
        """Start at the beginning of a file of so many bytes."""
        self._tell, self._size = _listener.get(), size
        self._step = max(size // _STEPS, _LEAST_BYTES)
        self.due = sys.maxsize if self._tell is None else self._step
        """The offset from which on :meth:`at` has something to tell."""

    def at(self, offset: int) -> None:
        """Note that the file has been read up to an offset in bytes."""
        if offset >= self.due and self._tell is not None:
            self.due = offset + self._step
            self._tell(min(offset / self._size, 1.0))
