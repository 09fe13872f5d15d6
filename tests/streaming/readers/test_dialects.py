"""Joints of other sensors, and other programs' ways to write them: units, axes, names, headers, rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.joint_names import LAYOUTS, MEDIAPIPE_POSE, indices, layout_of
from streaming.readers.support.text import fold
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V1, KINECT_V2, JointLayout
from streaming.skeleton.mediapipe_joints import MEDIAPIPE

from ...support.data_set_files import stands_at

J = KINECT_V2.index
# Where somebody stands who faces the sensor 3 m away; left is at negative x, feet point to the sensor.
LIMBS = [
    f"{joint}{side}"
    for joint in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
    for side in ("Left", "Right")
]
_V1_OF_AZURE = {"Pelvis": "HipCenter", "SpineNavel": "Spine", "SpineChest": "ShoulderCenter", "Neck": "Head"}


def standing_as(layout: JointLayout) -> np.ndarray:
    """(J, 3) metres in Kinect camera space: the person in another sensor's joints."""

    def place(joint: str) -> np.ndarray:
        side = "Left" if joint.endswith("Left") else "Right" if joint.endswith("Right") else ""
        name = joint.removesuffix(side)
        if (
            name in ("Pinky", "Index", "Thumb", "HandTip", "Mouth")
            or name.startswith("Eye")
            or joint == "Nose"
        ):
            name, side = ("Hand", side) if name in ("Pinky", "Index", "Thumb", "HandTip") else ("Head", "")
        if name in ("Heel", "FootIndex"):
            return stands_at(f"Ankle{side}") + np.array([0, -0.08, 0.05 if name == "Heel" else -0.12])
        if name == "Foot":
            return stands_at(f"Ankle{side}") + np.array([0, -0.08, -0.12])
        if name in ("Ear", "Clavicle"):
            name, side = ("Head" if name == "Ear" else "ShoulderCenter"), ""
        return stands_at(_V1_OF_AZURE.get(f"{name}{side}", f"{name}{side}"))

    return np.array([place(joint) for joint in layout.joints])


def _table(
    names: Sequence[str], positions: np.ndarray, *, own: Sequence[str] = (), extra: Sequence[object] = ()
) -> str:
    header = [*own, *(f"{name}_{axis}" for name in names for axis in "xyz")]
    rows = [[*(str(10 * i) for _ in own), *extra, *map(repr, positions.ravel().tolist())] for i in range(4)]
    return "\n".join(",".join(row) for row in (header, *rows))


def _read(folder: Path, content: str | bytes, name: str = "x") -> Recording:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_recording(folder / name)


def _fails(folder: Path, content: str | bytes) -> str:
    with pytest.raises(RecordingError) as caught:
        _read(folder, content)
    return str(caught.value)


def _is_the_person(found: Recording, atol: float = 2e-3) -> None:
    """Whether the limbs are where they are, about the hips."""
    body = found.frames[-1].bodies[0]
    hips = (body.positions[J["HipLeft"]] + body.positions[J["HipRight"]]) / 2
    wanted = {limb: stands_at(limb) for limb in LIMBS}
    middle = (wanted["HipLeft"] + wanted["HipRight"]) / 2
    for limb in LIMBS:
        np.testing.assert_allclose(
            body.positions[J[limb]] - hips, wanted[limb] - middle, atol=atol, err_msg=limb
        )
        assert body.states[J[limb]] == 2
    assert body.positions[:, 2].min() > 0.3


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_no_spelling_means_two_joints(layout: JointLayout) -> None:
    assert {fold(name) for name in layout.joints} <= indices(layout).keys()
    assert layout_of({fold(name) for name in layout.joints}) is layout
    assert sorted(set(indices(layout).values())) == list(range(layout.size))


def test_the_landmarks_are_in_the_order_of_mediapipe() -> None:
    ours = {"FootTipLeft": "FootIndexLeft", "FootTipRight": "FootIndexRight"}
    for name, index in MEDIAPIPE.items():
        assert MEDIAPIPE_POSE.joints[index] == ours.get(name, name)


NAMES = [
    *(lambda joint: joint, lambda joint: joint.upper()),
    *(lambda joint: _sided(joint, "{name}_{side}"), lambda joint: _sided(joint, "{side}_{name}")),
    *(lambda joint: _sided(joint, "{name}_{s}"), lambda joint: _sided(joint, "body_{side}_{name}")),
]


def _sided(joint: str, form: str) -> str:
    for side in ("Left", "Right"):
        if joint.endswith(side):
            return form.format(name=joint.removesuffix(side), side=side.lower(), s=side[0])
    return joint


# How programs change Kinect's axes: Azure's and MediaPipe's own, these with a mistake in x, and a room's.
AXES = {
    "image": np.diag([-1.0, -1.0, 1.0]),
    "mirrored": np.diag([1.0, -1.0, 1.0]),
    "z up": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "x up": np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]),
}


@pytest.mark.parametrize("layout", [AZURE_KINECT, MEDIAPIPE_POSE], ids=["azure", "mediapipe"])
@pytest.mark.parametrize("per_m", [1.0, 100.0, 1000.0])
@pytest.mark.parametrize("axes", AXES)
def test_units_and_axes_are_found_out(tmp_path: Path, layout: JointLayout, per_m: float, axes: str) -> None:
    positions = standing_as(layout) @ AXES[axes].T * per_m
    found = _read(tmp_path, _table(layout.joints, positions, own=("time_ms",)))
    _is_the_person(found)
    assert any("up" in note for note in found.notes) == ("up" in axes)
    assert any("mirrored" in note for note in found.notes) == (axes == "mirrored")


@pytest.mark.parametrize("names", range(len(NAMES)))
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_joints_are_known_in_all_spellings(tmp_path: Path, layout: JointLayout, names: int) -> None:
    kinect = layout in (KINECT_V1, KINECT_V2)
    positions = (
        standing_as(layout) @ (np.eye(3) if kinect else AXES["image"]) if layout is not KINECT_V2 else None
    )
    if positions is None:
        positions = np.arange(75.0).reshape(25, 3) / 30 + 0.5
    found = _read(tmp_path, _table(list(map(NAMES[names], layout.joints)), positions, own=("time_ms",)))
    assert found.format == "joint CSV" and not any("no columns" in note for note in found.notes)
    if layout is KINECT_V2:
        np.testing.assert_allclose(found.frames[0].bodies[0].positions, positions, rtol=1e-6)
    else:
        _is_the_person(found)


def test_landmarks_about_the_hips_are_put_before_the_sensor_and_keep_their_visibility(tmp_path: Path) -> None:
    positions = standing_as(MEDIAPIPE_POSE)
    hips = positions[[MEDIAPIPE["HipLeft"], MEDIAPIPE["HipRight"]]].mean(axis=0)
    positions = (positions - hips) @ AXES["image"].T
    columns = [f"{name}_{part}" for name in MEDIAPIPE_POSE.joints for part in ("x", "y", "z", "visibility")]
    seen = {MEDIAPIPE["WristLeft"]: 0.05, MEDIAPIPE["KneeRight"]: 0.3}
    row = [repr(float(v)) for i, p in enumerate(positions) for v in (*p, seen.get(i, 0.99))]
    found = _read(tmp_path, ",".join(columns) + "\n" + ",".join(row))
    body = found.frames[0].bodies[0]
    assert body.states[[J["WristLeft"], J["KneeRight"], J["WristRight"]]].tolist() == [0, 1, 2]
    assert body.positions[J["HipLeft"], 2] == pytest.approx(2.5, abs=0.01)
    assert any("2.5 m away" in note for note in found.notes)
    image = (positions - positions.min(axis=0)) / 2
    assert "landmarks of an image" in _fails(tmp_path, _table(MEDIAPIPE_POSE.joints, image))


@pytest.mark.parametrize(
    ("name", "levels"),
    [("confidence_level", [0, 1, 2, 3]), ("conf", ["None", "Low", "Medium", "High"])],
)
def test_levels_of_azure_kinect(tmp_path: Path, name: str, levels: list[object]) -> None:
    positions = standing_as(AZURE_KINECT) @ AXES["image"] * 1000
    columns = [f"{joint}_{part}" for joint in AZURE_KINECT.joints for part in ("x", "y", "z", name)]
    row = [repr(float(v)) for p in positions for v in (*p, 0)]
    row[3::4] = [str(levels[i % 4]) for i in range(32)]
    states = _read(tmp_path, ",".join(columns) + "\n" + ",".join(row)).frames[0].bodies[0].states
    assert states[J["SpineBase"]] == 0 and states[J["SpineMid"]] == 1
    assert states[J["Neck"]] == 2 and states[J["WristLeft"]] == 2


@pytest.mark.parametrize("written", [{"0": 0, "0.5": 1, "1": 2, "1.0": 2}])
def test_confidences_of_lsl_streams(tmp_path: Path, written: dict[str, int]) -> None:
    for text, state in written.items():
        columns = [f"{joint}_{part}" for joint in KINECT_V2.joints for part in ("X", "Y", "Z", "Conf")]
        row = [value for j in range(25) for value in (repr(0.1 * j + 0.1), "0.5", "2", text)]
        content = (
            "Software : LSL_Kinect,rate : 30\n\nTimeSpan,"
            + ",".join(columns)
            + "\n1594038000000,"
            + ",".join(row)
        )
        assert (_read(tmp_path, content).frames[0].bodies[0].states == state).all()
    assert "tracking state" in _fails(tmp_path, content.replace(",1.0", ",1.5"))


def _two_lines(separator: str, *, leading: int, digits: bool) -> tuple[str, np.ndarray]:
    """Joints in one line, axes in the next."""
    positions = np.arange(75.0).reshape(25, 3) / 30 + 0.5
    own = ["Frame#", "Time"][:leading]
    names = separator.join([*own, *(f"{joint}{2 * separator}" for joint in KINECT_V2.joints)])
    axes = [f"{axis}{j + 1 if digits else ''}" for j in range(25) for axis in "XYZ"]
    rows = [[*map(str, [i, 0.1 * i][:leading]), *map(repr, positions.ravel().tolist())] for i in range(3)]
    lines = [names, separator.join([*[""] * leading, *axes]), *(separator.join(row) for row in rows)]
    return "\n".join(lines), positions


@pytest.mark.parametrize(
    ("separator", "leading", "digits"), [(";", 0, False), ("\t", 2, True), (",", 2, True)]
)
def test_axes_below_the_joints(tmp_path: Path, separator: str, leading: int, digits: bool) -> None:
    text, positions = _two_lines(separator, leading=leading, digits=digits)
    found = _read(tmp_path, text)
    assert len(found.frames) == 3
    np.testing.assert_allclose(found.frames[2].bodies[0].positions, positions, rtol=1e-6)


@pytest.mark.parametrize(("unit", "per_m"), [("m", 1.0), ("mm", 1000.0), ("cm", 100.0)])
def test_marker_trajectories_say_their_unit(tmp_path: Path, unit: str, per_m: float) -> None:
    text, _ = _two_lines("\t", leading=2, digits=True)
    lines = text.splitlines()[:2]
    positions = np.zeros((25, 3))
    for name, index in J.items():
        positions[index] = stands_at(
            {"SpineBase": "HipCenter", "SpineMid": "Spine", "Neck": "Head"}.get(name, name)
            if name.removesuffix("Left").removesuffix("Right") not in ("HandTip", "Thumb")
            and name != "SpineShoulder"
            else "ShoulderCenter"
        )
    for side in ("Left", "Right"):
        positions[J[f"Foot{side}"]] = stands_at(f"Ankle{side}") + np.array([0, -0.08, -0.12])
    rows = [
        "\t".join([str(i + 1), repr(i / 30), *map(repr, (positions * per_m).ravel().tolist())])
        for i in range(3)
    ]
    head = [
        "PathFileType\t4\t(X/Y/Z)\tx.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"30\t30\t3\t25\t{unit}\t30\t1\t3",
    ]
    found = _read(tmp_path, "\n".join([*head, *lines, "", *rows]))
    _is_the_person(found)
    assert found.rate_hz == 30


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("body", [True, False])
def test_a_row_per_joint(tmp_path: Path, names: bool, body: bool) -> None:
    positions = np.arange(75.0).reshape(25, 3) / 30 + 0.5
    header = (
        "# timestamp, "
        + ("bodyId, " if body else "")
        + "jointType, position.X, position.Y, position.Z, state"
    )
    lines = [header]
    for i in range(3):
        for who in (5, 6) if body else (1,):
            for j in range(25):
                joint = KINECT_V2.joints[j] if names else j
                own = f"{who}, " if body else ""
                lines.append(f"{33 * i}, {own}{joint}, " + ", ".join(map(repr, positions[j])) + ", 1")
    found = _read(tmp_path, "\n".join(line.replace("np.float64(", "").replace(")", "") for line in lines))
    assert found.format == "table with a row per joint"
    assert [[b.identity for b in f.bodies] for f in found.frames] == [[5, 6] if body else [1]] * 3
    np.testing.assert_allclose(found.frames[2].bodies[0].positions, positions, rtol=1e-6)
    assert (found.frames[0].bodies[0].states == 1).all()
    np.testing.assert_allclose(found.times_s, [0, 0.033, 0.066])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("0, 25, 1, 2, 3, 2", 'line 2: joint "25"; expected one of Kinect v2'),
        ("0, Toe, 1, 2, 3, 2", 'line 2: joint "Toe"'),
        ("0, 1, 1, x, 3, 2", 'line 2: "x"; expected a number'),
        ("0, 1, 1, 2, 3, 9", 'line 2: tracking state "9"'),
        ("noon, 1, 1, 2, 3, 2", 'line 2: time stamp "noon"'),
        ("0, 1, 1", "line 2: 3 fields; expected 6"),
        ("", "no row"),
    ],
)
def test_damage_in_a_row_per_joint(tmp_path: Path, row: str, said: str) -> None:
    header = "timestamp, jointType, X, Y, Z, state\n"
    assert said in _fails(tmp_path, header + row)


def _landmarks(**more: Any) -> dict[str, Any]:
    positions = (standing_as(MEDIAPIPE_POSE) - stands_at("HipCenter")) @ AXES["image"].T
    names = ("x", "y", "z", "visibility")
    points = [dict(zip(names, [*map(float, p), 0.9], strict=True)) for p in positions]
    return {"pose_world_landmarks": points, **more}


@pytest.mark.parametrize("shape", ["list", "object", "lines", "people", "numbers"])
def test_landmarks_in_json(tmp_path: Path, shape: str) -> None:
    frames = [_landmarks(frame=i, timestamp_ms=33 * i) for i in range(3)]
    frames[1]["pose_world_landmarks"] = []
    if shape == "numbers":
        for frame in frames:
            frame["pose_world_landmarks"] = [list(point.values()) for point in frame["pose_world_landmarks"]]
    if shape == "people":
        for frame in frames:
            frame["pose_world_landmarks"] = (
                [frame["pose_world_landmarks"]] * 2 * bool(frame["pose_world_landmarks"])
            )
    content: Any = {"frames": frames} if shape == "object" else frames
    text = "\n".join(map(json.dumps, frames)) if shape == "lines" else json.dumps(content)
    found = _read(tmp_path, text)
    assert found.format == "MediaPipe landmarks JSON"
    assert [len(frame.bodies) for frame in found.frames] == [2 if shape == "people" else 1, 0] * 1 + [
        2 if shape == "people" else 1
    ]
    np.testing.assert_allclose(found.times_s, [0, 0.033, 0.066])
    _is_the_person(found, atol=0.03)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{"pose_landmarks": [{"x": 0.5, "y": 0.5, "z": 0}] * 33}], "landmarks of the image only"),
        ([{"pose_world_landmarks": [{"x": 0, "y": 0, "z": 0}] * 32}], "32 elements; expected 33"),
        ([{"pose_world_landmarks": [[1, 2]] * 33}], "2 numbers; expected x, y, z and visibility"),
        ([_landmarks(timestamp_ms=0), _landmarks()], "[1]: no time stamp; expected one"),
        ([_landmarks(timestamp_ms=[])], "time stamp a list; expected a number, date or time"),
    ],
)
def test_landmarks_that_cannot_be_read(tmp_path: Path, content: Any, said: str) -> None:
    assert said in _fails(tmp_path, json.dumps(content))


def test_azure_kinects_joints_by_name_in_json(tmp_path: Path) -> None:
    positions = standing_as(AZURE_KINECT) @ AXES["image"] * 1000
    joints = {
        name: {"x": float(x), "y": float(y), "z": float(z), "confidence": 2}
        for name, (x, y, z) in zip(AZURE_KINECT.joints, positions, strict=True)
    }
    joints["WristLeft"]["confidence"] = 1
    frames = [{"timestamp": 33333 * i, "bodies": [{"body_id": 4, "joints": joints}]} for i in range(3)]
    found = _read(tmp_path, json.dumps(frames))
    body = found.frames[0].bodies[0]
    assert body.identity == 4 and body.states[J["WristLeft"]] == 1 and body.states[J["WristRight"]] == 2
    np.testing.assert_allclose(body.positions[J["WristLeft"]], stands_at("WristLeft"), atol=1e-6)


def test_key_points_without_depth_are_refused(tmp_path: Path) -> None:
    content = {"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": [0.5] * 75}]}
    assert "places in one image, without depth" in _fails(tmp_path, json.dumps(content))
