"""The panel for custom actions in little room and in much: nothing that matters is cut off."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.drawing.theme import apply_theme
from app.model.findings import ActionLine, Cost, Findings, Place
from app.model.palette import Palette
from app.widgets.teach_panel import TeachPanel

LABELS = ("salute", "spread", "cross")
SMALLEST, HIGH = (340, 210), (340, 700)
"""Width and height in a window of 960 x 640, and in a high one, in pixels."""


@pytest.fixture
def panel(qtbot) -> TeachPanel:
    apply_theme(QApplication.instance(), "light")
    panel = TeachPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def findings(alarms: int = 2) -> Findings:
    counts = np.eye(3, 4, dtype=np.int64) * 4
    places = tuple(Place(f"salute 60 %, take {i}", i) for i in range(alarms))
    costs = {label: [Cost(i / 20, i / 20, 0.25) for i in range(1, 20)] for label in LABELS}
    limits = dict.fromkeys(LABELS, 0.5)
    heading = "In 2.0 minutes of other movement it would have answered 2 times"
    return Findings(
        "12 of 12 examples recognised", "12 of 12", "", LABELS, counts, (), (), heading, places, costs, limits
    )


def show(panel: TeachPanel, size: tuple[int, int], *, taught: bool = True, stale: bool = False) -> None:
    panel.resize(*size)
    lines = [ActionLine(label, 4) for label in LABELS]
    palette = Palette(LABELS)
    panel.show_findings(findings() if taught else None)
    panel.show_project("mine", lines, "", palette, beside=True, can_teach=True, stale=stale)
    for _ in range(5):
        QApplication.processEvents()


def in_sight(panel: TeachPanel, widget) -> bool:
    """Whether all of a widget is within what of the panel is to be seen."""
    if not widget.isVisible():
        return False
    view = panel.sections.area.viewport()
    top = widget.mapTo(view, widget.rect().topLeft()).y()
    return top >= 0 and top + widget.height() <= view.height()


def test_before_teaching_there_is_one_section_without_a_title(panel):
    show(panel, SMALLEST, taught=False)
    assert not panel.sections.folded
    assert in_sight(panel, panel.rows) and in_sight(panel, panel.beside)
    assert not panel.thresholds.isVisible()


def test_in_little_room_each_section_fits_and_its_title_leads_to_it(panel, qtbot):
    show(panel, SMALLEST)
    assert panel.sections.folded
    assert in_sight(panel, panel.thresholds)
    assert in_sight(panel, panel.beside)
    assert not panel.confusion.isVisible()
    titles = [button for button in panel.sections.bar.children() if hasattr(button, "text")]
    assert [button.text() for button in titles] == ["Actions", "12 of 12", "2 false alarms"]
    assert all(button.width() >= button.sizeHint().width() for button in titles)
    qtbot.mouseClick(titles[1], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert in_sight(panel, panel.score) and in_sight(panel, panel.confusion)
    assert not panel.thresholds.isVisible()
    qtbot.mouseClick(titles[2], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert in_sight(panel, panel.alarms) and in_sight(panel, panel.alarms_heading)


def test_in_much_room_all_sections_are_in_sight(panel):
    show(panel, HIGH)
    assert not panel.sections.folded
    for widget in (panel.thresholds, panel.beside, panel.confusion, panel.alarms, panel.others):
        assert in_sight(panel, widget)
    show(panel, SMALLEST)
    assert panel.sections.folded
    show(panel, HIGH)
    assert not panel.sections.folded


def test_what_a_threshold_costs_is_beside_its_slider_and_told(panel):
    show(panel, SMALLEST)
    panel.thresholds.slider("spread").setValue(12)
    assert panel.thresholds.cost("spread") == ("60 %", "0.2")
    assert panel.thresholds.slider("spread").accessibleDescription().startswith("misses 60 %")


def test_other_examples_are_counted_again_beside_what_was_found(panel):
    show(panel, HIGH)
    assert not panel.rows.isVisible()
    show(panel, HIGH, stale=True)
    assert panel.rows.isVisible() and panel.stale.isVisible()


def test_space_presses_the_button_that_tab_leads_to(window, qtbot):
    window.toggles.teach.setChecked(True)
    window.refresh()
    panel, pressed = window.parts.teach_panel, []
    assert panel.teach.toolTip() == panel.advice.text() != ""  # why it cannot be pressed
    panel.others.clicked.disconnect()
    panel.others.clicked.connect(lambda: pressed.append("others"))
    show(panel, HIGH)
    panel.others.setFocus()
    qtbot.keyClick(panel.others, Qt.Key.Key_Space)
    panel.alarms.pressed.connect(pressed.append)
    panel.alarms.links[1].setFocus()
    qtbot.keyClick(panel.alarms.links[1], Qt.Key.Key_Space)
    assert pressed == ["others", 1]
    assert not window.session.playback.playing
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.session.playback.playing
