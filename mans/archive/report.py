"""Tables of an archive's results, and its actions as annotations for ELAN and BORIS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from mans.archive.answers import table_name
from mans.archive.results import FileResult
from mans.archive.store import DOCUMENTS, PROJECT, WORKBOOK, Store
from streaming.annotations.files import annotations_text
from streaming.annotations.types import Annotation
from streaming.paths import exists
from streaming.reports.annotations import as_annotations
from streaming.reports.columns import Column, Style, Table
from streaming.reports.schema import (
    REPETITIONS,
    SEGMENTS,
    SUMMARY,
    Row,
    repetition_rows,
    segment_rows,
    summary_rows,
)
from streaming.reports.tables import table_paths, writing_tables
from streaming.writers.atomic import make_folder, replace_text

FILES = Table(
    "files",
    (
        *(Column("file"), Column("status"), Column("seconds", "number"), Column("frames", "whole")),
        *(Column("people", "whole"), Column("answers", "whole"), Column("format")),
        *(Column("bytes", "whole"), Column("table"), Column("message"), Column("warnings")),
    ),
)
_TABLES = (SEGMENTS, SUMMARY, REPETITIONS, FILES)


def write_tables(store: Store, style: Style) -> list[Path]:
    """Write the tables of all results of a folder; return their paths.

    Raises:
        WriteError: they cannot be written; then all are as they were.
        SettingsError: a package is missing.
    """
    paths = table_paths(store.folder, style.format, _TABLES, Path(WORKBOOK).stem)
    with writing_tables(paths, style, _TABLES, title=store.folder.absolute().name) as add:
        for result in store.results():
            name, found = result.name, result.segments
            rows: tuple[Iterator[Row], ...] = (
                segment_rows(name, found),
                summary_rows(name, found),
                repetition_rows(name, found),
                iter([_about(result)]),
            )
            for add_row, each in zip(add, rows, strict=True):
                for row in each:
                    add_row(row)
    return paths


def _about(result: FileResult) -> Row:
    return (
        *(result.name, result.status, result.seconds, result.frames, result.people, result.count),
        *(result.kind, result.size, result.table, result.message, " ".join(result.warnings)),
    )


def write_elan(store: Store) -> tuple[Path, int]:
    """Write an ELAN document for each recording with actions; return their folder and number.

    A document that is there already, perhaps edited, is never replaced by another.

    Raises:
        WriteError: one cannot be written.
    """
    folder, written = store.folder / DOCUMENTS, 0
    make_folder(folder)
    for result in store.results():
        if result.segments:
            rows = as_annotations(result.path, result.segments)
            _write_new(folder / table_name(Path(result.path), "eaf"), rows)
            written += 1
    return folder, written


def write_boris(store: Store) -> Path:
    """Write a BORIS project with an observation for each recording that has actions; return its path.

    A project that is there already, perhaps edited, is never replaced by another.

    Raises:
        WriteError: it cannot be written.
    """
    path = store.folder / PROJECT
    rows = [row for each in store.results() for row in as_annotations(each.path, each.segments)]
    return _write_new(path, rows)


def _write_new(first: Path, rows: Sequence[Annotation]) -> Path:
    """Write annotations to a path, or beside it where there are others; return where they are."""
    path, text = first, annotations_text(first, rows)
    for number in count(2):
        if not exists(path):
            replace_text(path, text, overwrite=False)
            return path
        with suppress(OSError, ValueError):
            if path.read_text(encoding="utf-8") == text:
                return path
        path = path.with_name(f"{first.stem}-{number}{first.suffix}")
    raise AssertionError("there is always another number")
