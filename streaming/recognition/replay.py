"""Deterministic replay of a recording through window, recogniser and decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from streaming.recognition.assignment import TrainedRecogniser
from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.recognition.prediction import Recogniser
from streaming.recognition.window import SlidingWindow, WindowSettings
from streaming.skeleton.frames import Recording


def recognise(
    recording: Recording, recogniser: TrainedRecogniser, follow: int | None = None
) -> Iterator[Answer]:
    """Yield the answers of a trained recogniser about a recording, in order of time.

    Args:
        recording: what to process.
        recogniser: the recogniser.
        follow: identity of the person; None for the one who is nearest to the sensor at first.
    """
    for _, answer in replay(recording, recogniser, recogniser.window, recogniser.decision, follow):
        if answer is not None:
            yield answer


def replay(
    recording: Recording,
    recogniser: Recogniser,
    window: WindowSettings,
    decision: DecisionSettings,
    follow: int | None = None,
    sliding: SlidingWindow | None = None,
) -> Iterator[tuple[int, Answer | None]]:
    """Process a recording frame by frame, like a live stream.

    An unfinished movement at the end is decided with the last frame.

    Args:
        recording: what to process.
        recogniser: makes a prediction of each window.
        window: settings of the windows.
        decision: settings of the decision.
        follow: identity of the person in the first slot; None for automatic selection.
        sliding: fresh, cuts the windows in place of one made from ``window`` and ``follow``.

    Yields:
        (frame index, answer), or (frame index, None) if no window was due.
    """
    sliding = sliding or SlidingWindow(window, follow)
    decide = Decider(decision)
    last = len(recording.frames) - 1
    for index, frame in enumerate(recording.frames):
        cut = sliding.push(frame)
        answer = None if cut is None else decide(recogniser(cut))
        if index == last and (end := decide.finish()) is not None:
            before = () if answer is None else answer.confirmed
            answer = replace(end, confirmed=before + end.confirmed)
        yield index, answer
