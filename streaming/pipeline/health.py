"""Health of a pipeline: frame rates, drops by cause, durations of the stages."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from streaming.sources.clock import now_s

# No more than this many events are kept per stage, however fast a file runs through.
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Duration:
    """Duration statistics of a stage.

    Attributes:
        median_ms: 50th percentile, milliseconds.
        p95_ms: 95th percentile, milliseconds.
        count: number of measurements.
    """

    median_ms: float
    p95_ms: float
    count: int


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Health of a chain at one moment.

    Attributes:
        span_s: the seconds that rates, durations cover, up to now.
        rates_hz: events per second by name: ``capture``, ``pose``, ``recognition``, ``painting``.
        durations: by stage: ``pose`` from capture to pose, ``recognition`` from pose to prediction,
            ``prediction`` the two together, ``painting`` from capture to what is on screen.
        drops: number of items lost since the start, by cause.
    """

    span_s: float
    rates_hz: dict[str, float] = field(default_factory=dict)
    durations: dict[str, Duration] = field(default_factory=dict)
    drops: dict[str, int] = field(default_factory=dict)


class Health:
    """Collector of counts and durations of a chain; thread-safe."""

    def __init__(self, span_s: float = 5.0, clock: Callable[[], float] = now_s) -> None:
        """Start with empty counters.

        Args:
            span_s: time span of rates and durations, in seconds.
            clock: monotonic, in seconds.
        """
        self._span_s, self._clock = span_s, clock
        self._lock = threading.Lock()
        self._started_s = clock()
        self._events: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self._durations: dict[str, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self._drops: Counter[str] = Counter()

    def count(self, event: str) -> None:
        """Count an event."""
        with self._lock:
            self._events[event].append(self._clock())

    def took(self, stage: str, seconds: float) -> None:
        """Record the duration of a stage, in seconds."""
        with self._lock:
            self._durations[stage].append((self._clock(), seconds))

    def dropped(self, cause: str, number: int = 1) -> None:
        """Count dropped items."""
        with self._lock:
            self._drops[cause] += number

    def report(self) -> HealthReport:
        """Return a report on the time span."""
        with self._lock:
            now = self._clock()
            start = max(self._started_s, now - self._span_s)
            rates, durations = {}, {}
            for event, times in self._events.items():
                while times and times[0] < start:
                    times.popleft()
                since = times[0] if len(times) == _KEPT else start
                rates[event] = len(times) / (now - since) if now > since else 0.0
            for stage, pairs in self._durations.items():
                while pairs and pairs[0][0] < start:
                    pairs.popleft()
                if pairs:
                    median, p95 = np.percentile([seconds for _, seconds in pairs], (50, 95)) * 1e3
                    durations[stage] = Duration(float(median), float(p95), len(pairs))
            return HealthReport(now - start, rates, durations, dict(self._drops))
