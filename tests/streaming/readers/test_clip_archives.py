"""Clips in NumPy archives: motion capture, and pose landmarks of people before a webcam."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.readers import landmark_archive as landmarks
from streaming.readers import mocap_archive as mocap
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import standing, stands_at
from ...support.more_data_set_files import landmark_archive, mocap_archive

JOINT = KINECT_V2.index


@pytest.mark.parametrize("differences", [False, True])
def test_motion_capture(tmp_path: Path, differences: bool) -> None:
    """Somebody who faces the sensor already keeps their sides and is put 3 m before it."""
    path = mocap_archive(
        tmp_path / "clips.npz", {"a": standing(9), "b": standing(4)}, differences=differences
    )
    assert mocap.clip_names(path) == ("a", "b")
    joints = mocap.BANDAI_NAMCO if differences else mocap.CMU
    found = mocap.read_clip(path, "a", joints, differences=differences)
    assert len(found.frames) == 9 and found.rate_hz == 30
    body = found.frames[8].bodies[0]
    base = body.positions[JOINT["SpineBase"]]
    assert base[2] == pytest.approx(3.0, abs=0.01) and base[0] == pytest.approx(0.08, abs=0.01)
    for joint in ("ElbowLeft", "WristRight", "KneeLeft", "AnkleRight", "FootRight"):
        expected = stands_at(joint) - stands_at("HipCenter")
        np.testing.assert_allclose(body.positions[JOINT[joint]] - base, expected, atol=2e-3)
    # Its middle, above the joint that it turns on.
    assert body.positions[JOINT["Head"], 1] - base[1] == pytest.approx(0.65 + 0.6 * 0.2, abs=0.01)
    inferred = {KINECT_V2.joints[i] for i in np.flatnonzero(body.states < 2)}
    hands = {"HandLeft", "HandRight"} if differences else set()
    assert (
        inferred
        == {"SpineShoulder", "Neck", "HandTipLeft", "HandTipRight", "ThumbLeft", "ThumbRight"} | hands
    )


def test_who_faces_elsewhere_is_turned(tmp_path: Path) -> None:
    turned = standing(3) @ np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]])
    path = mocap_archive(tmp_path / "clips.npz", {"a": turned}, differences=False)
    body = mocap.read_clip(path, "a", mocap.CMU, differences=False).frames[0].bodies[0]
    across = body.positions[JOINT["ShoulderRight"]] - body.positions[JOINT["ShoulderLeft"]]
    np.testing.assert_allclose(across, (0.36, 0, 0), atol=2e-3)


def test_landmarks(tmp_path: Path) -> None:
    path = landmark_archive(tmp_path / "clips.npz", {"eat__0": 30, "sit__3": 0})
    assert landmarks.clip_names(path) == ("eat__0", "sit__3")
    found = landmarks.read_clip(path, "eat__0")
    assert found.rate_hz == 15 and found.times_s[-1] == pytest.approx(29 / 15)
    first, last = found.frames[0].bodies[0], found.frames[-1].bodies[0]
    left, right = (first.positions[JOINT[f"Shoulder{side}"]] for side in ("Left", "Right"))
    np.testing.assert_allclose(right - left, (0.34, 0, 0), atol=3e-3)
    scale = 0.34 / 0.36
    forearm = (stands_at("WristLeft") - stands_at("ElbowLeft")) * scale
    np.testing.assert_allclose(
        first.positions[JOINT["WristLeft"]] - first.positions[JOINT["ElbowLeft"]], forearm, atol=3e-3
    )
    rise = last.positions[JOINT["WristRight"]] - first.positions[JOINT["WristRight"]]
    np.testing.assert_allclose(rise, (0, 0.3 * scale, 0), atol=3e-3)
    assert first.states[JOINT["WristRight"]] == 2 and first.states[JOINT["KneeRight"]] == 0
    assert first.states[JOINT["HipLeft"]] == 0 and first.states[JOINT["Head"]] == 2


def test_frames_of_zeros_hold_nobody(tmp_path: Path) -> None:
    path = landmark_archive(tmp_path / "clips.npz", {"a__0": 10}, frames=4)
    clip = np.load(path)["a__0"].copy()
    clip[0] = 0
    np.savez(path, a__0=clip, b__0=clip * 0)
    found = landmarks.read_clip(path, "a__0")
    assert [len(frame.bodies) for frame in found.frames] == [0, 1, 1, 1]
    with pytest.raises(EmptyRecordingError, match="b__0: nobody in any frame"):
        landmarks.read_clip(path, "b__0")


def test_damage_is_told_with_its_file(tmp_path: Path) -> None:
    path = mocap_archive(tmp_path / "clips.npz", {"a": standing(3)}, differences=False)

    def said() -> str:
        with pytest.raises(RecordingError) as caught:
            mocap.read_clip(path, "a", mocap.CMU, differences=False)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)
        return str(caught.value)

    with pytest.raises(RecordingError, match="no array 'other'"):
        mocap.read_clip(path, "other", mocap.CMU, differences=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    assert "expected a NumPy archive" in said()
    path.write_bytes(b"not an archive")
    assert "expected a NumPy archive" in said()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    path.write_bytes(damaged)
    assert "cannot be read" in said()
    np.savez(path, joint_names=np.array(["pelvis"]), a=np.zeros((3, 1, 3), np.int16))
    assert "an array of 3 x 1 x 3 for 1 joint" in said()
    np.savez(path, a=np.zeros((3, 1, 3), np.int16))
    assert "no array 'joint_names'" in said()
    np.savez(path, joint_names=np.array([{}], dtype=object))  # pickled: never loaded
    assert "no array 'a'" in said() or "cannot be read" in said()
    with pytest.raises(RecordingError, match=r"an array of 3 x 1 x 3.*33 landmarks"):
        np.savez(path, a=np.zeros((3, 1, 3), np.int16))
        landmarks.read_clip(path, "a")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("{'descr': '<f2', 'fortran_order': False, 'shape': (4000000000, 33, 4), }", "4000000000 x 33 x 4"),
        ("{'descr': '<f2', 'fortran_order': False, 'shape': (-1, 33, 4), }", "cannot be read"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "Python objects"),
        ("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,), }", "elements of type"),
        ("{", "cannot be read"),
    ],
)
def test_what_a_header_claims_is_not_believed(tmp_path: Path, header: str, said: str) -> None:
    text = header.encode().ljust(117) + b"\n"
    content = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(264)
    with zipfile.ZipFile(tmp_path / "clips.npz", "w") as file:
        file.writestr("a__0.npy", content)
    with pytest.raises(RecordingError, match=said):
        landmarks.read_clip(tmp_path / "clips.npz", "a__0")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streaming.readers.support.frame_store._FREE_NUMBERS", 10_000)
    np.savez_compressed(tmp_path / "clips.npz", a__0=np.zeros((50_000, 33, 4), np.float16))
    with pytest.raises(RecordingError, match="more than a file of its size can mean"):
        landmarks.read_clip(tmp_path / "clips.npz", "a__0")
