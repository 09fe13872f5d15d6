"""A camera that is paused for hours: what was shown stays, and no more than that is kept."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from app.model.live_stream import HISTORY_S, LiveStream
from streaming.pipeline.live import CameraFeed
from streaming.pipeline.results import Result, Sight
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import Frame

WINDOW = Window(np.zeros(8), np.zeros((8, 1, 25, 3), np.float32), np.zeros((8, 1, 25), np.uint8), 0)


class Script:
    """A chain that has a result whenever it is asked: a visitor every minute, who does two things in turn."""

    waits, source = False, SimpleNamespace(rate_hz=2.0)

    def __init__(self) -> None:
        self.now_s = 0.0

    def start(self) -> None:
        """It always runs."""

    def sight(self) -> Sight:
        return Sight(Frame(round(2 * self.now_s), self.now_s, ()), None, self.now_s, self.now_s)

    def results(self) -> tuple[Result, ...]:
        self.now_s += 0.5
        shares = np.array([0.9, 0.1], np.float32)
        prediction = Prediction(WINDOW, ("wave", "clap"), shares, np.ones((3, 8), np.float32))
        answer = Answer(self.now_s, ("wave", "clap")[int(self.now_s / 3) % 2], 0.9, shares, prediction)
        return (Result(answer, int(self.now_s / 60), self.now_s, self.now_s, self.now_s),)


def test_while_a_camera_is_paused_its_segments_stay_and_do_not_pile_up(make_recogniser):
    script = Script()
    stream = LiveStream(CameraFeed(), script, make_recogniser())
    while script.now_s < 300:
        stream.pull()
    shown, now_s = stream.segments(), stream.now_s
    assert len(shown) > 5
    stream.paused = True
    while script.now_s < 3600:
        stream.pull()
    assert (stream.segments(), stream.now_s) == (shown, now_s)
    assert len(stream._logs) <= 2 and all(log.segments() for log in stream._logs.values())
    assert sum(len(log.segments()) for log in stream._logs.values()) <= HISTORY_S / 3 + 2
    stream.paused = False
    stream.pull()
    stream.pull()
    assert stream.segments()[-1].end_s == script.now_s
