"""Augmentation of batches of windows (B, T, J, 3): variation of sensors, rooms and people.

The first half works in Kinect camera space and simulates sensors; the second in the body frame and varies the
movement.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from mans.transforms.live_input import constant, rotated
from mans.transforms.live_window import INDEX, JOINTS

_J = len(JOINTS)
MIRROR = tuple(INDEX[n.replace("Left", "#").replace("Right", "Left").replace("#", "Right")] for n in JOINTS)
"""(J,) each joint's counterpart on the other side."""
LEGS = tuple(INDEX[f"{joint}{side}"] for joint in ("Knee", "Ankle") for side in ("Left", "Right"))
HIPS = (INDEX["HipLeft"], INDEX["HipRight"])
UPPER = tuple(i for i in range(_J) if i not in (*LEGS, *HIPS))
"""Head, shoulders and arms."""


def _limb(root: str, middle: str, end: str) -> tuple[tuple[int, tuple[int, ...]], ...]:
    return tuple(
        pair
        for side in ("Left", "Right")
        for pair in (
            (INDEX[root + side], (INDEX[middle + side], INDEX[end + side])),
            (INDEX[middle + side], (INDEX[end + side],)),
        )
    )


_ARMS, _LEGS = _limb("Shoulder", "Elbow", "Wrist"), _limb("Hip", "Knee", "Ankle")
PIVOTS = (*_ARMS, *_LEGS)
"""(8,) the joints that a limb turns about, each with what hangs from it."""


def mask(device: torch.device, joints: tuple[int, ...]) -> Tensor:
    """Return a mask (J,) of the given joints."""
    return constant(device, *(j in joints for j in range(_J)))


def rotation(axis: Tensor, angle: Tensor) -> Tensor:
    """Return rotations (..., 3, 3) by angles (...,), radians, about unit axes (..., 3) (Rodrigues)."""
    x, y, z = axis.unbind(-1)
    s, c = angle.sin(), angle.cos()
    r = 1 - c
    rows = [c + r * x * x, r * x * y - s * z, r * x * z + s * y]
    rows += [r * x * y + s * z, c + r * y * y, r * y * z - s * x]
    rows += [r * x * z - s * y, r * y * z + s * x, c + r * z * z]
    return torch.stack(rows, dim=-1).view(*angle.shape, 3, 3)


def about(device: torch.device, axis: int, angle: Tensor) -> Tensor:
    """Return rotations (B, 3, 3) by angles (B,), radians, about a coordinate axis."""
    unit = constant(device, *(1.0 if i == axis else 0.0 for i in range(3)))
    return rotation(unit.expand(len(angle), 3), angle)


def random_axes(shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Draw random unit vectors (*shape, 3)."""
    vectors = torch.randn(*shape, 3, device=device)
    unit: Tensor = vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-6)
    return unit


def turn_limb(body: Tensor, pivot: int, below: tuple[int, ...], turns: Tensor) -> Tensor:
    """Rotate a joint's descendants about it by (B, 1 or T, 3, 3)."""
    base = body[:, :, pivot : pivot + 1]
    return torch.where(mask(body.device, below)[:, None], rotated(body - base, turns) + base, body)


# ------------------------------------------------------------------------------------ what a sensor sees


def seated(positions: Tensor) -> Tensor:
    """Seat people: thighs forward, shins down, in the direction the hips face."""
    left, right = HIPS
    level = constant(positions.device, 1.0, 0.0, 1.0)
    across = (positions[:, :, right] - positions[:, :, left]).mean(dim=1) * level
    across = across / across.norm(dim=1, keepdim=True).clamp_min(1e-6)
    up = constant(positions.device, 0.0, 1.0, 0.0).expand_as(across)
    # x to the person's right, y up: z, their product, points to the back.
    ahead = -torch.cross(across, up, dim=1)
    out = positions.clone()
    for side in ("Left", "Right"):
        hip, knee, ankle = (INDEX[f"{joint}{side}"] for joint in ("Hip", "Knee", "Ankle"))
        thigh, shin = (
            (positions[:, :, far] - positions[:, :, near]).norm(dim=2).mean(dim=1)[:, None, None]
            for near, far in ((hip, knee), (knee, ankle))
        )
        out[:, :, knee] = out[:, :, hip] + ahead[:, None] * thigh
        out[:, :, ankle] = out[:, :, knee] - up[:, None] * shin
    return out


def with_other_legs(positions: Tensor) -> Tensor:
    """Replace the legs by those of the batch's next window, as a pose model hallucinates occluded legs."""
    others = positions.roll(1, 0)
    hips, their_hips = (x[:, :, list(HIPS)].mean(dim=2, keepdim=True) for x in (positions, others))
    legs = mask(positions.device, LEGS)[:, None]
    return torch.where(legs, others - their_hips + hips, positions)


def through_camera(positions: Tensor, turned_deg: float, flat_share: float, flattest: float) -> Tensor:
    """Rotate people about the vertical, tilt the camera by up to 10 degrees, compress some windows' depth."""
    batch, device = len(positions), positions.device
    centre = positions[:, :, list(HIPS)].mean(dim=(1, 2))[:, None, None]
    strength = torch.where(torch.rand(batch, device=device) < 0.5, 1.0, 1 / 3)
    yaw = math.radians(turned_deg) * (2 * torch.rand(batch, device=device) - 1) * strength
    tilt = math.radians(10) * (2 * torch.rand(batch, device=device) - 1)
    depth = flattest + (1.1 - flattest) * torch.rand(batch, device=device)
    depth = torch.where(torch.rand(batch, device=device) < flat_share, depth, torch.ones_like(depth))
    scale = torch.stack([torch.ones_like(depth), torch.ones_like(depth), depth], dim=1)[:, None, None]
    seen = rotated(rotated(positions - centre, about(device, 1, yaw)), about(device, 0, tilt))
    return seen * scale + centre


def with_lost_limb(positions: Tensor) -> Tensor:
    """Simulate tracking loss: one limb, or its end, freezes or collapses on to its parent joint."""
    batch, frames = positions.shape[:2]
    device = positions.device
    hanging = constant(device, *(j in below for _, below in PIVOTS for j in range(_J))).view(len(PIVOTS), _J)
    which = torch.randint(len(PIVOTS), (batch,), device=device)
    pivot = constant(device, *(p for p, _ in PIVOTS)).long()[which][:, None, None, None]
    start = torch.randint(frames, (batch,), device=device)
    length = frames // 4 + (torch.rand(batch, device=device) * (frames - frames // 4 + 1)).long()
    t = torch.arange(frames, device=device)
    inside = (t >= start[:, None]) & (t < (start + length)[:, None])
    parent = positions.gather(2, pivot.expand(batch, frames, 1, 3))
    then = start[:, None, None, None]
    held = positions.gather(1, then.expand(batch, 1, _J, 3)) - parent.gather(1, then.expand(batch, 1, 1, 3))
    collapsed = (torch.rand(batch, device=device) < 0.5)[:, None, None, None]
    lost = torch.where(collapsed, parent.expand_as(positions), parent + held)
    return torch.where((inside[:, :, None] & hanging[which][:, None])[..., None], lost, positions)


def followed(positions: Tensor) -> Tensor:
    """Remove the horizontal path of the hips, as a camera does that follows the person."""
    hips = positions[:, :, list(HIPS)].mean(dim=2, keepdim=True)
    level = constant(positions.device, 1.0, 0.0, 1.0)
    return positions - (hips - hips.mean(dim=1, keepdim=True)) * level


def with_swapped_legs(positions: Tensor) -> Tensor:
    """Swap left and right leg for up to a quarter of the frames, as a pose model confuses them."""
    batch, frames = positions.shape[:2]
    device = positions.device
    start = torch.randint(frames, (batch, 1), device=device)
    length = torch.randint(1, frames // 4 + 1, (batch, 1), device=device)
    t = torch.arange(frames, device=device)
    inside = (t >= start) & (t < start + length)
    swapped = inside[:, :, None] & mask(device, LEGS)
    return torch.where(swapped[..., None], positions[:, :, constant(device, *MIRROR)], positions)


def hidden(batch: int, frames: int, share: float, device: torch.device) -> tuple[Tensor, Tensor]:
    """Draw untracked joints: both legs, hips and legs, a forearm, the ankles, or single joints temporarily.

    Returns:
        Visibility (B, T, J), one for visible, and whether both legs are hidden (B,).
    """
    first, second = torch.rand(batch, device=device), torch.rand(batch, device=device)
    arms = [tuple(INDEX[f"{j}{side}"] for j in ("Elbow", "Wrist")) for side in ("Left", "Right")]
    ankles = (INDEX["AnkleLeft"], INDEX["AnkleRight"])
    legs, hips = first < 0.4 * share, (first >= 0.4 * share) & (first < 0.8 * share)
    cases = [(legs, LEGS), (hips, (*HIPS, *LEGS))]
    cases += [(second < 0.1 * share, arms[0]), ((second >= 0.1 * share) & (second < 0.2 * share), arms[1])]
    cases += [((second >= 0.2 * share) & (second < 0.35 * share), ankles)]
    seen = torch.ones(batch, 1, _J, device=device)
    for chosen, joints in cases:
        seen = torch.where(chosen[:, None, None] & mask(device, joints), 0.0, seen)
    flicker = torch.rand(batch, frames, _J, device=device) < 0.06
    flicker = flicker & (torch.rand(batch, 1, 1, device=device) < share)
    return seen * ~flicker, legs | hips


# ------------------------------------------------------------------------------------ how a person moves


def smooth_course(batch: int, frames: int, device: torch.device) -> Tensor:
    """Draw smooth random curves (B, T) within -1..1: single bumps, waves, or constant."""
    u = torch.linspace(0, 1, frames, device=device)
    waves = constant(device, 0.0, 0.5, 1.0, 2.0, 3.0)[torch.randint(5, (batch, 1), device=device)]
    course = torch.cos(2 * math.pi * (waves * u + torch.rand(batch, 1, device=device)))
    return course * (0.6 + 0.4 * torch.rand(batch, 1, device=device))


def synthetic_outliers(body: Tensor) -> Tensor:
    """Make synthetic outliers: movements outside the classes (:mod:`mans.transforms.synthetic_outliers`)."""
    batch, frames = body.shape[:2]
    device = body.device
    then = torch.randint(frames, (batch, 1, 1, 1), device=device).expand(batch, 1, _J, 3)
    still = torch.rand(batch, 1, 1, 1, device=device) < 0.4
    out = torch.where(still, body.gather(1, then).expand_as(body), body)
    rank = torch.rand(batch, 4, device=device).argsort(dim=1).argsort(dim=1)
    moved = rank < torch.randint(1, 5, (batch, 1), device=device)
    for index, (pivot, below) in enumerate(PIVOTS):
        low, high = (50.0, 160.0) if len(below) > 1 else (0.0, 110.0)
        degrees = low + (high - low) * torch.rand(batch, 1, device=device)
        angles = torch.deg2rad(degrees) * smooth_course(batch, frames, device)
        angles = angles * moved[:, index // 2 : index // 2 + 1]
        axes = random_axes((batch, 1), device).expand(batch, frames, 3)
        out = turn_limb(out, pivot, below, rotation(axes, angles))
    leaning = torch.rand(batch, 1, device=device) < 0.5
    lean = torch.deg2rad(40 * torch.rand(batch, 1, device=device)) * smooth_course(batch, frames, device)
    axes = random_axes((batch, 1), device).expand(batch, frames, 3)
    hips = out[:, :, list(HIPS)].mean(dim=2, keepdim=True)
    leant = rotated(out - hips, rotation(axes, lean * leaning)) + hips
    out = torch.where(mask(device, UPPER)[:, None], leant, out)
    sinking = torch.rand(batch, 1, device=device) < 0.5
    sink = smooth_course(batch, frames, device) * 0.45 * torch.rand(batch, 1, device=device) * sinking
    return out + sink[..., None, None] * constant(device, 0.2, -1.0, 0.2)


def in_another_manner(body: Tensor, sigma_deg: float) -> Tensor:
    """Rotate each limb slightly about its root and its middle joint, constant over the window."""
    vectors = torch.randn(len(body), len(PIVOTS), 3, device=body.device) * math.radians(sigma_deg)
    angles = vectors.norm(dim=2).clamp_min(1e-9)
    turns = rotation(vectors / angles[..., None], angles)
    for index, (pivot, below) in enumerate(PIVOTS):
        body = turn_limb(body, pivot, below, turns[:, index : index + 1])
    return body


def slow_noise(
    body: Tensor, offset_m: tuple[float, float, float], drift_m: tuple[float, float, float]
) -> Tensor:
    """Add sensor bias to the joints: a constant offset and a slow drift."""
    batch, frames = body.shape[:2]
    device = body.device
    offset = torch.randn(batch, 1, _J, 3, device=device) * constant(device, *offset_m)
    knots = torch.randn(batch, 3, _J, 3, device=device) * constant(device, *drift_m)
    flat = knots.permute(0, 2, 3, 1).reshape(batch, _J * 3, 3)
    drift = torch.nn.functional.interpolate(flat, size=frames, mode="linear", align_corners=True)
    return body + offset + drift.view(batch, _J, 3, frames).permute(0, 3, 1, 2)


def fast_noise(body: Tensor, sigma_m: float) -> Tensor:
    """Add temporally correlated sensor noise."""
    batch, frames = body.shape[:2]
    white = torch.randn(batch, frames + 4, _J, 3, device=body.device)
    weights = (1.0, 2.0, 3.0, 2.0, 1.0)
    mixed = torch.stack([w * white[:, i : i + frames] for i, w in enumerate(weights)]).sum(dim=0)
    return body + mixed * (sigma_m / math.sqrt(sum(w * w for w in weights)))


def resized(body: Tensor, scale: float, angles_deg: tuple[float, float, float]) -> Tensor:
    """Scale each dimension by up to ``scale`` and rotate about x, y and z by up to these angles."""
    batch, device = len(body), body.device
    body = body * (1 + scale * (2 * torch.rand(batch, 1, 1, 3, device=device) - 1))
    for axis, degrees in enumerate(angles_deg):
        angle = math.radians(degrees) * (2 * torch.rand(batch, device=device) - 1)
        body = rotated(body, about(device, axis, angle))
    return body
