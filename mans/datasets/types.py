"""Types of data sets: recordings' files, readings, and the samples assembled from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mans.datasets.protocols import Protocol
from mans.transforms.tracks import Sample, Track
from streaming.errors import DataSetError
from streaming.printable import counted
from streaming.readers import read_recording
from streaming.skeleton.frames import LabelledSpan, Recording


@dataclass(frozen=True, slots=True)
class RecordingFiles:
    """One recording of a data set, before reading.

    Attributes:
        key: its unique path within the data set's folder, with slashes.
        files: the recording's file, followed by related files (labels, an actor's skeleton).
    """

    key: str
    files: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """Path of the recording's file."""
        return self.files[0]


@dataclass(frozen=True, slots=True)
class Action:
    """One labelled span of a recording; fields as in :class:`mans.transforms.tracks.Sample`."""

    label: str
    start_s: float
    end_s: float
    subject: str
    recording: str
    name: str
    camera: str = ""


@dataclass(frozen=True, slots=True)
class GapLabel:
    """An annotated span between the data set's own labels.

    Attributes:
        span: with a label of the data set or of the everyday vocabulary.
        certain: whether it is plainly seen.
    """

    span: LabelledSpan
    certain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Contents of one source.

    Attributes:
        track: its tracked people.
        actions: its labelled spans; empty if the source is skipped.
        notes: notes for the user about this source, one sentence each.
        remarks: issues shared by many sources, phrased to follow "17 recordings: ..."; these are counted.
    """

    track: Track
    actions: tuple[Action, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: labelled samples.

    Attributes:
        name: name on the command line, e.g. ``"ut-kinect"``.
        title: full name, e.g. ``"UT-Kinect"``.
        labels: (C,) class names, in the data set's own order.
        samples: labelled spans, in the data set's own order.
        notes: notes on repaired or skipped data, one sentence each.
        bodies: M, the number of people per action.
        joints: names of the Kinect v2 joints that its sensor measured.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    samples: tuple[Sample, ...]
    notes: tuple[str, ...]
    bodies: int = 1
    joints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Files found in a data set's folder.

    Attributes:
        sources: the recordings, in the data set's order.
        notes: notes on skipped files, one sentence each.
    """

    sources: tuple[RecordingFiles, ...]
    notes: tuple[str, ...] = ()


def _own_file(source: RecordingFiles) -> Recording:
    """Read a source as a recording."""
    return read_recording(source.path)


def _no_gaps(source: RecordingFiles, recording: Recording) -> None:
    """Return None: the gaps of this data set are not annotated."""


@dataclass(frozen=True, slots=True)
class DataSetEntry:
    """Registry entry of a data set.

    Attributes:
        name: name on the command line.
        title: full name, for help and model cards.
        origin: publication.
        labels: (C,) class names.
        find: function that lists the recordings in a folder, without reading them.
        read: function that reads one of them.
        protocols: evaluation protocols, the default first.
        layout: layout of the folder given with ``--data``.
        complete: number of sequences of the complete data set; 0 if not defined.
        bodies: M, the number of people per action.
        joints: names of the Kinect v2 joints that its sensor measured.
        rate_hz: frames per second.
        files: number of files of the complete data set, if it differs from the number of sequences.
        missing_list: file name pattern of a list, in the same folder, of samples to exclude.
        recording: function that reads one of them as an untrimmed recording.
        gaps: returns the annotations of the gaps between a recording's labels; None if there are none.
    """

    name: str
    title: str
    origin: str
    labels: tuple[str, ...]
    find: Callable[[Path], Found]
    read: Callable[[RecordingFiles], Reading]
    protocols: tuple[Protocol, ...]
    layout: str
    complete: int
    bodies: int
    joints: tuple[str, ...]
    rate_hz: float
    files: int = 0
    missing_list: str | None = None
    recording: Callable[[RecordingFiles], Recording] = _own_file
    gaps: Callable[[RecordingFiles, Recording], tuple[GapLabel, ...] | None] = _no_gaps

    def __post_init__(self) -> None:
        """Default to one file per sequence."""
        if not self.files:
            object.__setattr__(self, "files", self.complete)

    def protocol(self, name: str) -> Protocol:
        """Return a protocol by its name.

        Raises:
            DataSetError: this data set has no such protocol.
        """
        for protocol in self.protocols:
            if protocol.name == name:
                return protocol
        raise DataSetError(
            f"protocol {name!r}",
            place=self.title,
            expected=" or ".join(protocol.name for protocol in self.protocols),
        )

    def load(self, folder: Path) -> DataSet:
        """Read all files of the data set sequentially into memory.

        Raises:
            DataSetError: the folder does not hold this data set, or is incomplete.
            RecordingError: a file is damaged.
        """
        found = self.find(folder)
        return self.assemble(found.notes, map(self.read, found.sources))

    def assemble(
        self, notes: Iterable[str], readings: Iterable[Reading], leave_out: frozenset[str] = frozenset()
    ) -> DataSet:
        """Assemble the data set from its readings.

        Args:
            notes: notes from listing the files.
            readings: contents of the sources, in their order.
            leave_out: names of samples or recordings to exclude.

        Raises:
            DataSetError: no sample is left.
        """
        told, samples, remarks = list(notes), list[Sample](), dict[str, int]()
        left_out: set[str] = set()
        for reading in readings:
            told += reading.notes
            for remark in reading.remarks:
                remarks[remark] = remarks.get(remark, 0) + 1
            for action in reading.actions:
                if unwanted := leave_out & {action.name, action.recording}:
                    left_out |= unwanted
                    continue
                samples.append(
                    Sample(
                        reading.track,
                        action.start_s,
                        action.end_s,
                        action.label,
                        action.subject,
                        action.recording,
                        action.name,
                        action.camera,
                        self.name,
                    )
                )
        told += [f"{counted(count, 'recording')}: {remark}." for remark, count in remarks.items()]
        if leave_out:
            told.append(
                f"Of {counted(len(leave_out), 'name')} to leave out, {len(left_out)} found and left out."
            )
        if self.complete and len(samples) != self.complete:
            told.append(f"{counted(len(samples), 'sequence')}, where the whole data set has {self.complete}.")
        if not samples:
            raise DataSetError(f"no sequence of {self.title} is left", remedy="; ".join(told))
        return DataSet(
            self.name, self.title, self.labels, tuple(samples), tuple(told), self.bodies, self.joints
        )
