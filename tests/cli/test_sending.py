"""Events for other programs from the command line, in real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import main

from ..support.sent_events import free_port
from ..support.short_clips import write_beginning

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
CLIP = SHARED / "videos" / "tai_chi.mp4"
POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--send", "http://127.0.0.1:1"], "no address for events"),
        (["--send", "osc://no-such-host.invalid:9000"], "not reachable"),
        (["--send", f"mqtt://127.0.0.1:{free_port()}"], "cannot be reached"),
        (["--send", "jsonl:/nowhere/at/all/a.jsonl"], "nowhere"),
        (["--send", "ws://:8765", "--send", "ws://127.0.0.1:8765"], "twice"),
        (["--send-include", "joints"], "--send-include without --send"),
    ],
)
def test_a_bad_address_is_one_line_before_anything_starts(tmp_path, capfd, no_thread_left, words, says):
    given = ["record", str(tmp_path / "a.mcap"), "--video", str(tmp_path / "no.mp4"), *words]
    assert main.main(given) == 2
    said, errors = capfd.readouterr()
    assert says in errors and len(errors.splitlines()) == 1 and said == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not (CLIP.is_file() and POSE.is_file()), reason=f"no video and pose model at {SHARED}")
def test_the_standard_output_holds_events_alone(tmp_path):
    clip = write_beginning(CLIP, 120, tmp_path / "clip.mp4")
    done = run(
        *("record", str(tmp_path / "a.mcap"), "--video", str(clip), "--pose-model", str(POSE)),
        *("--send", "jsonl:-", "--send-include", "scores", "joints"),
    )
    assert done.returncode == 0, done.stderr
    assert "Sending events to jsonl:-" in done.stderr and "120 frames" in done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [each["event"] for each in events]
    assert (kinds[0], kinds[-1], kinds.count("joints")) == ("hello", "bye", 120)
    assert events[0]["source"] == clip.name and kinds.count("scores") > 20
