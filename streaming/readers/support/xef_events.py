"""Container of Kinect Studio's ``.xef`` files: a sequence of events of several streams.

Everything is little-endian. The header of 24 bytes is ``EVENTS1`` and a zero, a u32 version, a u32 count of
streams (that of the file's properties, index 0, included) and a u64. An event is a header of 24 bytes (i16
stream index, i16 flags, i32 data size, i64 time in 100 ns, u32, i32 full size), a tag whose length belongs to
the stream (usually a u32 frame number) and the data, compressed by zlib where a flag says so.

A stream's first event describes it. It has no tag; its 292 bytes are index, flags, the GUID of what the
stream holds (16 bytes), u32, the name (128 UTF-16 characters), u16, u16 tag length, u32 how many events an
index holds, u32. The second event has no tag and no data (compressed: 8 bytes that unpack to none), and a
property follows, with a GUID in its data. Indexes stand between the events (stream index -1): a header of
24 bytes and room for as many entries as the description says, each 24 bytes, the first 8 of them an event's
place in the file, and a tag. They only list the contents of the file, and are skipped. The footer is one
more such table: it begins with the count of streams, in the place of an index.

Sources: the published notes of KinectXEFTools (Isaac Wang), and of the xed reader (Dan Jackson) for the
older version of the same container; facts only. No real file was available, so undocumented fields (such as
the header's u64) are not used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.text import check_file
from streaming.reading_progress import ReadingProgress

MAGIC = b"EVENTS1\0"
FILE_HEADER = struct.Struct("<8sIIQ")
EVENT_HEADER = struct.Struct("<hhiqIi")
DESCRIPTION = struct.Struct("<hh16sI256sHHII")
COMPRESSED = 1
INDEX = -1
PROPERTY_TAG = 24
INDEX_ENTRY = 24
_USUAL_INDEX_ROOM = 1024
_USUAL_TAGS = (4, 0, 24)
_MOST_STREAMS = 1000
# Bytes that zlib makes of none.
_PACKED_NOTHING = 8


@dataclass(frozen=True, slots=True)
class Stream:
    """Description of a stream.

    Attributes:
        index: its index in events.
        content: GUID of the kind of data.
        name: display name, e.g. ``"Nui Body Frame"``.
        tag_bytes: length of each event's tag.
        compressed: whether its events' data is compressed.
        index_room: capacity of its indexes, in entries.
    """

    index: int
    content: UUID
    name: str
    tag_bytes: int
    compressed: bool
    index_room: int


@dataclass(frozen=True, slots=True)
class Event:
    """Header of a requested event, before its data is read.

    Attributes:
        stream: its stream.
        at: file offset of its header.
        time: time in units of 100 ns.
        tag: the bytes before the data.
        data_at: file offset of the data.
        size: bytes of data in the file.
        full_size: bytes of data when unpacked.
        compressed: whether it is compressed.
    """

    stream: Stream
    at: int
    time: int
    tag: bytes
    data_at: int
    size: int
    full_size: int
    compressed: bool


class XefFile:
    """Iterator over events that reads headers only."""

    def __init__(self, path: Path) -> None:
        """Open the file and read its header.

        Raises:
            RecordingError: it cannot be opened, is not a Kinect Studio file, or is truncated.
        """
        check_file(path, max_bytes=None)
        self.path = path
        self.streams: dict[int, Stream] = {}
        """The streams described so far, by index."""
        self.has_footer = False
        """Whether the events came to an orderly end; known once all were gone through."""
        try:
            self._file = path.open("rb")
            self._size = path.stat().st_size
        except OSError as error:
            raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None
        try:
            magic, _, self._count, _ = FILE_HEADER.unpack(self.read(0, FILE_HEADER.size, "the file's header"))
            if magic != MAGIC:
                self.fail(0, "another file", "EVENTS1, the mark of Kinect Studio")
        except RecordingError:
            self._file.close()
            raise

    def __enter__(self) -> XefFile:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self._file.close()

    def fail(self, at: int, found: str, expected: str | None = None, remedy: str | None = None) -> NoReturn:
        """Raise a RecordingError with this file and an offset in it."""
        raise RecordingError(found, path=self.path, place=f"byte {at}", expected=expected, remedy=remedy)

    def read(self, at: int, size: int, what: str) -> bytes:
        """Read bytes of the file.

        Args:
            at: file offset.
            size: number of bytes, at most the file's.
            what: description for the error message.

        Raises:
            RecordingError: the file is truncated.
        """
        if at + size > self._size:
            self.fail(at, "the file ends early", what, _CUT_OFF)
        try:
            self._file.seek(at)
            data = self._file.read(size)
        except OSError as error:
            raise RecordingError(f"cannot be read: {error.strerror}", path=self.path) from None
        if len(data) != size:
            self.fail(at, "the file ends early", what, _CUT_OFF)
        return data

    def events(self, content: UUID) -> Iterator[Event]:
        """Yield the events of streams with one kind of data, in file order.

        Raises:
            RecordingError: the file is damaged or truncated.
        """
        at, progress = FILE_HEADER.size, ReadingProgress(self._size)
        while at < self._size:
            progress.at(at)
            header = EVENT_HEADER.unpack(self.read(at, EVENT_HEADER.size, "the header of an event"))
            index, flags, size, time, _, full_size = header
            if index == INDEX:
                at = self._after_index(at)
                continue
            stream = self.streams.get(index)
            data_at = at + EVENT_HEADER.size
            if stream is None and self._is_description(data_at, index, size):
                at = self._describe(data_at)
                continue
            if stream is None and self._is_footer(index, flags):
                self.has_footer = True
                return
            if size < 0 or full_size < 0:
                self.fail(at, f"an event of {counted(min(size, full_size), 'byte')}", "0 or more")
            tag_bytes = self._tag_of_unknown(data_at, size) if stream is None else stream.tag_bytes
            after = data_at + tag_bytes + size
            if after > self._size:
                self.fail(
                    at,
                    f"an event of {counted(tag_bytes + size, 'byte')}, "
                    f"but {max(self._size - data_at, 0)} are left",
                    None,
                    _CUT_OFF,
                )
            if stream is not None and stream.content == content:
                compressed = bool(flags & COMPRESSED) or stream.compressed
                tag = self.read(data_at, tag_bytes, "the tag of an event")
                yield Event(stream, at, time, tag, data_at + tag_bytes, size, full_size, compressed)
            at = after

    def _is_footer(self, index: int, flags: int) -> bool:
        """Whether the footer starts here, with the number of streams and -1."""
        return (index == self._count and index > 0) or flags == -1

    def _is_description(self, at: int, index: int, size: int) -> bool:
        """Whether a stream description follows the event's header; it repeats the index."""
        if size != DESCRIPTION.size or at + size > self._size:
            return False
        return bool(struct.unpack("<h", self.read(at, 2, "a stream's description"))[0] == index)

    def _describe(self, at: int) -> int:
        """Read a stream's description and skip the empty event after it; return the end offset."""
        data = self.read(at, DESCRIPTION.size, "a stream's description")
        index, flags, guid, _, name, _, tag_bytes, room, _ = DESCRIPTION.unpack(data)
        if len(self.streams) >= _MOST_STREAMS:
            self.fail(at, f"more than {_MOST_STREAMS} streams", "about a dozen")
        self.streams[index] = Stream(
            index,
            UUID(bytes_le=guid),
            name.decode("utf-16-le", "replace").split("\0")[0],
            tag_bytes,
            bool(flags & COMPRESSED),
            room if 0 < room <= 2**20 else _USUAL_INDEX_ROOM,
        )
        at += DESCRIPTION.size
        second = EVENT_HEADER.unpack(self.read(at, EVENT_HEADER.size, "an event"))
        is_empty = second[0] == index and second[2] in (0, _PACKED_NOTHING)
        return at + EVENT_HEADER.size + int(second[2]) if is_empty else at

    def _after_index(self, at: int) -> int:
        """Return the end offset of an index, whose length depends on its stream's tag length."""
        entries = at + EVENT_HEADER.size
        event_at = struct.unpack("<Q", self.read(entries, 8, "an index of events"))[0]
        lengths = [_USUAL_INDEX_ROOM * (INDEX_ENTRY + tag) for tag in _USUAL_TAGS]
        if FILE_HEADER.size <= event_at <= self._size - 2:
            index = struct.unpack("<h", self.read(event_at, 2, "an event that an index names"))[0]
            stream = self.streams.get(index)
            if stream is not None:
                lengths.insert(0, stream.index_room * (INDEX_ENTRY + stream.tag_bytes))
        for length in lengths:
            if self._may_begin_event(entries + length):
                return entries + length
        self.fail(at, "an index of events without an end", None, _CUT_OFF)

    def _tag_of_unknown(self, at: int, size: int) -> int:
        """Infer the tag length of an event of an undescribed stream from the following data."""
        if not self.streams:
            return PROPERTY_TAG
        return next((tag for tag in _USUAL_TAGS if self._may_begin_event(at + tag + size)), PROPERTY_TAG)

    def _may_begin_event(self, at: int) -> bool:
        """Whether an event, or the end of the file, may be at this offset."""
        if at == self._size:
            return True
        if at + EVENT_HEADER.size > self._size:
            return False
        index, flags, size, _, _, full_size = EVENT_HEADER.unpack(
            self.read(at, EVENT_HEADER.size, "the header of an event")
        )
        if index == INDEX or (index not in self.streams and self._is_footer(index, flags)):
            return True
        known = index in self.streams or size == DESCRIPTION.size
        # Zeros and the entries of an index must not pass for an event.
        sound = 0 < size <= self._size - at - EVENT_HEADER.size and (full_size == size or flags == COMPRESSED)
        return bool(known and sound)


_CUT_OFF = "It is cut off: copy it again, or open it in Kinect Studio and save it again."
