"""Keyboard and sight: every control is reached by Tab, named, and ringed there; words and rings stand out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from app.drawing.evidence import bar_colours, pose_colour
from app.drawing.shot import tag_plate
from app.drawing.theme import DARK, LIGHT, Theme, apply_theme, mixed
from app.model.frame_evidence import FrameEvidence
from app.model.messages import Message, Offer
from app.model.palette import Palette, contrast
from app.window.main_window import MainWindow
from mans.attribution.evidence import Evidence
from streaming.recognition.window import Window

TEXT, GRAPHIC = 4.5, 3.0
"""Contrast ratios that WCAG 2.1 AA asks of words, and of rings, edges and lines."""


def controls(window: QWidget) -> list[QWidget]:
    """What can be pressed, chosen or written in, and Tab may lead to."""
    every = window.findChildren(QWidget)
    shown = [each for each in every if each.isVisible() and each.isEnabled() and each.window() is window]
    return [each for each in shown if each.focusPolicy() & Qt.FocusPolicy.TabFocus]


def pressable(window: QWidget) -> list[QWidget]:
    """All that is pressed, chosen or written in, whether or not Tab leads to it."""
    kinds = (QPushButton, QComboBox, QLineEdit)
    every = [each for kind in kinds for each in window.findChildren(kind)]
    every += window.findChildren(QWidget, "text") + window.findChildren(QWidget, "main")
    return [each for each in every if each.isVisible() and each.isEnabled() and each.window() is window]


def walked(window: QWidget, qtbot) -> list[QWidget]:
    """What has the focus, one after the other, as Tab is pressed until it is where it began."""
    reached: list[QWidget] = []
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(200):
        if not window.focusNextPrevChild(True):
            break
        now = window.focusWidget()
        if now in reached:
            break
        reached.append(now)
    return reached


def unnamed(widgets: list[QWidget]) -> list[str]:
    """Those of which a screen reader could not say what they are."""
    found = []
    for widget in widgets:
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name).strip()
        if isinstance(widget, QComboBox):
            name = widget.accessibleName()  # by itself it says what is chosen
        if not name or name == "…":
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def unringed(widgets: list[QWidget]) -> list[str]:
    """Those that look the same with the focus as without it."""
    found = []
    for widget in widgets:
        # A line in a list of choices has its own ring: the list itself.
        widget.window().setFocus()
        QApplication.processEvents()
        before = widget.window().grab(_around(widget)).toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if widget.window().grab(_around(widget)).toImage() == before:
            found.append(f"{type(widget).__name__} {widget.accessibleName()!r}")
    return found


def _around(widget: QWidget) -> QRect:
    return widget.rect().translated(widget.mapTo(widget.window(), QPoint(0, 0)))


def check(window: QWidget, qtbot) -> None:
    """Look at a window as it is now."""
    wanted, reached = controls(window), walked(window, qtbot)
    assert wanted and set(reached) == set(wanted)
    assert set(pressable(window)) <= set(reached)
    assert unnamed(reached) == []
    assert unringed([each for each in reached if not isinstance(each, QAbstractScrollArea)]) == []


def test_the_start_screen(make_window, qtbot):
    check(make_window(), qtbot)


def test_a_replay_with_all_its_parts(window, qtbot):
    offers = (Offer("Choose another file …", lambda: None),)
    window.session.messages.tell(
        "test", Message("Lost", "Try again", report="all", offers=offers, stays=True)
    )
    window.sample.tour.begin()
    window.sample._toured = window.session.recording
    window.refresh()
    check(window, qtbot)
    reached = walked(window, qtbot)
    order = (window.banner, window.parts.tour_bar, window.attention_panel, window.transport, window.status)
    first = [min(i for i, each in enumerate(reached) if part.isAncestorOf(each)) for part in order]
    begun = first.index(min(first))  # wherever the walk began
    assert first[begun:] + first[:begun] == sorted(first)
    tops = [each.mapToGlobal(QPoint(0, 0)) for each in reached if window.transport.isAncestorOf(each)]
    assert [at.x() for at in tops] == sorted(at.x() for at in tops)


def test_marking_and_teaching(window, qtbot):
    window.toggles.teach.setChecked(True)
    window.refresh()
    QApplication.processEvents()
    check(window, qtbot)


def test_the_dialogs(window, qtbot):
    window.choices.show_settings()
    check(window.choices.panel, qtbot)
    for show in (window.help.show_about, window.help.show_documentation):
        show()
    for dialog in (window.help.about, window.help.documentation):
        dialog.activateWindow()
        check(dialog, qtbot)
        dialog.close()


def test_ticks_and_arrows_are_drawn_wherever_something_is_ticked_or_chosen():
    """A style sheet takes them from Qt's own boxes, lists and numbers: a ticked box looks like a blot."""
    bare = re.compile(r"= (QCheckBox|QComboBox|QSpinBox|QDoubleSpinBox)\(")
    sources = sorted((Path(__file__).resolve().parents[3] / "app").rglob("*.py"))
    assert [path.name for path in sources if bare.search(path.read_text("utf-8"))] == []


def test_space_presses_the_button_with_the_focus_and_plays_otherwise(window: MainWindow, qtbot):
    playback = window.session.playback
    window.transport.on.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(window.transport.on, Qt.Key.Key_Space)
    assert playback.index == 1 and not playback.playing
    window.transport.on.clearFocus()
    qtbot.mouseClick(window.transport.back, Qt.MouseButton.LeftButton)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert playback.playing


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_graphics_stand_out(theme: Theme):
    grounds = (theme.ground, theme.card, theme.raised)
    words = [
        (ink, ground) for ink in (theme.text, theme.muted, theme.accent, theme.error) for ground in grounds
    ]
    words += [(theme.text, theme.line), (theme.card, theme.accent), (theme.card, theme.muted)]
    words += [(axis, theme.card) for axis in theme.axes]  # their numbers are written in their colours
    assert [pair for pair in words if contrast(*pair) < TEXT] == []
    lines = [(ring, ground) for ring in (theme.accent, theme.edge, theme.text) for ground in grounds]
    lines += [(line, theme.card) for line in (theme.left, theme.right, theme.trunk)]
    assert [pair for pair in lines if contrast(*pair) < GRAPHIC] == []


def test_what_an_empty_line_stands_for_stands_out(make_window):
    window = make_window()
    window.choices.show_settings()
    line = window.choices.panel.fields["send"]
    ink = line.palette().placeholderText().color()
    assert line.placeholderText() and ink.alpha() == 255
    assert contrast(ink.name(), LIGHT.raised) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_action_stands_out_wherever_it_is_drawn_and_so_do_words_on_it(theme: Theme):
    """On cards, in rows and bars, on the plates over an image; as bars and poses of evidence."""
    labels = [f"action {i}" for i in range(60)]
    palette = Palette(labels)
    plate, over = tag_plate(theme), "#ffffff" if theme.dark else "#000000"  # the least favourable image
    plate = mixed(plate.name(), over, plate.alphaF()).name()
    for label in (*labels, None):
        colour = palette.colour(label, dark=theme.dark)
        assert min(contrast(colour, ground) for ground in (theme.card, theme.raised)) >= GRAPHIC, label
        assert contrast(colour, plate) >= GRAPHIC, label
        assert contrast(palette.ink(label, dark=theme.dark), colour) >= TEXT, label


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("announced", [True, False])
def test_bars_and_poses_of_evidence_stand_out(theme: Theme, announced):
    labels = [f"action {i}" for i in range(60)]
    palette, values = Palette(labels), np.linspace(-1, 1, 11, dtype=np.float32)
    window = Window(np.arange(11.0), np.zeros((11, 1, 25, 3), np.float32), np.ones((11, 1, 25), np.uint8), 0)
    for label in labels:
        shown = FrameEvidence(Evidence(label, announced, values), window, palette)
        edges = [edge for edge, _ in bar_colours(shown, theme)]
        poses = [pose_colour(shown, frame, theme) for frame in range(11)]
        assert min(contrast(each.name(), theme.card) for each in (*edges, *poses)) >= GRAPHIC, label


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palette_has_the_colours_of_the_theme(qapp, scheme):
    """What Qt draws by itself is as legible as what the window draws."""
    apply_theme(qapp, scheme)
    palette = qapp.palette()
    role, group = palette.ColorRole, palette.ColorGroup
    pairs = (
        *((role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button)),
        *((role.ToolTipText, role.ToolTipBase), (role.HighlightedText, role.Highlight)),
        *((role.PlaceholderText, role.Base), (role.Link, role.Base)),
    )
    for text, ground in pairs:
        for state in (group.Active, group.Inactive):
            ink, under = palette.color(state, text).name(), palette.color(state, ground).name()
            assert contrast(ink, under) >= TEXT, (text, ground)
    apply_theme(qapp, "light")
