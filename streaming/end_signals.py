"""SIGTERM and SIGHUP, which end a process unless it handles them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def handled(handle: Callable[[int, FrameType | None], object], *, ctrl_c: bool = False) -> Iterator[None]:
    """Context manager in which a function handles the signals that would end the process.

    Signals that are ignored stay so, as with ``nohup``, and those that have a handler keep it. It changes
    nothing in other threads than the main one.

    Args:
        handle: takes the signal's number and the frame, as for :func:`signal.signal`.
        ctrl_c: whether it handles SIGINT, too, in place of its handler.
    """
    numbers = []
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        numbers = [number for number in known if signal.getsignal(number) is signal.SIG_DFL]
        numbers += [signal.SIGINT] * ctrl_c
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
