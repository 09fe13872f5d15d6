"""Reading and writing of annotation files in all supported formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from streaming.annotations.boris import boris_text, read_boris
from streaming.annotations.elan import elan_text, read_elan
from streaming.annotations.table import boris_table_text, is_table, read_table, table_text
from streaming.annotations.types import Annotation, Annotations, read_bytes
from streaming.errors import AnnotationError
from streaming.paths import is_file
from streaming.program import COMMAND
from streaming.writers.atomic import replace_text

ENDINGS = {
    ".csv": "a table of labels",
    ".eaf": "an ELAN document",
    ".boris": "a BORIS project",
    ".boris.csv": "BORIS' aggregated events",
}
"""How files of labels end, and what they are."""
_LONGEST_HEADER = 10_000
_XML_IN_UTF_16 = (b"\xff\xfe<\0", b"\xfe\xff\0<")


def read_annotations(path: Path) -> Annotations:
    """Read a file of labels: a table, an ELAN document or one of BORIS, told by what it holds.

    Raises:
        AnnotationError: it is none of these, or damaged.
    """
    return parsed_annotations(read_bytes(path), path)


def parsed_annotations(data: bytes, path: Path) -> Annotations:
    """Return what :func:`read_annotations` reads, of a file's bytes."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PK\x03\x04"):
        raise AnnotationError(
            "a zip archive",
            path=path,
            expected=", ".join(ENDINGS.values()),
            remedy=f"A project is merged into another by: {COMMAND} label PROJECT --import OTHER",
        )
    if start.startswith((b"<", *_XML_IN_UTF_16)):
        return read_elan(data, path)
    if start.startswith(b"{"):
        return read_boris(data, path)
    return read_table(data, path)


def is_labels(path: Path) -> bool:
    """Whether a file is one of labels, by its name and first line: a table may be a recording, too."""
    name = path.name.lower()
    if name.endswith((".eaf", ".boris")):
        return is_file(path)
    try:
        with path.open("rb") as file:
            return name.endswith(".csv") and is_table(file.readline(_LONGEST_HEADER))
    except (OSError, ValueError):
        return False


def write_annotations(
    path: Path, rows: Sequence[Annotation], *, overwrite: bool = False, make_folders: bool = False
) -> None:
    """Write labels, by the ending of the file's name: see :data:`ENDINGS`.

    Raises:
        AnnotationError: the ending is none of these, or the kind of file cannot hold the labels.
        WriteError: the file cannot be written, or is there already.
    """
    replace_text(path, annotations_text(path, rows), overwrite=overwrite, make_folders=make_folders)


def annotations_text(path: Path, rows: Sequence[Annotation]) -> str:
    """Return what :func:`write_annotations` writes."""
    name = path.name.lower()
    if name.endswith(".boris.csv"):
        return boris_table_text(rows, path)
    if name.endswith(".csv"):
        return table_text(rows)
    if name.endswith(".eaf"):
        return elan_text(rows, path)
    if name.endswith(".boris"):
        return boris_text(rows, path)
    expected = ", ".join(f"{what} ({ending})" for ending, what in ENDINGS.items())
    raise AnnotationError(f"the ending {path.suffix!r}", path=path, expected=expected)
