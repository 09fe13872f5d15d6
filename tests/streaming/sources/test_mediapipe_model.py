"""Opening pose models: what is none is told in one line, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import ModelError
from streaming.sources import mediapipe_model
from streaming.sources.mediapipe_model import MediaPipeModel

from ...support.small_files import SHARED

POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"

pytestmark = pytest.mark.usefixtures("no_thread_left")


def bundle(**files: bytes) -> bytes:
    """A bundle as MediaPipe packs them, of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.tflite", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a pose model"),
        (b"no bundle at all" * 100, "not a pose model"),
        (bundle(hand_detector=b"x"), "No file with name: pose_detector.tflite"),
        (bundle(pose_detector=b"x" * 900, pose_landmarks_detector=b"x" * 900), "not a valid Flatbuffer"),
    ],
    ids=["empty", "junk", "another", "damaged"],
)
def test_what_is_no_pose_model_is_one_line_and_no_thread_stays(tmp_path, content, said, capfd):
    path = tmp_path / "junk.task"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=said) as caught:
        MediaPipeModel(path)
    # Whoever keeps the error, as a chain does, keeps no thread of MediaPipe's by it.
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)
    assert capfd.readouterr().err == ""


def test_half_a_model_is_none(tmp_path):
    if not POSE.is_file():
        pytest.skip(f"no pose model at {POSE}")
    path = tmp_path / "half.task"
    path.write_bytes(POSE.read_bytes()[:3_000_000])
    with pytest.raises(ModelError, match="not a pose model"):
        MediaPipeModel(path)


def test_a_folder_a_missing_file_and_one_far_too_large(tmp_path, monkeypatch):
    with pytest.raises(ModelError, match="no file at all"):
        MediaPipeModel(tmp_path)
    with pytest.raises(ModelError, match="no such pose model"):
        MediaPipeModel(tmp_path / "none.task")
    monkeypatch.setattr(mediapipe_model, "_MOST_BYTES", 10)
    (tmp_path / "large.task").write_bytes(bytes(11))
    with pytest.raises(ModelError, match="not a pose model \\(11 bytes\\)"):
        MediaPipeModel(tmp_path / "large.task")


def test_a_model_may_have_a_name_that_is_no_valid_utf_8(tmp_path):
    if not POSE.is_file():
        pytest.skip(f"no pose model at {POSE}")
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xffodel.task"))
    try:
        shutil.copy(POSE, path)
    except (OSError, ValueError) as error:
        pytest.skip(f"this system has no such names: {error}")
    model = MediaPipeModel(path)
    assert model(np.zeros((48, 64, 3), np.uint8), 0.0) == []
    model.close()
