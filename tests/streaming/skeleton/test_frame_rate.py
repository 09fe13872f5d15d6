"""Too few frames a second are told wherever somebody looks; slow motion is read at the speed of life."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import SettingsError
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import VideoFeed, parse_camera
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment
from streaming.recordings.conversion import convert
from streaming.skeleton.frame_rate import (
    RateWatch,
    at_true_speed,
    measured_rate_hz,
    rate_warnings,
    too_slow_hz,
)
from streaming.skeleton.frames import LabelledSpan, Recording
from streaming.sources.footage import Footage
from streaming.sources.video import Video, VideoFile
from streaming.writers.csv import write_csv
from streaming.writers.video import VideoWriter

from ...support.scripted import DECISION, WINDOW, Scripted, moving, recognise
from ...support.small_files import SHARED

ROOT = Path(__file__).resolve().parents[3]
CASES = SHARED.parent / "cases"
TOLD = "It has only 5 frames per second: below 10 movements are missed"


def at(rate_hz: float, seconds: float = 4.0) -> np.ndarray:
    return np.arange(0, seconds, 1 / rate_hz)


def recording(rate_hz: float) -> Recording:
    frames = [moving(number, rate_hz=rate_hz) for number in range(int(4 * rate_hz))]
    return Recording(frames, rate_hz, "made by a test", labels=(LabelledSpan("squat", 1.0, 3.0),))


@pytest.mark.parametrize("rate_hz", [1.0, 5.0, 8.0, 9.4])
def test_few_frames_are_told(rate_hz):
    assert too_slow_hz(at(rate_hz, 8.0)) == pytest.approx(rate_hz)
    (text,) = rate_warnings(at(rate_hz, 8.0))
    assert f"only {rate_hz:.3g} frames per second" in text and "answers are often wrong" in text


@pytest.mark.parametrize("rate_hz", [10.0, 15.0, 30.0, 240.0])
def test_enough_frames_are_not(rate_hz):
    jitter = np.random.default_rng(0).uniform(-0.2, 0.2, len(at(rate_hz))) / rate_hz
    assert rate_warnings(at(rate_hz) + jitter) == ()


def test_a_pause_is_no_low_rate_and_a_few_frames_tell_none():
    assert rate_warnings(np.concatenate([at(30.0), 60 + at(30.0)])) == ()
    assert measured_rate_hz([0.0, 1.0, 2.0, 3.0]) is None and measured_rate_hz([]) is None
    assert measured_rate_hz(at(30.0, 0.5)) is None


# ---- recordings ----


@pytest.fixture
def slow_file(tmp_path):
    """A recording of 5 frames a second."""
    path = tmp_path / "slow.csv"
    write_csv(recording(5.0), path)
    return path


def test_a_recording_says_so_once_however_often_it_is_converted(slow_file, tmp_path):
    assert [TOLD in text for text in read_recording(slow_file).warnings] == [True]
    for name in ("a.mcap", "b.mcap"):
        convert(slow_file, tmp_path / name)
        slow_file = tmp_path / name
    assert [TOLD in text for text in read_recording(slow_file).warnings] == [True]


def test_slow_motion_is_read_at_the_speed_of_life():
    slow = at_true_speed(recording(5.0), 4.0)
    np.testing.assert_allclose(slow.times_s, recording(5.0).times_s / 4)
    assert slow.rate_hz == 20.0 and slow.labels == (LabelledSpan("squat", 0.25, 0.75),)
    assert at_true_speed(slow, 1.0) is slow


def test_a_warning_about_the_rate_is_about_the_true_one(slow_file):
    kept = replace(read_recording(slow_file), warnings=("Lost.", *read_recording(slow_file).warnings))
    assert at_true_speed(kept, 4.0).warnings == ("Lost.",)
    (_, text) = at_true_speed(kept, 1.5).warnings
    assert "only 7.5 frames per second" in text


@pytest.mark.parametrize("factor", [0.5, 0.0, -4.0, 1000.0, float("nan"), float("inf")])
def test_other_factors_are_refused(factor):
    with pytest.raises(SettingsError, match="slow motion of .*1 to 100"):
        at_true_speed(recording(5.0), factor)
    with pytest.raises(SettingsError, match="slow motion"):
        VideoFeed(Path("clip.mp4"), slow_motion=factor)


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_commands_say_so_in_one_line(slow_file, tmp_path):
    for words in (("info", slow_file), ("convert", slow_file, tmp_path / "out.mcap")):
        done = command(*words)
        assert done.returncode == 0, done.stderr
        lines = [line for line in done.stdout.splitlines() if TOLD in line]
        assert len(lines) == 1 and lines[0].startswith("warning: ")
    done = command("convert", slow_file, tmp_path / "true.mcap", "--slow-motion", "4")
    assert done.returncode == 0 and TOLD not in done.stdout
    assert read_recording(tmp_path / "true.mcap").duration_s == pytest.approx(19 / 20)
    done = command("convert", slow_file, tmp_path / "none.mcap", "--slow-motion", "0.5")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "slow motion" in done.stderr


# ---- streams ----


def test_a_stream_is_told_when_it_is_sure_and_untold_when_it_is_sure():
    watch, told = RateWatch(), {}
    time_s = 0.0
    for rate_hz in (30.0, 5.0, 9.8, 15.0):
        for _ in range(int(12 * rate_hz)):
            time_s += 1 / rate_hz
            told[rate_hz] = watch.push(time_s)
    # 9.8 is not low enough to be told, nor high enough to take back what was.
    assert [bool(told[rate_hz]) for rate_hz in (30.0, 5.0, 9.8, 15.0)] == [False, True, True, False]


def test_a_stream_says_nothing_at_its_beginning():
    watch = RateWatch(patience_s=3.0)
    assert [bool(watch.push(time_s)) for time_s in (0, 0.5, 1, 1.5, 2, 2.5, 3)] == [False] * 6 + [True]


@pytest.mark.parametrize(("rate_hz", "warns"), [(5.0, True), (30.0, False)])
def test_a_chain_says_so_while_it_runs(no_thread_left, rate_hz, warns):
    frames = [moving(number, rate_hz=rate_hz) for number in range(int(4 * rate_hz))]
    chain = Chain(Scripted(frames), Assignment(recognise, WINDOW, DECISION))
    with chain:
        list(chain)
        assert bool(chain.rate_warning) == warns and chain.status == chain.rate_warning
    if warns:
        assert chain.status.startswith("Only 5 images per second are looked at")


def test_what_the_source_says_comes_first(no_thread_left):
    source = Scripted([moving(number, rate_hz=5.0) for number in range(20)])
    with Chain(source, Assignment(recognise, WINDOW, DECISION)) as chain:
        list(chain)
        source.status = "The camera is gone."
        assert chain.status == "The camera is gone." and chain.rate_warning


# ---- videos ----


@pytest.fixture
def clip(tmp_path):
    """Twelve images at 30 a second."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 30.0, (64, 32)) as video:
        for number in range(12):
            video.write(np.full((32, 64, 3), 20 * number, np.uint8))
    return path


def test_a_video_of_slow_motion_is_read_at_the_speed_of_life(clip):
    video = VideoFile(clip, slow_motion=4.0)
    images = list(video.images())
    np.testing.assert_allclose([time_s for time_s, _ in images], np.arange(12) / 120, atol=1e-4)
    assert video.rate_hz == 120.0
    source = Video(clip, speed=None, slow_motion=4.0, repeats=True)
    taken = [image for image, _ in zip(source, range(25), strict=False)]
    np.testing.assert_allclose([image.time_s for image in taken], np.arange(25) / 120, atol=1e-4)
    footage = Footage(clip, slow_motion=4.0)
    for number in (11, 3, 7):
        assert (footage.image(number, images[number][0]) == images[number][1]).all()
    assert footage._can_seek  # it has landed where it was sent
    footage.close()


def test_a_video_in_a_cameras_place_may_be_slow_motion(clip):
    assert parse_camera(str(clip), 8.0) == VideoFeed(clip, like_camera=True, slow_motion=8.0)


def test_a_real_clip_of_slow_motion_has_the_times_of_the_clip_it_was_made_from():
    slow, true = CASES / "squat_slowmo4x.mp4", CASES / "squat_full.mp4"
    if not (slow.is_file() and true.is_file()):
        pytest.skip(f"no clips at {CASES}")
    times = [time_s for time_s, _ in VideoFile(true).images()]
    slowly = [time_s for time_s, _ in VideoFile(slow, slow_motion=4.0).images()]
    assert slowly[-1] == pytest.approx(times[-1], abs=1 / 15)
    assert measured_rate_hz(slowly) == pytest.approx(4 * measured_rate_hz(times), rel=0.01)


def test_a_video_that_ends_early_says_how_much_is_missing():
    cut = CASES / "cut.mp4"
    if not cut.is_file():
        pytest.skip(f"no clips at {CASES}")
    video = VideoFile(cut)
    done = len(list(video.images()))
    assert 0 < done < 120 and f"{done} of 120 images could be read" in video.shortfall
