"""What the live network reads of a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mans.transforms.live_input import high_quantile, live_input, smoothed, to_body_frame
from mans.transforms.live_window import COLUMNS, INDEX, JOINTS, PARENTS, window_input
from mans.transforms.preprocessing import ANY_SENSOR, to_columns
from mans.transforms.preprocessing import to_body_frame as one_window

from ...support.raised_hand import raises_a_hand


def clip(frames: int = 32) -> np.ndarray:
    """Somebody before the sensor, turned by 25 degrees: (T, 1, 25, 3) metres."""
    track = raises_a_hand()
    turn = np.deg2rad(25)
    about_y = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    return (track.positions[60 : 60 + frames] @ about_y.T).astype(np.float32)


def test_it_is_the_body_frame_of_every_other_network_with_axes_of_all_frames():
    seen = clip()
    expected = to_columns(one_window(seen, replace(ANY_SENSOR, lead=1.0)), ANY_SENSOR)
    joints = torch.from_numpy(seen[np.newaxis, :, 0][:, :, COLUMNS])
    found = to_body_frame(joints, torch.ones(joints.shape[:3]))[0].numpy()
    hips = found[:, [INDEX["HipLeft"], INDEX["HipRight"]]].mean(axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(hips.mean(axis=0), 0, atol=1e-5)


def test_a_mean_of_five_frames_is_of_those_in_which_a_joint_is_tracked():
    x = torch.arange(9.0).view(1, 9, 1, 1).expand(1, 9, 1, 3).clone()
    seen = torch.ones(1, 9, 1)
    np.testing.assert_allclose(smoothed(x, seen)[0, :, 0, 0], [1, 1.5, 2, 3, 4, 5, 6, 6.5, 7])
    x[0, 4], seen[0, 4] = 1000.0, 0
    np.testing.assert_allclose(smoothed(x, seen)[0, [2, 6], 0, 0], [1.5, 6.5], atol=0.3)


@given(st.lists(st.floats(-10, 10, width=32), min_size=2, max_size=40))
def test_the_high_quantile_is_numpys(values):
    found = high_quantile(torch.tensor(values)[None])
    np.testing.assert_allclose(found, np.quantile(np.array(values, np.float32), 0.9), rtol=1e-5, atol=1e-5)


def test_hips_below_the_edge_of_a_desk_change_nothing_above_it():
    """Whatever the pose model makes up: size and direction come from the shoulders."""
    seen = clip()
    joints = torch.from_numpy(seen[np.newaxis, :, 0][:, :, COLUMNS])
    lower = [i for i, name in enumerate(JOINTS) if name.startswith(("Hip", "Knee", "Ankle"))]
    tracked = torch.ones(joints.shape[:3])
    tracked[..., lower] = 0
    invented = joints.clone()
    invented[:, :, lower] += torch.randn(
        1, len(joints[0]), len(lower), 3, generator=torch.Generator().manual_seed(0)
    )
    above = [i for i in range(len(JOINTS)) if i not in lower]
    one, other = (live_input(x, tracked)[0][:, above] for x in (joints, invented))
    torch.testing.assert_close(one, other)
    whole = live_input(joints, torch.ones(joints.shape[:3]))[0][:, above]
    across = [above.index(INDEX[f"Shoulder{side}"]) for side in ("Left", "Right")]
    turned = (
        (one[:, across[1]] - one[:, across[0]])[:, :3],
        (whole[:, across[1]] - whole[:, across[0]])[:, :3],
    )
    cosine = torch.nn.functional.cosine_similarity(*turned, dim=1)
    assert float(cosine.min()) > 0.98  # as whoever is seen whole


@pytest.mark.parametrize("state", [0, 1, 2])
def test_what_is_inferred_is_read_and_what_is_not_tracked_is_marked(state):
    seen, states = clip(), np.full((32, 1, 25), 2, dtype=np.uint8)
    states[:, 0, COLUMNS[3]] = state
    found = window_input(seen, states)
    assert found.shape == (32, 13, 4) and found.dtype == np.float32
    assert set(found[:, 3, 3]) == {float(state > 0)} and found[:, 4, 3].all()


def test_bones_hang_from_the_head():
    assert PARENTS[0] == 0 and JOINTS[PARENTS[INDEX["WristLeft"]]] == "ElbowLeft"
    assert all(parent < child or child == 0 for child, parent in enumerate(PARENTS))
