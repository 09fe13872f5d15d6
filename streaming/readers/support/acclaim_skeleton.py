"""Acclaim skeleton files (``.asf``): the bones of one actor, their lengths, directions and axes of rotation.

Source: the description of the Acclaim format by Jeff Lander ("Working with Motion Capture File Formats",
Game Developer, January 1998), and HDM05's own files. A file is a sequence of sections, each introduced by a
keyword with a colon: ``:units`` (a length of ``1 / length`` inches, angles in ``deg`` or ``rad``), ``:root``
(order of the root's channels, its position and orientation), ``:bonedata`` (per bone between ``begin`` and
``end`` a name, a direction in the world's axes, a length, the bone's own axes as three angles, and which of
three rotations it has) and ``:hierarchy`` (a bone and its children per line). The root's position in the
``.asf`` is not used: each frame of a motion gives its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.text import TextLines, shown

ROOT = "root"
ROOT_CHANNELS = ("tx", "ty", "tz", "rx", "ry", "rz")
_M_PER_INCH = 0.0254
_ROTATIONS = ("rx", "ry", "rz")
_MOST_BONES = 1000
_REMEDY = "It is damaged or of another dialect: copy it again from where it came."


@dataclass(frozen=True, slots=True, eq=False)
class Bone:
    """One bone, or the root.

    Attributes:
        name: the bone's name; also the name of the joint at its distal end.
        parent: name of the parent bone; the root's own name for the root.
        offset_m: (3,) vector from its proximal to its distal end without rotation, metres, world axes.
        axes: (3, 3) the bone's axes of rotation as columns, in world axes.
        channels: its degrees of freedom in a frame of motion, in order of application.
    """

    name: str
    parent: str
    offset_m: npt.NDArray[np.float64]
    axes: npt.NDArray[np.float64]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AcclaimSkeleton:
    """Skeleton of an ``.asf`` file.

    Attributes:
        bones: name to bone, the root first, parents before children.
        m_per_unit: metres per unit of length of this file and of the motions recorded with it.
        degrees: whether its angles, and those of the motions, are in degrees.
    """

    bones: dict[str, Bone]
    m_per_unit: float
    degrees: bool


def rotation(axis: int, angle_rad: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    """Return rotations about x, y or z (axis 0, 1, 2): (..., 3, 3) for angles (...,) in radians."""
    angle_rad = np.asarray(angle_rad, dtype=np.float64)
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    result = np.zeros((*angle_rad.shape, 3, 3))
    result[..., axis, axis] = 1
    result[..., i, i] = result[..., j, j] = cos
    result[..., i, j], result[..., j, i] = -sin, sin
    return result


def read_asf(path: Path) -> AcclaimSkeleton:
    """Read an Acclaim skeleton.

    Raises:
        RecordingError: the file cannot be read or is damaged; the message names the line.
    """
    with TextLines(Path(path)) as lines:
        parser = _Parser(lines)
        try:
            return parser.parse()
        except UnicodeDecodeError:
            lines.fail("a name with characters beyond ASCII", "ASCII", _REMEDY)


class _Parser:
    """Parser of the file, section by section."""

    def __init__(self, lines: TextLines) -> None:
        self._lines = lines
        self._length_unit = 1.0
        self._degrees = True
        self._root: dict[str, list[bytes]] = {}
        self._raw_bones: dict[str, dict[str, list[bytes]]] = {}
        self._line_of: dict[str, int] = {}  # where each bone's description ends
        self._parents: dict[str, str] = {}

    def parse(self) -> AcclaimSkeleton:
        """Parse all sections and assemble the skeleton."""
        section = ""
        bone: dict[str, list[bytes]] | None = None
        for fields in self._lines:
            word = fields[0].lower()
            if word.startswith(b"#"):
                continue
            if word.startswith(b":"):
                section, bone = shown(word), None
            elif section == ":units":
                self._unit(word, fields)
            elif section == ":root":
                self._root[shown(word)] = fields[1:]
            elif section == ":bonedata" and word == b"begin":
                bone = {}
            elif section == ":bonedata" and word == b"end":
                self._end_of_bone(bone)
                bone = None
            elif section == ":bonedata" and bone is not None:
                bone.setdefault(shown(word), fields[1:])
            elif section == ":hierarchy" and word not in (b"begin", b"end"):
                self._children(fields)
        return self._skeleton()

    def _unit(self, word: bytes, fields: list[bytes]) -> None:
        if word == b"length":
            (self._length_unit,) = self._numbers("unit of length", fields[1:], 1)
            if not 1e-6 <= self._length_unit <= 1e6:
                self._lines.fail(f"unit of length {self._length_unit}", "a number above 0")
        elif word == b"angle":
            unit = fields[1].lower() if len(fields) == 2 else b""
            if unit not in (b"deg", b"rad"):
                self._lines.fail("another unit of angles", '"deg" or "rad"')
            self._degrees = unit == b"deg"

    def _end_of_bone(self, bone: dict[str, list[bytes]] | None) -> None:
        if bone is None or len(bone.get("name", ())) != 1:
            self._lines.fail("the end of a bone without a name", 'a line "name ..." before it', _REMEDY)
        name = bone["name"][0].decode("ascii")
        if name in self._raw_bones or name == ROOT:
            self._lines.fail(f'a second bone "{shown(bone["name"][0])}"', "each bone once", _REMEDY)
        if len(self._raw_bones) >= _MOST_BONES:
            self._lines.fail(f"more than {_MOST_BONES} bones", "the bones of one person")
        self._raw_bones[name] = bone
        self._line_of[name] = self._lines.number

    def _children(self, fields: list[bytes]) -> None:
        parent, *children = (field.decode("ascii") for field in fields)
        for child in children:
            if child in self._parents:
                self._lines.fail(
                    f'a second parent of bone "{shown(child.encode())}"', "one parent per bone", _REMEDY
                )
            self._parents[child] = parent

    def _skeleton(self) -> AcclaimSkeleton:
        """Order the bones from the root and convert units."""
        if not self._raw_bones:
            self._lines.fail("no bone", 'a section ":bonedata"', _REMEDY)
        m_per_unit = _M_PER_INCH / self._length_unit
        bones = {ROOT: self._root_bone()}
        children: dict[str, list[str]] = {}
        for child, parent in self._parents.items():
            children.setdefault(parent, []).append(child)
        outward = [ROOT]
        for parent in outward:  # grows meanwhile; no bone has two parents, so that it ends
            for name in children.get(parent, ()):
                if name not in self._raw_bones:
                    self._lines.fail(f'no description of bone "{shown(name.encode())}"', "one", _REMEDY)
                self._lines.number = self._line_of[name]
                bones[name] = self._bone(name, parent, m_per_unit)
                outward.append(name)
        missing = next((name for name in self._raw_bones if name not in bones), None)
        if missing is not None:
            self._lines.fail(
                f'bone "{shown(missing.encode())}" hangs on nothing', "a way from the root to it", _REMEDY
            )
        return AcclaimSkeleton(bones, m_per_unit, self._degrees)

    def _root_bone(self) -> Bone:
        """Make a zero-length bone from the section ":root"."""
        order = tuple(shown(field).lower() for field in self._root.get("order", ()))
        if sorted(order) != sorted(ROOT_CHANNELS):
            self._lines.fail(
                f'root channels "{" ".join(order)}"', f"an order of {' '.join(ROOT_CHANNELS)}", _REMEDY
            )
        angles = self._root.get("orientation", [b"0"] * 3)
        axes = self._axes([*angles, *self._root.get("axis", [b"XYZ"])])
        return Bone(ROOT, ROOT, np.zeros(3), axes, order)

    def _bone(self, name: str, parent: str, m_per_unit: float) -> Bone:
        raw = self._raw_bones[name]
        direction = np.array(self._numbers("direction", raw.get("direction", []), 3))
        (length,) = self._numbers("length", raw.get("length", []), 1)
        channels = tuple(shown(field).lower() for field in raw.get("dof", ()))
        if len(set(channels)) < len(channels) or not set(channels) <= set(_ROTATIONS):
            self._lines.fail(f'dof "{" ".join(channels)}"', f"some of {' '.join(_ROTATIONS)}", _REMEDY)
        axes = self._axes(raw.get("axis", []))
        return Bone(name, parent, direction * length * m_per_unit, axes, channels)

    def _axes(self, fields: list[bytes]) -> npt.NDArray[np.float64]:
        """Return the rotation (3, 3) of three angles applied in an order such as XYZ."""
        order = [b"xyz".find(bytes([letter])) for letter in fields[-1].lower()] if fields else []
        if sorted(order) != [0, 1, 2]:
            self._lines.fail("an axis without its order", 'three angles and "XYZ" or the like', _REMEDY)
        angles = self._numbers("axis", fields[:-1], 3)
        result = np.eye(3)
        for axis, angle in zip(order, angles, strict=True):
            result = rotation(axis, math.radians(angle) if self._degrees else angle) @ result
        return result

    def _numbers(self, what: str, fields: list[bytes], count: int) -> list[float]:
        """Parse the given number of finite numbers."""
        if len(fields) != count:
            self._lines.fail(f"{counted(len(fields), 'number')} for {what}", f"{count}", _REMEDY)
        values = self._lines.numbers(fields)
        if not all(abs(value) < 1e9 for value in values):  # False for NaN
            self._lines.fail(f"{what} beyond all bounds", "numbers", _REMEDY)
        return values
