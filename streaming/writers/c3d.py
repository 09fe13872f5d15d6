"""Writer of C3D, the container of biomechanics, through the library ezc3d (an extra).

The points are the 25 joints of Kinect v2 by name, in millimetres, in Kinect camera space (y up, as
``X_SCREEN`` and ``Y_SCREEN`` say). A joint that is not tracked has the residual -1, C3D's sign of a gap.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.errors import RecordingError, WriteError
from streaming.extras import import_extra
from streaming.printable import counted
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replacing
from streaming.writers.steady import marker_positions, steady_track

# An extra, not a dependency of the program.
_LIBRARY = "ezc3d"
_ENDING = ".c3d"
# What the header of a C3D file can count.
_MOST_FRAMES = 65_535
# A block of the format, and a point of a frame: x, y, z and the residual as 32-bit numbers.
_BLOCK_BYTES, _POINT_BYTES = 512, 16


def write_c3d(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write the person who is longest in view as C3D, atomically.

    Args:
        recording: what to write.
        path: output file, ending in ``.c3d``.
        overwrite: whether an existing file is replaced.

    Returns:
        Notes on lost data, one sentence each.

    Raises:
        WriteError: the library is missing; the name has another ending; the file cannot be written, or
            exists already.
        RecordingError: there is nobody in the recording, it is too long, or it is almost all gap.
    """
    if path.suffix.lower() != _ENDING:  # the library would write a file of another name
        raise WriteError(f"the ending {path.suffix!r}", path=path, expected=_ENDING)
    ezc3d = import_extra(_LIBRARY, _LIBRARY, "c3d", WriteError, path)
    track = steady_track(recording)
    markers_mm, of_states = marker_positions(track)
    if len(markers_mm) > _MOST_FRAMES:
        raise RecordingError(
            counted(len(markers_mm), "frame"),
            path=recording.path,
            expected=f"at most {_MOST_FRAMES}, which C3D can count",
            remedy="Write .trc, or a shorter recording.",
        )
    file = ezc3d.c3d()
    point = file["parameters"]["POINT"]
    point["RATE"]["value"] = [track.rate_hz]
    point["LABELS"]["value"] = list(KINECT_V2.joints)
    point["UNITS"]["value"] = ["mm"]
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    points = np.ones((4, KINECT_V2.size, len(markers_mm)))
    points[:3] = markers_mm.transpose(2, 1, 0)
    file["data"]["points"] = points
    gaps = np.isnan(points[0])
    file["data"]["meta_points"]["residuals"] = np.where(gaps, -1.0, 0.0)[None]
    file["data"]["meta_points"]["camera_masks"] = np.zeros((7, *gaps.shape), dtype=bool)
    with replacing(path, overwrite=overwrite) as (temporary,):
        file.write(str(temporary))
        _check_whole(temporary, path, gaps.size)
    return (*track.notes, of_states)


def _check_whole(written: Path, path: Path, points: int) -> None:
    """Check that all of a file was written, as the library says nothing of a full disk.

    Raises:
        WriteError: part of it is missing.
    """
    size = written.stat().st_size
    with written.open("rb") as file:
        header = file.read(_BLOCK_BYTES)
    # Of the points, counted from one; a header and parameters go before. The library fills it in at the end.
    first_block = int.from_bytes(header[16:18], "little")
    expected = (max(first_block, 3) - 1) * _BLOCK_BYTES + points * _POINT_BYTES
    if first_block < 3 or size < expected:
        raise WriteError(
            f"only {size} bytes could be written",
            path=path,
            expected=f"at least {expected}",
            remedy="Make room on the disk, or write elsewhere",
        )
