"""Input of the live network: joints in the body frame, and a tracking mask.

This code processes batches of windows on any device, in training; :mod:`mans.transforms.live_window` does the
same where a model runs. Four steps: each joint is
smoothed over five frames, those in which it is tracked (without delay, as the complete window is available).
The origin is the middle of the hips, y the sensor's vertical, x the hip line's mean direction over the
window. The torso becomes half a metre long, and every bone gets its standard length
(:mod:`mans.transforms.bone_lengths`). Untracked joints are masked, and their positions are not used.

If the hips are not tracked, as of a person at a desk, direction and size are derived from the line between
the shoulders.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from mans.transforms.bone_lengths import BONES, HEAD, SIDES
from mans.transforms.live_window import (
    HIP_IN_TORSOS,
    INDEX,
    MIN_HIP_WIDTH_M,
    MOST_STRETCH,
    QUANTILE,
    SMOOTHED_FRAMES,
    TORSO_M,
    WIDTH_IN_TORSOS,
)


@lru_cache(maxsize=None, typed=True)
def constant(device: torch.device, *values: float) -> Tensor:
    """Return a constant vector on a device, cached so that CUDA graphs can capture it."""
    return torch.tensor(values, device=device)


def smoothed(positions: Tensor, tracked: Tensor, frames: int = SMOOTHED_FRAMES) -> Tensor:
    """Smooth each joint over neighbouring frames in which it is tracked.

    Args:
        positions: (B, T, J, 3) metres.
        tracked: (B, T, J) tracking mask, one or zero.
        frames: odd number of frames; fewer are averaged at the window's ends.
    """
    half, length = frames // 2, positions.shape[1]
    weight = tracked.unsqueeze(3).clamp_min(1e-3)
    total, count = (functional.pad(x, (0, 0, 0, 0, half, half)) for x in (positions * weight, weight))
    return _sum(total, frames, length) / _sum(count, frames, length)


def _sum(padded: Tensor, frames: int, length: int) -> Tensor:
    """Sum ``frames`` neighbours of each of ``length`` rows."""
    return torch.stack([padded[:, i : i + length] for i in range(frames)]).sum(dim=0)


def rotated(vectors: Tensor, rotation: Tensor) -> Tensor:
    """Rotate vectors (B, T, J, 3) by (B, 3, 3), (B, 1, 3, 3) or (B, T, 3, 3)."""
    if rotation.dim() == 3:
        rotation = rotation[:, None]
    columns = rotation[:, :, None]
    result: Tensor = sum(vectors[..., i : i + 1] * columns[..., :, i] for i in range(3))  # type: ignore[assignment]
    return result


def to_body_frame(positions: Tensor, tracked: Tensor) -> Tensor:
    """Transform windows to the body frame, with standard bone lengths.

    Args:
        positions: (B, T, J, 3) metres, Kinect camera space.
        tracked: (B, T, J) tracking mask, one or zero.

    Returns:
        (B, T, J, 3) metres. Hips untracked in half of the frames are placed below the shoulders.
    """
    shoulder_left, shoulder_right, hip_left, hip_right = (
        positions[:, :, INDEX[name]] for name in ("ShoulderLeft", "ShoulderRight", "HipLeft", "HipRight")
    )
    both = tracked[:, :, INDEX["HipLeft"]] * tracked[:, :, INDEX["HipRight"]]
    hips_seen = (both.mean(dim=1) >= 0.5)[:, None, None]  # (B, 1, 1)
    shoulders = (shoulder_left + shoulder_right) / 2
    seen_torso = (shoulders - (hip_left + hip_right) / 2).norm(dim=2)
    widths = (shoulder_left - shoulder_right).norm(dim=2)
    width, torso = high_quantile(torch.stack([widths, seen_torso], dim=2)).unbind(1)  # (B,) each
    guessed = (width / WIDTH_IN_TORSOS)[:, None, None]
    up = constant(positions.device, 0.0, 1.0, 0.0)
    hips = torch.where(hips_seen, (hip_left + hip_right) / 2, shoulders - up * guessed)
    across = (shoulder_right - shoulder_left) / width[:, None, None].clamp_min(1e-3)
    hip_left = torch.where(hips_seen, hip_left, hips - HIP_IN_TORSOS * guessed * across)
    hip_right = torch.where(hips_seen, hip_right, hips + HIP_IN_TORSOS * guessed * across)
    torso = torch.where(hips_seen[:, 0, 0], torso, guessed[:, 0, 0]).clamp_min(0.05)
    line = torch.where(hips_seen, hip_right - hip_left, shoulder_right - shoulder_left).mean(dim=1)
    line = line * constant(positions.device, 1.0, 0.0, 1.0)  # its part across the vertical
    length = line.norm(dim=1, keepdim=True)
    sideways = constant(positions.device, 1.0, 0.0, 0.0).expand_as(line)
    x = torch.where(length < MIN_HIP_WIDTH_M, sideways, line / length.clamp_min(1e-6))
    y = up.expand_as(x)
    axes = torch.stack([x, y, torch.cross(x, y, dim=1)], dim=1) * (TORSO_M / torso)[:, None, None]
    moved = positions.clone()
    moved[:, :, INDEX["HipLeft"]], moved[:, :, INDEX["HipRight"]] = hip_left, hip_right
    return with_standard_bones(rotated(moved - hips.mean(dim=1)[:, None, None], axes))


def with_standard_bones(body: Tensor) -> Tensor:
    """Scale every bone to its standard length, by one factor per window and for both sides: (B, T, J, 3)."""
    out = body.clone()
    neck = _middle(body, "Shoulder")
    head = body[:, :, INDEX["Head"]] - neck
    bones = []
    for bone in BONES:
        for side in SIDES:
            near = _middle(body, bone.joint) if bone.base is None else body[:, :, INDEX[bone.base + side]]
            bones.append(body[:, :, INDEX[bone.joint + side]] - near)
    lengths = torch.stack([head, *bones], dim=2).norm(dim=3)  # (B, T, 1 + 2 * 6)
    sides = (lengths[:, :, 1::2] + lengths[:, :, 2::2]) / 2
    seen = high_quantile(torch.cat([lengths[:, :, :1], sides], dim=2))  # (B, 7)
    standard = constant(body.device, *(TORSO_M * share for share in (HEAD, *(bone.length for bone in BONES))))
    factors = (standard / torch.maximum(seen, standard / MOST_STRETCH)).clamp_min(1 / MOST_STRETCH)
    factor = factors[:, None, :, None]
    out[:, :, INDEX["Head"]] = neck + head * factor[:, :, 0]
    for i, bone in enumerate(BONES):
        for k, side in enumerate(SIDES):
            near = _middle(body, bone.joint) if bone.base is None else out[:, :, INDEX[bone.base + side]]
            out[:, :, INDEX[bone.joint + side]] = near + bones[2 * i + k] * factor[:, :, 1 + i]
    return out


def high_quantile(values: Tensor) -> Tensor:
    """Compute the 0.9 quantile over the second axis, as numpy does: (B, T, ...) to (B, ...)."""
    last = values.shape[1] - 1
    at = QUANTILE * last
    below = int(at)
    ordered = values.sort(dim=1).values
    return torch.lerp(ordered[:, below], ordered[:, min(below + 1, last)], at - below)


def live_input(positions: Tensor, tracked: Tensor) -> Tensor:
    """Compute the network input (B, T, J, 4): x, y, z in metres and the tracking mask.

    Args:
        positions: (B, T, J, 3) metres, Kinect camera space.
        tracked: (B, T, J) tracking mask, one or zero.
    """
    body = to_body_frame(smoothed(positions, tracked), tracked)
    return torch.cat([body, tracked.unsqueeze(3)], dim=3)


def _middle(body: Tensor, joint: str) -> Tensor:
    """Return the middle between a joint's two sides: (B, T, 3)."""
    between: Tensor = (body[:, :, INDEX[f"{joint}Left"]] + body[:, :, INDEX[f"{joint}Right"]]) / 2
    return between
