"""Append-only journal with durable records.

A record is its length (uint64), the CRC-32 of its bytes (uint32), both little-endian, and its bytes. What a
killed program or a full disk left of a record at the end is passed over, and cut off before the next one.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from streaming.errors import WriteError
from streaming.paths import exists, read_up_to
from streaming.writers.atomic import check_target, sync_folder, unwritable

MAGIC = b"MANSJRN1"
MOST_BYTES = 512 * 2**20
_HEAD = struct.Struct("<QI")


class Journal:
    """A journal that records are added to; the file is made with the first one."""

    def __init__(self, path: Path, size: int | None = None) -> None:
        """Take a path.

        Args:
            path: of the file.
            size: how many bytes of a file that is there are whole, as :func:`read_journal` tells; None to
                begin anew.

        Raises:
            WriteError: there is something that cannot be written to.
        """
        check_target(path)
        self.path = path
        self._size = size

    def append(self, record: bytes) -> None:
        """Add a record, and wait until the disk has it.

        Raises:
            WriteError: it cannot be written; the records before are as they were.
        """
        size = self._size
        begin = b"" if size else MAGIC
        written = begin + _HEAD.pack(len(record), zlib.crc32(record)) + record
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(self.path, flags, 0o666), "wb", buffering=0) as file:
                file.truncate(size or 0)
                file.seek(size or 0)
                try:
                    left = memoryview(written)
                    while left:
                        left = left[file.write(left) :]
                    os.fsync(file.fileno())
                except OSError:
                    self._cut_back(file, size or 0)
                    raise
            if not size:
                sync_folder(self.path.parent)
        except OSError as error:
            raise unwritable(self.path, error) from None
        self._size = (size or 0) + len(written)

    def _cut_back(self, file: BinaryIO, size: int) -> None:
        """Take away the part of a record that a full disk had room for: half a record looks like damage."""
        with suppress(OSError):
            file.truncate(size)
            if not size:
                self.path.unlink()

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self._size or 0

    def remove(self) -> None:
        """Delete the file; the next record begins anew.

        Raises:
            WriteError: it cannot be deleted.
        """
        self._size = None
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from None


def read_journal(path: Path) -> tuple[list[bytes], int]:
    """Read a journal.

    Returns:
        The records that are whole up to the first one that is not, and how many bytes of the file they are:
        none where there is no file, or it is no journal.

    Raises:
        WriteError: it cannot be read, or is larger than any journal.
    """
    if not exists(path):
        return [], 0
    try:
        with path.open("rb") as file:
            data = read_up_to(file, MOST_BYTES + 1)
    except OSError as error:
        raise unwritable(path, error, "See that you may read it, or move it away.") from None
    if len(data) > MOST_BYTES:
        raise WriteError(f"more than {MOST_BYTES // 2**20} MiB", path=path, expected="a journal")
    records: list[bytes] = []
    if not data.startswith(MAGIC):
        return records, 0
    end = len(MAGIC)
    while end + _HEAD.size <= len(data):
        length, checksum = _HEAD.unpack_from(data, end)
        record = data[end + _HEAD.size : end + _HEAD.size + length]
        if len(record) < length or zlib.crc32(record) != checksum:
            break
        records.append(record)
        end += _HEAD.size + length
    return records, end


def scan_journal(path: Path) -> Iterator[tuple[int, bytes]]:
    """Read a journal of any length, a record at a time, up to the first record that is not whole.

    Yields:
        (position of its last byte's successor in the file, record).

    Raises:
        WriteError: it cannot be read.
    """
    if not exists(path):
        return
    try:
        with path.open("rb") as file:
            size, end = os.fstat(file.fileno()).st_size, len(MAGIC)
            if file.read(end) != MAGIC:
                return
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                length, checksum = _HEAD.unpack(head)
                end += _HEAD.size + length
                if end > size:
                    return
                record = file.read(length)
                if len(record) < length or zlib.crc32(record) != checksum:
                    return
                yield end, record
    except OSError as error:
        raise unwritable(path, error, "See that you may read it, or move it away.") from None
