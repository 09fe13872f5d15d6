"""NumPy archives (``.npz``) of clips, with errors that name the file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers.support.frame_store import numbers_allowed
from streaming.readers.support.npy import read_npy
from streaming.readers.support.text import check_file

_SUFFIX = ".npy"
_MOST_NAMES = 100_000
_DAMAGED = (
    *(OSError, ValueError, EOFError, KeyError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error),
)


class Archive:
    """The arrays of a NumPy archive by name."""

    def __init__(self, path: Path) -> None:
        """Open the archive.

        Raises:
            RecordingError: it is not an archive, or is damaged.
        """
        self._allowed = numbers_allowed(check_file(path))
        self._path = path
        try:
            self._file = zipfile.ZipFile(path)
        except _DAMAGED as error:
            self._fail(error)
        self.names = tuple(name.removesuffix(_SUFFIX) for name in self._file.namelist()[:_MOST_NAMES])
        """Of the arrays, in the archive's order."""

    def __enter__(self) -> Archive:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self._file.close()

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return an array.

        Raises:
            RecordingError: the array does not exist, or is damaged.
        """
        if name not in self.names:
            raise RecordingError(f"no array {name!r}", path=self._path, expected="one of each clip")
        try:
            info = self._file.getinfo(name + _SUFFIX)
            with self._file.open(info) as file:
                return read_npy(file, info.file_size, self._allowed)
        except _DAMAGED as error:
            self._fail(error)

    def _fail(self, error: Exception) -> NoReturn:
        raise RecordingError(
            f"cannot be read ({error})",
            path=self._path,
            expected="a NumPy archive (.npz) of clips",
            remedy="Copy or download it again.",
        ) from None
