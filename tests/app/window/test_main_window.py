import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog

from app.drawing.theme import apply_theme, theme_of
from app.model.commands import Command
from app.model.projection import FRONT, HOME, SIDE, TOP
from app.window import clips, files
from streaming.recognition.prediction import NO_ACTION

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def drop(window, *names: str) -> None:
    """Drop files on a window, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    enter = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)


def point_at_attention(window, relative_s: float) -> QPoint:
    """Where on the plot a time relative to the newest frame is, in pixels of its viewport."""
    plot = window.attention_panel.plot
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(relative_s, 0.5)))


def test_the_empty_window_says_what_to_do(make_window):
    window = make_window()
    assert window.parts.stage_stack.currentWidget() is window.welcome
    assert window.welcome.button.isVisible() and window.welcome.camera.isVisible()
    assert not window.answer_panel.isVisible() and not window.timeline.isVisible()
    assert window.answer_panel.headline.text == "No model"
    assert not window.transport.isEnabled()
    assert not window.banner.isVisible()


def test_no_key_does_harm_to_an_empty_window(make_window, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    window = make_window()
    for command in Command:
        if command is not Command.QUIT:
            window.commands[command].trigger()
    window.refresh()
    assert window.isVisible()


def test_every_command_has_its_own_keys_and_a_place(window):
    keys = [QKeySequence(key).toString() for command in Command for key in command.keys]
    assert len(keys) == len(set(keys))
    assert "" not in keys
    assert {command.menu for command in Command} == {"File", "Live", "Playback", "View", "Teach", "Help"}


def test_a_dropped_file_is_opened_and_analysed(make_window, qtbot):
    window = make_window()
    drop(window, "hand.safetensors", "wave.skeleton")
    qtbot.waitUntil(lambda: window.session.analysis is not None and window.session.analysis.finished)
    qtbot.waitUntil(lambda: window.status.analysis.text() == "analysed")
    assert window.parts.stage_stack.currentWidget() is window.area
    assert "wave.skeleton" in window.windowTitle()
    assert window.status.source.whole == "wave.skeleton · made by hand · 30 fps · 1 person"
    assert window.status.model.whole == "recognises 5 actions"
    assert "hand up, hand down" in window.status.model.toolTip()
    assert "By hand height · CPU, 1 thread" in window.status.model.toolTip()


def test_a_file_chosen_by_dialog_plays(make_window, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("wave.skeleton", ""))
    window = make_window()
    qtbot.keyClick(window, KEY.Key_O, CONTROL)
    qtbot.waitUntil(lambda: window.session.playback is not None and window.session.playback.playing)


def test_a_model_chosen_by_dialog_is_used(make_window, qtbot, monkeypatch, make_recording):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("hand.safetensors", ""))
    window = make_window(make_recording())
    qtbot.keyClick(window, KEY.Key_M, CONTROL)
    qtbot.waitUntil(lambda: window.session.analysis is not None and window.session.analysis.finished)


def test_a_bad_file_shows_a_banner_and_changes_nothing_else(window, qtbot):
    recording = window.session.recording
    drop(window, "bad.skeleton")
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.headline.text() == (
        "The recording could not be opened. bad.skeleton, line 17: joint count 24; expected 25."
    )
    assert window.banner.detail.text() == "Convert it first"
    assert window.session.recording is recording
    qtbot.keyClick(window, KEY.Key_Right)
    assert window.session.playback.index == 1  # still running
    qtbot.mouseClick(window.banner.dismiss, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_a_missing_model_leaves_the_skeleton_playing(make_window, qtbot, clock):
    window = make_window()
    drop(window, "broken.safetensors", "wave.skeleton")
    qtbot.waitUntil(window.banner.isVisible)
    assert "no such file" in window.banner.headline.text()
    qtbot.waitUntil(lambda: window.session.recording is not None)
    qtbot.keyClick(window, KEY.Key_Space)
    clock.now += 1.0
    qtbot.waitUntil(lambda: window.stage.picture is not None and window.stage.picture.time_s > 0.9)
    assert window.answer_panel.headline.text == "No model"


def test_playing_follows_the_clock(window, qtbot, clock):
    qtbot.keyClick(window, KEY.Key_Space)
    clock.now += 3.5
    qtbot.waitUntil(lambda: window.stage.picture.time_s == pytest.approx(3.5))
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up")
    assert window.transport.frame.text() == "frame 106 of 181"
    assert window.transport.time.text() == "0:03.50 / 0:06.00"
    qtbot.keyClick(window, KEY.Key_Space)
    clock.now += 1.0
    window.refresh()
    assert window.session.playback.position_s == pytest.approx(3.5)


def test_keys_move_in_time(window, qtbot):
    playback = window.session.playback
    moves = [
        (KEY.Key_Right, None, 1),
        (KEY.Key_Right, None, 2),
        (KEY.Key_Left, None, 1),
        (KEY.Key_Right, SHIFT, 31),
        (KEY.Key_Left, SHIFT, 1),
        (KEY.Key_End, None, 180),
        (KEY.Key_Home, None, 0),
        (KEY.Key_N, None, 24),
    ]
    for key, modifier, index in moves:
        qtbot.keyClick(window, key, modifier or Qt.KeyboardModifier.NoModifier)
        assert playback.index == index
    qtbot.keyClick(window, KEY.Key_N)
    assert 2.0 < playback.position_s < 2.6
    qtbot.keyClick(window, KEY.Key_P)
    assert playback.index == 24


def test_jumping_goes_from_action_to_action(window):
    controls, playback = window.controls, window.session.playback
    stops = []
    for _ in range(4):
        controls.next_action()
        stops.append(round(playback.position_s, 1))
    assert stops == [0.8, *stops[1:]]
    assert 2.0 < stops[1] < 2.6
    assert 4.0 < stops[2] < 4.8
    assert stops[3] == stops[2]  # there is no further one
    controls.previous_action()
    assert round(playback.position_s, 1) == stops[1]


def test_keys_change_the_speed(window, qtbot):
    for key, speed in (
        (KEY.Key_BracketRight, 2.0),
        (KEY.Key_Plus, 4.0),
        (KEY.Key_Minus, 2.0),
        (KEY.Key_BracketLeft, 1.0),
    ):
        qtbot.keyClick(window, key)
        window.refresh()
        assert window.session.playback.speed == speed
        assert window.transport.speed.text().startswith(f"Speed {speed:g}")


def test_the_menu_of_speeds_is_the_ladder(window):
    window.transport.speed.menu().actions()[0].trigger()
    assert window.session.playback.speed == 0.25


def test_keys_turn_the_person(window, qtbot):
    for key, view in ((KEY.Key_F, FRONT), (KEY.Key_S, SIDE), (KEY.Key_T, TOP), (KEY.Key_R, HOME)):
        qtbot.keyClick(window, key)
        assert window.stage.view == view
    window.commands[Command.NEARER].trigger()
    qtbot.keyClick(window, KEY.Key_F)
    assert window.stage.view.zoom == pytest.approx(1.2)


def test_buttons_do_what_keys_do(window, qtbot):
    transport, playback = window.transport, window.session.playback
    for button, index in ((transport.on, 1), (transport.back, 0), (transport.next, 24)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert playback.index == index
    qtbot.mouseClick(transport.play, Qt.MouseButton.LeftButton)
    assert playback.playing


def test_a_click_on_the_timeline_seeks(window, qtbot):
    at = QPoint(round(window.timeline.x_of(3.0)), window.timeline.height() // 2)
    qtbot.mouseClick(window.timeline, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: window.stage.picture.time_s == pytest.approx(3.0, abs=0.05))
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up")


def test_pointing_at_the_attention_shows_that_frame_and_leaving_returns(window, qtbot):
    window.session.playback.seek(3.0)
    window.refresh()
    assert window.stage.picture.time_s == pytest.approx(3.0)
    answer = window.session.answer
    panel = window.attention_panel
    panel.plot.pointed.emit(-1.02)
    window.refresh()
    assert window.session.preview == 24
    picture = window.stage.picture
    assert picture.time_s == pytest.approx(answer.prediction.window.times_s[24])
    assert "Frame 25 of 50" in picture.caption
    assert panel.plot.marker.isVisible()
    assert panel.plot.marker.value() == pytest.approx(-1.02, abs=0.01)
    assert [label.text() for label in panel.values] == ["x 0.55", "y 0.55", "z 0.55", "mean 0.55"]
    panel.plot.left.emit()
    window.refresh()
    assert window.stage.picture.time_s == pytest.approx(3.0)
    assert window.stage.picture.caption == ""
    assert not panel.plot.marker.isVisible()


def test_the_mouse_itself_points_at_the_attention(window, qtbot):
    window.session.playback.seek(3.0)
    window.refresh()
    viewport = window.attention_panel.plot.viewport()
    qtbot.mouseMove(viewport, point_at_attention(window, -0.4))
    qtbot.mouseMove(viewport, point_at_attention(window, -0.5))
    qtbot.waitUntil(lambda: window.session.preview is not None)
    assert window.session.preview == pytest.approx(37, abs=1)
    qtbot.mouseMove(window.stage, QPoint(20, 20))
    window.attention_panel.plot.leaveEvent(None)  # offscreen, the pointer does not leave by itself
    assert window.session.preview is None


def test_pressing_on_the_attention_pauses(window, qtbot):
    window.session.playback.seek(3.0)
    qtbot.keyClick(window, KEY.Key_Space)
    window.refresh()
    viewport = window.attention_panel.plot.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=point_at_attention(window, -1.5))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=point_at_attention(window, -1.5))
    assert not window.session.playback.playing
    assert window.session.preview == pytest.approx(12, abs=1)


def test_comma_and_full_stop_walk_through_the_window(window, qtbot):
    window.session.playback.seek(3.0)
    for _ in range(3):
        qtbot.keyClick(window, KEY.Key_Comma)
    qtbot.keyClick(window, KEY.Key_Period)
    assert window.session.preview == 47
    qtbot.keyClick(window, KEY.Key_Escape)
    assert window.session.preview is None


def test_the_attention_can_be_zoomed_to_its_range(window, qtbot):
    window.session.playback.seek(3.0)
    window.refresh()
    box = window.attention_panel.plot.getViewBox()
    assert box.viewRange()[1][0] < 0
    assert box.viewRange()[1][1] > 1
    qtbot.keyClick(window, KEY.Key_Z)
    low, high = box.viewRange()[1]
    assert 0.4 < low < 0.5
    assert 0.6 < high < 0.7
    assert window.toggles.zoom_attention.isChecked()
    qtbot.mouseClick(window.attention_panel.zoom, Qt.MouseButton.LeftButton)
    assert not window.toggles.zoom_attention.isChecked()
    assert box.viewRange()[1][1] > 1


def test_the_notes_of_the_reader_can_be_read(window, qtbot):
    assert window.status.notes.text() == "1 note"
    qtbot.mouseClick(window.status.notes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.detail.text() == "One thing was derived."
    qtbot.keyClick(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_what_was_lost_in_reading_is_a_banner(make_window, make_recording, make_recogniser, qtbot):
    recording = dataclasses.replace(make_recording(), warnings=("Half of it is gone.",))
    window = make_window(recording, make_recogniser())
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.headline.text() == "wave.skeleton was read with warnings"
    assert window.banner.detail.text() == "Half of it is gone."
    window.session.show(make_recording())  # another one, which is whole
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_the_sheet_of_shortcuts_opens(window, qtbot):
    qtbot.keyClick(window, "?")
    window.help.sheet.activateWindow()
    qtbot.waitUntil(window.help.sheet.isActiveWindow)
    assert window.help.sheet.isVisible()
    qtbot.keyClick(window.help.sheet, KEY.Key_Escape)
    assert not window.help.sheet.isVisible()


def test_a_failing_recogniser_shows_a_banner(make_window, make_recording, make_recogniser, qtbot):
    window = make_window(make_recording(), make_recogniser(fails_at_s=3.0))
    qtbot.waitUntil(window.banner.isVisible)
    assert "on fire" in window.banner.headline.text()
    window.session.playback.seek(5.0)
    window.refresh()
    assert window.answer_panel.headline.text == "No answer"


def test_closing_the_window_stops_a_running_analysis(make_window, make_recording, make_recogniser, qtbot):
    window = make_window()
    window.session.show(make_recording(120.0))
    window.session.use(make_recogniser(pause_s=0.002))
    qtbot.waitUntil(lambda: window.session.analysis.count > 2)
    window.close()
    assert window.session.analysis.wait(0)
    assert not window.session.analysis.finished


def test_opening_another_file_starts_anew(window, qtbot):
    window.session.playback.seek(3.0)
    first = window.session.analysis
    drop(window, "pair.skeleton")
    qtbot.waitUntil(lambda: window.session.analysis is not first and window.session.analysis.finished)
    window.refresh()
    assert "2 people" in window.status.source.whole
    assert window.session.playback.index == 0
    assert window.timeline.axis.end_s == pytest.approx(6.0)


def test_all_colours_follow_the_theme(window, qtbot):
    app = QApplication.instance()
    before = window.grab().toImage().pixelColor(640, 300).lightness()
    apply_theme(app, "dark")
    qtbot.waitUntil(lambda: theme_of(window.stage).dark)
    assert window.grab().toImage().pixelColor(640, 300).lightness() < 64 < before
    assert window.attention_panel.values[0].styleSheet().count(theme_of(window).axes[0]) == 1


@pytest.mark.parametrize("size", [(960, 640), (1024, 700), (1280, 800), (1920, 1080)])
def test_everything_fits(window, size):
    window.session.playback.seek(3.0)
    window.resize(*size)
    window.refresh()
    assert (window.width(), window.height()) == size
    for part in (
        window.stage,
        window.answer_panel,
        window.attention_panel,
        window.timeline,
        window.transport,
    ):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert corner.x() < size[0]
        assert corner.y() < size[1]
    plot = window.attention_panel.plot
    assert plot.getViewBox().height() > 40


def test_a_real_sample_opens(make_window, qtbot, make_recogniser):
    from streaming.readers import read_recording

    sample = Path(__file__).resolve().parents[3] / "samples" / "squat.skeleton"
    window = make_window(read_recording(sample), make_recogniser())
    window.session.playback.seek(1.5)
    window.refresh()
    assert len(window.stage.picture.figures) == 1
    assert window.answer_panel.headline.text not in ("", NO_ACTION)


@pytest.mark.parametrize(
    "command", [Command.SAVE_PICTURE, Command.EXPORT_ATTENTION, Command.EXPORT_WINDOW_CLIP]
)
def test_of_two_programs_that_export_in_the_same_second_each_has_a_file_of_its_own(
    window, qtbot, tmp_path, monkeypatch, command
):
    module = clips if command is Command.EXPORT_WINDOW_CLIP else files
    named = module.dated_path

    def taken(folder: Path, *endings: str, of: str = "") -> Path:
        path = named(folder, *endings, of=of)
        monkeypatch.setattr(module, "dated_path", named)
        path.with_suffix(endings[-1]).write_text("the other's", encoding="utf-8")  # a moment later
        return path

    monkeypatch.setattr(module, "dated_path", taken)
    window.store.change(recordings=str(tmp_path / "exports"))
    window.session.playback.seek(3.0)
    window.refresh()
    window.commands[command].trigger()
    qtbot.waitUntil(lambda: (newest := window.session.messages.newest) is not None and not newest.is_error)
    found = [path.read_bytes() for path in (tmp_path / "exports").iterdir()]
    assert found.count(b"the other's") == 1
    assert len(found) == (3 if command is Command.EXPORT_ATTENTION else 2)
