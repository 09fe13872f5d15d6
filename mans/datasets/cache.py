"""Data set cache: parsed recordings as arrays, memory-mapped in training.

A data set's sources are divided into parts of :data:`PART_SOURCES`, a folder each: ``times_s.npy`` (R,),
``positions.npy`` (R, M, 25, 3), ``states.npy`` (R, M, 25) and ``begins.npy`` (R, M) hold the rows of all its
tracks, concatenated, and ``index.json`` has the row ranges of each track, the size and modification time of
every source file, and a digest of the code that read them. A part is written atomically, and rewritten when a
source or the code that reads it changes (:mod:`mans.datasets.reading_code`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from mans.datasets.types import Action, DataSetEntry, Reading, RecordingFiles
from mans.transforms.tracks import Track
from streaming.errors import DataSetError, ModelError
from streaming.paths import list_files, resolved
from streaming.typed_json import read_json, to_plain
from streaming.writers.atomic import replacing_folder

FORMAT = 3
PART_SOURCES = 64
ENVIRONMENT = "MANS_LIVE_CACHE"
"""Name of the environment variable that moves the cache."""

_ARRAYS = ("times_s", "positions", "states", "begins")
# What a killed program left behind, in seconds since it was written to.
_ABANDONED_S = 6 * 3600


def cache_root() -> Path:
    """Return the root of the cache: ``MANS_LIVE_CACHE``, or a folder in the user's cache folder."""
    own = os.environ.get(ENVIRONMENT)
    return Path(own) if own else Path(platformdirs.user_cache_dir("mans-live", appauthor=False)) / "data-sets"


def cache_folder(name: str, folder: Path, root: Path | None = None) -> Path:
    """Return the cache folder of a data set's folder."""
    digest = hashlib.sha256(str(resolved(folder)).encode("utf-8", "surrogateescape")).hexdigest()
    return (root or cache_root()) / f"{name}-{digest[:12]}"


@dataclass(frozen=True, slots=True)
class _Rows:
    """Index entry of one source: its number of rows in the part's arrays, its actions and notes."""

    rows: int
    actions: tuple[Action, ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """``index.json``: what the part depends on, and the rows of each source."""

    made_of: list[Any]
    rows: int
    readings: tuple[_Rows, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a cached data set: some sources and the folder of their arrays.

    Attributes:
        folder: the part's folder.
        sources: the recordings, in the data set's order.
        code: digest of the code that reads them.
    """

    folder: Path
    sources: tuple[RecordingFiles, ...]
    code: str

    def is_current(self) -> bool:
        """Whether the part exists and is up to date."""
        index = _read_index(self.folder)
        return index is not None and index.made_of == self._made_of()

    def _made_of(self) -> list[Any]:
        """Return what the part depends on: code digest, and name, size and modification time of each file."""
        return [FORMAT, self.code, [[source.key, _stamps(source)] for source in self.sources]]

    def write(self, entry: DataSetEntry) -> None:
        """Read the sources and write the part atomically.

        Raises:
            DataSetError: the data set's files are inconsistent.
            RecordingError: a file is damaged.
            WriteError: the cache cannot be written.
        """
        made_of = self._made_of()  # before they are read: a change while they are read is noticed next time
        readings = [entry.read(source) for source in self.sources]
        tracks = [reading.track for reading in readings if reading.actions]
        kept = (
            _Rows(len(each.track.times_s) if each.actions else 0, each.actions, each.notes, each.remarks)
            for each in readings
        )
        index = _Index(made_of, sum(len(track.times_s) for track in tracks), tuple(kept))
        nobody = Track.empty(entry.bodies)
        with replacing_folder(self.folder, "Give another place with --cache DIR.") as temporary:
            for name in _ARRAYS:
                rows = np.concatenate([getattr(track, name) for track in (nobody, *tracks)])
                np.save(temporary / f"{name}.npy", rows)
            (temporary / "index.json").write_text(json.dumps(to_plain(index)), encoding="utf-8")


def parts_of(folder: Path, sources: Sequence[RecordingFiles], code: str) -> list[Part]:
    """Divide a data set's sources into parts in ``folder``; ``code`` is the digest of the reading code."""
    return [
        Part(folder / f"part-{number:05d}", tuple(sources[start : start + PART_SOURCES]), code)
        for number, start in enumerate(range(0, len(sources), PART_SOURCES))
    ]


def read_parts(folder: Path) -> list[Reading]:
    """Return the contents of all parts in ``folder``, with memory-mapped arrays.

    Raises:
        DataSetError: a part is missing or damaged.
    """
    readings = []
    for number, part in enumerate(list_files(folder, "part-*")):
        index = _read_index(part) if part.name == f"part-{number:05d}" else None
        if index is None:
            raise DataSetError(
                "the prepared data is damaged",
                path=part,
                remedy="Delete the folder and prepare the data anew",
            )
        readings += _read_part(part, index)
    return readings


def _read_part(part: Path, index: _Index) -> list[Reading]:
    arrays = [_map(part / f"{name}.npy") for name in _ARRAYS]
    result, start = [], 0
    for reading in index.readings:
        rows = slice(start, start := start + reading.rows)
        track = Track(*(array[rows] for array in arrays))
        result.append(Reading(track, reading.actions, reading.notes, reading.remarks))
    return result


def _map(path: Path) -> np.ndarray[Any, Any]:
    """Memory-map an array file; an empty one, which cannot be mapped, is read."""
    array = np.load(path, mmap_mode="r" if path.stat().st_size > _EMPTY_NPY_BYTES else None)
    return array.view(np.ndarray)  # type: ignore[no-any-return]


_EMPTY_NPY_BYTES = 128


def _read_index(part: Path) -> _Index | None:
    """Return a part's index, or None if the part is missing or damaged."""
    try:
        index = read_json(part / "index.json", _Index, expected="the index of a part")
        whole = [len(_map(part / f"{name}.npy")) == index.rows for name in _ARRAYS]
        return index if all(whole) else None
    except (OSError, EOFError, ValueError, ModelError):
        return None


def tidy(folder: Path, parts: Sequence[Part]) -> None:
    """Delete stale parts and abandoned temporary files."""
    own = {part.folder for part in parts}
    for stray in set(list_files(folder, "part-*")) - own:
        shutil.rmtree(stray, ignore_errors=True)
    for temporary in list_files(folder, ".*.tmp*"):
        with contextlib.suppress(OSError):  # another program may have just renamed it
            if time.time() - temporary.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(temporary, ignore_errors=True)


def _stamps(source: RecordingFiles) -> list[list[Any]]:
    """Return name, size and modification time of each file of a source.

    Raises:
        DataSetError: a file is missing.
    """
    try:
        return [[file.name, (s := file.stat()).st_size, s.st_mtime_ns] for file in source.files]
    except OSError as error:
        raise DataSetError(f"cannot be read ({error.strerror})", path=error.filename) from error
