"""Small recordings that the tests write themselves, and where the real ones lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from streaming.skeleton.frames import Body, Frame, Recording

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def person(seed: int = 0, identity: int = 7) -> Body:
    """A body with positions that differ in every joint, none at the origin, and states of all kinds."""
    rng = np.random.default_rng(seed)
    positions = rng.uniform((-1, -1, 1), (1, 1, 4), (25, 3)).astype(np.float32)
    return Body(identity, positions, rng.integers(0, 3, 25).astype(np.uint8))


def recording(bodies_of_frames: Sequence[Sequence[Body]], rate_hz: float = 30.0) -> Recording:
    """A recording with these bodies, frames evenly spaced from 0 s."""
    frames = [Frame(i, i / rate_hz, tuple(bodies)) for i, bodies in enumerate(bodies_of_frames)]
    return Recording(frames, rate_hz, "made by a test")


def ntu_joint(x: object = 0.1, y: object = 0.2, z: object = 3.0, state: object = 2) -> str:
    """A joint's line of an NTU file."""
    return f"{x} {y} {z} 277.4 191.8 1036.2 519.1 -0.2 0.05 0.96 -0.12 {state}"


def ntu_body(identity: object = 72057594037931101, joints: Sequence[str] | None = None) -> list[str]:
    """A body's lines of an NTU file."""
    joints = [ntu_joint(x=0.01 * (j + 1)) for j in range(25)] if joints is None else joints
    return [f"{identity} 0 1 1 1 1 0 0.02 0.05 2", str(len(joints)), *joints]


def ntu_file(path: Path, frames: Sequence[Sequence[list[str]]], count: object = None) -> Path:
    """Write an NTU file of these frames of bodies' lines; ``count`` is the frame count it claims."""
    lines = [str(len(frames) if count is None else count)]
    for bodies in frames:
        lines.append(str(len(bodies)))
        for body in bodies:
            lines.extend(body)
    path.write_text("\n".join(lines) + "\n")
    return path


def ut_row(
    number: object, shift: float = 0.0, joints: int = 20, changed: dict[int, str] | None = None
) -> str:
    """A row of a UT-Kinect file; joint j lies at (0.1 j + 0.05, 0.2, 2) + shift unless its text is given."""
    cells = [f"{0.1 * j + 0.05 + shift:.6f}  {0.2 + shift:.6f}  {2 + shift:.6f}" for j in range(joints)]
    for joint, text in (changed or {}).items():
        cells[joint] = text
    return "  ".join([str(number), *cells])


def ut_file(path: Path, rows: Sequence[str]) -> Path:
    """Write a UT-Kinect file of these rows, with the trailing blanks that the real ones have."""
    path.write_text("".join(f"{row}  \n" for row in rows))
    return path
