"""Search for a data set's files, and reading of trimmed sequences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from mans.datasets.types import Action, Found, Reading, RecordingFiles
from mans.transforms.tracks import Track
from streaming.errors import DataSetError, EmptyRecordingError
from streaming.paths import is_file, list_files
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording

FEWEST_FRAMES = 3
"""Minimum plausible number of frames of an action; UT-Kinect's shortest has 5."""
_MOST_NAMED = 5


def find_files(
    folder: Path, title: str, pattern: str, name: re.Pattern[str], remedy: str, depth: int = 1
) -> Found:
    """List the files of a data set, at any depth below its folder, sorted by name.

    Args:
        folder: the folder given with ``--data``.
        title: title of the data set, for the error message.
        pattern: glob pattern of the file names.
        name: regular expression for the last components of the path.
        remedy: which folder to give instead, for the error message.
        depth: number of path components that ``name`` matches, joined by slashes.

    Raises:
        DataSetError: there are no such files.
    """
    files = [file for file in list_files(folder, pattern, below=True) if is_file(file)]
    right = [file for file in files if name.fullmatch("/".join(file.parts[-depth:]))]
    if not right:
        raise DataSetError(f"not the {title} data set", path=folder, expected=pattern, remedy=remedy)
    strange = [file for file in files if file not in set(right)]
    notes = [
        f"{file.relative_to(folder).as_posix()} is not named like a recording: left out." for file in strange
    ]
    if len(notes) > _MOST_NAMED:
        notes = [*notes[:_MOST_NAMED], f"{len(notes) - _MOST_NAMED} more are not named so either."]
    sources = tuple(RecordingFiles(file.relative_to(folder).as_posix(), (file,)) for file in right)
    return Found(sources, tuple(notes))


def read_whole(
    source: RecordingFiles,
    describe: Callable[[RecordingFiles, Recording], Action],
    follow: Callable[[Recording], Track],
) -> Reading:
    """Read a trimmed sequence: a file that shows one action from its first frame to its last.

    A file without bodies is skipped with a note. A file that is too short to show its action is kept with a
    note, so that protocols have the samples used in published work.

    Args:
        source: the file.
        describe: returns the action; its span is replaced by the track's.
        follow: selects the bodies.

    Raises:
        RecordingError: the file is damaged.
    """
    try:
        recording = read_recording(source.path)
    except EmptyRecordingError:
        return _nothing(f"{source.key} is empty, without one joint that has a position: left out.")
    track = follow(recording)
    frames = len(track.times_s)
    if frames == 0:
        return _nothing(f"{source.key} has nobody in it: left out.")
    short = f"{source.key} has only {frames} frame{'s' if frames > 1 else ''}: kept."
    notes = (short,) if frames < FEWEST_FRAMES else ()
    action = replace(
        describe(source, recording), start_s=float(track.times_s[0]), end_s=float(track.times_s[-1])
    )
    return Reading(track, (action,), notes)


def named_by_number(
    name: re.Pattern[str], actions: Sequence[str], ending: str
) -> Callable[[RecordingFiles, Recording], Action]:
    """Return a ``describe`` function for file names that contain an action number and a subject.

    Args:
        name: pattern of the file names; group 1 is the action's number, from 1, group 2 the subject.
        actions: labels, in the order of their numbers.
        ending: suffix of the file names, omitted from the sample's name.
    """

    def describe(source: RecordingFiles, recording: Recording) -> Action:
        found = name.fullmatch(source.path.name)
        assert found is not None, source
        key = source.path.name.removesuffix(ending)
        return Action(actions[int(found[1]) - 1], 0, 0, found[2], key, key)

    return describe


def one_person(recording: Recording) -> Track:
    """Track one person."""
    return Track.from_recording(recording, bodies=1)


def _nothing(note: str) -> Reading:
    """Return the reading of a source that is skipped."""
    return Reading(Track.empty(), (), (note,))
