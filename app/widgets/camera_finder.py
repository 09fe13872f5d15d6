"""Button that looks for cameras and lists them by name."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.model.background import Task
from app.model.language import tr
from app.widgets.buttons import press_by_space
from streaming.sources.camera import list_cameras
from streaming.sources.camera_list import CameraInfo

_POLL_MS = 30


class CameraFinder(QPushButton):
    """Looks on a thread: where the system has no list, cameras are tried one by one."""

    chosen = Signal(str)
    """What a camera is called in the settings: its name, or its number where two have the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wait until somebody asks."""
        super().__init__(tr("Find"), parent)
        self.setObjectName("quiet")
        self.setToolTip(tr("Look for cameras, and choose one by its name"))
        self.setAccessibleName(tr("Look for cameras, and choose one by its name"))
        self.setAutoDefault(False)
        press_by_space(self)
        self.menu_of_cameras = QMenu(self)
        self._task: Task[list[CameraInfo]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._pull)
        self.clicked.connect(self.look)

    def look(self) -> None:
        """Begin to look for cameras."""
        if self._task is None:
            self._task = Task("find cameras", list_cameras)
            self._timer.start()

    def _pull(self) -> None:
        """Show what was found, once that is known."""
        if self._task is None or not self._task.done:
            return
        task, self._task = self._task, None
        self._timer.stop()
        found = task.result() if task.error() is None else []
        self.show_cameras(found)
        self.menu_of_cameras.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def show_cameras(self, cameras: list[CameraInfo]) -> None:
        """Fill the menu."""
        menu = self.menu_of_cameras
        menu.clear()
        times = Counter(camera.name for camera in cameras)
        for camera in cameras:
            which = camera.name if camera.name and times[camera.name] == 1 else str(camera.index)
            menu.addAction(str(camera)).triggered.connect(
                lambda _=False, which=which: self.chosen.emit(which)
            )
        if not cameras:
            menu.addAction(tr("No camera was found")).setEnabled(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop to look."""
        super().hideEvent(event)
        self._timer.stop()
        if self._task is not None:
            self._task.join()
            self._task = None
