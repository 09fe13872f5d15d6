"""Joint orders that tables without names have: of sensors, of data sets, of pose models.

An order's points are named as in :mod:`streaming.skeleton.body_points`, by the person's own left and right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.readers.support.joint_names import MEDIAPIPE_POSE
from streaming.readers.support.point_names import BODY_POINTS
from streaming.skeleton.body_points import joints_of_points
from streaming.skeleton.layouts import (
    AZURE_KINECT,
    KINECT_V1,
    KINECT_V2,
    JointLayout,
    azure_to_v2,
    kinect_v1_to_v2,
)
from streaming.skeleton.openni import OPENNI

_Floats = npt.NDArray[np.float64]
_States = npt.NDArray[np.uint8]
_SIDES = ("Left", "Right")


@dataclass(frozen=True, slots=True)
class JointOrder:
    """A joint order.

    Attributes:
        name: as in mapping files.
        words: for notes and lists.
        points: names in the file's order.
        layout: the layout that the points are of, if it has a conversion of its own.
    """

    name: str
    words: str
    points: tuple[str, ...]
    layout: JointLayout | None = None

    @property
    def size(self) -> int:
        """Number of joints J."""
        return len(self.points)

    def to_kinect_v2(self, positions: _Floats, states: _States) -> tuple[_Floats, _States]:
        """Map skeletons to 25 joints.

        Args:
            positions: (F, J, 3) in any unit and axes, NaN where unknown.
            states: (F, J) tracking states.

        Returns:
            positions (F, 25, 3) in the same unit and axes, and states (F, 25); what is derived is inferred.
        """
        if self.layout is None:
            at = {name: i for i, name in enumerate(self.points)}
            return joints_of_points(
                {name: positions[:, i] for name, i in at.items() if name},
                {name: states[:, i] for name, i in at.items() if name},
            )
        indices = [self.points.index(name) for name in self.layout.joints]
        positions, states = positions[:, indices], states[:, indices]
        if self.layout is KINECT_V2:
            return positions, states
        if self.layout is KINECT_V1:
            mapped, of_joints = kinect_v1_to_v2(positions, states)
            return mapped.astype(np.float64), of_joints
        out, of_joints = azure_to_v2(positions, states)
        return out * (-1000.0, -1000.0, 1000.0), of_joints  # it turns by half about z, which is undone here


def _pairs(*points: str) -> tuple[str, ...]:
    """Return each point with both sides, the left first."""
    return tuple(f"{point}{side}" for point in points for side in _SIDES)


def _limb(side: str, *points: str) -> tuple[str, ...]:
    return tuple(f"{point}{side}" for point in points)


_V1_BY_PAIRS = (
    *("Head", "ShoulderCenter", *_pairs("Shoulder", "Elbow", "Wrist", "Hand"), "Spine", "HipCenter"),
    *_pairs("Hip", "Knee", "Ankle", "Foot"),
)
_V1_OF_MSR = (
    *(*_pairs("Shoulder"), "ShoulderCenter", "Spine", *_pairs("Hip"), "HipCenter"),
    *(*_pairs("Elbow", "Wrist", "Hand", "Knee", "Ankle", "Foot"), "Head"),
)
_ARM, _LEG = ("Shoulder", "Elbow", "Wrist"), ("Hip", "Knee", "Ankle")
_R_ARM, _L_ARM = _limb("Right", *_ARM), _limb("Left", *_ARM)
_R_LEG, _L_LEG = _limb("Right", *_LEG), _limb("Left", *_LEG)
_FACE = ("EyeRight", "EyeLeft", "EarRight", "EarLeft")
_COCO = ("Nose", *_pairs("Eye", "Ear", *_ARM, *_LEG))
_SMPL = (
    *("SpineBase", "HipLeft", "HipRight", "", "KneeLeft", "KneeRight", "SpineMid", "AnkleLeft", "AnkleRight"),
    *("Chest", "FootLeft", "FootRight", "SpineShoulder", "ClavicleLeft", "ClavicleRight", "Head"),
    *_pairs(*_ARM),
)
_MEDIAPIPE = tuple(
    "" if name.startswith(("Mouth", "EyeInner", "EyeOuter")) else name.replace("FootIndex", "BigToe")
    for name in MEDIAPIPE_POSE.joints
)
_OF_OPENNI = {"Neck": "MidShoulders", "Torso": "SpineMid"}
_OPENNI = tuple(
    {"Neck": "MidShoulders", "Torso": "SpineMid"}.get(
        name, name.replace("Hand", "Wrist").replace("Foot", "Ankle")
    )
    for name in OPENNI.joints
)

ORDERS = (
    JointOrder("kinect-v2", "25 joints in the order of Kinect SDK 2", KINECT_V2.joints, KINECT_V2),
    JointOrder(
        "kinect-v2-alphabetical",
        "25 joints of Kinect v2 in alphabetical order",
        tuple(sorted(KINECT_V2.joints)),
        KINECT_V2,
    ),
    JointOrder("kinect-v1", "20 joints in the order of Kinect SDK 1", KINECT_V1.joints, KINECT_V1),
    JointOrder(
        "kinect-v1-from-head",
        "20 joints of Kinect v1 from the head down",
        ("Head", "ShoulderCenter", "Spine", "HipCenter", *KINECT_V1.joints[4:]),
        KINECT_V1,
    ),
    JointOrder(
        "kinect-v1-pairs", "20 joints of Kinect v1 in pairs of left and right", _V1_BY_PAIRS, KINECT_V1
    ),
    JointOrder("kinect-v1-msr", "20 joints in the order of MSR-Action3D", _V1_OF_MSR, KINECT_V1),
    JointOrder(
        "kinect-v1-alphabetical",
        "20 joints of Kinect v1 in alphabetical order",
        tuple(sorted(KINECT_V1.joints)),
        KINECT_V1,
    ),
    JointOrder(
        "azure-kinect", "32 joints in the order of Azure Kinect's SDK", AZURE_KINECT.joints, AZURE_KINECT
    ),
    JointOrder("mediapipe", "33 landmarks in the order of MediaPipe", _MEDIAPIPE),
    JointOrder("openni", "15 joints in the order of OpenNI", _OPENNI),
    JointOrder(
        "human36m",
        "17 joints in the order of Human3.6M",
        ("SpineBase", *_R_LEG, *_L_LEG, "SpineMid", "SpineShoulder", "Nose", "HeadTop", *_L_ARM, *_R_ARM),
    ),
    JointOrder("coco", "17 key points in the order of COCO", _COCO),
    JointOrder(
        "openpose-18",
        "18 key points in OpenPose's order",
        ("Nose", "MidShoulders", *_R_ARM, *_L_ARM, *_R_LEG, *_L_LEG, *_FACE),
    ),
    JointOrder(
        "openpose-25",
        "25 key points in the order of OpenPose's BODY_25",
        (
            *("Nose", "MidShoulders", *_R_ARM, *_L_ARM, "SpineBase", *_R_LEG, *_L_LEG, *_FACE),
            *("BigToeLeft", "SmallToeLeft", "HeelLeft", "BigToeRight", "SmallToeRight", "HeelRight"),
        ),
    ),
    JointOrder(
        "halpe-26",
        "26 key points in the order of Halpe",
        (*_COCO, "HeadTop", "MidShoulders", "SpineBase", *_pairs("BigToe", "SmallToe", "Heel")),
    ),
    JointOrder("smpl-22", "22 joints in the order of SMPL without hands", _SMPL),
    JointOrder("smpl", "24 joints in the order of SMPL", (*_SMPL, *_pairs("Hand"))),
)
"""All that are known; of two with equally plausible bones the first is taken."""
OF_LAYOUT = {
    **{order.layout.name: order for order in reversed(ORDERS) if order.layout is not None},
    MEDIAPIPE_POSE.name: next(order for order in ORDERS if order.name == "mediapipe"),
    BODY_POINTS.name: JointOrder("points", "named points", BODY_POINTS.joints),
}
"""The order of a layout's own joints, by its name."""
BY_NAME = {order.name: order for order in ORDERS}


def names_of(orders: Iterable[JointOrder] = ORDERS) -> str:
    """List their names for a message."""
    return ", ".join(order.name for order in orders)
