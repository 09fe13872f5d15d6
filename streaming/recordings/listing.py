"""Files to be read: from files, folders and patterns, each once."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streaming.errors import PathError, RecordingError
from streaming.paths import cannot_be_used, exists, is_file, is_folder

VIDEOS = frozenset([".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".webm", ".wmv"])
"""Endings by which videos are told from other files that are no recordings."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of an archive.

    Attributes:
        path: absolute path, without links.
        name: path as the user gave it, for tables and messages.
        size: bytes.
        mtime_ns: time of its last change, in nanoseconds since 1970.
    """

    path: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Listing:
    """Files found.

    Attributes:
        sources: in order of their paths.
        unreadable: folders that cannot be listed, and files that are not there, with the reason.
    """

    sources: list[Source] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def has_videos(self) -> bool:
        """Whether a pose model is needed."""
        return any(is_video_name(source.path) for source in self.sources)


def is_video_name(path: Path) -> bool:
    """Whether a file is taken for a video if it is no recording."""
    return path.suffix.lower() in VIDEOS


def list_archive(places: Sequence[str], leave_out: Path | None = None) -> Listing:
    """List the files at all places, each once, however often and by whatever link it is found.

    Folders are searched recursively, links to folders too; hidden files and folders are not. What is no
    regular file (a pipe, a device) is left out.

    Args:
        places: files, folders, or patterns such as ``"data/**/*.skeleton"``.
        leave_out: folder whose files are not listed: that of the results.

    Raises:
        PathError: there is nothing at a place, or it cannot be accessed.
        RecordingError: there are no files at all.
    """
    listing, found = Listing(), dict[str, Source]()
    walk = _Walk(listing)
    results = None if leave_out is None else f"{os.path.realpath(leave_out)}{os.sep}"
    for place in places:
        for name in _expanded(place):
            for file in walk.files(Path(name)) if is_folder(Path(name)) else [Path(name)]:
                real = os.path.realpath(file)
                if real in found or (results is not None and real.startswith(results)):
                    continue
                try:
                    status = file.stat()
                except OSError as error:
                    listing.unreadable.append(str(cannot_be_used(file, error)))
                else:
                    found[real] = Source(Path(real), _harmless(file), status.st_size, status.st_mtime_ns)
    if not found and not listing.unreadable:
        raise RecordingError("no files", path=", ".join(places), expected="recordings or videos")
    listing.sources = [found[real] for real in sorted(found)]
    return listing


def _harmless(file: Path) -> str:
    """Return a path that no spreadsheet takes for a formula."""
    return f".{os.sep}{file}" if str(file).startswith(("=", "+", "-", "@")) else str(file)


def _expanded(place: str) -> list[str]:
    """Return a place, or what matches it if it is a pattern.

    Raises:
        PathError: there is nothing.
    """
    path = Path(place)
    if exists(path):
        if not is_file(path) and not is_folder(path):
            raise PathError("is neither a file nor a folder", path=path)
        return [place]
    if not glob.has_magic(place):
        raise PathError("no such file or folder", path=path, remedy="Check the path.")
    matches = sorted(glob.glob(place, recursive=True))  # noqa: PTH207 (it may be absolute)
    # A pattern such as a/** matches folders and what is in them: each file is listed once all the same.
    if not matches:
        raise PathError("nothing matches this pattern", path=path, remedy="Check the path.")
    return [name for name in matches if is_folder(Path(name)) or is_file(Path(name))]


class _Walk:
    """Search of folders, each once."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._seen: set[tuple[int, int]] = set()

    def files(self, folder: Path) -> Iterator[Path]:
        """Yield the files in and below a folder; one searched before, as by a circular link, has none."""
        waiting = [folder]
        while waiting:
            folder = waiting.pop()
            try:
                identity = _identity(folder)
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._listing.unreadable.append(str(cannot_be_used(folder, error)))
                continue
            if identity in self._seen:
                continue
            self._seen.add(identity)
            below = []
            for entry in _visible(entries):
                path = folder / entry.name
                try:
                    if entry.is_dir():
                        below.append(path)
                    elif entry.is_file() or (entry.is_symlink() and not exists(path)):
                        yield path  # a link that leads nowhere is told of by the caller
                except OSError as error:  # a link to itself
                    self._listing.unreadable.append(str(cannot_be_used(path, error)))
            waiting += reversed(below)


def _visible(entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    return (entry for entry in entries if not entry.name.startswith("."))


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
