"""Writing files whole: what was there or all that is new, whatever happens, and nothing beside it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from streaming.errors import WriteError
from streaming.writers.atomic import (
    check_room,
    check_target,
    replace_files,
    replace_text,
    replacing,
    replacing_folder,
)

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither umask nor file limits")


def everything(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def limited(code: str, *words: Path, bytes_: int = 100_000) -> subprocess.CompletedProcess[str]:
    """Run code in a process whose files cannot grow beyond so many bytes, as on a disk that is full."""
    begin = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes_}, {bytes_}))\n"
    return subprocess.run(
        [sys.executable, "-c", begin + code, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_text_is_written_with_its_own_line_ends(tmp_path):
    replace_text(tmp_path / "a", "one\r\ntwo\n")
    replace_text(tmp_path / "b", (f"{word}\n" for word in ("é", "ü")))
    assert (tmp_path / "a").read_bytes() == b"one\r\ntwo\n"
    assert (tmp_path / "b").read_bytes() == "é\nü\n".encode()
    assert len(list(tmp_path.iterdir())) == 2


def test_files_beside_it_are_nobodys_temporary_files(tmp_path):
    """What programs have called their temporary files is somebody's file here, or a link to one."""
    (tmp_path / "mine").write_text("mine")
    for name in ("a.csv.tmp", ".a.csv.tmp", f".a.csv.{os.getpid()}.tmp", ".a.part.csv", "a.csv.part"):
        (tmp_path / name).symlink_to(tmp_path / "mine") if "part" in name else (tmp_path / name).write_text(
            name
        )
    before = everything(tmp_path)
    replace_text(tmp_path / "a.csv", "new")
    assert everything(tmp_path) == {**before, "a.csv": "new"}
    assert (tmp_path / "a.csv.part").is_symlink()


def test_each_temporary_file_has_a_name_of_its_own_with_the_ending(tmp_path):
    path = tmp_path / "a.png"
    with replacing(path) as (first,), replacing(path) as (second,):
        assert first != second and {first.suffix, second.suffix} == {".png"}
        assert not first.is_symlink() and first.stat().st_size == 0
        first.write_text("first")
        second.write_text("second")
    assert everything(tmp_path) == {"a.png": "first"}


@POSIX
def test_a_new_file_has_the_rights_of_the_umask_and_an_old_one_keeps_its_own(tmp_path):
    before = os.umask(0o027)
    try:
        replace_text(tmp_path / "new", "x")
        (tmp_path / "private").touch(0o600)
        replace_text(tmp_path / "private", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600


def test_a_link_at_the_place_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "other").write_text("other")
    (tmp_path / "a").symlink_to("other")
    (tmp_path / "loop").symlink_to("loop")
    replace_text(tmp_path / "a", "new")
    replace_text(tmp_path / "loop", "new")
    assert everything(tmp_path) == {"other": "other", "a": "new", "loop": "new"}
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_what_fails_leaves_everything_as_it_was(tmp_path, error):
    (tmp_path / "a").write_text("old")

    def pieces():
        yield "half"
        raise error

    with pytest.raises(WriteError if error is OSError else error):
        replace_text(tmp_path / "a", pieces())
    assert everything(tmp_path) == {"a": "old"}


def test_of_files_that_belong_together_none_is_replaced_if_one_cannot_be(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    with pytest.raises(WriteError, match=r"b: cannot be written: it is a folder\. Choose a folder that"):
        replace_files({tmp_path / name: lambda path: path.write_text("new") for name in "ab"})
    assert everything(tmp_path) == {"a": "old"}


def test_of_files_that_belong_together_none_is_replaced_if_one_cannot_be_filled(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("old")

    def broken(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match="b: cannot be written: No space left on device"):
        replace_files({tmp_path / "a": lambda path: path.write_text("new"), tmp_path / "b": broken})
    assert everything(tmp_path) == {"a": "old", "b": "old"}


def test_one_is_not_replaced_unless_that_is_wanted(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("a", "dangling"):
        with pytest.raises(WriteError, match="exists already"), replacing(tmp_path / name, overwrite=False):
            pytest.fail("work was begun")
    with (
        pytest.raises(WriteError, match="exists already"),
        replacing(tmp_path / "b", overwrite=False) as (new,),
    ):
        new.write_text("new")
        (tmp_path / "b").write_text("somebody was quicker")
    assert everything(tmp_path) == {"a": "old", "b": "somebody was quicker"}


def test_where_nothing_can_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    places = {
        tmp_path / "none" / "a": "No such file",
        tmp_path / "file" / "a": "Not a directory",
        tmp_path / ("x" * 300): "too long",
        Path("a\0b"): "zero byte",
        tmp_path: "it is a folder",
    }
    for place, reason in places.items():
        with pytest.raises(WriteError, match=rf"cannot be written: .*{reason}.*\. Choose a folder") as caught:
            replace_text(place, "x")
        assert "\n" not in str(caught.value)
    replace_text(tmp_path / "none" / "yet" / "a", "x", make_folders=True)
    assert everything(tmp_path) == {"file": "", "none/yet/a": "x"}


@POSIX
def test_what_is_no_file_is_not_replaced_by_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteError, match="no file"):
        replace_text(tmp_path / "pipe", "x")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@POSIX
def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path):
    path = tmp_path / ("x" * 251 + ".csv")
    replace_text(path, "x")
    assert everything(tmp_path) == {path.name: "x"}


@POSIX
def test_a_full_disk_leaves_what_was_there(tmp_path):
    (tmp_path / "a").write_text("old")
    code = (
        "import sys; from pathlib import Path; from streaming.writers.atomic import replace_text\n"
        "replace_text(Path(sys.argv[1]), ('x' * 1000 for _ in range(1000)))"
    )
    done = limited(code, tmp_path / "a")
    assert done.stderr.splitlines()[-1].endswith(
        "a: cannot be written: File too large. "
        "Choose a folder that exists, has room and is yours to write to."
    )
    assert everything(tmp_path) == {"a": "old"}


def test_readers_never_see_half_a_file(tmp_path):
    path, stop = tmp_path / "a", threading.Event()
    replace_text(path, "0" * 100_000)

    def write():
        for number in range(1, 40):
            replace_text(path, str(number % 10) * 100_000)
        stop.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not stop.is_set():
        text = path.read_text()
        assert len(text) == 100_000 and len(set(text)) == 1
    thread.join()


def test_a_folder_is_replaced_whole(tmp_path):
    for text in ("old", "new"):
        with replacing_folder(tmp_path / "parts" / "a") as temporary:
            (temporary / "file").write_text(text)
    assert everything(tmp_path) == {"parts/a/file": "new"}
    with pytest.raises(RuntimeError), replacing_folder(tmp_path / "parts" / "a") as temporary:
        (temporary / "file").write_text("half")
        raise RuntimeError
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(WriteError, match="Elsewhere"),
        replacing_folder(tmp_path / "file" / "a", "Elsewhere."),
    ):
        pytest.fail("work was begun")
    assert everything(tmp_path) == {"parts/a/file": "new", "file": "no folder"}
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["a"]


def test_a_folder_that_two_programs_write_is_one_of_both(tmp_path):
    with replacing_folder(tmp_path / "a") as first:
        (first / "file").write_text("first")
        with replacing_folder(tmp_path / "a") as second:
            (second / "file").write_text("second")
    assert everything(tmp_path) == {"a/file": "first"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_place_is_tried_without_a_trace(tmp_path):
    check_room(tmp_path / "a")
    check_target(tmp_path / "a", overwrite=False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(WriteError, match="No such file"):
        check_room(tmp_path / "none" / "a")
