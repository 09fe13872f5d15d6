"""Ctrl-C while libraries are loaded or at work, for which it waits, and while they are taken down.

Extension modules run Python code while they are initialised, and those written in C++ abort the whole process
("terminate called ...") where that raises an exception which they do not expect. So do Qt's bindings within
their calls: an exception there is lost, becomes a SystemError, or ends in a segmentation fault. Imported
before anything else, so it must be light.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType

_IMPORTING = "<frozen importlib._bootstrap>"
_AGAIN_S = 0.02


class _Held:
    """A handler of SIGINT that raises KeyboardInterrupt, but not in the middle of an import or of a block."""

    def __init__(self) -> None:
        self._is_pending = self._is_over = False
        self._blocks = 0  # that it waits for, one in another
        self._main = _thread.get_ident()
        self._sending = _thread.allocate_lock()  # held by a thread that sends, and by the end

    def heed(self, number: int, frame: FrameType | None) -> None:
        if self._is_over or self._blocks or _is_importing(frame):
            # Noted before the thread starts, as the thread ends when nothing is pending.
            was_pending, self._is_pending = self._is_pending, True
            if not was_pending and not self._is_over:
                # Not of the module threading, whose locks the import may hold.
                with suppress(RuntimeError):  # the interpreter is ending
                    _thread.start_new_thread(self._send_again, ())
        else:
            self._is_pending = False
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Raise nothing until the end of the block, in the main thread."""
        if self._is_over or _thread.get_ident() != self._main:
            yield
            return
        self._blocks += 1
        try:
            yield
        finally:
            self._blocks -= 1
        if self._is_pending and not self._blocks:
            self._is_pending = False
            raise KeyboardInterrupt

    def end(self) -> bool:
        """Raise nothing any more; return whether something is still to be raised."""
        self._is_over = True
        with self._sending:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # what has been sent is heeded first
        return self._is_pending

    def _send_again(self) -> None:
        """Send the signal anew when the import is over, and until it is heeded."""
        while True:
            time.sleep(_AGAIN_S)
            with self._sending:
                if not self._is_pending or self._is_over:
                    return
                if self._blocks or _is_importing(sys._current_frames().get(self._main)):
                    continue
                if hasattr(signal, "pthread_kill"):  # wakes the thread from what it waits for, too
                    signal.pthread_kill(self._main, signal.SIGINT)
                else:
                    _thread.interrupt_main()


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None and frame.f_code.co_filename != _IMPORTING:
        frame = frame.f_back
    return frame is not None


def end_at_interrupts() -> None:
    """Have Ctrl-C end the process at once from now on: all is done, and libraries are about to be taken down.

    They would be told by an exception, which some report at length, and those in C++ by aborting.
    """
    with suppress(ValueError):  # this is another thread
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


_HELD: list[_Held] = []  # the newest one counts


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Context manager in which Ctrl-C waits for its end, for calls into libraries that it would break.

    It does so within :func:`interrupts_after_imports`, in the main thread; elsewhere it does nothing.

    Raises:
        KeyboardInterrupt: at the end, if an interrupt came meanwhile and no other exception is on its way.
    """
    with _HELD[-1].waiting() if _HELD else nullcontext():
        yield


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
    _HELD.append(held)
    try:
        yield
    finally:
        _HELD.remove(held)
        if held.end():
            raise KeyboardInterrupt
