"""The reader of Kinect Studio's ``.xef``: against clips that the tests write from the specification."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, TrackingState

from ...support.small_files import person
from ...support.xef_files import (
    BODY,
    BODY_STREAM,
    DEPTH_STREAM,
    body_event,
    body_frame,
    clip,
    depth_event,
    description,
    event,
    footer,
    header,
    index,
)

TAG = struct.pack("<I", 0)


def _write(folder: Path, content: bytes) -> Path:
    path = folder / "clip.xef"
    path.write_bytes(content)
    return path


def _fails(folder: Path, content: bytes) -> str:
    path = _write(folder, content)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    text = str(caught.value)
    assert str(path) in text and "\n" not in text
    return text


def _two_people(compressed: bool = False) -> list[bytes]:
    """Four body frames between depth images: A; nobody; B and A, in other places; A."""
    a, b = person(1, 72057594037928243), person(2, 2**64 - 1)
    places: list[list[Body | None]] = [[None, a], [], [b, None, None, a], [None, None, None, None, None, a]]
    return [
        piece
        for i, bodies in enumerate(places)
        for piece in (
            depth_event(i / 30, 500 + i),
            body_event(bodies, i / 30 + 0.0021, 500 + i, compressed=compressed),
        )
    ]


@pytest.mark.parametrize("compressed", [False, True])
def test_bodies_identities_states_and_times(tmp_path: Path, compressed: bool) -> None:
    found = read_recording(_write(tmp_path, clip(_two_people(compressed), compressed=compressed)))
    assert found.format == "Kinect Studio .xef" and found.rate_hz == 30
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [
        *([72057594037928243], [], [2**64 - 1, 72057594037928243], [72057594037928243])
    ]
    np.testing.assert_allclose(found.times_s, np.arange(4) / 30 + 0.0021, atol=1e-7)
    assert [frame.number for frame in found.frames] == [500, 501, 502, 503]
    for read, written in zip(found.frames[2].bodies, (person(2), person(1)), strict=True):
        np.testing.assert_array_equal(read.positions, written.positions)
        np.testing.assert_array_equal(read.states, written.states)
    assert found.notes == ("No body in 1 of 4 frames.",)


def test_a_signalling_nan_of_a_damaged_clip_is_a_joint_that_is_not_there(tmp_path: Path) -> None:
    damaged = person(1)
    damaged.positions.view(np.uint32)[4, 1] = 0x7FA00000
    body = read_recording(_write(tmp_path, clip([body_event([damaged], 0.1)]))).frames[0].bodies[0]
    assert body.states[4] == TrackingState.NOT_TRACKED and body.states[5] == TrackingState.TRACKED


def test_recognised_by_content(tmp_path: Path) -> None:
    path = tmp_path / "clip.txt"
    path.write_bytes(clip(_two_people()))
    assert read_recording(path).format == "Kinect Studio .xef"


def test_single_events_may_be_compressed(tmp_path: Path) -> None:
    events = [body_event([person(i)], i / 30, i, compressed=i % 2 == 1) for i in range(4)]
    assert len(read_recording(_write(tmp_path, clip(events))).frames) == 4


def test_indexes_between_events_are_skipped(tmp_path: Path) -> None:
    """Of streams with tags of 4 and 24 bytes; then of events unknown, with tags of 4, 0 and 24."""
    properties_at = 24
    depth_at = clip([]).index(struct.pack("<hhi", DEPTH_STREAM, 0, 292))
    body_at = clip([]).index(struct.pack("<hhi", BODY_STREAM, 0, 292))
    events = [
        *(body_event([person(1)], 0.1), index(body_at, 4), index(depth_at, 4), depth_event(0.2)),
        *(
            index(properties_at, 24),
            body_event([person(2)], 0.3),
            index(10**12, 4),
            body_event([person(3)], 0.4),
        ),
        *(index(10**12, 0), body_event([person(4)], 0.5), index(10**12, 24)),
    ]
    assert [f.time_s for f in read_recording(_write(tmp_path, clip(events))).frames] == [0.1, 0.3, 0.4, 0.5]


def test_streams_that_nobody_described_are_skipped(tmp_path: Path) -> None:
    for tag in (b"", b"abcd", bytes(24)):
        events = [body_event([person(1)], 0.1), event(9, b"x" * 77, tag=tag), body_event([person(2)], 0.2)]
        assert len(read_recording(_write(tmp_path, clip(events))).frames) == 2


def test_a_minimal_file_of_description_and_events(tmp_path: Path) -> None:
    content = (
        header(2)
        + description(BODY_STREAM, BODY, "Nui Body Frame", 0)
        + event(BODY_STREAM, body_frame([person()]))
    )
    found = read_recording(_write(tmp_path, content))
    assert len(found.frames) == 1 and found.frames[0].number == 0
    assert found.notes == ("The clip has no footer: it may be cut off.",)


def test_second_body_stream_and_times_before_zero_are_told(tmp_path: Path) -> None:
    second = description(7, BODY, "Nui Body Frame 2")
    events = [
        *(second, body_event([person(1)], -0.1), body_event([person(1)], 0.1)),
        *(body_event([person(2)], 0.2, stream=7), body_event([person(1)], 0.3), body_event([person(1)], 0.3)),
    ]
    found = read_recording(_write(tmp_path, clip(events)))
    np.testing.assert_allclose(found.times_s, [0.1, 0.3, 0.4])
    assert found.notes == (
        "1 event of a second body stream: passed over.",
        "1 frame with the time stamp of the one before: spread evenly.",
    )
    assert found.warnings == (
        "1 of 4 body frames are from before the clip's beginning: they were left out: 25% of it is lost.",
    )


def test_joints_at_the_sensor_and_strange_states(tmp_path: Path) -> None:
    body = person(1)
    body.positions[7] = 0
    states = body.states.astype(np.int32)
    data = bytearray(body_frame([body]))
    states[:2] = (-5, 99)
    data[32 + 800 : 32 + 900] = states.astype("<i4").tobytes()
    found = (
        read_recording(_write(tmp_path, clip([event(BODY_STREAM, bytes(data), 0.1, TAG)])))
        .frames[0]
        .bodies[0]
    )
    np.testing.assert_array_equal(found.positions[7], body.positions[6])  # the hand goes to the wrist
    assert found.states[7] == 0 and found.states[:2].tolist() == [0, 2]


def test_clip_without_body_stream_says_so(tmp_path: Path) -> None:
    said = _fails(tmp_path, clip([depth_event(0.1)], with_bodies=False))
    assert 'no body stream; it has Nui Depth; expected a clip recorded with "Nui Body Frame"' in said
    assert "its body stream is empty" in _fails(tmp_path, clip([depth_event(0.1)]))
    assert "no body stream" in _fails(tmp_path, header(1) + footer(1))
    depth, damaged = (name.encode("utf-16-le") for name in ("Nui Depth", "\x1bui\nDepth"))
    said = _fails(tmp_path, clip([depth_event(0.1)], with_bodies=False).replace(depth, damaged))
    assert r"it has \x1bui\nDepth; expected" in said and said.isprintable()


def test_nobody_in_view_is_no_error(tmp_path: Path) -> None:
    found = read_recording(_write(tmp_path, clip([body_event([], i / 30, i) for i in range(3)])))
    assert [frame.bodies for frame in found.frames] == [(), (), ()]


@pytest.mark.parametrize("compressed", [False, True])
def test_cut_off_at_every_kind_of_place(tmp_path: Path, compressed: bool) -> None:
    whole = clip(_two_people(compressed), compressed=compressed, with_footer=False)
    last = len(whole) - len(_two_people(compressed)[-1])
    # In the file's header, a description, an event's header, tag and data.
    for end in [
        *range(8, 24),
        *range(25, 40),
        300,
        330,
        350,
        1000,
        *range(last + 1, last + 40),
        len(whole) - 2,
    ]:
        said = _fails(tmp_path, whole[:end])
        assert "byte" in said and ("cut off" in said or "early" in said), said
    assert (
        len(read_recording(_write(tmp_path, whole[:last])).frames) == 3
    )  # between events: not to be noticed


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (event(BODY_STREAM, b"x", 0.1, TAG, size=10**9), "an event of 1000000004 bytes, but"),
        (event(DEPTH_STREAM, b"x", 0.1, TAG, size=2**31 - 1), "cut off"),
        (event(BODY_STREAM, b"x", 0.1, TAG, size=-4), "an event of -4 bytes"),
        (event(BODY_STREAM, bytes(6000), 0.1, TAG), "a body event of 6000 bytes; expected 6288"),
        (event(BODY_STREAM, bytes(6288), 0.1, TAG, full_size=2**30), f"a body event of {6288} bytes"),
        (event(BODY_STREAM, b"no zlib", 0.1, TAG, flags=1, full_size=6288), "cannot be unpacked"),
        (event(BODY_STREAM, zlib.compress(bytes(100)), 0.1, TAG, flags=1, full_size=6288), "unpacks to 100"),
        (
            event(BODY_STREAM, zlib.compress(bytes(9999)), 0.1, TAG, flags=1, full_size=6288),
            "unpacks to more",
        ),
        (
            event(BODY_STREAM, zlib.compress(bytes(6288))[:-5], 0.1, TAG, flags=1, full_size=6288),
            "unpacks to",
        ),
        (event(BODY_STREAM, bytes(7000), 0.1, TAG, flags=1, full_size=6288), "packed into 7000 bytes"),
        (
            event(BODY_STREAM, zlib.compress(bytes(9)), 0.1, TAG, flags=1, full_size=9),
            "a body event of 9 bytes",
        ),
    ],
)
def test_damaged_events(tmp_path: Path, piece: bytes, said: str) -> None:
    assert said in _fails(tmp_path, clip([body_event([person()], 0.05), piece]))


def test_a_zlib_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(5_000_000), 9)
    assert len(bomb) < 6000
    path = _write(tmp_path, clip([event(BODY_STREAM, bomb, 0.1, TAG, flags=1, full_size=6288)] * 3))
    tracemalloc.start()
    with pytest.raises(RecordingError, match="unpacks to more"):
        read_recording(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_many_small_bombs_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six still bodies pack into few bytes: what is kept of them must stay in proportion to the file."""
    monkeypatch.setattr("streaming.readers.support.frame_store.FREE_BYTES", 100_000)
    monkeypatch.setattr("streaming.readers.support.frame_store.MOST_GROWTH", 4)
    flat = Body(1, np.full((25, 3), 2.0, dtype=np.float32), np.full(25, 2, dtype=np.uint8))
    data = bytearray(body_frame([flat] * 6))
    for i in range(6):
        data[32 + 1040 * i + 1008] = i + 1
    packed = zlib.compress(bytes(data), 9)
    events = [event(BODY_STREAM, packed, i / 30, TAG, flags=1, full_size=6288) for i in range(2000)]
    assert "bodies and more in a file of this size" in _fails(tmp_path, clip(events))


def test_payloads_of_other_streams_are_never_read(tmp_path: Path) -> None:
    """A depth image that claims two gigabytes, really there (sparse), costs neither memory nor time."""
    start = clip([body_event([person(1)], 0.1)], with_footer=False)
    start += event(DEPTH_STREAM, b"", 0.2, TAG, size=2**31 - 1)
    path = _write(tmp_path, start)
    with path.open("r+b") as file:
        file.truncate(len(start) + 2**31 - 1)
        file.seek(0, 2)
        file.write(body_event([person(2)], 0.3))
    tracemalloc.start()
    found = read_recording(path)
    assert len(found.frames) == 2 and tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
