"""The body stream of Kinect Studio's ``.xef`` clips (Kinect SDK 2): 25 joints in metres, 30 frames a second.

:mod:`streaming.readers.support.xef_events` reads the container. An event of the body stream has 6,288 bytes:
the floor plane and the up vector, six bodies of 1,040 bytes each, and 16 bytes more. A body has the positions
of 25 joints (x y z w, Kinect camera space), their orientations, their tracking states, expressions, both
hands, the tracking id, whether it is tracked, and its lean. Colour, depth and sound are never read, so a clip
of many gigabytes takes no more memory than its bodies.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted, printable
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.losses import Losses
from streaming.readers.support.unseen import as_float64
from streaming.readers.support.xef_events import MAGIC, Event, XefFile
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "Kinect Studio .xef"
BODY_STREAM = UUID("a0c45179-5168-4875-a75c-f8f1760f637c")
STAMPS_PER_S = 1e7
_BODY = np.dtype(
    {
        "names": ["positions", "states", "identity", "tracked"],
        "formats": [("<f4", (KINECT_V2.size, 4)), ("<i4", KINECT_V2.size), "<u8", "<i4"],
        "offsets": [0, 800, 1008, 1016],
        "itemsize": 1040,
    }
)
_FRAME = np.dtype(
    {"names": ["bodies"], "formats": [(_BODY, 6)], "offsets": [32], "itemsize": 6288},
)
# zlib adds at most a few bytes to what it cannot compress.
_LONGEST_PACKED = _FRAME.itemsize + 64


def recognises(head: Head) -> bool:
    """Whether it has Kinect Studio's magic string."""
    return head.start.startswith(MAGIC)


def read(path: Path) -> Recording:
    """Read the bodies of a ``.xef`` clip.

    Raises:
        RecordingError: the clip has no body stream, or is damaged or cut off; the message names the byte.
    """
    path = Path(path)
    collector, negative = FrameCollector(path), 0
    chosen, passed_over = None, 0
    with XefFile(path) as file:
        for event in file.events(BODY_STREAM):
            chosen = event.stream.index if chosen is None else chosen
            if event.stream.index != chosen:
                passed_over += 1
                continue
            if event.time < 0:
                negative += 1
                continue
            frame = _unpack(file, event)
            tracked = frame["bodies"][frame["bodies"]["tracked"] != 0]
            collector.frame(event.time, _frame_number(event))
            for body in tracked:
                states = np.clip(body["states"], TrackingState.NOT_TRACKED, TrackingState.TRACKED)
                positions = as_float64(body["positions"][:, :3])
                collector.body(int(body["identity"]), positions, states.astype(np.uint8))
        if chosen is None:
            names = [stream.name for index, stream in sorted(file.streams.items()) if index > 0]
            raise _without_bodies(path, names, any(s.content == BODY_STREAM for s in file.streams.values()))
        has_footer = file.has_footer
    notes = []
    if passed_over:
        notes.append(f"{counted(passed_over, 'event')} of a second body stream: passed over.")
    if not has_footer:
        notes.append("The clip has no footer: it may be cut off.")
    losses = Losses()
    losses.tell(
        negative,
        negative + len(collector),
        "body frames are from before the clip's beginning: they were left out",
    )
    return collector.recording(
        FORMAT,
        stamps_per_s=STAMPS_PER_S,
        rate_hz=DEFAULT_RATE_HZ,
        notes=[*notes, *losses.notes],
        warnings=losses.warnings,
    )


def _unpack(file: XefFile, event: Event) -> npt.NDArray[np.void]:
    """Read and decompress an event's data, at most the size of a body frame.

    Returns:
        () structured array of _FRAME.
    """
    plain = not event.compressed or event.size == event.full_size == _FRAME.itemsize
    if event.full_size != _FRAME.itemsize or (plain and event.size != _FRAME.itemsize):
        size = event.size if plain else event.full_size
        file.fail(
            event.at, f"a body event of {counted(size, 'byte')}", f"{_FRAME.itemsize}, as of Kinect SDK 2"
        )
    if event.size > _LONGEST_PACKED:
        file.fail(
            event.at, f"a body event packed into {counted(event.size, 'byte')}", f"at most {_LONGEST_PACKED}"
        )
    data = file.read(event.data_at, event.size, "a body frame")
    if not plain:
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(data, _FRAME.itemsize + 1)  # a bomb stops here
        except zlib.error:
            file.fail(event.data_at, "a body frame that cannot be unpacked", "data packed by zlib")
        if len(data) != _FRAME.itemsize or not unpacker.eof:
            found = "more" if len(data) > _FRAME.itemsize else f"{counted(len(data), 'byte')}"
            file.fail(event.data_at, f"a body frame that unpacks to {found}", f"{_FRAME.itemsize} bytes")
    return np.frombuffer(data, dtype=_FRAME)[0:1].reshape(())


def _frame_number(event: Event) -> int | None:
    """Return the sensor's frame number from the event's tag, if present."""
    return int.from_bytes(event.tag, "little") if len(event.tag) == 4 else None


def _without_bodies(path: Path, names: list[str], described: bool) -> RecordingError:
    """Return the error for a clip without skeletons."""
    found = "its body stream is empty" if described else "no body stream"
    if names and not described:
        found += f"; it has {printable(', '.join(names[:12]))}"
    return RecordingError(
        found,
        path=path,
        expected='a clip recorded with "Nui Body Frame"',
        remedy="Record it again with body frames switched on in Kinect Studio.",
    )
