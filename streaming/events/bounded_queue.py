"""Bounded queue between what makes events and what sends them: when it is full, samples go first."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedQueue(Generic[T]):
    """Queue that is never waited for, unless its user wants to: it drops what does not fit.

    A sample is dropped before any other item, itself included; the oldest item if there is no sample.
    """

    def __init__(self, capacity: int, is_sample: Callable[[T], bool]) -> None:
        """Start empty.

        Args:
            capacity: items that may wait.
            is_sample: whether an item may be dropped before others.
        """
        self._capacity, self._is_sample = capacity, is_sample
        self._items: deque[T] = deque()
        self._finished = False
        self.changed = threading.Condition()
        """Held while the queue changes, and notified of it; may be held by its user meanwhile."""

    @property
    def is_full(self) -> bool:
        """Whether the next item costs one."""
        with self.changed:
            return len(self._items) >= self._capacity

    def put(self, item: T) -> int:
        """Append an item; return how many were dropped for it, itself included. After the end, do nothing."""
        with self.changed:
            if self._finished:
                return 0
            lost = 0
            if self.is_full:
                if self._is_sample(item):
                    return 1
                del self._items[next((i for i, each in enumerate(self._items) if self._is_sample(each)), 0)]
                lost = 1
            self._items.append(item)
            self.changed.notify_all()
            return lost

    def take(self) -> list[T]:
        """Wait for the next item and return it in a list; after the end, return an empty one."""
        with self.changed:
            self.changed.wait_for(lambda: self._items or self._finished)
            if not self._items:
                return []
            self.changed.notify_all()
            return [self._items.popleft()]

    def finish(self) -> None:
        """Take no more items; those that wait can still be taken."""
        with self.changed:
            self._finished = True
            self.changed.notify_all()

    def clear(self) -> int:
        """Drop everything; return how many items that were."""
        with self.changed:
            count = len(self._items)
            self._items.clear()
            self.changed.notify_all()
            return count
