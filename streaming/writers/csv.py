"""CSV writer of Kinect v2 joints by name, readable by :mod:`streaming.readers.joint_csv`.

A row is one body in one frame: frame number, time in seconds, the body's number, and of 25 joints x, y, z in
metres (Kinect camera space) and the tracking state (0 not tracked, 1 inferred, 2 tracked). A frame without
bodies is a row without these. Positions and times keep every bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from streaming.skeleton.frames import Body, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_text
from streaming.writers.losses import lost_labels
from streaming.writers.numbers import exactly

_COLUMNS = (
    "frame",
    "time_s",
    "body",
    *(f"{j}_{part}" for j in KINECT_V2.joints for part in ("x", "y", "z", "state")),
)
_NOBODY = "," * (4 * KINECT_V2.size)


def write_csv(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write a recording as CSV, atomically.

    Args:
        recording: what to write.
        path: output file.
        overwrite: whether an existing file is replaced.

    Returns:
        Notes on lost data, one sentence each.

    Raises:
        WriteError: the file cannot be written, or exists already.
    """
    replace_text(path, _text(recording), overwrite=overwrite)
    return lost_labels(recording)


def _text(recording: Recording) -> Iterator[str]:
    """Yield the file's text, row by row."""
    yield f"{','.join(_COLUMNS)}\n"
    for frame in recording.frames:
        when = f"{frame.number},{float(frame.time_s)!r}"
        for body in frame.bodies:
            yield f"{when},{body.identity}{_joints(body)}\n"
        if not frame.bodies:
            yield f"{when},{_NOBODY}\n"


def _joints(body: Body) -> str:
    """Render a body's joints, each field behind its comma."""
    return "".join(
        f",{exactly(x)},{exactly(y)},{exactly(z)},{state}"
        for (x, y, z), state in zip(body.positions, body.states.tolist(), strict=True)
    )
