"""What the program says live about labelled clips: of actions a model knows, and of those it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mans.recogniser import Recogniser
from mans.transforms.tracks import Sample
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segmenter
from streaming.recognition.window import SlidingWindow, Window
from streaming.skeleton.frames import Body, Frame

_BEFORE_S = 1.5
_AFTER_S = 1.0
_BATCH = 128


@dataclass(frozen=True, slots=True)
class LiveAnswers:
    """How clips of one kind were answered.

    Attributes:
        clips: how many.
        right: share in which the clip's own label was announced.
        announced: share in which any action was announced; where movements decide, confirmed.
        shown: share in which any action was on show at some moment, provisional ones among them.
        named: how often each action was announced, the commonest first; each counts once in a clip.
    """

    clips: int
    right: float
    announced: float
    shown: float
    named: Mapping[str, int]


def windows_of(sample: Sample, recogniser: Recogniser) -> list[Window]:
    """Cut the windows of a sample as the live chain does, from a little before it to a little after."""
    track = sample.track
    inside = (track.times_s >= sample.start_s - _BEFORE_S) & (track.times_s <= sample.end_s + _AFTER_S)
    sliding, person, found = SlidingWindow(recogniser.window), 0, []
    for row in np.flatnonzero(inside):
        if track.begins[row, 0]:  # nothing is known of who was there before
            sliding, person = SlidingWindow(recogniser.window), person + 1
        body = Body(person, track.positions[row, 0], track.states[row, 0])
        window = sliding.push(Frame(int(row), float(track.times_s[row]), (body,)))
        if window is not None:
            found.append(replace(window, person=person))
    return found


def predictions_of(sample: Sample, recogniser: Recogniser) -> list[Prediction]:
    """Classify the windows of a sample."""
    windows = windows_of(sample, recogniser)
    return [p for i in range(0, len(windows), _BATCH) for p in recogniser.many(windows[i : i + _BATCH])]


def answers_of(
    sample: Sample, predictions: Sequence[Prediction], decision: DecisionSettings
) -> tuple[frozenset[str], bool]:
    """Decide on a sample's predictions.

    Returns:
        The actions announced in time shared with the labelled span, and whether any action was on show at
        some moment, provisional ones among them.
    """
    decide, segmenter = Decider(decision), Segmenter(decision)
    on_show = False
    for prediction in predictions:
        answer = decide(prediction)
        segmenter.push(answer)
        during = sample.start_s <= answer.time_s <= sample.end_s + _AFTER_S
        on_show |= during and answer.label is not None
    if (end := decide.finish()) is not None:
        segmenter.push(end)
    labels = frozenset(
        part.label
        for part in segmenter.segments()
        if part.label is not None and part.start_s < sample.end_s and part.end_s > sample.start_s
    )
    return labels, on_show or bool(labels)


def live_answers(recogniser: Recogniser, samples: Sequence[Sample]) -> LiveAnswers:
    """Run the recogniser and its decision over clips (at least one), each by itself."""
    right = announced = shown = 0
    named: Counter[str] = Counter()
    for sample in samples:
        labels, on_show = answers_of(sample, predictions_of(sample, recogniser), recogniser.decision)
        right += sample.label in labels
        announced += bool(labels)
        shown += on_show
        named.update(labels)
    count = len(samples)
    return LiveAnswers(count, right / count, announced / count, shown / count, dict(named.most_common()))
