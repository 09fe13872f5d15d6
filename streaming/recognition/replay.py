"""Replaying a recording: every frame through window, recogniser and decision, the same every time."""

from __future__ import annotations

from collections.abc import Iterator

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

    Yields:
        (index of the frame, the answer given at that frame or None where no window was due).
    """
    sliding, decide = SlidingWindow(window, follow), Decider(decision)
    for index, frame in enumerate(recording.frames):
        cut = sliding.push(frame)
        yield index, None if cut is None else decide(recogniser(cut))
