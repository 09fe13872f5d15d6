"""Labels of a recording in a table and in a project, and the command that keeps them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

import main
from mans.teaching.labelling import labels_of
from mans.teaching.open_project import OpenProject, read_project
from mans.teaching.project import Project
from streaming.annotations.files import read_annotations
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError, MansError, ProjectError
from streaming.skeleton.frames import Recording

from ...support.examples import example, performed

ROOT = Path(__file__).resolve().parents[3]
SQUAT = ROOT / "samples" / "squat.skeleton"
_ADD = "python main.py label {} --add START END LABEL"
_WIDE = {**os.environ, "COLUMNS": "200"}


@pytest.fixture
def squat(tmp_path: Path) -> Path:
    return Path(shutil.copy(SQUAT, tmp_path))


def late(_: Path) -> Recording:
    """A recording whose clock begins at 10 s."""
    return performed()


@pytest.mark.parametrize("name", ["labels.csv", "mine.teach"])
def test_labels_are_added_listed_and_removed(name: str, squat: Path):
    kept_in = squat.with_name(name)
    with labels_of(squat, kept_in, late) as labels:
        labels.add([Annotation("wave", 3, 4.5, person="Ada"), Annotation("clap", 1, 2, camera="left")])
        labels.add([Annotation("wave", 3, 4.5, person="Ada")])
    with labels_of(squat, kept_in, late) as labels:
        assert [(row.label, row.start_s, row.end_s, row.person, row.camera) for row in labels.rows] == [
            ("clap", 1, 2, "", "left"),
            ("wave", 3, 4.5, "Ada", ""),
        ]
        with pytest.raises(AnnotationError, match="label number 3; expected 1 to 2"):
            labels.remove([1, 3])
        labels.remove([1])
        assert [row.label for row in labels.rows] == ["wave"]


_ADDING = """
import sys
from pathlib import Path
from mans.teaching.labelling import labels_of
from streaming.annotations.types import Annotation

print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    with labels_of(Path(sys.argv[1]), Path(sys.argv[2])) as labels:
        labels.add([Annotation(f"{sys.argv[3]} {number}", number / 4, number / 4 + 1)])
"""


def test_programs_that_change_a_table_at_once_lose_no_label(squat: Path):
    table = squat.with_name("two.csv")
    adding = [
        subprocess.Popen(
            [sys.executable, "-c", _ADDING, str(squat), str(table), name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two", "three")
    ]
    for each in adding:
        assert each.stdout is not None and each.stdout.readline().strip() == b"ready"
    for each in adding:
        assert each.stdin is not None
        each.stdin.write(b"\n")
        each.stdin.flush()
    for each in adding:
        each.communicate()
    assert [each.returncode for each in adding] == [0, 0, 0]
    found = {row.label for row in read_annotations(table).rows}
    assert found == {f"{name} {number}" for name in ("one", "two", "three") for number in range(20)}


def test_what_another_program_did_to_the_table_meanwhile_stays(squat: Path):
    with labels_of(squat) as mine, labels_of(squat) as theirs:
        mine.add([Annotation("wave", 1, 2), Annotation("clap", 3, 4)])
        theirs.add([Annotation("squat", 0, 1)])
        mine.remove([1])
        assert [row.label for row in mine.rows] == ["squat", "clap"]
    assert {row.label for row in read_annotations(squat.with_name("labels.csv")).rows} == {"squat", "clap"}


def test_a_table_that_another_program_keeps_is_refused_in_one_line(
    squat: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("mans.teaching.labelling._LOCK_S", 0.1)
    with FileLock(squat.with_name(".labels.csv.lock")):
        assert run("label", squat, "--add", "1", "2", "wave") == 2
    assert "another program has kept the table" in capsys.readouterr().err
    assert run("label", squat, "--add", "1", "2", "wave") == 0


def test_a_folder_that_is_not_there_is_not_made(squat: Path, capsys: pytest.CaptureFixture[str]):
    assert run("label", squat, "--in", squat.parent / "none" / "a.csv", "--add", "1", "2", "wave") == 2
    assert not (squat.parent / "none").exists()
    assert "cannot be written" in capsys.readouterr().err


def test_the_commands_tell_of_a_damaged_journal(squat: Path):
    kept_in = squat.with_name("mine.teach")
    with OpenProject.create(kept_in) as opened:
        opened.change("mark", lambda now: Project((*now.examples, example("a", "wave"))))
    journal = squat.with_name("mine.teach.journal")
    damaged = b"X" + journal.read_bytes()[1:]
    journal.write_bytes(damaged)
    listing = [sys.executable, "main.py", "label", str(squat), "--in", str(kept_in)]
    shown = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, env=_WIDE, text=True).stdout
    assert "note: mine.teach.journal is damaged or was cut off at byte 0" in shown
    assert journal.read_bytes() == damaged  # who looks changes nothing
    adding = [*listing, "--add", "1", "2", "wave"]
    shown = subprocess.run(adding, cwd=ROOT, capture_output=True, check=True, env=_WIDE, text=True).stdout
    assert "A copy of the journal is kept as mine.teach.journal.damaged." in shown
    assert squat.with_name("mine.teach.journal.damaged").read_bytes() == damaged
    shown = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, env=_WIDE, text=True).stdout
    assert "note" not in shown


def test_those_of_other_recordings_stay(squat: Path):
    other = Path(shutil.copy(squat, squat.with_name("other.skeleton")))
    for path in (squat, other):
        with labels_of(path) as labels:
            labels.add([Annotation("wave", 1, 2)])
    with labels_of(other) as labels:
        labels.remove([1])
    table = read_annotations(squat.with_name("labels.csv"))
    assert [(row.file, row.label) for row in table.rows] == [("squat.skeleton", "wave")]


def test_in_a_project_the_skeletons_are_kept_by_the_recordings_clock(squat: Path):
    kept_in = squat.with_name("mine.teach")
    with labels_of(squat, kept_in, late) as labels:
        labels.add([Annotation("wave", 3, 4.5, person="Ada"), Annotation("whole")])
    wave, whole = read_project(kept_in).examples
    assert (wave.start_s, wave.end_s, wave.person) == (13.0, 14.5, "Ada")
    assert (wave.recording, wave.place) == ("squat.skeleton", squat)
    assert (whole.start_s, whole.end_s) == whole.range_s


def test_all_labels_are_added_or_none(squat: Path):
    kept_in = squat.with_name("mine.teach")
    with pytest.raises(ProjectError, match="a label of 61 characters"), labels_of(squat, kept_in) as labels:
        labels.add([Annotation("wave", 1, 2), Annotation("a" * 61, 1, 2)])
    assert not kept_in.exists()
    with labels_of(squat, kept_in) as labels:
        labels.add([Annotation("wave", 1, 2)])
    with pytest.raises(ProjectError, match="a label of 61 characters"), labels_of(squat, kept_in) as labels:
        labels.add([Annotation("a" * 61, 1, 2)])
    assert [example.label for example in read_project(kept_in).examples] == ["wave"]
    with pytest.raises(ProjectError, match="a label of 61 characters"), labels_of(squat) as labels:
        labels.add([Annotation("wave", 1, 2), Annotation("a" * 61, 1, 2)])
    assert not squat.with_name("labels.csv").exists()


def test_labels_go_through_other_programs_files(squat: Path):
    with labels_of(squat, read=late) as labels:
        labels.add([Annotation("wave", 3, 4.5, person="Ada"), Annotation("clap", 1, 2)])
        for ending in ("eaf", "boris", "boris.csv", "csv"):
            assert labels.export(squat.with_name(f"out.{ending}")) == 2
    for ending in ("eaf", "boris", "boris.csv", "csv"):
        with labels_of(squat, squat.with_name(f"{ending}.teach"), late) as again:
            assert again.import_labels(squat.with_name(f"out.{ending}")) == (2, ())
            assert again.import_labels(squat.with_name(f"out.{ending}")) == (2, ())
            assert [(row.label, row.start_s, row.end_s, row.person) for row in again.rows] == [
                ("clap", 1, 2, ""),
                ("wave", 3, 4.5, "Ada"),
            ]


def test_what_labels_cannot_be_kept_in_is_refused(squat: Path):
    with pytest.raises(AnnotationError, match="expected a table of labels"), labels_of(squat, Path("a.eaf")):
        pass


def test_a_project_that_is_open_elsewhere_is_left_alone(squat: Path):
    kept_in = squat.with_name("mine.teach")
    with OpenProject.create(kept_in), pytest.raises(MansError, match="open in another window"):
        labels_of(squat, kept_in).__enter__()


@pytest.fixture
def two_projects(tmp_path: Path) -> tuple[Path, Path]:
    """A project of two examples, and another that has one of them and one of its own; no recordings."""
    paths = tmp_path / "mine.teach", tmp_path / "theirs.teach"
    for path, keys in zip(paths, ((0, 1), (1, 2)), strict=True):
        examples = tuple(example(f"k{k}", f"action {k}", seed=k) for k in keys)
        OpenProject.create(path, Project(examples)).close()
    return paths


def test_the_command_lists_merges_and_removes_from_a_whole_project(
    two_projects: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
):
    mine, theirs = two_projects
    assert run("label", mine) == 0
    assert "1  13.000   14.500  action 0  Ada             take 0.skeleton" in capsys.readouterr().out
    assert run("label", mine, "--import", theirs) == 0
    shown = capsys.readouterr().out
    assert "Imported 1 label from" in shown
    assert "note: 1 was there already." in shown
    assert [each.label for each in read_project(mine).examples] == ["action 0", "action 1", "action 2"]
    assert run("label", mine, "--remove", 2) == 0
    assert [each.key for each in read_project(mine).examples] == ["k0", "k2"]
    for words in (("--add", 1, 2, "wave"), ("--remove", 3)):
        assert run("label", mine, *words) == 2
    assert len(read_project(mine).examples) == 2


def test_a_project_is_no_file_of_labels(
    two_projects: tuple[Path, Path], squat: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("label", squat, "--import", two_projects[0]) == 2
    assert "a zip archive; expected a table of labels" in capsys.readouterr().err


def run(*words: object) -> int:
    try:
        return main.main([str(word) for word in words])
    except SystemExit as leaving:
        return int(leaving.code or 0)


def test_the_command_adds_lists_and_exports(squat: Path, capsys: pytest.CaptureFixture[str]):
    assert run("label", squat) == 0
    shown = capsys.readouterr().out
    assert shown == f"No labels of squat.skeleton yet. Add one: {_ADD.format(squat)}\n"
    added = ("--add", "0.5", "2.4", "squat", "--add", "0:02.5", "4", "jump", "--person", "Ada")
    assert run("label", squat, *added, "--export", squat.with_name("out.eaf")) == 0
    shown = capsys.readouterr().out
    assert "1  0.500    2.400  squat  Ada" in shown
    assert "2  2.500    4.000  jump   Ada" in shown
    assert "Exported 2 labels" in shown
    project = squat.with_name("mine.teach")
    assert run("label", squat, "--in", project, "--import", squat.with_name("out.eaf"), "--remove") == 2
    assert run("label", squat, "--in", project, "--import", squat.with_name("out.eaf")) == 0
    assert [each.label for each in read_project(project).examples] == ["squat", "jump"]
    assert run("label", squat, "--in", project, "--remove", 1, 2) == 0
    assert read_project(project).examples == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--add", "1", "0.5", "squat"), "a label from 1 s to 0.5 s; expected a start before its end"),
        (("--add", "x", "2", "squat"), "start 'x'; expected seconds, or hours:minutes:seconds"),
        (("--add", "1", "2", " "), "no label; expected the name of an action"),
        (("--remove", "1"), "label number 1; expected a recording with labels"),
        (("--import", "none.eaf"), "none.eaf: cannot be read (No such file or directory)"),
        (("--export", "a.txt"), "a.txt: the ending '.txt'; expected a table of labels (.csv)"),
    ],
)
def test_the_command_refuses_in_one_line(
    words: tuple[str, ...], told: str, squat: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("label", squat, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert run("label", squat.with_name("gone.skeleton")) == 2
    assert "no such file" in capsys.readouterr().err
    assert run("label", squat.parent) == 2
    assert f"{squat.parent}: a folder; expected a recording" in capsys.readouterr().err
