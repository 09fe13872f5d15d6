"""Kinect Studio clips written byte by byte from the specification: nothing of the reader is used here."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from uuid import UUID

from streaming.skeleton.frames import Body

BODY = UUID("a0c45179-5168-4875-a75c-f8f1760f637c")
DEPTH = UUID("0a3914d6-3b16-11e1-aac3-001e4fd58c0f")
PROPERTIES = UUID("8083a32f-d7b4-449b-99b9-44c6fcd97570")
HUNDRED_NS = 10_000_000
DEPTH_STREAM, BODY_STREAM = 1, 2
INDEX_ROOM = 1024


def body_bytes(body: Body | None) -> bytes:
    """The 1,040 bytes of one of the six bodies; None is a place with nobody."""
    if body is None:
        return bytes(1040)
    data = b"".join(struct.pack("<4f", *map(float, p), 1.0) for p in body.positions)  # positions
    data += b"".join(struct.pack("<4f", 0.1, 0.2, 0.3, 0.9) for _ in range(25))  # orientations
    data += struct.pack("<25i", *map(int, body.states))  # joint states
    data += struct.pack("<20i", *[3] * 20)  # expressions
    data += struct.pack("<3i", 0, 2, 1) + struct.pack("<3i", 1, 2, 1)  # left and right hand
    data += bytes(4)
    assert len(data) == 1008
    data += struct.pack("<Q", body.identity)
    data += struct.pack("<i", 1)  # tracked
    data += struct.pack("<2fIi", 0.1, -0.1, 0, 2)  # lean
    data += struct.pack("<I", 0)  # quality
    assert len(data) == 1040
    return data


def body_frame(bodies: Sequence[Body | None]) -> bytes:
    """The 6,288 bytes of a body event."""
    data = struct.pack("<4f", 0.0, 0.99, 0.03, 0.74) + struct.pack("<4f", 0.0, 1.0, 0.0, 0.0)
    data += b"".join(body_bytes(body) for body in [*bodies, *[None] * (6 - len(bodies))])
    data += struct.pack("<I", 0) + bytes(12)
    assert len(data) == 6288
    return data


def header(streams: int, footer_at: int = 0) -> bytes:
    """The file's first 24 bytes; ``streams`` counts that of the properties too."""
    return b"EVENTS1\0" + struct.pack("<IIQ", 5, streams, footer_at)


def event(
    stream: int,
    data: bytes,
    time_s: float = 0.0,
    tag: bytes = b"",
    *,
    flags: int = 0,
    size: int | None = None,
    full_size: int | None = None,
) -> bytes:
    """An event; ``size`` and ``full_size`` are what its header claims."""
    return (
        struct.pack(
            "<hhiqIi",
            stream,
            flags,
            len(data) if size is None else size,
            round(time_s * HUNDRED_NS),
            0xF5AFD077,
            len(data) if full_size is None else full_size,
        )
        + tag
        + data
    )


def description(
    stream: int, content: UUID, name: str, tag_bytes: int = 4, *, compressed: bool = False
) -> bytes:
    """A stream's name event, the empty event behind it, and the property with a GUID."""
    data = struct.pack("<hh", stream, int(compressed)) + content.bytes_le + bytes(4)
    data += name.encode("utf-16-le").ljust(256, b"\0")
    data += struct.pack("<HHII", 0x3333, tag_bytes, INDEX_ROOM, 0)
    assert len(data) == 292
    empty = event(stream, zlib.compress(b""), flags=1, full_size=0) if compressed else event(stream, b"")
    guid = struct.pack("<I", 78) + "{00000000-0000-0000-0000-000000000000}\0".encode("utf-16-le") + bytes(16)
    found = event(stream, data) + empty
    if stream == 0:
        return found
    found += event(0, guid, tag=bytes(24))
    assert len(found) == (494 if compressed else 486)
    return found


def body_event(
    bodies: Sequence[Body | None],
    time_s: float,
    number: int = 0,
    *,
    compressed: bool = False,
    stream: int = BODY_STREAM,
) -> bytes:
    """A body event with its frame number as tag."""
    data = body_frame(bodies)
    tag = struct.pack("<I", number)
    if not compressed:
        return event(stream, data, time_s, tag)
    return event(stream, zlib.compress(data), time_s, tag, flags=1, full_size=len(data))


def depth_event(time_s: float, number: int = 0, size: int = 3000) -> bytes:
    """A depth image, smaller than real ones."""
    return event(DEPTH_STREAM, b"\xff\xff\x10\x00" * (size // 4), time_s, struct.pack("<I", number))


def index(event_at: int, tag_bytes: int) -> bytes:
    """An index of 1,024 entries, of which the first names an event."""
    entries = struct.pack("<QQII", event_at, 0, 292, 292).ljust(INDEX_ROOM * 24, b"\xee")
    return struct.pack("<hhIQII", -1, 0, 0xF934B72C, 0, 0, 0) + entries + bytes(INDEX_ROOM * tag_bytes)


def footer(streams: int) -> bytes:
    """What follows the last event."""
    return struct.pack("<H", streams) + b"\xff\xff\xff\xff" + bytes(1706)


def clip(
    events: Sequence[bytes], *, compressed: bool = False, with_bodies: bool = True, with_footer: bool = True
) -> bytes:
    """A clip with properties, a depth stream and a body stream, holding these events."""
    streams = 3 if with_bodies else 2
    data = description(0, PROPERTIES, "Properties", 24)
    data += event(0, b"1.0.0", tag=bytes(24))
    data += description(DEPTH_STREAM, DEPTH, "Nui Depth")
    if with_bodies:
        data += description(BODY_STREAM, BODY, "Nui Body Frame", compressed=compressed)
    data += b"".join(events)
    end = 24 + len(data)
    return header(streams, end) + data + (footer(streams) if with_footer else b"")
