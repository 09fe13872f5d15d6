"""A program that marks an example in a window with the keys, says so, and waits to be killed.

``python -m tests.support.marking_process RECORDING PREFERENCES FOLDER``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.main_window import MainWindow
from streaming.errors import ModelError
from streaming.readers import read_recording


def no_model(path: Path) -> object:
    raise ModelError("no model here", path=path)


def main(recording: Path, preferences: Path, folder: Path) -> None:
    app = QApplication([])
    store = PreferenceStore(preferences)
    store.change(recordings=str(folder))
    window = MainWindow(Session(read_recording, no_model), store)  # type: ignore[arg-type]
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.session.show(read_recording(recording))
    playback = window.session.playback
    assert playback is not None
    playback.seek(1.0)
    QTest.keyClick(window, Qt.Key.Key_B)
    playback.seek(2.0)
    QTest.keyClick(window, Qt.Key.Key_E)
    line = window.parts.example_bar.label
    QTest.keyClicks(line, "greet")
    QTest.keyClick(line, Qt.Key.Key_Return)
    app.processEvents()
    assert [mark.label for mark in window.tools.marking.marks] == ["greet"]
    sys.stdout.write("marked\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*(Path(word) for word in sys.argv[1:]))
