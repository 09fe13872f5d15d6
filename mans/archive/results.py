"""What is asked of an archive, and what is found in each of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from streaming.recordings.listing import Source
from streaming.reports.actions import Found
from streaming.reports.columns import CsvStyle, Format

ANSWERS, ANGLES = "answers", "angles"
"""Folders of the tables of single files."""
Status = Literal["recognised", "damaged", "passed over"]
"""What became of a file; one passed over is no recording."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the results depend on, besides the files; kept with them.

    Attributes:
        model: display name of the model.
        model_sha256: of its weights and card.
        pose: name of the pose model of videos, or the SHA-256 of the user's own.
        people: how many people are recognised in a file; with 1 the one nearest to the sensor.
        slow_motion: slow-motion factor of all files.
        answers: whether there is a table of every answer for each file.
        angles: whether there is one of the angles.
        tables: format of these; None where there are none.
        csv_style: of these; None where they are no CSV.
    """

    OLD_NAMES: ClassVar[Mapping[str, str | None]] = {}

    model: str
    model_sha256: str
    pose: str = "lite"
    people: int = 1
    slow_motion: float = 1.0
    answers: bool = False
    angles: bool = False
    tables: Format | None = None
    csv_style: CsvStyle | None = None

    def differences(self, other: Settings) -> list[str]:
        """Say what another run's settings have instead, a phrase each; none if the results are alike."""
        said = []
        if self.model_sha256 != other.model_sha256:
            new = other.model if other.model != self.model else "of other weights"
            said.append(f"model {self.model}, now {new}")
        for name, words in (
            ("pose", "--pose-model"),
            ("people", "--people"),
            ("slow_motion", "--slow-motion"),
            ("answers", "--answers"),
            ("angles", "--angles"),
            ("tables", "--format"),
            ("csv_style", "--csv-style"),
        ):
            before, now = getattr(self, name), getattr(other, name)
            if said and None in (before, now) and name in ("tables", "csv_style"):
                continue  # there are no tables of a file, or none of CSV: that is said already
            if before != now:
                said.append(f"{words} {_shown(before)}, now {_shown(now)}")
        return said


def _shown(value: object) -> str:
    """Show a setting; of a checksum the first digits."""
    if value is None or value is False:
        return "not given"
    if value is True:
        return "given"
    return value[:12] if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class FileResult:
    """Result of one file.

    Attributes:
        path: absolute path, without links; tells the files apart.
        name: path as given.
        size: bytes, when it was read.
        mtime_ns: time of its last change then; a file that has changed since is recognised again.
        status: what became of it.
        message: the error, or why it was passed over; empty for none.
        kind: format of the recording.
        seconds: its duration.
        frames: number of its frames.
        people: number of people recognised.
        count: number of answers.
        segments: in order of person and time.
        warnings: on lost or implausible data, one sentence each.
        table: name of the file of every answer, and of that of the angles, in their folders; empty for none.
    """

    OLD_NAMES: ClassVar[Mapping[str, str | None]] = {}

    path: str
    name: str
    size: int
    mtime_ns: int
    status: Status
    message: str = ""
    kind: str = ""
    seconds: float = 0.0
    frames: int = 0
    people: int = 0
    count: int = 0
    segments: tuple[Found, ...] = ()
    warnings: tuple[str, ...] = ()
    table: str = ""

    def is_current(self, source: Source) -> bool:
        """Whether this need not be done again; what was damaged is tried again."""
        same = (self.size, self.mtime_ns) == (source.size, source.mtime_ns)
        return same and self.status != "damaged"
