"""Conversion of many files into a folder, with the tree that they lie in; it can be interrupted and resumed.

A file is done if its target is there: targets are whole or not there.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streaming.errors import MansError, ModelError, SettingsError, UnknownFormatError, WriteError
from streaming.paths import exists, is_folder
from streaming.printable import printable
from streaming.read_as import RECOGNISED, ReadAs
from streaming.recordings.conversion import convert
from streaming.recordings.listing import Listing, Source, list_archive
from streaming.recordings.reading import PoseModel
from streaming.sources.pose_video import Progress, VideoSettings

_MOST_UNWRITTEN = 2
"""After so many files in a row that cannot be written, none can be."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file, and where it goes."""

    source: Source
    target: Path


@dataclass(slots=True)
class Plan:
    """What is to be converted.

    Attributes:
        items: in order of their paths.
        listing: how they were found.
    """

    items: list[Item]
    listing: Listing

    def left(self, *, overwrite: bool = False) -> list[Item]:
        """Return what is not there yet, or everything if it is overwritten."""
        return [item for item in self.items if overwrite or not exists(item.target)]

    def outdated(self) -> list[Item]:
        """Return what was there before its source was changed."""
        return [item for item in self.items if 0 <= _changed_ns(item.target) < item.source.mtime_ns]


@dataclass(slots=True)
class Tally:
    """What a run did.

    Attributes:
        converted: number of files.
        incomplete: number of those of which a part could not be read.
        warnings: what was lost or is implausible in them, a sentence each.
        failed: why others were not converted.
        passed_over: names of the files that are no recordings.
        notes: what was derived or is not kept, and of how many files.
    """

    converted: int = 0
    incomplete: int = 0
    warnings: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def plan(places: Sequence[str], folder: Path, suffix: str) -> Plan:
    """Find the files at all places, and give each a place of its own below a folder.

    What lies in folders keeps its place in them; of several places, that below the folder they share. Files
    that would have one name keep their endings before the new one.

    Args:
        places: files, folders, or patterns such as ``"data/**/*.skeleton"``.
        folder: where the targets go; its files are not listed.
        suffix: ending of the targets.

    Raises:
        PathError: there is nothing at a place.
        RecordingError: there are no files at all.
        SettingsError: the folder is one of the places.
    """
    out = Path(os.path.realpath(folder))
    roots = [_normal(_root(place)) for place in places]
    for root in roots:
        if Path(os.path.realpath(root)) == out:
            raise SettingsError(
                f"{printable(str(folder))} is where the recordings are",
                expected="another folder for what is written",
            )
    inside = any(Path(os.path.realpath(root)) in out.parents for root in roots)
    listing = list_archive(places, folder if inside else None)
    base = Path(os.path.commonpath(roots)) if len({root.anchor for root in roots}) == 1 else None
    relative = [_below(_normal(Path(source.name)), base) for source in listing.sources]
    short = [path.with_suffix(suffix) for path in relative]
    count = Counter(str(path).casefold() for path in short)
    items, taken = [], set[str]()
    for source, path, name in zip(listing.sources, relative, short, strict=True):
        if count[str(name).casefold()] > 1:
            name = path.with_name(f"{path.name}{suffix}")
        first, number = name, 2
        while str(name).casefold() in taken:
            name, number = first.with_name(f"{first.stem}-{number}{suffix}"), number + 1
        taken.add(str(name).casefold())
        items.append(Item(source, folder / name))
    return Plan(items, listing)


def convert_all(
    items: Sequence[Item],
    pose_model: PoseModel = None,
    *,
    suffix: str,
    overwrite: bool = False,
    settings: VideoSettings | None = None,
    read_as: ReadAs = RECOGNISED,
    tally: Tally | None = None,
    on_file: Callable[[Item], object] = lambda _: None,
    progress: Progress | None = None,
) -> Tally:
    """Convert files one after the other; what is wrong with one is told at the end.

    Args:
        items: the files.
        pose_model: for videos.
        suffix: selects the format.
        overwrite: whether targets that are there are replaced.
        settings: of videos.
        read_as: how to read recordings that are not recognised.
        tally: counts what is done; a new one if None.
        on_file: called before each file.
        progress: of a video, called after each image.

    Raises:
        WriteError: nothing can be written any more.
        ModelError: the pose model is missing or invalid.
    """
    tally, unwritten = Tally() if tally is None else tally, 0
    for item in items:
        on_file(item)
        name = item.source.name
        try:
            told = convert(
                item.source.path,
                item.target,
                pose_model,
                progress,
                overwrite=overwrite,
                settings=settings,
                suffix=suffix,
                read_as=read_as,
            )
        except UnknownFormatError:
            tally.passed_over.append(name)
        except WriteError as error:
            unwritten += 1
            tally.failed.append(str(error))
            if unwritten >= _MOST_UNWRITTEN:
                raise
        except (ModelError, SettingsError):
            raise
        except MansError as error:
            tally.failed.append(str(error))
        except MemoryError:
            tally.failed.append(f"{printable(name)}: not enough memory for this file")
        else:
            unwritten = 0
            tally.converted += 1
            tally.notes.update(told.notes)
            tally.incomplete += not told.whole
            tally.warnings += [f"{printable(name)}: {warning}" for warning in told.warnings]
    return tally


def is_several(places: Sequence[str]) -> bool:
    """Whether places are more than one file: several of them, a folder, or a pattern."""
    if len(places) > 1:
        return True
    path = Path(places[0])
    return is_folder(path) or (glob.has_magic(places[0]) and not exists(path))


def _root(place: str) -> Path:
    """Return the folder that the files at a place are below."""
    path = Path(place)
    if is_folder(path):
        return path
    if exists(path) or not glob.has_magic(place):
        return path.parent
    parts = list(path.parts)
    while glob.has_magic(parts[-1]):
        parts.pop()
        if not parts:
            return Path()
    # What follows the first pattern is below it, too.
    while any(glob.has_magic(part) for part in parts):
        parts.pop()
    return Path(*parts)


def _normal(path: Path) -> Path:
    """Return an absolute path without ``..``, links as they are."""
    return Path(os.path.normpath(path.absolute()))


def _below(path: Path, base: Path | None) -> Path:
    """Return a path below the base; that of another drive keeps its name alone."""
    return Path(path.name) if base is None else path.relative_to(base)


def _changed_ns(path: Path) -> int:
    """Return when a file was changed; -1 if it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1
