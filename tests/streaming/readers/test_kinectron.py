"""The reader of what Kinectron saves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording

from ...support.geometry import positions_of
from ...support.kinect_json import kinectron_body
from ...support.posture import mirrored, posture
from ...support.small_files import person


def _write(folder: Path, content: Any) -> Path:
    path = folder / "x.json"
    path.write_text(json.dumps(content, separators=(",", ":")))
    return path


def _fails(folder: Path, content: Any) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(_write(folder, content))
    return str(caught.value)


def test_bodies_one_by_one(tmp_path: Path) -> None:
    """Two people who arrive some milliseconds after each other are one frame; the same one again the next."""
    a, b = person(1, 72057594037928243), person(2, 72057594037928015)
    times = [(a, 11), (b, 16), (b, 43), (a, 49), (a, 50), (a, 84), (a, 117), (b, 134)]
    found = read_recording(_write(tmp_path, [kinectron_body(body, ms) for body, ms in times]))
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [
        *(
            [a.identity, b.identity],
            [b.identity, a.identity],
            [a.identity],
            [a.identity],
            [a.identity],
            [b.identity],
        )
    ]
    np.testing.assert_allclose(found.times_s, [0.011, 0.043, 0.05, 0.084, 0.117, 0.134])
    np.testing.assert_array_equal(found.frames[0].bodies[1].positions, b.positions)
    assert (found.frames[0].bodies[0].states == 2).all()
    assert found.format == "Kinectron JSON" and "no tracking states" in found.notes[0]


def test_frames_of_all_bodies(tmp_path: Path) -> None:
    a, b, nobody = person(1, 5), person(2, 6), {"bodyIndex": 1, "tracked": False}
    frames = [
        {"bodies": [nobody, kinectron_body(a, 0)], "record_timestamp": 100, "record_startime": 1},
        {"bodies": [nobody, nobody], "record_timestamp": 133},
        {"bodies": [kinectron_body(b, 0), kinectron_body(a, 0)], "record_timestamp": 166},
    ]
    found = read_recording(_write(tmp_path, frames))
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [[5], [], [6, 5]]
    np.testing.assert_allclose(found.times_s, [0.1, 0.133, 0.166])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            [{"cameraX": 1, "trackingId": "1", "record_timestamp": 5}],
            '[0]: a single joint; expected a body with "j',
        ),
        ([{"cameraX": 1}], '[0]: no "record_timestamp"'),
        ([kinectron_body(person(), 1), 5, "cameraX"], "[1]: 5; expected an object"),
        ([kinectron_body(person(), 1), {"record_timestamp": 7}], '[1]: neither "joints" nor "bodies"'),
        ([kinectron_body(person(), 1, trackingId="x")], '[0].trackingId: "x"; expected a whole number'),
        ([kinectron_body(person(), 1, trackingId="9" * 30)], "[0].trackingId: "),
        (
            [{"record_timestamp": 7, "bodies": [{"joints": [{"cameraX": 1}]}]}],
            "[0].bodies[0].joints: 1 element",
        ),
        ([kinectron_body(person(), "5")], '[0].record_timestamp: "5"; expected a number'),
        (
            [kinectron_body(person(), 1, joints=[{"cameraX": 0, "cameraY": 0}] * 25)],
            '[0].joints[0]: no "cameraZ"',
        ),
        (
            [kinectron_body(person(), 1, joints=[{"cameraX": 0, "cameraY": 0, "cameraZ": 0}] * 25)],
            "no usable",
        ),
        (
            [kinectron_body(person(), 1, joints=[{"cameraX": [], "cameraY": 0, "cameraZ": 0}] * 25)],
            ".cameraX: a list",
        ),
    ],
)
def test_wrong_shapes_are_told_with_their_place(tmp_path: Path, content: Any, said: str) -> None:
    assert said in _fails(tmp_path, content)


def test_real_skeletons(shared_data: Path) -> None:
    found = read_recording(shared_data / "kinectron" / "recorded_skeleton.json")
    assert len(found.frames) == 286 and found.rate_hz == 30
    assert found.duration_s == pytest.approx(9.6)
    assert {body.identity for frame in found.frames for body in frame.bodies} == {72057594037928243}
    positions = positions_of(found)
    assert positions[..., 2].min() > 1.5 and positions[..., 2].max() < 3
    right, wrong = posture(positions), posture(mirrored(positions))
    assert right.upright == right.facing == 1 and right.feet_forward > 0.95 and right.knees_forward > 0.65
    assert wrong.facing == 0 and wrong.feet_forward < 0.05 and wrong.knees_forward < 0.35


def test_real_single_joints_are_refused_with_the_reason(shared_data: Path) -> None:
    with pytest.raises(RecordingError, match="a single joint.*startTrackedBodies"):
        read_recording(shared_data / "kinectron" / "recorded_joints.json")
