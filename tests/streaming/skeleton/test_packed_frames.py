"""What a small file may make of memory, and what of it is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import mcap, read_recording
from streaming.readers.support.frame_store import FrameStore
from streaming.readers.support.mcap_channels import ACTION, SKELETON, encode_frame, encode_span
from streaming.skeleton.frames import Body, Frame, LabelledSpan
from streaming.skeleton.packed_frames import PackedFrames
from streaming.writers.mcap import MessageWriter

from ...support.data_set_files import mat_array, mat_compressed, mat_file
from ...support.same import assert_same_frame
from ...support.small_files import person

ROOT = Path(__file__).resolve().parents[3]
# Reads a file, and prints by how many bytes the largest size of the process grew.
READ = """
import sys
from pathlib import Path
from streaming.errors import RecordingError
from streaming.readers import read_recording
def largest():
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])
before = largest()
try:
    read_recording(Path(sys.argv[1]))
except RecordingError as error:
    print(error, file=sys.stderr)
print(largest() - before)
"""
FRAMES = 400_000


def _empty_ntu(path: Path) -> None:
    path.write_text(f"{FRAMES}\n" + "0\n" * FRAMES)


def _empty_json(path: Path) -> None:
    """Frames of three bytes each; the first makes it a file of .NET bodies."""
    path.write_text('[[{"Joints": {"SpineBase": null}, "IsTracked": false}]' + ",[]" * FRAMES + "]")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no /proc")
@pytest.mark.parametrize("make", [_empty_ntu, _empty_json])
def test_empty_frames_take_next_to_nothing(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "bomb")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "bomb")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert int(done.stdout) < 16e6 + 50 * FRAMES, done.stderr


def _mcap(path: Path, bodies: tuple[Body, ...], frames: int) -> None:
    """The same people over and over: they pack into next to nothing."""
    message = encode_frame(Frame(0, 0.0, bodies)).replace(b'"time_s":0.0', b'"time_s":%d')
    with path.open("wb") as file:
        writer = MessageWriter(file, {"rate_hz": "30"}, lambda _: 0)
        for time_s in range(frames):
            writer.add(SKELETON, 0.0, message % time_s)
        writer.finish()


def test_bodies_that_pack_too_well_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.mcap"
    _mcap(path, tuple(person(0, identity) for identity in range(6)), 1000)
    assert len(read_recording(path).frames) == 1000  # a small file may do what it likes
    monkeypatch.setattr("streaming.readers.support.frame_store.FREE_BYTES", 10_000)
    with pytest.raises(RecordingError, match="bodies and more in a file of this size"):
        read_recording(path)
    _mcap(path, (person(),), 1000)  # somebody who stands like a statue
    assert len(read_recording(path).frames) == 1000


def test_more_frames_than_a_recording_may_have_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streaming.readers.support.frame_store.MOST_FRAMES", 100)
    path = tmp_path / "x.mcap"
    _mcap(path, (), 100)
    assert len(read_recording(path).frames) == 100
    _mcap(path, (), 101)
    with pytest.raises(RecordingError, match="more than 100 frames; expected a recording of at most"):
        read_recording(path)


@pytest.mark.parametrize(
    ("label", "count", "said"),
    [
        ("wave", 21, "more than 20 labelled actions"),
        ("wave" * 300, 1, "a label that is no text of up to 1000 characters"),
    ],
)
def test_labels_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, label: str, count: int, said: str
) -> None:
    monkeypatch.setattr("streaming.readers.mcap.MOST_LABELS", 20)
    with (tmp_path / "x.mcap").open("wb") as file:
        writer = MessageWriter(file, {"rate_hz": "30"}, lambda _: 0)
        writer.add(SKELETON, 0.0, encode_frame(Frame(0, 0.0, ())))
        for _ in range(count):
            writer.add(ACTION, 0.0, encode_span(LabelledSpan(label, 0.0, 1.0)))
        writer.finish()
    with pytest.raises(RecordingError, match=said):
        mcap.read(tmp_path / "x.mcap")


def test_a_mat_file_is_not_unpacked_to_many_times_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streaming.readers.support.frame_store._FREE_NUMBERS", 1000)
    path = mat_file(
        tmp_path / "a01_s1_t1_skeleton.mat", mat_compressed(mat_array("d_skel", np.zeros((20, 3, 4000))))
    )
    with pytest.raises(RecordingError, match="bytes when decompressed; expected at most"):
        read_recording(path)


def test_packed_frames_are_a_sequence_of_frames(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a file")
    rows = [[person(1, 5)], [], [person(2, 2**64 - 1), person(3, 5)]]
    frames = [Frame(7 + 2 * i, i / 30, tuple(bodies)) for i, bodies in enumerate(rows)]
    store = FrameStore(tmp_path / "x")
    for frame in frames:
        store.frame(frame.time_s, frame.number)
        for body in frame.bodies:
            store.body(body.identity, body.positions, body.states)
    packed = store.packed(store.stamps)
    assert isinstance(packed, PackedFrames)
    assert len(packed) == 3
    for one, other in zip(packed, frames, strict=True):
        assert_same_frame(one, other)
    assert_same_frame(packed[-1], frames[2])
    assert [frame.number for frame in packed[1:]] == [9, 11] and len(packed[::-1]) == 3
    with pytest.raises(IndexError):
        packed[3]
