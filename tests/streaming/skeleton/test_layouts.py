"""The joint layouts and the mapping from Kinect v1 to v2."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.skeleton.layouts import KINECT_V1, KINECT_V2, JointLayout, kinect_v1_to_v2


@pytest.mark.parametrize(("layout", "joints"), [(KINECT_V1, 20), (KINECT_V2, 25)])
def test_bones_form_one_tree(layout: JointLayout, joints: int) -> None:
    assert layout.size == len(layout.parents) == len(set(layout.joints)) == joints
    assert len(layout.bones) == joints - 1  # one root only
    for joint in range(joints):
        seen = set()
        while layout.parents[joint] != joint:  # every joint leads to the root without a circle
            assert joint not in seen
            seen.add(joint)
            joint = layout.parents[joint]
        assert joint == 0


@pytest.mark.parametrize("layout", [KINECT_V1, KINECT_V2])
def test_mirror_swaps_sides_and_undoes_itself(layout: JointLayout) -> None:
    mirror = np.array(layout.mirror)
    np.testing.assert_array_equal(mirror[mirror], np.arange(layout.size))
    for joint, partner in enumerate(layout.mirror):
        name = layout.joints[joint]
        assert (joint == partner) == (not name.endswith(("Left", "Right")))
        # A mirrored skeleton has mirrored bones.
        assert layout.parents[partner] == layout.mirror[layout.parents[joint]]


def test_v2_has_the_order_of_the_sdk() -> None:
    index = KINECT_V2.index
    assert [index[name] for name in ("SpineBase", "Neck", "Head", "ShoulderLeft", "HandRight")] == [
        0,
        2,
        3,
        4,
        11,
    ]
    assert [index[name] for name in ("FootLeft", "FootRight", "SpineShoulder", "ThumbRight")] == [
        15,
        19,
        20,
        24,
    ]


def test_v1_to_v2_keeps_what_v1_measures_and_derives_the_rest() -> None:
    rng = np.random.default_rng(0)
    v1 = rng.normal(size=(3, 20, 3)).astype(np.float32)
    states = np.full((3, 20), 2, dtype=np.uint8)
    states[1, KINECT_V1.index["HandLeft"]] = 0
    v2, v2_states = kinect_v1_to_v2(v1, states)
    same = {"HipCenter": "SpineBase", "Spine": "SpineMid", "ShoulderCenter": "SpineShoulder"}
    for j, name in enumerate(KINECT_V1.joints):
        at = KINECT_V2.index[same.get(name, name)]
        np.testing.assert_array_equal(v2[:, at], v1[:, j])
        np.testing.assert_array_equal(v2_states[:, at], states[:, j])
    derived = [KINECT_V2.index[n] for n in ("Neck", "HandTipLeft", "ThumbLeft", "HandTipRight", "ThumbRight")]
    assert (v2_states[0, derived] == 1).all()
    assert v2_states[1, KINECT_V2.index["HandTipLeft"]] == 0  # nothing is derived from a joint unseen
    neck = (v2[:, KINECT_V2.index["SpineShoulder"]] + v2[:, KINECT_V2.index["Head"]]) / 2
    np.testing.assert_allclose(v2[:, KINECT_V2.index["Neck"]], neck, rtol=1e-5)
    hand, wrist = v2[:, KINECT_V2.index["HandLeft"]], v2[:, KINECT_V2.index["WristLeft"]]
    beyond = v2[:, KINECT_V2.index["HandTipLeft"]] - hand
    assert ((beyond * (hand - wrist)).sum(axis=-1) > 0).all()  # the tip lies beyond the hand


def test_v1_to_v2_refuses_other_shapes() -> None:
    with pytest.raises(ValueError, match="20, 3"):
        kinect_v1_to_v2(np.zeros((25, 3)), np.zeros(25, dtype=np.uint8))
