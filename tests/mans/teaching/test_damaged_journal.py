"""A damaged journal of a project: it is told, what can be read of it counts, and a copy is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from mans.teaching.edits import relabel
from mans.teaching.open_project import OpenProject, read_noted
from mans.teaching.project import Project

from ...support.examples import example


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of one example, saved."""
    path = tmp_path / "mine.teach"
    OpenProject.create(path, Project((example("a"),))).close()
    return path


@pytest.mark.parametrize("damage", ["first byte", "empty", "cut", "middle"])
def test_a_damaged_journal_is_told_and_a_copy_kept(path: Path, damage: str):
    with OpenProject.open(path) as opened:
        opened.change("relabel", lambda now: relabel(now, ["a"], "greet"))
        first = path.with_name("mine.teach.journal").stat().st_size
        opened.change("relabel", lambda now: relabel(now, ["a"], "hail"))
    journal, copy = path.with_name("mine.teach.journal"), path.with_name("mine.teach.journal.damaged")
    data = journal.read_bytes()
    middle = data[: first + 30] + bytes([data[first + 30] ^ 1]) + data[first + 31 :]
    damaged = {"first byte": b"X" + data[1:], "empty": b"", "cut": data[:-5], "middle": middle}[damage]
    journal.write_bytes(damaged)
    copy.write_bytes(b"an earlier one")
    kept = damage in {"cut", "middle"}
    project, notes = read_noted(path)
    assert project.examples[0].label == ("greet" if kept else "wave")
    assert "is damaged or was cut off" in notes[0] and journal.read_bytes() == damaged
    with OpenProject.open(path) as opened:
        assert opened.project.examples[0].label == ("greet" if kept else "wave")
        told, where = opened.notes
        assert f"at byte {first if kept else 0}: " in told
        assert where == "A copy of the journal is kept as mine.teach.journal.damaged-2."
    assert copy.read_bytes() == b"an earlier one"
    assert path.with_name("mine.teach.journal.damaged-2").read_bytes() == damaged
    with OpenProject.open(path) as opened:  # told once
        assert opened.notes == ()
        assert opened.project.examples[0].label == ("greet" if kept else "wave")
    assert not path.with_name("mine.teach.journal.damaged-3").exists()


def test_a_damaged_journal_of_a_project_that_is_replaced_is_kept(path: Path):
    path.with_name("mine.teach.journal").write_bytes(b"hello")
    OpenProject.create(path, overwrite=True).close()
    assert path.with_name("mine.teach.journal.damaged").read_bytes() == b"hello"
    assert not path.with_name("mine.teach.journal").exists()
