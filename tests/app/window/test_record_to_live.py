"""From "Start camera" to the own gestures recognised live, in one window, with clicks and keys counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import _loader
from app.window.main_window import MainWindow
from mans.bundled import MODEL
from streaming.pipeline.chain import Chain
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment, among
from streaming.skeleton.frames import Frame
from streaming.sources.source import Image

from ...support.gestures import GESTURES, gesturing, moments

KEY = Qt.Key
WAIT_MS = 120_000
TIMES = 3


class Actor:
    """A camera before which somebody makes gestures, as soon as they may begin."""

    live, status, rate_hz = False, "", 30.0

    def __init__(self, frames: Sequence[Frame], may_begin: threading.Event) -> None:
        self._frames, self._may_begin, self._closed = frames, may_begin, False

    def __iter__(self) -> Iterator[Image]:
        for frame in self._frames:
            self._may_begin.wait()
            if self._closed:
                return
            yield Image(frame.number, frame.time_s, np.zeros((48, 64, 3), np.uint8))

    def close(self) -> None:
        self._closed = True
        self._may_begin.set()


class Hand:
    """Clicks and types, and counts both."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        self.window, self.qtbot, self.clicks, self.keys = window, qtbot, 0, 0

    def click(self, button) -> None:
        self.clicks += 1
        self.qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=WAIT_MS)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key) -> None:
        self.keys += 1
        self.qtbot.keyClick(self.window, key)
        self.window.refresh()

    def write(self, text: str) -> None:
        line = self.window.parts.example_bar.label
        self.qtbot.waitUntil(line.hasFocus)
        self.keys += len(text) + 1
        self.qtbot.keyClicks(line, text)
        self.qtbot.keyClick(line, KEY.Key_Return)
        self.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is self.window.windowHandle())
        self.window.refresh()


@pytest.fixture
def may_begin() -> threading.Event:
    return threading.Event()


@pytest.fixture
def window(qtbot, clock, tmp_path, may_begin):
    recording = gesturing(times=TIMES)
    frames = recording.frames

    def open_chain(feed, recogniser, tell: Callable[[str], None]) -> Chain[Image]:
        @contextmanager
        def pose() -> Iterator[Callable[[Image], Frame]]:
            yield lambda image: frames[image.number]

        work = Assignment(recogniser, recogniser.window, recogniser.decision, among(1))
        return Chain(Actor(frames, may_begin), work, pose=pose)

    store = PreferenceStore(None, {"recordings": str(tmp_path)})
    session = Session(read_recording, _loader(store, "cpu"), clock, open_chain=open_chain)
    session.open_model(MODEL)
    window = MainWindow(session, store, MODEL)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: session.recogniser is not None, timeout=WAIT_MS)
    yield window
    window.close()


@pytest.mark.slow
def test_three_own_gestures_from_record_to_live(window, qtbot, may_begin):
    session, hand = window.session, Hand(window, qtbot)
    hand.click(window.welcome.camera)
    qtbot.waitUntil(lambda: session.live.stream is not None, timeout=WAIT_MS)
    hand.click(window.live_bar.record)
    qtbot.waitUntil(lambda: session.live.recording is not None, timeout=WAIT_MS)
    may_begin.set()
    qtbot.waitUntil(lambda: session.live.stream.finished, timeout=WAIT_MS)
    hand.click(window.live_bar.record)
    offer = window.banner.offers[0]
    qtbot.waitUntil(lambda: offer.isVisible() and "Mark" in offer.text(), timeout=WAIT_MS)
    hand.click(offer)
    qtbot.waitUntil(lambda: session.playback is not None, timeout=WAIT_MS)
    spans = moments(session.recording)
    assert len(spans) == 3 * TIMES
    hand.press(KEY.Key_Space)
    for number, (start_s, end_s) in enumerate(spans):
        session.playback.seek(start_s)  # it plays, and this is the moment
        hand.press(KEY.Key_B)
        session.playback.seek(end_s)
        hand.press(KEY.Key_E)
        if number % TIMES == 0:
            if number:
                hand.press(KEY.Key_L)
            hand.write(GESTURES[number // TIMES])
            hand.press(KEY.Key_Space)
    assert [len(window.own.project.of(label)) for label in GESTURES] == [TIMES] * 3
    hand.click(window.parts.teach_panel.teach)
    qtbot.waitUntil(lambda: window.parts.teach_panel.live.isVisible(), timeout=WAIT_MS)
    hand.click(window.parts.teach_panel.live)
    qtbot.waitUntil(lambda: session.live.active and "salute" in session.recogniser.labels, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.live.stream is not None and session.live.stream.finished, timeout=WAIT_MS)
    told = [segment.label for segment in session.live.stream.segments() if segment.label is not None]
    assert set(GESTURES) <= set(told)
    assert (hand.clicks, hand.keys) == (6, 44)
    window.refresh()
    assert not window.parts.teach_panel.isVisible()
    assert window.answer_panel.progress.isVisible()
    qtbot.keyClick(window, KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.parts.teach_panel.isVisible)
