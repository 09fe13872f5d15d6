"""Deterministic replay of a recording through window, recogniser and decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from streaming.recognition.assignment import TrainedRecogniser
from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.recognition.prediction import Prediction, Recogniser
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import Recording

Many = Callable[[Sequence[Window]], Sequence[Prediction]]
"""A recogniser of several windows at once, in their order."""

_MOST_WAITING = 10_000  # frames that wait for a batch to fill: nobody may be in view for hours


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One frame of a replay.

    Attributes:
        index: the frame's index in the recording.
        identity: identity of the person in the window's first slot; None if out of view.
        answer: the answer; None if no window was due.
    """

    index: int
    identity: int | None
    answer: Answer | None


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

    def one_by_one(windows: Sequence[Window]) -> list[Prediction]:
        return [recogniser(cut) for cut in windows]

    for step in replay_batched(recording, one_by_one, window, decision, follow, sliding, batch=1):
        yield step.index, step.answer


def replay_batched(
    recording: Recording,
    many: Many,
    window: WindowSettings,
    decision: DecisionSettings,
    follow: int | None = None,
    sliding: SlidingWindow | None = None,
    *,
    batch: int,
) -> Iterator[Step]:
    """Process a recording as :func:`replay` does, with windows recognised in batches.

    Holds no more than ``batch`` windows, whatever the length of the recording.

    Args:
        recording: the recording.
        many: recogniser of up to ``batch`` windows.
        window: the recogniser's window settings.
        decision: its decision settings.
        follow: identity of the person in the first slot; None for automatic selection.
        sliding: fresh, cuts the windows in place of one made from ``window`` and ``follow``.
        batch: number of windows recognised together.

    Yields:
        A step for each frame, in order.
    """
    sliding = sliding or SlidingWindow(window, follow)
    decide = Decider(decision)
    last = len(recording.frames) - 1
    waiting: list[tuple[int, int | None, Window | None]] = []
    cuts: list[Window] = []
    for index, frame in enumerate(recording.frames):
        cut = sliding.push(frame)
        waiting.append((index, sliding.followed, cut))
        if cut is not None:
            cuts.append(cut)
        if cuts and len(cuts) < batch and len(waiting) < _MOST_WAITING and index < last:
            continue
        predictions = iter(many(cuts) if cuts else ())
        for at, identity, due in waiting:
            answer = None if due is None else decide(next(predictions))
            if at == last and (end := decide.finish()) is not None:
                before = () if answer is None else answer.confirmed
                answer = replace(end, confirmed=before + end.confirmed)
            yield Step(at, identity, answer)
        waiting, cuts = [], []
