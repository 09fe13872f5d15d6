"""What differs from one person, sensor and room to the next: what changes, and what does not."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from mans.everyday import window_variation as vary
from mans.transforms.live_window import COLUMNS, INDEX, JOINTS, PARENTS

from ...support.raised_hand import raises_a_hand

CPU = torch.device("cpu")
LIMB_BONES = [i for i, name in enumerate(JOINTS) if name.startswith(("Elbow", "Wrist", "Knee", "Ankle"))]


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def people(count: int = 4, first: int = 60) -> Tensor:
    """(B, T, J, 3) somebody who faces the sensor and waits to frame 60, and then raises a hand."""
    one = torch.from_numpy(raises_a_hand().positions[first : first + 32, 0][:, COLUMNS])
    return one.expand(count, -1, -1, -1).clone()


def lengths(body: Tensor) -> Tensor:
    return (body - body[:, :, list(PARENTS)])[:, :, LIMB_BONES].norm(dim=3)


def test_the_mirror_image_of_the_mirror_image_is_the_person():
    assert [vary.MIRROR[i] for i in vary.MIRROR] == list(range(len(JOINTS)))
    assert vary.MIRROR[INDEX["WristLeft"]] == INDEX["WristRight"] and vary.MIRROR[0] == 0


def test_rotations_are_proper():
    turns = vary.rotation(vary.random_axes((50,), CPU), torch.linspace(-4, 4, 50))
    torch.testing.assert_close(
        turns @ turns.transpose(1, 2), torch.eye(3).expand(50, 3, 3), atol=1e-5, rtol=0
    )
    torch.testing.assert_close(torch.linalg.det(turns), torch.ones(50))


@pytest.mark.parametrize(
    "change",
    [
        vary.synthetic_outliers,
        lambda body: vary.in_another_manner(body, 10.0),
        vary.seated,
        lambda body: vary.through_camera(body, 75.0, 0.0, 0.3),
    ],
    ids=["outliers", "manner", "seated", "camera"],
)
def test_bones_keep_their_lengths(change):
    body = people(40, first=0)
    changed = change(body)
    torch.testing.assert_close(lengths(changed), lengths(body), atol=1e-4, rtol=0)
    assert float((changed - body).abs().max()) > 0.05


def test_another_manner_keeps_the_trunk_and_lasts_a_whole_window():
    body = people()
    changed = vary.in_another_manner(body, 10.0)
    trunk = [INDEX[name] for name in ("Head", "ShoulderLeft", "ShoulderRight", "HipLeft", "HipRight")]
    assert torch.equal(changed[:, :, trunk], body[:, :, trunk])
    torch.testing.assert_close(vary.in_another_manner(body, 0.0), body)


def test_who_sits_has_the_knees_in_front():
    body = people(1)
    sat = vary.seated(body)
    knee, hip = INDEX["KneeLeft"], INDEX["HipLeft"]
    assert (sat[:, :, knee, 2] < sat[:, :, hip, 2] - 0.3).all()  # towards the sensor
    torch.testing.assert_close(sat[:, :, knee, 1], sat[:, :, hip, 1], atol=1e-5, rtol=0)
    assert torch.equal(sat[:, :, list(vary.UPPER)], body[:, :, list(vary.UPPER)])


def test_other_legs_hang_from_the_persons_own_hips():
    body = people(2)
    body[1, :, list(vary.LEGS), 0] += 0.3
    body[1] += 2.0
    grafted = vary.with_other_legs(body)
    keep = [i for i in range(len(JOINTS)) if i not in vary.LEGS]
    assert torch.equal(grafted[:, :, keep], body[:, :, keep])
    torch.testing.assert_close(
        grafted[0, :, list(vary.LEGS)],
        body[0, :, list(vary.LEGS)] + torch.tensor([0.3, 0, 0]),
        atol=1e-5,
        rtol=0,
    )


def test_a_flattened_view_keeps_height_and_shortens_depth():
    body = people(20)
    flat = vary.through_camera(body, 0.0, 1.0, 0.3)
    torch.manual_seed(0)
    deep = vary.through_camera(body, 0.0, 0.0, 0.3)
    assert float((flat[..., 2].std(dim=2) / deep[..., 2].std(dim=2)).min()) < 0.6


def test_a_lost_limb_is_one_limb():
    body = people(60)
    touched = ((vary.with_lost_limb(body) - body).abs() > 1e-6).any(dim=3).any(dim=1)
    limbs = [{JOINTS[j] for j in np.flatnonzero(row)} for row in touched.numpy()]
    allowed = {frozenset(JOINTS[j] for j in below) for _, below in vary.PIVOTS}
    assert sum(bool(limb) for limb in limbs) > 30
    assert all(any(limb <= group for group in allowed) for limb in limbs)


def test_what_is_hidden_is_told_with_it():
    seen, legless = vary.hidden(2000, 8, 0.5, CPU)
    legs = seen[:, :, list(vary.LEGS)].sum(dim=(1, 2))
    assert torch.equal(legs == 0, legless) and 0.3 < float(legless.float().mean()) < 0.5
    assert torch.equal(vary.hidden(50, 8, 0.0, CPU)[0], torch.ones(50, 8, len(JOINTS)))


def test_noise_has_the_spread_that_it_says():
    still = torch.zeros(400, 32, len(JOINTS), 3)
    fast = vary.fast_noise(still, 0.01)
    assert float(fast.std()) == pytest.approx(0.01, rel=0.05)
    slow = vary.slow_noise(still, (0.02, 0.02, 0.06), (0.01, 0.01, 0.03))
    spread = slow.std(dim=(0, 1, 2))
    assert float(spread[2]) > 2 * float(spread[0])
    assert float(slow.diff(dim=1).abs().max()) < 0.02  # nothing jumps from one frame to the next


def test_a_camera_that_follows_sees_no_path_but_every_movement_of_the_body():
    body = people(1)
    walked = body + torch.linspace(0, 2, 32)[None, :, None, None] * torch.tensor([1.0, 0.1, -0.5])
    seen = vary.followed(walked)
    hips = seen[:, :, list(vary.HIPS)].mean(dim=2)
    torch.testing.assert_close(hips[..., ::2], hips[:, :1, ::2].expand(-1, 32, -1), atol=1e-5, rtol=0)
    assert torch.equal(seen[..., 1], walked[..., 1])
    about_hips = [each - each[:, :, list(vary.HIPS)].mean(dim=2, keepdim=True) for each in (seen, walked)]
    torch.testing.assert_close(*about_hips)


def test_swapped_legs_are_the_other_sides_for_some_frames_in_a_row():
    body = people(40)
    body[:, :, INDEX["KneeLeft"], 2] -= 0.3
    swapped = vary.with_swapped_legs(body)
    others = body[:, :, list(vary.MIRROR)]
    legs = list(vary.LEGS)
    changed = (swapped != body).any(dim=3)
    assert not changed[:, :, [i for i in range(len(JOINTS)) if i not in legs]].any()
    frames = changed.any(dim=2)
    assert torch.equal(swapped[frames][:, legs], others[frames][:, legs])
    runs = (frames[:, 1:] != frames[:, :-1]).sum(dim=1)
    assert frames.sum(dim=1).min() >= 1 and frames.sum(dim=1).max() <= 8 and runs.max() <= 2
