"""Finding a data set's files, and reading those that hold one action each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from mans.datasets.types import Action, Found, Reading, Source
from mans.transforms.tracks import Track
from streaming.errors import DataSetError, EmptyRecordingError
from streaming.paths import is_file, list_files
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording

FEWEST_FRAMES = 3
"""UT-Kinect's shortest action has 5 frames; with fewer than this, something is cut off."""
_MOST_NAMED = 5


def find_files(
    folder: Path, title: str, pattern: str, name: re.Pattern[str], remedy: str, depth: int = 1
) -> Found:
    """List the files of a data set, at any depth below its folder, in the order of their names.

    Args:
        folder: given with ``--data``.
        title: of the data set, for the message.
        pattern: of the files' names.
        name: what the last parts of a file's path must match.
        remedy: which folder to give instead, for the message.
        depth: how many parts of the path, with slashes, ``name`` is about.

    Raises:
        DataSetError: there is none.
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
    sources = tuple(Source(file.relative_to(folder).as_posix(), (file,)) for file in right)
    return Found(sources, tuple(notes))


def read_whole(
    source: Source,
    describe: Callable[[Source, Recording], Action],
    follow: Callable[[Recording], Track],
) -> Reading:
    """Read a file that shows one action from its first frame to its last.

    A file in which nobody is, is left out with a note. One that is too short to show its action is kept, with
    a note, so that a protocol has the samples that published work has.

    Args:
        source: the file.
        describe: names the action; its span is replaced by the track's.
        follow: chooses the people.

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
) -> Callable[[Source, Recording], Action]:
    """Return what describes a file whose name numbers its action and names who performs it.

    Args:
        name: of the files; its first group is the action's number, from 1, the second one the subject.
        actions: in the order of their numbers.
        ending: of the files' names, which the sample's name goes without.
    """

    def describe(source: Source, recording: Recording) -> Action:
        found = name.fullmatch(source.path.name)
        assert found is not None, source
        key = source.path.name.removesuffix(ending)
        return Action(actions[int(found[1]) - 1], 0, 0, found[2], key, key)

    return describe


def one_person(recording: Recording) -> Track:
    """Follow one person."""
    return Track.from_recording(recording, bodies=1)


def _nothing(note: str) -> Reading:
    """What a source gives that is left out."""
    return Reading(Track.empty(), (), (note,))
