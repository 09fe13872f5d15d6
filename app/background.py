"""Work that would hold up the window, done on a thread of its own and collected when it is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Task(Generic[T]):
    """One call on one thread. Whoever wants the outcome asks for it; nobody is called back.

    The thread enters nothing of Qt: a signal per result would queue up behind a slow window.
    """

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        """Start the work.

        Args:
            name: of the thread, for debuggers.
            work: what to do; what it returns or raises is kept.
        """
        self._value: T | None = None
        self._error: Exception | None = None
        self._work = work
        # A daemon, so that an exception that ends the program is not held up by a long read; the
        # window joins its threads when it closes.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._work()
        except Exception as error:  # noqa: BLE001 (whatever it is, the window must be able to show it)
            self._error = error

    @property
    def done(self) -> bool:
        """Whether the work has ended, well or badly."""
        return not self._thread.is_alive()

    def result(self) -> T:
        """Return the work's value, waiting for it if need be, or raise its exception."""
        self.join()
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # T itself may be None

    def join(self) -> None:
        """Wait for the end of the work."""
        self._thread.join()
