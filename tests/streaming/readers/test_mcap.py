"""The project's own recordings: bit for bit there and back, cut off, damaged, and made by others."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.reader import make_reader
from mcap.writer import CompressionType, Writer

from streaming.errors import RecordingError, WriteError
from streaming.readers import mcap, read_recording
from streaming.readers.support import mcap_container
from streaming.readers.support.mcap_channels import ACTION, SKELETON, encode_answer, encode_frame, encode_span
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.writers.mcap import MessageWriter, write_mcap

from ...support.recording_process import scripted_answer, scripted_frame
from ...support.same import assert_same_frame, assert_same_recording
from ...support.small_files import person, recording

anything = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _finite(bits: bytes) -> np.ndarray:
    """Any float32 (25, 3) of these bits, and a negative zero where they are no number."""
    values = np.frombuffer(bits, np.float32).reshape(25, 3)
    return np.where(np.isfinite(values), values, np.float32(-0.0))


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
BODIES = st.builds(
    Body,
    st.integers(0, 2**64 - 1),
    st.binary(min_size=300, max_size=300).map(_finite),
    st.binary(min_size=25, max_size=25).map(lambda bits: np.frombuffer(bits, np.uint8) % 3),
)
FRAMES = st.lists(
    st.tuples(
        FLOATS.filter(lambda t: abs(t) < 1e15),
        st.integers(-(2**70), 2**70),
        st.lists(BODIES, max_size=3, unique_by=lambda body: body.identity),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda frame: frame[0],
).map(
    lambda frames: [
        Frame(number, t, tuple(bodies)) for t, number, bodies in sorted(frames, key=lambda f: f[0])
    ]
)


@anything
@given(
    frames=FRAMES,
    rate_hz=st.floats(0.01, 1e5),
    labels=st.lists(st.builds(LabelledSpan, st.text(max_size=9), FLOATS, FLOATS), max_size=2),
    notes=st.lists(st.text(max_size=20), max_size=2),
)
def test_any_recording_comes_back_bit_for_bit(tmp_path: Path, frames, rate_hz, labels, notes) -> None:
    path = tmp_path / "x.mcap"
    path.unlink(missing_ok=True)
    labels = [label for label in labels if abs(label.start_s) < 1e300 and abs(label.end_s) < 1e300]
    labels.sort(key=lambda label: label.start_s)
    wanted = Recording(frames, rate_hz, "made by a test", None, tuple(labels), tuple(notes))
    assert write_mcap(wanted, path) == ()
    assert_same_recording(read_recording(path), wanted)


@pytest.mark.parametrize("time_s", [9e299, -9e299])
def test_a_label_at_either_end_of_time_comes_back(tmp_path: Path, time_s: float) -> None:
    far = LabelledSpan("far", time_s, time_s)
    wanted = replace(recording([[]]), labels=(far,))
    write_mcap(wanted, tmp_path / "x.mcap")
    assert read_recording(tmp_path / "x.mcap").labels == (far,)


def test_numbers_of_every_magnitude_come_back_bit_for_bit(tmp_path: Path) -> None:
    signs_and_exponents = np.arange(512, dtype=np.uint32) << 23
    bits = (signs_and_exponents[:, None] | np.array([0, 1, 2**22, 2**23 - 1], np.uint32)).ravel()
    values = bits.view(np.float32)
    values = values[np.isfinite(values)]
    values = np.concatenate([values, values[: -len(values) % 75]]).reshape(-1, 25, 3)
    wanted = recording([[Body(1, positions, np.zeros(25, np.uint8))] for positions in values])
    write_mcap(wanted, tmp_path / "x.mcap")
    assert_same_recording(read_recording(tmp_path / "x.mcap"), wanted)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_a_bug_of_the_source(tmp_path: Path, value: float) -> None:
    body = person()
    body.positions[3, 1] = value
    with pytest.raises(ValueError, match="NaN or infinite"):
        write_mcap(recording([[body]]), tmp_path / "x.mcap")
    with pytest.raises(ValueError, match="time stamp"):
        encode_frame(Frame(0, value, ()))
    assert not (tmp_path / "x.mcap").exists()


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.mcap").write_text("mine")
    with pytest.raises(WriteError, match="exists already"):
        write_mcap(recording([[person()]]), tmp_path / "x.mcap")
    assert (tmp_path / "x.mcap").read_text() == "mine"
    write_mcap(recording([[person()]]), tmp_path / "x.mcap", overwrite=True)
    assert len(read_recording(tmp_path / "x.mcap").frames) == 1


def _whole(path: Path, frames: int = 6, per_chunk: int = 2, close: bool = True) -> bytes:
    """The bytes of a recording with a chunk for every two frames, the answer to the second one in it."""
    stream = io.BytesIO()
    writer = MessageWriter(stream, {"rate_hz": "30.0"}, lambda time_s: round(time_s * 1e9))
    for number in range(frames):
        frame = scripted_frame(number)
        writer.add(SKELETON, frame.time_s, encode_frame(frame))
        if number % per_chunk == per_chunk - 1:
            for channel, data in encode_answer(scripted_answer(number)):
                writer.add(channel, frame.time_s, data)
            writer.flush()
    if close:
        writer.finish()
    path.write_bytes(stream.getvalue())
    return stream.getvalue()


def test_other_programs_read_it(tmp_path: Path) -> None:
    """The MCAP library's own reader finds the index, the schemas, and JSON that is like its schema."""
    path = tmp_path / "x.mcap"
    write_mcap(Recording(**{**_fields(recording([[person(i)] for i in range(5)])), "labels": _LABELS}), path)
    with path.open("rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        assert summary is not None and summary.statistics is not None
        assert summary.statistics.message_count == 6 + 7  # the latter for Foxglove
        topics = {channel.topic for channel in summary.channels.values()}
        assert topics == {"/skeleton", "/action", "/scene", "/tf", "/log"}
        times = []
        for schema, channel, message in reader.iter_messages():
            assert (
                schema is not None and schema.encoding == "jsonschema" and channel.message_encoding == "json"
            )
            _assert_like(json.loads(message.data), json.loads(schema.data))
            if channel.topic in ("/skeleton", "/action"):
                times.append(message.log_time / 1e9)
        assert times == pytest.approx([0, 0, *(np.arange(1, 5) / 30)], abs=1e-9)


_LABELS = (LabelledSpan("wave", 0.0, 0.1),)


def _fields(found: Recording) -> dict:
    return {name: getattr(found, name) for name in ("frames", "rate_hz", "format", "path", "labels", "notes")}


@pytest.mark.parametrize("number", [0, 1])
def test_answers_are_like_their_schemas(number: int) -> None:
    for channel, data in encode_answer(scripted_answer(number)):
        _assert_like(json.loads(data), channel.schema)


def _assert_like(value: object, schema: dict) -> None:
    """A check of as much JSON Schema as the channels use; viewers know no more of it, and no ``null``."""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int}
    kinds["boolean"] = bool
    assert isinstance(value, kinds[schema["type"]])
    if isinstance(value, dict):
        assert set(schema.get("required", schema["properties"])) <= set(value) <= set(schema["properties"])
        for name, part in value.items():
            _assert_like(part, schema["properties"][name])
    if isinstance(value, list):
        assert schema["items"]["type"] != "array"
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        for part in value:
            _assert_like(part, schema["items"])


def _cuts(whole: bytes) -> list[int]:
    """Ends before, at and behind every boundary of records, and in every record's middle."""
    starts = _record_offsets(whole)
    middles = [(a + b) // 2 for a, b in zip(starts, [*starts[1:], len(whole)], strict=True)]
    near = {start + shift for start in starts for shift in (-1, 0, 1, 5, 8, 9, 10)}
    return sorted(end for end in {1, 4, *near, *middles} if end < len(whole))


def test_cut_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    whole = _whole(path)
    wanted = read_recording(path)
    assert wanted.notes == () and len(wanted.frames) == 6
    seen = set()
    for end in _cuts(whole):
        path.write_bytes(whole[:end])
        try:
            found = mcap.read(path)
        except RecordingError as error:
            assert "was never closed" in str(error) or "not an MCAP" in str(error)
            continue
        assert len(found.frames) % 2 == 0
        for one, other in zip(found.frames, wanted.frames, strict=False):
            assert_same_frame(one, other)
        assert len(mcap.read_answers(path)) * 2 == len(found.frames)
        assert len(found.frames) == 6 or "never closed" in (*found.notes, *found.warnings)[0]
        seen.add(len(found.frames))
    assert seen == {2, 4, 6}


def test_a_recording_that_was_never_closed_or_ends_in_zeros(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    whole = _whole(path, close=False)
    assert "which ends 0 bytes before" in mcap.read(path).notes[0]
    path.write_bytes(whole + bytes(4096))  # as a power failure leaves it
    found = mcap.read(path)
    assert len(found.frames) == 6 and "which ends 4096 bytes before" in found.warnings[0]


@anything
@given(data=st.data())
def test_changed_bytes_never_change_a_frame(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "x.mcap"
    content = bytearray(_whole(path))
    wanted = {frame.number: frame for frame in mcap.read(path).frames}
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    try:
        found = read_recording(path)
    except RecordingError as error:
        assert str(path) in str(error) and "\n" not in str(error)
        return
    for frame in found.frames:
        assert_same_frame(frame, wanted[frame.number])


@anything
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes_after_the_magic_number(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mcap"
    path.write_bytes(mcap_container.MAGIC + content)
    with pytest.raises(RecordingError):
        read_recording(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@anything
@given(data=st.data())
def test_messages_unlike_their_schema(tmp_path: Path, data: st.DataObject) -> None:
    message = json.loads(encode_frame(scripted_frame(1)))
    target = data.draw(st.sampled_from([message, message["bodies"][0]]))
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(JSON)
    path = _one_message(tmp_path, json.dumps(message).encode())
    try:
        found = mcap.read(path)
    except RecordingError as error:
        assert "not like its schema" in str(error) and "\n" not in str(error)
        return
    assert all(np.isfinite(body.positions).all() for body in found.frames[0].bodies)


def _one_message(folder: Path, data: bytes, metadata: dict[str, str] | None = None) -> Path:
    path = folder / "x.mcap"
    stream = io.BytesIO()
    writer = MessageWriter(stream, metadata or {}, lambda _: 0)
    writer.add(SKELETON, 0.0, data)
    writer.finish()
    path.write_bytes(stream.getvalue())
    return path


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 10**5, "not like its schema"),
        (b"{}", "no 'bodies'|no 'time_s'"),
        (b"[]", "no JSON object"),
        (b"\xff", "not like its schema"),
        (b" " * (4 * 1024**2 + 1), "4194305 bytes"),
        (b'{"time_s": 1e999, "number": 0, "bodies": []}', "time_s is no finite number"),
    ],
)
def test_messages_that_are_none(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(RecordingError, match=said) as error:
        mcap.read(_one_message(tmp_path, data))
    assert len(str(error.value)) < 500


def test_a_newer_version_is_said_to_be_one(tmp_path: Path) -> None:
    path = _one_message(tmp_path, encode_frame(scripted_frame(0)), {"version": "2"})
    with pytest.raises(RecordingError, match=r'version "2".*newer version'):
        mcap.read(path)


def test_without_metadata_the_rate_is_estimated(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    stream = io.BytesIO()
    writer = MessageWriter(stream, {"rate_hz": "fast", "notes": "{"}, lambda _: 0)
    for number in (0, 1, 2, 3, 3, 4, 5):
        writer.add(SKELETON, 0.0, encode_frame(scripted_frame(number)))
    writer.add(ACTION, 0.0, encode_span(_LABELS[0]))
    writer.finish()
    path.write_bytes(stream.getvalue())
    found = mcap.read(path)
    assert found.rate_hz == pytest.approx(30, rel=1e-3) and found.labels == _LABELS
    assert [note.split()[0] for note in found.notes] == ["1", "The"]


@pytest.mark.parametrize("compression", [CompressionType.NONE, CompressionType.ZSTD])
@pytest.mark.parametrize("chunked", [True, False])
def test_files_that_other_tools_rewrote(tmp_path: Path, compression: CompressionType, chunked: bool) -> None:
    path = _other(tmp_path, compression, chunked, SKELETON.schema_name)
    found = mcap.read(path)
    assert_same_frame(found.frames[0], scripted_frame(0))


def _other(folder: Path, compression: CompressionType, chunked: bool, schema: str) -> Path:
    path = folder / "other.mcap"
    with path.open("wb") as file:
        writer = Writer(file, compression=compression, use_chunking=chunked)
        writer.start()
        schema_id = writer.register_schema(schema, "jsonschema", b"{}")
        channel_id = writer.register_channel("/skeleton", "json", schema_id)
        writer.add_message(channel_id, 0, encode_frame(scripted_frame(0)), 0)
        writer.finish()
    return path


def test_files_of_other_programs(tmp_path: Path) -> None:
    path = _other(tmp_path, CompressionType.ZSTD, True, "somebody.Else")
    with pytest.raises(RecordingError, match=r"no skeletons \(channels: /skeleton\).*Another program"):
        read_recording(path)
    assert mcap.read_answers(path) == []
    path = _other(tmp_path, CompressionType.LZ4, True, SKELETON.schema_name)
    with pytest.raises(RecordingError, match='compression "lz4"'):
        read_recording(path)


def test_names_from_a_file_are_shown_in_one_harmless_line(tmp_path: Path) -> None:
    content = struct.pack("<QQQI", 0, 0, 0, 0) + struct.pack("<I", 7) + b"\n\x1b[31m!" + struct.pack("<Q", 0)
    path = tmp_path / "x.mcap"
    path.write_bytes(mcap_container.MAGIC + _record(6, content))
    with pytest.raises(RecordingError, match=r'compression "\\n\\x1b\[31m!"'):
        mcap.read(path)


def _record(opcode: int, content: bytes, length: int | None = None) -> bytes:
    return struct.pack("<BQ", opcode, len(content) if length is None else length) + content


def _chunk(data: bytes, unpacked_size: int, crc: int = 0) -> bytes:
    content = struct.pack("<QQQI", 0, 0, unpacked_size, crc) + struct.pack("<I", 4) + b"zstd"
    return _record(6, content + struct.pack("<Q", len(data)) + data)


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    bomb = zstandard.ZstdCompressor(level=1).compress(bytes(200 * 1024**2))
    assert len(bomb) < 50_000
    for claimed in (10, 200 * 1024**2):
        path = tmp_path / "x.mcap"
        path.write_bytes(mcap_container.MAGIC + _record(1, bytes(8)) + _chunk(bomb, claimed))
        with pytest.raises(RecordingError, match="unpacks to many times its size"):
            mcap.read(path)
    long_message = _record(5, bytes(30 * 1024**2))  # of no known channel
    path.write_bytes(mcap_container.MAGIC + _chunk(zstandard.compress(long_message), 0) * 3)
    with pytest.raises(RecordingError, match="unpacks to many times its size"):
        mcap.read(path)


def test_sizes_that_are_only_claimed(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    header = mcap_container.MAGIC + _record(1, bytes(8))
    path.write_bytes(header + _record(6, b"chunk", 10 * 1024**3))
    with pytest.raises(RecordingError, match="no skeletons"):
        mcap.read(path)
    path.write_bytes(header + _record(6, b"chunk", 65 * 1024**2))
    with path.open("r+b") as file:
        file.truncate(70 * 1024**2)
    with pytest.raises(RecordingError, match="a piece of 65 MiB"):
        mcap.read(path)


def test_a_damaged_piece_is_left_out_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    content = bytearray(_whole(path))
    chunks = [i for i in _record_offsets(bytes(content)) if content[i] == 6]
    content[chunks[1] + 200] ^= 1
    path.write_bytes(bytes(content))
    found = mcap.read(path)
    assert [frame.number for frame in found.frames] == [0, 1, 4, 5]
    assert re.fullmatch(r"1 damaged piece of the file left out: \d\d% of it is lost.", found.warnings[0])


def _record_offsets(content: bytes) -> list[int]:
    offsets, at = [], len(mcap_container.MAGIC)
    while at + 9 < len(content):
        offsets.append(at)
        at += 9 + struct.unpack_from("<Q", content, at + 1)[0]
    return offsets


def test_a_record_that_exceeds_its_chunk_is_damage(tmp_path: Path) -> None:
    data = _record(5, b"short", 100)
    path = tmp_path / "x.mcap"
    path.write_bytes(mcap_container.MAGIC + _chunk(zstandard.compress(data), len(data), zlib.crc32(data)))
    with pytest.raises(RecordingError, match="no skeletons"):
        mcap.read(path)
