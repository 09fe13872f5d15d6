"""Atomic file writing: readers see the old file or the complete new one.

What is being written lies beside its place under a name that nobody has: made exclusively, so that no file
is destroyed and no link followed, with the rights that the umask gives. It is on the disk before it is put
in its place, in one step, and goes away if anything fails; what was there before is then as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from streaming.errors import WriteError
from streaming.writers.ending import removed_at_the_end_of_the_process

Write = Callable[[Path], object]
"""Writes a file to the path that it is given, where an empty one lies."""

_ELSEWHERE = "Choose a folder that exists, has room and is yours to write to."
_NEVER = "Choose another name: it is never overwritten."
# Tries to find a name that nobody has, and to put a folder where another program puts one too.
_TRIES = 100
# By what file systems say that they cannot do something, as against failing at it.
_CANNOT = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM, errno.EACCES, errno.EOPNOTSUPP}


@contextmanager
def replacing(
    *paths: Path, overwrite: bool = True, make_folders: bool = False, durable: bool = True
) -> Iterator[tuple[Path, ...]]:
    """Context manager that yields a temporary file per path, and moves them into place at the end.

    All are complete before the first is moved. Symbolic links are replaced, not followed.

    Args:
        paths: target files.
        overwrite: whether existing files are replaced.
        make_folders: whether missing folders are created.
        durable: whether to sync to disk, so that they survive a power failure.

    Yields:
        The temporary files, in the order of the paths, each in the same folder and with the same suffix,
        in lower case.

    Raises:
        WriteError: a folder is missing or not writable, the disk is full, or a file exists that may not be
            replaced. Then nothing is replaced.
    """
    temporaries: list[Path] = []
    path = paths[0]
    try:
        for path in paths:
            check_target(path, overwrite=overwrite)
            if make_folders:
                path.parent.mkdir(parents=True, exist_ok=True)
            temporaries.append(_new_file(path))
        path = paths[0]
        with removed_at_the_end_of_the_process(temporaries):
            yield tuple(temporaries)
            for temporary in temporaries if durable else ():
                _sync(temporary)
            for path, temporary in zip(paths, temporaries, strict=True):
                _put(temporary, path, overwrite)
        for folder in dict.fromkeys(path.parent for path in paths) if durable else ():
            sync_folder(folder)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        for temporary in temporaries:
            with contextlib.suppress(OSError):  # the folder may be gone by now
                temporary.unlink(missing_ok=True)


def replace_file(path: Path, write: Write, *, overwrite: bool = True, make_folders: bool = False) -> None:
    """Call ``write(temporary path)`` and move the result to ``path``; as :func:`replacing`."""
    replace_files({path: write}, overwrite=overwrite, make_folders=make_folders)


def replace_files(
    writes: Mapping[Path, Write], *, overwrite: bool = True, make_folders: bool = False
) -> None:
    """Write several files together; as :func:`replacing`."""
    with replacing(*writes, overwrite=overwrite, make_folders=make_folders) as temporaries:
        for (path, write), temporary in zip(writes.items(), temporaries, strict=True):
            try:
                write(temporary)
            except OSError as error:
                raise unwritable(path, error) from None


def replace_text(
    path: Path,
    text: str | Iterable[str],
    *,
    overwrite: bool = True,
    make_folders: bool = False,
    durable: bool = True,
) -> None:
    """Write text or an iterable of text in UTF-8, with unchanged line ends; as :func:`replacing`."""
    with (
        replacing(path, overwrite=overwrite, make_folders=make_folders, durable=durable) as (temporary,),
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        file.writelines([text] if isinstance(text, str) else text)


@contextmanager
def replacing_folder(folder: Path, remedy: str | None = None) -> Iterator[Path]:
    """Context manager that yields a temporary folder, and moves it to ``folder`` at the end.

    The folder that it lies in is made if need be. Folders cannot change places in one step: for a moment
    there is none. ``remedy`` is told where it cannot be written.

    Raises:
        WriteError: it cannot be written. What was there before is then as it was.
    """
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = _new(folder, "", lambda path: path.mkdir())
        with removed_at_the_end_of_the_process([temporary]):
            yield temporary
            for file in temporary.iterdir():
                _sync(file)
        _put_folder(temporary, folder)
    except OSError as error:
        raise unwritable(folder, error, remedy) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def make_folder(folder: Path, remedy: str | None = None) -> None:
    """Make a folder, and those that it lies in, if it is not there; ``remedy`` is told where it cannot be.

    Raises:
        WriteError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(
            f"cannot be made a folder ({reason})", path=folder, remedy=remedy or _ELSEWHERE
        ) from None


def check_target(path: Path, *, overwrite: bool = True, remedy: str = _NEVER) -> None:
    """Check that a path is free or a file that may be replaced; ``remedy`` is for existing files.

    Raises:
        WriteError: it is none, or there is to be none.
    """
    if "\0" in str(path):
        raise unwritable(path, OSError(errno.EINVAL, "a name with a zero byte"))
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(path, error) from None
    if not overwrite:
        raise existing(path, remedy)
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise unwritable(path, OSError(errno.EEXIST, "it is a folder" if stat.S_ISDIR(mode) else "no file"))
    if stat.S_ISREG(mode) and not os.access(path, os.W_OK):
        raise unwritable(path, OSError(errno.EACCES, "the file is write-protected"))


def check_room(path: Path) -> None:
    """Check that the folder of a path is writable, by creating a temporary file.

    Raises:
        WriteError: the folder is missing or cannot be written to.
    """
    try:
        _new_file(path).unlink()
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: Exception, remedy: str | None = None) -> WriteError:
    """Return an error for a file that cannot be written."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return WriteError(
        f"cannot be written: {reason}",
        path=path,
        remedy=remedy or _ELSEWHERE,
    )


def existing(path: Path, remedy: str = _NEVER) -> WriteError:
    """Return an error for an existing file that may not be replaced."""
    return WriteError("a file of this name exists already", path=path, remedy=remedy)


def _new(path: Path, ending: str, make: Callable[[Path], object]) -> Path:
    """Create a file or folder with a unique name beside ``path``, and return its path."""
    for _ in range(_TRIES):
        # Short and plain whatever the path is called: names have a limit, and OpenCV wants UTF-8.
        candidate = path.with_name(f".mans-{secrets.token_hex(8)}.tmp{ending}")
        try:
            make(candidate)
        except FileExistsError:
            continue
        return candidate
    raise FileExistsError(errno.EEXIST, "no name is free")


def _new_file(path: Path) -> Path:
    """Make an empty file beside ``path``, with its ending in lower case: libraries tell the format by it."""

    def make(candidate: Path) -> None:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(candidate, flags, 0o666))

    ending = path.suffix.lower()
    return _new(path, ending if ending.isascii() and len(ending) < 16 else "", make)


def _put(temporary: Path, path: Path, overwrite: bool) -> None:
    """Move a complete file into place, keeping the permissions of a replaced one."""
    if overwrite:
        with contextlib.suppress(OSError):
            before = path.lstat().st_mode
            if stat.S_ISREG(before):
                temporary.chmod(stat.S_IMODE(before))
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)  # in contrast to a renaming it never replaces anything
    except FileExistsError:
        raise existing(path) from None
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        check_target(path, overwrite=False)
        temporary.replace(path)


def _put_folder(temporary: Path, folder: Path) -> None:
    """Move a complete folder into place; an existing one is moved aside first and then deleted."""
    aside = folder.with_name(f"{temporary.name}.old")
    for tries_left in reversed(range(_TRIES)):
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)
        try:
            temporary.rename(folder)
        except OSError as error:
            # Another program may have put a folder there meanwhile: that one is replaced, too.
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST} or not tries_left:
                with contextlib.suppress(OSError):
                    aside.rename(folder)
                raise
        else:
            tries_left = 0
        shutil.rmtree(aside, ignore_errors=True)
        if not tries_left:
            return


def _sync(file: Path) -> None:
    """Sync a file to disk, if the file system supports it.

    Raises:
        OSError: it cannot be, as where the disk is full.
    """
    with file.open("rb+") as opened:
        try:
            os.fsync(opened.fileno())
        except OSError as error:
            if error.errno not in _CANNOT:
                raise


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk, if supported."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
