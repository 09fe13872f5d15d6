"""SYSU-3D's skeletons: told from UTD-MHAD's by the variable's name, and what is assumed is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.head import read_head
from streaming.readers.sysu_3d import ACTIONS, recognises

from ...support.data_set_files import mat_array, mat_compressed, mat_file, standing, stands_at
from ...support.geometry import joint, joints_of


def sysu_file(folder: Path, array: np.ndarray, name: str = "SW", video: str = "video3") -> Path:
    path = folder / "somebody" / video / "sklWorld.mat"
    path.parent.mkdir(parents=True)
    return mat_file(path, mat_compressed(mat_array(name, array)))


def test_joints_label_and_rate(tmp_path):
    recording = read_recording(sysu_file(tmp_path, standing(4).transpose(1, 2, 0)))
    assert len(recording.frames) == 4 and recording.rate_hz == 30 and len(ACTIONS) == 12
    (label,) = recording.labels
    assert (label.label, label.start_s, label.end_s) == ("call with a phone", 0.0, 0.1)
    body = joints_of(recording)
    for v1, v2 in (("Head", "Head"), ("HandRight", "HandRight"), ("ShoulderCenter", "SpineShoulder")):
        np.testing.assert_allclose(joint(body, v2)[2], stands_at(v1, 0.02), atol=1e-6)
    assert any("30 frames per second are assumed" in note for note in recording.notes)


@pytest.mark.parametrize("video", ["video0", "video13", "video\u00b2", "elsewhere"])
def test_a_folder_that_names_no_action(tmp_path, video):
    assert read_recording(sysu_file(tmp_path, standing(4).transpose(1, 2, 0), video=video)).labels == ()


def test_one_frame(tmp_path):
    assert len(read_recording(sysu_file(tmp_path, standing(1)[0])).frames) == 1


def test_other_matlab_files_are_not_taken(tmp_path):
    path = sysu_file(tmp_path, standing(4).transpose(1, 2, 0), name="d_skel")
    assert not recognises(read_head(path))


def test_an_array_of_another_shape(tmp_path):
    with pytest.raises(RecordingError, match="variable SW: an array of 15 x 3 x 4; expected 20 x 3 x frames"):
        read_recording(sysu_file(tmp_path, standing(4)[:, :15].transpose(1, 2, 0)))
