"""Recordings that examples are marked in: an open one, or one that is being made."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.model.background import Task
from app.model.live_stream import LiveRecording
from app.model.session import Session
from mans.teaching.example import Example
from mans.transforms.tracks import Track
from streaming.errors import ProjectError
from streaming.paths import is_file_in_sight
from streaming.skeleton.frames import Recording

Take = Recording | LiveRecording
"""An open recording, or one that is being made."""
PATIENCE_S = 0.08
"""How long the window may stand still for a person's way to be known."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An example as the timeline shows it.

    Attributes:
        key: of the example in its project.
        label: the action.
        start_s: its first moment, a time stamp of the recording in seconds.
        end_s: its last moment.
        person: who performs it; may be empty.
    """

    key: str
    label: str
    start_s: float
    end_s: float
    person: str = ""


def about(take: Take) -> tuple[str, Path | None, float | None]:
    """Return a recording's name, its place, and the time stamp of its first frame in seconds."""
    if isinstance(take, LiveRecording):
        return take.path.name, take.path.absolute(), take.first_s
    if take.path is None:
        return take.format, None, take.start_s
    return take.path.name, take.path.absolute(), take.start_s


def waited_for(following: Task[Track]) -> Track:
    """Return the followed person's way through a recording; of one of hours it takes seconds to be known.

    Raises:
        ProjectError: it is not known yet.
    """
    following.wait(PATIENCE_S)
    if not following.done:
        raise ProjectError(
            "the person is still being followed through the recording", remedy="Try again in a moment"
        )
    return following.result()


def live_track(take: LiveRecording, session: Session) -> Track:
    """Return the way of the person on show through the last minute of what is recorded.

    Raises:
        ProjectError: there is nothing yet.
    """
    frames, stream = take.lately, session.live.stream
    if not frames:
        raise ProjectError("nobody is in it", path=take.path, remedy="Mark another one")
    bodies = 1 if session.recogniser is None else session.recogniser.window.bodies
    rate_hz = 30.0 if stream is None else stream.rate_hz
    recording = Recording(frames, rate_hz, "live", take.path)
    return Track.from_recording(recording, bodies, None if stream is None else stream.chosen)


def is_of(example: Example, take: Take) -> bool:
    """Whether an example was marked in a recording: in its file, or, if that is gone, in one of its name."""
    if isinstance(take, LiveRecording):
        return example.place == take.path.absolute()
    if take.path is None:
        return example.place is None and example.recording == take.format and _within(example, take)
    if example.place is not None and os.path.realpath(example.place) == os.path.realpath(take.path):
        return True
    gone = example.place is None or not is_file_in_sight(example.place)
    return gone and example.recording == take.path.name and _within(example, take)


def _within(example: Example, recording: Recording) -> bool:
    end_s = recording.start_s + recording.duration_s
    return recording.start_s <= example.start_s <= example.end_s <= end_s
