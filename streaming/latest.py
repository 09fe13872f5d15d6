"""Dictionary of bounded length: it keeps the keys that were set last, e.g. of the newest people in view."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Latest(dict[K, V]):
    """Dictionary with a maximum length: a key too many drops the one that was set longest ago."""

    def __init__(self, most: int) -> None:
        """Start empty.

        Args:
            most: number of keys that are kept.
        """
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Set a key, which is then the newest."""
        self.pop(key, None)
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]
