"""The reader of NW-UCLA recordings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import nw_ucla_file, standing, stands_at


def test_positions_label_and_time(tmp_path: Path) -> None:
    found = read_recording(nw_ucla_file(tmp_path / "a11_s01_e00_v01.json", standing(4)))
    assert found.format == "NW-UCLA JSON" and found.rate_hz == 12
    np.testing.assert_allclose(found.times_s, np.arange(4) / 12)
    assert [(label.label, label.end_s) for label in found.labels] == [("throw", 0.25)]
    body = found.frames[3].bodies[0]
    for joint, source in (("Head", "Head"), ("SpineShoulder", "ShoulderCenter"), ("HandLeft", "HandLeft")):
        expected = stands_at(source, 0.03)
        np.testing.assert_allclose(body.positions[KINECT_V2.index[joint]], expected, atol=1e-6)
    assert any("12 frames per second are assumed" in note for note in found.notes)


def test_label_may_be_missing_and_order_is_free(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"skeletons": standing(2).tolist(), "more": [1]}))
    assert read_recording(path).labels == ()


def test_unseen_joints(tmp_path: Path) -> None:
    positions = standing(2).tolist()
    positions[1][3] = [None, None, None]
    positions[1][7] = [0, 0, 0]
    before, after = (f.bodies[0] for f in read_recording(nw_ucla_file(tmp_path / "x", positions)).frames)
    for name in ("Head", "HandLeft"):
        at = KINECT_V2.index[name]
        assert after.states[at] == 0 and (after.positions[at] == before.positions[at]).all()


@pytest.mark.parametrize(
    ("positions", "label", "said"),
    [
        ([], 1, "no usable position in any of 0 frames"),
        ([[[0, 0, 0]] * 20], 1, "no usable position in any of 1 frame"),
        ([[[0, 1, 2]] * 19], 1, "skeletons[0]: 19 elements; expected 20"),
        ([[[0, 1, 2]] * 20, [[0, 1]] * 20], 1, "skeletons[1][0]: 2 elements; expected 3"),
        ([[["x", 1, 2]] * 20], 1, 'skeletons[0][0][0]: "x"; expected a number'),
        ([3], 1, "skeletons[0]: 3; expected a list of 20"),
        (3, 1, "skeletons"),
        ({"a": 1}, 1, "skeletons"),
        ([[[0, 1, 2]] * 20], 0, "label: 0; expected a whole number, 1 to 10"),
        ([[[0, 1, 2]] * 20], "x", 'label: "x"'),
    ],
)
def test_wrong_shape_is_told_with_its_place(
    tmp_path: Path, positions: object, label: object, said: str
) -> None:
    path = nw_ucla_file(tmp_path / "x.json", positions, label)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    path = nw_ucla_file(tmp_path / "x.json", standing(2))
    text = path.read_text()
    for end in range(50, len(text) - 1, 40):
        path.write_text(text[:end])
        with pytest.raises(RecordingError):
            read_recording(path)
    for more in ("{}", "]", text):
        path.write_text(text + more)
        with pytest.raises(RecordingError):
            read_recording(path)


def test_real_files(nw_ucla_files: list[Path]) -> None:
    for path in nw_ucla_files[::40]:
        found = read_recording(path)
        content = json.loads(path.read_text())
        assert len(found.frames) == len(content["skeletons"]) and len(found.labels) == 1
        head = np.array([frame.bodies[0].positions[KINECT_V2.index["Head"]] for frame in found.frames])
        np.testing.assert_allclose(head, np.array(content["skeletons"])[:, 3], atol=1e-6)
