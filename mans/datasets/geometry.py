"""What a data set's people must look like: whether axes, sides and units can be right.

Forward follows from up and from the person's right by the right-hand rule, so it depends on the axes and on
the names of sides. Feet point forward, knees bend forward, and who walks walks forward: if x were mirrored,
or left and right exchanged, all three would point backwards. If both were wrong at once, the body would be a
left-handed twin's; then only the hand that people use shows it.
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
    """Shares of bodies or moments, 0 to 1; NaN where there is nothing to measure.

    Attributes:
        upright: head above hips above ankles.
        facing: the body faces the sensor.
        feet: the feet point forward.
        knees: a bent knee bends forward.
        walking: who moves, moves forward.
        height_m: from the lower foot to the head, the median in metres.
        depth_m: the distance of SpineBase from the sensor, the median in metres.
    """

    upright: float
    feet: float
    knees: float
    facing: float
    walking: float
    height_m: float
    depth_m: float


def measure(samples: Sequence[Sample], person: int | None = None) -> Geometry:
    """Measure the people of samples.

    Args:
        samples: of a data set.
        person: the slot to look at; None for all.
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
    """(B, 3) unit vectors: where bodies (B, 25, 3) face, if the axes are right-handed and left is left."""
    right = joints[:, _V2["ShoulderRight"]] - joints[:, _V2["ShoulderLeft"]]
    right = right + joints[:, _V2["HipRight"]] - joints[:, _V2["HipLeft"]]
    up = joints[:, _V2["SpineShoulder"]] - joints[:, [_V2["HipLeft"], _V2["HipRight"]]].mean(axis=1)
    front = np.cross(up, right)
    unit: _Floats = front / np.maximum(np.linalg.norm(front, axis=1, keepdims=True), 1e-9)
    return unit


def right_share(samples: Sequence[Sample], limb: str = "Hand", person: int = 0) -> float:
    """Mean share of the right hand (or foot) in the way that both go relative to the spine, 0 to 1."""
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
    """How much higher the hips are above the knees in an action's last fifth than in its first, metres.

    Above the knees, not above the floor: people come nearer and go while they sit down and stand up, and a
    sensor that looks down sees that as height.
    """
    track = sample.track
    rows = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
    heights = track.positions[rows, person, :, 1].astype(np.float64)
    above = heights[:, _HIPS].mean(axis=1) - heights[:, _KNEES].mean(axis=1)
    fifth = max(1, len(above) // 5)
    return float(above[-fifth:].mean() - above[:fifth].mean())


def _angle_deg(a: _Floats, b: _Floats) -> _Floats:
    """(B,) angle between vectors (B, 3), degrees."""
    lengths = np.maximum(np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), 1e-9)
    angle: _Floats = np.degrees(np.arccos(np.clip((a * b).sum(axis=1) / lengths, -1, 1)))
    return angle


def _share(true: npt.NDArray[np.bool_]) -> float:
    return float(true.mean()) if true.size else float("nan")
