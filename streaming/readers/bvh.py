"""BVH (Biovision Hierarchy) motion capture and animation: one person's bones and rotations.

Joints are known by their names in any spelling (:mod:`streaming.readers.support.point_names`); the unit is
told by the lengths of bones, the axes by the posture.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.errors import RecordingError
from streaming.readers.support.bvh_file import read_bvh
from streaming.readers.support.head import Head
from streaming.readers.support.point_names import points_of_skeleton
from streaming.readers.support.points import points_recording
from streaming.skeleton.frames import Recording

FORMAT = "BVH"


def recognises(head: Head) -> bool:
    """Whether the first line is HIERARCHY."""
    return head.is_text and head.lines[0] == b"HIERARCHY"


def read(path: Path) -> Recording:
    """Read a BVH file.

    Raises:
        RecordingError: it is damaged, or its joints are not known by their names.
    """
    path = Path(path)
    bvh = read_bvh(path)
    at = points_of_skeleton([joint.name for joint in bvh.joints])
    places = bvh.positions()
    points = {}
    for index, joint in enumerate(bvh.joints):
        point = at.get(joint.name)
        if point is not None and point not in points:
            points[point] = places[:, index]
    if "Head" in points and "HeadTop" in points:  # the joint is at the base of the skull
        points["Head"] = (points["Head"] + points["HeadTop"]) / 2
    if not np.isfinite(places).any():
        raise RecordingError("no usable position", path=path, expected="numbers in its lines")
    return points_recording(path, FORMAT, points, round(1 / bvh.step_s, 3))
