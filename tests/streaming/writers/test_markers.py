"""The writers of markers, ``.trc`` and ``.c3d``, against libraries that are not ours and our own reader."""

from __future__ import annotations

import signal
import sys
import warnings
from pathlib import Path

import c3d
import numpy as np
import pytest
from trc import TRCData

from streaming.errors import RecordingError, WriteError
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.c3d import write_c3d
from streaming.writers.ntu import write_ntu
from streaming.writers.trc import write_trc

from ...support.small_files import person, recording
from ...support.walking import walk, walker


def read_trc(path: Path) -> TRCData:
    data = TRCData()
    data.load(str(path))
    return data


def trc_positions(data: TRCData) -> np.ndarray:
    return np.array([data[joint] for joint in KINECT_V2.joints]).swapaxes(0, 1)


def read_c3d(path: Path) -> tuple[c3d.Reader, np.ndarray]:
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "No analog data found"
        reader = c3d.Reader(file)
        return reader, np.stack([points.copy() for _, points, _ in reader.read_frames()])


def stacked(of: Recording) -> np.ndarray:
    return np.stack([frame.bodies[0].positions for frame in of.frames])


def test_trc_by_a_reader_that_is_not_ours(tmp_path: Path) -> None:
    assert write_trc(walk(), tmp_path / "a.trc") == ("Tracking states are not kept: the format has none.",)
    data = read_trc(tmp_path / "a.trc")
    assert (data["Units"], data["DataRate"], data["NumFrames"], data["NumMarkers"]) == ("mm", 30.0, 60, 25)
    assert data["Markers"] == list(KINECT_V2.joints) and data["OrigDataStartFrame"] == 1
    np.testing.assert_allclose(data["Time"], np.arange(60) / 30, atol=1e-6)
    np.testing.assert_allclose(trc_positions(data), stacked(walk()) * 1000.0, atol=1e-4)


def test_trc_by_our_own_reader(tmp_path: Path) -> None:
    write_trc(walk(), tmp_path / "a.trc")
    back = read_recording(tmp_path / "a.trc")
    np.testing.assert_allclose(stacked(back), stacked(walk()), atol=1e-7)
    np.testing.assert_allclose(back.times_s, walk().times_s, atol=1e-6)
    assert back.rate_hz == 30 and not back.warnings


@pytest.mark.parametrize("rate_hz", [0.2, 1000.0])
def test_times_of_a_trc_are_read_by_the_rate_in_its_header(tmp_path: Path, rate_hz: float) -> None:
    frames = [Frame(i, i / rate_hz, frame.bodies) for i, frame in enumerate(walk().frames)]
    write_trc(Recording(frames, rate_hz, "made for a test"), tmp_path / "a.trc")
    back = read_recording(tmp_path / "a.trc")
    np.testing.assert_allclose(back.times_s, np.arange(60) / rate_hz, atol=1e-6)
    assert back.rate_hz == rate_hz


@pytest.mark.parametrize("rate", ["inf", "nan", "0", "-30", "1e-320", "1e400", "thirty", ""])
def test_a_trc_whose_header_has_no_rate_of_a_sensor(tmp_path: Path, rate: str) -> None:
    write_trc(walk(), path := tmp_path / "a.trc")
    lines = path.read_text().split("\n")
    lines[2] = "\t".join([rate, *lines[2].split("\t")[1:]])
    path.write_text("\n".join(lines))
    np.testing.assert_allclose(read_recording(path).times_s, walk().times_s, atol=1e-6)


@pytest.mark.parametrize("name", ["a.c3d", "A.C3D"])
def test_c3d_by_a_reader_that_is_not_ours(tmp_path: Path, name: str) -> None:
    assert write_c3d(walk(), tmp_path / name) == ("Tracking states are not kept: the format has none.",)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    reader, points = read_c3d(tmp_path / name)
    assert [label.strip() for label in reader.point_labels] == list(KINECT_V2.joints)
    assert (reader.point_rate, reader.first_frame, reader.last_frame) == (30.0, 1, 60)
    assert reader.get("POINT:UNITS").string_value.strip() == "mm"
    assert reader.get("POINT:Y_SCREEN").string_value.strip() == "+Y"
    np.testing.assert_allclose(points[..., :3], stacked(walk()) * 1000.0, rtol=1e-6)
    assert (points[..., 3] == 0).all()


def test_joints_that_are_not_tracked_and_people_out_of_view_are_gaps(tmp_path: Path) -> None:
    bodies = walker(30)
    states = np.full(25, 2, dtype=np.uint8)
    states[5] = 0
    bodies[3] = Body(7, bodies[3].positions, states)
    seen = recording([[body] if i < 5 or i >= 25 else [] for i, body in enumerate(bodies)])
    for write, name in ((write_trc, "a.trc"), (write_c3d, "a.c3d")):
        (note,) = write(seen, tmp_path / name)
        assert "0.4% of the joints were not tracked and are gaps" in note
    _, points = read_c3d(tmp_path / "a.c3d")
    gaps = points[..., 3] == -1
    assert gaps[3].nonzero()[0].tolist() == [5] and gaps[5:25].all() and gaps.sum() == 1 + 20 * 25
    rows = [line.split("\t") for line in (tmp_path / "a.trc").read_text().splitlines()[6:]]
    empty = np.array([[field == "" for field in row[2:]] for row in rows]).reshape(30, 25, 3)
    np.testing.assert_array_equal(empty, np.repeat(gaps[..., None], 3, axis=2))
    back = read_recording(tmp_path / "a.trc")
    assert [len(frame.bodies) for frame in back.frames] == [1] * 5 + [0] * 20 + [1] * 5
    assert back.frames[3].bodies[0].states[5] == 0 and back.frames[4].bodies[0].states[5] == 2


def test_uneven_times_are_resampled_and_that_is_told(tmp_path: Path) -> None:
    straight = [
        Frame(i, time_s, (Body(1, np.full((25, 3), 1 + time_s, dtype=np.float32), np.full(25, 2, np.uint8)),))
        for i, time_s in enumerate((0.0, 0.05, 0.09, 0.17, 0.2))
    ]
    label = LabelledSpan("squat", 0.0, 0.1)
    source = Recording(straight, 20.0, "made by a test", labels=(label,))
    notes = write_trc(source, tmp_path / "a.trc")
    assert "Resampled from 5 time-stamped frames to 5 at 20 per second" in notes[0]
    assert "1 labelled action is not kept" in notes[1]
    np.testing.assert_allclose(
        trc_positions(read_trc(tmp_path / "a.trc"))[:, 0, 0], [1000, 1050, 1100, 1150, 1200]
    )


def test_gaps_of_hours_and_too_many_frames_are_refused(tmp_path: Path) -> None:
    first, last = walker(2)
    far = Recording([Frame(0, 0.0, (first,)), Frame(1, 1e6, (last,))], 30.0, "made by a test")
    for write, name in ((write_trc, "a.trc"), (write_c3d, "a.c3d")):
        with pytest.raises(RecordingError, match="without gaps of hours"):
            write(far, tmp_path / name)
    half_an_hour = Recording([Frame(0, 0.0, (first,)), Frame(1, 2400.0, (last,))], 30.0, "made by a test")
    with pytest.raises(RecordingError, match="at most 65535"):
        write_c3d(half_an_hour, tmp_path / "a.c3d")
    assert not list(tmp_path.iterdir())


def test_c3d_of_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"the ending ''; expected \.c3d"):
        write_c3d(walk(), tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_without_the_library_one_line_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(WriteError, match=r'pip install "mans-live\[c3d\]"'):
        write_c3d(walk(), tmp_path / "a.c3d")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
def test_a_full_disk_leaves_the_file_that_was_there(tmp_path):
    """The library of C3D says nothing of what it could not write."""
    import resource

    path = tmp_path / "walk.c3d"
    write_c3d(walk(), path)
    whole = path.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heeded = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for most in (0, 100, 600, len(whole) - 1000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
            with pytest.raises(WriteError, match=r"walk\.c3d"):
                write_c3d(walk(), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heeded)
    assert path.read_bytes() == whole and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("rate_hz", [1.0, 2.0])
@pytest.mark.parametrize("ending", [".trc", ".skeleton"])
def test_a_slow_recording_does_not_fall_apart_into_gaps(tmp_path, rate_hz, ending):
    path = tmp_path / f"slow{ending}"
    write = {".trc": write_trc, ".skeleton": write_ntu}[ending]
    write(recording([[person(i, 1)] for i in range(8)], rate_hz), path)
    back = read_recording(path)
    assert all(frame.bodies for frame in back.frames)
    assert back.duration_s == pytest.approx(7 / rate_hz, abs=0.05)
