"""Starting the window: the one place that makes a ``QApplication``."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from app.analysis import TrainedRecogniser
from app.display import forget_opencv_plugins, require_display
from app.replay_window import ReplayWindow
from app.session import ReplaySession
from app.theme import Scheme, apply_theme, follow_system
from streaming.errors import MansError
from streaming.skeleton import Recording

_log = logging.getLogger(__name__)

NAME = "Action recognition"


def application(theme: Scheme = "auto") -> QApplication:
    """Return the process's ``QApplication``, made if need be, dressed in a theme.

    Args:
        theme: ``"auto"`` to be as the system is, now and when it changes.

    Raises:
        DisplayError: there is no display.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        require_display()
        forget_opencv_plugins()
        app = QApplication(sys.argv[:1])
        app.setApplicationName(NAME)
        if theme == "auto":
            follow_system(app)
    apply_theme(app, theme)
    if missing := missing_fonts():
        _log.warning(missing)
    return app


def missing_fonts() -> str:
    """Say in one line that there are no fonts, and what to do; empty where there are some."""
    # Qt lists its generic families even where nothing stands behind them.
    if QFontMetrics(QFont()).inFont("A"):
        return ""
    return "no fonts found, text will not show: install one (Debian: apt-get install fonts-dejavu-core)"


def _read(path: Path) -> Recording:
    """Read a recording; imported here, on the reading thread, to show the window sooner."""
    from streaming.readers import read_recording

    return read_recording(path)


def _loader(device: str) -> Callable[[Path], TrainedRecogniser]:
    """Return what loads a model for a device; torch is imported on the loading thread."""

    def load(path: Path) -> TrainedRecogniser:
        from mans.device import use_one_thread
        from mans.recogniser import Recogniser

        use_one_thread()
        return Recogniser.load(path, device)

    return load


def run_replay(
    path: Path | None,
    model: Path,
    device: str = "auto",
    theme: Scheme = "auto",
    play: bool = True,
) -> int:
    """Show the replay window until it is closed.

    Args:
        path: a recording to open, or None to start empty.
        model: a trained model (``.safetensors``).
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        theme: ``"auto"`` to be as the system is.
        play: start playing as soon as recording and model are there.

    Returns:
        The exit code: 0, or 130 after Ctrl-C.

    Raises:
        DisplayError: there is no display.
        MansError: the recording cannot be read, or there is no such model. Once the window is up, trouble
            is told there.
    """
    # Named on the command line, a file that cannot be read is told there, before any window.
    at_hand = {} if path is None else {path: _read(path)}
    if not model.is_file():
        raise MansError("no such model", path=model, remedy="Give another --model, or run train")
    app = application(theme)
    session = ReplaySession(lambda file: at_hand.pop(file, None) or _read(file), _loader(device))
    session.open_model(model)
    if path is not None:
        session.open_recording(path, play=play)
    window = ReplayWindow(session)
    window.show()
    # Python runs its handlers between two byte codes: the window's timer sees to it that there are some.
    stopped = []

    def stop(*_: object) -> None:
        stopped.append(True)
        window.close()

    before = signal.signal(signal.SIGINT, stop)
    try:
        code = app.exec()
        return 130 if stopped else code
    finally:
        signal.signal(signal.SIGINT, before)
        window.close()
