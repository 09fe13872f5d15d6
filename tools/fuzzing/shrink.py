"""Reduction of an input that fails to a small one that still does."""

from __future__ import annotations

import time
from collections.abc import Callable


def shrunk(content: bytes, fails: Callable[[bytes], bool], seconds: float) -> bytes:
    """Leave out lines, then bytes, ever smaller stretches of them, as long as the rest still fails.

    Args:
        content: fails.
        fails: whether a part of it fails, too.
        seconds: when to stop.
    """
    end_s = time.monotonic() + seconds
    if content.count(b"\n") > 1:
        content = _without(content.splitlines(keepends=True), fails, end_s)
    return _without([content[i : i + 1] for i in range(len(content))], fails, end_s)


def _without(parts: list[bytes], fails: Callable[[bytes], bool], end_s: float) -> bytes:
    """Leave out stretches, from half of all down to single ones."""
    size = len(parts) // 2
    while size and time.monotonic() < end_s:
        at, found = 0, False
        while at < len(parts) and time.monotonic() < end_s:
            rest = parts[:at] + parts[at + size :]
            if fails(b"".join(rest)):
                parts, found = rest, True
            else:
                at += size
        if size == 1 and not found:
            break
        size = max(1, size // 2) if size > 1 or not found else 1
    return b"".join(parts)
