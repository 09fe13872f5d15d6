"""Clips with a table of what is seen when: their poses are found once, and their answers counted by clip."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import main
from mans.datasets import DATA_SETS
from mans.datasets import poses as poses_module
from mans.datasets.poses import kept_at, video_recording
from mans.everyday.samples import everyday_samples
from mans.online.clips import ClipShares, share_of_answers
from mans.online.metrics import Shown
from mans.online.result import StreamResult
from streaming.errors import DataSetError, MansError, ModelError, RecordingError
from streaming.readers import read_recording
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import from_plain

from ...support.more_data_set_folders import write_videos
from ...support.short_clips import write_beginning
from ...support.small_data import SHARED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_videos(tmp_path / "videos-everyday")


def test_spans_are_samples_and_what_is_missing_is_told(folder):
    data = DATA_SETS["videos-everyday"].load(folder)
    assert [(s.label, s.start_s, s.end_s, s.subject) for s in data.samples] == [
        ("wave both hands", 0.0, 0.9, "waving.mp4"),
        ("none", 1.0, 1.9, "waving.mp4"),
        ("other", 0.0, 0.9, "standing.avi"),
        ("none", 1.0, 1.9, "standing.avi"),
    ]
    assert data.notes == ("away.mp4 is not there: left out.",)
    assert [s.label for s in everyday_samples(data)] == ["wave both hands", *[NO_ACTION] * 3]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("waving.mp4,1,0.5,clap,", "line 7: a span from '1' to '0.5'"),
        ("waving.mp4,1,late,clap,", "line 7: a span from '1' to 'late'"),
        ("waving.mp4,0,nan,clap,", "line 7: a span from '0' to 'nan'"),
        ("waving.mp4,0,1,fly,", "line 7: label 'fly'; expected bend down or"),
        ("../waving.mp4,0,1,clap,", "line 7: file '../waving.mp4'"),
        ("waving.mp4,0", "line 7: a span from '0' to ''"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(folder, row, said):
    table = folder / "spans.csv"
    table.write_text(table.read_text() + row + "\n")
    with pytest.raises(DataSetError) as caught:
        DATA_SETS["videos-everyday"].load(folder)
    assert said in str(caught.value) and str(table) in str(caught.value)


def test_a_table_without_the_columns_or_the_clips(folder):
    (folder / "spans.csv").write_text("clip,when\nwaving.mp4,now\n")
    with pytest.raises(DataSetError, match="the columns file, start_s, end_s, label"):
        DATA_SETS["videos-everyday"].load(folder)
    (folder / "spans.csv").write_text("file,start_s,end_s,label\naway.mp4,0,1,clap\n")
    with pytest.raises(DataSetError, match=r"none of its clips is there; expected away\.mp4"):
        DATA_SETS["videos-everyday"].load(folder)


class Finder:
    """Stands in for the pose model: counts the videos it was asked to look at."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, video: Path, pose_model: Path) -> Recording:
        self.seen.append(video.name)
        states = np.full(KINECT_V2.size, 1, dtype=np.uint8)
        body = Body(3, np.full((KINECT_V2.size, 3), 1.25, np.float32), states)
        return Recording([Frame(0, 0.0, ()), Frame(1, 0.1, (body,))], 10.0, "video")


@pytest.fixture
def finder(monkeypatch) -> Finder:
    found = Finder()
    monkeypatch.setattr(poses_module, "read_video", found)
    found.__module__ = "streaming.sources.pose_video"
    return found


@pytest.fixture
def clip(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("clip.mp4", "pose_landmarker_lite.task"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path / "clip.mp4", tmp_path / "pose_landmarker_lite.task"


def test_poses_are_found_once(clip, finder, tmp_path):
    first, second = (video_recording(*clip, tmp_path / "cache") for _ in range(2))
    assert finder.seen == ["clip.mp4"] and kept_at(*clip, tmp_path / "cache").is_file()
    for frame, again in zip(first.frames, second.frames, strict=True):
        assert frame.time_s == again.time_s and len(frame.bodies) == len(again.bodies)
    body = second.frames[1].bodies[0]
    assert body.identity == 3 and (body.positions == 1.25).all() and (body.states == 1).all()


@pytest.mark.parametrize("which", [0, 1])
def test_another_video_or_pose_model_is_looked_at_anew(clip, finder, tmp_path, which):
    video_recording(*clip, tmp_path / "cache")
    os.utime(clip[which], ns=(1, 1))
    video_recording(*clip, tmp_path / "cache")
    assert finder.seen == ["clip.mp4"] * 2


def test_what_is_missing_is_told(clip, finder, tmp_path):
    video, model = clip
    for missing, error in (
        ((tmp_path / "no.mp4", model), RecordingError),
        ((video, video / "x"), ModelError),
    ):
        with pytest.raises(error, match="no such file"):
            video_recording(*missing, tmp_path / "cache")
    (tmp_path / "file").touch()
    with pytest.raises(MansError, match="expected a place for the poses of videos.*MANS_LIVE_CACHE"):
        video_recording(*clip, tmp_path / "file")
    assert finder.seen == ["clip.mp4"]


def test_a_real_video_through_the_pose_model(tmp_path):
    video, model = SHARED / "videos" / "tai_chi.mp4", SHARED / "mediapipe" / "pose_landmarker_lite.task"
    if not video.is_file() or not model.is_file():
        pytest.skip(f"no {video} or no {model}")
    video = write_beginning(video, 90, tmp_path / "clip.mp4")
    found = video_recording(video, model, tmp_path)
    assert len([frame for frame in found.frames if frame.bodies]) > 50
    states = np.concatenate([body.states for frame in found.frames for body in frame.bodies])
    assert set(np.unique(states)) <= {0, 1, 2} and (states == 2).mean() > 0.5
    (kept,) = (tmp_path / "poses").iterdir()
    assert len(read_recording(kept).frames) == len(found.frames)


def shown(*labels: str | None) -> Shown:
    return Shown(np.arange(len(labels)) / 10, labels, ())


def test_answers_are_counted_where_something_is_labelled():
    said = shown(None, "wave", "wave", "clap", NO_ACTION, None, "kick", "kick", None, "kick")
    spans, others = [LabelledSpan("wave", 0.0, 0.4)], [LabelledSpan("other", 0.6, 0.8)]
    found = share_of_answers(said, range(10), spans, others)
    assert found == ClipShares((0.4,), (0.2,), (pytest.approx(2 / 3),))
    every_second = share_of_answers(said, range(0, 10, 2), spans, others)
    assert every_second == ClipShares((pytest.approx(1 / 3),), (0.0,), (0.5,))
    assert share_of_answers(said, range(10), [], []) == ClipShares()


def test_a_clip_counts_once_however_long_it_is():
    whole = ClipShares((1.0,), (0.0,)) + ClipShares((0.0,), (0.5,)) + ClipShares((), (), (0.25,))
    assert list(whole.figures().values()) == [0.5, 0.25, 0.25]
    assert ClipShares().figures() == {}
    result = replace(StreamResult(), clips=whole)
    assert from_plain(json.loads(json.dumps(result.to_dict())), StreamResult) == result
    assert result.figures()["correct predictions, clip mean"] == 0.5
    assert "correct predictions, clip mean" not in StreamResult().figures()


def test_the_command_counts_clips(folder, tmp_path):
    out = tmp_path / "clips.json"
    model = Path(main.__file__).parent / "models" / "everyday-mans-today.safetensors"
    words = ["evaluate-stream", "videos-everyday", "--data", folder, "--model", model, "--device", "cpu"]
    assert main.main([*map(str, words), "--results", str(out)]) == 0
    figures = json.loads(out.read_text())["figures"]
    assert figures["correct predictions, clip mean"] == 0  # somebody only stands
    assert figures["false positives in other movements, clip mean"] == 0
