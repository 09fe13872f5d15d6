"""Deterministic replay of a recording through window, recogniser and decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.recognition.prediction import Recogniser
from streaming.recognition.window import SlidingWindow, WindowSettings
from streaming.skeleton.frames import Recording


def replay(
    recording: Recording,
    recogniser: Recogniser,
    window: WindowSettings,
    decision: DecisionSettings,
    follow: int | None = None,
) -> Iterator[tuple[int, Answer | None]]:
    """Process a recording frame by frame, like a live stream.

    An unfinished movement at the end is decided with the last frame.

    Yields:
        (frame index, answer), or (frame index, None) if no window was due.
    """
    sliding, decide = SlidingWindow(window, follow), Decider(decision)
    last = len(recording.frames) - 1
    for index, frame in enumerate(recording.frames):
        cut = sliding.push(frame)
        answer = None if cut is None else decide(recogniser(cut))
        if index == last and (end := decide.finish()) is not None:
            before = () if answer is None else answer.confirmed
            answer = replace(end, confirmed=before + end.confirmed)
        yield index, answer
