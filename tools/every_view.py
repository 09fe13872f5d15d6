"""Pictures of every view and dialog on screens of several sizes, to be looked at.

They are in light and dark, in English and German, and from right to left; nothing of them is kept in docs/.
Each screen is rendered by a process of its own, as Qt reads its size and scale at the start.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from streaming.writers.atomic import replace_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.drawing.theme import Scheme
    from app.window.main_window import MainWindow
    from mans.recogniser import Recogniser


class Screen(NamedTuple):
    """A screen.

    Attributes:
        width: device pixels.
        height: device pixels.
        scale: device pixels to one of the window's.
    """

    width: int
    height: int
    scale: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Screen:
        """Read e.g. ``1366x768``, or ``1920x1080@1.5``."""
        size, _, scale = text.partition("@")
        width, height = map(int, size.split("x"))
        return cls(width, height, float(scale or 1))

    def __str__(self) -> str:
        """As :meth:`parse` reads it."""
        return f"{self.width}x{self.height}" + (f"@{self.scale:g}" if self.scale != 1 else "")


SCREENS = (Screen(1024, 700), Screen(1366, 768), Screen(1920, 1080, 1.5), Screen(3840, 2160))
VARIANTS = ("en-light", "en-dark", "de-light", "de-dark", "en-light-rtl", "de-dark-rtl")
"""Language, theme, and whether from right to left."""
LONG = "Anna hebt beide Arme und springt dann zweimal so hoch sie kann, dritter Versuch.skeleton"


def environment(screen: Screen, folder: Path) -> dict[str, str]:
    """Return the environment of a process whose only screen is this one."""
    settings = folder / "screens.json"
    width, height = round(screen.width / screen.scale), round(screen.height / screen.scale)
    only = {"name": "only", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    replace_text(settings, json.dumps({"synchronousWindowSystemEvents": True, "screens": [only]}))
    platform = f"offscreen:configfile={settings}"
    return {**os.environ, "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": f"{screen.scale:g}"}


@contextmanager
def window_of(variant: str, screen: Screen, recogniser: Recogniser) -> Iterator[MainWindow]:
    """A window as large as the screen leaves it."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from tools.screenshots import SAMPLES, shown

    language, scheme, *turned = variant.split("-")
    theme: Scheme = "dark" if scheme == "dark" else "light"
    size = (round(screen.width / screen.scale), round(screen.height / screen.scale))
    direction = Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight
    with tempfile.TemporaryDirectory() as name:
        chosen = {"recent": tuple(map(str, SAMPLES)), "recordings": name}
        QApplication.setLayoutDirection(direction)
        with shown(theme, recogniser, chosen, language, size) as window:
            QApplication.setLayoutDirection(direction)  # a translation may say otherwise
            yield window


def of_a_recording(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Replay, study, movement, teaching and presentation; messages, the tour, and a report."""
    from app.model.messages import Message, Offer
    from app.model.report import Wanted, usual_kind
    from app.widgets.report_dialog import ReportDialog
    from streaming.reports.report import PARTS
    from tools.screenshots import RAISED_S, TOUR_S, settle

    session = window.session
    settle(window)
    yield "start", window
    window.sample.open()
    settle(window, lambda: session.analysis is not None and session.analysis.finished)
    assert session.playback is not None
    session.playback.pause()
    session.playback.seek(TOUR_S)
    for step in range(5):
        yield f"tour-{step}", window
        window.sample.tour.go(1)
    window.sample.tour.end()
    session.playback.seek(RAISED_S)
    yield "replay", window
    offers = (Offer("Try again", lambda: None), Offer("Choose file …", lambda: None))
    session.messages.tell("view", Message(f"{LONG}: 24", LONG, report="all", offers=offers))
    yield "message", window
    session.messages.settle("view")
    window.toggles.show_movement.setChecked(True)
    yield "movement", window
    window.study()
    yield "study-movement", window
    window.toggles.show_movement.setChecked(False)
    yield "study", window
    window.study()
    window.toggles.teach.setChecked(True)
    for start_s in (1.0, 3.0, 5.0, 7.0):
        window.tools.marking.add("raise" if start_s < 4 else LONG[:40], start_s, start_s + 1.2)
    yield "teach", window
    window.toggles.teach.setChecked(False)
    window.present()
    yield "presentation", window
    window.present()
    folder = window.store.current.folder
    proposed = Wanted(folder, LONG, usual_kind(), tuple(PARTS))
    dialog = ReportDialog(proposed, LONG, held=PARTS, parent=window)
    yield "report", dialog
    dialog.close()


def of_a_camera(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Two people live, with and without health."""
    from streaming.readers import read_recording
    from tools.screenshots import FRAMES, SAMPLES, puppets, show_live

    frames = puppets([read_recording(path) for path in SAMPLES], FRAMES)
    show_live(window, frames, people=2)
    yield "live", window
    window.choices.show_both()
    yield "live-both", window
    window.toggles.show_health.setChecked(True)
    yield "live-health", window
    window.closing.close()


def dialogs(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Settings, shortcuts, about, documentation, the checks of the computer, and the columns of a table."""
    import numpy as np

    from app.doctor.finding import Check, Finding
    from app.model.assigned_columns import AssignedColumns
    from app.widgets.column_dialog import ColumnDialog
    from app.widgets.doctor_dialog import DoctorDialog
    from tools.screenshots import settle

    window.choices.show_settings()
    assert window.choices.panel is not None
    yield "settings", window.choices.panel
    window.choices.panel.close()
    window.help.show_shortcuts()
    window.help.show_about()
    window.help.show_documentation()
    for name, shown in (
        ("shortcuts", window.help.sheet),
        ("about", window.help.about),
        ("documentation", window.help.documentation),
    ):
        assert shown is not None
        yield name, shown
        shown.close()
    found = (
        Finding("ok", "12 of 12 libraries are installed and work"),
        Finding("warning", "No room for an hour of images", "recordings end early", "Choose another folder"),
        Finding("problem", "Camera 0 gives no image: it does not open", "live recognition cannot use it"),
    )
    doctor = DoctorDialog(window, [Check("all", "Everything", lambda: found)])
    doctor.check()
    settle(window, lambda: doctor.checking is not None and doctor.checking.done)
    doctor.refresh()
    yield "doctor", doctor
    doctor.close()
    table = Path(window.store.current.folder) / "positions of joints.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    np.savetxt(table, np.random.default_rng(0).normal(size=(30, 77)), delimiter=",")
    columns = ColumnDialog(AssignedColumns(table), window)
    yield "columns", columns
    columns.close()


def render(screen: Screen, variants: list[str], folder: Path) -> None:
    """Render all views on this process's screen."""
    from PySide6.QtWidgets import QApplication

    from app.drawing.qimages import save_png
    from app.start import application
    from mans.bundled import MODEL
    from mans.device import use_one_thread
    from mans.recogniser import Recogniser
    from tools.screenshots import settle

    use_one_thread()
    application("light", "en")
    recogniser = Recogniser.load(MODEL, "cpu")
    for variant in variants:
        for group in (of_a_recording, of_a_camera, dialogs):
            with window_of(variant, screen, recogniser) as window:
                for name, widget in group(window):
                    if widget is not window:
                        widget.show()
                    settle(window)
                    QApplication.processEvents()
                    image = widget.grab().toImage()
                    image.setDevicePixelRatio(1.0)
                    save_png(image, folder / f"{name}-{screen}-{variant}.png")
    print(f"Wrote the views of {screen} to {folder}")


def main() -> None:
    """Render every screen in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of the pictures; made if it is not there")
    parser.add_argument(
        "--screens", nargs="+", type=Screen.parse, default=SCREENS, help="e.g. 1366x768 1920x1080@1.5"
    )
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.here:
        render(args.screens[0], args.variants, args.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        for screen in args.screens:
            words = [sys.executable, "-m", "tools.every_view", str(args.folder), "--here"]
            words += ["--screens", str(screen), "--variants", *args.variants]
            subprocess.run(words, env=environment(screen, Path(name)), check=True)


if __name__ == "__main__":
    main()
