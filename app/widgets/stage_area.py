"""Main area of the window: video with pose overlay, 3D skeleton, or both."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.drawing.theme import GAP
from app.widgets.stage import Stage
from app.widgets.video_view import VideoView

Arrangement = Literal["video", "skeleton", "both"]


_VIDEO = 0.62  # the video's share of the room, at most
_LEAST_PX = 300  # beside a video that has all the height: a skeleton has room there


class StageArea(QSplitter):
    """Puts video and skeleton side by side, as chosen and as far as there is a video at all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the skeleton alone: there is no video yet."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.video, self.skeleton = VideoView(), Stage()
        self.setHandleWidth(GAP)
        self.setChildrenCollapsible(False)
        self.addWidget(self.video)
        self.addWidget(self.skeleton)
        self._arrangement: Arrangement = "video"
        self._has_video = False
        self._arrange()
        self.video.aspect_changed.connect(self._share_room)

    @property
    def arrangement(self) -> Arrangement:
        """What is chosen."""
        return self._arrangement

    @property
    def has_video(self) -> bool:
        """Whether what is shown has a video."""
        return self._has_video

    def arrange(self, arrangement: Arrangement) -> None:
        """Choose what is shown when there is a video."""
        self._arrangement = arrangement
        self._arrange()

    def offer_video(self, there_is_one: bool) -> None:
        """Say whether what is shown has a video."""
        if there_is_one != self._has_video:
            self._has_video = there_is_one
            self._arrange()

    def set_mirrored(self, mirrored: bool) -> None:
        """Show both as in a mirror, or as they are."""
        self.video.set_mirrored(mirrored)
        self.skeleton.set_mirrored(mirrored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the video what it can use."""
        super().resizeEvent(event)
        self._share_room()

    def _arrange(self) -> None:
        shown = self._arrangement if self._has_video else "skeleton"
        self.video.setVisible(shown != "skeleton")
        self.skeleton.setVisible(shown != "video")
        self._share_room()

    def _share_room(self) -> None:
        """Put video and skeleton beside or below each other: as the video is larger."""
        if self.video.isHidden() or self.skeleton.isHidden():
            return
        width, height, aspect = self.width(), self.height(), self.video.aspect
        beside = min(_VIDEO * width, height * aspect)  # the video's width
        below = min(_VIDEO * height, width / aspect)  # the video's height
        wide = beside >= below * aspect or width - height * aspect >= _LEAST_PX
        self.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        whole, video = (width, beside) if wide else (height, below)
        self.setSizes([round(video), round(whole - video)])
