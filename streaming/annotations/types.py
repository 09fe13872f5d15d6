"""Annotation types: labelled spans of recordings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from streaming.errors import AnnotationError
from streaming.paths import read_up_to
from streaming.printable import counted, tidy

LARGEST_BYTES = 64 * 2**20
"""Of a file of labels; a day's are some megabytes."""
LATEST_S = 1e7
"""A later moment, in seconds, is no moment of a recording."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One label.

    Attributes:
        label: what is done.
        start_s: first moment, in seconds from the recording's first frame; None for its beginning.
        end_s: last moment; None for its end.
        file: the recording, as the file names it; empty where it names none.
        person: who does it; empty where nobody is named.
        camera: which camera or view saw it.
        split: the part of a data set that it is in, such as ``train`` or ``test``.
        line: where it is in its file, for messages; 0 where that is not known.
    """

    label: str
    start_s: float | None = None
    end_s: float | None = None
    file: str = ""
    person: str = ""
    camera: str = ""
    split: str = ""
    line: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The recording's file name, without its folders, as any system writes them."""
        return self.file.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Contents of an annotation file.

    Attributes:
        rows: the labels, in the file's order.
        format: its kind, for messages.
        notes: what was left out, a sentence each.
    """

    rows: tuple[Annotation, ...]
    format: str
    notes: tuple[str, ...] = ()


def annotation(
    path: Path,
    line: int,
    label: str,
    start_s: float | None,
    end_s: float | None,
    file: str = "",
    person: str = "",
    camera: str = "",
    split: str = "",
) -> Annotation:
    """Make a label of what a file says, names tidied; arguments as in :class:`Annotation`.

    Raises:
        AnnotationError: there is no label, or its times make no stretch.
    """
    place = f"line {line}" if line else None
    if not (label := tidy(label)):
        raise AnnotationError("no label", path=path, place=place, expected="the name of an action")
    for moment in (start_s, end_s):
        if moment is not None and not 0 <= moment <= LATEST_S:
            raise AnnotationError(
                f"a moment of {moment} s", path=path, place=place, expected="seconds from the beginning"
            )
    if start_s is not None and end_s is not None and not start_s < end_s:
        raise AnnotationError(
            f"a label from {start_s:g} s to {end_s:g} s",
            path=path,
            place=place,
            expected="a start before its end",
        )
    return Annotation(label, start_s, end_s, file.strip(), tidy(person), tidy(camera), tidy(split), line)


def bounds(row: Annotation, path: Path, format: str) -> tuple[float, float]:
    """Return where a label begins and ends, for a kind of file that has to say so.

    Raises:
        AnnotationError: it is one of a whole recording.
    """
    if row.start_s is None or row.end_s is None:
        raise AnnotationError(
            f"{row.label!r} of the whole of {row.file or 'a recording'}",
            path=path,
            expected=f"a start and an end, which {format} needs",
            remedy="Write a table (.csv)",
        )
    return row.start_s, row.end_s


def of_recording(found: Annotations, recording: Path, path: Path) -> tuple[Annotation, ...]:
    """Return the labels of one recording.

    Those whose file has its name, or else its name without the ending: what was labelled may be the video of
    a recording of skeletons. Labels that name no file are of any, as are all where only one file is named.

    Raises:
        AnnotationError: they are of several other recordings.
    """
    named = sorted({row.name for row in found.rows if row.name})
    for same in (lambda name: name == recording.name, lambda name: Path(name).stem == recording.stem):
        if any(same(name) for name in named):
            return tuple(row for row in found.rows if not row.name or same(row.name))
    if len(named) > 1:
        raise AnnotationError(
            f"labels of {', '.join(named[:5])}{', ...' if len(named) > 5 else ''}",
            path=path,
            expected=f"some of {recording.name}",
        )
    return found.rows


def one_recording(rows: Sequence[Annotation], path: Path, format: str) -> str:
    """Return the one file that labels are of.

    Raises:
        AnnotationError: they are of several.
    """
    files = list(dict.fromkeys(row.file for row in rows))
    if len(files) > 1:
        raise AnnotationError(
            f"labels of {counted(len(files), 'recording')}",
            path=path,
            expected=f"those of one, as {format} has them",
            remedy="Write a file for each recording, or a table (.csv)",
        )
    return files[0] if files else ""


def read_bytes(path: Path) -> bytes:
    """Return what a file of labels holds.

    Raises:
        AnnotationError: it cannot be read, or is larger than any.
    """
    try:
        with path.open("rb") as file:
            data = read_up_to(file, LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise AnnotationError(f"cannot be read ({reason})", path=path) from None
    if len(data) > LARGEST_BYTES:
        raise AnnotationError(
            f"more than {LARGEST_BYTES // 2**20} MiB", path=path, expected="a file of labels"
        )
    return data


def as_text(data: bytes, path: Path) -> str:
    """Return a file's text.

    Raises:
        AnnotationError: it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AnnotationError(
            f"byte {data[error.start]:#04x}",
            path=path,
            place=f"line {line}",
            expected="text in UTF-8",
            remedy='Save it anew as "CSV UTF-8"',
        ) from None


def seconds(text: str, path: Path, line: int, what: str) -> float | None:
    """Read a moment: seconds, ``mm:ss`` or ``h:mm:ss``, with a point or a comma; None where there is none.

    Raises:
        AnnotationError: it is none of these.
    """
    text = text.strip()
    if not text or text == "NA":
        return None
    if "_" in text:  # which Python's own numbers may have
        _no_moment(text, path, line, what)
    try:
        parts = [float(part) for part in text.replace(",", ".").split(":")]
    except ValueError:
        _no_moment(text, path, line, what)
    if len(parts) > 3 or not all(map(math.isfinite, parts)) or any(part < 0 for part in parts):
        _no_moment(text, path, line, what)
    result = 0.0
    for part in parts:
        result = 60 * result + part
    return result


def _no_moment(text: str, path: Path, line: int, what: str) -> NoReturn:
    place = f"line {line}" if line else None
    raise AnnotationError(
        f"{what} {text!r}", path=path, place=place, expected="seconds, or hours:minutes:seconds"
    )
