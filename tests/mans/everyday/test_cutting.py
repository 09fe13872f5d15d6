"""Everyday samples and the windows cut of them: what is an action, what is rest, what a camera may do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.datasets import DataSet
from mans.everyday.cutting import (
    StreamSettings,
    choose_span,
    cut,
    in_another_manner,
    lose_limb,
    seated,
    slow_noise,
    through_camera,
    varied_input,
)
from mans.everyday.evaluation import WINDOWS, accuracy, spans_of, wrongly_announced
from mans.everyday.samples import active_span, around_point, balanced, everyday_samples, split_people
from mans.everyday.training import EVERYDAY, LABELS
from mans.everyday.vocabulary import OTHER
from mans.transforms.tracks import Sample, Track
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_data import standing

JOINT = KINECT_V2.index
BEHAVES = StreamSettings(flat_share=0, lost_share=0, seated_share=0)
RNG = np.random.default_rng


def raises_a_hand(rest_s: float = 2.0, action_s: float = 2.0, hz: float = 30.0) -> Track:
    """Somebody waits, raises the right hand and lowers it again, and waits, in front of the sensor."""
    times_s = np.arange(0, 2 * rest_s + action_s, 1 / hz)
    share = np.clip((times_s - rest_s) / action_s, 0, 1)
    pose = np.repeat(standing()[None], len(times_s), axis=0) + np.array([0.0, 0.0, 2.5])
    for joint in ("ElbowRight", "WristRight", "HandRight", "HandTipRight", "ThumbRight"):
        pose[:, JOINT[joint], 1] += 0.8 * np.sin(np.pi * share)
    states = np.full((len(times_s), 1, KINECT_V2.size), 2, dtype=np.uint8)
    begins = np.arange(len(times_s))[:, None] == 0
    return Track(times_s, pose[:, None].astype(np.float32), states, begins)


def sample_of(label: str, track: Track | None = None, name: str = "x") -> Sample:
    track = track or raises_a_hand()
    span_s = float(track.times_s[0]), float(track.times_s[-1])
    return Sample(track, *span_s, label, "kinder-gator/p1", "kinder-gator/r", f"kinder-gator/{name}")


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


def test_other_movements_are_no_action_and_what_lies_between_is_left_out():
    other = everyday_samples(data_set("kinder-gator", sample_of("swim")))
    between = everyday_samples(data_set("kinder-gator", sample_of("signal someone to stop")))
    assert [sample.label for sample in other] == [NO_ACTION] * 3
    assert between == []
    assert OTHER not in {sample.label for sample in other}


def test_gaps_of_an_untrimmed_recording_are_no_action():
    track = raises_a_hand(rest_s=5.0)
    throw = Sample(track, 5.0, 7.0, "throw", "s01", "s01_e01", "s01_e01 throw")
    found = everyday_samples(data_set("ut-kinect", throw))
    assert [sample.label for sample in found].count("throw") == 1
    gaps = [sample for sample in found if sample.label == NO_ACTION]
    assert gaps and all(sample.end_s <= 5.0 or sample.start_s >= 7.0 for sample in gaps)


def test_nobody_is_on_two_sides_and_every_data_set_is_on_all():
    samples = [
        replace(sample_of("bow"), subject=f"{name}/p{person:02d}", name=f"{name}/{person}/{k}")
        for name in ("kinder-gator", "msrc-12")
        for person in range(10)
        for k in range(3)
    ]
    split = split_people(samples)
    sides = [{s.subject for s in side} for side in (split.train, split.calibration, split.test)]
    assert [len(side) for side in sides] == [12, 4, 4]
    assert not sides[0] & sides[1] and not sides[1] & sides[2] and not sides[0] & sides[2]
    assert "msrc-12/p09" in sides[2] and "msrc-12/p07" in sides[1]


def test_rare_actions_are_repeated_and_no_action_is_not():
    rare, common = sample_of("bow"), [sample_of("kick", name=str(k)) for k in range(200)]
    found = balanced([rare, *common, sample_of(NO_ACTION)])
    counts = {label: sum(s.label == label for s in found) for label in ("bow", "kick", NO_ACTION)}
    assert counts == {"bow": 6, "kick": 200, NO_ACTION: 1}


def test_a_window_of_an_action_ends_while_it_is_on():
    sample = replace(sample_of("bow"), start_s=2.0, end_s=4.0)
    ends_s = []
    for seed in range(300):
        start_s, end_s = choose_span(sample, 2.0, BEHAVES, RNG(seed))
        assert 0.7 - 1e-9 <= end_s - start_s <= 4.0 + 1e-9
        ends_s.append(end_s)
    assert 2.8 <= min(ends_s) < 2.9 and 4.1 < max(ends_s) <= 4.3


def test_a_window_of_a_short_action_waits_until_half_of_it_is_seen():
    sample = replace(sample_of("bow"), start_s=2.0, end_s=3.0)
    ends_s = [choose_span(sample, 2.0, BEHAVES, RNG(seed))[1] for seed in range(300)]
    assert 2.45 <= min(ends_s) < 2.5


def test_a_window_that_ends_in_a_rest_is_no_action_whatever_it_holds():
    before = replace(sample_of(NO_ACTION, name="x rest before"), start_s=0.0, end_s=1.8)
    after = replace(sample_of(NO_ACTION, name="x rest after"), start_s=4.2, end_s=6.0)
    gap = replace(sample_of(NO_ACTION, name="x gap at 4.20 s"), start_s=4.2, end_s=6.0)
    spans = [[choose_span(s, 2.0, BEHAVES, RNG(seed)) for seed in range(200)] for s in (before, after, gap)]
    assert all(0.3 <= end_s <= 1.8 for _, end_s in spans[0])
    assert all(4.6 <= end_s <= 6.5 for _, end_s in spans[1])
    assert all(4.6 <= end_s <= 6.0 for _, end_s in spans[2])
    assert min(start_s for start_s, _ in spans[2]) < 3.8  # it looks back at what was done before


def test_a_movement_without_a_name_is_cut_like_an_action():
    other = replace(sample_of(NO_ACTION), start_s=2.0, end_s=4.0)
    assert all(2.8 <= choose_span(other, 2.0, BEHAVES, RNG(seed))[1] <= 4.3 for seed in range(100))


def test_a_window_at_a_low_rate_keeps_its_newest_frame():
    sample = sample_of("bow")
    own, slow = (cut(sample, (1.0, 3.0), 50, rate_hz) for rate_hz in (None, 10.0))
    assert own.shape == slow.shape == (50, 1, 25, 3)
    np.testing.assert_allclose(own[-1], slow[-1], atol=1e-5)
    assert 1e-4 < np.abs(own - slow).max() < 0.1  # straight between frames a tenth of a second apart


def test_mirroring_gives_the_mirrored_label():
    """Whatever the chance, a hand on the right goes with one name and on the left with the other."""
    sample = replace(sample_of("swipe left"), start_s=2.0, end_s=4.0)
    recipe = replace(EVERYDAY, augmentation=replace(EVERYDAY.augmentation, noise_m=0.0, limb=0.0))
    exact = replace(BEHAVES, manner_deg=0.0, offset_m=(0.0,) * 3, drift_m=(0.0,) * 3)
    joints = recipe.preprocessing.joints
    right, left = joints.index("WristRight"), joints.index("WristLeft")
    seen = set()
    for seed in range(40):
        o, label = varied_input(sample, recipe, exact, RNG(seed))
        moved = np.ptp(o[:, [left, right], 1], axis=0)
        assert (label == "swipe left") == (moved[1] > moved[0])
        seen.add(label)
    assert seen == {"swipe left", "swipe right"}


def test_a_stranger_has_no_action():
    _, label = varied_input(sample_of("bow"), EVERYDAY, BEHAVES, RNG(0), strange=True)
    assert label == NO_ACTION


@pytest.mark.parametrize("seed", range(5))
def test_damage_leaves_finite_numbers(seed):
    rough = StreamSettings(flat_share=1, lost_share=1, seated_share=1, slow_share=1)
    o, _ = varied_input(sample_of("wave one hand"), EVERYDAY, rough, RNG(seed))
    assert o.shape == (32, 13, 3) and o.dtype == np.float32 and np.isfinite(o).all()


def test_a_camera_that_flattens_keeps_height_and_shortens_depth():
    seen = raises_a_hand().positions[:50]
    flat = through_camera(seen, replace(BEHAVES, flat_share=1, turned_deg=0), RNG(1))
    upright = through_camera(seen, replace(BEHAVES, turned_deg=0), RNG(1))
    assert np.ptp(flat[0, 0, :, 2]) < np.ptp(upright[0, 0, :, 2])
    np.testing.assert_allclose(flat[..., 1], upright[..., 1], atol=1e-5)


def test_another_manner_turns_limbs_and_keeps_bones_and_trunk():
    body = raises_a_hand().positions[60:92]
    out = in_another_manner(body, 10.0, RNG(0))
    parents, children = np.array(KINECT_V2.bones).T
    length = [np.linalg.norm(p[:, :, children] - p[:, :, parents], axis=3) for p in (body, out)]
    np.testing.assert_allclose(*length, atol=1e-5)
    trunk = [JOINT[name] for name in ("SpineBase", "SpineShoulder", "Head", "ShoulderLeft", "HipRight")]
    np.testing.assert_array_equal(out[:, :, trunk], body[:, :, trunk])
    wrist = out[:, 0, JOINT["WristRight"]] - body[:, 0, JOINT["WristRight"]]
    assert 0.01 < np.linalg.norm(wrist, axis=1).mean() < 0.5
    np.testing.assert_allclose(in_another_manner(body, 0.0, RNG(0)), body, atol=1e-6)


def test_slow_noise_is_an_offset_that_drifts_and_is_larger_in_depth():
    many = np.stack([slow_noise(32, BEHAVES, RNG(seed))[:, 0] for seed in range(200)])
    spread = many.std(axis=(0, 1, 2))
    assert spread[0] == pytest.approx(spread[1], rel=0.1)
    assert spread[2] > 2 * spread[0]
    assert np.abs(np.diff(many, axis=1)).max() < 0.02  # nothing jumps from one frame to the next
    assert np.ptp(many[0], axis=0).max() > 0.01


def test_a_lost_limb_lies_at_its_parent_or_stays_behind_and_nothing_else_changes():
    seen = raises_a_hand().positions[60:110]
    for seed in range(30):
        out = lose_limb(seen, RNG(seed))
        touched = {KINECT_V2.joints[j] for j in np.flatnonzero((out != seen).any(axis=(0, 1, 3)))}
        sides = {
            name.removesuffix(side) for side in ("Left", "Right") for name in touched if name.endswith(side)
        }
        assert sides <= {"Elbow", "Wrist", "Hand", "Knee", "Ankle", "Foot"}
        assert len({name.endswith("Left") for name in touched}) <= 1


def test_who_sits_has_the_knees_in_front_and_bones_of_the_same_length():
    seen = raises_a_hand().positions[:10]
    out = seated(seen)
    assert (out[..., JOINT["KneeLeft"], 2] < out[..., JOINT["HipLeft"], 2] - 0.3).all()  # towards the sensor
    np.testing.assert_allclose(out[..., JOINT["KneeLeft"], 1], out[..., JOINT["HipLeft"], 1], atol=1e-5)
    np.testing.assert_array_equal(out[:, :, : JOINT["HipLeft"]], seen[:, :, : JOINT["HipLeft"]])
    shin = [
        np.linalg.norm(p[..., JOINT["KneeLeft"], :] - p[..., JOINT["AnkleLeft"], :], axis=-1)
        for p in (seen, out)
    ]
    np.testing.assert_allclose(shin[0], shin[1], atol=1e-4)


def test_windows_that_are_tested_are_spread_over_the_sample():
    action = replace(sample_of("bow"), start_s=2.0, end_s=4.0)
    spans = spans_of(action, 2.0)
    assert len(spans) == WINDOWS
    assert spans[0] == pytest.approx((1.0, 3.0)) and spans[-1] == pytest.approx((2.0, 4.0))
    gap = replace(sample_of(NO_ACTION, name="x gap at 1.00 s"), start_s=1.0, end_s=2.5)
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
