"""What a data set is: its files, what one of them gives, and its samples once all have been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mans.datasets.protocols import Protocol
from mans.transforms.tracks import Sample, Track
from streaming.errors import DataSetError
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording


@dataclass(frozen=True, slots=True)
class Source:
    """One recording of a data set, not yet read.

    Attributes:
        key: its place in the data set's folder, with slashes; unique.
        files: the recording's file first, then those that are read with it (labels, an actor's skeleton).
    """

    key: str
    files: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The recording's own file."""
        return self.files[0]


@dataclass(frozen=True, slots=True)
class Action:
    """One labelled span of a recording; the fields are those of :class:`mans.transforms.tracks.Sample`."""

    label: str
    start_s: float
    end_s: float
    subject: str
    recording: str
    name: str
    camera: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one source gave.

    Attributes:
        track: its people.
        actions: what they do; none where the source is left out.
        notes: what the user should know about this source, a sentence each.
        remarks: what it has in common with other sources, as the end of "17 recordings ..."; counted.
    """

    track: Track
    actions: tuple[Action, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """Labelled samples.

    Attributes:
        name: as on the command line, e.g. ``"ut-kinect"``.
        title: in full, e.g. ``"UT-Kinect"``.
        labels: (C,) class names, sorted as the data set's own list is.
        samples: in the data set's own order.
        notes: what was repaired or left out, one sentence each.
        bodies: M, the number of people its actions have.
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
    """The files of a data set's folder.

    Attributes:
        sources: in the data set's order.
        notes: files that were passed over, one sentence each.
    """

    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


def _own_file(source: Source) -> Recording:
    """Read a source whose file is the recording."""
    return read_recording(source.path)


@dataclass(frozen=True, slots=True)
class DataSetEntry:
    """A data set the command line knows.

    Attributes:
        name: as on the command line.
        title: its name in full, for help and cards.
        origin: who published it, where and when.
        labels: (C,) class names.
        find: lists the recordings in a folder, without reading them.
        read: reads one of them.
        protocols: how it is split, the usual one first.
        layout: what the folder given with ``--data`` holds.
        complete: number of sequences of the whole data set; 0 where there is no whole.
        bodies: M, the number of people its actions have.
        joints: names of the Kinect v2 joints that its sensor measured.
        rate_hz: frames per second.
        files: number of files of the whole data set, where it is not the number of sequences.
        missing_list: pattern of the name of a list, in the same folder, of samples to leave out.
        recording: reads one of them as a recording, to be seen as a stream.
    """

    name: str
    title: str
    origin: str
    labels: tuple[str, ...]
    find: Callable[[Path], Found]
    read: Callable[[Source], Reading]
    protocols: tuple[Protocol, ...]
    layout: str
    complete: int
    bodies: int
    joints: tuple[str, ...]
    rate_hz: float
    files: int = 0
    missing_list: str | None = None
    recording: Callable[[Source], Recording] = _own_file

    def __post_init__(self) -> None:
        """Take a file for each sequence where nothing else is said."""
        if not self.files:
            object.__setattr__(self, "files", self.complete)

    def protocol(self, name: str) -> Protocol:
        """Return a protocol by its name.

        Raises:
            DataSetError: this data set has none of that name.
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
        """Read the whole data set, one file after the other, into memory.

        Raises:
            DataSetError: the folder is not this data set, or parts of it are missing.
            RecordingError: one of its files is damaged.
        """
        found = self.find(folder)
        return self.assemble(found.notes, map(self.read, found.sources))

    def assemble(
        self, notes: Iterable[str], readings: Iterable[Reading], leave_out: frozenset[str] = frozenset()
    ) -> DataSet:
        """Make samples of what was read.

        Args:
            notes: what was noted when the files were listed.
            readings: what the sources gave, in their order.
            leave_out: names of samples or recordings that are not wanted.

        Raises:
            DataSetError: nothing is left.
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
        told += [f"{count} recordings {remark}." for remark, count in remarks.items()]
        if leave_out:
            told.append(
                f"{len(left_out)} of the {len(leave_out)} names to leave out were found and left out."
            )
        if self.complete and len(samples) != self.complete:
            told.append(f"{len(samples)} sequences, where the whole data set has {self.complete}.")
        if not samples:
            raise DataSetError(f"no sequence of {self.title} is left", remedy="; ".join(told))
        return DataSet(
            self.name, self.title, self.labels, tuple(samples), tuple(told), self.bodies, self.joints
        )
