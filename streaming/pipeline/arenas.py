"""A bound for the memory that glibc's allocator keeps for threads.

glibc gives threads that allocate at the same time a heap each, an arena, eight for each core at most. What is
freed in one arena is not used by another, and seldom returned to the system: with threads that come and go
for days, the process grows although nothing is kept (``benchmarks/soak.py``).
"""

from __future__ import annotations

import ctypes
import os
import platform

ARENAS = 2
_M_ARENA_MAX = -8  # malloc.h
_OWN = ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES")


def limit_arenas() -> bool:
    """Let threads that start from now on share :data:`ARENAS` arenas.

    Nothing is changed where the user has chosen by glibc's own variables, or where the allocator is another.

    Returns:
        Whether it was done.
    """
    if platform.libc_ver()[0] != "glibc" or any(name in os.environ for name in _OWN):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    except (OSError, AttributeError):  # a C library without it
        return False
