"""NTU RGB+D ``.skeleton`` files (Shahroudy et al., CVPR 2016): Kinect v2, 25 joints, 30 fps, text.

A file is: the frame count; per frame the body count (0 is common); per body a line of 10 fields (bodyID,
clippedEdges, handLeftConfidence, handLeftState, handRightConfidence, handRightState, isRestricted, leanX,
leanY, trackingState), the joint count, and a line of 12 fields per joint (x y z in metres, depthX depthY,
colorX colorY in pixels, orientation W X Y Z, trackingState). Positions are in Kinect camera space already.
There are no time stamps: a frame's time is its index over 30. Only identities, positions and joint states
are used.
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from streaming.errors import EmptyRecordingError
from streaming.layouts import KINECT_V2
from streaming.readers.head import Head
from streaming.readers.text import TextLines
from streaming.readers.unseen import place_unseen, seen_joints
from streaming.skeleton import Body, Frame, Recording, TrackingState

FORMAT = "NTU RGB+D .skeleton"
RATE_HZ = 30.0
BODY_FIELDS, JOINT_FIELDS = 10, 12
# Counts beyond these are damage. They are only ever compared: nothing is allocated by a claimed count.
_MOST_FRAMES, _MOST_BODIES, _LARGEST_ID = 10**7, 1000, 2**64 - 1
_STATES = {b"0": TrackingState.NOT_TRACKED, b"1": TrackingState.INFERRED, b"2": TrackingState.TRACKED}


def recognises(head: Head) -> bool:
    """Whether it starts like an NTU file: two counts, each alone on its line."""
    return head.is_text and all(line.isdigit() for line in head.lines[:2])


def read(path: Path) -> Recording:
    """Read an NTU ``.skeleton`` file.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had on this body, else its parent's. A body without any position is left out.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    with TextLines(path) as lines:
        raw = _parse(lines)
    return raw.recording(path)


class _RawBodies:
    """What the text says, in flat arrays: a fraction of the file's own size."""

    def __init__(self) -> None:
        self.counts: list[int] = []  # bodies per frame
        self.identities: list[int] = []
        self.coordinates = array("d")  # x y z of each joint of each body, in order
        self.states = bytearray()

    def recording(self, path: Path) -> Recording:
        """Repair what is unseen and make frames of it."""
        notes: list[str] = []
        raw = np.frombuffer(self.coordinates, dtype=np.float64).reshape(-1, KINECT_V2.size, 3)
        states = np.frombuffer(bytes(self.states), dtype=np.uint8).reshape(-1, KINECT_V2.size).copy()
        seen = seen_joints(raw)
        states[~seen] = TrackingState.NOT_TRACKED
        positions = np.where(seen[..., None], raw, 0.0).astype(np.float32)
        frames: list[Frame] = []
        latest: dict[int, int] = {}  # identity to the index of the body that last had it
        left_out = repeated = body = 0
        for number, count in enumerate(self.counts):
            bodies: dict[int, Body] = {}
            for index in range(body, body + count):
                identity = self.identities[index]
                if identity in bodies:
                    repeated += 1
                    continue
                if not seen[index].any():
                    left_out += 1
                    continue
                if not seen[index].all():
                    last = positions[latest[identity]] if identity in latest else None
                    positions[index] = place_unseen(positions[index], seen[index], KINECT_V2, last)
                latest[identity] = index
                bodies[identity] = Body(identity, positions[index], states[index])
            body += count
            frames.append(Frame(number, number / RATE_HZ, tuple(bodies.values())))
        if left_out:
            notes.append(f"{left_out} bodies without any joint position were left out.")
        if repeated:
            notes.append(f"{repeated} bodies that repeat another's bodyID in the same frame were left out.")
        unseen = int((~seen).any(axis=1).sum()) - left_out
        if unseen > 0:
            notes.append(f"{unseen} bodies have joints without a position: they are marked as not tracked.")
        empty = sum(not frame.bodies for frame in frames)
        if empty:
            notes.append(f"{empty} of {len(frames)} frames hold no body.")
        return Recording(frames, RATE_HZ, FORMAT, path, notes=tuple(notes))


def _parse(lines: TextLines) -> _RawBodies:
    """Go through the text, line by line."""
    raw = _RawBodies()
    frames = lines.count(lines.next("the frame count"), "frame count", _MOST_FRAMES)
    if frames == 0:
        lines.fail(
            "frame count 0",
            "at least one frame",
            "This recording is empty: leave it out.",
            EmptyRecordingError,
        )
    for frame in range(frames):
        place = f"frame {frame + 1} of {frames}"
        bodies = lines.count(lines.next(f"the body count of {place}"), "body count", _MOST_BODIES)
        raw.counts.append(bodies)
        for _ in range(bodies):
            _parse_body(lines, place, raw)
    if lines.next_or_none() is not None:
        lines.fail(
            f"text after the last of {frames} frames",
            "the end of the file",
            "The frame count in its first line is wrong, or two files were joined.",
        )
    if raw.identities and not seen_joints(np.frombuffer(raw.coordinates).reshape(-1, 3)).any():
        lines.fail(
            f"no usable position in any of {len(raw.identities)} bodies",
            "joint positions in metres",
            "All are NaN, zero or beyond 100 m: record or export it again.",
            EmptyRecordingError,
        )
    return raw


def _parse_body(lines: TextLines, place: str, raw: _RawBodies) -> None:
    """Parse one body: its line of fields, the joint count and the joints."""
    fields = lines.next(f"a body of {place}")
    if len(fields) != BODY_FIELDS:
        lines.fail(f"{len(fields)} fields", f"the {BODY_FIELDS} fields of a body ({place})")
    raw.identities.append(lines.integer(fields[0], "bodyID", 0, _LARGEST_ID))
    joints = lines.count(lines.next(f"the joint count of {place}"), "joint count", 1000)
    if joints != KINECT_V2.size:
        lines.fail(
            f"joint count {joints}",
            f"{KINECT_V2.size}, the joints of Kinect v2 ({place})",
            "Only NTU RGB+D's own layout can be read from a .skeleton file.",
        )
    for _ in range(joints):
        fields = lines.next(f"a joint of {place}")
        if len(fields) != JOINT_FIELDS:
            lines.fail(f"{len(fields)} fields", f"the {JOINT_FIELDS} fields of a joint ({place})")
        raw.coordinates.extend(lines.numbers(fields[:3]))
        state = _STATES.get(fields[11])
        if state is None:
            lines.integer(fields[11], "trackingState", 0, 2)
            lines.fail("an oddly written trackingState", "0, 1 or 2")
        raw.states.append(state)
