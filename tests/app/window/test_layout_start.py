"""Everything has its room on the start screen, in the tour, and from right to left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.model.preferences import PreferenceStore
from app.model.tour import STEPS
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
    dress()
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
        left = window.answer_panel.mapTo(window, window.answer_panel.rect().topLeft()).x()
        assert left < window.area.mapTo(window, window.area.rect().topLeft()).x()
        assert window.timeline.layoutDirection() == Qt.LayoutDirection.LeftToRight
        window.close()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    # Qt's splitters are off by a pixel there.
    assert [each for each in walk.found if "QSplitter" not in each and "StageArea" not in each] == []
