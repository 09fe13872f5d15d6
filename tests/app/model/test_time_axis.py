"""The time axis: places and times belong together, however it was zoomed and moved."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.model.heat import STEP_S, Heat, colours
from app.model.history import SPAN_S, History
from app.model.palette import Palette
from app.model.time_axis import TimeAxis
from app.widgets.peak_strip import peaks
from app.widgets.timeline import Timeline
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segment
from streaming.recognition.window import Window

STEPS = st.lists(
    st.tuples(st.sampled_from(["zoom", "move", "show"]), st.floats(-50, 150), st.floats(0.1, 10)), max_size=12
)


@given(STEPS)
def test_what_is_shown_stays_within_the_recording(steps):
    axis = TimeAxis.whole(10.0, 110.0).placed(80, 700)
    for what, at, factor in steps:
        if what == "zoom":
            axis = axis.zoomed(factor, axis.time_of(at * 7))
        elif what == "move":
            axis = axis.moved(at)
        else:
            axis = axis.showing(min(max(at, 10.0), 110.0))
            assert axis.first_s - 1e-6 <= min(max(at, 10.0), 110.0) <= axis.last_s + 1e-6
        assert 10.0 - 1e-6 <= axis.first_s < axis.last_s <= 110.0 + 1e-6
        middle = (axis.first_s + axis.last_s) / 2
        assert axis.time_of(axis.x_of(middle)) == pytest.approx(middle)


def test_zooming_keeps_the_time_under_the_mouse_in_its_place():
    axis = TimeAxis.whole(0.0, 100.0).placed(0, 1000)
    for factor in (2.0, 3.0, 0.5):
        at = axis.x_of(42.0)
        axis = axis.zoomed(factor, 42.0)
        assert axis.x_of(42.0) == pytest.approx(at)
    assert axis.zoomed_in
    assert not axis.zoomed(0.0, 0.0).zoomed_in


def turn_wheel(timeline: Timeline, time_s: float, up: bool) -> None:
    at = QPointF(timeline.x_of(time_s), 30.0)
    event = QWheelEvent(
        at,
        timeline.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 if up else -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)


def test_the_timeline_is_zoomed_moved_and_follows_the_playhead(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(800, timeline.height())
    timeline.set_recording(0.0, 60.0, ())
    timeline.set_analysis(
        [Segment("walk", 20.0, 22.0, 0.9)], 60.0, Palette(("walk",)), np.linspace(0, 1, 600)
    )
    timeline.show()
    before = timeline.grab().toImage()
    for _ in range(10):
        turn_wheel(timeline, 21.0, up=True)
    assert timeline.axis.span_s < 10
    assert timeline.grab().toImage() != before
    first_s = timeline.axis.first_s
    qtbot.mousePress(timeline, Qt.MouseButton.RightButton, pos=QPoint(400, 30))
    to = QPointF(300, 30)
    kind, right = QMouseEvent.Type.MouseMove, Qt.MouseButton.RightButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(timeline, QMouseEvent(kind, to, timeline.mapToGlobal(to), right, right, none))
    qtbot.mouseRelease(timeline, Qt.MouseButton.RightButton, pos=QPoint(300, 30))
    assert timeline.axis.first_s > first_s
    timeline.set_position(50.0, None, None)
    assert timeline.axis.first_s <= 50.0 <= timeline.axis.last_s
    qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(400, 30))
    assert not timeline.axis.zoomed_in


def prediction(end_s: float, f_a: np.ndarray) -> Prediction:
    count = f_a.shape[1]
    times = end_s - 0.04 * np.arange(count)[::-1]
    positions = np.zeros((count, 1, 25, 3), np.float32)
    window = Window(times, positions, np.zeros((count, 1, 25), np.uint8), 0)
    return Prediction(window, ("a", "b"), np.array([0.5, 0.5], np.float32), f_a.astype(np.float32))


def add(heat: Heat, made: Prediction) -> None:
    heat.add(made.window.times_s[np.newaxis], made.f_a[np.newaxis])


def test_heat_is_where_attention_is():
    heat = Heat(0.0, 10.0)
    f_a = np.full((3, 50), 0.2)
    f_a[:, 20:25] = 0.9
    add(heat, prediction(5.0, f_a))
    values = heat.values()
    assert np.isnan(values[:30]).all()
    assert np.nanargmax(values) * STEP_S == pytest.approx(5.0 - 0.04 * 27, abs=0.15)
    assert (np.nanmin(values), np.nanmax(values)) == (0.0, 1.0)
    pixels = colours(values, lambda share: (round(255 * share), 0, 0))
    assert pixels[0, 0, 3] == 0
    assert pixels[0, np.nanargmax(values), 0] == 255
    add(heat, prediction(100.0, f_a))  # outside: nothing to count
    assert np.array_equal(heat.values(), values, equal_nan=True)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_peaks_are_few_apart_and_hold_the_highest(values):
    array = np.array(values)
    found = peaks(array)
    assert 1 <= len(found) <= 4
    assert found == sorted(set(found))
    assert array[found].max() == array.max()
    apart = max(len(values) // 6, 1)
    assert all(b - a >= apart for a, b in pairwise(found))


def answer(time_s: float, share: float) -> Answer:
    made = prediction(time_s, np.full((3, 5), 0.5))
    return Answer(time_s, "a", share, np.array([share, 1 - share], np.float32), made)


def test_a_ribbon_ends_now_and_breaks_at_gaps():
    answers = [answer(time_s, time_s / 20) for time_s in (1.0, 5.0, 5.5, 6.0, 9.0, 9.5)]
    history = History.of(answers, 10.0)
    pieces = history.ribbon("a", 1.0)
    assert [len(piece) for piece in pieces] == [1, 3, 3]
    assert pieces[-1][-1] == (1.0, pytest.approx(9.5 / 20))
    assert pieces[0][0][0] == pytest.approx(1 - 9 / SPAN_S)
    assert history.ribbon("z", 1.0) == []
    assert history.newest_s == answers[-1].time_s
    assert History.of(answers, 30.0) is None
    assert len(History.of(answers, 12.0).ribbon("b", 1.0)) == 2  # nothing stands any more


def test_the_attention_of_the_last_seconds_ends_now():
    f_a = np.full((3, 50), 0.2)
    f_a[:, -5:] = 0.9  # what each window looked at is its end
    made = [Answer(s, "a", 0.5, np.array([0.5, 0.5], np.float32), prediction(s, f_a)) for s in (3.0, 5.95)]
    values = History.of(made, 6.03).heat()
    assert len(values) == round(SPAN_S / STEP_S)
    peak_s = 6.1 - SPAN_S + (np.flatnonzero(values == np.nanmax(values)) + 0.5) * STEP_S
    assert {round(value) for value in peak_s.tolist()} == {3, 6}
    assert np.isnan(values[:40]).all() and np.isnan(values[-1])  # before the first window, after the last
