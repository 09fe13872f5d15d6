"""Pictures of teaching custom actions in the window, made by going the whole way: ``make screenshots``.

A puppet makes three gestures that the bundled model does not know.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.drawing.theme import Scheme
from app.window.main_window import MainWindow
from mans.bundled import MODEL
from mans.device import use_one_thread
from streaming.skeleton.frames import Body
from tests.support.gestures import GESTURES, gesturing, moments, write_gestures
from tools.screenshots import SAMPLES, moved, outline, save, settle, show_live, shown

TIMES = 4
LIVE_S = 4.9
"""Seconds of the live picture: the last of them shows a gesture that is nearly done."""


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
    frames = []
    for frame in gesturing(("spread",), times=3, seed=3).frames[: round(30 * LIVE_S)]:
        bodies = tuple(lowered(moved(body, 1, 0.0)) for body in frame.bodies)
        frames.append(replace(frame, bodies=bodies))
    show_live(window, frames, people=1)
    save(window, "taught", theme)


def pictures(theme: Scheme) -> None:
    """Make all of a theme."""
    recent = tuple(str(path) for path in SAMPLES)
    with (
        tempfile.TemporaryDirectory() as name,
        shown(theme, MODEL, {"recordings": name, "recent": recent}) as window,
    ):
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
