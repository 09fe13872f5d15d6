"""Report of one recording: its actions, repetitions and angles as tables, or as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from streaming.annotations.files import write_annotations
from streaming.errors import RecordingError
from streaming.measures.course import course_of
from streaming.reports.actions import Found, Progressed, with_repetitions
from streaming.reports.annotations import as_annotations
from streaming.reports.columns import FORMATS, CsvStyle, Format, Style, Table, format_of
from streaming.reports.schema import (
    ANGLES,
    PROGRESS,
    REPETITIONS,
    SEGMENTS,
    SUMMARY,
    Row,
    angle_rows,
    repetition_rows,
    segment_rows,
    summary_rows,
)
from streaming.reports.tables import check_format, writing_tables
from streaming.skeleton.frames import Recording

ReportFormat = Literal["csv", "xlsx", "parquet", "eaf", "boris"]
"""Ending of a report's files."""
Part = Literal["segments", "summary", "repetitions", "angles", "progress"]
"""Table of a report."""

REPORT_FORMATS: tuple[ReportFormat, ...] = (*FORMATS, "eaf", "boris")
PARTS: tuple[Part, ...] = ("segments", "summary", "repetitions", "angles", "progress")
_TABLES: Mapping[Part, Table] = {
    "segments": SEGMENTS,
    "summary": SUMMARY,
    "repetitions": REPETITIONS,
    "angles": ANGLES,
    "progress": PROGRESS,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a recording.

    Attributes:
        file: the recording, as it is named in tables.
        found: its actions, in order of person and time.
        recording: its frames, for repetitions and angles; None where there are none.
        identities: the identity in the recording of each person, by number; None for whoever is nearest to
            the sensor at first.
        medium: the recording or video as annotations name it; ``file`` if empty.
        progress: through actions that have a course, in order of person and time.
    """

    file: str
    found: Sequence[Found]
    recording: Recording | None = None
    identities: Mapping[int, int | None] = field(default_factory=dict)
    medium: str = ""
    progress: Sequence[Progressed] = ()

    def counted(self) -> Report:
        """Return it with the repetitions of each action."""
        if self.recording is None:
            return self
        return replace(self, found=with_repetitions(self.recording, self.found, self.identities))


def report_format(path: Path) -> ReportFormat:
    """Return the format that a file's name says.

    Raises:
        SettingsError: its ending is none of these, or a package is missing.
    """
    kind = format_of(path, REPORT_FORMATS)
    check_report_format(kind)
    return kind


def is_annotations(kind: ReportFormat) -> bool:
    """Whether a format holds the actions alone, as annotations of another program."""
    return _table_format(kind) is None


def check_report_format(kind: ReportFormat) -> None:
    """Check that reports of a format can be written.

    Raises:
        SettingsError: a package is missing.
    """
    if (table := _table_format(kind)) is not None:
        check_format(table)


def report_paths(path: Path, kind: ReportFormat, parts: Sequence[Part] = PARTS) -> list[Path]:
    """Return the files of a report: that of the name, or one for each table, ``NAME-segments.csv``, ...

    Args:
        path: the file's name, with its ending.
        kind: its format.
        parts: the tables of it.
    """
    if kind in ("csv", "parquet") and len(parts) > 1:
        return [path.with_name(f"{path.stem}-{part}{path.suffix}") for part in parts]
    return [path]


def write_report(
    report: Report,
    path: Path,
    kind: ReportFormat,
    *,
    csv_style: CsvStyle = "comma",
    parts: Sequence[Part] = PARTS,
    make_folders: bool = False,
) -> list[Path]:
    """Write a report; return its files, none of which may be there.

    Args:
        report: what is told.
        path: the file's name, with its ending.
        kind: its format.
        csv_style: separator and decimal sign of CSV.
        parts: the tables; annotations hold the actions alone.
        make_folders: whether missing folders are made.

    Raises:
        WriteError: it cannot be written, or a file is there; then none is written.
        SettingsError: a package is missing.
        AnnotationError: the actions cannot be annotated.
    """
    paths = report_paths(path, kind, parts)
    if (table_format := _table_format(kind)) is None:
        rows = as_annotations(report.medium or report.file, report.found)
        write_annotations(path, rows, make_folders=make_folders)
        return paths
    report = report.counted()
    tables = [_TABLES[part] for part in parts]
    style = Style(table_format, csv_style)
    with writing_tables(
        paths, style, tables, title=report.file, overwrite=False, make_folders=make_folders
    ) as adding:
        for add, part in zip(adding, parts, strict=True):
            for row in _rows(report, part):
                add(row)
    return paths


def _table_format(kind: ReportFormat) -> Format | None:
    return None if kind == "eaf" or kind == "boris" else kind


def _rows(report: Report, part: Part) -> Iterator[Row]:
    if part == "segments":
        yield from segment_rows(report.file, report.found)
    elif part == "summary":
        yield from summary_rows(report.file, report.found)
    elif part == "repetitions":
        yield from repetition_rows(report.file, report.found)
    elif part == "progress":
        for each in report.progress:
            yield (report.file, each.person, each.time_s, each.label, each.progress)
    elif report.recording is not None:
        for person, identity in report.identities.items():
            try:
                course = course_of(report.recording, identity)
            except RecordingError:  # nobody is in it
                continue
            yield from angle_rows(report.file, person, course, report.recording.start_s, report.found)


def people_of(recording: Recording) -> dict[int, int]:
    """Return the identity of each person of a recording, by number in order of appearance."""
    seen = dict.fromkeys(body.identity for frame in recording.frames for body in frame.bodies)
    return dict(enumerate(seen, 1))
