"""The writer of JSON lines, against Python's own parser and our own reader."""

from __future__ import annotations

import json
from pathlib import Path

from streaming.readers import read_recording
from streaming.skeleton.frames import Frame, LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.json_lines import write_json_lines

from ...support.same import assert_same_frame
from ...support.small_files import person, recording


def test_a_line_is_a_frame_with_joints_by_name(tmp_path: Path) -> None:
    body = person(1)
    assert write_json_lines(recording([[body], []]), tmp_path / "a.jsonl") == ()
    first, second = map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())
    assert (first["frame"], first["time_s"], second["time_s"]) == (0, 0.0, 1 / 30)
    assert first["joint_order"] == list(KINECT_V2.joints) and second["bodies"] == []
    joints = first["bodies"][0]["joints"]
    assert list(joints) == list(KINECT_V2.joints) and first["bodies"][0]["body_id"] == 7
    assert joints["Head"] == {
        "position": [float(str(value)) for value in body.positions[3]],
        "state": body.states[3],
    }


def test_every_bit_comes_back_with_people_who_come_and_go(tmp_path: Path) -> None:
    large = person(2, identity=2**64 - 1)
    source = recording([[person(0)], [], [large, person(1)], [person(1)]])
    write_json_lines(source, tmp_path / "a.jsonl")
    for found, wanted in zip(read_recording(tmp_path / "a.jsonl").frames, source.frames, strict=True):
        assert_same_frame(found, wanted)
    assert f'"{2**64 - 1}"' in (tmp_path / "a.jsonl").read_text()


def test_a_long_beginning_without_people_is_recognised(tmp_path: Path) -> None:
    frames = [Frame(i, 5 + i / 30, ()) for i in range(2500)]
    source = Recording([*frames, Frame(2500, 90.0, (person(),))], 30.0, "made by a test")
    write_json_lines(source, tmp_path / "a.jsonl")
    back = read_recording(tmp_path / "a.jsonl")
    assert len(back.frames) == 2501 and back.start_s == 5


def test_labels_are_told_to_be_lost(tmp_path: Path) -> None:
    source = Recording(
        recording([[person()]]).frames, 30.0, "made by a test", labels=(LabelledSpan("a", 0, 0),)
    )
    (note,) = write_json_lines(source, tmp_path / "a.jsonl")
    assert "1 labelled action is not kept" in note
