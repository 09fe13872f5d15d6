"""The plot of movement in the window: in a replay, in study, live, and what of it is remembered."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.drawing.theme import apply_theme, theme_of
from app.model.preferences import PreferenceStore
from app.widgets.time_plot import TimePlot
from streaming.measures.angles import joint_angles
from streaming.measures.course import course_of
from streaming.pipeline.live import CameraFeed

from .test_live import begin, make_live, studio

__all__ = ["make_live", "studio"]
KNEES = ["knee flexion left", "knee flexion right"]


def plotted(panel) -> list[tuple[np.ndarray, np.ndarray]]:
    return [
        curve.getData()
        for curve in panel.curves
        if curve.getData()[0] is not None and len(curve.getData()[0])
    ]


def test_a_replay_is_measured_up_to_the_frame_on_display(make_window, make_recording, make_recogniser, qtbot):
    store = PreferenceStore(None)
    window = make_window(make_recording(), make_recogniser(), store)
    panel, recording = window.parts.movement_panel, window.session.recording
    assert not panel.isVisible() and window.movement._worker is None  # nothing is computed unseen
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert panel.isVisible() and store.current.movement
    window.session.playback.seek(2.0)
    index = window.session.playback.index
    qtbot.waitUntil(lambda: bool(plotted(panel)) and len(plotted(panel)[0][0]) == index + 1)
    expected = joint_angles(course_of(recording).seen()[: index + 1])
    for (times_s, values), name in zip(plotted(panel), KNEES, strict=True):
        np.testing.assert_allclose(values, expected[name])
        assert times_s[-1] == 0 and times_s[0] == pytest.approx(-recording.times_s[index])
    assert "knee flexion left" in panel.legend.accessibleName() and "°" in panel.legend.accessibleName()
    assert panel.plot.getAxis("left").labelText == "degrees"


def test_what_is_chosen_is_remembered_and_of_one_unit(make_window, make_recording, make_recogniser, qtbot):
    store = PreferenceStore(None, {"movement": True})
    window = make_window(make_recording(), make_recogniser(), store)
    panel = window.parts.movement_panel
    panel.entries["trunk inclination"].trigger()
    assert store.current.curves == "; ".join([*KNEES, "trunk inclination"])
    window.session.playback.seek(1.0)
    qtbot.waitUntil(lambda: len(plotted(panel)) == 3)
    panel.entries["speed of wrist left"].trigger()
    assert store.current.curves == "speed of wrist left"
    assert panel.plot.getAxis("left").labelText == "metres per second"
    assert [name for name, entry in panel.entries.items() if entry.isChecked()] == ["speed of wrist left"]
    qtbot.waitUntil(lambda: len(plotted(panel)) == 1)
    panel.entries["speed of wrist left"].trigger()
    window.refresh()
    assert plotted(panel) == [] and panel.hint.text() == "Choose what to plot"


def test_in_study_it_stands_beside_f_a_and_marks_the_frame_that_is_pointed_at(
    make_window, make_recording, make_recogniser, qtbot
):
    window = make_window(make_recording(), make_recogniser(), PreferenceStore(None, {"movement": True}))
    panel = window.parts.movement_panel
    window.session.playback.seek(3.0)
    window.study()
    window.session.preview = 10
    window.refresh()
    answer = window.session.answer
    marked_s = (
        answer.prediction.window.times_s[10]
        - window.session.recording.frames[window.session.playback.index].time_s
    )
    assert panel.plot.marker.isVisible() and panel.plot.marker.value() == pytest.approx(marked_s)
    assert panel.isVisible() and panel.mapTo(window, panel.rect().topLeft()).x() > window.stage.width()
    window.study()
    assert panel.mapTo(window, panel.rect().topLeft()).x() < window.stage.width()
    window.present()
    assert not panel.isVisible()


def test_left_and_right_have_the_colours_of_the_stage_in_both_themes(make_window, make_recording, qapp):
    window = make_window(make_recording(), None, PreferenceStore(None, {"movement": True}))
    panel = window.parts.movement_panel
    try:
        for scheme in ("light", "dark"):
            apply_theme(qapp, scheme)
            theme = theme_of(panel)
            pens = [pen.color().name() for pen, _, _ in panel.legend._entries]
            assert theme.dark == (scheme == "dark") and pens == [theme.left, theme.right]
    finally:
        apply_theme(qapp, "light")


def test_a_camera_is_measured_from_before_the_plot_was_shown(make_live, qtbot, studio):
    window = make_live()
    stream, _ = begin(window, qtbot, studio, CameraFeed(), images=40)
    panel = window.parts.movement_panel
    qtbot.waitUntil(lambda: len(window.movement._lately) >= 2)
    window.toggles.show_movement.trigger()
    qtbot.waitUntil(lambda: bool(plotted(panel)) and len(plotted(panel)[0][0]) >= 2)
    assert len(plotted(panel)) == 2 and stream.sight is not None


def test_where_the_time_axis_has_no_room_for_words_its_ticks_have_the_unit(qtbot):
    plot = TimePlot()
    qtbot.addWidget(plot)
    axis = plot.getAxis("bottom")
    for words, shown in ((True, ["-1.0", "-0.5", "0"]), (False, ["-1.0", "-0.5 s", "0"])):
        plot.show_time(axis=True, words=words)
        ticks = axis.tickStrings([-1.0, -0.5, 0.0], 1.0, 0.5)
        assert [text.replace("\N{MINUS SIGN}", "-") for text in ticks] == shown
