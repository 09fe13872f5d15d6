"""A bound for the memory that glibc's allocator keeps.

glibc gives threads that allocate at the same time a heap each, an arena, eight for each core at most. What is
freed in one arena is not used by another, and of each arena only the end is returned to the system: over
days, the process grows although nothing is kept (``benchmarks/soak.py``). So threads share two arenas, and
what is free in the middle of them is returned every ten minutes.
"""

from __future__ import annotations

import ctypes
import os
import platform
import threading

ARENAS = 2
RETURN_S = 600.0
"""Seconds between two returns of freed memory; during each, threads that allocate wait some milliseconds."""
_M_ARENA_MAX = -8  # malloc.h
_OWN = ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES")


def limit_arenas() -> bool:
    """Let threads that start from now on share :data:`ARENAS` arenas.

    Nothing is changed where the user has chosen by glibc's own variables, or where the allocator is another.

    Returns:
        Whether it was done.
    """
    return not any(name in os.environ for name in _OWN) and _call_glibc("mallopt", _M_ARENA_MAX, ARENAS)


def return_freed_memory() -> bool:
    """Return to the system the freed memory that glibc's allocator keeps.

    Returns:
        Whether any was returned; False where the allocator is another.
    """
    return _call_glibc("malloc_trim", 0)


def _call_glibc(function: str, *arguments: int) -> bool:
    """Call a function of glibc; return whether it is there and did something."""
    if platform.libc_ver()[0] != "glibc":
        return False
    try:
        return bool(getattr(ctypes.CDLL(None), function)(*arguments))
    except (OSError, AttributeError):  # a C library without it
        return False


class FreedMemory:
    """Returns freed memory to the system from time to time, on a thread of its own."""

    def __init__(self, every_s: float = RETURN_S) -> None:
        """Schedule the first return ``every_s`` seconds after the first look."""
        self._every_s = every_s
        self._due_s: float | None = None
        self._thread: threading.Thread | None = None

    def look(self, now_s: float) -> bool:
        """Start a return if one is due and none is running.

        Args:
            now_s: the time, in seconds, of a monotonic clock.

        Returns:
            Whether one was started.
        """
        if self._due_s is None:
            self._due_s = now_s + self._every_s
        if now_s < self._due_s or (self._thread is not None and self._thread.is_alive()):
            return False
        self._due_s = now_s + self._every_s
        self._thread = threading.Thread(target=return_freed_memory, name="return memory", daemon=True)
        self._thread.start()
        return True

    def join(self) -> None:
        """Wait for the end of the return that is running, if any."""
        if self._thread is not None:
            self._thread.join()
