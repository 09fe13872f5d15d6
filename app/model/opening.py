"""Opening of recordings, videos, models and video images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.model.analysis import TrainedRecogniser
from app.model.background import Task
from app.model.film import Images
from app.model.live_stream import LiveStream
from app.model.scene import Scene
from streaming.errors import RecordingError
from streaming.pipeline.live import VideoFeed
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


def read_opened(read: Read, path: Path, window: WindowSettings) -> Opened:
    """Read a file, and prepare a recording for looking at; it takes its time.

    Args:
        read: reads it.
        path: the file.
        window: of the recogniser that is going to look at it.
    """
    recording = read(path)
    return recording if isinstance(recording, VideoFeed) else (recording, Scene(recording, window))


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
