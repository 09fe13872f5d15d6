"""A journal: what is whole is read again, whatever was cut off or is damaged behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.errors import WriteError
from streaming.writers import journal as module
from streaming.writers.journal import MAGIC, Journal, read_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.journal"


def test_records_come_back_in_order_whatever_they_hold(path: Path):
    journal = Journal(path)
    assert read_journal(path) == ([], 0)
    for record in (b"one", b"", b"\0" * 1000):
        journal.append(record)
    assert read_journal(path) == ([b"one", b"", b"\0" * 1000], path.stat().st_size)
    assert journal.size == path.stat().st_size
    journal.remove()
    assert not path.exists()
    journal.append(b"new")
    assert read_journal(path)[0] == [b"new"]


@given(records=st.lists(st.binary(max_size=30), min_size=1, max_size=4), data=st.data())
def test_cut_off_anywhere_it_goes_on_behind_the_last_whole_record(
    records: list[bytes], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
):
    path = tmp_path_factory.mktemp("journal") / "a.journal"
    journal = Journal(path)
    for record in records:
        journal.append(record)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    left, whole = read_journal(path)
    assert left == records[: len(left)]
    Journal(path, whole).append(b"more")
    assert read_journal(path)[0] == [*left, b"more"]


def test_a_damaged_record_and_all_behind_it_are_passed_over(path: Path):
    journal = Journal(path)
    for record in (b"one", b"two", b"three"):
        journal.append(record)
    path.write_bytes(path.read_bytes().replace(b"two", b"twO"))
    assert read_journal(path)[0] == [b"one"]


def test_what_is_no_journal_has_no_records(path: Path):
    path.write_bytes(b"hello, this is a text")
    assert read_journal(path) == ([], 0)


def test_too_large_a_file_and_a_folder_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch):
    path.write_bytes(MAGIC + bytes(100))
    monkeypatch.setattr(module, "MOST_BYTES", 50)
    with pytest.raises(WriteError, match="expected a journal"):
        read_journal(path)
    with pytest.raises(WriteError, match="it is a folder"):
        Journal(path.parent)
    with pytest.raises(WriteError, match="cannot be written"):
        read_journal(path.parent)
    with pytest.raises(WriteError, match="No such file"):
        Journal(path.parent / "none" / "a.journal").append(b"one")


@pytest.mark.skipif(os.name != "posix", reason="there is no limit on the size of files")
def test_what_a_full_disk_had_room_for_is_taken_away(path: Path):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for kept in ([], [b"first" * 10]):
        journal = Journal(path)
        for record in kept:
            journal.append(record)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
        try:
            with pytest.raises(WriteError, match="cannot be written"):
                journal.append(b"second" * 100)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert path.exists() == bool(kept)
        records, whole = read_journal(path)
        assert records == kept
        assert not kept or path.stat().st_size == whole
        journal.append(b"third")
        assert read_journal(path)[0] == [*kept, b"third"]
        path.unlink()
