"""Graceful termination on SIGTERM, SIGHUP (closed terminal) and Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from streaming.end_signals import handled

_OUTPUTS = (1, 2)  # descriptors


class StoppedError(KeyboardInterrupt):
    """Raised to stop the program, as on Ctrl-C."""


class Signals:
    """Signals received so far.

    Attributes:
        number: number of the first termination signal, including Ctrl-C; None if there was none.
    """

    def __init__(self, stop: Callable[[], object] | None = None) -> None:
        """Start without signals; see :func:`heeding_signals`."""
        self.number: int | None = None
        self._stop = stop
        self._raising = stop is None
        self._terminals = [output for output in _OUTPUTS if _is_terminal(output)]

    @property
    def exit_code(self) -> int:
        """Exit code by shell convention: 130 after Ctrl-C, 143 after SIGTERM; otherwise 0."""
        return 0 if self.number is None else 128 + self.number

    def note(self, number: int) -> None:
        """Record a signal received in another way."""
        self.number = self.number or number

    def hold(self) -> None:
        """Stop interrupting: from now on signals other than Ctrl-C are only recorded."""
        self._raising = False

    def hung_up(self) -> bool:
        """Whether the terminal has been closed, even before SIGHUP arrives."""
        if self._let_go_of_terminals():
            self.hold()  # it may come yet
            self.note(signal.SIGHUP)
        return self.number == getattr(signal, "SIGHUP", None)

    def heed(self, number: int, _: FrameType | None) -> None:
        """Interrupt the main thread; a second signal does not interrupt the cleanup."""
        self.note(number)
        self._let_go_of_terminals()
        if self._stop is not None:
            self._stop()
        if self._raising:
            self._raising = False
            raise StoppedError

    def _let_go_of_terminals(self) -> bool:
        """Discard output if the terminal is gone, since printing would fail; return whether it is."""
        gone = [output for output in self._terminals if not _is_terminal(output)]
        for output in gone:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, output)
            os.close(nowhere)
            self._terminals.remove(output)
        return bool(gone)


@contextmanager
def heeding_signals(stop: Callable[[], object] | None = None) -> Iterator[Signals]:
    """Context manager that turns termination signals into :class:`StoppedError` in the main thread.

    Signals that are ignored at startup, as with ``nohup``, stay ignored.

    Args:
        stop: called instead of raising, also on Ctrl-C.
    """
    signals = Signals(stop)
    with handled(signals.heed, ctrl_c=stop is not None):
        yield signals


def _is_terminal(output: int) -> bool:
    with contextlib.suppress(OSError):
        return os.isatty(output)
    return False
