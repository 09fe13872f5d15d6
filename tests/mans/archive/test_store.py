"""Results are kept as they come: what a killed program had is there again, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mans.archive.results import FileResult, Settings
from mans.archive.store import JOURNAL, SETTINGS, open_store
from streaming.errors import WriteError
from streaming.recordings.listing import Source
from streaming.reports.actions import Found

SETTINGS_A = Settings("MANs-9", "a" * 64)


def result(name: str, **changes: object) -> FileResult:
    found = (Found(1, "wave", 0.1, 1.25, 0.75),)
    return replace(
        FileResult(f"/data/{name}", name, 10, 123, "recognised", segments=found, seconds=2.0), **changes
    )


def source(name: str, size: int = 10, mtime_ns: int = 123) -> Source:
    return Source(Path(f"/data/{name}"), name, size, mtime_ns)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "out"


def test_results_come_back_in_order_of_their_paths_the_newest_of_each(folder):
    name = "\udcff\U0001f600.skeleton"  # bytes that are no text, and a character of two
    with open_store(folder, SETTINGS_A) as store:
        for each in (result("b"), result(name), result("a"), result("b", seconds=3.0)):
            store.add(each)
    with open_store(folder, SETTINGS_A) as store:
        assert len(store) == 3
        assert list(store.results()) == [result("a"), result("b", seconds=3.0), result(name)]
        assert list(store.results(iter(["/data/b", "/data/none"]))) == [result("b", seconds=3.0)]


def test_what_is_left(folder):
    with open_store(folder, SETTINGS_A) as store:
        for each in (result("done"), result("text", status="passed over"), result("bad", status="damaged")):
            store.add(each)
        sources = [source(name) for name in ("done", "text", "bad", "new")]
        assert [each.name for each in store.left(sources)] == ["bad", "new"]
        changed = [source("done", size=11), source("text", mtime_ns=124)]
        assert store.left(changed) == changed


def test_cut_off_anywhere_it_goes_on_with_what_is_whole(folder):
    with open_store(folder, SETTINGS_A) as store:
        store.add(result("a"))
        first = (folder / JOURNAL).stat().st_size
        store.add(result("b"))
    whole = (folder / JOURNAL).read_bytes()
    for length in {0, 5, first - 1, first, first + 3, len(whole) - 1}:
        (folder / JOURNAL).write_bytes(whole[:length])
        with open_store(folder, SETTINGS_A) as store:
            assert [each.name for each in store.results()] == (["a"] if length >= first else [])
            store.add(result("c"))
        with open_store(folder, SETTINGS_A) as store:
            assert "c" in [each.name for each in store.results()]


def test_other_settings_are_told_and_begin_anew_if_asked(folder):
    with open_store(folder, SETTINGS_A) as store:
        store.add(result("a"))
    (folder / "segments.csv").write_text("old")
    for other, said in (
        (replace(SETTINGS_A, model_sha256="b" * 64), "model MANs-9, now of other weights"),
        (replace(SETTINGS_A, model="X", model_sha256="b" * 64), "model MANs-9, now X"),
        (replace(SETTINGS_A, people=2), "--people 1, now 2"),
        (replace(SETTINGS_A, slow_motion=2.0), "--slow-motion 1, now 2"),
        (replace(SETTINGS_A, pose="full"), "--pose-model lite, now full"),
        (replace(SETTINGS_A, answers=True), "--answers not given, now given"),
        (
            replace(SETTINGS_A, answers=True, tables="csv", csv_style="comma"),
            r"\(--answers not given, now given\)",
        ),
    ):
        with pytest.raises(WriteError, match=said), open_store(folder, other):
            pass
    with open_store(folder, replace(SETTINGS_A, people=2), overwrite=True) as store:
        assert len(store) == 0 and not (folder / "segments.csv").exists()


def test_a_start_without_any_result_binds_nobody(folder):
    """For want of a pose model it may have ended before the first one: then one is named."""
    other = replace(SETTINGS_A, pose="full")
    with open_store(folder, SETTINGS_A):
        pass
    with open_store(folder, other) as store:
        store.add(result("a"))
    with pytest.raises(WriteError, match="other settings"), open_store(folder, SETTINGS_A):
        pass
    with open_store(folder, other) as store:
        assert len(store) == 1


def test_one_program_at_a_time(folder):
    with (
        open_store(folder, SETTINGS_A),
        pytest.raises(WriteError, match="another program"),
        open_store(folder, SETTINGS_A),
    ):
        pass
    with open_store(folder, SETTINGS_A):
        pass


def test_nothing_of_others_is_touched(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    for overwrite in (False, True):
        with (
            pytest.raises(WriteError, match="other files in it"),
            open_store(tmp_path, SETTINGS_A, overwrite=overwrite),
        ):
            pass
        with (
            pytest.raises(WriteError, match="is a file"),
            open_store(tmp_path / "thesis.txt", SETTINGS_A, overwrite=overwrite),
        ):
            pass
    with open_store(tmp_path / "out", SETTINGS_A) as store:
        store.add(result("a"))
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with open_store(tmp_path / "out", SETTINGS_A, overwrite=True) as store:
        assert len(store) == 0
    assert (tmp_path / "out" / "notes.txt").read_text() == (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": 9}', '{"format": 1, "model": 3}'])
def test_settings_that_are_damaged(folder, text):
    with open_store(folder, SETTINGS_A):
        pass
    (folder / SETTINGS).write_text(text)
    with pytest.raises(WriteError, match=r"settings\.json.*--overwrite"), open_store(folder, SETTINGS_A):
        pass
    with open_store(folder, SETTINGS_A, overwrite=True):
        assert json.loads((folder / SETTINGS).read_text())["model"] == "MANs-9"
