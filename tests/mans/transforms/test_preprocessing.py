"""The body frame: a proper rotation, the same from everywhere, never mirrored, steady over windows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mans.transforms.preprocessing import (
    COMMON_JOINTS,
    PreprocessingSettings,
    body_axes,
    preprocess,
    to_body_frame,
)
from streaming.errors import SettingsError
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_data import ACTIONS, SHARED, mirrored, perform, turned

J = KINECT_V2.index
SENSOR = PreprocessingSettings(vertical="sensor")
SPINE = PreprocessingSettings(vertical="spine")
T = np.linspace(0, 1.5, 50)

metres = st.floats(-100, 100)
vectors = arrays(np.float64, 3, elements=metres)
# Hips and spine that give no direction, or almost none.
awkward = st.sampled_from(
    [
        (0, 0, 0),
        (0, 1e-9, 0),
        (1e-7, 0, 0),
        (0, 0.5, 0),
        (0, -0.5, 0),
        (0.5, 0, 0),
        (0, 0, -0.5),
        (1e-3, 0.5, 0),
    ]
).map(lambda v: np.array(v, dtype=np.float64))
either = st.one_of(vectors, awkward)


def window_of(positions: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(T, 1, 25, 3) of one person's (T, 25, 3)."""
    return positions[:, np.newaxis]


@settings(deadline=None, max_examples=50)
@given(spine=either, hips=either, level=st.booleans())
def test_axes_are_a_proper_rotation_whatever_the_joints_say(spine, hips, level):
    axes = body_axes(spine, hips, np.array([0.0, 1.0, 0.0]) if level else None)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1.0, abs=1e-9)
    assert not level or axes[1] @ [0, 1, 0] == pytest.approx(1.0)


@settings(deadline=None, max_examples=50)
@given(
    positions=arrays(
        np.float32,
        (4, 1, 25, 3),
        elements=st.floats(-100, 100, width=32),
        fill=st.floats(-100, 100, width=32),
    ),
    vertical=st.sampled_from(["spine", "sensor"]),
    lead=st.sampled_from([0.0, 0.2, 1.0]),
    torso_m=st.sampled_from([0.0, 0.5]),
    torso=st.sampled_from(["spine", "shoulders"]),
)
def test_any_finite_window_gives_a_finite_input(positions, vertical, lead, torso_m, torso):
    settings = PreprocessingSettings(vertical=vertical, lead=lead, torso_m=torso_m, torso=torso)
    found = preprocess(positions, settings)
    assert found.shape == (4, 25, 3) and found.dtype == np.float32
    assert np.isfinite(found).all()


@settings(deadline=None, max_examples=50)
@given(
    degrees=st.floats(-180, 180),
    shift=st.tuples(st.floats(-3, 3), st.floats(-1, 1), st.floats(0, 5)),
    action=st.sampled_from(ACTIONS),
    settings=st.sampled_from([SENSOR, SPINE, PreprocessingSettings(lead=0.0, torso_m=0.0)]),
)
def test_where_a_person_stands_and_looks_makes_no_difference(degrees, shift, action, settings):
    here = perform(action, T)
    there = turned(here, degrees, shift)
    np.testing.assert_allclose(
        preprocess(window_of(there), settings), preprocess(window_of(here), settings), atol=2e-5
    )


def test_size_makes_no_difference_unless_it_is_asked_for():
    here = perform("walk", T)
    np.testing.assert_allclose(
        preprocess(window_of(1.3 * here), SENSOR), preprocess(window_of(here), SENSOR), atol=1e-5
    )
    as_it_is = PreprocessingSettings(torso_m=0.0)
    assert np.ptp(preprocess(window_of(1.3 * here), as_it_is)) == pytest.approx(
        1.3 * np.ptp(preprocess(window_of(here), as_it_is)), rel=1e-5
    )


def test_the_size_is_that_of_the_whole_window_not_of_a_frame():
    """One frame in which the sensor makes the trunk a quarter longer changes the size by a 200th."""
    here = perform("walk", T)
    wrong = here.copy()
    wrong[0, J["SpineShoulder"]] += 0.25 * (here[0, J["SpineShoulder"]] - here[0, J["SpineBase"]])
    a, b = (preprocess(window_of(each), SENSOR)[1:] for each in (here, wrong))
    np.testing.assert_allclose(b, a / (1 + 0.25 / 50), atol=1e-5)


@pytest.mark.parametrize("settings", [SENSOR, SPINE])
def test_a_mirrored_person_is_another_one(settings):
    """Waving with the right hand is not waving with the left: mirroring must be seen, never undone."""
    here = perform("wave hands", T)
    there = preprocess(window_of(mirrored(here)), settings)
    ours = preprocess(window_of(here), settings)
    assert np.abs(there - ours).max() > 0.3
    np.testing.assert_allclose(there, mirrored(ours), atol=1e-5)


@pytest.mark.parametrize("degrees", [0, 70, 180])
def test_x_points_to_the_right_y_up_and_z_to_the_back(degrees):
    body = to_body_frame(window_of(turned(perform("walk", T), degrees, (0.5, 0, 0))), SENSOR)[:, 0]
    assert (body[:, J["ShoulderRight"], 0] > 0.1).all() and (body[:, J["ShoulderLeft"], 0] < -0.1).all()
    assert (body[:, J["Head"], 1] > 0.4).all() and (body[:, J["AnkleLeft"], 1] < -0.4).all()
    assert (body[:, J["HandTipLeft"], 2] < 0).all()  # the hands hang before the body
    np.testing.assert_allclose(body[0, [J["HipLeft"], J["HipRight"]]].mean(axis=0), 0, atol=1e-6)


def test_a_person_who_faces_the_sensor_keeps_their_axes():
    here = perform("wave hands", T)
    moved = to_body_frame(window_of(here), PreprocessingSettings(torso_m=0.0))[:, 0]
    hips = here[0, [J["HipLeft"], J["HipRight"]]].mean(axis=0)
    np.testing.assert_allclose(moved, here - hips, atol=1e-5)


def test_an_absent_second_person_is_zero():
    positions = np.stack([perform("walk", T), np.full((50, 25, 3), np.nan, dtype=np.float32)], axis=1)
    found = preprocess(positions, SENSOR)
    assert found.shape == (50, 50, 3)
    assert not found[:, 25:].any() and found[:, :25].any()


def test_a_second_person_keeps_their_place_beside_the_first():
    first = perform("walk", T)
    second = turned(perform("walk", T), 0, (1.0, 0, 0))
    found = preprocess(
        turned(np.stack([first, second], axis=1), 40, (0, 0, 1)), PreprocessingSettings(torso_m=0)
    )
    np.testing.assert_allclose(
        found[:, 25:] - found[:, :25], np.broadcast_to([1, 0, 0], (50, 25, 3)), atol=1e-5
    )


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), noise_m=st.sampled_from([0.05, 0.3]))
def test_noisy_feet_change_nothing_else(seed, noise_m):
    """In the published program they decide the spine's sign, and can mirror a person."""
    here = perform("walk", T)
    feet = [i for i, name in enumerate(KINECT_V2.joints) if name.startswith(("Foot", "Ankle"))]
    noisy = here.copy()
    noisy[:, feet] += np.random.default_rng(seed).normal(0, noise_m, (50, 4, 3)).astype(np.float32)
    rest = np.setdiff1d(np.arange(25), feet)
    for way in (SENSOR, SPINE):
        np.testing.assert_array_equal(
            to_body_frame(window_of(noisy), way)[:, 0, rest],
            to_body_frame(window_of(here), way)[:, 0, rest],
        )


def test_a_torso_by_the_shoulders_does_not_mind_where_the_spine_is_seen_to_end():
    """Another sensor's ends of the spine, a fifth off, change nothing; and nor does bending, seen flat."""
    here = perform(ACTIONS[0], T)
    other = here.copy()
    other[:, J["SpineBase"], 1] -= 0.1
    by_shoulders = PreprocessingSettings(COMMON_JOINTS, "sensor", torso="shoulders")
    by_spine = PreprocessingSettings(COMMON_JOINTS, "sensor")
    sizes = [
        [float(np.ptp(preprocess(window_of(p), how)[:, :, 1])) for p in (here, other)]
        for how in (by_shoulders, by_spine)
    ]
    assert sizes[0][0] == pytest.approx(sizes[0][1], rel=1e-5)
    assert sizes[1][1] < 0.95 * sizes[1][0]
    bent = here.copy()
    shoulders = [J["ShoulderLeft"], J["ShoulderRight"]]
    bent[10:40, shoulders, 1] -= 0.3
    upright, bowed = (to_body_frame(window_of(p), by_shoulders)[:, 0, J["KneeLeft"], 1] for p in (here, bent))
    np.testing.assert_allclose(bowed, upright, rtol=0.02)


@pytest.mark.parametrize(
    "wrong",
    [
        {"joints": ("Tail",)},
        {"joints": ()},
        {"vertical": "up"},
        {"lead": 1.5},
        {"torso_m": -1.0},
        {"torso": "legs"},
    ],
)
def test_settings_that_make_no_sense(wrong):
    with pytest.raises(SettingsError):
        PreprocessingSettings(**wrong)


# Real recordings


def walked(recording: Recording, **settings: float) -> Iterator[Window]:
    """Every window that a stream of this recording gives."""
    sliding = SlidingWindow(WindowSettings(stride_s=0.1, **settings))
    for frame in recording.frames:
        if (window := sliding.push(frame)) is not None:
            yield window


def axes_of(window: Window, settings: PreprocessingSettings) -> npt.NDArray[np.float64]:
    """The rotation that preprocessing applies to a window, found by moving three points with the body.

    Joints that decide no axis are put a metre off the origin along each of the sensor's axes.
    """
    settings = PreprocessingSettings(vertical=settings.vertical, lead=settings.lead, torso_m=0.0)
    probe = window.positions.copy()
    joints = [J["HandTipLeft"], J["HandTipRight"], J["ThumbLeft"], J["ThumbRight"]]
    probe[:, 0, joints] = np.concatenate([np.zeros((1, 3)), np.eye(3)])
    moved = to_body_frame(probe, settings)[0, 0, joints].astype(np.float64)
    axes: npt.NDArray[np.float64] = (moved[1:] - moved[0]).T
    return axes


def turns_deg(recording: Recording, settings: PreprocessingSettings) -> list[float]:
    """Angles between the axes of windows that follow on each other within a third of a second."""
    found = [(window.end_s, axes_of(window, settings)) for window in walked(recording)]
    return [
        float(np.degrees(np.arccos(np.clip((np.trace(a @ b.T) - 1) / 2, -1, 1))))
        for (s, a), (t, b) in pairwise(found)
        if t - s < 1 / 3
    ]


@pytest.fixture(scope="module")
def ntu_recordings() -> list[Recording]:
    files = sorted((SHARED / "ntu-rgbd").glob("*.skeleton"))
    if not files:
        pytest.skip(f"no NTU recordings in {SHARED / 'ntu-rgbd'}")
    return [read_recording(file) for file in files]


@pytest.mark.parametrize(("settings", "most_deg"), [(SENSOR, 4.0), (SPINE, 8.0)], ids=["sensor", "spine"])
def test_the_frame_of_real_people_who_stand_is_steady(ntu_recordings, settings, most_deg):
    """Measured over 204 pairs of windows of ten NTU recordings: 2.2 and 5.3 degrees at most."""
    turns = [turn for recording in ntu_recordings for turn in turns_deg(recording, settings)]
    assert len(turns) > 150
    assert max(turns) < most_deg


# The six recordings of UT-Kinect in which the frame turns fastest.
_HARDEST = ("s06_e01", "s04_e01", "s02_e01", "s08_e02", "s01_e02", "s06_e02")


@pytest.mark.parametrize("settings", [SENSOR, SPINE], ids=["sensor", "spine"])
def test_the_frame_of_real_people_who_walk_about_never_flips(ut_kinect_folder: Path, settings):
    """These people turn round, and seen from the side Kinect v1 itself exchanges their hips within a frame.

    Measured over the 10,372 pairs of windows of all 20 recordings: 84 degrees at most, 99 of 100 below 25.
    """
    turns = [
        turn
        for key in _HARDEST
        for turn in turns_deg(read_recording(ut_kinect_folder / f"joints_{key}.txt"), settings)
    ]
    assert len(turns) > 2500
    assert max(turns) < 90
    assert np.percentile(turns, 99) < 40
    assert np.median(turns) < 4


def test_real_knees_bend_forward(ut_kinect):
    """Towards negative z, the front: what tells a reversed frame from a right one.

    Only frames in which a knee is bent by 60 degrees and more count, of people who sit down or stand up:
    measured 771 of 771. (Of those who pick something up 4 of 10 bend a knee backwards: bowed, and seen from
    the side, they are more than Kinect v1 could follow.)
    """
    forward = []
    for sample in ut_kinect.samples:
        if sample.label not in ("sit down", "stand up"):
            continue
        inside = (sample.track.times_s >= sample.start_s) & (sample.track.times_s <= sample.end_s)
        body = to_body_frame(sample.track.positions[inside], SENSOR)[:, 0]
        for side in ("Left", "Right"):
            hip, knee, ankle = (body[:, J[joint + side]] for joint in ("Hip", "Knee", "Ankle"))
            thigh, shin = knee - hip, ankle - knee
            cosine = (thigh * shin).sum(axis=1) / (
                np.linalg.norm(thigh, axis=1) * np.linalg.norm(shin, axis=1)
            )
            bent = cosine < np.cos(np.deg2rad(60))
            # How far the knee stands before the middle of hip and ankle.
            forward += list(((hip + ankle) / 2 - knee)[bent, 2])
    assert len(forward) > 300
    assert min(forward) > 0
