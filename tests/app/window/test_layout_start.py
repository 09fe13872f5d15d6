"""Everything has its room on the start screen, in the tour, and from right to left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QComboBox

from app.model.preferences import PreferenceStore
from app.model.tour import STEPS
from app.model.wording import isolated
from app.window.main_window import MainWindow

from .test_layout import Walk, dress

__all__ = ["dress"]


def test_the_sample_with_the_tour(dress, qtbot, make_session, make_recogniser, tmp_path, monkeypatch):
    kept = tmp_path / ("wave " * 30 + ".skeleton")
    kept.write_text("read by name")
    store = PreferenceStore(None, {"recent": (str(kept),) * 5})
    session = make_session()
    session.use(make_recogniser())
    window = MainWindow(session, store, sample=Path("wave.skeleton"))
    qtbot.addWidget(window)
    window.show()
    walk = Walk(window, monkeypatch)
    walk.look("the start screen")
    window.sample.open()
    qtbot.waitUntil(lambda: window.parts.tour_bar.isVisible() and session.analysis is not None)
    session.analysis.join()
    window.sample.tour.by_itself = False
    for _ in STEPS:
        walk.look(f"step {window.sample.tour.at} of the tour")
        window.sample.tour.go(1)
    window.help.show_about()
    walk.look_at(window.help.about, "about")
    window.close()
    assert "\n".join(walk.found) == ""


def reads_from_left(text: str) -> bool:
    """Whether the characters of a line stand in their order where all is laid out from right to left."""
    layout = QTextLayout(text)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    shown = [at for at, letter in enumerate(text) if letter.isprintable() and letter != " "]
    places = [line.glyphRuns(at, 1)[0].positions()[0].x() for at in shown]
    return places == sorted(places)


def test_from_right_to_left(qapp, make_window, make_recording, make_evident, monkeypatch):
    """Time and space stay as they are; all else changes sides, and nothing is cut."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = make_window(make_recording(), make_evident())
        walk = Walk(window, monkeypatch)
        window.session.playback.seek(3.0)
        walk.look("a replay")
        window.toggles.teach.setChecked(True)
        walk.look("teaching")
        window.choices.show_settings()
        walk.look_at(window.choices.panel, "settings")
        boxes = window.choices.panel.findChildren(QComboBox)
        words = {box.itemText(i) for box in boxes for i in range(box.count())}
        words |= {action.text() for action in window.transport.speed.menu().actions()}
        words.add(window.transport.speed.text())
        assert [text for text in words if any(map(str.isdigit, text)) and not reads_from_left(text)] == []
        assert not reads_from_left("640 x 480") and reads_from_left(isolated("640 x 480"))
        left = window.answer_panel.mapTo(window, window.answer_panel.rect().topLeft()).x()
        assert left < window.area.mapTo(window, window.area.rect().topLeft()).x()
        assert window.timeline.layoutDirection() == Qt.LayoutDirection.LeftToRight
        window.close()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    # Qt's splitters are off by a pixel there.
    assert [each for each in walk.found if "QSplitter" not in each and "StageArea" not in each] == []
