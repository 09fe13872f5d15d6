"""JSON lines writer: a line per frame, readable by :mod:`streaming.readers.dotnet_body`.

A line is an object with ``frame`` (its number), ``time_s`` in seconds and ``bodies``; a body has ``body_id``
and ``joints``, an object by the names of Kinect v2, each with ``position`` [x, y, z] in metres (Kinect camera
space) and ``state`` (0 not tracked, 1 inferred, 2 tracked). The first line also names the joints, as
``joint_order``. Positions and times keep every bit; identities beyond 2**53, which most readers of JSON would
round, are strings.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from streaming.skeleton.frames import Body, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_text
from streaming.writers.losses import lost_labels
from streaming.writers.numbers import exactly

_LARGEST_NUMBER = 2**53
_NAMES = ", ".join(f'"{joint}"' for joint in KINECT_V2.joints)


def write_json_lines(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write a recording as JSON lines, atomically.

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
    """Yield the file's text, line by line."""
    order = f', "joint_order": [{_NAMES}]'
    for frame in recording.frames:
        bodies = ", ".join(map(_body, frame.bodies))
        yield f'{{"frame": {frame.number}, "time_s": {float(frame.time_s)!r}{order}, "bodies": [{bodies}]}}\n'
        order = ""


def _body(body: Body) -> str:
    """Render a body as JSON."""
    large = not -_LARGEST_NUMBER <= body.identity <= _LARGEST_NUMBER
    identity = f'"{body.identity}"' if large else str(body.identity)
    joints = ", ".join(
        f'"{name}": {{"position": [{exactly(x)}, {exactly(y)}, {exactly(z)}], "state": {state}}}'
        for name, (x, y, z), state in zip(KINECT_V2.joints, body.positions, body.states.tolist(), strict=True)
    )
    return f'{{"body_id": {identity}, "joints": {{{joints}}}}}'
