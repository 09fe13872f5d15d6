"""One-item mailbox between two threads that keeps the newest item, or blocks the sender.

In a live chain the newest item replaces one that has not been taken yet, and every replacement is counted
with its cause. In a file's chain the sender waits instead, so that nothing is lost. In either case memory is
bounded by one item.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")

STOPPED = "stopped"
"""The cause of a drop when a mailbox was aborted with an item in it."""

Merge = Callable[[T, T], tuple[T, int]]
"""Function from the waiting and a newer item to the merged item and the number of items dropped."""


class ClosedError(Exception):
    """The mailbox is closed and empty."""


class Mailbox(Generic[T]):
    """One-item mailbox between two threads."""

    def __init__(
        self,
        *,
        waits: bool = False,
        merge: Merge[T] | None = None,
        on_drop: Callable[[str, int], None] | None = None,
    ) -> None:
        """Start open and empty.

        Args:
            waits: whether :meth:`put` waits until the previous item has been taken, instead of replacing it.
            merge: merges a waiting item with a newer one; by default the newer one replaces it.
            on_drop: called with cause and number of each drop, with the mailbox's lock held; must not call
                back.
        """
        self._waits = waits
        self._merge: Merge[T] = merge or (lambda old, new: (new, 1))
        self._on_drop = on_drop
        self._changed = threading.Condition()
        self._slot: list[T] = []  # empty, or the one item
        self._closed = False
        self._error: BaseException | None = None
        self._trace: TracebackType | None = None
        self._drops: Counter[str] = Counter()

    def put(self, item: T, cause: str = "replaced by a newer one") -> None:
        """Put an item.

        Args:
            item: the item.
            cause: reason to count if an item is replaced.

        Raises:
            ClosedError: the mailbox is closed.
        """
        with self._changed:
            while self._waits and self._slot and not self._closed:
                self._changed.wait()
            if self._closed:
                raise ClosedError
            if self._slot:
                item, lost = self._merge(self._slot.pop(), item)
                self._count(cause, lost)
            self._slot.append(item)
            self._changed.notify_all()

    def take(self) -> T:
        """Wait for an item and take it.

        Raises:
            ClosedError: the mailbox was closed and is empty.
            Exception: the error passed to :meth:`close`.
        """
        with self._changed:
            while not self._slot:
                self._raise_if_closed()
                self._changed.wait()
            return self._pop()

    def take_within(self, seconds: float) -> T | None:
        """Take an item, waiting at most the given seconds; return None if there was none.

        Raises:
            ClosedError: the mailbox was closed and is empty.
            Exception: the error passed to :meth:`close`.
        """
        until_s = time.monotonic() + seconds
        with self._changed:
            while not self._slot:
                self._raise_if_closed()
                left_s = until_s - time.monotonic()
                if left_s <= 0:
                    return None
                self._changed.wait(left_s)
            return self._pop()

    def poll(self) -> T | None:
        """Take the item if there is one, without waiting; raise as :meth:`take_within` does."""
        return self.take_within(0.0)

    def close(self, error: BaseException | None = None) -> None:
        """Accept no more items; a waiting item can still be taken. Only the first call has an effect.

        Args:
            error: raised on taking an item after the last one; by default
                :class:`ClosedError`.
        """
        with self._changed:
            if not self._closed:
                self._closed, self._error = True, error
                self._trace = None if error is None else error.__traceback__
            self._changed.notify_all()

    def abort(self) -> None:
        """Close, discard a waiting item, and wake waiting threads."""
        with self._changed:
            self._closed = True
            if self._slot:
                item = self._slot.pop()
                self._count(STOPPED, self._merge(item, item)[1])  # all of its parts
            self._changed.notify_all()

    @property
    def finished(self) -> bool:
        """Whether it is closed and empty."""
        with self._changed:
            return self._closed and not self._slot

    @property
    def drops(self) -> dict[str, int]:
        """Number of items lost so far, by cause."""
        with self._changed:
            return dict(self._drops)

    def _pop(self) -> T:
        item = self._slot.pop()
        self._changed.notify_all()
        return item

    def _raise_if_closed(self) -> None:
        if self._error is not None:
            # The same error may be asked for again and again: its traceback must not grow.
            raise self._error.with_traceback(self._trace)
        if self._closed:
            raise ClosedError

    def _count(self, cause: str, lost: int) -> None:
        if lost:
            self._drops[cause] += lost
            if self._on_drop is not None:
                self._on_drop(cause, lost)
