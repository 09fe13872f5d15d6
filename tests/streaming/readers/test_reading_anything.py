"""Whatever the bytes: the readers give a recording or one RecordingError, nothing else, and soon."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError, UnknownFormatError
from streaming.readers import ntu, read_recording, ut_kinect
from streaming.readers.support.text import MAX_BYTES
from streaming.skeleton.frames import Recording
from streaming.writers.csv import write_csv
from streaming.writers.ntu import write_ntu

from ...support.small_files import ntu_body, ntu_file, ntu_joint, person, recording, ut_file, ut_row

anything = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TOKENS = st.one_of(
    st.sampled_from(
        [
            b"",
            b"NaN",
            b"inf",
            b"-inf",
            b"1e400",
            b"-1",
            b"0",
            b"24",
            b"26",
            b"999999999999",
            b"1e9",
            b"--",
            b"1_0",
        ]
    ),
    st.integers(-(10**30), 10**30).map(lambda n: str(n).encode()),
    st.floats().map(lambda x: repr(x).encode()),
    st.binary(max_size=6),
)


def _read(path: Path, content: bytes) -> None:
    """Read these bytes by every reader; what comes back must be sound."""
    path.write_bytes(content)
    for read in (read_recording, ntu.read, ut_kinect.read):
        try:
            found = read(path)
        except RecordingError as error:
            assert str(path) in str(error) and "\n" not in str(error)
            continue
        assert found.frames and (np.diff(found.times_s) > 0).all()
        for frame in found.frames:
            assert len({body.identity for body in frame.bodies}) == len(frame.bodies)
            for body in frame.bodies:
                assert np.isfinite(body.positions).all() and (body.states <= 2).all()
                assert (np.abs(body.positions).max(axis=1) > 5e-4).all()  # nobody has a joint in the sensor


@anything
@given(content=st.binary(max_size=300))
def test_arbitrary_bytes(tmp_path: Path, content: bytes) -> None:
    _read(tmp_path / "x.skeleton", content)


@anything
@given(words=st.lists(st.lists(TOKENS, max_size=13), max_size=12))
def test_arbitrary_fields(tmp_path: Path, words: list[list[bytes]]) -> None:
    _read(tmp_path / "x", b"\n".join(b" ".join(line) for line in words))


def _ntu_bytes(folder: Path) -> bytes:
    """Two frames, two bodies, one of them with unseen joints."""
    holes = [ntu_joint("NaN", 0, 0) if j % 3 else ntu_joint(x=j + 1) for j in range(25)]
    return ntu_file(folder / "whole", [[ntu_body(1)], [ntu_body(2, holes), ntu_body(1)]]).read_bytes()


def _ut_bytes(folder: Path) -> bytes:
    return ut_file(
        folder / "whole", [ut_row(2), ut_row(4, 0.1), ut_row(4, changed={5: "0 0 0"}), ut_row(8)]
    ).read_bytes()


@pytest.mark.parametrize("whole", [_ntu_bytes, _ut_bytes])
@anything
@given(data=st.data())
def test_cut_anywhere(tmp_path: Path, whole: Callable[[Path], bytes], data: st.DataObject) -> None:
    content = whole(tmp_path)
    _read(tmp_path / "x", content[: data.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize("whole", [_ntu_bytes, _ut_bytes])
@anything
@given(data=st.data())
def test_changed_fields(tmp_path: Path, whole: Callable[[Path], bytes], data: st.DataObject) -> None:
    lines = [line.split() for line in whole(tmp_path).splitlines()]
    for _ in range(data.draw(st.integers(1, 4))):
        line = data.draw(st.sampled_from(lines))
        if line:
            line[data.draw(st.integers(0, len(line) - 1))] = data.draw(TOKENS)
    _read(tmp_path / "x", b"\n".join(b" ".join(line) for line in lines))


@pytest.mark.parametrize("whole", [_ntu_bytes, _ut_bytes])
@anything
@given(data=st.data())
def test_changed_bytes(tmp_path: Path, whole: Callable[[Path], bytes], data: st.DataObject) -> None:
    content = bytearray(whole(tmp_path))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _read(tmp_path / "x", bytes(content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n\t\n", "blank"),
        (b"\0\1\2\3" * 1000, "binary"),
        (bytes(range(128, 256)) * 10, "binary"),
        (b"hello\nworld\n", "no known format"),
        (b'{"frames": []}', "no known format"),
        (b"1 2 3 4 5 6 7 " * 100_000, "line 1"),
    ],
)
def test_other_content(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=said):
        read_recording(path)


def test_unknown_content_has_its_own_error(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("hello\n")
    with pytest.raises(UnknownFormatError, match="UT-Kinect"):
        read_recording(path)


def test_missing_folder_and_device(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no such file"):
        read_recording(tmp_path / "none.skeleton")
    with pytest.raises(RecordingError, match="a folder"):
        read_recording(tmp_path)
    with pytest.raises(RecordingError, match="cannot be opened"):
        read_recording(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordingError, match="not an ordinary file"):
        read_recording(tmp_path / "pipe")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = ntu_file(tmp_path / "x.skeleton", [[ntu_body()]])
    with path.open("r+b") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(RecordingError, match="at most 128 MiB"):
        ut_kinect.read(path)
    for read in (ntu.read, read_recording):  # as long as somebody records, but not of anything
        with pytest.raises(RecordingError, match="a line of more than"):
            read(path)


@pytest.mark.parametrize("write", [write_csv, write_ntu])
def test_what_this_program_writes_for_hours_can_be_read_again(
    tmp_path: Path, write: Callable[[Recording, Path], object]
) -> None:
    path = tmp_path / "x"
    write(recording([[person()]] * 3), path)
    blanks = b" " * 60_000 + b"\n"
    with path.open("ab") as file:  # blank lines, to make it as large as what takes hours to write
        for _ in range(MAX_BYTES // len(blanks) + 1):
            file.write(blanks)
    assert path.stat().st_size > MAX_BYTES and len(read_recording(path).frames) == 3


def test_a_claimed_count_allocates_nothing(tmp_path: Path) -> None:
    path = ntu_file(tmp_path / "x.skeleton", [[ntu_body()]], count=4_999_999)
    with pytest.raises(RecordingError, match="ends early; expected the body count of frame 2 of 4999999"):
        read_recording(path)
