"""Small files in the formats of published data sets, written from their descriptions."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from streaming.skeleton.layouts import KINECT_V1

# Somebody who faces the sensor at 2.5 m, in metres and Kinect camera space: left at negative x.
STANDING = {
    "HipCenter": (0.0, 0.0, 2.5),
    "Spine": (0.0, 0.1, 2.5),
    "ShoulderCenter": (0.0, 0.45, 2.5),
    "Head": (0.0, 0.65, 2.48),
    **{f"Shoulder{side}": (0.18 * s, 0.42, 2.5) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Elbow{side}": (0.22 * s, 0.15, 2.5) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Wrist{side}": (0.24 * s, -0.08, 2.45) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Hand{side}": (0.25 * s, -0.16, 2.42) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Hip{side}": (0.1 * s, -0.05, 2.5) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Knee{side}": (0.1 * s, -0.5, 2.45) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Ankle{side}": (0.1 * s, -0.9, 2.52) for side, s in (("Left", -1), ("Right", 1))},
    **{f"Foot{side}": (0.1 * s, -0.95, 2.42) for side, s in (("Left", -1), ("Right", 1))},
}


def stands_at(joint: str, x: float = 0.0) -> np.ndarray:
    """(3,) metres: where a joint of that person is, moved along x."""
    return np.add(STANDING[joint], (x, 0.0, 0.0))


def standing(frames: int = 3, joints: Sequence[str] = KINECT_V1.joints) -> np.ndarray:
    """(F, J, 3) metres: the person above in this order of joints, 1 cm further to the right in each frame."""
    person = np.array([STANDING[joint] for joint in joints])
    return person + np.arange(frames)[:, None, None] * np.array([0.01, 0.0, 0.0])


def msrc12_file(path: Path, positions: np.ndarray, start_us: int = 642_926_216) -> Path:
    """Write positions (F, 20, 3) as MSRC-12 does, 33 ms apart; rows of zeros stay zeros altogether."""
    rows = []
    for frame, joints in enumerate(positions):
        seen = bool(joints.any())
        cells = [" ".join(f"{v:.6f}" for v in (*joint, 1)) if seen else "0 0 0 0" for joint in joints]
        rows.append(f"{start_us + 33_000 * frame} {' '.join(cells)}\n")
    path.write_text("".join(rows))
    return path


def mat_array(
    name: str,
    array: np.ndarray,
    order: str = "<",
    stored: tuple[int, str] = (9, "f8"),
    array_class: int = 6,
    flags: int = 0,
    dimensions: Sequence[int] | None = None,
) -> bytes:
    """A variable of a Level 5 MAT-file, uncompressed, with its tag."""

    def element(kind: int, data: bytes, may_be_small: bool = False) -> bytes:
        if may_be_small and 0 < len(data) <= 4:
            return struct.pack(f"{order}I", len(data) << 16 | kind) + data.ljust(4, b"\0")
        return struct.pack(f"{order}II", kind, len(data)) + data + b"\0" * (-len(data) % 8)

    dimensions = array.shape if dimensions is None else dimensions
    body = (
        element(6, struct.pack(f"{order}II", array_class | flags, 0))
        + element(5, np.array(dimensions, dtype=f"{order}i4").tobytes())
        + element(1, name.encode(), may_be_small=True)
        + element(stored[0], array.astype(order + stored[1]).tobytes(order="F"), may_be_small=True)
    )
    return struct.pack(f"{order}II", 14, len(body)) + body


def mat_compressed(variable: bytes, order: str = "<") -> bytes:
    """The same variable as a compressed element."""
    data = zlib.compress(variable)
    return struct.pack(f"{order}II", 15, len(data)) + data


def mat_file(path: Path, *elements: bytes, order: str = "<") -> Path:
    """Write a MAT-file of these elements."""
    header = b"MATLAB 5.0 MAT-file, written by a test".ljust(124)
    path.write_bytes(header + struct.pack(f"{order}HH", 0x0100, 0x4D49) + b"".join(elements))
    return path


def nw_ucla_file(path: Path, positions: object, label: object = 9, **more: object) -> Path:
    """Write positions (F, 20, 3) as NW-UCLA's JSON."""
    if isinstance(positions, np.ndarray):
        positions = positions.round(6).tolist()
    content = {"file_name": "a11_s01_e00_v01", "skeletons": positions, "label": label, **more}
    path.write_text(json.dumps(content))
    return path


def msr_action3d_file(path: Path, positions: np.ndarray, confidence: float = 1.0) -> Path:
    """Write positions (F, 20, 3), in the data set's own order, as its real-world coordinates."""
    joints = positions.reshape(-1, 3)
    path.write_text("".join(f"{x:.6f} {y:.6f} {z:.6f} {confidence:.6f} \n" for x, y, z in joints))
    return path


def sbu_file(path: Path, positions: np.ndarray, first: int = 180) -> Path:
    """Write positions (F, 2, 15, 3) in metres as SBU does: normalised."""
    mm = positions * 1000
    normalised = np.stack(
        [(1280 - mm[..., 0]) / 2560, (960 - mm[..., 1]) / 1920, mm[..., 2] * 7.8125 / 10000], axis=-1
    )
    rows = [
        ",".join([str(first + frame), *(f"{v:.6g}" for v in row.ravel())])
        for frame, row in enumerate(normalised)
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


# Bones of Vicon's body model in inches (name, parent, offset x y z, channels), standing with arms spread:
# left at positive x, facing +z, y up.
_SIDE = (
    ("{}hipjoint", "root", (4, -4, 1), ""),
    ("{}femur", "{}hipjoint", (0, -16, 0), "rx ry rz"),
    ("{}tibia", "{}femur", (0, -16, 0), "rx"),
    ("{}foot", "{}tibia", (0, -2, 4), "rx rz"),
    ("{}toes", "{}foot", (0, 0, 2), "rx"),
    ("{}clavicle", "thorax", (7, 1, 0), "ry rz"),
    ("{}humerus", "{}clavicle", (11, 0, 0), "rx ry rz"),
    ("{}radius", "{}humerus", (6, 0, 0), "rx"),
    ("{}wrist", "{}radius", (4, 0, 0), "ry"),
    ("{}hand", "{}wrist", (2, 0, 0), "rx rz"),
    ("{}fingers", "{}hand", (2, 0, 0), "rx"),
    ("{}thumb", "{}wrist", (2, 0, 2), "rx rz"),
)
BONES = (
    ("lowerback", "root", (0, 6, 0), "rx ry rz"),
    ("upperback", "lowerback", (0, 6, 0), "rx ry rz"),
    ("thorax", "upperback", (0, 6, 0), "rx ry rz"),
    ("lowerneck", "thorax", (0, 3, 0), "rx ry rz"),
    ("upperneck", "lowerneck", (0, 3, 0), "rx ry rz"),
    ("head", "upperneck", (0, 4, 0), "rx ry rz"),
    *(
        (name.format(s), parent.format(s), (sign * x, y, z), dof)
        for s, sign in (("l", 1), ("r", -1))
        for name, parent, (x, y, z), dof in _SIDE
    ),
)


def asf_text(length_unit: float = 0.45, angle: str = "deg", axes: Mapping[str, str] | None = None) -> str:
    """An Acclaim skeleton of these bones; ``axes`` gives some of them axes of their own."""
    lines = [
        *("# made by a test", ":version 1.10", ":name VICON", ":units", "  mass 1.0"),
        *(f"  length {length_unit}", f"  angle {angle}", ":documentation", "   begin of a text"),
        *(":root", "   order TX TY TZ RX RY RZ", "   axis XYZ", "   position 0 0 0", "   orientation 0 0 0"),
        ":bonedata",
    ]
    children: dict[str, list[str]] = {}
    for number, (name, parent, offset, dof) in enumerate(BONES, 1):
        length = float(np.linalg.norm(offset))
        x, y, z = (value / length for value in offset)
        children.setdefault(parent, []).append(name)
        lines += [
            "  begin",
            f"     id {number}",
            f"     name {name}",
            f"     direction {x:.9g} {y:.9g} {z:.9g}",
        ]
        lines += [
            f"     length {length * length_unit:.9g}",
            f"     axis {(axes or {}).get(name, '0 0 0')} XYZ",
        ]
        if dof:
            lines += [f"    dof {dof}", "    limits (-160.0 20.0)", "           (-70.0 70.0)"]
        lines.append("  end")
    lines += [":hierarchy", "  begin"]
    lines += [f"    {parent} {' '.join(names)}" for parent, names in children.items()]
    return "\n".join([*lines, "  end", ""])


def amc_text(
    frames: Sequence[Mapping[str, Sequence[float]]], keyword: str = ":DEGREES", first: int = 1
) -> str:
    """An Acclaim motion: what a frame does not give is zero."""
    lines = ["#!OML:ASF X:\\somewhere\\actor.ASF", ":FULLY-SPECIFIED", keyword]
    counts = {"root": 6, **{name: len(dof.split()) for name, _, _, dof in BONES if dof}}
    for number, angles in enumerate(frames, first):
        lines.append(str(number))
        lines += [
            " ".join([name, *(f"{value:.9g}" for value in angles.get(name, [0.0] * count))])
            for name, count in counts.items()
        ]
    return "\n".join([*lines, ""])


def write_hdm05(
    folder: Path, amc: str, asf: str | None = None, name: str = "HDM_bd_squat1Reps_004_120"
) -> Path:
    """Write a motion with its actor's skeleton beside it; returns the motion's path."""
    (folder / "HDM_bd.asf").write_text(asf_text() if asf is None else asf)
    path = folder / f"{name}.amc"
    path.write_text(amc)
    return path
