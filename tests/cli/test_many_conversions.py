"""``convert`` of many files, and videos read directly by all commands that read recordings."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

import main
from streaming.errors import PoseModelError
from streaming.readers import read_recording
from streaming.recordings import batch
from streaming.recordings.reading import read_source
from streaming.sources.pose_video import import_cv2

from ..support.small_files import ntu_body, ntu_file, person, recording


@pytest.fixture
def convert(capsys):
    """Run the command; return its exit code and what it said on either output."""

    def run(*words: object) -> tuple[int, str, str]:
        return main.main(["convert", *map(str, words)]), *capsys.readouterr()

    return run


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def ntu(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return ntu_file(path, [[ntu_body()]] * 3)


@pytest.fixture
def data(tmp_path) -> Path:
    for name in ("a/take 1.skeleton", "b/take 1.skeleton", "b/=Übung 'x'.skeleton", "same.skeleton"):
        ntu(tmp_path / "data" / name)
    (tmp_path / "data" / "README.md").write_text("no recording")
    (tmp_path / "data" / "same.csv").write_bytes(b"")
    (tmp_path / "data" / "b" / "cut.skeleton").write_text("5\n1\n")
    return tmp_path / "data"


DONE = ["a/take 1.mcap", "b/=Übung 'x'.mcap", "b/take 1.mcap", "same.skeleton.mcap"]


def test_a_folder_keeps_its_tree_and_damaged_files_are_told_at_the_end(convert, data):
    out = data / "out"
    code, said, err = convert(data, out, "--to", "mcap")
    assert code == 3 and not err and tree(out) == DONE
    assert "7 files\n" in said and "Passed over, as no recordings: 1 file (README.md)" in said
    assert "Could not be converted: 2" in said and "cut.skeleton" in said and "same.csv" in said
    assert len(read_recording(out / DONE[0]).frames) == 3
    # Gone on with: what is there stays as it is, and what is mended since is done.
    before = {name: (out / name).stat().st_mtime_ns for name in DONE}
    ntu(data / "b" / "cut.skeleton")
    (data / "same.csv").unlink()
    code, said, _ = convert(data, out, "--to", "mcap")
    # By now "same" is free again: the file is converted once more under its short name.
    assert code == 0 and tree(out) == sorted([*DONE, "b/cut.mcap", "same.mcap"])
    assert {name: (out / name).stat().st_mtime_ns for name in DONE} == before


def test_a_changed_recording_is_told_and_converted_by_overwrite(convert, tmp_path):
    source = ntu(tmp_path / "data" / "a.skeleton")
    assert convert(source, tmp_path / "out", "--to", "csv")[0] == 0
    made = tmp_path / "out" / "a.csv"
    os.utime(made, ns=(0, 1))
    code, said, _ = convert(source.parent, tmp_path / "out", "--to", "csv")
    assert code == 0 and "1 of them there already" in said and "Converted 0 files" in said
    assert "1 file is older than its recording: --overwrite" in said
    code, said, _ = convert(source.parent, tmp_path / "out", "--to", "csv", "--overwrite")
    assert "Converted 1 file" in said and "older" not in said and made.stat().st_mtime_ns > 1


def test_patterns_and_several_places_keep_the_folders_they_share(convert, tmp_path, monkeypatch):
    for name in ("in/a/x.skeleton", "in/b/c/x.skeleton", "other/x.skeleton"):
        ntu(tmp_path / name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert convert("../in/**/*.skeleton", "one", "--to", "trc")[0] == 0
    assert tree(tmp_path / "here" / "one") == ["a/x.trc", "b/c/x.trc"]
    assert convert("../in/a", "../other/x.skeleton", "two", "--to", "trc")[0] == 0
    assert tree(tmp_path / "here" / "two") == ["in/a/x.trc", "other/x.trc"]


def test_the_format_is_told_by_to_or_by_the_ending(convert, tmp_path):
    source = ntu(tmp_path / "a.skeleton")
    assert convert(source, tmp_path / "b.csv", "--to", "csv")[0] == 0 and (tmp_path / "b.csv").is_file()
    assert convert(source, tmp_path / "c", "--to", "jsonl")[0] == 0 and tree(tmp_path / "c") == ["a.jsonl"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["data", "out"], "data: a folder, which may hold more than one recording; expected the format"),
        (["data", "data", "--to", "csv"], "data is where the recordings are; expected another folder"),
        (["none", "out", "--to", "csv"], "none: no such file"),
        (["data", "data/a.skeleton", "--to", "csv"], "a.skeleton: the name of a file"),
        (["data", "out.csv", "--to", "csv"], "out.csv: the name of a file, for what may be several"),
        (["data/a.skeleton", "out.mcap", "--to", "csv"], "out.mcap: the name of a file"),
    ],
)
def test_what_cannot_work_is_one_line_before_any_work(convert, tmp_path, monkeypatch, words, said):
    ntu(tmp_path / "data" / "a.skeleton")
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    code, _, err = convert(*words)
    (line,) = err.splitlines()
    assert code == 2 and line.startswith("error: ") and said in line and tree(tmp_path) == before


def test_stopped_in_the_middle_it_goes_on(convert, data, tmp_path, monkeypatch):
    real, out = batch.convert, tmp_path / "out"

    def interrupted(source: Path, *arguments: object, **more: object) -> object:
        if source.name == "take 1.skeleton" and source.parent.name == "b":
            raise KeyboardInterrupt
        return real(source, *arguments, **more)

    monkeypatch.setattr(batch, "convert", interrupted)
    code, said, _ = convert(data, out, "--to", "mcap")
    assert code == 130 and "Stopped: 2 files converted. The same command goes on." in said
    monkeypatch.setattr(batch, "convert", real)
    code, said, _ = convert(data, out, "--to", "mcap")
    assert code == 3 and "7 files, 2 of them there already" in said and tree(out) == DONE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
def test_a_full_disk_ends_it_in_one_line_and_leaves_no_half_of_a_file(convert, tmp_path):
    import resource

    from streaming.writers.mcap import write_mcap

    (tmp_path / "in").mkdir()
    for name in "abc":
        write_mcap(recording([[person(i, 1)] for i in range(100)]), tmp_path / "in" / f"{name}.mcap")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heeded = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        code, _, err = convert(tmp_path / "in", tmp_path / "out", "--to", "csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heeded)
    (line,) = err.splitlines()
    assert code == 2 and "cannot be written: File too large" in line and tree(tmp_path / "out") == []


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    """A small video of nobody."""
    cv2 = import_cv2()
    path = tmp_path_factory.mktemp("video") / "a.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (64, 48))
    for _ in range(3):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    return path


COMMANDS = (
    ("convert", "FILE", "OUT.mcap"),
    ("info", "FILE"),
    ("count", "FILE"),
    ("angles", "FILE", "-o", "OUT.csv"),
    ("attention", "FILE", "-o", "OUT.png"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_video_is_read_directly_with_what_is_said_of_it(video, words, tmp_path, monkeypatch, capsys):
    asked = []

    def read_video(path: Path, pose_model: Path, progress: object, **how: object) -> object:
        asked.append((path, pose_model, how))
        return recording([[person(i, 1)] for i in range(60)])

    monkeypatch.setattr("streaming.recordings.reading.read_video", read_video)
    monkeypatch.setattr("cli.videos.get_pose_model", lambda console, name, path: path)
    words = [word.replace("FILE", str(video)).replace("OUT", str(tmp_path / "out")) for word in words]
    task = tmp_path / "a.task"
    said = ("--people", 2, "--mirrored", "--fov", 90, "--slow-motion", 2, "--pose-model", task)
    assert main.main([*words, *map(str, said)]) in (0, 2)  # nobody moves: attention and count may say so
    ((path, model, how),) = asked
    assert (path, model) == (video, task)
    assert how == {"people": 2, "mirrored": True, "fov_deg": 90.0, "slow_motion": 2.0}


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_video_without_a_pose_model_is_one_line(video, words, tmp_path, capsys):
    words = [word.replace("FILE", str(video)).replace("OUT", str(tmp_path / "out")) for word in words]
    assert main.main([*words, "--pose-model", str(tmp_path / "none.task")]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(f"error: {tmp_path / 'none.task'}") and list(tmp_path.iterdir()) == []


def test_a_missing_pose_model_is_not_told_with_the_formats_that_a_video_is_not(video):
    def find() -> Path:
        raise PoseModelError("none")

    with pytest.raises(PoseModelError) as caught:
        read_source(video, find)
    assert caught.value.__context__ is None
