"""Conversion of any set of named body points to the 25 joints of Kinect v2.

Pose models and motion capture name other points than sensors do: toes and heels, ears, collar bones, the
middle of the hips. What Kinect v2 has and they lack is derived from what there is, and marked inferred.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]
_States = npt.NDArray[np.uint8]

_SIDES = ("Left", "Right")
EXTRA_POINTS = (
    *("MidShoulders", "HeadTop", "Nose", "Chest"),
    *(
        f"{point}{side}"
        for point in ("Eye", "Ear", "Clavicle", "Heel", "BigToe", "SmallToe", "Pinky", "Index")
        for side in _SIDES
    ),
)
"""Points beside Kinect v2's joints that are known; those of the arms and legs are each person's own sides."""
POINTS = (*KINECT_V2.joints, *EXTRA_POINTS)
# Where Kinect v2 puts joints, as streaming.skeleton.openni and mediapipe_joints measure it.
_SPINE_BASE_BELOW_HIPS, _SPINE_SHOULDER_ABOVE_SHOULDERS, _SPINE_MID_OF_SPINE = 0.02, 0.06, 0.57
_NECK_OF_SHOULDER_TO_HEAD = 0.38
_HAND, _HAND_TIP = 0.28, 0.56
_FOOT_FORWARD, _FOOT_DOWN = 0.28, 0.18
_HEAD_OF_TOP = 0.6
NEEDED = (
    *(
        f"{joint}{side}"
        for joint in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
        for side in _SIDES
    ),
)
"""Without these points no person is made; for a wrist the hand will do."""


class _Body:
    """The joints found so far."""

    def __init__(self, points: Mapping[str, _Floats], states: Mapping[str, _States]) -> None:
        self.points, self.states = dict(points), dict(states)

    def __contains__(self, name: str) -> bool:
        return name in self.points

    def __getitem__(self, name: str) -> _Floats:
        return self.points[name]

    def put(self, name: str, position: _Floats, *sources: str) -> None:
        """Add a derived joint, at best inferred, unless it is there."""
        if name not in self.points:
            self.points[name] = position
            worst = np.min([self.states[source] for source in sources], axis=0)
            self.states[name] = np.minimum(worst, TrackingState.INFERRED).astype(np.uint8)

    def first(self, name: str, *sources: tuple[str, ...]) -> None:
        """Make a joint of the mean of the first sources that are all there, as sure as the least of them."""
        for of in sources:
            if name not in self and all(source in self for source in of):
                self.points[name] = np.mean([self[source] for source in of], axis=0)
                self.states[name] = np.min([self.states[source] for source in of], axis=0)


def joints_of_points(points: Mapping[str, _Floats], states: Mapping[str, _States]) -> tuple[_Floats, _States]:
    """Map named points to 25 joints.

    Args:
        points: (F, 3) by names out of :data:`POINTS`, in any unit and axes (right-handed ones, or derived
            feet point backwards); NaN where unknown.
        states: (F,) tracking states of each of them.

    Returns:
        positions (F, 25, 3) float64, NaN where nothing tells, and states (F, 25) uint8.
    """
    body = _Body(points, states)
    body.first("Head", ("EarLeft", "EarRight"), ("EyeLeft", "EyeRight"), ("Nose",))
    for side in _SIDES:
        body.first(f"Wrist{side}", (f"Hand{side}",))
    _spine(body)
    for side in _SIDES:
        _arm(body, side)
        _leg(body, side)
    count = len(next(iter(points.values())))
    positions = np.full((count, KINECT_V2.size, 3), np.nan)
    of_joints = np.zeros((count, KINECT_V2.size), dtype=np.uint8)
    for joint, name in enumerate(KINECT_V2.joints):
        if name in body:
            positions[:, joint], of_joints[:, joint] = body[name], body.states[name]
    return positions, of_joints


def _spine(body: _Body) -> None:
    hips, shoulders = ("HipLeft", "HipRight"), ("ShoulderLeft", "ShoulderRight")
    body.first("MidShoulders", shoulders)
    if all(name in body for name in (*hips, "MidShoulders")):
        middle = (body["HipLeft"] + body["HipRight"]) / 2
        torso = body["MidShoulders"] - middle
        body.put("SpineBase", middle - _SPINE_BASE_BELOW_HIPS * torso, *hips, "MidShoulders")
        lifted = body["MidShoulders"] + _SPINE_SHOULDER_ABOVE_SHOULDERS * torso
        body.put("SpineShoulder", lifted, *hips, "MidShoulders")
    if "SpineBase" in body and "SpineShoulder" in body:
        low, high = body["SpineBase"], body["SpineShoulder"]
        body.put("SpineMid", low + _SPINE_MID_OF_SPINE * (high - low), "SpineBase", "SpineShoulder")
    if "HeadTop" in body and "SpineShoulder" in body:
        low = body["SpineShoulder"]
        body.put("Head", low + _HEAD_OF_TOP * (body["HeadTop"] - low), "HeadTop", "SpineShoulder")
    if "Head" in body and "SpineShoulder" in body:
        low = body["SpineShoulder"]
        to_head = body["Head"] - low
        body.put("Neck", low + _NECK_OF_SHOULDER_TO_HEAD * to_head, "Head", "SpineShoulder")


def _arm(body: _Body, side: str) -> None:
    elbow, wrist = f"Elbow{side}", f"Wrist{side}"
    body.first(f"HandTip{side}", (f"Index{side}",))
    body.first(f"Hand{side}", (wrist, f"Pinky{side}", f"Index{side}"), (wrist, f"HandTip{side}"))
    if elbow in body and wrist in body:
        lower_arm = body[wrist] - body[elbow]
        body.put(f"Hand{side}", body[wrist] + _HAND * lower_arm, elbow, wrist)
        body.put(f"HandTip{side}", body[wrist] + _HAND_TIP * lower_arm, elbow, wrist)
    body.first(f"Thumb{side}", (f"Hand{side}",))


def _leg(body: _Body, side: str) -> None:
    knee, ankle = f"Knee{side}", f"Ankle{side}"
    body.first(f"Foot{side}", (f"BigToe{side}", f"SmallToe{side}"), (f"BigToe{side}",))
    base = ("SpineBase", "SpineShoulder", "HipLeft", "HipRight", knee, ankle)
    if all(name in body for name in base):
        # Up times right is forward in a right-handed frame.
        up, right = body["SpineShoulder"] - body["SpineBase"], body["HipRight"] - body["HipLeft"]
        forward = np.cross(up, right)
        forward = forward / np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-9)
        lower_leg = body[ankle] - body[knee]
        ahead = forward * np.linalg.norm(lower_leg, axis=-1, keepdims=True)
        body.put(f"Foot{side}", body[ankle] + _FOOT_FORWARD * ahead + _FOOT_DOWN * lower_leg, *base)
