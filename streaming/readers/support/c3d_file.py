"""C3D files: the container of biomechanics; its points alone, of files in Intel's byte order.

A header of 512 bytes, a section of parameters in groups, and for each frame four numbers a point: x, y, z and
a residual that is negative for a gap; analog samples behind them are passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.text import check_file

_BLOCK, _INTEL, _KEY = 512, 84, 0x50
_POINT_NUMBERS, _MOST_POINTS = 4, 5000


@dataclass(frozen=True, slots=True, eq=False)
class C3d:
    """The points of a C3D file.

    Attributes:
        labels: name of each point.
        unit: as the file has it, e.g. ``"mm"``; empty if it does not say.
        rate_hz: frames per second.
        positions: (F, P, 3), NaN in gaps.
    """

    labels: list[str]
    unit: str
    rate_hz: float
    positions: npt.NDArray[np.float64]


def read_c3d(path: Path) -> C3d:
    """Read a C3D file.

    Raises:
        RecordingError: it is damaged, or in the byte order of another processor.
    """

    def fail(found: str, expected: str | None = None) -> NoReturn:
        raise RecordingError(
            found, path=path, expected=expected, remedy="Copy it again, or export it as C3D or TRC again."
        )

    check_file(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        fail(f"cannot be read: {error.strerror}")
    if len(content) < 2 * _BLOCK or content[1] != _KEY:
        fail("no header of C3D")
    try:
        points, analog, first, last = struct.unpack_from("<4H", content, 2)
        (scale,) = struct.unpack_from("<f", content, 12)
        (start,) = struct.unpack_from("<H", content, 16)
        (rate_hz,) = struct.unpack_from("<f", content, 20)
        parameters = _parameters(content, (content[0] - 1) * _BLOCK, fail)
    except (struct.error, IndexError):
        fail("parameters that end early")
    if not 0 < points <= _MOST_POINTS or last < first:
        fail(f"{points} points in frames {first} to {last}", "points and frames")
    if not (np.isfinite(rate_hz) and 0.1 <= rate_hz <= 10_000) or not np.isfinite(scale) or scale == 0:
        fail(f"{rate_hz:g} frames per second at a scale of {scale:g}", "a rate and a scale")
    count = last - first + 1
    kind = np.dtype("<f4") if scale < 0 else np.dtype("<i2")
    width = _POINT_NUMBERS * points + analog
    begin, need = (start - 1) * _BLOCK, count * width * kind.itemsize
    if start < 1 or begin + need > len(content):
        fail("data that ends early", f"{counted(count, 'frame')} of {counted(points, 'point')}")
    numbers = np.frombuffer(content, kind, count * width, begin).reshape(count, width)
    with np.errstate(invalid="ignore", over="ignore"):
        each = numbers[:, : _POINT_NUMBERS * points].astype(np.float64).reshape(count, points, _POINT_NUMBERS)
        positions = each[..., :3] * (1.0 if scale < 0 else float(scale))
        positions[~(each[..., 3] >= 0) | ~(np.abs(positions) < 1e7).all(axis=-1)] = np.nan
    labels = [label for name in ("LABELS", "LABELS2") for label in parameters.get(name, [])]
    labels += [""] * (points - len(labels))
    return C3d(labels[:points], "".join(parameters.get("UNITS", [])).strip(), float(rate_hz), positions)


def _parameters(content: bytes, begin: int, fail: Callable[[str, str], NoReturn]) -> dict[str, list[str]]:
    """Return the texts of the group POINT."""
    if content[begin + 3] != _INTEL:
        fail(f"processor type {content[begin + 3]}", f"{_INTEL}: Intel's byte order")
    at, groups = begin + 4, dict[int, str]()
    found: dict[int, dict[str, list[str]]] = {}
    while at + 2 < len(content):
        length, group = struct.unpack_from("<2b", content, at)
        if not length:
            break
        name = content[at + 2 : at + 2 + abs(length)].decode("ascii", "replace").upper()
        at += 2 + abs(length)
        (following,) = struct.unpack_from("<H", content, at)
        if group < 0:
            groups[-group] = name
        else:
            found.setdefault(group, {})[name] = _texts(content, at + 2)
        if not following:
            break
        at += following
    return next((found.get(number, {}) for number, name in groups.items() if name == "POINT"), {})


def _texts(content: bytes, at: int) -> list[str]:
    """Return a parameter's texts; none of one of numbers."""
    kind, dimensions = struct.unpack_from("<bB", content, at)
    if kind != -1 or not 0 < dimensions <= 2:
        return []
    sizes = content[at + 2 : at + 2 + dimensions]
    each, count = sizes[0], sizes[1] if dimensions == 2 else 1
    start = at + 2 + dimensions
    texts = [content[start + i * each : start + (i + 1) * each] for i in range(count)]
    return [text.decode("latin-1").strip(" \0") for text in texts]
