"""Replaying a recording: every frame through window, recogniser and decision, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from streaming.prediction import Answer, Decider, DecisionSettings, Recogniser
from streaming.skeleton import Recording
from streaming.windows import SlidingWindow, WindowSettings


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time with one predicted action.

    Attributes:
        label: the action; None where nothing was announced.
        start_s: time stamp at which it was first announced.
        end_s: time stamp at which it was last announced.
        confidence: mean of the announced confidence.
    """

    label: str | None
    start_s: float
    end_s: float
    confidence: float


def replay(
    recording: Recording,
    recogniser: Recogniser,
    window: WindowSettings,
    decision: DecisionSettings,
    follow: int | None = None,
) -> Iterator[tuple[int, Answer | None]]:
    """Go through a recording frame by frame, as a live stream would.

    Yields:
        (index of the frame, the answer given at that frame or None where no window was due).
    """
    sliding, decide = SlidingWindow(window, follow), Decider(decision)
    for index, frame in enumerate(recording.frames):
        cut = sliding.push(frame)
        yield index, None if cut is None else decide(recogniser(cut))


class Segmenter:
    """Joins answers into segments as they come; it keeps numbers only, however long a stream lasts."""

    def __init__(self, max_gap_s: float = 1.0) -> None:
        """Start without an answer; answers further apart than ``max_gap_s`` are not joined."""
        self._max_gap_s = max_gap_s
        self._closed: list[Segment] = []
        self._label: str | None = None
        self._start_s = self._last_s = self._sum = 0.0
        self._count = 0

    def push(self, answer: Answer) -> None:
        """Take the next answer, in order of time."""
        if self._count:
            joined = answer.time_s - self._last_s <= self._max_gap_s
            if not joined or answer.label != self._label:
                self._closed.append(self._open(answer.time_s if joined else self._last_s))
                self._count = 0
        if not self._count:
            self._label, self._start_s, self._sum = answer.label, answer.time_s, 0.0
        self._sum += answer.confidence
        self._count += 1
        self._last_s = answer.time_s

    def segments(self) -> list[Segment]:
        """Return all segments in order of time; the last one may still grow."""
        return [*self._closed, *([self._open(self._last_s)] if self._count else [])]

    def forget(self, before_s: float) -> None:
        """Drop what ended before a time stamp in seconds."""
        self._closed = [part for part in self._closed if part.end_s >= before_s]

    def _open(self, end_s: float) -> Segment:
        return Segment(self._label, self._start_s, end_s, self._sum / self._count)


def segments(answers: Iterable[Answer], max_gap_s: float = 1.0) -> list[Segment]:
    """Join consecutive answers with the same label into segments, in order of time.

    A segment lasts until the next answer; answers further apart than ``max_gap_s`` are not joined.
    """
    segmenter = Segmenter(max_gap_s)
    for answer in answers:
        segmenter.push(answer)
    return segmenter.segments()


def timeline(parts: Sequence[Segment], start_s: float) -> list[str]:
    """Describe segments as lines of text, times counted from ``start_s``."""
    return [
        f"{part.start_s - start_s:7.2f} to {part.end_s - start_s:7.2f} s   "
        f"{part.label or 'no action (not sure of any)':<28} {part.confidence:6.1%}"
        for part in parts
    ]
