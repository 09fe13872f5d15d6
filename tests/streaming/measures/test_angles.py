"""Joint angles: their zeros and signs, and that neither place, facing, size nor side change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from streaming.measures.angles import bend, joint_angles
from streaming.skeleton.layouts import KINECT_V2

from ...support.exercising import body

_I = KINECT_V2.index
_MIRROR = list(KINECT_V2.mirror)


def is_decided(positions: np.ndarray) -> bool:
    """Whether no joints coincide, nor hips or shoulders seen from above, where rounding decides on a side."""
    lengths = [np.linalg.norm(positions[:, c] - positions[:, p], axis=1) for p, c in KINECT_V2.bones]
    for part in ("Hip", "Shoulder"):
        across = positions[:, _I[f"{part}Right"]] - positions[:, _I[f"{part}Left"]]
        lengths.append(np.linalg.norm(across[:, [0, 2]], axis=1))
    return min(map(np.min, lengths)) > 1e-3


BODIES = st.builds(
    lambda knee, arm, noise: (body(knee, arm) + 0.1 * noise)[None],
    st.floats(0, 150),
    st.floats(0, 180),
    arrays(np.float64, (KINECT_V2.size, 3), elements=st.floats(-1, 1)),
).filter(is_decided)
TURNS = st.floats(-np.pi, np.pi)
TOLERANCE_DEG = 1e-6


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    """Angles agree, a full turn aside."""
    assert one.keys() == other.keys()
    for name in one:
        off = (one[name] - other[name] + 180) % 360 - 180
        assert np.array_equal(np.isnan(one[name]), np.isnan(other[name])), name
        assert np.nanmax(np.abs(off), initial=0.0) < TOLERANCE_DEG, name


def turned(positions: np.ndarray, axis: int, angle: float) -> np.ndarray:
    """Positions turned about an axis of the camera."""
    a, b = (axis + 1) % 3, (axis + 2) % 3
    rotation = np.eye(3)
    rotation[[a, a, b, b], [a, b, a, b]] = np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)
    return positions @ rotation.T


@given(BODIES, TURNS, st.floats(0.2, 5), arrays(np.float64, 3, elements=st.floats(-5, 5)))
def test_place_facing_and_size_do_not_matter(positions, turn, scale, place):
    same(joint_angles(positions), joint_angles(scale * turned(positions, 1, turn) + place))


@given(BODIES, TURNS, TURNS)
def test_all_but_the_trunk_are_independent_of_the_camera(positions, about_x, about_z):
    before = joint_angles(positions)
    after = joint_angles(turned(turned(positions, 0, about_x), 2, about_z))
    same(*({n: v for n, v in each.items() if "trunk" not in n} for each in (before, after)))


def test_hips_above_each_other_do_not_say_where_forward_is():
    positions = body(30.0, 20.0)[None]
    positions[:, _I["HipRight"], [0, 2]] = positions[:, _I["HipLeft"], [0, 2]]
    positions[:, _I["HipRight"], 1] += 0.05
    found = joint_angles(positions)
    assert np.isnan(found["trunk inclination forward"]).all()
    assert not np.isnan(found["trunk inclination"]).any()


@given(BODIES)
def test_a_mirrored_person_has_left_and_right_swapped(positions):
    mirrored = (positions * (-1.0, 1.0, 1.0))[:, _MIRROR]
    swap = {"left": "right", "right": "left"}
    names = {name: " ".join(swap.get(word, word) for word in name.split()) for name in joint_angles(mirrored)}
    same(joint_angles(positions), {names[name]: values for name, values in joint_angles(mirrored).items()})


@given(arrays(np.float64, 3, elements=st.floats(0.1, 1)), st.floats(0.1, 1), st.floats(0.1, 1))
def test_a_straight_limb_is_0_and_a_folded_one_180(way, near, far):
    start = np.array([0.3, -0.2, 2.0])
    middle = start + near * way
    assert bend(start, middle, middle + far * way) == pytest.approx(0, abs=1e-5)
    assert bend(start, middle, middle - far * way) == pytest.approx(180, abs=1e-5)


@given(st.floats(0, 150), st.floats(0, 180))
def test_a_made_posture_has_its_angles(knee_deg, arm_deg):
    angles = joint_angles(body(knee_deg, arm_deg)[None])
    for side in ("left", "right"):
        assert angles[f"knee flexion {side}"] == pytest.approx(knee_deg, abs=1e-5)
        assert angles[f"hip flexion {side}"] == pytest.approx(knee_deg / 2, abs=1e-5)
        assert angles[f"shoulder elevation {side}"] == pytest.approx(arm_deg, abs=1e-5)
        assert abs(angles[f"shoulder abduction {side}"]) == pytest.approx(arm_deg, abs=1e-5)
        assert angles[f"elbow flexion {side}"] == pytest.approx(0, abs=1e-5)
    assert angles["trunk inclination"] == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("way", "flexion", "abduction"),
    [
        ((0, -1, 0), 0, 0),
        ((0, 0, -1), 90, np.nan),  # forward: where they face, towards the sensor
        ((0, -1, 1), -45, 0),
        ((1, 0, 0), np.nan, 90),  # to their right
        ((-1, -1, 0), 0, -45),
        ((0, 1, -0.01), 180, 180),
    ],
)
def test_the_signs_of_a_right_arm(way, flexion, abduction):
    positions = body()[None]
    positions[:, _I["ElbowRight"]] = positions[:, _I["ShoulderRight"]] + 0.3 * np.array(way)
    angles = joint_angles(positions)
    assert angles["shoulder flexion right"] == pytest.approx(flexion, abs=1, nan_ok=True)
    assert abs(angles["shoulder abduction right"]) == pytest.approx(abs(abduction), abs=1, nan_ok=True)
    assert (
        np.isnan(abduction)
        or abduction == 180
        or np.sign(abduction) == np.sign(np.round(angles["shoulder abduction right"]))
    )


def test_leaning_towards_the_sensor_is_forward():
    positions = body()[None]
    above = positions[0, :, 1] > positions[0, _I["HipLeft"], 1] + 0.01
    height = positions[:, above, 1] - positions[0, _I["HipLeft"], 1]
    positions[:, above, 2] -= height * np.tan(np.radians(30))
    angles = joint_angles(positions)
    assert angles["trunk inclination forward"] == pytest.approx(30)
    assert angles["trunk inclination"] == pytest.approx(30)
    assert angles["hip flexion left"] == pytest.approx(30)


def test_a_joint_that_is_not_known_leaves_the_others():
    positions = body(40)[None]
    positions[:, _I["AnkleLeft"]] = np.nan
    angles = joint_angles(positions)
    assert np.isnan(angles["knee flexion left"]) and angles["knee flexion right"] == pytest.approx(40)
    positions[:, _I["KneeRight"]] = positions[:, _I["AnkleRight"]]
    assert np.isnan(joint_angles(positions)["knee flexion right"])
