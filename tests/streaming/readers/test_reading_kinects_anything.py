"""Whatever the bytes: the readers of Kinect formats give a recording or one RecordingError, nothing else."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError
from streaming.readers import _READERS, read_recording
from streaming.readers.support.head import read_head

from ...support.kinect_seeds import SEEDS

quickly = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
JSON = [name for name in SEEDS if name in ("azure", "kinectron", "dotnet")]
CSV = ["joint csv", "kinder-gator"]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**39), 10**39),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["NaN", "1e999", "-Infinity", "", "Tracked", "12:00:00", "\ud800", "x" * 100, [], {}, [[]]]
    ),
    st.sampled_from(["Joints", "Position", "SpineBase", "X", "0", "7"]),
    st.lists(st.integers(), max_size=3),
)
TOKENS = st.one_of(
    st.sampled_from(
        [b"", b"NaN", b"-inf", b"1e400", b"1e39", b"0", b"-1", b'"', b";", b"\t", b"NotTracked", b"2"]
    ),
    st.integers(-(10**30), 10**30).map(lambda n: str(n).encode()),
    st.floats().map(lambda x: repr(x).encode()),
    st.binary(max_size=6),
)


def check(path: Path, content: bytes, reader: Any) -> None:
    """Read these bytes by recognition and by this reader; what comes back must be sound."""
    path.write_bytes(content)
    for read in (read_recording, reader.read):
        try:
            found = read(path)
        except RecordingError as error:
            assert str(path) in str(error) and str(error).isprintable()
            continue
        assert found.frames and (np.diff(found.times_s) > 0).all() and np.isfinite(found.times_s).all()
        assert 0 < found.rate_hz < 1e4
        assert (np.diff([frame.number for frame in found.frames]) > 0).all()
        for frame in found.frames:
            assert len({body.identity for body in frame.bodies}) == len(frame.bodies)
            for body in frame.bodies:
                assert np.isfinite(body.positions).all() and (body.states <= 2).all()
                assert (np.abs(body.positions).max(axis=1) > 5e-4).all()  # nobody has a joint in the sensor


@pytest.mark.parametrize("name", SEEDS)
def test_whole_files_are_recognised_by_one_reader_alone(tmp_path: Path, name: str) -> None:
    reader, whole = SEEDS[name]
    (tmp_path / "x").write_bytes(whole)
    head = read_head(tmp_path / "x")
    assert [each for each in _READERS if each.recognises(head)] == [reader]
    found = read_recording(tmp_path / "x")
    assert found.format == reader.FORMAT and len(found.frames) >= 2


@pytest.mark.parametrize("name", SEEDS)
@quickly
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    reader, whole = SEEDS[name]
    check(tmp_path / "x", content, reader)
    check(tmp_path / "x", whole[:24] + content, reader)


@pytest.mark.parametrize("name", SEEDS)
@quickly
@given(data=st.data())
def test_cut_anywhere(tmp_path: Path, name: str, data: st.DataObject) -> None:
    reader, whole = SEEDS[name]
    content = whole
    check(tmp_path / "x", content[: data.draw(st.integers(0, len(content)))], reader)


@pytest.mark.parametrize("name", SEEDS)
@quickly
@given(data=st.data())
def test_changed_bytes(tmp_path: Path, name: str, data: st.DataObject) -> None:
    reader, whole = SEEDS[name]
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check(tmp_path / "x", bytes(content), reader)


@pytest.mark.parametrize("name", ["xef", "xef packed"])
@quickly
@given(data=st.data())
def test_changed_fields_of_events(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Any 2, 4 or 8 bytes of headers and descriptions become a number that means something."""
    reader, whole = SEEDS[name]
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        size, code = data.draw(st.sampled_from([(2, "<h"), (4, "<i"), (8, "<q")]))
        most = 2 ** (8 * size - 1) - 1
        number = data.draw(st.sampled_from([0, -1, 1, 2, 24, 292, 6288, most, -most]))
        at = data.draw(st.integers(0, min(len(content), 1800) - size))
        content[at : at + size] = struct.pack(code, max(min(number, most), -most))
    check(tmp_path / "x", bytes(content), reader)


@pytest.mark.parametrize("name", JSON)
@quickly
@given(data=st.data())
def test_changed_values(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Somewhere in the tree a value is replaced, left out, renamed or said twice."""
    reader, whole = SEEDS[name]
    tree = json.loads(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        at = tree
        while data.draw(st.integers(0, 5)):
            inner = [
                v for v in (at.values() if isinstance(at, dict) else at) if isinstance(v, (dict, list)) and v
            ]
            if not inner:
                break
            at = data.draw(st.sampled_from(inner))
        key = data.draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
        what = data.draw(st.sampled_from(["replace", "replace", "drop", "rename", "repeat"]))
        if what == "replace":
            at[key] = data.draw(VALUES)
        elif what == "drop":
            del at[key]
        elif isinstance(at, list):
            at.append(at[key])
        else:
            at[data.draw(st.sampled_from(["", "x", "Position", "cameraX", "bodies", key.upper()]))] = at[key]
        if not tree:
            break
    check(tmp_path / "x", json.dumps(tree).encode(), reader)


@pytest.mark.parametrize("name", [*JSON, "dotnet lines"])
@pytest.mark.parametrize(
    "literal",
    [b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"[" * 50_000, b'{"a":' * 50_000, b'"\\ud800"', b"\xff"],
)
def test_odd_literals_in_place_of_any_number(tmp_path: Path, name: str, literal: bytes) -> None:
    reader, whole = SEEDS[name]
    content = whole
    digits = [i for i, byte in enumerate(content) if chr(byte).isdigit()]
    for at in (digits[0], digits[len(digits) // 2], digits[-1]):
        check(tmp_path / "x", content[:at] + literal + content[at + 1 :], reader)


@pytest.mark.parametrize("name", CSV)
@quickly
@given(data=st.data())
def test_changed_fields(tmp_path: Path, name: str, data: st.DataObject) -> None:
    reader, whole = SEEDS[name]
    lines = [line.split(b",") for line in whole.splitlines()]
    for _ in range(data.draw(st.integers(1, 4))):
        line = data.draw(st.sampled_from(lines))
        place = data.draw(st.integers(0, len(line) - 1))
        line[place] = data.draw(st.one_of(TOKENS, st.sampled_from(lines[0])))
    check(tmp_path / "x", b"\n".join(b",".join(line) for line in lines), reader)
