"""JSON of MediaPipe pose landmarks, in various dialects: 33 world landmarks in metres.

A list of frames, or an object that holds one, or an object per line: each with ``pose_world_landmarks``, the
33 landmarks of one person or a list of people, a landmark an object of ``x``, ``y``, ``z`` and ``visibility``
or a list of these. There may be a time stamp and a frame number. Image landmarks alone, from 0 to 1, are
rejected, as they lack metric depth.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.joint_names import MEDIAPIPE_POSE, derived
from streaming.readers.support.json_file import JsonFile
from streaming.readers.support.json_members import Members
from streaming.readers.support.json_node import Node, kind
from streaming.readers.support.sensor_space import SensorSpace
from streaming.readers.support.time_stamps import Clock
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.mediapipe_joints import INFERRED_FROM, LANDMARKS, TRACKED_FROM

FORMAT = "MediaPipe landmarks JSON"
_LISTS = frozenset({"frames", "results", "data", "recording"})
_WORLD = ("poseworldlandmarks", "worldlandmarks")
_IMAGE = ("poselandmarks", "landmarks", "normalizedlandmarks")
_NUMBER = ("framenumber", "frameindex", "frameid", "frame")
_LARGEST_NUMBER = 2**53


def recognises(head: Head) -> bool:
    """Whether it is JSON with pose landmarks."""
    if not head.is_text or head.lines[0][:1] not in (b"{", b"["):
        return False
    text = head.start.lower().replace(b"_", b"")
    return any(f'"{name}"'.encode() in text for name in (*_WORLD, "poselandmarks"))


def read(path: Path) -> Recording:
    """Read landmarks.

    Raises:
        RecordingError: the file is damaged, of another shape, or holds landmarks of the image only; the
            message names the place.
    """
    path = Path(path)
    collector, clock, space = FrameCollector(path), Clock(), SensorSpace(MEDIAPIPE_POSE)
    stamped: bool | None = None
    with JsonFile(path, _LISTS) as file:
        for piece in file:
            if piece.had_lists:
                continue
            members = Members(piece.node)
            stamp = members.stamp()
            stamped = stamp is not None if stamped is None else stamped
            number = members.first(_NUMBER)
            at = float(len(collector))
            if stamped:
                value = None if stamp is None else clock.value(_text(stamp[0]), stamp[1])
                if value is None:
                    piece.node.fail("no time stamp", "one, as in the frames before")
                at = value
            collector.frame(at, None if number is None else number.whole(0, _LARGEST_NUMBER))
            for identity, person in enumerate(_people(piece.node, members), 1):
                collector.body(identity, *space.body(*_landmarks(person), person))
    notes = [derived(MEDIAPIPE_POSE) or ""]
    per_s, origin = DEFAULT_RATE_HZ, 0.0
    if stamped:
        per_s, origin, of_time = clock.settle(collector.stamps)
        notes += of_time
    else:
        notes.append(f"There are no time stamps: {DEFAULT_RATE_HZ:g} frames per second are assumed.")
    return space.settled(collector.recording(FORMAT, stamps_per_s=per_s, origin=origin, notes=notes))


def _people(node: Node, members: Members) -> list[Node]:
    """Return the landmark lists of a frame, one per person."""
    world = members.first(_WORLD)
    if world is None:
        if members.first(_IMAGE) is not None:
            node.fail(
                "landmarks of the image only",
                '"pose_world_landmarks", in metres',
                "They have no depth to tell actions by: export the world landmarks, too.",
            )
        return []  # nobody was found
    people = world.elements()
    if people and isinstance(people[0].value, list) and len(people[0].value) > LANDMARKS // 2:
        return people
    return [world] if people else []


def _landmarks(person: Node) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Return raw positions (33, 3) and tracking states (33,) of one person."""
    positions = np.full((LANDMARKS, 3), np.nan)
    states = np.full(LANDMARKS, TrackingState.TRACKED, dtype=np.uint8)
    for index, landmark in enumerate(person.elements(LANDMARKS)):
        if isinstance(landmark.value, list):
            numbers = landmark.elements()
            if not 3 <= len(numbers) <= 5:
                landmark.fail(f"{counted(len(numbers), 'number')}", "x, y, z and visibility")
            positions[index] = [number.coordinate() for number in numbers[:3]]
            visibility = numbers[3] if len(numbers) > 3 else None
        else:
            positions[index] = landmark.vector(("x", "y", "z"))
            visibility = landmark.get("visibility")
        if visibility is not None:
            seen = visibility.number()
            states[index] = (seen >= INFERRED_FROM) + (seen >= TRACKED_FROM)
    return positions, states


def _text(node: Node) -> str:
    """Return a time stamp as text."""
    if not isinstance(node.value, (str, int, float)) or isinstance(node.value, bool):
        node.fail(f"time stamp {kind(node.value)}", "a number, date or time")
    return str(node.value)
