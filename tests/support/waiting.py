"""Waiting for what another process does: until it is so, never for a fixed time."""

from __future__ import annotations

import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

LONGEST_S = 60.0
"""Far more than anything takes on a slow machine: only a hang gets here."""


def threads_left(before: set[threading.Thread]) -> list[str]:
    """Names of the threads since ``before`` that do not end; those that were told to have the time for it."""
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(LONGEST_S)
    return [thread.name for thread in new if thread.is_alive()]


def wait_until(
    happened: Callable[[], bool], what: str, process: subprocess.Popen[bytes] | None = None
) -> None:
    """Return as soon as something has happened; fail if it never does, or if ``process`` ends before."""
    end = time.monotonic() + LONGEST_S
    while not happened():
        assert process is None or process.poll() is None, f"ended with {process.returncode} before {what}"
        assert time.monotonic() < end, f"no sign of {what} in {LONGEST_S} s"
        select.select([], [], [], 0.02)  # give the other process the core


def heed_ctrl_c() -> None:
    """Undo, in a process about to start, that a shell ignores SIGINT for what it runs in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks into Linux's /proc")


def children_of(pid: int) -> list[int]:
    """Process ids of a process's children."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def ignores_ctrl_c(pid: int) -> bool:
    """Whether a process has chosen to ignore SIGINT."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has ended
        return False
    ignored = next(line.split()[1] for line in status.splitlines() if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) >> (signal.SIGINT - 1) & 1)
