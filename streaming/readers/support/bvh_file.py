"""BVH files: a hierarchy of joints with offsets and channels, and a line of numbers for each frame."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.text import TextLines, shown

_Floats = npt.NDArray[np.float64]

_MOST_JOINTS, _MOST_CHANNELS, _MOST_FRAMES = 1000, 6, 5_000_000
_AXES = {b"X": 0, b"Y": 1, b"Z": 2}


@dataclass(slots=True)
class Joint:
    """A joint of the hierarchy.

    Attributes:
        name: as in the file; an end site has its parent's and ``_end``.
        parent: index of the parent; -1 for a root.
        offset: from the parent, (3,).
        channels: kind (``"position"`` or ``"rotation"``) and axis of each.
    """

    name: str
    parent: int
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    channels: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Bvh:
    """A BVH file.

    Attributes:
        joints: in the file's order, parents first.
        step_s: seconds from frame to frame.
        values: (F, C) the channels of all joints.
    """

    joints: list[Joint]
    step_s: float
    values: _Floats

    def positions(self) -> _Floats:
        """Return where the joints are, (F, J, 3) in the file's unit and axes."""
        count = len(self.values)
        places = np.zeros((count, len(self.joints), 3))
        turns = np.empty((len(self.joints), count, 3, 3))
        column = 0
        for index, joint in enumerate(self.joints):
            local, turn = np.tile(joint.offset, (count, 1)), np.tile(np.eye(3), (count, 1, 1))
            for kind, axis in joint.channels:
                value = self.values[:, column]
                column += 1
                if kind == "position":
                    local[:, axis] = value
                else:
                    turn = turn @ _turns(np.radians(value), axis)
            if joint.parent < 0:
                places[:, index], turns[index] = local, turn
            else:
                above = turns[joint.parent]
                places[:, index] = places[:, joint.parent] + (above @ local[..., None])[..., 0]
                turns[index] = above @ turn
        return places


def _turns(angles: _Floats, axis: int) -> _Floats:
    """Return the matrices (F, 3, 3) of turns about an axis, in radians."""
    cos, sin = np.cos(angles), np.sin(angles)
    turns = np.tile(np.eye(3), (len(angles), 1, 1))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    turns[:, first, first] = turns[:, second, second] = cos
    turns[:, first, second], turns[:, second, first] = -sin, sin
    return turns


def read_bvh(path: Path) -> Bvh:
    """Read a BVH file.

    Raises:
        RecordingError: it is damaged; the message names the line.
    """
    with TextLines(path) as lines:
        joints = _hierarchy(lines)
        frames = _named(lines, b"Frames:")
        count = lines.integer(frames, "number of frames", 0, _MOST_FRAMES)
        fields = lines.next("the frame time")
        if fields[:2] != [b"Frame", b"Time:"] or len(fields) != 3:
            lines.fail(f'"{shown(b" ".join(fields))}"', '"Frame Time:" and the seconds of a frame')
        (step_s,) = lines.numbers(fields[2:])
        if not 1e-4 < step_s < 10:
            lines.fail(f"frame time {step_s:g}", "seconds, such as 0.0333333")
        width = sum(len(joint.channels) for joint in joints)
        values = array("d")
        for row in lines:
            if len(row) != width:
                lines.fail(
                    f"{counted(len(row), 'number')}",
                    f"{width}, as many as channels",
                    "It is cut off: copy or export it again.",
                )
            values.extend(lines.numbers(row))
        made = np.array(values, dtype=np.float64).reshape(-1, max(width, 1))
        if len(made) != count:
            lines.fail(f"{counted(len(made), 'frame')}", f'{count}, as "Frames:" says', "It is cut off.")
        if not count:
            lines.fail("no frame", "a line of numbers for each frame")
        with np.errstate(invalid="ignore"):
            made[~(np.abs(made) < 1e7)] = np.nan
    return Bvh(joints, step_s, made)


def _named(lines: TextLines, name: bytes) -> bytes:
    """Return the only value behind a name."""
    fields = lines.next(name.decode())
    if len(fields) != 2 or fields[0] != name:
        lines.fail(f'"{shown(b" ".join(fields))}"', f'"{name.decode()}" and its value')
    return fields[1]


def _hierarchy(lines: TextLines) -> list[Joint]:
    """Read the joints, up to the line MOTION."""
    if lines.next("HIERARCHY") != [b"HIERARCHY"]:
        lines.fail("another first line", '"HIERARCHY"')
    joints: list[Joint] = []
    opened: list[int] = []
    while (fields := lines.next("MOTION")) != [b"MOTION"]:
        word = fields[0]
        if word in (b"ROOT", b"JOINT", b"End"):
            parent = opened[-1] if opened else -1
            if (word == b"ROOT") != (parent < 0) or len(joints) >= _MOST_JOINTS:
                lines.fail(f'"{shown(word)}"', "ROOT first, and JOINT or End Site in another's braces")
            own = b" ".join(fields[1:]).decode("utf-8", "replace").removesuffix("{").strip()
            name = f"{joints[parent].name}_end" if word == b"End" else own
            joints.append(Joint(name, parent))
            if fields[-1] == b"{" or lines.next("{") == [b"{"]:
                opened.append(len(joints) - 1)
                continue
            lines.fail(f"no brace after {name}", '"{"')
        elif word == b"}" and opened:
            opened.pop()
        elif word == b"OFFSET" and opened and len(fields) == 4:
            x, y, z = lines.numbers(fields[1:])
            joints[opened[-1]].offset = (x, y, z)
        elif word == b"CHANNELS" and opened and len(fields) >= 2:
            joints[opened[-1]].channels = _channels(lines, fields)
        else:
            lines.fail(f'"{shown(b" ".join(fields))}"', "JOINT, OFFSET, CHANNELS or a brace")
    if not joints or opened:
        lines.fail("MOTION inside of a joint" if opened else "no joint", "a hierarchy of joints before it")
    return joints


def _channels(lines: TextLines, fields: list[bytes]) -> list[tuple[str, int]]:
    """Read the channels of a joint."""
    count = lines.integer(fields[1], "number of channels", 0, _MOST_CHANNELS)
    names = fields[2:]
    found = [(name[1:].lower().decode("ascii", "replace"), _AXES.get(name[:1].upper(), -1)) for name in names]
    if len(names) != count or any(kind not in ("position", "rotation") or axis < 0 for kind, axis in found):
        lines.fail(f'"{shown(b" ".join(names))}"', f"{count} channels such as Xposition or Zrotation")
    return found
