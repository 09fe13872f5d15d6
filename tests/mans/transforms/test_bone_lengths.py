"""Bones of one length: people and sensors that differ in proportions alone give the network the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mans.transforms.bone_lengths import BONES, HEAD, SIDES, Bone, middle, to_standard_bones
from mans.transforms.preprocessing import ANY_SENSOR, PreprocessingSettings, preprocess
from streaming.errors import SettingsError
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_data import ACTIONS, perform

J = KINECT_V2.index
T = np.linspace(0, 1.5, 32)
OWN = PreprocessingSettings(ANY_SENSOR.joints, "sensor", torso="shoulders")
factors = st.floats(0.6, 1.6)


def vector(body: np.ndarray, bone: Bone, side: str) -> np.ndarray:
    """A bone from its near to its far end, (T, M, 3)."""
    near = middle(body, bone.joint) if bone.base is None else body[:, :, J[bone.base + side]]
    return body[:, :, J[bone.joint + side]] - near


def built_otherwise(body: np.ndarray, change: dict[str, float]) -> np.ndarray:
    """The same movement (T, M, 25, 3) by somebody whose bones are by some factor longer or shorter."""
    out = body.copy()
    for bone in BONES:
        for side in SIDES:
            base = middle(body, bone.joint) if bone.base is None else out[:, :, J[bone.base + side]]
            out[:, :, J[bone.joint + side]] = base + vector(body, bone, side) * change[bone.joint]
    return out


@pytest.mark.parametrize("action", sorted(ACTIONS))
@settings(deadline=None, max_examples=20)
@given(change=st.fixed_dictionaries({bone.joint: factors for bone in BONES}))
def test_who_does_it_makes_no_difference(action, change):
    body = perform(action, T)[:, np.newaxis]
    other = built_otherwise(body, change)
    np.testing.assert_allclose(preprocess(other, ANY_SENSOR), preprocess(body, ANY_SENSOR), atol=1e-4)


def test_without_it_it_does():
    body = perform(sorted(ACTIONS)[0], T)[:, np.newaxis]
    other = built_otherwise(body, {bone.joint: 1.3 for bone in BONES})
    assert np.abs(preprocess(other, OWN) - preprocess(body, OWN)).max() > 0.05


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_bones_have_their_lengths_and_keep_their_directions(action):
    body = perform(action, T)[:, np.newaxis]
    out = to_standard_bones(body, 0.5)
    for bone in BONES:
        sides = np.stack([[vector(data, bone, side) for side in SIDES] for data in (body, out)])
        before, after = np.linalg.norm(sides, axis=-1)  # (2, T, M)
        assert np.quantile(after.mean(axis=0), 0.9) == pytest.approx(bone.length * 0.5, rel=1e-3)
        cosines = (sides[0] * sides[1]).sum(axis=-1) / np.maximum(before * after, 1e-9)
        np.testing.assert_allclose(cosines[before > 0.01], 1.0, atol=1e-3)
        for side in SIDES:
            tail = [J[name + side] for name in bone.tail]
            at = [J[bone.joint + side]]
            np.testing.assert_allclose(
                out[:, :, tail] - out[:, :, at], body[:, :, tail] - body[:, :, at], atol=1e-5
            )
    neck = np.stack([middle(data, "Shoulder") for data in (body, out)])
    np.testing.assert_allclose(neck[1], neck[0], atol=1e-6)
    head = np.linalg.norm(out[:, :, J["Head"]] - neck[1], axis=-1)
    assert np.quantile(head, 0.9) == pytest.approx(HEAD * 0.5, rel=1e-3)


coordinates = arrays(np.float32, (4, 2, 25, 3), elements=st.floats(-5, 5, width=32))


@settings(deadline=None, max_examples=50)
@given(body=coordinates, absent=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=8))
def test_whatever_joints_come_every_number_is_finite_and_who_is_absent_stays_so(body, absent):
    for frame, person in absent:
        body[frame, person] = np.nan
    out = to_standard_bones(body, 0.5)
    assert np.array_equal(np.isnan(out).all(axis=(2, 3)), np.isnan(body).all(axis=(2, 3)))
    assert np.isfinite(out[~np.isnan(body).any(axis=(2, 3))]).all()


def test_it_needs_a_torso_to_go_by():
    with pytest.raises(SettingsError, match="own, or standard for a torso_m"):
        PreprocessingSettings(torso_m=0.0, bones="standard")
    with pytest.raises(SettingsError, match="'long'"):
        PreprocessingSettings(bones="long")  # type: ignore[arg-type]
