"""A person who moves with bones of constant length, for writers of bones and markers."""

from __future__ import annotations

import numpy as np

from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

_STANDING = {
    "SpineBase": (0, 0, 3),
    "SpineMid": (0, 0.3, 3),
    "SpineShoulder": (0, 0.55, 3),
    "Neck": (0, 0.62, 3),
    "Head": (0, 0.75, 3),
}
_LEFT = {
    "Shoulder": (-0.18, 0.5, 3),
    "Elbow": (-0.2, 0.22, 3),
    "Wrist": (-0.2, -0.02, 2.95),
    "Hand": (-0.2, -0.1, 2.93),
    "HandTip": (-0.2, -0.18, 2.92),
    "Thumb": (-0.15, -0.12, 2.9),
    "Hip": (-0.09, -0.05, 3),
    "Knee": (-0.1, -0.45, 2.98),
    "Ankle": (-0.1, -0.85, 3),
    "Foot": (-0.1, -0.9, 2.87),
}


def standing() -> np.ndarray:
    """Positions (25, 3) in metres of somebody who stands 3 m away and faces the sensor."""
    named = dict(_STANDING)
    for name, (x, y, z) in _LEFT.items():
        named[f"{name}Left"], named[f"{name}Right"] = (x, y, z), (-x, y, z)
    return np.array([named[joint] for joint in KINECT_V2.joints], dtype=np.float64)


def walker(frames: int = 60, identity: int = 7, states: int = 2) -> list[Body]:
    """The bodies of a person who turns, waves and bends the knees; every bone keeps its length."""
    bodies = []
    for number in range(frames):
        positions = standing()
        phase = 2 * np.pi * number / frames
        _turn(positions, "ShoulderLeft", (0, 0, 1), -1.6 + 1.2 * np.sin(phase))
        _turn(positions, "ElbowLeft", (1, 0, 0), 0.8 * np.sin(2 * phase))
        _turn(positions, "HipRight", (1, 0, 0), 0.7 + 0.7 * np.sin(phase))
        _turn(positions, "KneeRight", (1, 0, 0), -0.6 - 0.5 * np.sin(phase))
        _turn(positions, "SpineBase", (0, 1, 0), 0.9 * np.sin(phase))
        positions += (0.2 * np.sin(phase), 0.05 * np.cos(phase), 0)
        bodies.append(Body(identity, positions.astype(np.float32), np.full(25, states, dtype=np.uint8)))
    return bodies


def walk(frames: int = 60, rate_hz: float = 30.0) -> Recording:
    """A recording of that person."""
    return Recording(
        [Frame(i, i / rate_hz, (body,)) for i, body in enumerate(walker(frames))], rate_hz, "made by a test"
    )


def _turn(positions: np.ndarray, joint: str, axis: tuple[float, float, float], angle: float) -> None:
    """Turn all below a joint about an axis through it, by an angle in radians."""
    centre, below = KINECT_V2.index[joint], []
    for child in range(KINECT_V2.size):
        at = child
        while at not in (centre, KINECT_V2.parents[at]):
            at = KINECT_V2.parents[at]
        if at == centre:
            below.append(child)
    x, y, z = axis
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turn = np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)
    positions[below] = (positions[below] - positions[centre]) @ turn.T + positions[centre]
