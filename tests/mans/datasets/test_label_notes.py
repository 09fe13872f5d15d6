"""``prepare`` says which labels of UT-Kinect it left out or doubts, in few lines."""

from __future__ import annotations

from pathlib import Path

import pytest

import main

from ...support.small_data import write_ut_kinect


def prepared(folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Prepare a folder, and return the notes."""
    words = ("prepare", "ut-kinect", "--data", folder, "--cache", cache, "--jobs", 1)
    assert main.main([str(word) for word in words]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("note: ")]


def test_labels_left_out_or_outside_of_the_recording_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = write_ut_kinect(tmp_path / "data", subjects=1)
    assert prepared(folder, tmp_path / "cache", capsys) == []
    labels = folder / "actionLabel.txt"
    text = labels.read_text()
    labels.write_text(text + "standUp: 900 600\nsitDown: 99999 1000002\npush: 300 9999\n")
    for _ in range(2):  # also where all is prepared already
        notes = prepared(folder, tmp_path / "cache", capsys)
        assert len(notes) == 4
        told = "\n".join(notes)
        assert "Label standUp of s01_e01 ends at 600, before it starts at 900: it is left out." in told
        assert "s01_e01 has its action sit down from 1666.7 s to 16666.7 s, outside of the recording" in told
        assert "s01_e01 has 0 frames of its action sit down: it is left out." in told
        assert "s01_e01 has its action push from 5.0 s to 166.7 s, outside of the recording" in told


def test_many_notes_take_few_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = write_ut_kinect(tmp_path / "data", subjects=1)
    with (folder / "actionLabel.txt").open("a") as file:
        file.writelines(f"walk: {900 + k} 600\n" for k in range(20))
    notes = prepared(folder, tmp_path / "cache", capsys)
    assert len(notes) == 6 and notes[-1] == "note: 15 more like this."
