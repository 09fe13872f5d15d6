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


def segments(answers: Iterable[Answer], max_gap_s: float = 1.0) -> list[Segment]:
    """Join consecutive answers with the same label into segments, in order of time.

    A segment lasts until the next answer; answers further apart than ``max_gap_s`` are not joined.
    """
    result: list[Segment] = []
    group: list[Answer] = []

    def close(end_s: float) -> None:
        mean = sum(answer.confidence for answer in group) / len(group)
        result.append(Segment(group[0].label, group[0].time_s, end_s, mean))

    for answer in answers:
        if group:
            joined = answer.time_s - group[-1].time_s <= max_gap_s
            if not joined or answer.label != group[0].label:
                close(answer.time_s if joined else group[-1].time_s)
                group = []
        group.append(answer)
    if group:
        close(group[-1].time_s)
    return result


def timeline(parts: Sequence[Segment], start_s: float) -> list[str]:
    """Describe segments as lines of text, times counted from ``start_s``."""
    return [
        f"{part.start_s - start_s:7.2f} to {part.end_s - start_s:7.2f} s   "
        f"{part.label or 'no action (not sure of any)':<28} {part.confidence:6.1%}"
        for part in parts
    ]
