"""An everyday test: untrimmed recordings through window, recogniser, decision and segments, as on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mans.datasets import find_data_set
from mans.datasets.msrc12 import AFTER_S
from mans.datasets.types import Action, Source
from mans.datasets.videos import OTHER as OTHER_IN_CLIPS
from mans.datasets.videos import VIDEOS
from mans.everyday.samples import around_point
from mans.everyday.vocabulary import TABLE, UNUSED, action_of
from mans.online.action_points import LENIENT_S, Point, count_points
from mans.online.clips import ClipShares, share_of_answers
from mans.online.metrics import Counts, Shown, as_dated, compare
from mans.online.result import StreamResult
from mans.recogniser import Recogniser
from streaming.errors import DataSetError
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segmenter
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import LabelledSpan, Recording

POINTS = "msrc-12"
"""The data set whose actions are marked by a moment each."""
CLIPS = VIDEOS.name
"""The data set that labels movements which are no action, too."""


RecogniseMany = Callable[[Sequence[Window]], list[Prediction]]
"""Recognises several windows at once."""
Labelled = tuple[Source, tuple[Action, ...]]
"""A recording, not yet read, and what is done in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Untrimmed:
    """One recording with its truth and what the recogniser said about it.

    Attributes:
        name: of the recording.
        times_s: of every frame.
        spans: what is done when, in the model's labels; what the model has no label for is not among them.
        predictions: (index of the frame, prediction), where a window was due.
        points: (label, moment in seconds) of each action point, in a data set that has them.
        others: movements that are no action, in a data set that labels them; None in any other.
    """

    name: str
    times_s: Any
    spans: tuple[LabelledSpan, ...]
    predictions: tuple[tuple[int, Prediction], ...]
    points: tuple[Point, ...] = ()
    others: tuple[LabelledSpan, ...] | None = None


def predict(
    recording: Recording, recognise: RecogniseMany, window: WindowSettings, batch: int = 64
) -> list[tuple[int, Prediction]]:
    """Run the sliding window over a recording: (index of the frame, prediction) wherever one is due."""
    sliding = SlidingWindow(window)
    cuts = [(index, sliding.push(frame)) for index, frame in enumerate(recording.frames)]
    due = [(index, cut) for index, cut in cuts if cut is not None]
    found: list[tuple[int, Prediction]] = []
    for start in range(0, len(due), batch):
        indices, windows = zip(*due[start : start + batch], strict=True)
        found += zip(indices, recognise(windows), strict=True)
    return found


def show(untrimmed: Untrimmed, decision: DecisionSettings) -> Shown:
    """Make the predictions into what is on screen at each frame, what is provisional included.

    Segments are dated by ``decision``; where movements decide, they are of what is confirmed.
    """
    decide, segmenter = Decider(decision), Segmenter(decision)
    labels: list[str | None] = [None] * len(untrimmed.times_s)
    for position, (index, prediction) in enumerate(untrimmed.predictions):
        answer = decide(prediction)
        segmenter.push(answer)
        following = untrimmed.predictions[position + 1 :][:1]
        for k in range(index, following[0][0] if following else len(labels)):
            # Nothing is on show any more once a second has passed without an answer.
            if untrimmed.times_s[k] - untrimmed.times_s[index] <= 1.0:
                labels[k] = answer.label
    if (end := decide.finish()) is not None:
        segmenter.push(end)
    return Shown(untrimmed.times_s, tuple(labels), tuple(segmenter.segments()))


def labelled(name: str, folder: Path) -> Iterator[Labelled]:
    """Read what is done in each of a data set's recordings.

    Raises:
        DataSetError: the folder is not the data set.
        RecordingError: a file is damaged.
    """
    entry = find_data_set(name)
    for source in entry.find(folder).sources:
        yield source, entry.read(source).actions


def collect(
    tell: Callable[[str], None],
    name: str,
    sources: Iterable[Labelled],
    recogniser: Recogniser,
    people: frozenset[str],
    around: Callable[[str, float], tuple[float, float]] = around_point,
) -> list[Untrimmed]:
    """Run the recogniser over a data set's recordings; of some people alone, if any are named.

    Args:
        tell: told about each recording, in a line.
        name: of the data set.
        sources: as :func:`labelled` gives them.
        recogniser: whose labels are the data set's own or everyday ones.
        people: who; empty for everybody.
        around: from gesture and action point to the span, in seconds, that counts as the gesture.

    Raises:
        DataSetError: nobody of that name, or a data set whose labels the model does not know.
    """
    entry = find_data_set(name)
    result: list[Untrimmed] = []
    seen: set[str] = set()
    for source, actions in sources:
        subjects = {action.subject for action in actions}
        seen |= subjects
        if people and not subjects & people:
            continue
        if any(_label(name, action.label, recogniser.labels) == UNUSED for action in actions):
            tell(f"{source.key}: left out, what it shows is between two actions")
            continue
        recording = entry.recording(source)
        known = [(_label(name, action.label, recogniser.labels), action) for action in actions]
        known = [(label, action) for label, action in known if label in recogniser.labels]
        spans = [LabelledSpan(label, action.start_s, action.end_s) for label, action in known]
        points: list[Point] = []
        if name == POINTS:
            points = [(label, action.end_s - AFTER_S) for label, action in known]
            spans = [
                LabelledSpan(label, *around(action.label, action.end_s - AFTER_S)) for label, action in known
            ]
        others = [LabelledSpan(a.label, a.start_s, a.end_s) for a in actions if a.label == OTHER_IN_CLIPS]
        predictions = predict(recording, recogniser.many, recogniser.window)
        result.append(
            Untrimmed(
                source.key,
                recording.times_s,
                tuple(spans),
                tuple(predictions),
                tuple(points),
                tuple(others) if name == CLIPS else None,
            )
        )
        tell(f"{source.key}: {len(predictions)} windows")
    if unknown := people - seen:
        raise DataSetError(
            f"nobody called {', '.join(sorted(unknown))} in {entry.title}", expected=", ".join(sorted(seen))
        )
    if not any(each.spans for each in result):
        raise DataSetError(
            f"no label of {entry.title} is one of the model's", expected=", ".join(recogniser.labels)
        )
    return result


def _label(name: str, label: str, known: Sequence[str]) -> str:
    """What a model with the labels ``known`` calls a data set's label: its own name, or the everyday one."""
    return label if label in known or name not in TABLE else action_of(name, label)


def measure(recordings: Iterable[Untrimmed], decision: DecisionSettings) -> StreamResult:
    """Decide, segment and compare."""
    result = StreamResult()
    for each in recordings:
        at_once = show(each, decision.undated)
        dated = as_dated(each.times_s, show(each, decision).segments)
        counts = compare(at_once, each.spans)
        result += StreamResult(
            1,
            float(each.times_s[-1] - each.times_s[0]) / 60,
            counts,
            compare(dated, each.spans),
            count_points(at_once.segments, each.points),
            count_points(at_once.segments, each.points, LENIENT_S),
            count_points(dated.segments, each.points),
            tuple((each.name, segment) for segment in counts.alarms),
            _shares(each, at_once),
        )
    return result


def _shares(each: Untrimmed, shown: Shown) -> ClipShares:
    """Compare a clip's answers with what is seen; nothing of a recording without other movements' labels."""
    if each.others is None:
        return ClipShares()
    return share_of_answers(shown, [index for index, _ in each.predictions], each.spans, each.others)


def with_dates(decision: DecisionSettings, counts: Counts) -> DecisionSettings:
    """Date segments back by the median delay and the median stay of what was shown, rounded to 10 ms."""
    late_s = (counts.median_delay_s, counts.median_stay_s)
    rise_s, fall_s = (0.0 if np.isnan(each) else max(0.0, round(each, 2)) for each in late_s)
    return replace(decision, rise_s=rise_s, fall_s=fall_s)
