"""Doubts about recordings: none about right ones, the right one about those made wrong on purpose."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.errors import UnknownFormatError
from streaming.readers import read_recording
from streaming.recordings.plausibility import warnings
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_files import recording

SAMPLES = sorted((Path(__file__).resolve().parents[3] / "samples").glob("*.skeleton"))

# A person of 1.72 m who faces the sensor, metres from the point on the floor below the hips: x to the
# sensor's left, y up, z away from the sensor.
_MIDDLE = {
    "SpineBase": (0, 0.93, 0),
    "SpineMid": (0, 1.2, 0.01),
    "SpineShoulder": (0, 1.42, 0.02),
    "Neck": (0, 1.48, 0.01),
    "Head": (0, 1.62, -0.02),
}
_RIGHT = {
    "Shoulder": (0.17, 1.38, 0.02),
    "Elbow": (0.22, 1.12, 0.04),
    "Wrist": (0.24, 0.9, -0.03),
    "Hand": (0.24, 0.84, -0.06),
    "HandTip": (0.24, 0.78, -0.08),
    "Thumb": (0.2, 0.82, -0.09),
    "Hip": (0.09, 0.9, 0),
    "Knee": (0.1, 0.5, -0.02),
    "Ankle": (0.1, 0.09, 0.02),
    "Foot": (0.11, 0.04, -0.12),
}


def _person() -> np.ndarray:
    """Joints (25, 3)."""
    at = dict(_MIDDLE)
    for name, (x, y, z) in _RIGHT.items():
        at[f"{name}Right"], at[f"{name}Left"] = (x, y, z), (-x, y, z)
    return np.array([at[name] for name in KINECT_V2.joints], dtype=float)


def _scene(turn_deg: float, x: float, z: float, size: float, seed: int) -> Recording:
    """Ten frames of the person, turned to the side, somewhere before a sensor 1 m above the floor."""
    rng = np.random.default_rng(seed)
    turn = np.radians(turn_deg)
    rotation = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    frames = []
    for _ in range(10):
        joints = (_person() + rng.normal(scale=0.01, size=(25, 3))) * size @ rotation.T + (x, -1, z)
        frames.append([Body(1, joints.astype(np.float32), np.full(25, 2, np.uint8))])
    return recording(frames)


def _changed(
    found: Recording, change: Callable[[np.ndarray], np.ndarray], swap_sides: bool = False
) -> Recording:
    """The recording with all positions changed."""
    order = list(KINECT_V2.mirror) if swap_sides else list(range(25))

    def body(one: Body) -> Body:
        positions = change(one.positions.astype(float))[order].astype(np.float32)
        return Body(one.identity, positions, one.states[order])

    frames = [Frame(frame.number, frame.time_s, tuple(map(body, frame.bodies))) for frame in found.frames]
    return dataclasses.replace(found, frames=frames)


WRONG = {
    "mirrored": ("mirrored", lambda p: p * (-1, 1, 1), False),
    "sides swapped": ("swapped", lambda p: p, True),
    "y flipped": ("does y point down", lambda p: p * (1, -1, 1), False),
    "half a turn about z": ("does y point down", lambda p: p * (-1, -1, 1), False),
    "z flipped": ("z is negative", lambda p: p * (1, 1, -1), False),
    "z up": ("is another axis up", lambda p: p[:, [0, 2, 1]] * (1, -1, 1), False),
    "millimetres": ("are they millimetres", lambda p: p * 1000, False),
    "centimetres": ("are they centimetres", lambda p: p * 100, False),
    "inches": ("are they inches", lambda p: p / 0.0254, False),
    "normalised": ("is the unit right", lambda p: p / 10, False),
}
each_wrong = pytest.mark.parametrize("kind", WRONG)
scenes = given(
    turn_deg=st.floats(-65, 65),
    x=st.floats(-1.5, 1.5),
    z=st.floats(1.5, 5),
    size=st.floats(0.7, 1.2),
    seed=st.integers(0, 99),
)


@settings(max_examples=60, deadline=None)
@scenes
def test_no_doubt_about_a_person(turn_deg: float, x: float, z: float, size: float, seed: int) -> None:
    assert warnings(_scene(turn_deg, x, z, size, seed)) == []


@pytest.mark.parametrize("turn_deg", [120, 180, -120])
def test_no_doubt_about_a_person_seen_from_behind(turn_deg: float) -> None:
    assert warnings(_scene(turn_deg, 0, 3, 1, 0)) == []


@each_wrong
@settings(max_examples=20, deadline=None)
@scenes
def test_a_person_made_wrong(kind: str, turn_deg: float, x: float, z: float, size: float, seed: int) -> None:
    said, change, swap = WRONG[kind]
    if "are they" in said:
        size = 1.0  # a small person in inches is as tall as a large one in centimetres is not
    assert any(
        said in doubt for doubt in warnings(_changed(_scene(turn_deg, x, z, size, seed), change, swap))
    )


@each_wrong
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_right_and_wrong(path: Path, kind: str) -> None:
    found = read_recording(path)
    assert warnings(found) == []
    said, change, swap = WRONG[kind]
    assert any(said in doubt for doubt in warnings(_changed(found, change, swap)))


@pytest.mark.parametrize(
    "pattern", ["ntu-rgbd/*.skeleton", "ut-kinect/joints_s0[1-4]*.txt", "sbu/s01s0*/*/001/*"]
)
def test_real_recordings_right_and_mirrored(shared_data: Path, pattern: str) -> None:
    paths = sorted(shared_data.glob(pattern))
    noticed = 0
    for path in paths:
        try:
            found = read_recording(path)
        except UnknownFormatError:
            pytest.skip("no reader for it yet")
        assert warnings(found) == [], path
        noticed += any("mirrored" in doubt for doubt in warnings(_changed(found, lambda p: p * (-1, 1, 1))))
        assert any("m tall" in doubt for doubt in warnings(_changed(found, lambda p: p * 1000)))
        assert any("y point down" in doubt for doubt in warnings(_changed(found, lambda p: p * (1, -1, 1))))
    assert len(paths) >= 8 and noticed >= 0.9 * len(paths)


def _mirror(frames: int) -> list[Frame]:
    return list(_changed(_scene(0, 0, 3, 1, 0), lambda p: p * (-1, 1, 1)).frames[:frames])


def test_doubts_about_time() -> None:
    right = _scene(0, 0, 3, 1, 0)
    slow = [dataclasses.replace(frame, time_s=2 * frame.time_s) for frame in right.frames]
    (doubt,) = warnings(dataclasses.replace(right, frames=slow))
    assert "come at 15 per second, not at the nominal 30" in doubt
    assert warnings(dataclasses.replace(right, frames=slow, rate_hz=15.0)) == []


def test_recordings_that_show_nobody_or_nothing() -> None:
    empty = recording([[], [], []])
    assert warnings(empty) == ["Nobody is in it."]
    point = Body(1, np.full((25, 3), 2, np.float32), np.full(25, 2, np.uint8))
    assert "no skeletons" in warnings(recording([[point]] * 3))[0]
    still = _scene(0, 0, 3, 1, 0).frames[0].bodies
    assert "Nothing moves" in warnings(recording([still] * 3))[0]
    unseen = [[Body(1, body.positions, np.zeros(25, np.uint8))] for f in _mirror(3) for body in f.bodies]
    assert warnings(recording(unseen)) == []  # nothing is known of joints that were not tracked


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 10**6), scale=st.floats(0, 100), bodies=st.integers(0, 3), frames=st.integers(1, 4)
)
def test_any_skeleton_has_an_opinion(seed: int, scale: float, bodies: int, frames: int) -> None:
    rng = np.random.default_rng(seed)
    made = [
        [
            Body(i, (scale * rng.normal(size=(25, 3))).astype(np.float32), rng.integers(0, 3, 25, np.uint8))
            for i in range(bodies)
        ]
        for _ in range(frames)
    ]
    assert all(doubt.endswith((".", "?")) for doubt in warnings(recording(made)))
