"""Project files: a zip archive of ``project.json`` and the arrays of each track, in NumPy's format.

``project.json`` says what there is; ``tracks/DIGEST/times_s.npy``, ``positions.npy``, ``states.npy`` and
``begins.npy`` are the skeletons, named by their content, so that two examples of one stretch share them.
docs/own-actions.md describes it for other programs. Nothing that the file claims is trusted: sizes are
bounded before anything is unpacked, and no array may hold Python objects.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from mans.teaching.example import Example, arrays_of, digest
from mans.teaching.project import SUFFIX as SUFFIX
from mans.teaching.project import ActionSettings, Project
from mans.transforms.tracks import Track
from streaming.errors import MansError, ProjectError, SettingsError
from streaming.paths import resolved
from streaming.printable import counted
from streaming.readers.support.npy import read_npy
from streaming.typed_json import from_plain, parse_json, shown, to_plain

FORMAT = 1
INDEX = "project.json"
MOST_BYTES = 512 * 2**20
"""Of the file, and of all that it holds: ten thousand seconds of skeletons are less than 100 MiB."""
_MOST_INDEX = 16 * 2**20
_MOST_DIRECTORY = 8 * 2**20
_ARRAYS = {"times_s": np.float64, "positions": np.float32, "states": np.uint8, "begins": np.bool_}
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same project gives the same bytes
_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 2**16
_ZIP64, _ZIP64_BYTES = b"PK\x06\x07", 20
_DAMAGED = (
    *(OSError, ValueError, EOFError, KeyError, RuntimeError, NotImplementedError, OverflowError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)


@dataclass(frozen=True, slots=True)
class _Example:
    """An example as ``project.json`` has it; ``track`` is the name of its arrays' folder."""

    key: str
    label: str
    start_s: float
    end_s: float
    track: str
    person: str = ""
    recording: str = ""
    place: str | None = None
    camera: str = ""
    first_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    """``project.json``, beside its ``format``."""

    revision: str
    previous: str = ""
    program: str = ""
    with_shipped: bool = True
    actions: tuple[ActionSettings, ...] = ()
    examples: tuple[_Example, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """Contents of a project file.

    Attributes:
        project: the examples and settings.
        revision: drawn anew whenever the file is written.
        previous: the revision of the file that it was made from.
        tracks: all tracks in it, by name.
    """

    project: Project
    revision: str
    previous: str
    tracks: Mapping[str, Track]


def pack(
    project: Project, revision: str, previous: str, program: str, folder: Path, known: Collection[str] = ()
) -> tuple[bytes, set[str]]:
    """Return a project as the bytes of a file.

    Args:
        project: what to keep.
        revision: of the file.
        previous: revision of what it was made from.
        program: name and version of who writes it.
        folder: where the file is going to be: recordings at or below it are named from there.
        known: names of tracks that are left out.

    Returns:
        The bytes, and the names of the tracks that the project has.
    """
    tracks: dict[str, Track] = {}
    examples = []
    for example in project.examples:
        name = digest(example.track)
        tracks[name] = example.track
        place = None if example.place is None else _from_folder(example.place, folder)
        examples.append(
            _Example(
                example.key,
                example.label,
                example.start_s,
                example.end_s,
                name,
                example.person,
                example.recording,
                place,
                example.camera,
                example.first_s,
            )
        )
    index = _Index(revision, previous, program, project.with_shipped, project.actions, tuple(examples))
    text = json.dumps({"format": FORMAT, **to_plain(index)}, indent=1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _add(archive, INDEX, text.encode("utf-8", "surrogateescape"))
        for name in tracks.keys() - set(known):
            arrays: tuple[npt.NDArray[Any], ...] = arrays_of(tracks[name])
            for what, array in zip(_ARRAYS, arrays, strict=True):
                bare = io.BytesIO()
                np.save(bare, array, allow_pickle=False)
                _add(archive, f"tracks/{name}/{what}.npy", bare.getvalue())
    return out.getvalue(), set(tracks)


def unpack(file: IO[bytes], path: Path, known: Mapping[str, Track] | None = None) -> Stored:
    """Read a project from a file.

    Args:
        file: can be read and sought in.
        path: of the file, for messages, and for where recordings are.
        known: tracks that need not be in it.

    Raises:
        ProjectError: it is none, damaged, too large, or of a newer version of the program.
    """
    try:
        _check_size(file)
        with zipfile.ZipFile(file) as archive:
            index = _read_index(archive)
            return _assemble(index, _Tracks(archive, known or {}), path)
    except MansError as error:
        raise ProjectError(
            error.found,
            path=path,
            place=error.place,
            expected=error.expected,
            remedy=error.remedy or _DAMAGED_REMEDY,
        ) from None
    except _DAMAGED as error:
        raise ProjectError(
            f"cannot be read ({error})", path=path, expected="a project", remedy=_DAMAGED_REMEDY
        ) from None


_DAMAGED_REMEDY = "Take a copy of it, or mark the examples anew"


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, data)


def _check_size(file: IO[bytes]) -> None:
    """Refuse a file whose list of contents alone would fill the memory."""
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise ValueError(f"{counted(size, 'byte')}, more than any project has")
    start = max(0, size - _LONGEST_COMMENT - _END_BYTES - _ZIP64_BYTES)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_BYTES:
        raise ValueError("no zip archive, or its end is missing")
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    if directory > _MOST_DIRECTORY or tail[max(0, end - _ZIP64_BYTES) : end].startswith(_ZIP64):
        raise ValueError("more files in it than any project has")
    file.seek(0)


def _read_index(archive: zipfile.ZipFile) -> _Index:
    if INDEX not in archive.namelist():
        raise ProjectError(f"no {INDEX} in it", expected="a project of custom actions")
    info = archive.getinfo(INDEX)
    if info.file_size > _MOST_INDEX:
        raise ProjectError(f"{INDEX} of {counted(info.file_size, 'byte')}", expected=f"at most {_MOST_INDEX}")
    with archive.open(info) as file:
        data = parse_json(file.read(_MOST_INDEX))
    version = data.get("format") if isinstance(data, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        by = data.get("program")
        raise ProjectError(
            f"format {version}, written by {by if isinstance(by, str) and by else 'a newer program'}",
            place=INDEX,
            expected=f"format {FORMAT}",
            remedy="Update this program to open it",
        )
    if version != FORMAT:
        raise ProjectError(f"format {shown(version)}", place=INDEX, expected=f"format {FORMAT}")
    try:
        return from_plain({name: value for name, value in data.items() if name != "format"}, _Index)
    except SettingsError as error:
        place = INDEX + (f", {error.place}" if error.place else "")
        raise ProjectError(error.found, place=place, expected=error.expected) from None


class _Tracks(dict[str, Track]):
    """The tracks of an archive, read when they are asked for, within a bound on all of them together."""

    def __init__(self, archive: zipfile.ZipFile, known: Mapping[str, Track]) -> None:
        super().__init__(known)
        self._archive = archive
        self._left = MOST_BYTES

    def __missing__(self, name: str) -> Track:
        arrays = (self._array(f"tracks/{name}/{what}.npy", kind) for what, kind in _ARRAYS.items())
        self[name] = track = Track(*arrays)
        return track

    def _array(self, name: str, kind: Any) -> npt.NDArray[Any]:
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            raise ProjectError("skeletons of an example are missing", place=name) from None
        self._left -= info.file_size
        if self._left < 0:
            raise ProjectError(f"more than {MOST_BYTES // 2**20} MiB of skeletons", place=name)
        with self._archive.open(info) as file:
            array = read_npy(file, info.file_size, 8 * info.file_size)
        wanted = np.dtype(kind)
        if array.dtype.kind != wanted.kind:
            raise ProjectError(f"numbers of type {array.dtype}", place=name, expected=str(wanted))
        return array.astype(wanted)


def _assemble(index: _Index, tracks: _Tracks, path: Path) -> Stored:
    examples = []
    for number, entry in enumerate(index.examples):
        place = None if entry.place is None else path.parent / entry.place
        track = tracks[entry.track]
        try:
            example = Example(
                entry.key,
                entry.label,
                entry.start_s,
                entry.end_s,
                track,
                entry.person,
                entry.recording,
                place,
                entry.camera,
                entry.first_s,
            )
        except ProjectError as error:
            where = f"{INDEX}, examples[{number}]" + (f", {error.place}" if error.place else "")
            raise ProjectError(error.found, place=where, expected=error.expected) from None
        examples.append(example)
    project = Project(tuple(examples), index.actions, index.with_shipped)
    return Stored(project, index.revision, index.previous, tracks)


def _from_folder(place: Path, folder: Path) -> str:
    """Name a recording from the project's folder, where it lies there: both can then be moved together."""
    place, folder = resolved(place), resolved(folder)
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)
