"""Skeletons as one NumPy array, and pickles under the same ending."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.tables.orders import BY_NAME
from streaming.skeleton.frames import TrackingState

from ...support.tables import in_order, squat


def _fails(folder: Path, content: bytes) -> str:
    (folder / "x").write_bytes(content)
    with pytest.raises(RecordingError) as caught:
        read_recording(folder / "x")
    return str(caught.value)


@pytest.mark.parametrize("shape", [(4, 25, 3), (4, 75), (4, 2, 25, 3), (4, 2, 75)])
@pytest.mark.parametrize("dtype", ["<f4", "<f8", ">f4", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_of_joints(tmp_path: Path, shape: tuple[int, ...], dtype: str, order: Any) -> None:
    array = (np.arange(np.prod(shape), dtype=np.float64).reshape(shape) % 64 / 32 + 0.5).astype(
        dtype, order=order
    )
    np.save(tmp_path / "x.npy", array)
    found = read_recording(tmp_path / "x.npy")
    bodies = 2 if shape[1] == 2 else 1
    assert len(found.frames) == 4 and all(len(frame.bodies) == bodies for frame in found.frames)
    np.testing.assert_array_equal(
        found.frames[3].bodies[-1].positions, array.astype(np.float32).reshape(4, bodies, 25, 3)[3, -1]
    )
    array[1] = 0
    np.save(tmp_path / "x.npy", array)
    assert not read_recording(tmp_path / "x.npy").frames[1].bodies


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8"])
def test_a_signalling_nan_of_a_damaged_file_is_a_joint_that_is_not_there(tmp_path: Path, dtype: str) -> None:
    array = np.ones((4, 25, 3), dtype)
    bits = array.view(dtype.replace("f", "u"))
    bits[1, 3] = {"<f2": 0x7D00, "<f4": 0x7FA00000, "<f8": 0x7FF4000000000000}[dtype]
    np.save(tmp_path / "x.npy", array)
    body = read_recording(tmp_path / "x.npy").frames[1].bodies[0]
    assert body.states[3] == TrackingState.NOT_TRACKED and body.states[4] == TrackingState.TRACKED


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((3, 24, 3)), "an array of 3 x 24 x 3; expected frames x 25 x 3"),
        (np.zeros(()), "an array of one element"),
        (np.zeros((3, 25, 3), int), "elements of type int64"),
        (np.zeros((0, 25, 3)), "no frame"),
        (np.zeros((2, 25, 3)), "no frame|no usable position|nobody"),
        (np.array({"skel_body0": 1}, dtype=object), "a pickled Python object"),
    ],
)
def test_arrays_that_cannot_be_read(tmp_path: Path, array: np.ndarray, said: str) -> None:
    np.save(tmp_path / "x.npy", array, allow_pickle=True)
    if "nobody" in said:
        assert not read_recording(tmp_path / "x.npy").frames[0].bodies
        return
    with pytest.raises(RecordingError, match=said):
        read_recording(tmp_path / "x.npy")


def test_a_cut_array(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((3, 25, 3)))
    content = (tmp_path / "x.npy").read_bytes()
    for end in (7, 60, 100, len(content) - 1):
        assert "cannot be read" in _fails(tmp_path, content[:end])


@pytest.mark.parametrize("order", ["kinect-v1", "azure-kinect", "mediapipe", "human36m", "smpl"])
@pytest.mark.parametrize("shape", ["T V C", "T M V C", "C T V M"])
def test_other_joints_and_arrangements_are_told_by_the_bones(tmp_path: Path, order: str, shape: str) -> None:
    joints = in_order(squat(), BY_NAME[order]) @ np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]).T * 1000
    array = joints[:, None] if shape == "T M V C" else joints
    array = joints.transpose(2, 0, 1)[..., None] if shape == "C T V M" else array
    np.save(tmp_path / "x.npy", array.astype(np.float32))
    found = read_recording(tmp_path / "x.npy")
    assert len(found.frames) == 24 and any(BY_NAME[order].words in note for note in found.notes)
    assert any("millimetres" in note for note in found.notes)
    assert any("along z" in note for note in found.notes)


def test_two_people_of_kinect_in_millimetres(tmp_path: Path) -> None:
    two = np.stack([squat(), squat() + np.array([1, 0, 0])], axis=1) * 1000
    np.save(tmp_path / "x.npy", two)
    found = read_recording(tmp_path / "x.npy")
    assert [len(frame.bodies) for frame in found.frames] == [2] * 24
    np.testing.assert_allclose(found.frames[3].bodies[1].positions, two[3, 1] / 1000, atol=1e-5)
