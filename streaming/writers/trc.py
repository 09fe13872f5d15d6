r"""Writer of ``.trc``, the tables of markers that OpenSim and other programs of motion capture read.

Five lines of header, then a row per frame: frame number from 1, time in seconds, and x y z of each marker in
millimetres, separated by tabs. The markers are the 25 joints of Kinect v2 by name, in Kinect camera space
(y up). A marker that is not tracked has empty fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import printable
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_text
from streaming.writers.steady import marker_positions, steady_track

_FIRST_FRAME = 1


def write_trc(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write the person who is longest in view as ``.trc``, atomically.

    Args:
        recording: what to write.
        path: output file.
        overwrite: whether an existing file is replaced.

    Returns:
        Notes on lost data, one sentence each.

    Raises:
        WriteError: the file cannot be written, or exists already.
        RecordingError: there is nobody in the recording, or it is almost all gap.
    """
    track = steady_track(recording)
    markers_mm, of_states = marker_positions(track)
    replace_text(path, _text(path.name, track.rate_hz, markers_mm), overwrite=overwrite)
    return (*track.notes, of_states)


def _text(name: str, rate_hz: float, markers_mm: npt.NDArray[np.float64]) -> Iterator[str]:
    """Yield the file's text, line by line."""
    count, joints = len(markers_mm), KINECT_V2.joints
    # No zero byte, tab or line break in the name may break the header.
    yield f"PathFileType\t4\t(X/Y/Z)\t{printable(name)}\n"
    yield (
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    )
    yield f"{rate_hz:g}\t{rate_hz:g}\t{count}\t{len(joints)}\tmm\t{rate_hz:g}\t{_FIRST_FRAME}\t{count}\n"
    yield "Frame#\tTime\t" + "".join(f"{joint}\t\t\t" for joint in joints) + "\n"
    yield "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, len(joints) + 1)) + "\n"
    yield "\n"
    for index, frame in enumerate(markers_mm.reshape(count, -1).tolist()):
        fields = ("" if value != value else f"{value:.5f}" for value in frame)
        yield f"{index + _FIRST_FRAME}\t{index / rate_hz:.6f}\t" + "\t".join(fields) + "\n"
