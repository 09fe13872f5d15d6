"""C3D motion capture whose points are named as joints or body points; one person.

Markers on the skin, as of Plug-in Gait, are no joints: such files are refused with the labels that they have.
"""

from __future__ import annotations

from pathlib import Path

from streaming.readers.support.c3d_file import read_c3d
from streaming.readers.support.head import Head
from streaming.readers.support.point_names import points_of_skeleton
from streaming.readers.support.points import points_recording
from streaming.readers.support.units import UNITS_M
from streaming.skeleton.frames import Recording

FORMAT = "C3D"
_KEY, _MOST_BLOCKS = 0x50, 8


def recognises(head: Head) -> bool:
    """Whether the first bytes are the block of the parameters and C3D's key."""
    return (
        not head.is_text
        and len(head.start) >= 512
        and 2 <= head.start[0] <= _MOST_BLOCKS
        and head.start[1] == _KEY
    )


def read(path: Path) -> Recording:
    """Read a C3D file.

    Raises:
        RecordingError: it is damaged, or its points are no joints by their names.
    """
    path = Path(path)
    c3d = read_c3d(path)
    at = points_of_skeleton([label for label in c3d.labels if label])
    points = {}
    for index, label in enumerate(c3d.labels):
        point = at.get(label)
        if point is not None and point not in points:
            points[point] = c3d.positions[:, index]
    unit_m = UNITS_M.get(c3d.unit.lower())
    return points_recording(path, FORMAT, points, c3d.rate_hz, unit_m=unit_m, room=False)
