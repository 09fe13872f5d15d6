"""Opening of recordings, videos, models and video images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.model.analysis import TrainedRecogniser
from app.model.background import Task
from app.model.film import Images
from app.model.live_stream import LiveStream
from app.model.scene import Scene
from app.model.wording import number
from streaming.errors import RecordingError
from streaming.pipeline.live import VideoFeed
from streaming.reading_progress import told
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frames import Recording

Read = Callable[[Path], Recording | VideoFeed]
"""Reads a recording; of a video it says that it is one."""
OpenImages = Callable[[Path], Images]
"""Opens a video for single images."""
LoadRecogniser = Callable[[Path], TrainedRecogniser]
"""Loads a trained model."""

Opened = VideoFeed | tuple[Recording, Scene]
"""A video to be played, or a recording, prepared for looking at."""

MODEL_SUFFIXES = (".safetensors",)
"""Endings of the files that are models; every other file is taken for a recording."""


class _AbandonedError(Exception):
    """Nobody waits for the file any more."""


class Opening(Task[Opened]):
    """A file on its way to a recording that is prepared for looking at, or to a video."""

    def __init__(self, read: Read, path: Path, window: WindowSettings) -> None:
        """Begin.

        Args:
            read: reads it.
            path: the file.
            window: of the recogniser that is going to look at it.
        """
        self.path = path
        self.share: float | None = None
        """How much of a long recording has been read, 0..1; None while that is not known."""
        self.is_abandoned = False
        """Whether nobody waits for it any more: a long reading ends soon."""
        super().__init__("read recording", lambda: self._open(read, window))

    @property
    def shown(self) -> str:
        """The file's name, and the percentage of a long recording that has been read."""
        share = self.share
        return self.path.name if share is None else f"{self.path.name} ({number(100 * share, '.0f')} %)"

    def _open(self, read: Read, window: WindowSettings) -> Opened:
        with told(self._note):
            recording = read(self.path)
        return recording if isinstance(recording, VideoFeed) else (recording, Scene(recording, window))

    def _note(self, share: float) -> None:
        self.share = share
        if self.is_abandoned:
            raise _AbandonedError


def abandon(opening: Opening | None) -> None:
    """Let what is being opened, if anything, end soon: nobody waits for it any more."""
    if opening is not None:
        opening.is_abandoned = True


class Turning(Task[tuple[Recording, Scene]]):
    """A video that has been watched to its end, on its way to a recording that can be gone through."""

    def __init__(self, stream: LiveStream, window: WindowSettings) -> None:
        """Begin.

        Args:
            stream: the video, at its end.
            window: of the recogniser that is going to look at it.
        """
        self.stream = stream
        """Which one it is."""

        def work() -> tuple[Recording, Scene]:
            recording = stream.to_recording()
            if recording is None:
                raise RecordingError("nobody was found in any image", remedy="Is somebody to be seen in it?")
            return recording, Scene(recording, window)

        super().__init__("prepare replay", work)
