"""The writer of NTU RGB+D ``.skeleton`` files, against the reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError, WriteError
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.writers.ntu import write_ntu

from ...support.small_files import person, recording


def assert_same_bodies(a: Recording, b: Recording) -> None:
    assert len(a.frames) == len(b.frames)
    for first, second in zip(a.frames, b.frames, strict=True):
        assert [body.identity for body in first.bodies] == [body.identity for body in second.bodies]
        for x, y in zip(first.bodies, second.bodies, strict=True):
            np.testing.assert_array_equal(x.positions, y.positions)
            np.testing.assert_array_equal(x.states, y.states)


def test_round_trip_is_exact(tmp_path: Path) -> None:
    a, b = person(1, identity=72057594037931101), person(2, identity=3)
    original = recording([[a], [], [b, a], [a, person(3, identity=3)], []])
    assert write_ntu(original, tmp_path / "x.skeleton") == ()
    back = read_recording(tmp_path / "x.skeleton")
    assert_same_bodies(original, back)
    np.testing.assert_allclose(back.times_s, original.times_s)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-100, 100, width=32), min_size=50, max_size=50))
def test_every_float32_survives(tmp_path: Path, values: list[float]) -> None:
    # z stays in front of the sensor: a joint at the origin is one that the reader takes for unseen.
    positions = np.full((25, 3), 2.5, dtype=np.float32)
    positions[:, :2] = np.array(values, dtype=np.float32).reshape(25, 2)
    body = Body(0, positions, np.full(25, 2, dtype=np.uint8))
    write_ntu(recording([[body]]), tmp_path / "x.skeleton")
    back = read_recording(tmp_path / "x.skeleton").frames[0].bodies[0]
    np.testing.assert_array_equal(back.positions, body.positions)


def test_real_files_survive(shared_data: Path, tmp_path: Path) -> None:
    for name in ("S001C001P001R001A001", "S001C001P001R001A050"):
        original = read_recording(shared_data / "ntu-rgbd" / f"{name}.skeleton")
        assert write_ntu(original, tmp_path / "x.skeleton") == ()
        assert_same_bodies(original, read_recording(tmp_path / "x.skeleton"))


def test_pixels_are_where_kinect_puts_them(shared_data: Path, tmp_path: Path) -> None:
    original = shared_data / "ntu-rgbd" / "S017C003P020R002A058.skeleton"
    write_ntu(read_recording(original), tmp_path / "x.skeleton")

    def pixels(path: Path) -> np.ndarray:
        rows = [line.split() for line in path.read_text().splitlines()]
        return np.array([row[3:7] for row in rows if len(row) == 12], dtype=float)

    off = np.abs(pixels(original) - pixels(tmp_path / "x.skeleton"))
    assert off[:, :2].max() < 1 and off[:, 2:].max() < 3  # sensors differ by as much


def test_another_rate_is_resampled_by_time(tmp_path: Path) -> None:
    still, states = person(1).positions, np.full(25, 2, dtype=np.uint8)
    moving = [Body(1, still + np.float32(0.6 * i / 15), states) for i in range(16)]  # 0.6 m/s at 15 fps
    notes = write_ntu(recording([[body] for body in moving], rate_hz=15), tmp_path / "x.skeleton")
    assert "from 16 time-stamped frames to 31" in notes[0]
    back = read_recording(tmp_path / "x.skeleton")
    assert back.duration_s == pytest.approx(1.0)
    for frame in back.frames:
        np.testing.assert_allclose(frame.bodies[0].positions, still + 0.6 * frame.time_s, atol=1e-5)


def test_gaps_stay_gaps_and_short_visits_stay(tmp_path: Path) -> None:
    a, b = person(1, identity=1), person(2, identity=2)
    times = [0.0, 0.06, 0.1, 2.1, 2.15]  # two seconds without a frame
    bodies = [[a], [a, b], [a], [a], [a]]
    frames = [Frame(i, t + 5, tuple(found)) for i, (t, found) in enumerate(zip(times, bodies, strict=True))]
    notes = write_ntu(Recording(frames, 20, "made by a test"), tmp_path / "x.skeleton")
    assert any("Time starts at 0 s in place of 5.000 s" in note for note in notes)
    back = read_recording(tmp_path / "x.skeleton")
    seen = {i: [body.identity for body in frame.bodies] for i, frame in enumerate(back.frames)}
    assert all(seen[i] == [] for i in range(5, 62))
    assert [i for i, found in seen.items() if 2 in found] == [2]
    assert all(1 in seen[i] for i in (0, 1, 2, 3, 63, 64))


def test_labels_are_said_to_be_lost(tmp_path: Path) -> None:
    plain = recording([[person()]])
    labelled = Recording(plain.frames, 30, "made by a test", labels=(LabelledSpan("wave", 0, 0),))
    assert "1 labelled action is not kept" in write_ntu(labelled, tmp_path / "x.skeleton")[0]


def test_a_recording_of_months_is_refused(tmp_path: Path) -> None:
    frames = [Frame(0, 0.0, ()), Frame(1, 1e7, (person(),))]
    with pytest.raises(RecordingError, match="gap"):
        write_ntu(Recording(frames, 30, "made by a test"), tmp_path / "x.skeleton")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "x.skeleton"
    write_ntu(recording([[person(1)]]), target)
    before = target.read_bytes()

    broken = person(2)  # fails in the middle of the file
    object.__setattr__(broken, "states", None)
    with pytest.raises(TypeError):
        write_ntu(recording([[person(3)], [broken]]), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["x.skeleton"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="Choose a folder"):
        write_ntu(recording([[person()]]), tmp_path / "none" / "x.skeleton")
