"""The reader of Azure Kinect's ``offline_processor`` JSON and the mapping of its 32 joints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V2, azure_to_v2

from ...support.geometry import positions_of
from ...support.kinect_json import AZURE_NAMES, azure_body, azure_file, azure_standing
from ...support.posture import mirrored, posture


def _write(folder: Path, content: Any, **options: Any) -> Path:
    path = folder / "x.json"
    path.write_text(json.dumps(content, **({"indent": 4} | options)))
    return path


def _fails(folder: Path, content: Any) -> str:
    path = _write(folder, content)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("indent", [None, 4])
def test_people_times_and_joints(tmp_path: Path, indent: int | None) -> None:
    moved = azure_standing() + np.array([500, 0, 0])
    found = read_recording(
        _write(
            tmp_path, azure_file([[azure_body(1)], [], [azure_body(2, moved), azure_body(1)]]), indent=indent
        )
    )
    assert found.format == "Azure Kinect offline_processor JSON" and found.rate_hz == 30
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [[1], [], [2, 1]]
    np.testing.assert_allclose(found.times_s, 0.533333 + np.arange(3) / 30, atol=1e-5)
    assert [frame.number for frame in found.frames] == [0, 1, 2]
    body = found.frames[0].bodies[0]
    at = {name: body.positions[i] for i, name in enumerate(KINECT_V2.joints)}
    np.testing.assert_allclose(at["SpineBase"], (0, -0.2, 2), atol=1e-6)
    np.testing.assert_allclose(at["HandLeft"], (-0.23, -0.28, 1.98), atol=1e-6)
    np.testing.assert_allclose(at["HandTipRight"], (0.23, -0.36, 1.97), atol=1e-6)
    np.testing.assert_allclose(at["SpineShoulder"], (0, 0.23, 2.015), atol=1e-6)  # between chest and neck
    assert found.frames[2].bodies[0].positions[0, 0] == pytest.approx(-0.5)  # image right is our left
    inferred = {KINECT_V2.joints[i] for i in np.flatnonzero(body.states == 1)}
    assert inferred == {"SpineShoulder"} and (body.states >= 1).all()
    assert "millimetres became 25 in metres" in found.notes[0] and "no confidence levels" in found.notes[1]


def test_somebody_facing_the_sensor_is_no_mirror_image(tmp_path: Path) -> None:
    found = read_recording(_write(tmp_path, azure_file([[azure_body()]] * 3)))
    right = posture(positions_of(found))
    assert right.upright == right.feet_forward == right.facing == 1
    wrong = posture(mirrored(positions_of(found)))
    assert wrong.feet_forward == wrong.facing == 0


def test_layout_has_the_order_of_the_sdk() -> None:
    assert [name.replace("_", "").lower() for name in AZURE_NAMES] == [n.lower() for n in AZURE_KINECT.joints]
    assert AZURE_KINECT.size == len(AZURE_KINECT.parents) == 32 and len(AZURE_KINECT.bones) == 31
    for joint, parent in enumerate(AZURE_KINECT.parents):
        assert parent < joint or joint == parent == 0
        assert AZURE_KINECT.parents[AZURE_KINECT.mirror[joint]] == AZURE_KINECT.mirror[parent]
    numbered = np.arange(32)[:, None] * np.array([1.0, 1.0, 1.0])
    mapped, _ = azure_to_v2(numbered, np.zeros(32, dtype=np.uint8))
    ours = [0, 1, 3, 26, 5, 6, 7, 8, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 25, 2.5, 9, 10, 16, 17]
    np.testing.assert_allclose(mapped[:, 2] * 1000, ours)
    with pytest.raises(ValueError, match="32, 3"):
        azure_to_v2(np.zeros((25, 3)), np.zeros(25, dtype=np.uint8))


@pytest.mark.parametrize("name", ["joint_confidence_levels", "confidence_levels"])
def test_confidence_levels_become_states(tmp_path: Path, name: str) -> None:
    levels = [i % 4 for i in range(32)]
    found = read_recording(_write(tmp_path, azure_file([[azure_body(**{name: levels})]])))
    states = found.frames[0].bodies[0].states
    for joint, source in (("SpineBase", 0), ("SpineMid", 1), ("Head", 26), ("HandLeft", 8), ("WristLeft", 7)):
        assert states[KINECT_V2.index[joint]] == (0, 1, 2, 2)[source % 4]
    assert states[KINECT_V2.index["SpineShoulder"]] == 1 and len(found.notes) == 1


def test_joints_that_were_not_estimated(tmp_path: Path) -> None:
    holes = azure_body()
    holes["joint_positions"][AZURE_KINECT.index["WristLeft"]] = [0.0, 0.0, 0.0]
    holes["joint_positions"][AZURE_KINECT.index["SpineChest"]] = [None, None, None]
    body = read_recording(_write(tmp_path, azure_file([[holes]]))).frames[0].bodies[0]
    at = KINECT_V2.index
    assert body.states[at["WristLeft"]] == body.states[at["SpineShoulder"]] == 0
    np.testing.assert_array_equal(body.positions[at["WristLeft"]], body.positions[at["ElbowLeft"]])
    np.testing.assert_array_equal(body.positions[at["SpineShoulder"]], body.positions[at["SpineMid"]])


def _changed(**changes: Any) -> dict[str, Any]:
    return azure_file([[azure_body()], [azure_body()]]) | changes


def _body(**changes: Any) -> dict[str, Any]:
    return azure_file([[azure_body()], [azure_body() | changes]])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_changed(frames=[]), "no frame"),
        (_changed(frames=5), "no frame"),
        ({k: v for k, v in _changed().items() if k != "frames"}, 'no "frames"'),
        (_changed(frames=[7]), "frames[0]: 7; expected an object"),
        (_changed(frames=[{"bodies": []}]), 'frames[0]: no "timestamp_usec"'),
        (
            _changed(frames=[{"bodies": [], "timestamp_usec": -1}]),
            "frames[0].timestamp_usec: -1; expected a whole",
        ),
        (
            _changed(frames=[{"bodies": {}, "timestamp_usec": 1}]),
            "frames[0].bodies: an object; expected a list",
        ),
        (
            _changed(frames=[{"bodies": [], "timestamp_usec": 1, "num_bodies": 10**12}]),
            "frames[0].num_bodies: 10000",
        ),
        (
            _changed(frames=[{"bodies": [None], "timestamp_usec": 1}]),
            "frames[0].bodies[0]: null; expected an object",
        ),
        (_body(body_id="x"), 'frames[1].bodies[0].body_id: "x"; expected a whole number'),
        (_body(body_id=True), "frames[1].bodies[0].body_id: true; expected a whole number"),
        (
            _body(joint_positions=[[1, 2, 3]] * 25),
            "frames[1].bodies[0].joint_positions: 25 elements; expected 32",
        ),
        (_body(joint_positions={}), "frames[1].bodies[0].joint_positions: an object; expected a list of 32"),
        (
            _body(joint_positions=[[1, 2, 3]] * 31 + [[1, 2]]),
            "frames[1].bodies[0].joint_positions[31]: 2 elements",
        ),
        (
            _body(joint_positions=[[1, 2, 3]] * 31 + [[1, "a", 2]]),
            'joint_positions[31][1]: "a"; expected a number',
        ),
        (
            _body(joint_positions=[[1, 2, 3]] * 31 + [[1, 1e300, 2]]),
            "joint_positions[31][1]: 1e+300; expected",
        ),
        (_body(confidence_levels=[4] * 32), "frames[1].bodies[0].confidence_levels[0]: 4; expected a whole"),
        (_changed(joint_names=AZURE_NAMES[::-1]), "joint_names[0]: another joint; expected pelvis"),
        (_changed(joint_names=AZURE_NAMES[:25]), "joint_names: 25 elements; expected 32"),
        (azure_file([[azure_body(positions=np.zeros((32, 3)))]]), "no usable position in 1 body"),
    ],
)
def test_wrong_shapes_are_told_with_their_place(tmp_path: Path, content: Any, said: str) -> None:
    assert said in _fails(tmp_path, content)


def test_a_frame_with_a_wrong_time_stamp_is_kept(tmp_path: Path) -> None:
    content = azure_file([[azure_body()]] * 4)
    content["frames"][2]["timestamp_usec"] = 0
    found = read_recording(_write(tmp_path, content))
    np.testing.assert_allclose(np.diff(found.times_s), 1 / 30, atol=1e-6)
    assert any("1 frame with a time stamp that is not between" in note for note in found.notes)
