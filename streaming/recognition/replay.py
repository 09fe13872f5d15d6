"""Replaying a recording: every frame through window, recogniser and decision, the same every time."""

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
    """Go through a recording frame by frame, as a live stream would.

    A movement that is still going on at the end is decided on there, with the last frame.

    Yields:
        (index of the frame, the answer given at that frame or None where no window was due).
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
