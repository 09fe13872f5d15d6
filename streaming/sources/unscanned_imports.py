"""Import of large libraries without garbage collection pauses."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unscanned_imports() -> Iterator[None]:
    """Context manager for imports whose objects are excluded from garbage collection.

    torch and MediaPipe bring hundreds of thousands of objects that live as long as the program. Python's
    collector scans all of them every few seconds, for a tenth of a second, on whichever thread happens to
    allocate: mostly the window's. Everything that exists by then is left unscanned; it still goes when
    nobody refers to it any more, but for what refers to itself. So nothing is done where nothing new was
    imported.
    """
    before, was_on = len(sys.modules), gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) != before:
            gc.freeze()
        if was_on:
            gc.enable()
