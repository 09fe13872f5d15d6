"""Conversion of the 15 joints of OpenNI's tracker (NITE) to the 25 joints of Kinect v2.

Source: PrimeSense NITE 1.x ``XnSkeletonJoint``. Its neck is the middle between the shoulders and its torso
the middle between neck and hips, exactly, which the recordings of SBU Kinect Interaction show. There too the
lower arm is 0.93 of the upper arm and the lower leg 0.96 of the thigh, as from elbow to wrist and from knee
to ankle on Kinect v2 (0.9 and 1.0; to the hand it would be 1.15): hands and feet of this tracker are wrists
and ankles there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2, JointLayout

OPENNI = JointLayout(
    name="OpenNI (15 joints)",
    joints=(
        *("Head", "Neck", "Torso"),
        *("ShoulderLeft", "ElbowLeft", "HandLeft", "ShoulderRight", "ElbowRight", "HandRight"),
        *("HipLeft", "KneeLeft", "FootLeft", "HipRight", "KneeRight", "FootRight"),
    ),
    parents=(1, 2, 2, 1, 3, 4, 1, 6, 7, 2, 9, 10, 2, 12, 13),
)

_MEASURED = {
    **{"Head": "Head", "SpineShoulder": "Neck", "SpineMid": "Torso"},
    **{
        f"{limb}{side}": f"{limb}{side}"
        for limb in ("Shoulder", "Elbow", "Hip", "Knee")
        for side in ("Left", "Right")
    },
    **{f"Wrist{side}": f"Hand{side}" for side in ("Left", "Right")},
    **{f"Ankle{side}": f"Foot{side}" for side in ("Left", "Right")},
}
# Proportions of the 13 bodies in ten NTU RGB+D files, medians: SpineBase below the hips in lengths of the
# torso, Neck between SpineShoulder and Head, wrist to hand and hand to hand tip in lengths of the lower arm,
# foot before and below the ankle in lengths of the lower leg.
_SPINE_BASE_BELOW_HIPS = 0.02
_NECK_OF_SHOULDER_TO_HEAD = 0.38
_HAND, _HAND_TIP = 0.28, 0.56
_FOOT_FORWARD, _FOOT_DOWN = 0.28, 0.18


def openni_to_v2(
    positions: npt.NDArray[np.floating], states: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Map OpenNI skeletons to the 25 joints of Kinect v2.

    Derived, and marked inferred at best: SpineBase just below the middle of the hips; Neck between
    SpineShoulder and Head; hands and hand tips in line with the lower arm, thumbs at the hands; feet before
    the ankles, to where the body faces.

    Args:
        positions: (..., 15, 3) metres, Kinect camera space; NaN where unknown.
        states: (..., 15) tracking states.

    Returns:
        positions (..., 25, 3) float32 and states (..., 25) uint8, v2 order; NaN where a joint is derived
        from an unknown one.
    """
    if positions.shape[-2:] != (OPENNI.size, 3) or states.shape != positions.shape[:-1]:
        raise ValueError(f"need (..., 15, 3) and (..., 15), got {positions.shape} and {states.shape}")
    v2 = KINECT_V2.index
    out = np.full((*positions.shape[:-2], KINECT_V2.size, 3), np.nan, dtype=np.float32)
    out_states = np.zeros(out.shape[:-1], dtype=np.uint8)
    for joint, source in _MEASURED.items():
        out[..., v2[joint], :] = positions[..., OPENNI.index[source], :]
        out_states[..., v2[joint]] = states[..., OPENNI.index[source]]

    def at(joint: str) -> npt.NDArray[np.float32]:
        return out[..., v2[joint], :]

    def put(joint: str, position: npt.NDArray[np.floating], *sources: str) -> None:
        out[..., v2[joint], :] = position
        of_sources = out_states[..., [v2[source] for source in sources]].min(axis=-1)
        out_states[..., v2[joint]] = np.minimum(of_sources, 1)

    hips = (at("HipLeft") + at("HipRight")) / 2
    torso = at("SpineShoulder") - hips
    put("SpineBase", hips - _SPINE_BASE_BELOW_HIPS * torso, "HipLeft", "HipRight", "SpineShoulder")
    to_head = at("Head") - at("SpineShoulder")
    put("Neck", at("SpineShoulder") + _NECK_OF_SHOULDER_TO_HEAD * to_head, "SpineShoulder", "Head")
    # Up times right is forward in a right-handed frame.
    forward = np.cross(torso, at("HipRight") - at("HipLeft"))
    forward = forward / np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-9)
    for side in ("Left", "Right"):
        elbow, wrist = f"Elbow{side}", f"Wrist{side}"
        lower_arm = at(wrist) - at(elbow)
        put(f"Hand{side}", at(wrist) + _HAND * lower_arm, elbow, wrist)
        put(f"HandTip{side}", at(wrist) + _HAND_TIP * lower_arm, elbow, wrist)
        put(f"Thumb{side}", at(f"Hand{side}"), elbow, wrist)
        knee, ankle = f"Knee{side}", f"Ankle{side}"
        lower_leg = at(ankle) - at(knee)
        ahead = forward * np.linalg.norm(lower_leg, axis=-1, keepdims=True)
        foot = at(ankle) + _FOOT_FORWARD * ahead + _FOOT_DOWN * lower_leg
        put(f"Foot{side}", foot, knee, ankle, "HipLeft", "HipRight", "SpineShoulder")
    return out, out_states
