"""Peak memory of this process, as benchmarks and tools tell it of processes that they start."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the most memory that this process has held so far.

    On Linux from ``VmHWM``, since ``getrusage`` tells the peak of the process that started this one where
    that is larger; elsewhere from ``getrusage``.
    """
    if _STATUS.is_file():
        return 1024 * int(_STATUS.read_text(encoding="ascii").split("VmHWM:")[1].split()[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
