"""Outputs: every command makes missing folders, and finds one that cannot be written before the work."""

from __future__ import annotations

from pathlib import Path

import pytest

import main
from cli.options import SAMPLE
from streaming.paths import is_file

from ..support.small_data import write_ut_kinect


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "GONE", "OUT.csv"),
        ("export", "GONE", "-o", "OUT"),
        ("attention", SAMPLE, "--model", "GONE", "-o", "OUT.png"),
        ("teach", "GONE", "-o", "OUT"),
        ("train", "ut-kinect", "--data", "GONE", "-o", "OUT"),
        ("train-everyday", "--data", "GONE", "-o", "OUT"),
        (
            "evaluate",
            "ut-kinect",
            "--data",
            "GONE",
            "--protocol",
            "leave-one-subject-out",
            "--results",
            "OUT",
        ),
        ("label", "GONE", "--export", "OUT.eaf"),
        ("record", "OUT.mcap", "--video", "GONE"),
    ],
    ids=lambda words: words[0],
)
def test_an_output_that_cannot_be_written_is_found_before_an_input_is_missed(
    words: tuple[object, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file").write_text("no folder")
    out = str(tmp_path / "file" / "deep" / "out")
    gone = str(tmp_path / "gone")
    assert run(*(str(word).replace("OUT", out).replace("GONE", gone) for word in words)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {out}") and ("Not a directory" in line or "cannot be used" in line)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_missing_folders_are_made(tmp_path: Path):
    for name in ("a.csv", "a.skeleton", "a.mcap"):
        assert run("convert", SAMPLE, tmp_path / name / "deep" / name) == 0
        assert is_file(tmp_path / name / "deep" / name)
    assert run("label", SAMPLE, "--in", tmp_path / "labels.csv", "--add", 1, 2, "squat") == 0
    for name in ("a.eaf", "a.boris", "b.csv"):
        out = tmp_path / "labels" / name / name
        assert run("label", SAMPLE, "--in", tmp_path / "labels.csv", "--export", out) == 0
        assert is_file(out)


def test_a_training_makes_the_folder_of_its_model(tmp_path: Path):
    data = write_ut_kinect(tmp_path / "ut-kinect", subjects=2)
    words = ("--recipe", "current", "--network", "mans-9", "--epochs", 1, "--device", "cpu")
    assert run("train", "ut-kinect", "--data", data, *words, "-o", tmp_path / "new" / "deep" / "model") == 0
    assert is_file(tmp_path / "new" / "deep" / "model.safetensors")
