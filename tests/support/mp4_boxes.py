"""What players read about an MP4's picture, written into a file that OpenCV made: pixel aspect, rotation."""

from __future__ import annotations

import struct
from pathlib import Path

# From a video's box down to the description of its samples; each holds the next.
_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"mp4v")
# Bytes of a box before the boxes in it, where there are more than its size and name.
_HEAD = {b"stsd": 16, b"mp4v": 86}
# Rotations clockwise, in degrees, as the first four numbers of a track's matrix.
_MATRIX = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def set_pixel_aspect(path: Path, wide: int, high: int) -> None:
    """Say that a pixel is ``wide`` to ``high``, in a file whose index lies behind its images."""
    data = bytearray(path.read_bytes())
    assert data.index(b"mdat") < data.index(b"moov")  # else the places of the images would move
    start, end, starts = 0, len(data), []
    for name in _PATH:
        start, end = _box(data, name, start, end)
        starts.append(start)
        start += _HEAD.get(name, 8)
    pasp = struct.pack(">I4sII", 16, b"pasp", wide, high)
    data[end:end] = pasp
    for start in starts:
        (size,) = struct.unpack_from(">I", data, start)
        struct.pack_into(">I", data, start, size + len(pasp))
    path.write_bytes(data)


def set_rotation(path: Path, degrees: int) -> None:
    """Say that the images are to be turned clockwise by so many degrees."""
    data = bytearray(path.read_bytes())
    start, _ = _box(data, b"moov", 0, len(data))
    start, _ = _box(data, b"trak", start + 8, len(data))
    start, _ = _box(data, b"tkhd", start + 8, len(data))
    a, b, c, d = (number * 0x10000 for number in _MATRIX[degrees])
    struct.pack_into(">9i", data, start + 48, a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)


def _box(data: bytearray, name: bytes, start: int, end: int) -> tuple[int, int]:
    """Where a box begins and ends among its neighbours."""
    while start < end:
        size, found = struct.unpack_from(">I4s", data, start)
        if found == name:
            return start, start + size
        start += size
    raise AssertionError(f"no box {name!r}")
