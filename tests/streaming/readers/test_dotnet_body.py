"""The reader of what .NET programs write of the SDK's bodies: its dialects and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Recording
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2

from ...support.kinect_json import dotnet_body
from ...support.small_files import person

A, B = person(1, 72057594037928243), person(2, 72057594037928244)
POSITIONS = {
    name: dict(zip("XYZ", map(float, A.positions[i]), strict=True)) for i, name in enumerate(KINECT_V2.joints)
}


def _read(folder: Path, content: Any) -> Recording:
    path = folder / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_recording(path)


def _fails(folder: Path, content: Any) -> str:
    with pytest.raises(RecordingError) as caught:
        _read(folder, content)
    return str(caught.value).removeprefix(str(folder / "x.json"))


def _identities(found: Recording) -> list[list[int]]:
    return [[body.identity for body in frame.bodies] for frame in found.frames]


def _is_a(body: Body) -> None:
    np.testing.assert_array_equal(body.positions, A.positions)
    np.testing.assert_array_equal(body.states, A.states)


@pytest.mark.parametrize("name", ["State", "TrackingState"])
def test_the_state_of_a_hand_is_not_that_of_a_joint(tmp_path: Path, name: str) -> None:
    body = dotnet_body(A, HandLeftState="Open", HandRightState=3)
    for joint, state in (("HandLeft", "Lasso"), ("HandRight", "Unknown")):
        body["Joints"][joint].pop("TrackingState", None)
        body["Joints"][joint][name] = state
    found = _read(tmp_path, [body])
    states = A.states.copy()
    states[[KINECT_V2.index["HandLeft"], KINECT_V2.index["HandRight"]]] = 2
    np.testing.assert_array_equal(found.frames[0].bodies[0].states, states)
    body["Joints"]["Head"]["TrackingState"] = "Open"
    assert 'Joints.Head.TrackingState: tracking state "Open"' in _fails(tmp_path, [body])


@pytest.mark.parametrize("state_names", [False, True])
def test_lines_of_bodies_with_a_time(tmp_path: Path, state_names: bool) -> None:
    bodies = [
        dotnet_body(body, state_names=state_names, Timestamp=ms)
        for body, ms in ((A, 1000), (B, 1000), (A, 1033), (B, 1067), (A, 1067))
    ]
    found = _read(tmp_path, "\n".join(json.dumps(body) for body in bodies))
    assert found.format == ".NET Body JSON" and found.rate_hz == 30
    assert _identities(found) == [[A.identity, B.identity], [A.identity], [B.identity, A.identity]]
    np.testing.assert_allclose(found.times_s, [1, 1.033, 1.067])
    _is_a(found.frames[1].bodies[0])
    assert found.notes == ("Time stamps without a unit were taken as milliseconds.",)


def _frames(**names: str) -> list[dict[str, Any]]:
    time, bodies = names.get("time", "RelativeTime"), names.get("bodies", "Bodies")
    stamps = ["00:00:01.0000000", "00:00:01.0333333", "00:00:01.0666666"]
    untracked = {"IsTracked": False, "TrackingId": 0, "Joints": {}}
    several = [[dotnet_body(A), untracked], [], [dotnet_body(B), None, dotnet_body(A)]]
    return [{time: stamp, bodies: found} for stamp, found in zip(stamps, several, strict=True)]


@pytest.mark.parametrize("shape", ["list", "lines", "object", "camel case"])
def test_frames_of_bodies(tmp_path: Path, shape: str) -> None:
    frames = _frames() if shape != "camel case" else _frames(time="relativeTime", bodies="bodies")
    content: Any = frames
    if shape == "lines":
        content = "\n".join(json.dumps(frame) for frame in frames)
    elif shape == "object":
        content = {"Sensor": "Kinect", "Frames": frames, "Version": 2}
    found = _read(tmp_path, content)
    assert _identities(found) == [[A.identity], [], [B.identity, A.identity]]
    np.testing.assert_allclose(found.times_s, [1, 1.0333333, 1.0666666])
    _is_a(found.frames[2].bodies[1])


@pytest.mark.parametrize(
    ("name", "values", "expected_s"),
    [
        ("RelativeTime", [0, 333_333, 666_666], [0, 0.0333333, 0.0666666]),
        ("RelativeTime", [{"Ticks": n} for n in (0, 333_333, 666_666)], [0, 0.0333333, 0.0666666]),
        ("time_ms", [5, 38, 71], [0.005, 0.038, 0.071]),
        ("timestamp", [1.5, 1.533, 1.566], [1.5, 1.533, 1.566]),
        ("timestampUsec", [500, 33833, 67166], [0.0005, 0.033833, 0.067166]),
        ("Time", [f"2018-02-07T18:30:{s}Z" for s in ("39.6370000", "39.67", "40")], [0, 0.033, 0.363]),
        ("date", [f"/Date(1518026{ms})/" for ms in ("639637+0100", "639670", "640000")], [0, 0.033, 0.363]),
        ("Timestamp", [63653617839 * 10**7 + n for n in (0, 333333, 666666)], [0, 0.0333333, 0.0666666]),
        ("unixTime", [1518026639.0, 1518026639.033, 1518026639.066], [0, 0.033, 0.066]),
    ],
)
def test_time_in_its_usual_spellings(
    tmp_path: Path, name: str, values: list[Any], expected_s: list[float]
) -> None:
    for content in (
        [{name: value, "bodies": [dotnet_body(A)]} for value in values],
        [{"bodies": [dotnet_body(A, **{name: value})]} for value in values],
        [dotnet_body(A, **{name: value}) for value in values],
    ):
        np.testing.assert_allclose(_read(tmp_path, content).times_s, expected_s, atol=2e-5)


@pytest.mark.parametrize(
    "joints",
    [
        [{"JointType": name, "Position": at, "TrackingState": 2} for name, at in POSITIONS.items()],
        [
            {"JointType": i, "Position": at, "TrackingState": "Tracked"}
            for i, at in enumerate(POSITIONS.values())
        ],
        [
            {"Key": name, "Value": {"JointType": i, "Position": at}}
            for i, (name, at) in enumerate(POSITIONS.items())
        ],
        [
            {"name": name.lower(), **{axis.lower(): v for axis, v in at.items()}}
            for name, at in POSITIONS.items()
        ],
        {name: {"state": "Tracked", "location": at} for name, at in POSITIONS.items()},
        {name: {axis: str(value) for axis, value in at.items()} for name, at in POSITIONS.items()},
        {name: list(at.values()) for name, at in POSITIONS.items()},
        {f"{name[0].lower()}{name[1:]}": at for name, at in POSITIONS.items()},
        [{"CameraSpacePoint": at} for at in POSITIONS.values()],
    ],
)
def test_joints_in_their_usual_spellings(tmp_path: Path, joints: Any) -> None:
    head = '{"JointType": 0}\n' if isinstance(joints, list) and "CameraSpacePoint" in joints[0] else ""
    content = [{"TrackingId": 7, "Joints": joints, "comment": "JointType" * bool(head)}]
    text = json.dumps(content).replace('"comment"', '"JointType"')
    body = _read(tmp_path, text).frames[0].bodies[0]
    assert body.identity == 7
    np.testing.assert_array_equal(body.positions, A.positions)
    assert (body.states == 2).all()


def test_bodies_that_are_nothing_but_joints(tmp_path: Path) -> None:
    """As browsers are sent them: a list of frames, each a list of bodies, each an object of joints."""
    found = _read(tmp_path, [[POSITIONS, POSITIONS], [POSITIONS]])
    assert _identities(found) == [[1, 2], [1]]
    assert "There are no time stamps: 30 frames per second are assumed." in found.notes
    assert "There are no tracking states: every joint with a position counts as tracked." in found.notes


def test_bodies_without_time_are_frames_of_their_own_unless_somebody_else(tmp_path: Path) -> None:
    found = _read(tmp_path, [dotnet_body(body) for body in (A, A, B, A, B, B)])
    a, b = A.identity, B.identity
    assert _identities(found) == [[a], [a, b], [a, b], [b]]
    np.testing.assert_allclose(found.times_s, np.arange(4) / 30)


def test_frame_numbers_stand_in_for_time(tmp_path: Path) -> None:
    frames = [{"frame": number, "bodies": [dotnet_body(A)]} for number in (4, 5, 9)]
    bodies = [dotnet_body(body, FrameNumber=number) for body, number in ((A, 4), (B, 4), (A, 5), (A, 9))]
    for content in (frames, bodies):
        found = _read(tmp_path, content)
        assert [frame.number for frame in found.frames] == [4, 5, 9]
        np.testing.assert_allclose(found.times_s, np.array([4, 5, 9]) / 30)
    assert _identities(found) == [[A.identity, B.identity], [A.identity], [A.identity]]


def test_skeletons_of_sdk_1(tmp_path: Path) -> None:
    joints = [
        {"JointType": name, "Position": {"X": 0.1 * i, "Y": 0.2, "Z": 2.0}, "TrackingState": 2}
        for i, name in enumerate(KINECT_V1.joints)
    ]
    skeletons = [
        {"TrackingId": 3, "TrackingState": 2, "Joints": joints},
        {"TrackingState": 0, "Joints": joints},
    ]
    for numbered in (False, True):
        if numbered:
            for i, joint in enumerate(joints):
                joint["JointType"] = i
        found = _read(tmp_path, [{"timestamp": 0, "skeletons": skeletons}])
        (body,) = found.frames[0].bodies
        assert body.positions[KINECT_V2.index["Head"], 0] == pytest.approx(0.3)
        assert body.states[KINECT_V2.index["Neck"]] == 1
        assert any("Kinect v1's 20 joints" in note for note in found.notes)


def test_what_is_unknown(tmp_path: Path) -> None:
    body = dotnet_body(A)
    body["Joints"]["HandLeft"]["Position"] = {"X": "NaN", "Y": "Infinity", "Z": None}
    body["Joints"]["HandRight"] = None
    del body["Joints"]["Head"]
    found = _read(tmp_path, [body]).frames[0].bodies[0]
    for joint, parent in (("HandLeft", "WristLeft"), ("HandRight", "WristRight"), ("Head", "Neck")):
        assert found.states[KINECT_V2.index[joint]] == 0
        np.testing.assert_array_equal(
            found.positions[KINECT_V2.index[joint]], found.positions[KINECT_V2.index[parent]]
        )


def _with(joint: Any) -> list[Any]:
    body = dotnet_body(A)
    body["Joints"]["Head"] = joint
    return [dotnet_body(A), body]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([dotnet_body(A), {"TrackingId": 1}], ', [1]: neither "Joints" nor "Bodies"'),
        ([dotnet_body(A), 7], ", [1]: 7; expected an object"),
        ([{"JointType": 0, "Bodies": 7}], ", [0].Bodies: 7; expected a list"),
        ([{"Bodies": [dotnet_body(A), {"TrackingId": 2}]}], ', [0].Bodies[1]: no "Joints"'),
        ([dotnet_body(A, TrackingId=-1)], ", [0].TrackingId: -1; expected a whole number"),
        ([{"Joints": [{"JointType": 0}] * 25}], ', [0].Joints[1]: joint "0" twice'),
        (
            [{"Joints": [{"JointType": "Elbow", "Position": [1, 2, 3]}]}],
            ", [0].Joints: 0 joints of Kinect v2",
        ),
        (
            [{"Joints": dict(list(POSITIONS.items())[:14])}],
            ", [0].Joints: 14 joints of Kinect v2 (25 joints); expected 25",
        ),
        (
            _with({"Position": {"X": "a", "Y": 1, "Z": 2}}),
            ', [1].Joints.Head.Position.X: "a"; expected a number',
        ),
        (_with({"Position": {"Q": 1}}), ", [1].Joints.Head.Position: no X, Y and Z"),
        (_with({"Position": [1, 2]}), ", [1].Joints.Head.Position: 2 elements; expected 3"),
        (_with({"Position": 7}), ", [1].Joints.Head.Position: 7; expected an object"),
        (
            _with({"Position": [1, 2, 3], "TrackingState": 5}),
            ", [1].Joints.Head.TrackingState: tracking state 5; exp",
        ),
        (
            _with({"Position": [1, 2, 3], "TrackingState": [[]]}),
            ".TrackingState: tracking state a list; expected",
        ),
        (
            [dotnet_body(A, Time=1), dotnet_body(A)],
            ", [1]: no time stamp; expected one, as in the frames before",
        ),
        (
            [dotnet_body(A, Time=1), dotnet_body(A, Time="x")],
            ', [1].Time: time stamp "x"; expected a number, date',
        ),
        (
            [dotnet_body(A, Time="10:00:00"), dotnet_body(A, Time=5)],
            ", [1].Time: time stamp 5; expected a number",
        ),
        ('{"JointType": 1, "Joints": {}}\n{"Joints"', ", Joints: 0 joints"),
        (json.dumps(dotnet_body(A)) + '\n{"Joints": 5}', ", line 2, Joints: 5; expected a list"),
        (
            [dotnet_body(A, Joints={name: [1500, 900, 2000] for name in KINECT_V2.joints})],
            "pixels, or another unit",
        ),
    ],
)
def test_wrong_shapes_are_told_with_their_place(tmp_path: Path, content: Any, said: str) -> None:
    found = _fails(tmp_path, content)
    assert said in found, found
