"""Detection of mirrored skeletons by the direction of the feet.

The threshold was chosen on about 3000 real recordings of Kinect v1 and v2; docs/recordings.md has its error
rates on them and on mirrored copies.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]

# Feet that point this far backwards, in lengths of the torso. Real feet point forwards by 0.1 on average.
_BACKWARDS = -0.01


def are_mirrored(positions: _Floats, *, of_sensor: bool = True) -> bool:
    """Whether bodies are mirrored, or left and right swapped.

    For a sensor both signs are required: a sensor that mistakes a back for a front swaps left and right too,
    but then the apparent front faces it; and the feet of a person who turns away still point to the front.

    Args:
        positions: (B, 25, 3) metres, Kinect camera space; NaN where a joint is not tracked.
        of_sensor: whether a sensor in front of the people saw them. Motion capture mistakes no back for a
            front, and people face anywhere: there the feet alone tell.
    """

    def joint(name: str) -> _Floats:
        return positions[:, KINECT_V2.index[name]]

    def middle(name: str) -> _Floats:
        return (joint(f"{name}Left") + joint(f"{name}Right")) / 2

    with np.errstate(invalid="ignore", divide="ignore"):
        left = joint("HipLeft") - joint("HipRight") + joint("ShoulderLeft") - joint("ShoulderRight")
        up = joint("SpineShoulder") - joint("SpineBase")
        front = np.cross(left, up)
        front /= np.linalg.norm(front, axis=-1, keepdims=True)
        feet = ((middle("Foot") - middle("Ankle")) * front).sum(axis=-1)
        backwards = _median(feet / np.linalg.norm(up, axis=-1)) < _BACKWARDS
    return backwards and (not of_sensor or _median(front[:, 2]) > 0)


def _median(values: _Floats) -> float:
    """Compute the median, ignoring NaN; NaN for all NaN."""
    values = values[~np.isnan(values)]
    return float(np.median(values)) if len(values) else float("nan")
