"""Videos that are cut off or damaged in the middle, as a full card or a bad cable leaves them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from streaming.sources.opencv import import_cv2

IMAGES, RATE_HZ = 60, 25.0
CODECS = {".avi": "MJPG", ".mkv": "MJPG", ".webm": "VP80", ".mp4": "mp4v"}


def whole_video(path: Path, images: int = IMAGES) -> Path:
    """A small video of noise that moves, which compresses badly: each image takes its share of the file."""
    cv2 = import_cv2()
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*CODECS[path.suffix]), RATE_HZ, (64, 48))
    for number in range(images):
        writer.write(np.roll(noise, number, axis=1))
    writer.release()
    if path.suffix == ".mp4":
        path.write_bytes(_index_first(path.read_bytes()))
    return path


def cut_off(path: Path, share: float = 0.6) -> Path:
    """A video of which only this share of the file is there."""
    data = whole_video(path).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def zeroed(path: Path, share: float = 0.2) -> Path:
    """A video that has zeros in the middle."""
    data = bytearray(whole_video(path).read_bytes())
    begin, length = len(data) // 2, int(len(data) * share)
    data[begin : begin + length] = bytes(length)
    path.write_bytes(data)
    return path


def _index_first(data: bytes) -> bytes:
    """Move an MP4's index to the front, as phones and web sites have it: else a cut file cannot be opened."""
    boxes, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        boxes.append(data[at : at + size])
        at += size
    (index,) = (bytearray(box) for box in boxes if box[4:8] == b"moov")
    place = index.index(b"stco") + 4  # then come flags, a count, and where in the file each piece begins
    (count,) = struct.unpack_from(">I", index, place + 4)
    for entry in range(place + 8, place + 8 + 4 * count, 4):
        struct.pack_into(">I", index, entry, struct.unpack_from(">I", index, entry)[0] + len(index))
    rest = [box for box in boxes if box[4:8] != b"moov"]
    return b"".join([rest[0], bytes(index), *rest[1:]])
