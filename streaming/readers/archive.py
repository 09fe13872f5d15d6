"""NumPy archives (``.npz``) of clips, each of whose complaints names the file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers.text import check_file


class Archive:
    """The arrays of a NumPy archive by name."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            RecordingError: it is none, or damaged.
        """
        check_file(path)
        self._path = path
        try:
            self._file: Any = np.load(path, allow_pickle=False)
            self.names: tuple[str, ...] = tuple(self._file.files)
            """Of the arrays, in the archive's order."""
        except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
            self._fail(error)

    def __enter__(self) -> Archive:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self._file.close()

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return an array.

        Raises:
            RecordingError: there is none of that name, or it is damaged.
        """
        if name not in self.names:
            raise RecordingError(f"no array {name!r}", path=self._path, expected="one of each clip")
        try:
            return np.asarray(self._file[name])
        except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> NoReturn:
        raise RecordingError(
            f"cannot be read ({error})",
            path=self._path,
            expected="a NumPy archive (.npz) of clips",
            remedy="Copy or download it again.",
        ) from error
