"""Plausibility checks of a data set's skeletons: axes, left and right, units.

Forward is derived from up and the person's right by the right-hand rule, so it depends on the axes and on the
labels of the sides. Feet point forward, knees bend forward, and people walk forward: if x is mirrored, or
left and right are swapped, all three point backwards. If both are wrong, the errors cancel, and only the
preferred hand reveals it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Sample
from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]
_V2 = KINECT_V2.index
_HIPS, _KNEES = ([_V2[f"{joint}{side}"] for side in ("Left", "Right")] for joint in ("Hip", "Knee"))
# A knee straighter than this does not tell where it bends, degrees.
_BENT_DEG = 150.0
# Who is slower than this is not walking, metres per second.
_WALKING_M_S = 0.3


@dataclass(frozen=True, slots=True)
class Geometry:
    """Shares of bodies or moments, 0 to 1; NaN if there is nothing to measure.

    Attributes:
        upright: the head is above the hips, and the hips above the ankles.
        facing: the body faces the sensor.
        feet: the feet point forward.
        knees: a bent knee bends forward.
        walking: a moving body moves forward.
        height_m: median height from the lower foot to the head, metres.
        depth_m: median distance of SpineBase from the sensor, metres.
    """

    upright: float
    feet: float
    knees: float
    facing: float
    walking: float
    height_m: float
    depth_m: float


def measure(samples: Sequence[Sample], person: int | None = None) -> Geometry:
    """Measure the bodies of samples.

    Args:
        samples: a data set's samples.
        person: the body slot to measure; None for all.
    """
    bodies, velocities = [], []
    for sample in samples:
        track = sample.track
        rows = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
        for m in range(track.bodies) if person is None else (person,):
            joints = track.positions[rows, m].astype(np.float64)
            there = np.isfinite(joints[:, 0, 0])
            if there.sum() > 1:
                times_s, joints = track.times_s[rows][there], joints[there]
                bodies.append(joints)
                velocities.append(np.gradient(joints[:, _V2["SpineBase"]], times_s, axis=0))
    return measure_bodies(np.concatenate(bodies), np.concatenate(velocities))


def measure_bodies(joints: _Floats, velocity: _Floats) -> Geometry:
    """Measure bodies.

    Args:
        joints: (B, 25, 3) metres, Kinect camera space.
        velocity: (B, 3) of SpineBase, metres per second.
    """
    forward = forward_of(joints)
    feet, bends = [], []
    for side in ("Left", "Right"):
        hip, knee, ankle, foot = (
            joints[:, _V2[f"{name}{side}"]] for name in ("Hip", "Knee", "Ankle", "Foot")
        )
        feet.append(((foot - ankle) * forward).sum(axis=1) > 0)
        bend = ((knee - (hip + ankle) / 2) * forward).sum(axis=1) > 0
        bends.append(bend[_angle_deg(hip - knee, ankle - knee) < _BENT_DEG])
    head, hips = joints[:, _V2["Head"], 1], joints[:, _V2["SpineBase"], 1]
    ankles = joints[:, [_V2["AnkleLeft"], _V2["AnkleRight"]], 1].mean(axis=1)
    lowest = joints[:, [_V2["FootLeft"], _V2["FootRight"]], 1].min(axis=1)
    walks = np.linalg.norm(velocity[:, [0, 2]], axis=1) > _WALKING_M_S
    return Geometry(
        upright=_share((head > hips) & (hips > ankles)),
        feet=_share(np.concatenate(feet)),
        knees=_share(np.concatenate(bends)),
        facing=_share(forward[:, 2] < 0),
        walking=_share((velocity * forward).sum(axis=1)[walks] > 0),
        height_m=float(np.median(head - lowest)),
        depth_m=float(np.median(joints[:, _V2["SpineBase"], 2])),
    )


def forward_of(joints: _Floats) -> _Floats:
    """Return the facing direction of bodies (B, 25, 3) as unit vectors (B, 3), for right-handed axes."""
    right = joints[:, _V2["ShoulderRight"]] - joints[:, _V2["ShoulderLeft"]]
    right = right + joints[:, _V2["HipRight"]] - joints[:, _V2["HipLeft"]]
    up = joints[:, _V2["SpineShoulder"]] - joints[:, [_V2["HipLeft"], _V2["HipRight"]]].mean(axis=1)
    front = np.cross(up, right)
    unit: _Floats = front / np.maximum(np.linalg.norm(front, axis=1, keepdims=True), 1e-9)
    return unit


def right_share(samples: Sequence[Sample], limb: str = "Hand", person: int = 0) -> float:
    """Return the mean share of the right hand (or foot) in the path length of both, relative to the spine."""
    shares = []
    for sample in samples:
        track = sample.track
        rows = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
        joints = track.positions[rows, person].astype(np.float64)
        joints = joints[np.isfinite(joints[:, 0, 0])]
        if len(joints) > 1:
            moved = joints - joints[:, [_V2["SpineShoulder"]]]
            ways = [
                np.linalg.norm(np.diff(moved[:, _V2[limb + side]], axis=0), axis=1).sum()
                for side in ("Left", "Right")
            ]
            shares.append(ways[1] / max(sum(ways), 1e-9))
    return float(np.mean(shares))


def rise_m(sample: Sample, person: int = 0) -> float:
    """Return the rise of the hips above the knees from an action's first fifth to its last, metres.

    Measured above the knees, not the floor: people approach or recede while sitting down and standing up,
    which a tilted sensor sees as a change of height.
    """
    track = sample.track
    rows = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
    heights = track.positions[rows, person, :, 1].astype(np.float64)
    above = heights[:, _HIPS].mean(axis=1) - heights[:, _KNEES].mean(axis=1)
    fifth = max(1, len(above) // 5)
    return float(above[-fifth:].mean() - above[:fifth].mean())


def _angle_deg(a: _Floats, b: _Floats) -> _Floats:
    """Return the angle (B,) between vectors (B, 3), degrees."""
    lengths = np.maximum(np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), 1e-9)
    angle: _Floats = np.degrees(np.arccos(np.clip((a * b).sum(axis=1) / lengths, -1, 1)))
    return angle


def _share(true: npt.NDArray[np.bool_]) -> float:
    return float(true.mean()) if true.size else float("nan")
