"""Readers of recordings: one module per file format, selected by content, not by file name."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Protocol

from streaming.errors import RecordingError, UnknownFormatError
from streaming.readers import (
    azure,
    bvh,
    c3d,
    dotnet_body,
    gtu_action3d,
    hdm05,
    isl_sign,
    joint_csv,
    joint_lines,
    joint_rows,
    kinder_gator,
    kinect_multitrack,
    kinectron,
    mcap,
    mediapipe_json,
    msr_action3d,
    msr_daily,
    msrc12,
    npy_joints,
    ntu,
    number_table,
    nw_ucla,
    openpose,
    sbu,
    sysu_3d,
    ut_kinect,
    utd_mhad,
    xef,
)
from streaming.readers.support.head import Head, read_head
from streaming.readers.support.text import shown
from streaming.readers.tables.mapping import read_mapping
from streaming.readers.tables.orders import BY_NAME
from streaming.skeleton.frame_rate import with_rate_warnings
from streaming.skeleton.frames import Recording

__all__ = ["FORMATS", "is_recognised", "read_recording"]


class _Reader(Protocol):
    """Interface of a reader module."""

    FORMAT: str
    __name__: str

    def recognises(self, head: Head) -> bool: ...

    def read(self, path: Path) -> Recording: ...


class _TableReader(Protocol):
    """Interface of a reader of tables whose meaning is inferred."""

    def recognises(self, head: Head) -> bool: ...

    def read(self, path: Path, *, numbers_alone: bool = False) -> Recording: ...


_SUCH_AS = "NTU RGB+D .skeleton, UT-Kinect joints, a CSV of named joints, .trc, .bvh or this program's .mcap"
# Their order does not matter: no content is recognised by two of them.
_READERS: tuple[_Reader, ...] = (
    mcap,
    ntu,
    ut_kinect,
    xef,
    azure,
    kinectron,
    dotnet_body,
    joint_csv,
    joint_rows,
    kinder_gator,
    msrc12,
    utd_mhad,
    sysu_3d,
    nw_ucla,
    msr_action3d,
    sbu,
    hdm05,
    msr_daily,
    isl_sign,
    gtu_action3d,
    kinect_multitrack,
    mediapipe_json,
    npy_joints,
    openpose,
    bvh,
    c3d,
)

_BY_COUNT = (ut_kinect, isl_sign, sbu, msrc12, gtu_action3d, msr_action3d, msr_daily)
_TABLES: tuple[_TableReader, ...] = (number_table, joint_lines)
_BY_NAME = {
    reader.__name__.rpartition(".")[2].replace("_", "-"): reader
    for reader in (*_READERS, number_table, joint_lines)
}
FORMATS: tuple[str, ...] = (*_BY_NAME, *BY_NAME)
"""Names by which a format can be given: the readers', and the joint orders of tables without names."""


def read_recording(path: Path, format: str | None = None, mapping: Path | None = None) -> Recording:
    """Read a recording of any supported format.

    Args:
        path: the file.
        format: name of its format, out of :data:`FORMATS`, if it is not to be recognised.
        mapping: mapping file that says what the columns of a table hold; one that lies beside the recording
            (``NAME.mapping.json``) is found without being named.

    Returns:
        The recording, with notes on derived or repaired data, and warnings on lost data and low frame rates.

    Raises:
        UnknownFormatError: no reader recognises the content.
        RecordingError: the file cannot be opened, or is damaged; there is no such format.
    """
    path = Path(path)
    return with_rate_warnings(_read(path, format, mapping))


def _read(path: Path, format: str | None, mapping: Path | None) -> Recording:
    if mapping is not None:
        return number_table.read_mapped(path, read_mapping(Path(mapping)), Path(mapping).name)
    if format is not None:
        return _read_as(path, format)
    head = read_head(path)
    if head.is_text and (found := number_table.mapping_beside(path)) is not None:
        return number_table.read_mapped(path, *found)
    if (reader := _reader(head)) is not None:
        return _checked(path, head, reader)
    if path.suffix.lower() == ".skeleton":  # The name says NTU: let that reader say what is wrong with it.
        return ntu.read(path)
    if (table := _table(head)) is not None:
        return table.read(path)
    raise UnknownFormatError(
        f'the content is of no known format (it starts with "{shown(head.lines[0])}")'
        if head.is_text
        else "binary content of no known format",
        path=path,
        place="line 1" if head.is_text else None,
        expected=f"one of {len(_READERS)} formats, such as {_SUCH_AS}",
        remedy=number_table.UNKNOWN if head.is_text else None,
    )


def is_recognised(path: Path) -> bool:
    """Whether the first bytes of a file are those of a recording; it may still be damaged.

    Raises:
        RecordingError: the file cannot be opened.
    """
    head = read_head(Path(path))
    return _reader(head) is not None or _table(head) is not None


def _reader(head: Head) -> _Reader | None:
    """Return the reader of a file by its first bytes."""
    return next((reader for reader in _READERS if reader.recognises(head)), None)


def _table(head: Head) -> _TableReader | None:
    """Return the reader of a table of numbers whose meaning is inferred; None for other files."""
    return next((table for table in _TABLES if table.recognises(head)), None)


def _checked(path: Path, head: Head, reader: _Reader) -> Recording:
    """Read a file by the reader that recognises it, or as a table of numbers if that fits better.

    Readers of data sets without names of joints recognise their files by the count of numbers alone. What has
    the same count may be another table: what they cannot read, or what is then no person, is looked at again.
    """
    table = _table(head) if reader in _BY_COUNT else None
    if table is None:
        return reader.read(path)
    try:
        found: Recording = reader.read(path)
    except RecordingError as error:
        try:
            return table.read(path, numbers_alone=True)
        except RecordingError:
            raise error from None
    if reader is not sbu and not number_table.is_person(found):  # its places are normalised
        with contextlib.suppress(RecordingError):
            return table.read(path)
    return found


def _read_as(path: Path, format: str) -> Recording:
    """Read a file as of a format."""
    if format in BY_NAME:
        return number_table.read(path, BY_NAME[format])
    reader = _BY_NAME.get(format)
    if reader is None:
        raise RecordingError(
            f'no format "{shown(format.encode("ascii", "replace"))}"', expected=f"one of {', '.join(FORMATS)}"
        )
    return reader.read(path)
