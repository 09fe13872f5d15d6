"""New files of several programs that write in the same second."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from streaming.errors import WriteError
from streaming.writers.atomic import replace_file, replace_text
from streaming.writers.files import free_path, write_new


def test_each_of_those_who_take_the_same_name_at_once_gets_a_file_of_its_own(tmp_path):
    named, written = threading.Barrier(4), []

    def save(text: str) -> None:
        waits = [named]

        def new_path() -> Path:
            path = free_path(tmp_path, "picture", ".txt")
            if waits:
                waits.pop().wait()  # all have found the same name free
            return path

        def write(path: Path) -> Path:
            replace_text(path, text, overwrite=False)
            return path

        written.append((write_new(new_path, write), text))

    threads = [threading.Thread(target=save, args=(f"of {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == len({path for path, _ in written}) == 4
    assert all(path.read_text(encoding="utf-8") == text for path, text in written)


def test_what_cannot_be_written_is_tried_once(tmp_path):
    tried = []

    def write(path: Path) -> None:
        tried.append(path)
        replace_file(path, lambda temporary: temporary.unlink(), overwrite=False)

    with pytest.raises(WriteError, match="cannot be written"):
        write_new(lambda: tmp_path / "no folder" / "a.txt", write)
    assert len(tried) == 1
