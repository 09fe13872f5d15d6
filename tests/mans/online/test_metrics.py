"""The figures of a stream, each on a timeline whose answer can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mans.online.metrics import (
    Counts,
    Detection,
    Shown,
    as_dated,
    average_precision,
    compare,
    detect,
    f_score,
    matches,
    overlap,
)
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan


def shown(*stretches: tuple[str | None, int], step_s: float = 0.1) -> Shown:
    """Frames 0.1 s apart: so many of each label, one stretch after the other from 0 s on."""
    labels = [label for label, frames in stretches for _ in range(frames)]
    segments, start = [], 0
    for label, frames in stretches:
        segments.append(Segment(label, start * step_s, (start + frames) * step_s, 0.9))
        start += frames
    return Shown(np.arange(len(labels)) * step_s, tuple(labels), tuple(segments))


def span(label: str, start_s: float, end_s: float) -> LabelledSpan:
    return LabelledSpan(label, start_s, end_s)


def test_overlap_is_intersection_over_union():
    assert overlap((0, 2), (1, 3)) == pytest.approx(1 / 3)
    assert overlap((0, 1), (2, 3)) == 0
    assert overlap((0, 4), (1, 2)) == pytest.approx(0.25)
    assert overlap((1, 1), (1, 1)) == 0


def test_frames_are_right_where_the_label_of_their_span_is_on_show():
    counts = compare(shown((None, 12), ("wave", 8), (None, 10)), [span("wave", 1.0, 1.95)])
    assert (counts.labelled, counts.right) == (10, 8)
    assert counts.frame_accuracy == pytest.approx(0.8)


def test_delay_counts_from_the_start_of_the_action():
    counts = compare(shown((None, 14), ("wave", 6), (None, 10)), [span("wave", 1.0, 2.0)])
    assert counts.delays_s == pytest.approx((0.4,))
    assert counts.found == 1


def test_delays_and_stays_in_frames_and_seconds():
    late = shown((None, 14), ("wave", 12), (None, 4), ("wave", 5), (None, 5))
    counts = compare(late, [span("wave", 1.0, 2.0)])
    assert counts.delays == (4,) and counts.median_delay == 4
    assert counts.stays_s == pytest.approx((1.0,))  # up to a second after the end, with a gap or without
    assert compare(late, [span("wave", 1.0, 3.0)]).stays_s == pytest.approx((0.4,))
    both = compare(late, [span("wave", 1.0, 2.0), span("wave", 2.25, 2.45)])
    assert both.stays_s[0] == pytest.approx(0.2)  # what comes next has a stay of its own
    early = compare(shown(("wave", 15), (None, 15)), [span("wave", 1.0, 2.0)])
    assert early.stays_s == pytest.approx((-0.6,))


def test_a_dated_timeline_gives_each_frame_the_label_of_its_segment():
    parts = [Segment(None, 0.0, 0.3, 0.1), Segment("wave", 0.3, 0.6, 0.9), Segment("clap", 0.8, 0.9, 0.9)]
    dated = as_dated(np.arange(10) * 0.1 + 0.001, parts)
    assert dated.labels == (None,) * 3 + ("wave",) * 3 + (None,) * 2 + ("clap", None)
    assert dated.segments == tuple(parts)


def test_a_label_that_comes_late_counts_as_found_up_to_a_second_after_the_end():
    late = compare(shown((None, 25), ("wave", 5)), [span("wave", 1.0, 2.0)])
    too_late = compare(shown((None, 32), ("wave", 5)), [span("wave", 1.0, 2.0)])
    assert late.delays_s == pytest.approx((1.5,)) and late.right == 0
    assert too_late.delays_s == () and math.isnan(too_late.median_delay_s) and too_late.found == 0


def test_flips_are_counted_once_the_label_has_been_right():
    steady = compare(shown(("clap", 3), ("wave", 27)), [span("wave", 0.0, 2.9)])
    flickers = compare(shown(("wave", 10), ("clap", 2), ("wave", 8), (None, 10)), [span("wave", 0.0, 2.9)])
    assert steady.flips == 0
    assert flickers.flips == 3
    assert flickers.flips_per_min == pytest.approx(60 * 3 / 2.9)


def test_a_false_alarm_touches_no_action():
    truth = [span("wave", 1.0, 2.0)]
    wrong_label = compare(shown((None, 12), ("clap", 5), (None, 43)), truth)
    after = compare(shown((None, 25), ("wave", 5), (None, 30)), truth)
    elsewhere = compare(shown((None, 40), ("clap", 5), (None, 5), ("kick", 5), (None, 5)), truth)
    assert wrong_label.alarms == after.alarms == ()
    assert [alarm.label for alarm in elsewhere.alarms] == ["clap", "kick"]
    # 60 frames of 0.1 s, the last without a length, and 11 of them inside the action
    assert elsewhere.idle_s == pytest.approx(4.8)
    assert elsewhere.alarms_per_min == pytest.approx(60 * 2 / 4.8)


def test_a_match_needs_the_label_and_half_of_the_time_and_is_used_once():
    truth = [span("wave", 1.0, 2.0), span("wave", 3.0, 4.0)]
    both = [Segment("wave", 1.2, 2.1, 0.9), Segment("wave", 3.4, 4.0, 0.9)]
    assert matches(both, truth) == 2
    assert matches([Segment("clap", 1.0, 2.0, 0.9), Segment("wave", 3.6, 4.4, 0.9)], truth) == 0
    assert matches([Segment("wave", 1.0, 2.0, 0.9), Segment("wave", 1.1, 2.0, 0.9)], truth[:1]) == 1


def test_f1_of_announced_segments():
    counts = compare(shown((None, 10), ("wave", 10), ("clap", 5), (None, 5)), [span("wave", 1.0, 2.0)])
    assert (counts.hits, counts.announced, counts.spans) == (1, 2, 1)
    assert counts.f1 == pytest.approx(2 / 3)
    assert f_score(0, 0, 0) == 0
    alarmed = compare(shown((None, 10), ("wave", 10), (None, 20), ("clap", 5)), [span("wave", 1.0, 2.0)])
    assert alarmed.f1 == pytest.approx(2 / 3) and alarmed.f1_at_actions == 1


def test_average_precision_of_a_ranking_counted_by_hand():
    ranked = [Detection("wave", c, hit) for c, hit in ((0.9, True), (0.8, False), (0.7, True), (0.6, False))]
    # precision 1 at recall 1/4, 2/3 at 2/4; two of the four are never found
    assert average_precision(ranked, "wave", 4) == pytest.approx((1 + 2 / 3) / 4)
    assert average_precision(ranked[::-1], "wave", 4) == pytest.approx((1 + 2 / 3) / 4)
    assert average_precision([], "wave", 3) == 0
    assert average_precision(ranked, "clap", 1) == 0


def test_the_surest_segment_is_the_hit_and_a_label_never_announced_counts_in_the_mean():
    truth = [span("wave", 1.0, 2.0), span("kick", 5.0, 6.0)]
    twice = [Segment("wave", 1.0, 2.0, 0.6), Segment("wave", 1.1, 2.0, 0.8)]
    assert [each.hit for each in detect(twice, truth)] == [True, False]
    counts = compare(shown((None, 10), ("wave", 10), (None, 60)), truth)
    assert counts.mean_average_precision == pytest.approx(0.5)
    assert math.isnan(compare(shown((None, 10)), []).mean_average_precision)


def test_recordings_are_added_up_before_anything_is_divided():
    alarm = Segment("clap", 1.0, 2.0, 0.9)
    long = Counts(labelled=90, right=90, spans=1, delays_s=(0.2,), idle_s=60.0, alarms=(alarm,))
    short = Counts(labelled=10, right=0, spans=1, idle_s=60.0, alarms=(alarm,) * 3)
    both = long + short
    assert both.frame_accuracy == pytest.approx(0.9)
    assert both.found == 0.5 and both.median_delay_s == pytest.approx(0.2)
    assert both.alarms_per_min == pytest.approx(2.0)
