"""The project file: round trips, damage, and a program that is killed between marking and saving."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mans.teaching import container
from mans.teaching.edits import add_example, relabel, set_action
from mans.teaching.example import Example
from mans.teaching.open_project import RECOVERED, OpenProject, read_project
from mans.teaching.project import ActionSettings, Project
from streaming.errors import MansError, ProjectError, WriteError

from ...support.examples import example

ROOT = Path(__file__).resolve().parents[3]


def project(*examples: Example) -> Project:
    return Project(examples)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of two examples, saved."""
    path = tmp_path / "mine.teach"
    made = project(example("a", place=tmp_path / "clips" / "take.skeleton"), example("b", "grüßen", seed=1))
    OpenProject.create(path, set_action(made, ActionSettings("wave", 0.25, is_on=False))).close()
    return path


def assert_same(one: Project, other: Project) -> None:
    assert (one.actions, one.with_shipped, len(one.examples)) == (
        *(other.actions, other.with_shipped, len(other.examples)),
    )
    for a, b in zip(one.examples, other.examples, strict=True):
        for name in ("key", "label", "start_s", "end_s", "person", "recording", "place", "camera"):
            assert getattr(a, name) == getattr(b, name), name
        for name in ("times_s", "positions", "states", "begins"):
            mine, theirs = getattr(a.track, name), getattr(b.track, name)
            assert mine.dtype == theirs.dtype and np.array_equal(
                mine, theirs, equal_nan=mine.dtype.kind == "f"
            )


def test_a_project_is_read_as_it_was_written(path: Path):
    again = read_project(path)
    assert_same(again, read_project(path))
    assert [each.label for each in again.examples] == ["wave", "grüßen"]
    assert again.action("wave") == ActionSettings("wave", 0.25, is_on=False)
    assert again.examples[0].place == path.parent / "clips" / "take.skeleton"
    assert np.array_equal(again.examples[1].track.positions, example("b", seed=1).track.positions)


def test_it_is_an_open_container(path: Path):
    """What docs/own-actions.md promises to other programs."""
    with zipfile.ZipFile(path) as archive:
        index = json.loads(archive.read("project.json"))
        assert index["format"] == 1
        assert index["examples"][0]["place"] == "clips/take.skeleton"
        folder = f"tracks/{index['examples'][0]['track']}"
        positions = np.load(io.BytesIO(archive.read(f"{folder}/positions.npy")), allow_pickle=False)
        times_s = np.load(io.BytesIO(archive.read(f"{folder}/times_s.npy")), allow_pickle=False)
    assert positions.shape == (len(times_s), 1, 25, 3)


def test_the_documented_code_does_what_it_says(tmp_path: Path):
    page = (ROOT / "docs" / "own-actions.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {
        "path": ROOT / "samples" / "squat.skeleton",
        "project_path": tmp_path / "squats.teach",
    }
    exec(code, names)
    (sample,) = names["samples"]
    assert (sample.label, sample.start_s, sample.end_s) == ("squat", 1.0, 3.2)
    assert read_project(names["project_path"]).examples[0].recording == "squat.skeleton"


def test_moved_with_its_recordings_it_finds_them_again(path: Path, tmp_path: Path):
    there = tmp_path / "other"
    there.mkdir()
    path.rename(there / path.name)
    assert read_project(there / path.name).examples[0].place == there / "clips" / "take.skeleton"


def test_a_killed_program_loses_nothing_that_was_marked(tmp_path: Path):
    path = tmp_path / "mine.teach"
    OpenProject.create(path).close()
    marking = subprocess.Popen(
        [sys.executable, "-m", "tests.support.examples", str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert marking.stdin is not None and marking.stdout is not None
    assert marking.stdout.readline() == b"marked\n"
    with pytest.raises(ProjectError, match="open in another window or program"):
        OpenProject.open(path)
    marking.kill()
    marking.communicate()
    assert [(each.key, each.label) for each in read_project(path).examples] == [("a", "wave"), ("c", "greet")]
    with OpenProject.open(path) as opened:
        assert [(each.key, each.label) for each in opened.project.examples] == [("a", "wave"), ("c", "greet")]
        assert not opened.is_saved
        assert opened.history.undone_next == RECOVERED
        opened.save()
    assert sorted(file.name for file in tmp_path.iterdir()) == [".mine.teach.lock", "mine.teach"]
    assert len(read_project(path).examples) == 2


def test_a_half_written_change_is_passed_over_and_the_next_one_kept(path: Path):
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        opened.change("relabel", lambda now: relabel(now, ["a"], "hail"))
    journal = path.with_name("mine.teach.journal")
    journal.write_bytes(journal.read_bytes()[:-5])
    with OpenProject.open(path) as opened:
        assert opened.project.examples[0].label == "greet"
        opened.change("relabel", lambda now: relabel(now, ["b"], "clap"))
    assert [each.label for each in read_project(path).examples] == ["greet", "clap"]


def test_killed_after_saving_what_was_saved_holds(path: Path):
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        journal = path.with_name("mine.teach.journal").read_bytes()
        opened.save()
    path.with_name("mine.teach.journal").write_bytes(journal)
    with OpenProject.open(path) as opened:
        assert opened.is_saved
        assert opened.history.undone_next is None
    assert not path.with_name("mine.teach.journal").exists()


def test_marks_of_a_file_that_was_replaced_meanwhile_are_added(path: Path):
    before = path.read_bytes()
    with OpenProject.open(path) as opened:
        opened.save()  # another revision
        opened.save()
        opened.change("mark", lambda now: add_example(now, example("c", "clap", seed=2)))
    path.write_bytes(before)
    with OpenProject.open(path) as opened:
        assert [each.key for each in opened.project.examples] == ["a", "b", "c"]
        assert "were added" in opened.notes[0]
    with OpenProject.open(path) as opened:
        assert [each.key for each in opened.project.examples] == ["a", "b", "c"]
        opened.undo()
        assert [each.key for each in opened.project.examples] == ["a", "b"]


def test_undone_changes_stay_undone_after_a_crash(path: Path):
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        opened.undo()
        opened.redo()
        opened.undo()
        opened.undo()
    assert read_project(path).examples[0].label == "wave"


def test_saved_under_another_name_the_first_stays_as_it_was(path: Path):
    other = path.with_name("other.teach")
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        opened.save_as(other)
        opened.change("relabel", lambda now: relabel(now, ["a"], "hail"))
        opened.undo()
        OpenProject.open(path).close()
    assert read_project(path).examples[0].label == "wave"
    assert read_project(other).examples[0].label == "greet"


def test_nothing_changes_where_the_journal_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch):
    with OpenProject.open(path) as opened:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(WriteError, match="No space left"):
                opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        assert opened.project.examples[0].label == "wave"
        assert opened.history.undone_next is None
        opened.change("relabel", lambda now: relabel(now, ["a"], "hail"))
    assert read_project(path).examples[0].label == "hail"


def test_a_long_journal_is_put_into_the_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("mans.teaching.open_project._LONG_JOURNAL", 100)
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        assert opened.is_saved
        opened.undo()
    assert read_project(path).examples[0].label == "wave"


def test_what_is_there_is_not_written_over(path: Path):
    with pytest.raises(WriteError, match="exists already"):
        OpenProject.create(path)
    with pytest.raises(ProjectError, match="there is no such project"):
        OpenProject.open(path.with_name("none.teach"))
    path.with_name("gone.teach.journal").write_bytes(b"")
    with pytest.raises(WriteError, match="exists already"):
        OpenProject.create(path.with_name("gone.teach"))


def rewritten(path: Path, **changes: object) -> None:
    """Write the file with another project.json."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    index = {**json.loads(members["project.json"]), **changes}
    members["project.json"] = json.dumps(index).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"format": 2, "program": "mans-live 9"},
            "project.json: format 2, written by mans-live 9; .* Update",
        ),
        ({"format": "one"}, "format 'one'; expected format 1"),
        ({"examples": 7}, "project.json, examples: 7; expected a list"),
        ({"examples": [{"key": "a"}]}, r"project.json, examples\[0\]: label is missing"),
        ({"actions": [{"label": ""}]}, "an empty label"),
        ({"surprise": 1}, "unknown 'surprise'"),
    ],
)
def test_an_index_that_is_none_is_refused(path: Path, changes: dict[str, object], told: str):
    rewritten(path, **changes)
    with pytest.raises(ProjectError, match=told) as refused:
        read_project(path)
    assert str(refused.value).startswith(str(path))


def test_examples_beyond_their_skeletons_or_without_any_are_refused(path: Path):
    entry = {"key": "a", "label": "wave", "start_s": 0.0, "end_s": 1.0, "track": "none"}
    rewritten(path, examples=[entry])
    with pytest.raises(ProjectError, match="tracks/none/times_s.npy: skeletons of an example are missing"):
        read_project(path)
    with zipfile.ZipFile(path) as archive:
        track = archive.namelist()[1].split("/")[1]
    rewritten(path, examples=[{**entry, "track": track}])
    with pytest.raises(ProjectError, match=r"examples\[0\].*edges beyond what is kept"):
        read_project(path)
    good = {**entry, "track": track, "start_s": 13.0, "end_s": 14.0}
    rewritten(path, examples=[good, good])
    with pytest.raises(ProjectError, match="the key 'a' twice"):
        read_project(path)


def patched(path: Path, signature: bytes, which: int, offset: int, value: int) -> None:
    """Write a number of four bytes into one of the zip's records."""
    data = bytearray(path.read_bytes())
    at = -1
    for _ in range(which + 1):
        at = data.index(signature, at + 1)
    data[at + offset : at + offset + 4] = struct.pack("<I", value)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("signature", "which", "offset", "value", "told"),
    [
        (b"PK\x01\x02", 0, 24, 2**28, "project.json of 268435456 bytes; expected at most"),
        (b"PK\x01\x02", 1, 24, 2**31 - 1, "more than 512 MiB of skeletons"),
        (b"PK\x05\x06", 0, 12, 2**24, "more files in it than any project has"),
    ],
)
def test_a_file_that_would_unpack_into_too_much_is_refused(
    signature: bytes, which: int, offset: int, value: int, told: str, path: Path
):
    patched(path, signature, which, offset, value)
    with pytest.raises(ProjectError, match=told):
        read_project(path)


def test_a_file_larger_than_any_project_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(container, "MOST_BYTES", 1000)
    with pytest.raises(ProjectError, match="bytes, more than any project has"):
        read_project(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + bytes(18), b"PK\x05\x06"])
def test_what_is_no_project_is_refused(path: Path, content: bytes):
    path.write_bytes(content)
    with pytest.raises(ProjectError):
        OpenProject.open(path)
    with pytest.raises(ProjectError):  # and the lock was let go
        OpenProject.open(path)


@settings(max_examples=60)
@given(data=st.data())
def test_damage_anywhere_is_told_in_a_line(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory):
    made, _ = container.pack(project(example("a")), "r", "", "test", Path("/nowhere"))
    damaged = bytearray(made)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(made), data.draw(st.integers(0, len(made)))]))
    try:
        container.unpack(io.BytesIO(bytes(damaged[:cut])), Path("/nowhere/mine.teach"))
    except MansError as error:
        assert "\n" not in str(error)
