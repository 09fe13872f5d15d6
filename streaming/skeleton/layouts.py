"""Joint layouts: names, bones, mirror pairs, and conversion to the 25 joints of Kinect v2.

Sources: Kinect for Windows SDK 2.0 ``JointType`` (25 joints), SDK 1.8 ``JointType`` (20 joints), Azure Kinect
Body Tracking SDK ``k4abt_joint_id_t`` (32 joints).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class JointLayout:
    """Joint layout of a type of sensor.

    Attributes:
        name: name for messages.
        joints: joint names in the sensor's order.
        parents: (J,) index of each joint's parent; the root is its own parent.
    """

    name: str
    joints: tuple[str, ...]
    parents: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of joints J."""
        return len(self.joints)

    @cached_property
    def index(self) -> dict[str, int]:
        """Joint index by name."""
        return {name: i for i, name in enumerate(self.joints)}

    @cached_property
    def bones(self) -> tuple[tuple[int, int], ...]:
        """(parent, child) index pairs, without the root."""
        return tuple((p, c) for c, p in enumerate(self.parents) if p != c)

    @cached_property
    def mirror(self) -> tuple[int, ...]:
        """(J,) index of each joint's counterpart on the other side; itself on the midline."""

        def partner(name: str) -> str:
            if name.endswith("Left"):
                return name.removesuffix("Left") + "Right"
            return name.removesuffix("Right") + "Left" if name.endswith("Right") else name

        return tuple(self.index[partner(name)] for name in self.joints)


KINECT_V2 = JointLayout(
    name="Kinect v2 (25 joints)",
    joints=(
        *("SpineBase", "SpineMid", "Neck", "Head"),
        *("ShoulderLeft", "ElbowLeft", "WristLeft", "HandLeft"),
        *("ShoulderRight", "ElbowRight", "WristRight", "HandRight"),
        *("HipLeft", "KneeLeft", "AnkleLeft", "FootLeft"),
        *("HipRight", "KneeRight", "AnkleRight", "FootRight"),
        *("SpineShoulder", "HandTipLeft", "ThumbLeft", "HandTipRight", "ThumbRight"),
    ),
    parents=(0, 0, 20, 2, 20, 4, 5, 6, 20, 8, 9, 10, 0, 12, 13, 14, 0, 16, 17, 18, 1, 7, 7, 11, 11),
)

KINECT_V1 = JointLayout(
    name="Kinect v1 (20 joints)",
    joints=(
        *("HipCenter", "Spine", "ShoulderCenter", "Head"),
        *("ShoulderLeft", "ElbowLeft", "WristLeft", "HandLeft"),
        *("ShoulderRight", "ElbowRight", "WristRight", "HandRight"),
        *("HipLeft", "KneeLeft", "AnkleLeft", "FootLeft"),
        *("HipRight", "KneeRight", "AnkleRight", "FootRight"),
    ),
    parents=(0, 0, 1, 2, 2, 4, 5, 6, 2, 8, 9, 10, 0, 12, 13, 14, 0, 16, 17, 18),
)

AZURE_KINECT = JointLayout(
    name="Azure Kinect (32 joints)",
    joints=(
        *("Pelvis", "SpineNavel", "SpineChest", "Neck"),
        *("ClavicleLeft", "ShoulderLeft", "ElbowLeft", "WristLeft", "HandLeft", "HandTipLeft", "ThumbLeft"),
        *("ClavicleRight", "ShoulderRight", "ElbowRight", "WristRight"),
        *("HandRight", "HandTipRight", "ThumbRight"),
        *("HipLeft", "KneeLeft", "AnkleLeft", "FootLeft"),
        *("HipRight", "KneeRight", "AnkleRight", "FootRight"),
        *("Head", "Nose", "EyeLeft", "EarLeft", "EyeRight", "EarRight"),
    ),
    parents=(
        *(0, 0, 1, 2),
        *(2, 4, 5, 6, 7, 8, 7),
        *(2, 11, 12, 13, 14, 15, 14),
        *(0, 18, 19, 20, 0, 22, 23, 24),
        *(3, 26, 26, 26, 26, 26),
    ),
)

# Kinect v2 indices that Kinect v1 measures, in v1 order: ShoulderCenter is SpineShoulder, not Neck.
V1_IN_V2 = (0, 1, 20, 3, *range(4, 20))
# How far beyond the wrist-to-hand vector Kinect v2 puts a hand tip, in lengths of that vector.
_HAND_TIP_REACH = 1.0


def kinect_v1_to_v2(
    positions: npt.NDArray[np.floating], states: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Map Kinect v1 skeletons to the 25 joints of Kinect v2.

    The five joints that v1 lacks are derived and marked inferred (state 1) at best: Neck lies midway
    between SpineShoulder and Head, a hand tip continues the line from wrist to hand, a thumb lies at the
    hand.

    Args:
        positions: (..., 20, 3) metres, Kinect camera space, v1 order.
        states: (..., 20) tracking states.

    Returns:
        positions (..., 25, 3) float32 and states (..., 25) uint8, v2 order.
    """
    if positions.shape[-2:] != (KINECT_V1.size, 3) or states.shape != positions.shape[:-1]:
        raise ValueError(f"need (..., 20, 3) and (..., 20), got {positions.shape} and {states.shape}")
    v2 = KINECT_V2.index
    out = np.zeros((*positions.shape[:-2], KINECT_V2.size, 3), dtype=np.float32)
    out_states = np.zeros(out.shape[:-1], dtype=np.uint8)
    out[..., V1_IN_V2, :] = positions
    out_states[..., V1_IN_V2] = states

    def derive(joint: str, first: str, second: str, weight: float) -> None:
        """Put ``joint`` on the line through two others, at ``first + weight (second - first)``."""
        a, b, j = v2[first], v2[second], v2[joint]
        out[..., j, :] = out[..., a, :] + weight * (out[..., b, :] - out[..., a, :])
        out_states[..., j] = np.minimum(np.minimum(out_states[..., a], out_states[..., b]), 1)

    derive("Neck", "SpineShoulder", "Head", 0.5)
    for side in ("Left", "Right"):
        derive(f"HandTip{side}", f"Wrist{side}", f"Hand{side}", 1.0 + _HAND_TIP_REACH)
        derive(f"Thumb{side}", f"Wrist{side}", f"Hand{side}", 1.0)
    return out, out_states


# What stands for each Kinect v2 joint on Azure Kinect; SpineShoulder is derived from the last two.
_AZURE_OF_V2 = {"SpineBase": "Pelvis", "SpineMid": "SpineNavel", "SpineShoulder": "SpineChest"}
AZURE_IN_V2 = tuple(AZURE_KINECT.index[_AZURE_OF_V2.get(name, name)] for name in KINECT_V2.joints)


def azure_to_v2(
    positions: npt.NDArray[np.floating], states: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Map Azure Kinect skeletons to the 25 joints and the camera space of Kinect v2.

    Azure Kinect uses millimetres, x to the image's right, y down, z forward. SpineShoulder, which it
    lacks, is the middle of SpineChest and Neck and inferred (state 1) at best.

    Args:
        positions: (..., 32, 3) millimetres, Azure Kinect depth camera space and order.
        states: (..., 32) tracking states.

    Returns:
        positions (..., 25, 3) float64 in metres and states (..., 25) uint8, v2 order.
    """
    if positions.shape[-2:] != (AZURE_KINECT.size, 3) or states.shape != positions.shape[:-1]:
        raise ValueError(f"need (..., 32, 3) and (..., 32), got {positions.shape} and {states.shape}")
    out = positions[..., AZURE_IN_V2, :] * np.array([-0.001, -0.001, 0.001])
    out_states = states[..., AZURE_IN_V2].copy()
    shoulder, neck = KINECT_V2.index["SpineShoulder"], KINECT_V2.index["Neck"]
    out[..., shoulder, :] = (out[..., shoulder, :] + out[..., neck, :]) / 2
    out_states[..., shoulder] = np.minimum(np.minimum(out_states[..., shoulder], out_states[..., neck]), 1)
    return out, out_states
