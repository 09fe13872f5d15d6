"""NTU RGB+D ``.skeleton`` files (Shahroudy et al., CVPR 2016): Kinect v2, 25 joints, 30 fps, text.

A file is: the frame count; per frame the body count (0 is common); per body a line of 10 fields (bodyID,
clippedEdges, handLeftConfidence, handLeftState, handRightConfidence, handRightState, isRestricted, leanX,
leanY, trackingState), the joint count, and a line of 12 fields per joint (x y z in metres, depthX depthY,
colorX colorY in pixels, orientation W X Y Z, trackingState). Positions are in Kinect camera space already.
There are no time stamps: a frame's time is its index over 30. Only identities, positions and joint states
are used.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError
from streaming.printable import counted
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.frame_store import MOST_FRAMES
from streaming.readers.support.head import Head
from streaming.readers.support.text import TextLines
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "NTU RGB+D .skeleton"
RATE_HZ = 30.0
BODY_FIELDS, JOINT_FIELDS = 10, 12
# Counts beyond these are damage. They are only ever compared: nothing is allocated by a claimed count.
_MOST_BODIES, _LARGEST_ID = 1000, 2**64 - 1
_STATES = {b"0": TrackingState.NOT_TRACKED, b"1": TrackingState.INFERRED, b"2": TrackingState.TRACKED}


def recognises(head: Head) -> bool:
    """Whether it starts like an NTU file: two counts, each alone on its line."""
    return head.is_text and all(line.isdigit() for line in head.lines[:2])


def read(path: Path) -> Recording:
    """Read an NTU ``.skeleton`` file.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had on this body, else its parent's. A body without any position is dropped.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    frames = FrameCollector(path)
    with TextLines(path, max_bytes=None) as lines:
        _parse(lines, frames)
    return frames.recording(FORMAT, stamps_per_s=RATE_HZ, rate_hz=RATE_HZ)


def _parse(lines: TextLines, frames: FrameCollector) -> None:
    """Parse the text line by line."""
    count = lines.count(lines.next("the frame count"), "frame count", MOST_FRAMES)
    if count == 0:
        lines.fail(
            "frame count 0",
            "at least one frame",
            "This recording is empty: leave it out.",
            EmptyRecordingError,
        )
    for number in range(count):
        place = f"frame {number + 1} of {count}"
        bodies = lines.count(lines.next(f"the body count of {place}"), "body count", _MOST_BODIES)
        frames.frame(number, number)
        for _ in range(bodies):
            _parse_body(lines, place, frames)
    if lines.next_or_none() is not None:
        lines.fail(
            f"text after the last of {counted(count, 'frame')}",
            "the end of the file",
            "The frame count in its first line is wrong, or two files were joined.",
        )


def _parse_body(lines: TextLines, place: str, frames: FrameCollector) -> None:
    """Parse one body: its line of fields, the joint count and the joints."""
    fields = lines.next(f"a body of {place}")
    if len(fields) != BODY_FIELDS:
        lines.fail(f"{counted(len(fields), 'field')}", f"the {BODY_FIELDS} fields of a body ({place})")
    identity = lines.integer(fields[0], "bodyID", 0, _LARGEST_ID)
    joints = lines.count(lines.next(f"the joint count of {place}"), "joint count", 1000)
    if joints != KINECT_V2.size:
        lines.fail(
            f"joint count {joints}",
            f"{KINECT_V2.size}, the joints of Kinect v2 ({place})",
            "Only NTU RGB+D's own layout can be read from a .skeleton file.",
        )
    together = lines.take(joints)
    if (body := _joints_of(together)) is not None:
        frames.body(identity, *body)
        return
    lines.put_back(together)  # something is wrong with them, or there is a blank line
    positions: list[list[float]] = []
    states = bytearray()
    for _ in range(joints):
        fields = lines.next(f"a joint of {place}")
        if len(fields) != JOINT_FIELDS:
            lines.fail(f"{counted(len(fields), 'field')}", f"the {JOINT_FIELDS} fields of a joint ({place})")
        positions.append(lines.numbers(fields[:3]))
        state = _STATES.get(fields[11])
        if state is None:
            lines.integer(fields[11], "trackingState", 0, 2)
            lines.fail("an oddly written trackingState", "0, 1 or 2")
        states.append(state)
    frames.body(identity, np.array(positions), np.frombuffer(states, dtype=np.uint8))


def _joints_of(
    lines: list[bytes],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]] | None:
    """Parse the lines of a body's joints together, which takes half the time; None if any is unusual."""
    fields = b" ; ".join(lines).split()
    ends = fields[JOINT_FIELDS :: JOINT_FIELDS + 1]
    if len(fields) != len(lines) * (JOINT_FIELDS + 1) - 1 or ends.count(b";") != len(lines) - 1:
        return None
    try:
        columns = [[*map(float, fields[axis :: JOINT_FIELDS + 1])] for axis in range(3)]
        states = bytes(map(_STATES.__getitem__, fields[JOINT_FIELDS - 1 :: JOINT_FIELDS + 1]))
    except (ValueError, KeyError):
        return None
    return np.array(columns).T, np.frombuffer(states, dtype=np.uint8)
