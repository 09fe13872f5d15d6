"""Reader of MCAP containers (specification: mcap.dev/spec) that tolerates truncated files.

A file is a magic number and records: one byte that tells the kind, eight that tell the length, the content.
Messages lie in chunks, compressed and with a checksum each; schemas and channels come before the messages
that need them; an index and a footer end a file that was closed. The reader does not need the latter two: it
reads complete records from the start, as a killed recorder leaves them.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

import zstandard
from mcap import records
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.losses import LOSS_TO_WARN_OF
from streaming.readers.support.text import check_file, shown
from streaming.reading_progress import ReadingProgress

MAGIC = b"\x89MCAP0\r\n"
_RECORD = struct.Struct("<BQ")
_MESSAGE = struct.Struct("<HIQQ")  # channel, sequence, log time, publish time
_IN_CHUNK = frozenset({Opcode.SCHEMA, Opcode.CHANNEL, Opcode.MESSAGE})
# Writers cut chunks at 1 to 4 MiB. More than this is not taken into memory at once.
_LARGEST_CHUNK = 64 * 1024**2
# What all chunks may unpack to: several times what skeletons do, and far below a decompression bomb.
_MOST_UNPACKED, _MOST_PER_BYTE = 64 * 1024**2, 200
_MOST_CHANNELS, _LONGEST_NAME = 1000, 1000
_DAMAGED = (McapError, struct.error, ValueError, OverflowError, zstandard.ZstdError)


class Message(NamedTuple):
    """One message.

    Attributes:
        topic: name of its channel.
        schema: name of its channel's schema; empty if it has none.
        offset: where in the file its chunk begins, bytes.
        log_time_ns: its time stamp.
        data: its content, encoded as the channel says.
    """

    topic: str
    schema: str
    offset: int
    log_time_ns: int
    data: bytes

    @property
    def place(self) -> str:
        """Place in the file, for error messages."""
        return f"byte {self.offset}, {shown(self.topic.encode())} at {self.log_time_ns / 1e9:.3f} s"


class McapFile:
    """Messages of an MCAP file, read sequentially once, with statistics and notes."""

    def __init__(self, path: Path) -> None:
        """Check the file.

        Raises:
            RecordingError: it does not exist, is empty or is not a regular file.
        """
        self._size = check_file(path, max_bytes=None)
        self.path = path
        self.metadata: dict[str, dict[str, str]] = {}
        """Name of each metadata record met, with its entries."""
        self.notes: list[str] = []
        """What was left out, one sentence each."""
        self.warnings: list[str] = []
        """The same, where it is a good part of the file."""
        self.topics: set[str] = set()
        """Names of the channels met."""
        self._schemas: dict[int, str] = {}
        self._channels: dict[int, tuple[str, str, str]] = {}  # topic, schema, encoding
        self._unpacked = 0

    def messages(self, schemas: Collection[str] | None = None) -> Iterator[Message]:
        """Yield the messages of channels with these schemas in JSON, in the order they were written.

        Args:
            schemas: names of schemas; None for all messages in any encoding.

        Raises:
            RecordingError: the file cannot be read, or its sizes exceed the limits.
        """
        damaged = lost = 0
        try:
            with self.path.open("rb") as file:
                for offset, opcode, content in self._records(file):
                    try:
                        chunk = opcode == Opcode.CHUNK
                        for kind, part in self._in_chunk(content, offset) if chunk else [(opcode, content)]:
                            message = self._take(kind, part, offset, schemas)
                            if message is not None:
                                yield message
                    except _DAMAGED:
                        damaged += 1
                        lost += len(content)
        except OSError as error:
            raise RecordingError(f"cannot be read: {error.strerror}", path=self.path) from None
        if damaged:
            self._told(lost).append(
                f"{counted(damaged, 'damaged piece')} of the file left out{self._share(lost)}."
            )

    def _records(self, file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
        """Yield (offset, opcode, content) of each complete record up to the end of the data."""
        if file.read(len(MAGIC)) != MAGIC:
            self._fail("not an MCAP file of version 0", 0)
        offset, progress = len(MAGIC), ReadingProgress(self._size)
        while True:
            progress.at(offset)
            head = file.read(_RECORD.size)
            opcode, length = _RECORD.unpack(head) if len(head) == _RECORD.size else (0, 0)
            end = offset + _RECORD.size + length
            if opcode == Opcode.DATA_END:
                return
            if opcode == 0 or end > self._size:  # zeros are what a power failure leaves
                break
            if opcode in _IN_CHUNK or opcode in (Opcode.CHUNK, Opcode.METADATA):
                if length > _LARGEST_CHUNK:
                    self._fail(f"a piece of {length / 1024**2:.0f} MiB", offset)
                yield offset, opcode, file.read(length)
            else:
                file.seek(length, io.SEEK_CUR)
            offset = end
        lost = self._size - offset
        self._told(lost).append(
            "The recording was never closed, as when a program is killed or a disk is full: it is read up to "
            f"its last complete piece, which ends {counted(lost, 'byte')} "
            f"before the file does{self._share(lost)}."
        )

    def _told(self, lost: int) -> list[str]:
        """Return the list to which a loss of this many bytes belongs: notes or warnings."""
        return self.warnings if lost > LOSS_TO_WARN_OF * self._size else self.notes

    def _share(self, lost: int) -> str:
        """Format the lost share of the file, if large."""
        return f": {lost / self._size:.0%} of it is lost" if lost > LOSS_TO_WARN_OF * self._size else ""

    def _in_chunk(self, content: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
        """Decompress a chunk and yield (opcode, content) of its records.

        Raises:
            McapError, struct.error, ValueError, OverflowError, zstandard.ZstdError: it is damaged.
        """
        chunk = records.Chunk.read(ReadDataStream(io.BytesIO(content)))
        if chunk.compression == "zstd":
            unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_CHUNK)
            data = unpacker.stream_reader(chunk.data).read(_LARGEST_CHUNK + 1)
        elif chunk.compression == "":
            data = chunk.data
        else:
            name = shown(chunk.compression.encode())
            self._fail(f'compression "{name}"', offset, "zstd or none", "Compress it by zstd.")
        self._unpacked += len(data)
        if len(data) > _LARGEST_CHUNK or self._unpacked > _MOST_UNPACKED + _MOST_PER_BYTE * self._size:
            self._fail("a piece that unpacks to many times its size", offset, "a recording")
        if chunk.uncompressed_crc not in (0, zlib.crc32(data)):
            raise ValueError("wrong checksum")
        at = 0
        while at < len(data):
            opcode, length = _RECORD.unpack_from(data, at)
            at += _RECORD.size + length
            if at > len(data) or opcode not in _IN_CHUNK:
                raise ValueError("a record that exceeds its chunk, or that no chunk holds")
            yield opcode, data[at - length : at]

    def _take(
        self, opcode: int, content: bytes, offset: int, schemas: Collection[str] | None
    ) -> Message | None:
        """Process a record: store declarations, or return the message if it is requested."""
        stream = ReadDataStream(io.BytesIO(content))
        if opcode == Opcode.SCHEMA:
            schema = records.Schema.read(stream)
            self._schemas[schema.id] = schema.name[:_LONGEST_NAME]
        elif opcode == Opcode.CHANNEL:
            channel = records.Channel.read(stream)
            self.topics.add(channel.topic)
            if len(self.topics) > _MOST_CHANNELS or len(channel.topic) > _LONGEST_NAME:
                self._fail(
                    f"{counted(len(self.topics), 'channel')}, or a very long name of one", offset, "a few"
                )
            schema_name = self._schemas.get(channel.schema_id, "")
            self._channels[channel.id] = (channel.topic, schema_name, channel.message_encoding)
        elif opcode == Opcode.METADATA:
            metadata = records.Metadata.read(stream)
            self.metadata[metadata.name] = metadata.metadata
        elif opcode == Opcode.MESSAGE:
            channel_id, _, log_time_ns, _ = _MESSAGE.unpack_from(content)
            if channel_id not in self._channels:
                raise ValueError("a message of an unknown channel")
            topic, schema_name, encoding = self._channels[channel_id]
            if schemas is None or (schema_name in schemas and encoding == "json"):
                return Message(topic, schema_name, offset, log_time_ns, content[_MESSAGE.size :])
        return None

    def _fail(
        self, found: str, offset: int, expected: str | None = None, remedy: str | None = None
    ) -> NoReturn:
        raise RecordingError(found, path=self.path, place=f"byte {offset}", expected=expected, remedy=remedy)
