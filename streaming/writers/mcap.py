"""MCAP writer of this program's recordings; :mod:`..readers.support.mcap_channels` defines the channels.

:class:`MessageWriter` turns frames and answers into an MCAP stream; :func:`write_mcap` writes a whole
recording with it, :mod:`streaming.recordings.recorder` a live one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from mcap.well_known import MessageEncoding, SchemaEncoding
from mcap.writer import CompressionType, Writer

from streaming.program import NAME, program_version
from streaming.readers.mcap import METADATA
from streaming.readers.support.mcap_channels import (
    ACTION,
    SKELETON,
    VERSION,
    Channel,
    encode_answer,
    encode_frame,
    encode_span,
)
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame, LabelledSpan, Recording
from streaming.writers.atomic import replacing
from streaming.writers.foxglove import (
    LOG,
    SCENE,
    TRANSFORM,
    AnswerLog,
    encode_label,
    encode_scene,
    encode_transform,
)

# A chunk also ends when it is flushed; this bounds it where images come fast or nothing is flushed.
_CHUNK_BYTES = 1024**2
_LARGEST_TIME = 2**64 - 1

NEVER_REPLACED = "Choose another name: a recording is never overwritten."
"""What to do where there is a file of a recording's name."""


class MessageWriter:
    """Writes messages into a stream in MCAP's form: header, metadata, chunks, and at the end the index."""

    def __init__(
        self, stream: BinaryIO, metadata: Mapping[str, str], log_time_ns: Callable[[float], int]
    ) -> None:
        """Write the header and the metadata.

        Args:
            stream: where to; told, but never sought.
            metadata: where the recording comes from; the program's own entries are added.
            log_time_ns: gives MCAP's log time, nanoseconds since 1970, for a time stamp in seconds.
        """
        self.log_time_ns = log_time_ns
        self._writer = Writer(stream, chunk_size=_CHUNK_BYTES, compression=CompressionType.ZSTD)
        self._ids: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._said = AnswerLog()
        self._writer.start(library=f"{NAME} {program_version()}")
        entries = {"version": VERSION, "program": f"{NAME} {program_version()}", **metadata}
        # A file's name may hold bytes that are no text: they are shown by their numbers.
        text = {name: value.encode("utf-8", "backslashreplace").decode() for name, value in entries.items()}
        self._writer.add_metadata(METADATA, text)

    def add_frame(self, frame: Frame) -> int:
        """Append a frame, also as Foxglove draws it; return the number of bytes.

        Raises:
            ValueError: a position or the time stamp is NaN or infinite: a bug in the source.
        """
        data, log_time_ns = encode_frame(frame), self._log_time(frame.time_s)
        size = 0
        if TRANSFORM.topic not in self._ids:
            size += self.add(TRANSFORM, frame.time_s, encode_transform(log_time_ns))
        size += self.add(SKELETON, frame.time_s, data)
        return size + self.add(SCENE, frame.time_s, encode_scene(frame, log_time_ns))

    def add_answer(self, answer: Answer) -> int:
        """Append an answer with its prediction and F_A, and what is new in it; return the number of bytes."""
        size = sum(self.add(channel, answer.time_s, data) for channel, data in encode_answer(answer))
        lines = self._said.push(answer, self._log_time(answer.time_s))
        return size + sum(self.add(LOG, answer.time_s, line) for line in lines)

    def add_label(self, span: LabelledSpan) -> int:
        """Append a labelled span; return the number of bytes."""
        line = encode_label(span, self._log_time(span.start_s))
        return self.add(ACTION, span.start_s, encode_span(span)) + self.add(LOG, span.start_s, line)

    def add(self, channel: Channel, time_s: float, data: bytes) -> int:
        """Append a message to the chunk in the making; return its number of bytes.

        Args:
            channel: of which it is; written before its first message.
            time_s: time stamp on the recording's own clock, in seconds.
            data: the message as :mod:`streaming.readers.support.mcap_channels` encodes it.
        """
        if channel.topic not in self._ids:
            schema = json.dumps(channel.schema).encode()
            schema_id = self._writer.register_schema(channel.schema_name, SchemaEncoding.JSONSchema, schema)
            self._ids[channel.topic] = self._writer.register_channel(
                channel.topic, MessageEncoding.JSON, schema_id
            )
        count = self._counts.get(channel.topic, 0)
        self._counts[channel.topic] = count + 1
        log_time_ns = self._log_time(time_s)
        self._writer.add_message(self._ids[channel.topic], log_time_ns, data, log_time_ns, count % 2**32)
        return len(data)

    def _log_time(self, time_s: float) -> int:
        return min(max(self.log_time_ns(time_s), 0), _LARGEST_TIME)

    def flush(self) -> None:
        """End the chunk, so that everything up to here can be read even if nothing follows."""
        self._writer.flush()

    def finish(self) -> None:
        """Write the index and the footer; nothing can be added any more."""
        self._writer.finish()


def _nanoseconds(seconds: float) -> int:
    """Convert seconds to nanoseconds, 0 to ``_LARGEST_TIME``, even if the product is beyond a float."""
    return round(min(max(seconds * 1e9, 0.0), float(_LARGEST_TIME)))


def write_mcap(recording: Recording, path: Path, *, overwrite: bool = False) -> tuple[str, ...]:
    """Write a recording atomically and losslessly.

    Args:
        recording: what to write.
        path: output file.
        overwrite: whether an existing file is replaced.

    Returns:
        What the file does not keep, one sentence each: nothing.

    Raises:
        WriteError: there is a file of this name, or it cannot be written.
    """
    origin_s = min(recording.start_s, 0.0)
    metadata = {
        "rate_hz": repr(float(recording.rate_hz)),
        "source": recording.path.name if recording.path is not None else "",
        "source_format": recording.format,
        "notes": json.dumps(recording.notes),
        "warnings": json.dumps(recording.warnings),
    }
    with replacing(path, overwrite=overwrite) as (temporary,), temporary.open("wb") as file:
        writer = MessageWriter(file, metadata, lambda time_s: _nanoseconds(time_s - origin_s))
        for span in recording.labels:
            writer.add_label(span)
        for frame in recording.frames:
            writer.add_frame(frame)
        writer.finish()
    return ()
