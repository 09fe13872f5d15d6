"""Everyday samples: what is an action, what is rest; and what is counted as right about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.datasets import DataSet
from mans.datasets.ut_kinect_gaps import gaps_of_track
from mans.everyday.cutting import is_idle
from mans.everyday.evaluation import WINDOWS, accuracy, spans_of, wrongly_announced
from mans.everyday.samples import active_span, around_point, everyday_samples, split_people
from mans.everyday.training import LABELS
from mans.everyday.vocabulary import OTHER
from mans.transforms.tracks import Sample
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

from ...support.raised_hand import raises_a_hand, sample_of

JOINT = KINECT_V2.index


def data_set(name: str, *samples: Sample) -> DataSet:
    return DataSet(name, name, (), samples, ())


def test_the_active_span_leaves_out_the_waiting():
    start_s, end_s = active_span(raises_a_hand(), 0, 6)
    assert 2.0 < start_s < 2.5 and 3.5 < end_s < 4.0


def test_the_active_span_of_somebody_who_never_moves_is_the_whole():
    track = raises_a_hand()
    still = replace(track, positions=np.repeat(track.positions[:1], len(track.times_s), axis=0))
    assert active_span(still, 0, 6) == (0, 6)


def test_what_comes_before_the_arms_of_kinder_gator_are_down_is_no_action():
    track = raises_a_hand()
    held_out = track.times_s < 1.0
    pose = track.positions.copy()
    for side, sign in (("Left", -1), ("Right", 1)):
        pose[held_out, 0, JOINT[f"Wrist{side}"], 0] = sign * 0.8
    spread = replace(sample_of("bow", replace(track, positions=pose)), subject="p1", recording="r", name="n")
    bow, before, _ = everyday_samples(data_set("kinder-gator", spread))
    assert before.start_s == pytest.approx(1.0, abs=0.05)
    assert 2.0 < bow.start_s < 2.5
    still_out = everyday_samples(data_set("msr-action3d", replace(spread, label="bend")))[0]
    assert still_out.start_s < 1.1  # in any other data set they are a part of what is done


def test_a_bow_of_msrc_12_is_over_at_its_action_point_and_a_kick_is_not():
    track = raises_a_hand(rest_s=5.0)
    marked = [
        Sample(track, point_s - 1.0, point_s + 0.6, label, "p1", label, label)
        for label, point_s in (("bow", 6.0), ("kick", 6.0))
    ]
    found = {s.label: s for s in everyday_samples(data_set("msrc-12", *marked)) if s.label != NO_ACTION}
    assert found["bow"].end_s == pytest.approx(6.0) and found["kick"].end_s == pytest.approx(7.0)
    assert (found["bow"].start_s, found["bow"].end_s) == pytest.approx(around_point("bow", 6.0))


def test_a_trimmed_sequence_gives_the_action_and_two_rests():
    bow, before, after = everyday_samples(
        data_set("kinder-gator", replace(sample_of("bow"), subject="p1", recording="r", name="n"))
    )
    assert (bow.label, before.label, after.label) == ("bow", NO_ACTION, NO_ACTION)
    assert bow.subject == "kinder-gator/p1" and bow.name == "kinder-gator/n"
    assert before.end_s < bow.start_s < bow.end_s < after.start_s
    assert (bow.kind, before.kind, after.kind) == ("action", "rest before", "rest after")
    assert {bow.dataset, before.dataset, after.dataset} == {"kinder-gator"}


def test_other_movements_are_no_action_and_what_lies_between_is_left_out():
    other = everyday_samples(data_set("kinder-gator", sample_of("swim")))
    between = everyday_samples(data_set("kinder-gator", sample_of("signal someone to stop")))
    assert [sample.label for sample in other] == [NO_ACTION] * 3
    assert [sample.kind for sample in other] == ["other movement", "rest before", "rest after"]
    assert between == []
    assert OTHER not in {sample.label for sample in other}


def test_gaps_of_an_untrimmed_recording_are_no_action():
    track = raises_a_hand(rest_s=5.0)
    throw = Sample(track, 5.0, 7.0, "throw", "s01", "s01_e01", "s01_e01 throw")
    found = everyday_samples(data_set("ut-kinect", throw))
    assert [sample.label for sample in found].count("throw") == 1
    gaps = [sample for sample in found if sample.label == NO_ACTION]
    assert gaps and all(sample.end_s <= 5.0 or sample.start_s >= 7.0 for sample in gaps)
    assert {sample.kind for sample in gaps} == {"gap"}


def test_what_our_annotation_of_the_gaps_names_is_trained_on_and_never_measured():
    """Subject 1's first recording runs from frame number 190 to 2290; an uncertain walk begins at 390."""
    track = raises_a_hand(rest_s=5.0)
    track = replace(track, times_s=np.linspace(190 / 60, 2290 / 60, len(track.times_s)))
    throw = Sample(track, 24.0, 24.5, "throw", "s01", "s01_e01", "s01_e01 throw")
    found = everyday_samples(data_set("ut-kinect", throw))
    named = [sample for sample in found if sample.kind == "action in a gap"]
    assert [sample.label for sample in named] == ["walk", "walk", "walk"]
    assert (named[0].start_s, named[0].end_s) == pytest.approx((476 / 60, 560 / 60))
    gaps = [sample for sample in found if sample.label == NO_ACTION]
    every = [gap.span for gap in gaps_of_track("s01_e01", track.times_s)]
    assert gaps and len(every) == 10
    assert all(gap.end_s <= span.start_s or gap.start_s >= span.end_s for gap in gaps for span in every)
    another = replace(throw, track=replace(track, times_s=track.times_s + 1))
    assert {s.kind for s in everyday_samples(data_set("ut-kinect", another))} == {"action", "gap"}
    people = [replace(s, subject=f"ut-kinect/s0{k}") for k in range(5) for s in found]
    split = split_people(people)
    assert "action in a gap" in {s.kind for s in split.train}
    assert {s.kind for s in (*split.calibration, *split.test)} == {"action", "gap"}


def test_what_a_sample_shows_does_not_hang_on_its_name():
    """Data sets name their samples as they like, "rest after" too."""
    named = replace(sample_of("swim"), subject="p1", recording="r", name="lap 3, rest after")
    swim, before, after = everyday_samples(data_set("kinder-gator", named))
    assert [is_idle(sample) for sample in (swim, before, after)] == [False, True, True]


def test_nobody_is_on_two_sides_and_every_data_set_is_on_all():
    samples = [
        replace(sample_of("bow"), subject=f"{name}/p{person:02d}", name=f"{name}/{person}/{k}", dataset=name)
        for name in ("kinder-gator", "msrc-12")
        for person in range(10)
        for k in range(3)
    ]
    split = split_people(samples)
    sides = [{s.subject for s in side} for side in (split.train, split.calibration, split.test)]
    assert [len(side) for side in sides] == [12, 4, 4]
    assert not sides[0] & sides[1] and not sides[1] & sides[2] and not sides[0] & sides[2]
    assert "msrc-12/p09" in sides[2] and "msrc-12/p07" in sides[1]


def test_windows_that_are_tested_are_spread_over_the_sample():
    action = replace(sample_of("bow"), start_s=2.0, end_s=4.0)
    spans = spans_of(action, 2.0)
    assert len(spans) == WINDOWS
    assert spans[0] == pytest.approx((1.0, 3.0)) and spans[-1] == pytest.approx((2.0, 4.0))
    gap = replace(sample_of(NO_ACTION, kind="gap"), start_s=1.0, end_s=2.5)
    assert spans_of(gap, 1.2)[0] == pytest.approx((0.3, 1.5))
    assert spans_of(gap, 1.2)[-1] == pytest.approx((1.3, 2.5))


def test_what_is_announced_wrongly_is_counted_by_what_was_said():
    sure = 9.0 * np.eye(len(LABELS))
    walk, bow, none = (LABELS.index(name) for name in ("walk", "bow", NO_ACTION))
    samples = [sample_of("walk"), sample_of(NO_ACTION)]
    said = [[walk, bow, bow, none, walk], [bow, none, none, walk, none]]
    scores = sure[np.array(said)]
    scores[1, 3] *= 0.0  # one that nothing is said about, for all are as likely
    found = wrongly_announced(samples, scores, 0.5)
    assert found["bow"] == (1, 2) and found["walk"] == (0, 0)
    assert NO_ACTION not in found and sum(map(sum, found.values())) == 3


def test_which_of_its_own_actions_it_is_leaves_all_others_out():
    walk, bow, kick, none = (LABELS.index(name) for name in ("walk", "bow", "kick", NO_ACTION))
    samples = [sample_of("walk"), sample_of("bow"), sample_of("bow"), sample_of(NO_ACTION)]
    scores = np.zeros((4, WINDOWS, len(LABELS)))
    scores[0, :, [none, kick, walk]] = [[9.0], [8.0], [7.0]]  # walk, were it none and kick were not
    scores[1, :, [none, bow]] = [[9.0], [8.0]]
    scores[2, :, [none, walk]] = [[9.0], [8.0]]
    found = accuracy(samples, scores, scores[:, :1])
    assert (found.sequences, found.sequences_right) == (3, 0.0)
    assert found.named_right == pytest.approx(1 / 3) and found.own_right == pytest.approx(2 / 3)
