"""Reports that the window writes: what they may hold, how they are called, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QLocale

from app.model.language import later, tr
from app.model.wording import readable
from streaming.errors import MansError
from streaming.paths import exists
from streaming.recognition.segments import Segment
from streaming.reports.actions import Found, Progressed
from streaming.reports.columns import CsvStyle
from streaming.reports.report import (
    PARTS,
    Part,
    Report,
    ReportFormat,
    check_report_format,
    is_annotations,
    people_of,
    report_paths,
    write_report,
)
from streaming.skeleton.frames import Recording
from streaming.tracking.person_selection import PersonSelector
from streaming.writers.files import plain_name
from streaming.writers.outputs import check_outputs

Kind = tuple[ReportFormat, CsvStyle]
"""Format of a report, and the style of CSV."""

KINDS: dict[Kind, str] = {
    ("xlsx", "comma"): later("Excel workbook (.xlsx)"),
    ("csv", "comma"): later("CSV with commas and 0.5 (.csv)"),
    ("csv", "semicolon"): later("CSV with semicolons and 0,5 (.csv)"),
    ("parquet", "comma"): later("Parquet (.parquet)"),
    ("eaf", "comma"): later("ELAN document (.eaf)"),
    ("boris", "comma"): later("BORIS project (.boris)"),
}
"""What a report may be written as."""
PART_WORDS: dict[Part, str] = {
    "segments": later("Actions: when each began and ended"),
    "summary": later("Summary: how often, and how long altogether"),
    "repetitions": later("Repetitions: when each began, how long it took, how deep it was"),
    "angles": later("Angles, distances and speeds in every frame"),
    "progress": later("Progress through custom actions"),
}
"""What a report may hold."""
WHEN_HELD: dict[Part, str] = {
    "repetitions": later("Only of a recording, or a video at its end"),
    "angles": later("Only of a recording, or a video at its end"),
    "progress": later("Only of a recording, by custom actions that go from one posture to another"),
}
"""What not every report can hold, and when it can."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it is asked for.

    Attributes:
        folder: where it goes.
        name: what its files begin with.
        kind: what they are.
        parts: the tables.
    """

    folder: Path
    name: str
    kind: Kind
    parts: tuple[Part, ...] = PARTS

    @property
    def path(self) -> Path:
        """The file, with its ending."""
        name = plain_name(self.name.removesuffix(f".{self.kind[0]}"))
        return self.folder / f"{name}.{self.kind[0]}"

    @property
    def paths(self) -> list[Path]:
        """The files that are written."""
        return report_paths(self.path, self.kind[0], self.parts)

    @property
    def is_annotations(self) -> bool:
        """Whether it holds the actions alone."""
        return is_annotations(self.kind[0])

    def trouble(self) -> str:
        """Return why it cannot be written as it is asked for, in words; empty if it can."""
        if not plain_name(self.name):
            return tr("It needs a name.")
        if not self.is_annotations and not self.parts:
            return tr("It holds nothing.")
        there = [path.name for path in self.paths if exists(path)]
        if there:
            return tr("There already, and never overwritten: {names}").format(names=", ".join(there))
        return ""

    def freed(self) -> Wanted:
        """Return it with a name of which there is no file yet: NAME, NAME-2, NAME-3 ..."""
        found, number = self, 2
        while any(exists(path) for path in found.paths):
            found, number = replace(self, name=f"{self.name}-{number}"), number + 1
        return found


def usual_kind() -> Kind:
    """Return what most spreadsheets of the window's language open: a workbook, or else CSV."""
    try:
        check_report_format("xlsx")
    except MansError:
        return "csv", "semicolon" if QLocale().decimalPoint() == "," else "comma"
    return "xlsx", "comma"


def cannot_be_written(kind: Kind) -> str:
    """Return why reports of a kind cannot be written here; empty if they can."""
    try:
        check_report_format(kind[0])
    except MansError as error:
        return str(error)
    return ""


def report_of(
    segments: Sequence[Segment],
    start_s: float,
    source: str,
    recording: Recording | None = None,
    followed: int | None = None,
    medium: str = "",
    progress: Sequence[tuple[float, str, float]] = (),
) -> Report:
    """Return a report of one person's actions.

    Args:
        segments: in order of time; those without a label are left out.
        start_s: time stamp from which seconds are counted.
        source: the recording, video or camera that it is of.
        recording: its frames, if they are known.
        followed: the identity of the person; None for whoever is nearest to the sensor at first.
        medium: the file, as annotations name it.
        progress: time stamp, label and progress of each answer through actions that have a course.
    """
    person = 1 if recording is None else _number(recording, followed)
    found = [
        Found(person, readable(part.label), part.start_s - start_s, part.end_s - start_s, part.confidence)
        for part in segments
        if part.label is not None
    ]
    told = [Progressed(person, time_s - start_s, readable(label), value) for time_s, label, value in progress]
    people = {} if recording is None else {person: followed}
    return Report(source, found, recording, people, medium, told)


def _number(recording: Recording, followed: int | None) -> int:
    """Return a person's number, in order of appearance."""
    if followed is None:
        select = PersonSelector(1, None, 0.5)
        shown = (body.identity for frame in recording.frames for body in select(frame) if body is not None)
        followed = next(shown, None)
    return next((number for number, it in people_of(recording).items() if it == followed), 1)


def write(report: Report, wanted: Wanted, read: Sequence[Path | None]) -> list[Path]:
    """Write a report, and return its files.

    Args:
        report: what is told.
        wanted: how it is asked for.
        read: files that it is made of, which it must not be written over.

    Raises:
        MansError: it cannot be written, or is there already.
    """
    check_outputs(wanted.paths, read, make_folders=True)
    kind, csv_style = wanted.kind
    return write_report(report, wanted.path, kind, csv_style=csv_style, parts=wanted.parts, make_folders=True)
