"""``label`` on tables that hold more than our labels: what is theirs stays, and BORIS' own are left alone."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

import main
from mans.teaching.labelling import labels_of
from mans.teaching.open_project import OpenProject
from streaming.annotations.files import read_annotations
from streaming.annotations.types import Annotation

ROOT = Path(__file__).resolve().parents[3]
SQUAT = ROOT / "samples" / "squat.skeleton"
SHEET = (
    "file;start;end;label;comment;rating\r\n"
    "squat.skeleton;0,5;1;wave;first;1,5\r\n"
    "squat.skeleton;0,5;1;wave;second;2\r\n"
    "other.skeleton;1;2;nod;theirs;3\r\n"
)


@pytest.fixture
def squat(tmp_path: Path) -> Path:
    return Path(shutil.copy(SQUAT, tmp_path))


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


def test_columns_and_marks_of_a_spreadsheet_stay(squat: Path):
    table = squat.with_name("labels.csv")
    table.write_bytes(SHEET.encode("utf-8-sig"))
    assert run("label", squat, "--add", "2.5", "3", "squat", "--person", "Ada") == 0
    text = table.read_bytes().decode("utf-8")
    assert text == (
        "\ufefffile;start;end;label;comment;rating;person\r\n"
        "squat.skeleton;0,5;1;wave;first;1,5;\r\n"
        "squat.skeleton;0,5;1;wave;second;2;\r\n"
        "other.skeleton;1;2;nod;theirs;3;\r\n"
        "squat.skeleton;2,5;3;squat;;;Ada\r\n"
    )


def test_of_two_labels_alike_the_one_of_the_number_goes(squat: Path):
    table = squat.with_name("labels.csv")
    table.write_bytes(SHEET.encode())
    assert run("label", squat, "--remove", 2) == 0
    assert table.read_bytes().decode() == "".join(
        line for line in SHEET.splitlines(keepends=True) if "second" not in line
    )


def test_a_table_of_boris_is_left_as_it_is(squat: Path, capsys: pytest.CaptureFixture[str]):
    with labels_of(squat) as labels:
        labels.add([Annotation("wave", 1, 2)])
        labels.export(squat.with_name("ev.boris.csv"))
    events = squat.with_name("ev.boris.csv").rename(squat.with_name("ev.csv"))
    before = events.read_bytes()
    for words in (("--add", 3, 4, "nod"), ("--remove", 1)):
        assert run("label", squat, "--in", events, *words) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "ev.csv: BORIS aggregated events" in line and "--import ev.csv" in line
    assert events.read_bytes() == before
    assert run("label", squat, "--in", squat.with_name("mine.csv"), "--import", events) == 0


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_to_a_table_stays_one(is_there: bool, squat: Path):
    link, target = squat.with_name("labels.csv"), squat.parent / "kept" / "all.csv"
    target.parent.mkdir()
    if is_there:
        target.write_text("file,start,end,label\nother.skeleton,1,2,nod\n")
    link.symlink_to(Path("kept") / "all.csv")
    assert run("label", squat, "--add", 1, 2, "wave") == 0
    assert link.is_symlink()
    rows = read_annotations(target).rows
    assert [row.label for row in rows] == (["nod", "wave"] if is_there else ["wave"])
    assert rows[-1].file == "squat.skeleton"  # as the table is read by the link
    assert run("label", squat, "--remove", 1) == 0
    assert link.is_symlink() and len(read_annotations(target).rows) == len(rows) - 1


def test_two_links_to_a_table_share_its_lock(
    squat: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("mans.teaching.labelling._LOCK_S", 0.1)
    squat.with_name("labels.csv").symlink_to("all.csv")
    with FileLock(squat.with_name(".all.csv.lock")):
        assert run("label", squat, "--add", 1, 2, "wave") == 2
    assert "another program has kept the table" in capsys.readouterr().err


@pytest.mark.parametrize("kept_in", [None, "a b.csv", "mine.teach"])
def test_what_is_advised_where_there_is_no_label_works(
    kept_in: str | None, squat: Path, capsys: pytest.CaptureFixture[str]
):
    words = () if kept_in is None else ("--in", squat.with_name(kept_in))
    assert run("label", squat, *words) == 0
    _, advice = capsys.readouterr().out.split("Add one: python main.py ")
    advised = advice.strip().replace("START END LABEL", "1 2 wave")
    assert run(*shlex.split(advised)) == 0
    with labels_of(squat, None if kept_in is None else squat.with_name(kept_in)) as labels:
        assert [row.label for row in labels.rows] == ["wave"]


@pytest.mark.parametrize("name", ["mine.teach", "none.csv"])
def test_what_is_advised_for_an_empty_file_of_several_recordings_works(
    name: str, squat: Path, capsys: pytest.CaptureFixture[str]
):
    place = squat.with_name(name)
    if name == "mine.teach":
        OpenProject.create(place).close()
    else:
        place.write_text("file,start,end,label\n")
    assert run("label", place) == 0
    said, advice = capsys.readouterr().out.split(" Add one: python main.py ")
    assert said == f"No labels of {name} yet."
    advised = advice.strip().replace("RECORDING", str(squat)).replace("START END LABEL", "1 2 wave")
    assert run(*shlex.split(advised)) == 0
    with labels_of(squat, place) as labels:
        assert [row.label for row in labels.rows] == ["wave"]


def test_nothing_is_advised_for_an_empty_file_of_another_program(
    squat: Path, capsys: pytest.CaptureFixture[str]
):
    empty = squat.with_name("none.boris")
    empty.write_text('{"behaviors_conf": {}, "observations": {}}')
    assert run("label", empty) == 0
    assert capsys.readouterr().out == "No labels of none.boris yet.\n"
