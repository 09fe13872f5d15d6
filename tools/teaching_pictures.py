"""Pictures of teaching own actions in the window, made by going the whole way: ``make screenshots``.

A puppet makes three gestures that the shipped model does not know.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.drawing.theme import Scheme
from app.model.live_stream import LiveStream
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import application, assignment
from app.window.main_window import MainWindow
from cli.options import MODEL
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Frame
from streaming.sources.source import Image
from tests.support.gestures import GESTURES, gesturing, moments, write_gestures
from tools.screenshots import SAMPLES, SIZE, PuppetCamera, moved, outline, save, settle

TIMES = 4
LIVE_S = 5.6
"""Seconds of the live picture: the last of them shows a gesture that is nearly done."""


@contextmanager
def shown(theme: Scheme, folder: Path) -> Iterator[MainWindow]:
    """A window whose project and recordings are in a folder."""
    application(theme, "en")
    recent = tuple(str(path) for path in SAMPLES)
    store = PreferenceStore(None, {"recordings": str(folder), "recent": recent})
    session = Session(read_recording, lambda path: Recogniser.load(path, "cpu"))
    window = MainWindow(session, store, MODEL)
    window.hold()
    window.resize(*SIZE)
    window.show()
    session.open_model(MODEL)
    try:
        yield window
    finally:
        window.close()


def marked(window: MainWindow, theme: Scheme, folder: Path) -> None:
    """Mark and name what a puppet does."""
    session, path = window.session, folder / "gestures.skeleton"
    spans = write_gestures(path, times=TIMES)
    window.files.open(path)
    settle(window, lambda: session.analysis is not None and session.analysis.finished)
    window.toggles.teach.setChecked(True)
    assert session.playback is not None
    for number, (start_s, end_s) in enumerate(spans):
        session.playback.seek(start_s)
        window.tools.begin()
        session.playback.seek((start_s + end_s) / 2)
        if number == len(spans) - 2:
            settle(window)
            save(window, "mark", theme)
        session.playback.seek(end_s)
        window.tools.end()
        if number % TIMES == 0:
            window.tools.marking.relabel(GESTURES[number // TIMES])
            window.setFocus()
    window.own.save_as(folder / "gestures.teach")


def taught(window: MainWindow, theme: Scheme) -> None:
    """Teach, and show what was found."""
    window.teaching.teach()
    settle(window, lambda: not window.teaching.running)
    window.session.messages.settle("project")
    window.teaching.use()
    wanted = set(GESTURES)
    session = window.session
    settle(window, lambda: session.recogniser is not None and wanted <= set(session.recogniser.labels))
    settle(window, lambda: session.analysis is not None and session.analysis.finished)
    session.messages.settle("teach")
    assert session.playback is not None
    session.playback.seek(moments(session.recording)[1][1] + 0.3)  # type: ignore[arg-type]
    settle(window)
    save(window, "teach", theme)


def lowered(body: Body) -> Body:
    """Put somebody on the floor of the picture's room, a metre below the camera."""
    at = body.positions - np.array([0, body.positions[:, 1].min() + 1.0, 0], np.float32)
    placed = replace(body, positions=at)
    return replace(placed, image=outline(placed))


def live(window: MainWindow, theme: Scheme) -> None:
    """The puppet before a camera, and the taught model."""
    recogniser = window.session.recogniser
    assert recogniser is not None
    frames = []
    for frame in gesturing(("spread",), times=3, seed=3).frames[: round(30 * LIVE_S)]:
        bodies = tuple(lowered(moved(body, 1, 0.0)) for body in frame.bodies)
        frames.append(replace(frame, bodies=bodies))

    @contextmanager
    def pose() -> Iterator[Callable[[Image], Frame]]:
        yield lambda image: frames[image.number]

    work = assignment(recogniser, people=1)
    stream = LiveStream(CameraFeed(), Chain(PuppetCamera(frames), work, pose=pose), recogniser)
    window.session.live.stream = stream
    settle(window, lambda: stream.finished)
    window.toggles.mirror.setChecked(True)
    settle(window)
    save(window, "taught", theme)


def pictures(theme: Scheme) -> None:
    """Make all of a theme."""
    with tempfile.TemporaryDirectory() as name, shown(theme, Path(name)) as window:
        settle(window, lambda: window.session.recogniser is not None)
        marked(window, theme, Path(name))
        taught(window, theme)
        live(window, theme)


def main() -> None:
    """Make all pictures."""
    use_one_thread()
    themes: tuple[Scheme, ...] = ("light", "dark")
    for theme in themes:
        pictures(theme)


if __name__ == "__main__":
    main()
