"""Files and labels of custom data sets: by folders, or by a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mans.datasets.name_pattern import NamePattern
from streaming.annotations.files import read_annotations
from streaming.annotations.types import Annotation
from streaming.errors import DataSetError
from streaming.paths import is_file, is_folder, list_files
from streaming.printable import counted, tidy

TABLE = "labels.csv"
"""A table of this name in a folder says what is in the folder."""
HELP = (
    "Give a folder that has a folder for each label, or a table with the columns file, start, end, label and "
    f"person, such as the {TABLE} of the command label"
)
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording and its labels.

    Attributes:
        path: of the recording.
        rows: its labels; those of folders are of the whole recording.
    """

    path: Path
    rows: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a data set.

    Attributes:
        files: by their place in its folder, with slashes.
        notes: what was passed over, a sentence each.
        table: that they are from; None where folders say it.
    """

    files: Mapping[str, Listed]
    notes: tuple[str, ...]
    table: Path | None = None


def list_own(place: Path, pattern: NamePattern | None) -> Listing:
    """List a data set's files.

    Args:
        place: the folder, or the table.
        pattern: what the names of files say; what a table says itself goes first.

    Raises:
        DataSetError: there is no such data set.
        AnnotationError: the table is damaged.
    """
    if is_file(place):
        return _by_table(place, pattern)
    if not is_folder(place):
        raise DataSetError("no such file or folder", path=place, remedy=HELP)
    if is_file(place / TABLE):
        return _by_table(place / TABLE, pattern)
    return _by_folders(place, pattern)


def _by_folders(folder: Path, pattern: NamePattern | None) -> Listing:
    files: dict[str, Listed] = {}
    strange = []
    for path in list_files(folder, "*", below=True):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") for part in parts) or not is_file(path):
            continue
        key = "/".join(parts)
        said = {} if pattern is None else pattern.read((*parts[:-1], path.stem))
        if said is None or ("label" not in said and len(parts) < 2):
            strange.append(key)
            continue
        row = _with_names(Annotation(tidy(said.get("label", parts[0])), file=key), said)
        files[key] = Listed(path, (row,))
    if not files:
        wanted = f"names by the pattern {pattern.text!r}" if pattern else "a folder for each label"
        raise DataSetError(
            f"{counted(len(strange), 'file')}, and none of a label" if strange else "no files",
            path=folder,
            expected=wanted,
            remedy=HELP,
        )
    why = "not in a folder of a label" if pattern is None else "not named by the pattern"
    return Listing(files, _named(strange, f"is {why}: left out."))


def _by_table(table: Path, pattern: NamePattern | None) -> Listing:
    found = read_annotations(table)
    rows: dict[str, list[Annotation]] = {}
    paths: dict[str, Path] = {}
    missing: dict[str, None] = {}
    twice = 0
    for row in found.rows:
        if not row.file:
            raise DataSetError("a label without its file", path=table, place=f"line {row.line}", remedy=HELP)
        path = _path_of(row, table.parent)
        if path is None:
            missing[row.file] = None
            continue
        if pattern is not None and (said := pattern.read((*path.parts[:-1], path.stem))):
            row = _with_names(row, said)
        own = rows.setdefault(row.file, [])
        paths[row.file] = path
        if row in own:
            twice += 1
        else:
            own.append(row)
    if not rows:
        raise DataSetError(
            f"{counted(len(missing), 'file')} named, and none is there" if missing else "no label",
            path=table,
            expected=", ".join([*missing][:_MOST_NAMED]) or "a row for each label",
            remedy=HELP,
        )
    notes = [*found.notes, *_named([*missing], "is not there: left out.")]
    if twice:
        notes.append(
            f"{counted(twice, 'row that is there twice was', 'rows that are there twice were')} taken once."
        )
    files = {key: Listed(paths[key], tuple(own)) for key, own in rows.items()}
    return Listing(files, tuple(notes), table)


def _path_of(row: Annotation, folder: Path) -> Path | None:
    """Return where a row's file is: from the table's folder, or, made on another machine, beside it."""
    for path in (folder / row.file, folder / row.name):
        if is_file(path):
            return path
    return None


def _with_names(row: Annotation, said: Mapping[str, str]) -> Annotation:
    """Fill in what a row does not say itself."""
    person, camera, split = (
        getattr(row, name) or said.get(name, "") for name in ("person", "camera", "split")
    )
    return replace(row, person=person, camera=camera, split=split)


def _named(keys: list[str], what: str) -> tuple[str, ...]:
    """Say the same about some files, and how many more there are."""
    notes = [f"{key} {what}" for key in keys[:_MOST_NAMED]]
    if len(keys) > _MOST_NAMED:
        notes.append(f"{len(keys) - _MOST_NAMED} more are left out for this.")
    return tuple(notes)
