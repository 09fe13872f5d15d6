"""Being told to stop from outside: by SIGTERM, or by SIGHUP when the terminal is closed, as by Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

NAMES = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_OUTPUTS = (1, 2)  # descriptors


class StoppedError(KeyboardInterrupt):
    """The program is to stop, as after Ctrl-C."""


class Signals:
    """What came while it was listened.

    Attributes:
        number: of the first signal to stop, Ctrl-C's included; None as long as none came.
    """

    def __init__(self, stop: Callable[[], object] | None = None) -> None:
        """Begin with none; see :func:`heeding_signals`."""
        self.number: int | None = None
        self._stop = stop
        self._raising = stop is None
        self._terminals = [output for output in _OUTPUTS if _is_terminal(output)]

    @property
    def exit_code(self) -> int:
        """What the process ends with by the shells' custom: 130 after Ctrl-C, 143 after SIGTERM; else 0."""
        return 0 if self.number is None else 128 + self.number

    def note(self, number: int) -> None:
        """Take note of a signal that has come in another way."""
        self.number = self.number or number

    def hold(self) -> None:
        """Let nothing more be interrupted: from now on signals are only noted, Ctrl-C aside."""
        self._raising = False

    def hung_up(self) -> bool:
        """Whether the terminal has been closed, which is SIGHUP even where that has not come yet."""
        if self._let_go_of_terminals():
            self.hold()  # it may come yet
            self.note(signal.SIGHUP)
        return self.number == getattr(signal, "SIGHUP", None)

    def heed(self, number: int, _: FrameType | None) -> None:
        """Stop what the main thread is doing; a second signal does not stop the stopping."""
        self.note(number)
        self._let_go_of_terminals()
        if self._stop is not None:
            self._stop()
        if self._raising:
            self._raising = False
            raise StoppedError

    def _let_go_of_terminals(self) -> bool:
        """Print nowhere if the terminal is gone, for whoever prints there fails; return whether it is."""
        gone = [output for output in self._terminals if not _is_terminal(output)]
        for output in gone:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, output)
            os.close(nowhere)
            self._terminals.remove(output)
        return bool(gone)


@contextmanager
def heeding_signals(stop: Callable[[], object] | None = None) -> Iterator[Signals]:
    """Turn signals to stop into :class:`StoppedError` in the main thread; elsewhere they go on as they do.

    What whoever started the program has it ignore, as ``nohup`` does, stays ignored.

    Args:
        stop: called in place of raising, also at Ctrl-C.
    """
    signals, before = Signals(stop), dict[int, Any]()
    if threading.current_thread() is threading.main_thread():
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, signals.heed)
        if stop is not None:
            before[signal.SIGINT] = signal.signal(signal.SIGINT, signals.heed)
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_terminal(output: int) -> bool:
    with contextlib.suppress(OSError):
        return os.isatty(output)
    return False
