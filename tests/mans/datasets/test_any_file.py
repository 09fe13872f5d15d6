"""Reading a file of any kind: a recording by its content, else the poses of a video."""

from __future__ import annotations

from pathlib import Path

import pytest

from mans.datasets import any_file
from streaming.errors import RecordingError, UnknownFormatError
from streaming.skeleton.frames import Recording
from streaming.writers.ntu import write_ntu

from ...support.damaged_videos import whole_video
from ...support.examples import performed


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which videos poses were asked for; finding them takes a pose model, which tests do without."""
    videos: list[Path] = []

    def poses(video: Path, pose_model: Path) -> Recording:
        videos.append(video)
        return performed()

    monkeypatch.setattr(any_file, "pose_model_of", lambda folder: folder / "model.task")
    monkeypatch.setattr(any_file, "video_recording", poses)
    return videos


def test_a_recording_is_read_whatever_it_is_called(tmp_path: Path, asked: list[Path]):
    path = tmp_path / "a.mp4"
    write_ntu(performed(start_s=0), path)
    assert any_file.read_any(path).format == "NTU RGB+D .skeleton"
    assert asked == []


def test_of_a_video_the_poses_are_read(tmp_path: Path, asked: list[Path]):
    path = whole_video(tmp_path / "a.mp4", 5)
    assert any_file.read_any(path).rate_hz == performed().rate_hz
    assert asked == [path]


def test_what_is_neither_is_refused_as_a_recording(tmp_path: Path, asked: list[Path]):
    path = tmp_path / "a.txt"
    path.write_text("hello")
    with pytest.raises(UnknownFormatError, match="of no known format"):
        any_file.read_any(path)
    with pytest.raises(RecordingError):
        any_file.read_any(tmp_path / "none.mp4")
    assert asked == []
