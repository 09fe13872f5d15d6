"""The reader of MSR-Action3D recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.msr_action3d import ACTIONS, JOINTS
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import msr_action3d_file, standing, stands_at


def test_positions_label_and_time(tmp_path: Path) -> None:
    path = msr_action3d_file(tmp_path / "a17_s03_e02_skeleton3D.txt", standing(4, JOINTS))
    found = read_recording(path)
    assert found.format == "MSR-Action3D joints" and found.rate_hz == 15
    np.testing.assert_allclose(found.times_s, np.arange(4) / 15)
    assert [(label.label, label.end_s) for label in found.labels] == [("tennis swing", 0.2)]
    body = found.frames[3].bodies[0]
    for joint in ("Head", "HandLeft", "HandRight", "KneeRight", "FootLeft"):
        expected = stands_at(joint, 0.03)
        np.testing.assert_allclose(body.positions[KINECT_V2.index[joint]], expected, atol=1e-6)
    assert len(ACTIONS) == 20


def test_confidence_becomes_a_state(tmp_path: Path) -> None:
    path = msr_action3d_file(tmp_path / "x.txt", standing(2, JOINTS))
    rows = path.read_text().splitlines()
    for frame, confidence in enumerate((0.49, 0.51)):
        at = 20 * frame + JOINTS.index("Spine")
        rows[at] = rows[at].rsplit(maxsplit=1)[0] + f" {confidence}"
    path.write_text("\n".join(rows))
    spine = KINECT_V2.index["SpineMid"]
    assert [f.bodies[0].states[spine] for f in read_recording(path).frames] == [1, 2]


def test_frames_of_zeros_have_no_body(tmp_path: Path) -> None:
    positions = standing(3, JOINTS)
    positions[1] = 0
    found = read_recording(msr_action3d_file(tmp_path / "x.txt", positions))
    assert [len(frame.bodies) for frame in found.frames] == [1, 0, 1]
    with pytest.raises(RecordingError, match="no usable position in any of 3 frames"):
        read_recording(msr_action3d_file(tmp_path / "x.txt", positions * 0))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda rows: rows[:-1], "line 59: the file ends after joint 19 of 20 in frame 3"),
        (lambda rows: [*rows[:30], "1 2 3", *rows[31:]], "line 31: 3 fields; expected 4"),
        (lambda rows: [*rows[:30], "1.0 2 x 1", *rows[31:]], 'line 31: "x"; expected a number'),
        (lambda rows: [*rows[:59], rows[59][:20]], "line 60"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, edit, said: str) -> None:
    path = msr_action3d_file(tmp_path / "x.txt", standing(3, JOINTS))
    path.write_text("\n".join(edit(path.read_text().splitlines())))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_real_files(shared_data: Path) -> None:
    folder = shared_data / "msr-action3d" / "real_world_coordinates"
    paths = sorted(folder.glob("a*_skeleton3D.txt"))
    assert len(paths) == 567
    for path in paths[::25]:
        found = read_recording(path)
        assert len(found.frames) == len(path.read_text().splitlines()) / 20 and len(found.labels) == 1
    with pytest.raises(RecordingError, match="in any of 38 frames.*leave this recording out"):
        read_recording(folder / "a13_s09_e02_skeleton3D.txt")
