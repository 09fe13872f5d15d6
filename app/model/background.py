"""Background tasks on separate threads, whose results are polled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

T = TypeVar("T")
W = TypeVar("W")
R = TypeVar("R")


class Task(Generic[T]):
    """One call on one thread; its result is polled, without callbacks.

    The thread does not use Qt: signals would queue up behind a slow window.
    """

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        """Start the work.

        Args:
            name: of the thread, for debuggers.
            work: what to do; what it returns or raises is kept.
        """
        self._value: T | None = None
        self._error: Exception | None = None
        self._work: Callable[[], T] | None = work
        # A daemon, so that an exception that ends the program is not held up by a long read; the
        # window joins its threads when it closes.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        # Not kept once it is done: it may refer to a recording, or to the task before it.
        work, self._work = self._work, None
        assert work is not None
        try:
            self._value = work()
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

    def error(self) -> Exception | None:
        """Return what the work raised, if anything, waiting for its end if need be."""
        self.join()
        return self._error

    def wait(self, seconds: float) -> None:
        """Wait for the end of the work, but no longer than some seconds."""
        self._thread.join(seconds)

    def join(self) -> None:
        """Wait for the end of the work."""
        self._thread.join()


class Newest(Generic[W, R]):
    """A thread that does the newest wish; those before it that were not begun are forgotten.

    The result is polled, without callbacks.
    """

    def __init__(self, name: str, opened: Callable[[], AbstractContextManager[Callable[[W], R]]]) -> None:
        """Start the thread.

        Args:
            name: of the thread, for debuggers.
            opened: gives what fulfils wishes, and clears up after it; entered and left on the thread.
        """
        self._opened = opened
        self._changed = threading.Condition()
        self._wish: list[W] = []  # one at most; a wish may be None
        self._begun: list[W] = []  # the one begun last, if any
        self._newest: tuple[W, R] | None = None
        self._error: Exception | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def want(self, wish: W) -> None:
        """Request something, replacing an older request, unless it is done or in progress."""
        with self._changed:
            self._wish = [] if self._begun == [wish] else [wish]
            self._changed.notify()

    @property
    def newest(self) -> tuple[W, R] | None:
        """The wish fulfilled last, and its outcome; None before the first."""
        with self._changed:
            return self._newest

    @property
    def error(self) -> Exception | None:
        """The error that ended the thread, if any."""
        with self._changed:
            return self._error

    def end(self) -> None:
        """Request the thread to end, without waiting."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    @property
    def done(self) -> bool:
        """Whether the thread has ended."""
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait for the end of the thread, which was asked to end."""
        self._thread.join()

    def close(self) -> None:
        """End the thread and wait for it."""
        self.end()
        self.join()

    def _run(self) -> None:
        try:
            with self._opened() as fulfil:
                while (wish := self._next()) is not None:
                    outcome = fulfil(wish[0])
                    with self._changed:
                        self._newest = (wish[0], outcome)
        except Exception as error:  # noqa: BLE001 (whatever it is, the window must be able to show it)
            with self._changed:
                self._error = error

    def _next(self) -> list[W] | None:
        """Wait for a wish; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish or self._closed)
            if self._closed:
                return None
            self._begun, self._wish = self._wish, []
            return self._begun
