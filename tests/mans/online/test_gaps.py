"""What is done between a data set's labels: its file, and what it does to the figures of a stream."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.datasets import find_data_set
from mans.datasets.types import GapLabel
from mans.datasets.ut_kinect import LABELS
from mans.datasets.ut_kinect_gaps import gaps_of, read_gaps
from mans.everyday.vocabulary import ACTIONS
from mans.online.evaluation import Untrimmed, measure
from mans.online.gaps import Gaps, as_gaps, explain, joined
from mans.online.metrics import Shown, compare
from streaming.readers import read_recording
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.segments import Segment
from streaming.recognition.window import Window
from streaming.skeleton.frames import LabelledSpan

from ...support.small_data import SHARED, write_ut_kinect

UT_KINECT = SHARED / "ut-kinect"
WAVE, WALK = "wave", "walk"


def span(label: str, start_s: float, end_s: float) -> LabelledSpan:
    return LabelledSpan(label, start_s, end_s)


def segment(label: str, start_s: float, end_s: float) -> Segment:
    return Segment(label, start_s, end_s, 0.9)


def test_the_file_says_what_when_in_labels_that_are_known():
    found = read_gaps()
    assert len(found) == 20
    for (first, last), labels in found.values():
        assert labels
        for each in labels:
            assert first / 60 <= each.span.start_s < each.span.end_s <= last / 60
            assert each.span.label in (*LABELS, *ACTIONS)


@pytest.mark.skipif(not UT_KINECT.is_dir(), reason=f"no {UT_KINECT}")
def test_it_is_about_what_the_data_set_does_not_label():
    for key in read_gaps():
        recording = read_recording(UT_KINECT / f"joints_{key}.txt")
        labels = gaps_of(key, recording)
        assert labels is not None
        for each in labels:
            for own in recording.labels:
                shared_s = min(each.span.end_s, own.end_s) - max(each.span.start_s, own.start_s)
                assert shared_s <= 0.1, (key, each, own)


def test_a_recording_of_the_same_name_is_not_taken_for_the_data_sets_own(tmp_path):
    entry = find_data_set("ut-kinect")
    for source in entry.find(write_ut_kinect(tmp_path / "ut-kinect", subjects=1)).sources:
        assert entry.gaps(source, entry.recording(source)) is None


def test_what_is_unclear_or_has_no_name_in_the_model_is_nobodys_truth():
    labels = [
        GapLabel(span("wave hands", 1, 2), certain=True),
        GapLabel(span("wave hands", 3, 4), certain=False),
        GapLabel(span("sit still", 5, 6), certain=True),
    ]
    gaps = as_gaps(labels, lambda label: WAVE if label == "wave hands" else label, (WAVE, NO_ACTION))
    assert gaps == Gaps((span(WAVE, 1, 2),), (span(WAVE, 3, 4), span("sit still", 5, 6)))


def test_a_label_that_goes_on_in_the_gap_is_one_span():
    gaps = Gaps((span(WALK, 2.0, 3.0), span(WAVE, 3.0, 4.0), span(WALK, 0.2, 1.0)))
    assert joined([span(WALK, 1.05, 2.0)], gaps) == (span(WALK, 0.2, 3.0), span(WAVE, 3.0, 4.0))
    assert joined([span(WALK, 1.0, 2.0)], Gaps((span(WALK, 2.5, 3.0),))) == (
        span(WALK, 1.0, 2.0),
        span(WALK, 2.5, 3.0),
    )


def test_each_false_positive_is_explained_once():
    gaps = Gaps((span(WAVE, 1, 2), span(WALK, 10, 11)), (span(WALK, 20, 21),))
    alarms = [
        segment(WAVE, 1.5, 2.5),  # right
        segment(WAVE, 10.5, 11.5),  # wrong
        segment(WAVE, 21.5, 22),  # about what is unclear, begun within a second of it
        segment(WAVE, 30, 31),  # about nothing
    ]
    found = explain(alarms, gaps)
    assert (found.right, found.wrong, found.unclear, found.nothing) == (1, 1, 1, 1)
    assert explain([], gaps).figures() == {}
    assert set((found + found).figures().values()) == {0.25}


def test_what_is_said_where_nobody_knows_was_not_said():
    times_s = np.arange(0, 10, 0.1)
    said = Shown(times_s, (None,) * len(times_s), (segment(WAVE, 1, 2), segment(WAVE, 6, 7)))
    truth = [span(WAVE, 1, 2)]
    strict, lenient = compare(said, truth), compare(said, truth, [span(WALK, 6.5, 8.0)])
    assert (strict.announced, len(strict.alarms)) == (2, 1)
    assert (lenient.announced, lenient.hits, lenient.alarms) == (1, 1, ())
    assert lenient.idle_s == pytest.approx(strict.idle_s - 1.5, abs=0.11)


def test_what_is_about_a_true_span_counts_also_where_the_next_is_unclear():
    times_s = np.arange(0, 10, 0.1)
    said = Shown(times_s, (None,) * len(times_s), (segment(WALK, 1, 2),))
    assert compare(said, [span(WAVE, 1, 2)], [span(WALK, 2, 3)]).announced == 1


def test_both_figures_are_told():
    times_s = np.arange(0, 20, 1 / 15)
    labels = (WAVE, NO_ACTION)
    empty = np.zeros((32, 1, 25, 3), np.float32)

    def prediction(index: int) -> Prediction:
        share = 0.95 if 4 <= times_s[index] <= 6 or 14 <= times_s[index] <= 16 else 0.05
        window = Window(times_s[index] + np.linspace(-1.5, 0, 32), empty, empty[..., 0].astype(np.uint8), 1)
        return Prediction(window, labels, np.float32([share, 1 - share]), np.ones((3, 32), np.float32))

    found = tuple((i, prediction(i)) for i in range(len(times_s)))
    recording = Untrimmed("x", times_s, (span(WAVE, 4, 6),), found)
    decision = DecisionSettings(smoothing_s=0.0, enter=0.5, leave=0.35)
    without = measure([recording], decision).figures()
    assert without["false positives per minute of background"] > 0
    assert not any("gap" in name for name in without)
    gaps = Gaps((span(WAVE, 14, 16),))
    both = measure([replace(recording, gaps=gaps)], decision).figures()
    assert {name: both[name] for name in without} == without
    assert both["false positives per minute of background, gaps annotated"] == 0
    assert both["F1 at IoU 0.5, gaps annotated"] == 1 > both["F1 at IoU 0.5"]
    assert both["false positives correct by the gap annotations"] == 1
