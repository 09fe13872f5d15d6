"""Folder of results: what was found in each file, kept as soon as it is known, so that work can go on.

``settings.json`` says what the results depend on; ``results.journal`` has a record for each file that is
done (:mod:`streaming.writers.journal`), which a killed program or a full disk cannot damage. Tables are made
from these at the end. One program at a time works in a folder.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from mans.archive.results import ANGLES, ANSWERS, FileResult, Settings
from streaming.errors import MansError, SettingsError, WriteError
from streaming.paths import exists, is_folder
from streaming.recordings.listing import Source
from streaming.typed_json import from_plain, parse_json, read_json, to_plain
from streaming.writers.atomic import check_room, make_folder, replace_text, unwritable
from streaming.writers.journal import Journal, scan_journal

FORMAT = 2
SETTINGS, JOURNAL, LOCK = "settings.json", "results.journal", ".lock"
TABLES = ("segments", "summary", "repetitions", "files")
WORKBOOK, PROJECT = "results.xlsx", "observations.boris"
_FILES = [
    *(SETTINGS, JOURNAL, WORKBOOK, PROJECT),
    *(f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")),
]
DOCUMENTS = "elan"
"""Folder of the ELAN documents."""
_FOLDERS = (ANSWERS, ANGLES, DOCUMENTS)
_ELSEWHERE = "Give another -o."
_AGAIN = "Give another -o, or --overwrite to begin anew."


class Store:
    """An open folder of results.

    Attributes:
        folder: the folder.
        settings: what its results depend on.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Read what is done; see :func:`open_store`."""
        self.folder, self.settings = folder, settings
        self._path = folder / JOURNAL
        self.read_again()

    def read_again(self) -> None:
        """Read what is kept, as after an interruption at any place.

        Raises:
            WriteError: it cannot be read.
        """
        self._known: dict[str, tuple[int, int]] = {}  # where a file's record is in the journal
        whole = 0
        for end, record in scan_journal(self._path):
            self._known[_result(record, self._path).path] = (end - len(record), len(record))
            whole = end
        self._journal = Journal(self._path, whole)

    def __len__(self) -> int:
        """Number of files that are known."""
        return len(self._known)

    def add(self, result: FileResult) -> None:
        """Keep the result of a file, in place of an earlier one; it is on the disk on return.

        Raises:
            WriteError: it cannot be written; what was kept before is as it was.
        """
        record = json.dumps(to_plain(result), separators=(",", ":")).encode("ascii")
        self._journal.append(record)
        self._known[result.path] = (self._journal.size - len(record), len(record))

    def results(self, paths: Iterator[str] | None = None) -> Iterator[FileResult]:
        """Yield the results of files, those of all in order of their paths; unknown ones are left out.

        Raises:
            WriteError: the journal cannot be read any more.
        """
        try:
            with self._path.open("rb") if self._known else contextlib.nullcontext() as file:
                for path in sorted(self._known) if paths is None else paths:
                    if file is not None and (at := self._known.get(path)) is not None:
                        file.seek(at[0])
                        yield _result(file.read(at[1]), self._path)
        except OSError as error:
            raise unwritable(self._path, error) from None

    def left(self, sources: Sequence[Source]) -> list[Source]:
        """Return the files that are still to be done, or have changed since."""
        done = {result.path: result for result in self.results(str(source.path) for source in sources)}
        return [
            source
            for source in sources
            if (result := done.get(str(source.path))) is None or not result.is_current(source)
        ]


@contextmanager
def open_store(folder: Path, settings: Settings, *, overwrite: bool = False) -> Iterator[Store]:
    """Context manager of a folder of results, which no other program can open meanwhile.

    Args:
        folder: made if it is not there.
        settings: must be those of the results that are there.
        overwrite: whether to delete results that are there, and begin anew.

    Raises:
        WriteError: it is none of ours, is in use, cannot be written, or its results are of other settings.
    """
    check_folder(folder)
    make_folder(folder)
    check_room(folder / SETTINGS)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise WriteError(
            "another program is writing results here",
            path=folder,
            remedy="Wait until it is done, or give another -o.",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise unwritable(folder / LOCK, error) from None
    try:
        if overwrite:
            _clear(folder)
        _check_settings(folder, settings)
        for rest in (rest for name in _FOLDERS for rest in (folder / name).glob(".mans-*")):
            rest.unlink(missing_ok=True)  # of a program that was killed
        for name in (*([ANSWERS] if settings.answers else []), *([ANGLES] if settings.angles else [])):
            make_folder(folder / name)
        yield Store(folder, settings)
    finally:
        lock.release()


def check_folder(folder: Path) -> None:
    """Check that a folder is free, or holds results.

    Raises:
        WriteError: it is something else.
    """
    if not exists(folder):
        return
    if not is_folder(folder):
        raise WriteError(
            "is a file", path=folder, expected="a folder for the results", remedy="Give another -o."
        )
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise unwritable(folder, error) from None
    if SETTINGS not in names and any(not name.startswith(".") for name in names):
        raise WriteError(
            "a folder with other files in it",
            path=folder,
            expected="a new folder, or one with results to go on with",
            remedy=_ELSEWHERE,
        )


def _check_settings(folder: Path, settings: Settings) -> None:
    """Check that results are of the same settings, or write the settings of new ones.

    A start that ended before its first result, for want of a pose model for instance, binds nobody.

    Raises:
        WriteError: they are of others.
    """
    path = folder / SETTINGS
    if exists(path):
        try:
            before = read_json(
                path, Settings, version=FORMAT, expected="settings of recognise", remedy=_AGAIN
            )
        except MansError as error:
            raise WriteError(str(error)) from None
        if not (differences := before.differences(settings)):
            return
        if next(scan_journal(folder / JOURNAL), None) is not None:
            raise WriteError(
                f"was begun with other settings ({'; '.join(differences)})", path=folder, remedy=_AGAIN
            )
    replace_text(path, json.dumps({"format": FORMAT, **to_plain(settings)}, indent=2) + "\n")


def _clear(folder: Path) -> None:
    """Delete results."""
    try:
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)
        for name in _FOLDERS:
            if is_folder(folder / name):
                shutil.rmtree(folder / name)
    except OSError as error:
        raise unwritable(folder, error) from None


def _result(record: bytes, journal: Path) -> FileResult:
    """Read a record.

    Raises:
        WriteError: it is none of ours.
    """
    try:
        return from_plain(parse_json(record), FileResult)
    except SettingsError as error:
        raise WriteError(f"a record that cannot be read ({error})", path=journal, remedy=_AGAIN) from None
