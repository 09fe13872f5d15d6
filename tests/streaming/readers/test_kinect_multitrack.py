"""The reader of KinectMultiTrack's CSV files: several streams in one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.kinect_multitrack import FORMAT, read_streams, streams_of
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import stands_at
from ...support.more_data_set_files import multitrack_file, standing_v2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    near, far = standing_v2(6), standing_v2(9) + np.array([0.0, 0.0, 1.0])
    return multitrack_file(tmp_path / "Study_1.csv", {(1, "10.0.0.1"): near, (3, "10.0.0.2"): far})


def test_each_stream_is_read_by_itself(path: Path) -> None:
    assert streams_of(path) == ("1-10.0.0.1-0", "3-10.0.0.2-0")
    streams = read_streams(path)
    assert {name: len(found.frames) for name, found in streams.items()} == {
        "1-10.0.0.1-0": 6,
        "3-10.0.0.2-0": 9,
    }
    (only,) = read_streams(path, "1-10.0.0.1-0").values()
    body = only.frames[2].bodies[0]
    for joint in ("Head", "HandLeft", "AnkleRight"):
        place = body.positions[KINECT_V2.index[joint]]
        np.testing.assert_allclose(place, stands_at(joint, 0.02), atol=1e-5)


def test_rows_that_repeat_what_the_sensor_saw_are_left_out(path: Path) -> None:
    found = read_streams(path)["3-10.0.0.2-0"]
    np.testing.assert_allclose(np.diff(found.times_s), 1 / 30, atol=1e-6)
    assert found.start_s == 0 and any(": left out." in note for note in found.notes)


def test_a_file_opens_with_its_longest_stream(path: Path) -> None:
    found = read_recording(path)
    assert found.format == FORMAT and len(found.frames) == 9
    assert found.notes[0] == "One of 2 streams, 3-10.0.0.2-0: the longest."


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda rows: [*rows[:3], rows[3][:300]], "line 4: "),
        (
            lambda rows: [rows[0].replace("WristLeft_Y", "Wrist"), *rows[1:]],
            'line 1: no column "WristLeft_Y"',
        ),
        (lambda rows: [rows[0].replace("WristLeft_Y", "Head_Y"), *rows[1:]], "line 1: a column's name twice"),
        (lambda rows: rows[:1], "no row; expected a body a row"),
        (lambda rows: [rows[0], rows[1].replace("137022421279", "noon")], 'line 2: time "noon"'),
    ],
)
def test_damage_is_told_with_its_line(path: Path, edit, said: str) -> None:
    path.write_text("\n".join(edit(path.read_text().splitlines())))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_a_stream_that_is_not_there(path: Path) -> None:
    with pytest.raises(RecordingError, match="no row of stream 9-x-0"):
        read_streams(path, "9-x-0")
