"""Damage inside containers: MCAP, MAT-files, zip archives, safetensors and journals, whose frame stays whole.

Lengths, checksums and compression are made anew around what is damaged: damage from outside would hardly
ever reach the content.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

from mcap.well_known import MessageEncoding, SchemaEncoding
from mcap.writer import CompressionType, Writer

from streaming.readers.mcap import METADATA
from streaming.readers.support.mcap_channels import ACTION, SKELETON, VERSION, encode_frame, encode_span
from streaming.skeleton.frames import Recording
from tools.fuzzing.damage import damaged

_FROM_OUTSIDE = 0.2
_MAGIC = b"\x89MCAP0\r\n"
_RECORD = struct.Struct("<BQ")
_MESSAGE, _MESSAGE_HEAD = 5, 22
_HEADER, _TAG = 128, struct.Struct("<II")
_MATRIX, _PACKED = 14, 15
_LENGTH = 8
_JOURNAL, _JOURNAL_RECORD = b"MANSJRN1", struct.Struct("<QI")
_MOST_UNPACKED = 2**20
_NO_ARCHIVE = (
    *(OSError, ValueError, EOFError, KeyError, RuntimeError, NotImplementedError, OverflowError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)


def plain_mcap(recording: Recording) -> bytes:
    """Return a recording as MCAP without chunks, compression and checksums."""
    file = io.BytesIO()
    writer = Writer(file, compression=CompressionType.NONE, use_chunking=False, enable_crcs=False)
    writer.start()
    writer.add_metadata(METADATA, {"version": VERSION, "rate_hz": "30.0", "notes": '["made by a test"]'})
    ids = {}
    for channel in (SKELETON, ACTION):
        schema = writer.register_schema(channel.schema_name, SchemaEncoding.JSONSchema, b"{}")
        ids[channel.topic] = writer.register_channel(channel.topic, MessageEncoding.JSON, schema)
    for frame in recording.frames:
        at_ns = round(frame.time_s * 1e9)
        writer.add_message(ids[SKELETON.topic], at_ns, encode_frame(frame), at_ns)
    for span in recording.labels:
        writer.add_message(ids[ACTION.topic], 0, encode_span(span), 0)
    writer.finish()
    return file.getvalue()


def damaged_mcap(content: bytes, rng: random.Random) -> bytes:
    """Damage one record, mostly what a message says; drop or repeat one."""
    records = _mcap_records(content)
    if not records or rng.random() < _FROM_OUTSIDE:
        return damaged(content, rng)
    messages = [i for i, (kind, _) in enumerate(records) if kind == _MESSAGE]
    at = rng.choice(messages) if messages and rng.random() < 0.7 else rng.randrange(len(records))
    kind, data = records[at]
    action = rng.random()
    if action < 0.1:
        del records[at]
    elif action < 0.2:
        records.insert(rng.randrange(len(records)), records[at])
    elif kind == _MESSAGE and action < 0.9:
        records[at] = kind, data[:_MESSAGE_HEAD] + damaged(data[_MESSAGE_HEAD:], rng)
    else:
        records[at] = kind, damaged(data, rng)
    return _MAGIC + b"".join(_RECORD.pack(kind, len(data)) + data for kind, data in records)


def _mcap_records(content: bytes) -> list[tuple[int, bytes]]:
    records, at = [], len(_MAGIC)
    while at + _RECORD.size <= len(content):
        kind, length = _RECORD.unpack_from(content, at)
        at += _RECORD.size
        records.append((kind, content[at : at + length]))
        at += length
    return records


def damaged_mat(content: bytes, rng: random.Random) -> bytes:
    """Damage a variable of a MAT-file, packed or not."""
    if len(content) < _HEADER + _TAG.size or rng.random() < _FROM_OUTSIDE:
        return damaged(content, rng)
    kind, length = _TAG.unpack_from(content, _HEADER)
    start = _HEADER + _TAG.size
    data, rest = content[start : start + length], content[start + length :]
    if kind == _PACKED:
        inside = damaged(_unpacked(data), rng)
        data = zlib.compress(inside)
    else:
        data = damaged(data, rng)
    return content[:_HEADER] + _TAG.pack(kind, len(data)) + data + rest


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return data


def damaged_zip(content: bytes, rng: random.Random) -> bytes:
    """Damage a member of a zip archive; drop, rename or repeat one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = sum(info.file_size for info in archive.infolist())
            members = [(info.filename, archive.read(info)) for info in archive.infolist()] * (
                sizes < _MOST_UNPACKED
            )
    except _NO_ARCHIVE:
        members = []
    if not members or rng.random() < _FROM_OUTSIDE:
        return damaged(content, rng)
    at = rng.randrange(len(members))
    name, data = members[at]
    action = rng.random()
    if action < 0.08:
        del members[at]
    elif action < 0.16:
        members[at] = rng.choice(members)[0] + rng.choice(["", "x", ".npy"]), data
    else:
        members[at] = name, damaged(data, rng)
    packing = rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in dict(members).items():
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return file.getvalue()


def damaged_safetensors(content: bytes, rng: random.Random) -> bytes:
    """Damage the header of a safetensors file, or its numbers."""
    length = int.from_bytes(content[:_LENGTH], "little")
    header, body = content[_LENGTH : _LENGTH + length], content[_LENGTH + length :]
    if length > len(content) or rng.random() < _FROM_OUTSIDE:
        return damaged(content, rng)
    if rng.random() < 0.6:
        header = damaged(header.rstrip(), rng)
    else:
        body = damaged(body, rng)
    return len(header).to_bytes(_LENGTH, "little") + header + body


def damaged_journal(content: bytes, rng: random.Random) -> bytes:
    """Damage a record of a journal, with its checksum made anew."""
    records, at = [], len(_JOURNAL)
    while at + _JOURNAL_RECORD.size <= len(content):
        length, _ = _JOURNAL_RECORD.unpack_from(content, at)
        at += _JOURNAL_RECORD.size
        records.append(content[at : at + length])
        at += length
    if not records or rng.random() < _FROM_OUTSIDE:
        return damaged(content, rng)
    place = rng.randrange(len(records))
    records[place] = damaged(records[place], rng)
    return journal(records)


def journal(records: list[bytes]) -> bytes:
    """Return a journal of these records."""
    return _JOURNAL + b"".join(
        _JOURNAL_RECORD.pack(len(record), zlib.crc32(record)) + record for record in records
    )
