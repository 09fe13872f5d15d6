"""Offscreen rendering of the replay window to a video."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.drawing.qimages import rgb_of, save_png
from app.drawing.theme import Scheme
from app.model.analysis import TrainedRecogniser
from app.model.session import Session
from app.start import application
from app.window.main_window import MainWindow
from app.window.sizes import MIN_SIZE
from streaming.errors import MansError, SettingsError
from streaming.interrupts import interrupts_wait
from streaming.recognition.decision import Answer
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import Recording
from streaming.writers.video import VideoWriter


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """Result of rendering a replay.

    Attributes:
        video: the video.
        png: the picture.
        frames: number of frames in the video.
        picture_s: the moment of the picture, a time stamp of the recording in seconds.
        segments: the predicted actions, for the terminal.
        answers: all answers.
    """

    video: Path
    png: Path
    frames: int
    picture_s: float
    segments: list[Segment]
    answers: tuple[Answer, ...]


def _no_files(path: Path) -> Recording:
    """Stand in for a reader: what is rendered is in memory."""
    raise MansError("this window opens no files", path=path)


def _seen(window: MainWindow, size: tuple[int, int]) -> QImage:
    """Grab the window as an image of (width, height) pixels, independent of the display's scaling."""
    window.refresh()
    # A text that has grown gets its room by an event, and nobody else lets events happen here.
    QApplication.sendPostedEvents()
    image = window.grab().toImage()
    image.setDevicePixelRatio(1.0)
    if (image.width(), image.height()) == size:
        return image
    return image.scaled(*size, mode=Qt.TransformationMode.SmoothTransformation)


def telling_moment(answers: Sequence[Answer], start_s: float, end_s: float) -> float:
    """Return when to take the picture: while the surest confirmed action is displayed, in seconds."""
    named = [answer for answer in answers if answer.label is not None]
    if not named:
        return (start_s + end_s) / 2
    return max(named, key=lambda answer: (not answer.provisional, answer.confidence)).time_s


def render_replay(
    recording: Recording,
    recogniser: TrainedRecogniser,
    video: Path,
    png: Path,
    fps: float = 15.0,
    size: tuple[int, int] = (1280, 800),
    progress: Callable[[str, float], None] = lambda _what, _share: None,
    theme: Scheme = "auto",
) -> Rendering:
    """Render the replay of a whole recording, at its own pace.

    Args:
        recording: what to replay.
        recogniser: what to recognise it with.
        video: where to write the video.
        png: where to write the picture.
        fps: frames per second of the video.
        size: (width, height) of the window in pixels, both even.
        progress: told what is being done, in words, and the share that is done, 0..1.
        theme: of the window.

    Raises:
        MansError: there is no display (set ``QT_QPA_PLATFORM=offscreen`` before calling), the window is too
            small, or the video or the picture cannot be written.
        Exception: whatever the recogniser raised.
    """
    if size[0] < MIN_SIZE[0] or size[1] < MIN_SIZE[1]:
        raise SettingsError(
            f"a window of {size[0]} x {size[1]}", expected=f"at least {MIN_SIZE[0]} x {MIN_SIZE[1]}"
        )
    with ExitStack() as stack:
        with interrupts_wait():
            application(theme)
            session = Session(_no_files, lambda path: recogniser)
            window = MainWindow(session)
            stack.callback(_close, window)
            window.hold()
            window.resize(QSize(*size))
            window.show()
            session.show(recording)
            session.use(recogniser)
        analysis, playback = session.analysis, session.playback
        assert analysis is not None and playback is not None
        while not analysis.wait(0.2):
            progress("recognising", analysis.frames_done / len(recording.frames))
        if analysis.error is not None:
            raise analysis.error
        frames = int(recording.duration_s * fps) + 1
        with VideoWriter(video, fps, size) as writer:
            for i in range(frames):
                playback.seek(recording.start_s + i / fps)
                with interrupts_wait():
                    image = rgb_of(_seen(window, size))
                writer.write(image)
                progress("rendering", (i + 1) / frames)
        # The picture shows the answer as well, which comes later than the action that the timeline dates.
        picture_s = telling_moment(analysis.answers, playback.start_s, playback.end_s)
        playback.seek(picture_s)
        with interrupts_wait():
            save_png(_seen(window, size), png)
        return Rendering(video, png, frames, picture_s, analysis.segments(), analysis.answers)


def _close(window: MainWindow) -> None:
    with interrupts_wait():
        window.close()
        window.deleteLater()  # or it would be kept, with its recording, as long as the process runs
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
