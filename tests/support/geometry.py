"""Where a body faces, by its own shape: what shows whether it is mirrored.

Nothing here trusts the names of sides: forward follows from up and from the person's right by the right-hand
rule. On a body whose x axis is mirrored, or whose left and right are swapped, it points backwards, and feet
and knees show it. Both mistakes at once leave the body of a left-handed twin; that only shows in which hand
people use.
"""

from __future__ import annotations

import numpy as np

from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2


def joints_of(recording: Recording, person: int = 0) -> np.ndarray:
    """(F, 25, 3) metres: the body of this place in each frame that has one."""
    bodies = [frame.bodies[person] for frame in recording.frames if len(frame.bodies) > person]
    return np.stack([body.positions for body in bodies]).astype(float)


def positions_of(recording: Recording) -> np.ndarray:
    """(B, 25, 3) metres: all bodies of all frames."""
    return np.stack([body.positions for frame in recording.frames for body in frame.bodies]).astype(float)


def joint(positions: np.ndarray, name: str) -> np.ndarray:
    """(F, 3) of one joint."""
    return positions[:, KINECT_V2.index[name]]


def unit(vectors: np.ndarray) -> np.ndarray:
    """The same (F, 3) vectors, of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def forward_of(positions: np.ndarray) -> np.ndarray:
    """(F, 3) unit vectors: where bodies (F, 25, 3) face, if right-handed and left is left."""
    right = joint(positions, "ShoulderRight") - joint(positions, "ShoulderLeft")
    right = right + joint(positions, "HipRight") - joint(positions, "HipLeft")
    hips = (joint(positions, "HipLeft") + joint(positions, "HipRight")) / 2
    return unit(np.cross(joint(positions, "SpineShoulder") - hips, right))


def height_m(positions: np.ndarray) -> float:
    """Metres from the lower foot to the head, the median of (F, 25, 3)."""
    feet = np.minimum(joint(positions, "FootLeft")[:, 1], joint(positions, "FootRight")[:, 1])
    return float(np.median(joint(positions, "Head")[:, 1] - feet))


def right_share(positions: np.ndarray, limb: str) -> float:
    """Share of the right one (Hand, Foot) in the way that both go relative to the spine, 0 to 1."""
    way = {
        side: np.abs(np.diff(joint(positions, limb + side) - joint(positions, "SpineShoulder"), axis=0)).sum()
        for side in ("Left", "Right")
    }
    return float(way["Right"] / (way["Left"] + way["Right"]))
