"""Tap on a pipeline: passes frames and answers to a consumer without blocking the pipeline."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from streaming.errors import RecordingError

T = TypeVar("T")


class Tap(Generic[T]):
    """Bounded queue with a consumer on a separate thread, such as a recorder.

    A live chain never waits: items that find the queue full are dropped, counted and reported as an error. A
    file's chain waits.
    """

    def __init__(
        self,
        consume: Callable[[T], None],
        *,
        capacity: int = 90,
        waits: bool = False,
        at_end: Callable[[], None] | None = None,
    ) -> None:
        """Start the thread.

        Args:
            consume: called with each item, in order. An exception ends the tap, not the chain.
            capacity: length of the queue. Items may contain an image each: 90 images of 640 x 480
                are 83 MB.
            waits: whether :meth:`offer` waits for space instead of dropping the item.
            at_end: called after the last item, unless the consumer failed.
        """
        self._consume, self._capacity, self._waits, self._at_end = consume, capacity, waits, at_end
        self._queue: deque[T] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._lost = 0
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="tap", daemon=True)
        self._thread.start()

    def offer(self, item: T) -> bool:
        """Queue an item; return whether it was accepted. Never raises, even after the consumer failed."""
        with self._changed:
            while self._waits and len(self._queue) >= self._capacity and not self._closed:
                self._changed.wait()
            if self._closed or len(self._queue) >= self._capacity:
                # What is offered after somebody closed the tap was not meant for it.
                self._lost += not self._closed
                return False
            self._queue.append(item)
            self._changed.notify_all()
            return True

    def close(self) -> None:
        """Accept no more items, let the consumer finish the queue, and end the thread.

        May be called from any thread, repeatedly.

        Raises:
            Exception: the consumer's exception.
            RecordingError: items were dropped because the consumer was too slow.
        """
        self.finish()
        if self.error is not None:
            raise self.error

    def finish(self) -> None:
        """Close without raising; see :attr:`error`."""
        self.shut()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def shut(self) -> None:
        """Accept no more items, and wake waiting threads. The consumer continues with the queue."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether it accepts no more items."""
        with self._changed:
            return self._closed

    @property
    def lost(self) -> int:
        """Number of items dropped."""
        with self._changed:
            return self._lost

    @property
    def error(self) -> Exception | None:
        """The first error, if any."""
        with self._changed:
            if self._error is not None or not self._lost:
                return self._error
            return RecordingError(
                f"recording is too slow: {self._lost} frames or answers are missing so far",
                remedy="Record to a faster disk, without video, or at a lower rate.",
            )

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._queue and not self._closed:
                    self._changed.wait()
                item = self._queue.popleft() if self._queue else None
                self._changed.notify_all()
            try:
                if item is None:
                    if self._at_end is not None:
                        self._at_end()
                    return
                self._consume(item)
            except Exception as error:  # noqa: BLE001 (a fault must reach the user, not end the thread)
                with self._changed:
                    self._error, self._closed = error, True
                    self._queue.clear()
                    self._changed.notify_all()
                return
