"""Scripted parts of a chain: a source, a pose step and a recogniser that do as a test says."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame
from streaming.sources.source import Image

from .small_files import person

GUARD_S = 60.0
"""How long a test waits for something that must happen before it fails. Nothing waits that long."""

WINDOW = WindowSettings(span_s=0.5, frames=8, stride_s=0.1, min_span_s=0.2)
DECISION = DecisionSettings()


class Scripted:
    """A source of given items. With ``stepped`` it gives each one only when the test allows it."""

    def __init__(
        self,
        items: Iterable,
        *,
        live: bool = False,
        stepped: bool = False,
        error: Exception | None = None,
    ):
        self.items, self.live, self.error, self.status = items, live, error, ""
        self.rate_hz = 30.0
        self.given = 0
        self.closed = threading.Event()
        self._allowed = threading.Semaphore(0) if stepped else None

    def allow(self, count: int) -> None:
        """Let so many more items pass; one more than there are lets it come to its end."""
        for _ in range(count):
            self._allowed.release()

    def __iter__(self) -> Iterator:
        for item in self.items:
            self._wait()
            if self.closed.is_set():
                return
            self.given += 1
            yield item
        self._wait()
        if self.error is not None and not self.closed.is_set():
            raise self.error

    def _wait(self) -> None:
        if self._allowed is not None:
            assert self._allowed.acquire(timeout=GUARD_S)

    def close(self) -> None:
        self.closed.set()
        if self._allowed is not None:
            self._allowed.release()


class Counter:
    """A callable that counts its calls, and keeps nothing of what it is called with."""

    def __init__(self):
        self.calls = 0

    def __call__(self, item):
        self.calls += 1


class Turnstile:
    """A callable that waits, at each call, until the test lets it go on; then does what it is to do."""

    def __init__(self, then):
        self.then = then
        self.entered = threading.Semaphore(0)
        self._go = threading.Semaphore(0)
        self._open = threading.Event()

    def __call__(self, item):
        self.entered.release()
        if not self._open.is_set():
            assert self._go.acquire(timeout=GUARD_S)
        return self.then(item)

    def wait_entered(self) -> None:
        """Wait until one more call has come in."""
        assert self.entered.acquire(timeout=GUARD_S)

    def let_one(self) -> None:
        """Let the call that waits go on."""
        self._go.release()

    def let_all(self) -> None:
        """Hold up nobody from now on."""
        self._open.set()
        self._go.release()


class Opened:
    """Makes a callable a pose step, and notes on which threads it was opened and closed."""

    def __init__(self, step):
        self.step = step
        self.threads = []

    def __call__(self):
        return self

    def __enter__(self):
        self.threads.append(threading.current_thread().name)
        return self.step

    def __exit__(self, *exception):
        self.threads.append(threading.current_thread().name)


def moving(number: int, identities: Sequence[int] = (7,), rate_hz: float = 30.0) -> Frame:
    """A frame in which each person stands a metre beside the one before and moves in a way of their own."""
    bodies = []
    for place, identity in enumerate(identities):
        body = person(seed=identity, identity=identity)
        shift = np.array([place, 0.1 * np.sin(number * (identity % 5 + 1) / 7), 0.0], dtype=np.float32)
        still = np.float32(0.2) * body.positions + shift + np.array([0, 0, 2], np.float32)
        bodies.append(Body(identity, still, body.states))
    return Frame(number, number / rate_hz, tuple(bodies))


def image(number: int, rate_hz: float = 30.0) -> Image:
    """A tiny image that holds its own number."""
    return Image(number, number / rate_hz, np.full((2, 2, 3), number % 256, dtype=np.uint8))


def recognise(window: Window) -> Prediction:
    """Answer with numbers that depend on every bit of the window's positions."""
    scores = np.array([window.positions[:, 0, joint].sum() for joint in (3, 11, 15)], dtype=np.float32)
    weights = np.exp(2 * (scores - scores.max()))
    f_a = np.abs(np.sin(window.positions[:, 0, :3, 0].T)).astype(np.float32)
    return Prediction(window, ("wave", "throw", "no action"), weights / weights.sum(), f_a)


def answer_bits(answer) -> tuple:
    """All that an answer says, to be compared exactly."""
    prediction = answer.prediction
    return (
        answer.time_s,
        answer.label,
        answer.confidence,
        answer.probabilities.tobytes(),
        prediction.probabilities.tobytes(),
        prediction.f_a.tobytes(),
        prediction.window.frame_number,
        prediction.window.positions.tobytes(),
    )
