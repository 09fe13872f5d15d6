"""What ``label`` says of labels that cannot be, or overlap, and of whole files; and that it only looks."""

from __future__ import annotations

import json
import math
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

import main
from mans.teaching.labelling import labels_of
from mans.teaching.open_project import OpenProject, read_project
from mans.teaching.project import Project
from mans.teaching.sources import read_examples
from streaming.annotations.files import read_annotations, write_annotations
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError, ProjectError
from streaming.writers.mcap import write_mcap
from streaming.writers.video import VideoWriter

from ...support.examples import example, performed

ROOT = Path(__file__).resolve().parents[3]
SQUAT = ROOT / "samples" / "squat.skeleton"
LENGTH = "7.067 s"


@pytest.fixture
def squat(tmp_path: Path) -> Path:
    return Path(shutil.copy(SQUAT, tmp_path))


def run(*words: object) -> int:
    try:
        return main.main([str(word) for word in words])
    except SystemExit as leaving:
        return int(leaving.code or 0)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kept_in", ["labels.csv", "mine.teach"])
@pytest.mark.parametrize("span", [("1", "99"), ("7.5", "8"), ("0:01", "0:07.2")])
def test_a_label_beyond_the_end_is_refused_with_the_length(
    span: tuple[str, str], kept_in: str, squat: Path, capsys: pytest.CaptureFixture[str]
):
    place = squat.with_name(kept_in)
    assert run("label", squat, "--in", place, "--add", *span, "wave") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "squat.skeleton: 'wave' from" in line and line.endswith(f"expected a stretch of its {LENGTH}")
    with labels_of(squat, place, changing=False) as labels:
        assert labels.rows == ()


@pytest.mark.parametrize("kept_in", ["labels.csv", "mine.teach"])
@pytest.mark.parametrize(
    "span", [(2.0, 1.0), (1.0, 1.0), (math.nan, 2.0), (1.0, math.nan), (1.0, math.inf), (-1.0, 2.0)]
)
def test_what_is_no_stretch_is_refused_also_in_python(span: tuple[float, float], kept_in: str, squat: Path):
    with labels_of(squat, squat.with_name(kept_in)) as labels:
        with pytest.raises(AnnotationError, match="expected a start before its end"):
            labels.add([Annotation("wave", 1, 2), Annotation("wave", *span)])
        assert labels.rows == ()


def test_a_video_has_a_length_without_a_pose_model(tmp_path: Path):
    video = tmp_path / "clip.mp4"
    with VideoWriter(video, 10.0, (64, 48)) as writer:
        for _ in range(20):
            writer.write(np.zeros((48, 64, 3), np.uint8))
    with labels_of(video) as labels:
        labels.add([Annotation("wave", 0.5, 2.0)])
        with pytest.raises(AnnotationError, match=r"expected a stretch of its 2\.000 s"):
            labels.add([Annotation("wave", 0.5, 3.0)])


def test_imported_labels_are_cut_at_the_end_and_refused_behind_it(
    squat: Path, capsys: pytest.CaptureFixture[str]
):
    other = squat.with_name("other.csv")
    write_annotations(other, [Annotation("wave", 1, 2), Annotation("clap", 6, 9)])
    assert run("label", squat, "--import", other) == 0
    shown = capsys.readouterr().out
    assert "note: 1 label ends after the recording and was cut at its end" in shown
    with labels_of(squat) as labels:
        assert [(row.label, row.end_s) for row in labels.rows] == [("wave", 2), ("clap", 7.066667)]
    write_annotations(other, [Annotation("wave", 3, 4), Annotation("clap", 8, 9)], overwrite=True)
    assert run("label", squat, "--import", other) == 2
    assert "'clap' from 8 s to 9 s; expected a stretch of its" in capsys.readouterr().err


def test_a_table_with_labels_beyond_the_end_is_told_of(squat: Path, capsys: pytest.CaptureFixture[str]):
    table = squat.with_name("labels.csv")
    table.write_text("file,start,end,label\nsquat.skeleton,1,2,wave\nsquat.skeleton,6,9,wave\n")
    assert run("label", squat) == 0
    assert f"warning: Label 2, 'wave', is beyond the end of squat.skeleton, {LENGTH}." in _line(capsys)
    assert f"Label 2, 'wave', is beyond the end of squat.skeleton, {LENGTH}." in read_examples(table).warnings


def test_labels_that_overlap_are_told_of_when_adding_and_when_listing(
    squat: Path, capsys: pytest.CaptureFixture[str]
):
    added = ("--add", 1, 3, "wave", "--add", 2, 4, "clap", "--add", 3.5, 4.5, "clap", "--add", 5, 6, "wave")
    for words in (added, ()):
        for kept_in in ("labels.csv", "mine.teach"):
            assert run("label", squat, "--in", squat.with_name(kept_in), *words) == 0
            shown = _line(capsys)
            assert "Labels 1 and 2, 'wave' and 'clap', overlap from 2.00 s to 3.00 s: teach refuses" in shown
            assert "Labels 2 and 3, both 'clap', overlap from 3.50 s to 4.00 s: teach refuses" in shown
            assert shown.count("overlap") == 2


def test_people_may_do_something_at_the_same_time(squat: Path, capsys: pytest.CaptureFixture[str]):
    assert run("label", squat, "--add", 1, 3, "wave", "--person", "Ada") == 0
    assert run("label", squat, "--add", 2, 4, "clap", "--person", "Bob") == 0
    assert "overlap" not in _line(capsys)


@pytest.mark.parametrize("name", ["labels.csv", "out.eaf", "out.boris", "out.boris.csv"])
def test_a_file_of_labels_is_listed_and_exported(name: str, squat: Path, capsys: pytest.CaptureFixture[str]):
    assert run("label", squat, "--add", 1, 3, "wave", "--add", 4, 5, "clap") == 0
    table = squat.with_name(name)
    if name != "labels.csv":
        assert run("label", squat, "--export", table) == 0
    capsys.readouterr()
    assert run("label", table, "--export", squat.with_name("deep") / "again.csv") == 0
    shown = _line(capsys)
    assert "1.000" in shown and "wave" in shown and "clap" in shown
    rows = read_annotations(squat.with_name("deep") / "again.csv").rows
    assert [(row.file, row.label) for row in rows] == [
        ("../squat.skeleton", each) for each in ("wave", "clap")
    ]
    assert run("label", table, "--add", 1, 2, "wave") == 2
    assert f"Give the recording's file, and --in {name}" in capsys.readouterr().err


def test_a_recording_that_is_a_table_has_labels_of_its_own(squat: Path, capsys: pytest.CaptureFixture[str]):
    table = squat.with_suffix(".csv")
    assert run("convert", squat, table) == 0
    capsys.readouterr()
    assert run("label", table) == 0
    assert f"Add one: python main.py label {table} --add START END LABEL" in _line(capsys)
    assert run("label", table, "--add", 1, 3, "wave") == 0
    assert run("label", table) == 0
    assert "1  1.000    3.000  wave" in capsys.readouterr().out


@pytest.fixture
def shut(tmp_path: Path) -> Path:
    """A folder that nobody may write to, with a project."""
    folder = tmp_path / "shut"
    folder.mkdir()
    OpenProject.create(folder / "mine.teach", Project((example("a"), example("b", seed=1)))).close()
    for left in folder.glob(".*"):
        left.unlink()
    return folder


def test_looking_at_a_project_writes_nothing(shut: Path, capsys: pytest.CaptureFixture[str]):
    before = contents(shut)
    shut.chmod(0o500)
    try:
        assert run("label", shut / "mine.teach") == 0
        assert "wave" in _line(capsys)
        assert run("label", shut / "mine.teach", "--export", shut.parent / "out.csv") == 0
        assert run("label", shut / "take 0.skeleton", "--in", shut / "mine.teach") == 0
        assert run("label", SQUAT, "--in", shut / "none.teach") == 0
        if os.geteuid():  # a superuser may write anywhere
            assert run("label", shut / "mine.teach", "--remove", 1) == 2
            assert "cannot be written" in capsys.readouterr().err
    finally:
        shut.chmod(0o700)
    assert contents(shut) == before


def test_a_project_that_is_open_elsewhere_can_be_looked_at(shut: Path, capsys: pytest.CaptureFixture[str]):
    project = shut / "mine.teach"
    with OpenProject.open(project):
        assert run("label", project) == 0
        assert run("label", project, "--remove", 1) == 2
        assert "open in another window" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["eaf", "boris", "boris.csv", "csv"])
def test_labels_of_a_recording_that_is_gone_are_exported_by_its_first_frame(ending: str, tmp_path: Path):
    recording, project = tmp_path / "take.mcap", tmp_path / "mine.teach"
    write_mcap(performed(start_s=1000.0), recording)
    words = ("--add", 3, 4.5, "wave", "--add", 5, 6, "clap", "--person", "Ada")
    assert run("label", recording, "--in", project, *words) == 0
    assert all(each.first_s == 1000.0 for each in read_project(project).examples)
    recording.unlink()
    wanted = [("wave", 3, 4.5, "Ada"), ("clap", 5, 6, "Ada")]
    for words in ((recording, "--in", project), (project,)):
        out = tmp_path / f"{len(words)}.{ending}"
        assert run("label", *words, "--export", out) == 0
        rows = read_annotations(out).rows
        assert (
            sorted(((r.label, r.start_s, r.end_s, r.person) for r in rows), key=lambda r: r[1] or 0) == wanted
        )
        assert {row.name for row in rows} == {"take.mcap"}
    assert run("label", recording, "--in", project, "--add", 1, 2, "wave") == 2


def test_a_first_frame_that_is_not_known_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project = tmp_path / "mine.teach"
    write_mcap(performed(start_s=10.0), tmp_path / "there.mcap")
    there = example("b", seed=1, recording="there.mcap", place=tmp_path / "there.mcap")
    OpenProject.create(project, Project((example("a"), there))).close()
    assert run("label", project, "--export", tmp_path / "out.csv") == 0
    assert "warning: The first frame of take 0.skeleton is not known: its times are" in _line(capsys)
    assert [row.start_s for row in read_annotations(tmp_path / "out.csv").rows] == [13, 3]


def test_a_project_whose_recording_begins_nowhere_is_refused(tmp_path: Path):
    project, damaged = tmp_path / "mine.teach", tmp_path / "damaged.teach"
    OpenProject.create(project, Project((example("a", first_s=10.0),))).close()
    with zipfile.ZipFile(project) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "project.json":
                index = json.loads(data)
                index["examples"][0]["first_s"] = 99.0
                data = json.dumps(index).encode()
            new.writestr(name, data)
    with pytest.raises(ProjectError, match=r"examples\[0\].*a recording from 99.0 s"):
        read_project(damaged)


def test_a_label_of_a_table_that_is_too_long_is_refused_before_teaching(squat: Path):
    table = squat.with_name("labels.csv")
    table.write_text(f"file,start,end,label\nsquat.skeleton,1,2,{'a' * 200}\n")
    with pytest.raises(AnnotationError, match="line 2: a label of 200 characters; expected at most 60"):
        read_examples(table)


@pytest.mark.parametrize("name", ["labels.csv", "mine.teach"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--remove", 1, "--import", "nix.eaf"), "nix.eaf: cannot be read"),
        (("--remove", 1, "--add", 100, 200, "x"), "expected a stretch of its"),
        (("--remove", 1, "--import", "other.csv", "--add", 100, 200, "x"), "expected a stretch of its"),
        (("--remove", 1, 3, "--add", 4, 5, "x"), "label number 3; expected 1 to 2"),
        (("--add", 4, 5, "x", "--export", "x.txt"), "x.txt: the ending '.txt'"),
    ],
)
def test_a_command_that_fails_has_changed_nothing(
    words: tuple[object, ...], told: str, name: str, squat: Path, capsys: pytest.CaptureFixture[str]
):
    other, place = squat.with_name("other.csv"), squat.with_name(name)
    write_annotations(other, [Annotation("nod", 5, 6)])
    with labels_of(squat, place) as labels:
        labels.add([Annotation("wave", 1, 2), Annotation("clap", 3, 4)])
    words = tuple(squat.with_name(str(word)) if "." in str(word) else word for word in words)
    before = contents(squat.parent)
    assert run("label", squat, "--in", place, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert contents(squat.parent) == before


def test_what_the_exported_file_cannot_hold_is_found_before_adding(
    squat: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("label", squat, "--add", "", "", "x", "--export", squat.with_name("x.eaf")) == 2
    assert "a start and an end, which ELAN needs" in capsys.readouterr().err
    assert not squat.with_name("labels.csv").exists()


@pytest.mark.parametrize("words", [(), ("--add", 5, 6, "nod")])
@pytest.mark.parametrize("is_there", [True, False])
def test_labels_are_not_exported_over_the_table_that_they_are_in(
    is_there: bool, words: tuple[object, ...], squat: Path, capsys: pytest.CaptureFixture[str]
):
    table = squat.with_name("labels.csv")
    if is_there:
        table.write_text("file,start,end,label\nother.skeleton,1,2,wave\nsquat.skeleton,1,2,clap\n")
    before = contents(squat.parent)
    for path in (table, squat.parent / "." / "labels.csv"):
        assert run("label", squat, *words, "--export", path, "--overwrite") == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "labels.csv: would be written over what is read" in line
    assert contents(squat.parent) == before


def test_a_whole_project_is_changed_in_one_step_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mine, theirs = tmp_path / "mine.teach", tmp_path / "theirs.teach"
    OpenProject.create(mine, Project((example("a"), example("b", seed=1)))).close()
    OpenProject.create(theirs, Project((example("c", "clap", seed=2),))).close()
    for words in (
        ("--import", tmp_path / "nix.teach"),
        ("--export", tmp_path / "x.txt"),
        ("--add", 1, 2, "x"),
    ):
        assert run("label", mine, "--remove", 1, *words) == 2
        assert [each.key for each in read_project(mine).examples] == ["a", "b"]
    capsys.readouterr()
    assert run("label", mine, "--remove", 1, "--import", theirs, "--export", tmp_path / "x.csv") == 0
    assert "Imported 1 label from" in _line(capsys)
    assert [each.key for each in read_project(mine).examples] == ["b", "c"]
    assert [row.label for row in read_annotations(tmp_path / "x.csv").rows] == ["wave", "clap"]


def _line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out
