"""Each file of an archive is found once, whatever its folders look like."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from streaming.errors import MansError
from streaming.recordings.listing import Listing, is_video_name, list_archive

posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and names of bytes as on POSIX")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    for name in ("b.skeleton", "sub/a.skeleton", "sub/deep/c.mp4", ".hidden", ".git/config"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    return folder


def names(listing: Listing) -> list[str]:
    return [Path(source.name).as_posix() for source in listing.sources]


def test_a_folder_is_searched_whole_but_for_what_is_hidden(archive):
    listing = list_archive(["data"])
    assert names(listing) == ["data/b.skeleton", "data/sub/a.skeleton", "data/sub/deep/c.mp4"]
    assert listing.has_videos and not listing.unreadable
    assert [source.size for source in listing.sources] == [10, 14, 14]
    assert all(source.path.is_absolute() for source in listing.sources)


def test_a_file_named_several_times_is_listed_once(archive):
    listing = list_archive(["data/b.skeleton", "data", str(archive / "sub"), "data/**/*.skeleton"])
    assert len(names(listing)) == 3


def test_patterns(archive):
    assert names(list_archive(["data/**/*.skeleton"])) == ["data/b.skeleton", "data/sub/a.skeleton"]
    assert names(list_archive(["data/s*"])) == ["data/sub/a.skeleton", "data/sub/deep/c.mp4"]
    (archive / "[1].skeleton").write_text("a name that looks like a pattern")
    assert names(list_archive(["data/[1].skeleton"])) == ["data/[1].skeleton"]


def test_results_inside_the_archive_are_no_part_of_it(archive):
    (archive / "out").mkdir()
    (archive / "out" / "segments.csv").write_text("")
    for place in ("data", "data/**", "data/out/*.csv", "data/b.skeleton"):
        listing = list_archive([place, "data/b.skeleton"], archive / "out")
        assert "data/out/segments.csv" not in names(listing)


@pytest.mark.parametrize("place", ["nothing", "data/*.xyz", "a/b/c", "[", "x" * 300, "data/b.skeleton/c"])
def test_a_place_where_nothing_is(archive, place):
    with pytest.raises(MansError):
        list_archive(["data", place])


def test_an_empty_folder(tmp_path):
    with pytest.raises(MansError, match="no files"):
        list_archive([str(tmp_path)])


@posix
def test_links_in_circles_and_to_files_elsewhere(archive, tmp_path):
    (archive / "loop").symlink_to(archive)
    (archive / "sub" / "up").symlink_to("..")
    (archive / "itself").symlink_to("itself")
    (archive / "gone").symlink_to("nowhere")
    (archive / "again.skeleton").symlink_to("b.skeleton")
    (tmp_path / "far.skeleton").write_text("far")
    (archive / "far.skeleton").symlink_to(tmp_path / "far.skeleton")
    listing = list_archive(["data"])
    assert len(listing.sources) == 4  # b by one of its names
    assert sorted(text.split(":")[0] for text in listing.unreadable) == ["data/gone", "data/itself"]


@posix
def test_pipes_are_left_out_and_not_waited_for(archive):
    os.mkfifo(archive / "pipe")
    (archive / "to-pipe").symlink_to("pipe")
    assert len(list_archive(["data"]).sources) == 3
    with pytest.raises(MansError, match="neither a file nor a folder"):
        list_archive(["data/pipe"])


@posix
def test_names_that_are_no_text(archive):
    raw = os.fsencode(archive) + b"/\xff\xfe.skeleton"
    try:
        Path(os.fsdecode(raw)).write_text("x")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert any(os.fsencode(source.path) == raw for source in list_archive(["data"]).sources)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything may be read here")
def test_a_folder_that_may_not_be_read_is_told(archive):
    (archive / "sub").chmod(0)
    listing = list_archive(["data"])
    (archive / "sub").chmod(0o700)
    assert names(listing) == ["data/b.skeleton"] and "data/sub" in listing.unreadable[0]


def test_no_name_is_a_formula(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("=cmd.skeleton").write_text("x")
    assert names(list_archive(["=cmd.skeleton"])) in (["./=cmd.skeleton"], ["=cmd.skeleton"])
    assert list_archive(["=cmd.skeleton"]).sources[0].name.startswith(".")


def test_videos_are_told_by_their_ending():
    assert is_video_name(Path("A.MP4")) and not is_video_name(Path("a.png"))
