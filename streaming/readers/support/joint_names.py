"""Joints by name: the spellings that programs give to the joints of Kinect v1 and v2."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.readers.support.text import fold
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2, JointLayout, kinect_v1_to_v2

FEWEST_JOINTS = 15
"""A skeleton of fewer named joints is refused: hardly an action could be told from it."""

_V1 = {fold(name): index for index, name in enumerate(KINECT_V1.joints)}
_V2 = {fold(name): index for index, name in enumerate(KINECT_V2.joints)}


def indices(layout: JointLayout) -> dict[str, int]:
    """Folded joint name to index, of Kinect v1 or v2."""
    return _V1 if layout is KINECT_V1 else _V2


def layout_of(names: set[str]) -> JointLayout | None:
    """Tell which Kinect's joints these are, None if neither's.

    Args:
        names: folded.
    """
    v1, v2 = len(names & _V1.keys()), len(names & _V2.keys())
    return None if v1 == v2 == 0 else KINECT_V1 if v1 > v2 else KINECT_V2


def to_kinect_v2(
    positions: npt.NDArray[np.float64], states: npt.NDArray[np.uint8], layout: JointLayout
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Map a skeleton of either Kinect to 25 joints.

    Args:
        positions: (J, 3) metres; NaN where unknown.
        states: (J,) tracking states.
        layout: Kinect v1 or v2.

    Returns:
        positions (25, 3) float64, NaN where unknown, and states (25,) uint8.
    """
    if layout is KINECT_V2:
        return positions, states
    known = np.where(seen_joints(positions)[:, None], positions, np.nan)  # nothing is derived from zeros
    mapped, mapped_states = kinect_v1_to_v2(known, states)
    return mapped.astype(np.float64), mapped_states
