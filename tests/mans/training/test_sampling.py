"""Training samples are cut as windows are, and varied only within what a recipe allows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mans.recipe import CURRENT, PAPER, Recipe
from mans.training.sampling import Sample, Track, network_input
from mans.transforms.augmentation import AugmentationSettings, vary_pose, vary_span, warp_times
from mans.transforms.preprocessing import PreprocessingSettings, preprocess, to_body_frame
from mans.transforms.synthetic_outliers import make_strange
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, WindowSettings
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_data import ACTIONS, mirrored, perform, recording_of

STILL = AugmentationSettings(
    temporal_jitter=0, time_warp=0, mirror=0, yaw_deg=0, tilt_deg=0, scale=0, bone_scale=0, noise_m=0
)
"""Augmentation that changes nothing; tests switch on what they look at."""


V1 = [KINECT_V2.index[name] for name in CURRENT.preprocessing.joints]
"""Rows of the joints that the recipes read."""


def sample_of(recording: Recording, start_s: float, end_s: float) -> Sample:
    track = Track.from_recording(recording, bodies=1)
    return Sample(track, start_s, end_s, "walk", "s01", "s01_e01", "s01_e01 walk")


def body_of(action: str = "walk", frames: int = 50) -> np.ndarray:
    """(T, 1, 25, 3) in the body frame."""
    return to_body_frame(perform(action, np.linspace(0, 1.5, frames))[:, np.newaxis], PreprocessingSettings())


# What is trained is what is served


def compare_every_window(recording: Recording, recipe: Recipe) -> int:
    """Compare all windows of a stream with samples cut over the same spans, bit for bit; return how many."""
    settings = WindowSettings(span_s=recipe.window_s, frames=recipe.frames, bodies=recipe.bodies)
    sliding, track = SlidingWindow(settings), Track.from_recording(recording, recipe.bodies)
    compared = 0
    for frame in recording.frames:
        if (window := sliding.push(frame)) is not None:
            sample = Sample(track, float(window.times_s[0]), window.end_s, "", "", "", "")
            served, trained = (
                preprocess(window.positions, recipe.preprocessing),
                network_input(sample, recipe),
            )
            assert served.tobytes() == trained.tobytes(), f"window ending at {window.end_s} s"
            compared += 1
    return compared


@settings(deadline=None, max_examples=15)
@given(
    steps_s=st.lists(st.floats(0.005, 0.3), min_size=30, max_size=40),
    start_s=st.floats(0, 1e5),
    vertical=st.sampled_from(["spine", "sensor"]),
)
def test_a_sample_over_a_windows_span_is_that_window(steps_s, start_s, vertical):
    times_s = start_s + np.cumsum(steps_s)
    recording = recording_of(perform("walk", times_s - start_s), times_s)
    recipe = replace(CURRENT, preprocessing=PreprocessingSettings(vertical=vertical))
    compare_every_window(recording, recipe)


@pytest.mark.parametrize("key", ["s01_e01", "s05_e02"])
def test_a_sample_over_a_windows_span_is_that_window_in_real_recordings(ut_kinect_folder, key):
    """With their irregular time stamps, repeated frames and gaps."""
    assert compare_every_window(read_recording(ut_kinect_folder / f"joints_{key}.txt"), CURRENT) > 200


def two_people(seen: list[bool], steps_s: list[float], changes: dict[int, int] | None = None) -> Recording:
    """Two people side by side; the second is in view where ``seen`` says, under changing identities."""
    times_s = 10.0 + np.cumsum(steps_s)
    poses = perform("walk", times_s), perform("wave hands", times_s) + np.float32([1.5, 0, 0.5])
    states = np.full(KINECT_V2.size, 2, dtype=np.uint8)
    frames, second = [], 2
    for f, time_s in enumerate(times_s):
        second = (changes or {}).get(f, second)
        bodies = [Body(1, poses[0][f], states)]
        if seen[f]:
            bodies.append(Body(second, poses[1][f] + np.float32([0.8 * (second - 2), 0, 0]), states))
        frames.append(Frame(f, float(time_s), tuple(bodies)))
    return Recording(frames, 15.0, "made by a test")


TWO = replace(CURRENT, bodies=2)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_a_second_person_who_comes_and_goes_is_cut_as_served(data):
    """Held while out of view, not held over a long gap, nor from one person to another."""
    frames = 60
    seen = data.draw(st.lists(st.booleans(), min_size=frames, max_size=frames))
    steps_s = data.draw(st.lists(st.floats(0.02, 0.4), min_size=frames, max_size=frames))
    changes = data.draw(st.dictionaries(st.integers(0, frames - 1), st.integers(2, 4), max_size=3))
    assert compare_every_window(two_people(seen, steps_s, changes), TWO) > 0


@pytest.mark.parametrize("recipe", [TWO, replace(PAPER, bodies=2)], ids=lambda recipe: recipe.cut)
def test_an_absent_second_person_is_held_and_never_at_the_origin(recipe):
    """Out of view for 0.4 s in the middle, and for the last second."""
    seen = [f not in range(15, 21) and f < 35 for f in range(50)]
    recording = two_people(seen, [1 / 15] * 50)
    sample = Sample(
        Track.from_recording(recording, 2), recording.start_s, recording.frames[-1].time_s, "", "", "", ""
    )
    second = network_input(sample, recipe).reshape(50, 2, 20, 3)[:, 1]
    assert second.any(axis=(1, 2)).all()
    np.testing.assert_array_equal(second[36:], np.broadcast_to(second[36], second[36:].shape))
    steps = np.abs(np.diff(second, axis=0)).max(axis=(1, 2))
    assert steps.max() < 0.35  # nobody jumps


def test_who_is_never_seen_is_absent_and_so_are_slots_that_a_track_lacks():
    recording = two_people([False] * 40, [1 / 15] * 40)
    for bodies in (1, 2):
        track = Track.from_recording(recording, bodies)
        sample = Sample(track, recording.start_s, recording.frames[-1].time_s, "", "", "", "")
        both = network_input(sample, TWO).reshape(50, 2, 20, 3)
        assert both[:, 0].any() and not both[:, 1].any()
        np.testing.assert_array_equal(both[:, 0], network_input(sample, CURRENT))


def test_a_recipe_for_one_person_takes_the_first_of_two():
    recording = two_people([True] * 40, [1 / 15] * 40)
    span = (recording.start_s, recording.frames[-1].time_s)
    one, two = (Sample(Track.from_recording(recording, n), *span, "", "", "", "") for n in (1, 2))
    np.testing.assert_array_equal(network_input(one, CURRENT), network_input(two, CURRENT))


def test_evaluation_cuts_alike_every_time():
    times_s = np.arange(30) / 15
    sample = sample_of(recording_of(perform("walk", times_s), times_s), 0.2, 1.7)
    assert network_input(sample, CURRENT).tobytes() == network_input(sample, CURRENT).tobytes()
    varied = [network_input(sample, CURRENT, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert varied[0].tobytes() == varied[1].tobytes() != varied[2].tobytes()


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), action=st.sampled_from(ACTIONS), strange=st.booleans())
def test_a_varied_sample_is_of_the_networks_size_and_finite(seed, action, strange):
    times_s = np.arange(30) / 15
    sample = sample_of(recording_of(perform(action, times_s), times_s), 0.2, 1.7)
    recipe = replace(CURRENT, sliding_window_share=0.5)
    found = network_input(sample, recipe, np.random.default_rng(seed), strange=strange)
    assert found.shape == (50, 20, 3) and found.dtype == np.float32
    assert np.isfinite(found).all() and np.abs(found).max() < 3


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), duration_s=st.floats(0.3, 6.0))
def test_a_stream_sample_shows_enough_of_its_action(seed, duration_s):
    """Height over time tells what moments a cut has seen: it must overlap the action by three fifths."""
    times_s = np.arange(300) / 15
    positions = np.zeros((300, 25, 3), dtype=np.float32)
    positions[..., 1] = times_s[:, np.newaxis]
    recipe = replace(
        CURRENT,
        augmentation=STILL,
        sliding_window_share=1.0,
        preprocessing=PreprocessingSettings(vertical="sensor", torso_m=0, lead=0.0),
    )
    start_s = 10.0
    sample = sample_of(recording_of(positions, times_s), start_s, start_s + duration_s)
    # The hips are the origin, so only the length is left in the input.
    length_s = float(np.ptp(network_input(sample, recipe, np.random.default_rng(seed))[:, 0, 1]))
    assert 0.6 * recipe.window_s - 1e-3 <= length_s <= 1.4 * recipe.window_s + 1e-3


# The paper's cut


@pytest.mark.parametrize(("rows", "before"), [(20, 15), (21, 14), (50, 0)])
def test_short_sequences_stand_in_the_middle_of_zeros(rows, before):
    times_s = np.arange(rows) / 15
    sample = sample_of(recording_of(perform("walk", times_s), times_s), 0.0, float(times_s[-1]))
    found = network_input(sample, PAPER)
    assert found.shape == (50, 20, 3)
    filled = np.flatnonzero(found.any(axis=(1, 2)))
    assert filled.tolist() == list(range(before, before + rows))
    expected = preprocess(sample.track.positions, PAPER.preprocessing)
    np.testing.assert_array_equal(found[before : before + rows], expected)


def test_long_sequences_give_evenly_spaced_frames():
    times_s = np.arange(120) / 15
    sample = sample_of(recording_of(perform("walk", times_s), times_s), 0.0, float(times_s[-1]))
    chosen = np.linspace(0, 119, 50).round().astype(int)
    expected = preprocess(sample.track.positions[chosen], PAPER.preprocessing)
    np.testing.assert_array_equal(network_input(sample, PAPER), expected)


def test_a_held_sample_keeps_its_speed_and_then_its_last_pose():
    recipe = replace(CURRENT, cut="hold", window_s=3.0, frames=31)
    times_s = np.arange(201) / 20  # the steps of the window, 0.1 s, fall on every second frame
    recording = recording_of(perform("walk", times_s), times_s)
    held = network_input(sample_of(recording, 2.0, 3.0), recipe)
    frame = replace(recipe.preprocessing, lead=0.0)
    poses = to_body_frame(Track.from_recording(recording, 1).positions[40:61:2], frame)
    moved = network_input(sample_of(recording, 2.0, 3.0), replace(recipe, preprocessing=frame))
    np.testing.assert_allclose(moved[:11], poses[:, 0, V1], atol=1e-3)
    np.testing.assert_array_equal(held[11:], np.repeat(held[10:11], 20, axis=0))
    longer = sample_of(recording, 2.0, 8.0)
    np.testing.assert_array_equal(
        network_input(longer, recipe), network_input(longer, replace(recipe, cut="resample"))
    )


def test_a_held_sample_shows_nothing_after_its_end():
    recipe = replace(CURRENT, cut="hold", window_s=3.0, augmentation=STILL)
    times_s = np.arange(101) / 20
    calm = perform("walk", times_s)
    wild = np.where((times_s > 2.0)[:, None, None], calm + 5.0, calm)
    both = [sample_of(recording_of(each, times_s), 1.0, 2.0) for each in (calm, wild)]
    one, two = (network_input(each, recipe, np.random.default_rng(0)) for each in both)
    np.testing.assert_array_equal(one, two)


def test_the_papers_origin_is_the_first_frames_hips():
    times_s = np.arange(30) / 15
    sample = sample_of(recording_of(perform("sit down", times_s), times_s), 0.0, float(times_s[-1]))
    found = network_input(sample, PAPER)
    joints = PAPER.preprocessing.joints
    hips = [joints.index("HipLeft"), joints.index("HipRight")]
    np.testing.assert_allclose(found[10, hips].mean(axis=0), 0, atol=1e-6)
    assert found[39, hips, 1].mean() < -0.4  # who sits down goes below it


# Tracks


def test_a_track_keeps_the_person_and_leaves_out_empty_frames():
    times_s = np.arange(6) / 15
    recording = recording_of(perform("walk", times_s), times_s)
    frames = [*recording.frames[:2], Frame(2, 2 / 15, ()), *recording.frames[3:]]
    track = Track.from_recording(Recording(frames, 15.0, "made by a test"), bodies=2)
    np.testing.assert_allclose(track.times_s, times_s[[0, 1, 3, 4, 5]])
    assert track.positions.shape == (5, 2, 25, 3) and track.states.shape == (5, 2, 25)
    assert np.isnan(track.positions[:, 1]).all() and np.isfinite(track.positions[:, 0]).all()


# Augmentation


def test_swapping_puts_the_second_person_first_and_their_frame_is_the_frame():
    recording = two_people([True] * 40, [1 / 15] * 40)
    span = (recording.start_s, recording.frames[-1].time_s)
    sample = Sample(Track.from_recording(recording, 2), *span, "", "", "", "")
    swapped_track = replace(
        sample.track, positions=sample.track.positions[:, ::-1], states=sample.track.states[:, ::-1]
    )
    always = replace(TWO, augmentation=replace(STILL, swap=1.0))
    never = replace(TWO, augmentation=STILL)
    rng = np.random.default_rng(0)
    np.testing.assert_allclose(
        network_input(sample, always, rng),
        network_input(replace(sample, track=swapped_track), never, rng),
        atol=1e-5,
    )
    np.testing.assert_allclose(network_input(sample, never, rng), network_input(sample, TWO), atol=1e-5)
    alone = two_people([False] * 40, [1 / 15] * 40)
    sample = Sample(Track.from_recording(alone, 2), *span, "", "", "", "")
    np.testing.assert_allclose(network_input(sample, always, rng), network_input(sample, TWO), atol=1e-5)


def test_no_variation_leaves_everything_as_it_is():
    body, rng = body_of(), np.random.default_rng(0)
    np.testing.assert_allclose(vary_pose(body, STILL, rng), body, atol=1e-6)
    assert vary_span(1.0, 2.5, STILL, rng) == (1.0, 2.5)
    np.testing.assert_array_equal(warp_times(50, STILL, rng), np.linspace(0, 1, 50))


def test_a_mirrored_sample_is_the_mirror_image():
    found = vary_pose(body_of("wave hands"), replace(STILL, mirror=1.0), np.random.default_rng(0))
    np.testing.assert_allclose(found, mirrored(body_of("wave hands")), atol=1e-6)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_turning_keeps_every_length_and_the_hand(seed):
    """A rotation of the person: never a mirror image, and within the angles that are given."""
    settings = replace(STILL, yaw_deg=25.0, tilt_deg=8.0)
    body = body_of()
    found = vary_pose(body, settings, np.random.default_rng(seed))
    a, b = body[0, 0].astype(np.float64), found[0, 0].astype(np.float64)
    np.testing.assert_allclose(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1), atol=1e-5)
    u, _, vt = np.linalg.svd(a.T @ b)
    rotation = (u @ vt).T
    assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-6)
    assert np.degrees(np.arccos((np.trace(rotation) - 1) / 2)) < 25 + 8 + 8
    np.testing.assert_allclose(a @ rotation.T, b, atol=1e-5)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_bones_change_alike_on_both_sides_and_in_all_frames(seed):
    body = body_of()
    found = vary_pose(body, replace(STILL, bone_scale=0.1), np.random.default_rng(seed))[:, 0]
    ratios = []
    for parent, child in KINECT_V2.bones:
        before = np.linalg.norm(body[:, 0, child] - body[:, 0, parent], axis=1)
        after = np.linalg.norm(found[:, child] - found[:, parent], axis=1)
        np.testing.assert_allclose(after / before, (after / before)[0], rtol=1e-3)
        ratios.append((after / before)[0])
    assert min(ratios) > 0.9 - 1e-3 and max(ratios) < 1.1 + 1e-3 and np.std(ratios) > 0
    by_child = {child: ratio for (_, child), ratio in zip(KINECT_V2.bones, ratios, strict=True)}
    for child, ratio in by_child.items():
        assert ratio == pytest.approx(by_child[KINECT_V2.mirror[child]], rel=1e-3)


def test_bones_grow_as_often_as_they_shrink():
    """On both sides too: the range is symmetric."""
    elbow, shoulder = KINECT_V2.index["ElbowLeft"], KINECT_V2.index["ShoulderLeft"]
    body, rng = body_of(frames=2), np.random.default_rng(0)
    before = np.linalg.norm(body[0, 0, elbow] - body[0, 0, shoulder])
    ratios = []
    for _ in range(500):
        found = vary_pose(body, replace(STILL, bone_scale=0.1), rng)[0, 0]
        ratios.append(np.linalg.norm(found[elbow] - found[shoulder]) / before)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.01) and np.std(ratios) > 0.02


def test_noise_has_the_size_it_says_and_is_smooth():
    body = np.broadcast_to(body_of()[:1], (2000, 1, 25, 3)).copy()
    found = vary_pose(body, replace(STILL, noise_m=0.02), np.random.default_rng(0)) - body
    assert found.std() == pytest.approx(0.02, rel=0.05) and abs(found.mean()) < 1e-3
    neighbours = np.corrcoef(found[:-1].ravel(), found[1:].ravel())[0, 1]
    assert 0.7 < neighbours < 0.95


def test_nothing_is_interpolated_from_one_first_person_to_the_next():
    """Somebody leaves, and half a second later another person stands 2 m to the side."""
    times_s = np.arange(40) / 15
    times_s[20:] += 0.6
    one, other = perform("walk", times_s), perform("wave hands", times_s) + np.float32([2, 0, 0])
    recordings = [recording_of(one[:20], times_s[:20], 1), recording_of(other[20:], times_s[20:], 2)]
    frames = [frame for recording in recordings for frame in recording.frames]
    track = Track.from_recording(Recording(frames, 15.0, "made by a test"), bodies=1)
    assert np.flatnonzero(track.begins[:, 0]).tolist() == [0, 20]
    sample = Sample(track, 0.0, float(times_s[-1]), "", "", "", "")
    later = replace(sample, track=Track.from_recording(recordings[1], bodies=1))
    for recipe in (CURRENT, replace(CURRENT, bodies=2)):
        np.testing.assert_array_equal(network_input(sample, recipe), network_input(later, recipe))


def test_the_same_person_after_a_gap_is_interpolated_as_a_whole_sample():
    times_s = np.delete(np.arange(60) / 15, range(20, 32))
    track = Track.from_recording(recording_of(perform("walk", times_s), times_s), bodies=1)
    assert np.flatnonzero(track.begins[:, 0]).tolist() == [0]


def test_an_absent_person_stays_absent():
    body = np.concatenate([body_of(), np.zeros((50, 1, 25, 3), np.float32)], axis=1)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert not vary_pose(body, AugmentationSettings(), rng)[:, 1].any()
        assert not make_strange(body, rng)[:, 1].any()


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), start_s=st.floats(0, 100), length_s=st.floats(0.1, 10))
def test_a_varied_span_keeps_most_of_the_action(seed, start_s, length_s):
    settings = AugmentationSettings(temporal_jitter=0.2)
    rng = np.random.default_rng(seed)
    a, b = vary_span(start_s, start_s + length_s, settings, rng)
    assert abs(a - start_s) <= 0.2 * length_s + 1e-9 and abs(b - start_s - length_s) <= 0.2 * length_s + 1e-9
    warped = warp_times(50, AugmentationSettings(time_warp=0.4), rng)
    assert (np.diff(warped) > 0).all()
    assert warped[0] == pytest.approx(0, abs=1e-9) and warped[-1] == pytest.approx(1, abs=1e-9)


# Strangers


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), action=st.sampled_from(ACTIONS))
def test_a_stranger_is_a_whole_person_who_does_something_else(seed, action):
    """Every bone keeps its length in every frame; somebody moves otherwise than before."""
    body = body_of(action)
    found = make_strange(body, np.random.default_rng(seed))
    assert found.shape == body.shape and found.dtype == np.float32 and np.isfinite(found).all()
    lengths = [
        np.linalg.norm(
            each[:, 0, [c for _, c in KINECT_V2.bones]] - each[:, 0, [p for p, _ in KINECT_V2.bones]], axis=2
        )
        for each in (body, found)
    ]
    # Standing still is taken from one of the frames, so compare with that frame's lengths at most.
    low, high = lengths[0].min(axis=0), lengths[0].max(axis=0)
    assert (lengths[1] > low - 1e-3).all() and (lengths[1] < high + 1e-3).all()
    assert np.abs(found - body).max() > 0.1


@pytest.mark.parametrize("recipe", [PAPER, replace(CURRENT, augmentation=None)], ids=lambda r: r.cut)
def test_a_recipe_that_varies_nothing_makes_strangers_all_the_same(recipe):
    times_s = np.arange(24) / 15
    sample = sample_of(recording_of(perform("walk", times_s), times_s), 0.0, float(times_s[-1]))
    rng = np.random.default_rng(0)
    plain, strange = (network_input(sample, recipe, rng, strange=strange) for strange in (False, True))
    np.testing.assert_array_equal(plain, network_input(sample, recipe))
    assert np.abs(strange - plain).max() > 0.1
    np.testing.assert_array_equal(strange.any(axis=(1, 2)), plain.any(axis=(1, 2)))  # zeros stay zeros


def test_the_body_that_is_made_strange_is_not_changed():
    body = body_of()
    before = body.copy()
    make_strange(body, np.random.default_rng(0))
    np.testing.assert_array_equal(body, before)
