"""Conversion of the 31 joints of Vicon's body model (HDM05, CMU) to the 25 joints of Kinect v2.

A joint is the far end of the bone of its name. The correspondence follows from the bone lengths of HDM05's
five actors: from thorax to head 25 cm, as on Kinect v2 from SpineShoulder to Head; radius and wrist together
are the lower arm; the foot ends where the toes begin.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

_LIMBS = {
    **{"Shoulder": "clavicle", "Elbow": "humerus", "Wrist": "wrist", "Hand": "hand", "HandTip": "fingers"},
    **{"Thumb": "thumb", "Hip": "hipjoint", "Knee": "femur", "Ankle": "tibia", "Foot": "foot"},
}
MEASURED = {
    **{"SpineShoulder": "thorax", "Neck": "lowerneck", "Head": "head"},
    **{f"{limb}Left": f"l{bone}" for limb, bone in _LIMBS.items()},
    **{f"{limb}Right": f"r{bone}" for limb, bone in _LIMBS.items()},
}
"""Kinect v2 joint to the bone at whose end it lies."""
BONES = frozenset({*MEASURED.values(), "lowerback", "upperback"})
"""The bones that the mapping needs."""
# SpineBase lies this far below the middle of the hips, in lengths of the torso: the median of the 13 bodies
# in ten NTU RGB+D files.
_SPINE_BASE_BELOW_HIPS = 0.02


def vicon_to_v2(
    ends: Mapping[str, npt.NDArray[np.floating]],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Map joints of Vicon's body model to the 25 joints of Kinect v2.

    SpineBase and SpineMid are derived and marked inferred: just below the middle of the hips (the
    model's root lies 10 cm above them), and halfway between the ends of lower and upper back.

    Args:
        ends: (..., 3) distal end by bone name, any unit and axes.

    Returns:
        positions (..., 25, 3) in the same unit and axes, and states (25,) uint8, the same for all frames.

    Raises:
        KeyError: a bone of :data:`BONES` is missing.
    """
    v2 = KINECT_V2.index
    out = np.zeros((*ends["thorax"].shape[:-1], KINECT_V2.size, 3))
    states = np.full(KINECT_V2.size, 2, dtype=np.uint8)
    for joint, bone in MEASURED.items():
        out[..., v2[joint], :] = ends[bone]
    hips = (out[..., v2["HipLeft"], :] + out[..., v2["HipRight"], :]) / 2
    torso = out[..., v2["SpineShoulder"], :] - hips
    out[..., v2["SpineBase"], :] = hips - _SPINE_BASE_BELOW_HIPS * torso
    out[..., v2["SpineMid"], :] = (np.asarray(ends["lowerback"]) + ends["upperback"]) / 2
    states[[v2["SpineBase"], v2["SpineMid"]]] = 1
    return out, states
