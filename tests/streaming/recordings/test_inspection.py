"""What `info` says about a recording, to the program and on the command line."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

import main
from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.recordings.inspection import describe, inspect
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import Body, Frame, LabelledSpan

from ...support.recording_process import scripted_answer, scripted_frame
from ...support.small_files import person, recording

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "squat.skeleton"


def test_what_it_is_who_is_in_it_and_how_fast() -> None:
    one, other = person(1, identity=7), person(2, identity=8)
    states = np.repeat(np.array([0, 1, 2, 2, 2], np.uint8), 5)
    one, other = (Body(body.identity, body.positions, states) for body in (one, other))
    found = recording([[one], [one, other], [], [one]])
    frames = [*found.frames, Frame(9, 2.0, (one,))]
    labels = (LabelledSpan("wave", 0, 1), LabelledSpan("clap", 1, 2), LabelledSpan("wave", 2, 2))
    rows = dict(describe(dataclasses.replace(found, frames=frames, labels=labels, path=Path("x/a.csv"))))
    joints = np.concatenate([one.positions, other.positions])
    low, high = joints.min(axis=0), joints.max(axis=0)
    assert rows == {
        "file": "a.csv",
        "format": "made by a test",
        "frames": "5",
        "length": "2.00 s, from 0.000 s",
        "rate": "30 per second, nominal 30",
        "interval": "median 33.3 ms, 95th percentile 1620.0 ms",
        "gaps": "1 of more than 0.5 s, 1.9 s in all, the longest 1.9 s",
        "people": "2, at most 2 at a time; nobody in 20.0% of the frames",
        "frames by person": "7 (4), 8 (1)",
        "joints": "20.0% not tracked, 20.0% inferred",
        "space": ", ".join(f"{a} {p:.2f} to {q:.2f}" for a, p, q in zip("xyz", low, high, strict=True))
        + " m",
        "labels": "3: wave (2), clap",
    }


def test_next_to_nothing() -> None:
    assert dict(describe(recording([[]])))["people"] == "none"
    assert dict(describe(recording([[person()]])))["rate"] == "nominal 30 per second"
    crowd = dict(describe(recording([[person(i, i) for i in range(20)]])))
    assert crowd["frames by person"].endswith("7 (1), ...")


def test_a_recording_of_this_program_says_where_it_is_from(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="camera 0", model="m") as recorder:
        for number in range(5):
            recorder.write_frame(scripted_frame(number))
        recorder.write_answer(scripted_answer(4))
    report = inspect(recorder.path)
    rows = dict(report.rows)
    assert (rows["source"], rows["source format"], rows["model"]) == ("camera 0", "live", "m")
    assert rows["messages"] == (
        "1 in /answer, 1 in /attention, 1 in /prediction, 5 in /scene, 5 in /skeleton, 1 in /tf"
    )
    assert report.notes == [] and report.rows[0] == ("file", "a.mcap")


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["info", str(SAMPLE)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "file squat.skeleton format NTU RGB+D .skeleton frames 213 length" in said and "warning" not in said
    )
    # A name with brackets is no mark-up, and a doubt is shown.
    wrong = tmp_path / "[red]a.mcap"
    with Recorder(wrong, rate_hz=30, source="[bold]x\x1b[31m") as recorder:
        for frame in read_recording(SAMPLE).frames[:40]:
            bodies = [Body(b.identity, b.positions * np.float32([-1, 1, 1]), b.states) for b in frame.bodies]
            recorder.write_frame(Frame(frame.number, frame.time_s, tuple(bodies)))
    assert main.main(["info", str(wrong)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "[red]a.mcap" in said and r"[bold]x\x1b[31m" in said
    assert re.search(r"warning: Feet point backwards", said)
    assert main.main(["info", str(tmp_path / "none")]) == 2
    with pytest.raises(RecordingError):
        inspect(tmp_path / "none")
