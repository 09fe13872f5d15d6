"""Joint names: table of the spellings of all sensors' joints.

A joint of the left or right is called ``ElbowLeft``, ``LEFT_ELBOW``, ``elbow_l`` or ``l elbow``; separators
and case are ignored.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.readers.support.point_names import BODY_POINTS, POINT_INDICES
from streaming.readers.support.text import fold
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.body_points import joints_of_points
from streaming.skeleton.layouts import (
    AZURE_KINECT,
    KINECT_V1,
    KINECT_V2,
    JointLayout,
    azure_to_v2,
    kinect_v1_to_v2,
)
from streaming.skeleton.mediapipe_joints import INFERRED_FROM, LANDMARKS, TRACKED_FROM, from_mediapipe

FEWEST_JOINTS = 15
"""A skeleton of fewer named joints is refused: hardly an action could be told from it."""

_SIDES = ("Left", "Right")
MEDIAPIPE_POSE = JointLayout(
    name="MediaPipe Pose (33 landmarks)",
    joints=(
        "Nose",
        *(f"Eye{part}{side}" for side in _SIDES for part in ("Inner", "", "Outer")),
        *(f"{joint}{side}" for joint in ("Ear", "Mouth", "Shoulder", "Elbow", "Wrist") for side in _SIDES),
        *(f"{joint}{side}" for joint in ("Pinky", "Index", "Thumb", "Hip", "Knee") for side in _SIDES),
        *(f"{joint}{side}" for joint in ("Ankle", "Heel", "FootIndex") for side in _SIDES),
    ),
    parents=(0,) * LANDMARKS,
)
"""MediaPipe's landmarks in their order; they have no bones here."""
LAYOUTS = (KINECT_V2, KINECT_V1, AZURE_KINECT, MEDIAPIPE_POSE)
"""The joints that are known by name, those that are most often met first."""
# Landmarks that are hardly visible are not tracked, as with live images.
_VISIBILITIES = np.array([0.0, (INFERRED_FROM + TRACKED_FROM) / 2, 1.0])
_MM_PER_M = 1000.0


def _spellings(joint: str) -> list[str]:
    """Return the folded spellings of a joint."""
    side = next((side for side in _SIDES if joint.endswith(side)), "")
    name, side = fold(joint.removesuffix(side)), side.lower()
    return [f"{name}{side}", f"{side}{name}", f"{name}{side[0]}", f"{side[0]}{name}"] if side else [name]


_INDICES = {
    layout.name: {
        spelling: index for index, joint in enumerate(layout.joints) for spelling in _spellings(joint)
    }
    for layout in LAYOUTS
}
_INDICES[AZURE_KINECT.name]["spinenaval"] = AZURE_KINECT.index["SpineNavel"]  # so its first SDK had it


_INDICES[BODY_POINTS.name] = POINT_INDICES
NAMED = (*LAYOUTS, BODY_POINTS)
"""The joints that columns may name: those of sensors, and any body points."""


def indices(layout: JointLayout) -> dict[str, int]:
    """Return joint indices by folded name, in all spellings."""
    return _INDICES[layout.name]


def layout_of(names: set[str]) -> JointLayout | None:
    """Identify the layout of joint names; None if unknown.

    Args:
        names: folded.
    """
    found = {layout.name: len(names & indices(layout).keys()) for layout in LAYOUTS}
    best = max(LAYOUTS, key=lambda layout: found[layout.name])
    return best if found[best.name] else None


def to_kinect_v2(
    positions: npt.NDArray[np.float64], states: npt.NDArray[np.uint8], layout: JointLayout
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Map a skeleton of any layout to 25 joints.

    Args:
        positions: (J, 3) metres, in the sensor's own axes; NaN where unknown.
        states: (J,) tracking states.
        layout: one of :data:`NAMED`.

    Returns:
        positions (25, 3) float64 in Kinect's axes, NaN where unknown, and states (25,) uint8.
    """
    mapped: tuple[npt.NDArray[np.floating], npt.NDArray[np.uint8]]
    if layout is KINECT_V2:
        return positions, states
    if layout is MEDIAPIPE_POSE:
        known = np.isfinite(positions).all(axis=1)
        mapped = from_mediapipe(positions, np.where(known, _VISIBILITIES[states], 0.0))
        return mapped[0].astype(np.float64), mapped[1]
    seen = np.where(seen_joints(positions)[:, None], positions, np.nan)  # nothing is derived from zeros
    if layout is BODY_POINTS:
        there = {name: i for i, name in enumerate(layout.joints) if np.isfinite(seen[i]).all()}
        joints, of_joints = joints_of_points(
            {name: seen[[i]] for name, i in there.items()}, {name: states[[i]] for name, i in there.items()}
        )
        return joints[0], of_joints[0]
    is_v1 = layout is KINECT_V1
    mapped = kinect_v1_to_v2(seen, states) if is_v1 else azure_to_v2(seen * _MM_PER_M, states)
    return mapped[0].astype(np.float64), mapped[1]


def derived(layout: JointLayout) -> str | None:
    """Return a note on joints derived in mapping a layout to 25 joints; None if there are none."""
    return _DERIVED.get(layout.name)


_DERIVED = {
    KINECT_V1.name: "Kinect v1's 20 joints became 25: Neck, hand tips and thumbs are derived.",
    AZURE_KINECT.name: "Azure Kinect's 32 joints became 25: SpineShoulder is the middle of chest and neck, "
    "marked as inferred.",
    BODY_POINTS.name: "The points are those of a pose model or of motion capture: joints of Kinect v2 that "
    "they lack are derived.",
    MEDIAPIPE_POSE.name: "MediaPipe's 33 landmarks became 25 joints: those of the spine and the hands are "
    "derived.",
}
