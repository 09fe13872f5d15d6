"""Monotonic clock of the live pipeline, in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

now_s: Callable[[], float] = time.perf_counter
"""The chain's clock: monotonic, seconds. (``time.monotonic`` is the same clock on Linux and macOS, but
ticks only every 16 ms on Windows before Python 3.13.)"""
