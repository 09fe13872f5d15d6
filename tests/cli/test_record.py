"""Recording without a window, as its user runs it: a real process, a real video, a real pose model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main
from streaming.readers import read_recording
from streaming.readers.mcap import read_origin

from ..support.archives import rows_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
CLIP = SHARED / "videos" / "tai_chi.mp4"
POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"

pytestmark = pytest.mark.skipif(
    not (CLIP.is_file() and POSE.is_file()), reason=f"no video and pose model at {SHARED}"
)


def record(*words: str) -> list[str]:
    return [sys.executable, "main.py", "record", *words, "--pose-model", str(POSE)]


@pytest.mark.slow
def test_a_video_is_recorded_whole_with_answers_and_attention(tmp_path):
    out, report = tmp_path / "a.mcap", tmp_path / "new" / "a.csv"
    done = subprocess.run(
        record(str(out), "--video", str(CLIP), "--report", str(report)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert f"Wrote {tmp_path / 'new' / 'a-segments.csv'}, " in done.stdout
    (action,) = rows_of(tmp_path / "new" / "a-segments.csv")
    assert (action["file"], action["label"]) == ("a.mcap", "raise both arms")
    assert len(rows_of(tmp_path / "new" / "a-angles.csv")) > 250
    assert "300 frames" in done.stdout
    recording = read_recording(out)
    assert [frame.number for frame in recording.frames] == list(range(300))
    _, counts = read_origin(out)
    assert counts["/skeleton"] == 300
    assert counts["/answer"] == counts["/attention"] == counts["/prediction"] > 80
    again = subprocess.run(
        record(str(out), "--video", str(CLIP)), cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert again.returncode == 2
    assert "never overwritten" in again.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_a_recording_well(tmp_path):
    out = tmp_path / "b.mcap"
    process = subprocess.Popen(
        record(str(out), "--camera", str(CLIP), "--images"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        # Where the tests run in the background a shell has had Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        while not (out.is_file() and out.stat().st_size > 50_000):
            assert process.poll() is None
            # The file grows four times a second: there is no event to wait for in another process.
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "Wrote" in text
    recording = read_recording(out)
    assert len(recording.frames) > 1
    _, counts = read_origin(out)
    assert counts["/camera"] == counts["/skeleton"] == len(recording.frames)


def test_a_camera_that_is_not_there_is_one_line(tmp_path):
    done = subprocess.run(
        record(str(tmp_path / "c.mcap"), "--camera", "63"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert "no camera" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.csv"], "a.csv: the ending '.csv'; expected .mcap"),
        (["a.mcap", "--report", "r.csv", "--send", "jsonl:r-angles.csv"], "two files would be written under"),
        (["a.mcap", "--send", "jsonl:a.mcap"], "two files would be written under this name"),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_anything_is_recorded(
    tmp_path, monkeypatch, capsys, words, said
):
    monkeypatch.chdir(tmp_path)
    assert main.main(["record", *words, "--video", str(CLIP), "--pose-model", str(POSE)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_duration_that_is_none_is_refused(tmp_path, capsys, seconds):
    with pytest.raises(SystemExit):
        main.main(["record", str(tmp_path / "a.mcap"), f"--seconds={seconds}"])
    assert "is no number above 0" in capsys.readouterr().err


def test_seconds_of_a_video_are_those_of_its_time_stamps(tmp_path, capsys):
    out = tmp_path / "a.mcap"
    words = ["record", str(out), "--video", str(CLIP), "--pose-model", str(POSE), "--seconds", "0.5"]
    assert main.main(words) == 0
    assert len(read_recording(out).frames) == 15  # of 29.97 a second
