import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.drawing.qimages import rgb_of
from app.drawing.theme import DARK, LIGHT, apply_theme
from app.model.projection import HOME
from app.model.scene import Scene
from app.widgets.stage import Stage
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frames import Frame, Recording


@pytest.fixture
def stage(qtbot) -> Stage:
    apply_theme(QApplication.instance(), "light")
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(600, 500)
    stage.show()
    return stage


def picture_of(*bodies):
    frames = [Frame(0, 0.0, bodies)]
    return Scene(Recording(frames, 30.0, "one frame"), WindowSettings()).picture(0)


def pixels_like(stage: Stage, colour: str) -> np.ndarray:
    """(P, 2) x and y of the pixels that have nearly this colour, above the legend."""
    seen = rgb_of(stage.grab().toImage()).astype(int)[: stage.height() - 40]
    wanted = QColor(colour)
    near = np.abs(seen - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=-1) < 6
    return np.argwhere(near)[:, ::-1]


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_left_side_of_who_faces_the_sensor_is_at_the_right(stage, make_recording, scheme, theme):
    apply_theme(QApplication.instance(), scheme)
    stage.show_picture(picture_of(*make_recording().frames[0].bodies))
    left, right = pixels_like(stage, theme.left), pixels_like(stage, theme.right)
    assert len(left) > 100
    assert len(right) > 100
    assert left[:, 0].min() > right[:, 0].mean()
    assert left[:, 0].mean() > 300 > right[:, 0].mean()


def test_joints_that_are_not_tracked_are_faint(stage, make_recording):
    body = make_recording().frames[0].bodies[0]
    stage.show_picture(picture_of(body))
    solid = len(pixels_like(stage, LIGHT.left))
    hidden = type(body)(1, body.positions, np.zeros_like(body.states))
    stage.show_picture(picture_of(hidden))
    assert len(pixels_like(stage, LIGHT.left)) < solid / 20


def test_who_is_not_followed_is_grey(stage, make_recording):
    scene = Scene(make_recording(people=2), WindowSettings(bodies=1))
    stage.show_picture(scene.picture(0))
    coloured = pixels_like(stage, LIGHT.left)
    assert coloured[:, 0].max() - coloured[:, 0].min() < 150  # one person's left side, not two


def test_dragging_turns_shift_moves_and_a_double_click_resets(stage, qtbot, make_recording):
    stage.show_picture(picture_of(*make_recording().frames[0].bodies))
    qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    qtbot.mouseMove(stage, QPoint(350, 240))
    drag(stage, QPointF(350, 240), QPointF(400, 230))
    qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(400, 230))
    assert stage.view.yaw > HOME.yaw
    assert stage.view.pitch < HOME.pitch
    assert stage.view.pan == (0.0, 0.0)
    turned = stage.view
    qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    drag(stage, QPointF(300, 250), QPointF(350, 250), Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(350, 250))
    assert stage.view.pan == pytest.approx((0.1, 0.0))
    assert stage.view.yaw == turned.yaw
    qtbot.mouseDClick(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    assert stage.view == HOME


def drag(stage, start, end, modifiers=Qt.KeyboardModifier.NoModifier):
    """A move with the button held down, which QTest.mouseMove does not report on every platform."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    for at in (start, end):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            stage.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifiers,
        )
        QApplication.sendEvent(stage, event)


def test_the_wheel_zooms(stage):
    for steps in (2, -1):
        event = QWheelEvent(
            QPointF(10, 10),
            QPointF(10, 10),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(stage, event)
    assert stage.view.zoom == pytest.approx(1.12)


def test_nobody_in_view_is_said(stage):
    empty = rgb_of(stage.grab().toImage())
    stage.show_picture(picture_of())
    assert (rgb_of(stage.grab().toImage()) != empty).any()
    assert stage.picture.figures == ()
