"""Readers of recordings: one module per file format, selected by content, not by file name."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from streaming.errors import UnknownFormatError
from streaming.readers import (
    azure,
    dotnet_body,
    gtu_action3d,
    hdm05,
    isl_sign,
    joint_csv,
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
from streaming.skeleton.frame_rate import with_rate_warnings
from streaming.skeleton.frames import Recording

__all__ = ["is_recognised", "read_recording"]


class _Reader(Protocol):
    """Interface of a reader module."""

    FORMAT: str

    def recognises(self, head: Head) -> bool: ...

    def read(self, path: Path) -> Recording: ...


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
)


def read_recording(path: Path) -> Recording:
    """Read a recording of any supported format.

    Args:
        path: the file.

    Returns:
        The recording, with notes on derived or repaired data, and warnings on lost data and low frame rates.

    Raises:
        UnknownFormatError: no reader recognises the content.
        RecordingError: the file cannot be opened, or is damaged.
    """
    path = Path(path)
    head = read_head(path)
    if (reader := _reader(head)) is not None:
        return with_rate_warnings(reader.read(path))
    if path.suffix.lower() == ".skeleton":  # The name says NTU: let that reader say what is wrong with it.
        return ntu.read(path)
    raise UnknownFormatError(
        f'the content is of no known format (it starts with "{shown(head.lines[0])}")'
        if head.is_text
        else "binary content of no known format",
        path=path,
        place="line 1" if head.is_text else None,
        expected=" or ".join(reader.FORMAT for reader in _READERS),
    )


def is_recognised(path: Path) -> bool:
    """Whether the first bytes of a file are those of a recording; it may still be damaged.

    Raises:
        RecordingError: the file cannot be opened.
    """
    return _reader(read_head(Path(path))) is not None


def _reader(head: Head) -> _Reader | None:
    """Return the reader of a file by its first bytes."""
    return next((reader for reader in _READERS if reader.recognises(head)), None)
