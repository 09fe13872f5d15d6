"""Screenshots of the window in every mode and both themes, rendered offscreen: ``make screenshots``.

What stands before the camera in them are drawn puppets that move like the bundled recordings: no picture of
anybody is needed, and but for the figures of health the same pictures come out each time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[1]

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from app.drawing.qimages import rgb_of, save_png
from app.drawing.theme import Scheme
from app.model.live_stream import LiveStream
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import application
from app.widgets.shortcut_sheet import ShortcutSheet
from app.window.main_window import MainWindow
from mans.bundled import MODEL, SAMPLE
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.source import Image

PICTURES = ROOT / "docs" / "pictures"
SAMPLES = (SAMPLE, ROOT / "samples" / "squat.skeleton")
SIZE = (1280, 800)
IMAGE = (640, 480)
FOCAL = 520.0
SHIFTS_M = (-0.75, 0.85)
RAISED_S = 8.7  # both arms are raised in the first sample, and the action is announced
JUMP_S = 3.2  # the jump in the second
TOUR_S = 8.2
FRAMES = round(30 * JUMP_S)
PATIENCE_S = 120.0

J = KINECT_V2.index


def outline(body: Body) -> np.ndarray:
    """(25, 2) image positions, 0..1, as a pinhole camera a metre above the floor would see them."""
    x, y, z = body.positions.astype(np.float64).T
    across, down = -x / z * FOCAL / IMAGE[0] + 0.5, -y / z * FOCAL / IMAGE[1] + 0.45
    return np.stack([across, down], axis=1).astype(np.float32)


def moved(body: Body, identity: int, x_m: float) -> Body:
    """Put somebody elsewhere in the room, 3.4 m away, with a place in the image."""
    at = body.positions.copy()
    at[:, [0, 2]] += np.array([x_m, 3.4], np.float32) - at[J["SpineBase"], [0, 2]]
    placed = Body(identity, at, body.states)
    return replace(placed, image=outline(placed))


def drawn(bodies: tuple[Body, ...]) -> np.ndarray:
    """An image (480, 640, 3) of a plain room with puppets in it."""
    picture = QImage(*IMAGE, QImage.Format.Format_RGB888)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wall = QLinearGradient(0, 0, 0, IMAGE[1])
    for place, colour in ((0.0, "#7d8a97"), (0.72, "#b7c0c7"), (0.7201, "#8f7f6c"), (1.0, "#6d5f50")):
        wall.setColorAt(place, QColor(colour))
    painter.fillRect(QRectF(0, 0, *IMAGE), wall)
    for body, shirt in zip(bodies, ("#35507a", "#7a3b4e"), strict=False):
        assert body.image is not None
        at = [QPointF(x * IMAGE[0], y * IMAGE[1]) for x, y in body.image.tolist()]
        scale = FOCAL / float(body.positions[J["SpineBase"], 2])
        for a, b in KINECT_V2.bones:
            name = KINECT_V2.joints[b]
            leg = any(part in name for part in ("Knee", "Ankle", "Foot"))
            colour = "#2b2f36" if leg else "#d9b094" if "Hand" in name or "Thumb" in name else shirt
            wide = 0.17 if "Spine" in name else 0.1 if not ("Hand" in name or "Thumb" in name) else 0.06
            painter.setPen(QPen(QColor(colour), wide * scale, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(at[a], at[b])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#d9b094"))
        painter.drawEllipse(at[J["Head"]], 0.11 * scale, 0.13 * scale)
    painter.end()
    return rgb_of(picture)


class PuppetCamera:
    """A source of images of puppets."""

    live, status, rate_hz = False, "", 30.0

    def __init__(self, frames: list[Frame]) -> None:
        self._frames, self._closed = frames, False

    def __iter__(self) -> Iterator[Image]:
        for frame in self._frames:
            if self._closed:
                return
            yield Image(frame.number, frame.time_s, drawn(frame.bodies))

    def close(self) -> None:
        """End it."""
        self._closed = True


def puppets(recordings: list[Recording], count: int) -> list[Frame]:
    """Frames in which people from several recordings stand side by side, until what is to be seen of each."""
    frames = []
    firsts = [round(30 * (end_s - JUMP_S)) for end_s in (RAISED_S, JUMP_S)]
    for number in range(count):
        bodies = [
            moved(recording.frames[first + number].bodies[0], identity, x_m)
            for identity, (recording, first, x_m) in enumerate(
                zip(recordings, firsts, SHIFTS_M, strict=True), start=1
            )
        ]
        frames.append(Frame(number, number / 30, tuple(bodies)))
    return frames


def settle(window: MainWindow, until: Callable[[], bool] = lambda: True) -> None:
    """Let the window show what there is."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not until() and time.monotonic() < deadline_s:
        window.refresh()
        QApplication.processEvents()
        time.sleep(0.002)
    for _ in range(3):
        window.refresh()
        QApplication.processEvents()


@contextmanager
def shown(
    theme: Scheme,
    model: Recogniser | Path | None = None,
    chosen: dict[str, Any] | None = None,
    language: str = "en",
    size: tuple[int, int] = SIZE,
) -> Iterator[MainWindow]:
    """A window of the pictures' size.

    Args:
        theme: its colours.
        model: in use, in memory or to be loaded from a file.
        chosen: preferences.
        language: two letters.
        size: of the window, pixels.
    """
    application(theme, language)
    session = Session(read_recording, lambda path: Recogniser.load(path, "cpu"))
    bundled = model if isinstance(model, Path) else None
    window = MainWindow(session, PreferenceStore(None, chosen), bundled, SAMPLE)
    window.hold()
    window.resize(*size)
    window.show()
    if bundled is not None:
        session.open_model(bundled)
        settle(window, lambda: session.recogniser is not None)
    elif isinstance(model, Recogniser):
        session.use(model)
    try:
        yield window
    finally:
        window.close()


def show_live(window: MainWindow, frames: list[Frame], people: int) -> None:
    """Let puppets move before a camera until they have done."""

    @contextmanager
    def pose() -> Iterator[Callable[[Image], Frame]]:
        yield lambda image: frames[image.number]

    recogniser = window.session.recogniser
    assert recogniser is not None
    work = Assignment.of(recogniser, people)
    stream = LiveStream(CameraFeed(), Chain(PuppetCamera(frames), work, pose=pose), recogniser)
    window.session.live.stream = stream
    settle(window, lambda: stream.finished)
    window.toggles.mirror.setChecked(True)
    settle(window)


def save(widget: QWidget, name: str, theme: Scheme) -> None:
    """Write a picture, and say so."""
    path = PICTURES / f"{name}-{theme}.png"
    image = widget.grab().toImage()
    image.setDevicePixelRatio(1.0)
    save_png(image, path)
    print(f"Wrote {path.relative_to(ROOT)}")


def recorded(theme: Scheme, recogniser: Recogniser) -> None:
    """Replay, study and presentation of a recording."""
    with shown(theme, recogniser) as window:
        session = window.session
        session.show(read_recording(SAMPLES[0]))
        assert session.analysis is not None and session.playback is not None
        analysis, playback = session.analysis, session.playback
        settle(window, lambda: analysis.finished)
        playback.seek(RAISED_S)
        settle(window)
        save(window, "replay", theme)
        window.toggles.zoom_attention.trigger()
        session.preview = 18
        window.study()
        settle(window)
        save(window, "study", theme)
        window.study()
        session.preview = None
        window.present()
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*SIZE)
        settle(window)
        save(window, "present", theme)


def live(theme: Scheme, recogniser: Recogniser) -> None:
    """Two people before a camera."""
    with shown(theme, recogniser) as window:
        frames = puppets([read_recording(path) for path in SAMPLES], FRAMES)
        window.toggles.show_health.setChecked(True)
        show_live(window, frames, people=2)
        save(window, "live", theme)
        window.choices.show_both()
        window.toggles.show_health.setChecked(False)
        settle(window)
        save(window, "live-both", theme)


def started(theme: Scheme, recogniser: Recogniser) -> None:
    """The start screen, and the sample with the tour."""
    with shown(theme, recogniser, {"recent": tuple(str(path) for path in SAMPLES)}) as window:
        settle(window)
        save(window, "start", theme)
        window.sample.open()
        session = window.session
        settle(window, lambda: session.analysis is not None and session.analysis.finished)
        assert session.playback is not None
        session.playback.pause()
        session.playback.seek(TOUR_S)
        window.sample.tour.go(1)
        settle(window)
        save(window, "tour", theme)


def small(theme: Scheme) -> None:
    """The settings and the shortcuts."""
    with shown(theme) as window:
        settle(window)
        window.choices.show_settings()
        QApplication.processEvents()
        assert window.choices.panel is not None
        save(window.choices.panel, "settings", theme)
        sheet = ShortcutSheet(window)
        sheet.show()
        sheet.resize(sheet.content.sizeHint())  # offscreen, the screen is low
        QApplication.processEvents()
        save(sheet, "shortcuts", theme)
        sheet.close()


def main() -> None:
    """Make all pictures."""
    use_one_thread()
    recogniser = Recogniser.load(MODEL, "cpu")
    themes: tuple[Scheme, ...] = ("light", "dark")
    for theme in themes:
        started(theme, recogniser)
        small(theme)
        recorded(theme, recogniser)
        live(theme, recogniser)


if __name__ == "__main__":
    main()
