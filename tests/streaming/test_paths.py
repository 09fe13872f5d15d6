"""Paths that lead nowhere: one line of error, whoever asks what is there."""

from __future__ import annotations

import ast
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from streaming.annotations.types import read_bytes
from streaming.errors import MansError, PathError
from streaming.paths import (
    exists,
    is_file,
    is_file_in_sight,
    is_folder,
    list_files,
    read_text,
    resolved,
    why_no_file,
)
from streaming.typed_json import read_json
from streaming.writers.journal import MAGIC, read_journal

ROOT = Path(__file__).resolve().parents[2]
# Looks at devices; or answers for every error of the system itself.
MAY_ASK = {
    "mans/__main__.py",  # about the program's own files
    "streaming/program.py",  # likewise
    "streaming/paths.py",
    "streaming/sources/camera.py",
    "streaming/sources/mediapipe_model.py",
    "app/model/preferences_file.py",
    "streaming/recordings/listing.py",  # of entries that a folder has just listed, within a try
}
QUESTIONS = {"is_file", "is_dir", "exists", "is_symlink", "resolve"}


def _long(folder: Path) -> Path:
    return folder / ("a" * 300)


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


@pytest.mark.skipif(sys.platform == "win32", reason="other rules for names and links there")
@pytest.mark.parametrize("make", [_long, _loop])
def test_a_path_that_leads_nowhere_is_one_error(tmp_path: Path, make) -> None:
    path = make(tmp_path)
    for ask in (is_file, is_folder, exists, lambda path: list_files(path, "*"), read_text):
        with pytest.raises(PathError, match="cannot be used: ") as caught:
            ask(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert not is_file_in_sight(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows resolves what it can")
def test_links_that_go_round_in_circles_are_not_resolved(tmp_path: Path) -> None:
    path = _loop(tmp_path)
    if sys.version_info >= (3, 13):  # which gives up without an error
        assert resolved(path) == path
    else:
        with pytest.raises(PathError, match="cannot be used"):
            resolved(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter every folder")
def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "x").write_text("")
    locked.chmod(0)
    try:
        for ask in (is_file, is_folder, exists):
            with pytest.raises(PathError, match="Permission denied"):
                ask(locked / "x")
        with pytest.raises(PathError, match="Permission denied"):
            list_files(locked, "*")
    finally:
        locked.chmod(0o700)


def test_permission_denied_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for root, who may enter every folder."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    for ask in (is_file, is_folder, exists):
        with pytest.raises(PathError, match="cannot be used: Permission denied"):
            ask(tmp_path)
    assert not is_file_in_sight(tmp_path)


def test_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("ä", encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "b").write_bytes(b"\xff")
    assert is_file(tmp_path / "b") and is_file_in_sight(tmp_path / "b") and not is_folder(tmp_path / "b")
    assert is_folder(tmp_path / "c") and exists(tmp_path / "c") and not is_file(tmp_path / "c")
    for nothing in (tmp_path / "d", tmp_path / "b" / "d", tmp_path / "a\0b", tmp_path / "\ud800"):
        assert not exists(nothing) and list_files(nothing, "*") == []
        assert why_no_file(nothing) == "no such file"
    assert why_no_file(tmp_path / "c") == "a folder"
    assert why_no_file(Path(os.devnull)) == "not an ordinary file"
    assert list_files(tmp_path, "b") == [tmp_path / "b"]
    assert list_files(tmp_path, "b", below=True) == [tmp_path / "b", tmp_path / "c" / "b"]
    assert read_text(tmp_path / "b") == "ä"
    with pytest.raises(MansError, match="cannot be used"):
        read_text(tmp_path / "c" / "b")


@pytest.mark.parametrize("layer", ["streaming", "mans", "app", "cli"])
def test_nobody_asks_in_another_way(layer: str) -> None:
    found = []
    for file in sorted((ROOT / layer).rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name in MAY_ASK or name.startswith("mans/gpu"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                own = isinstance(node.func.value, ast.Call) and ast.unparse(node.func.value).startswith(
                    "Path(__"
                )
                if node.func.attr in QUESTIONS and not node.args and not own:
                    found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert found == [], "ask streaming.paths"


@pytest.mark.parametrize(
    "read", [read_journal, read_bytes, lambda path: read_json(path, dict[str, int], expected="an object")]
)
def test_a_small_file_takes_little_memory_however_large_it_might_be(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "x"
    path.write_bytes(MAGIC if read is read_journal else b"{}")
    tracemalloc.start()
    try:
        read(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * 2**20
