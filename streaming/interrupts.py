"""Ctrl-C while libraries are loaded: it waits until the import is over.

Extension modules run Python code while they are initialised, and those written in C++ abort the whole process
("terminate called ...") where that raises an exception which they do not expect. Imported before anything
else, so it must be light.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_IMPORTING = "<frozen importlib._bootstrap>"
_AGAIN_S = 0.02


class _Held:
    """A handler of SIGINT that raises KeyboardInterrupt, but not in the middle of an import."""

    def __init__(self) -> None:
        self.is_pending = False
        self._main = _thread.get_ident()

    def heed(self, number: int, frame: FrameType | None) -> None:
        if not _is_importing(frame):
            self.is_pending = False
            raise KeyboardInterrupt
        if not self.is_pending:
            self.is_pending = True
            # Not of the module threading, whose locks the import may hold.
            with suppress(RuntimeError):  # the interpreter is ending
                _thread.start_new_thread(self._send_again, ())

    def _send_again(self) -> None:
        """Send the signal anew when the import is over, and until it is heeded."""
        while self.is_pending:
            if not _is_importing(sys._current_frames().get(self._main)):
                if hasattr(signal, "pthread_kill"):  # wakes the thread from what it waits for, too
                    signal.pthread_kill(self._main, signal.SIGINT)
                else:
                    _thread.interrupt_main()
            time.sleep(_AGAIN_S)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None and frame.f_code.co_filename != _IMPORTING:
        frame = frame.f_back
    return frame is not None


@contextmanager
def interrupts_after_imports() -> Iterator[None]:
    """Context manager in which Ctrl-C raises KeyboardInterrupt, where an import is under way after it.

    For the main thread. Where Ctrl-C is ignored or handled in another way, that stays so.

    Raises:
        KeyboardInterrupt: at the end, if an interrupt came in an import and has not been raised yet.
    """
    held = _Held()
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    try:
        signal.signal(signal.SIGINT, held.heed)
    except ValueError:  # this is another thread
        yield
        return
    try:
        yield
    finally:
        pending, held.is_pending = held.is_pending, False
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if pending:
        raise KeyboardInterrupt
