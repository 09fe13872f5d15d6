"""Video view: image with pose overlays and person tags."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.drawing.painting import painting
from app.drawing.qimages import ThinImage
from app.drawing.shot import TRUNK, ShotDrawing, fitted
from app.drawing.theme import theme_of
from app.model.language import tr
from app.model.shot import Shot
from app.widgets.card import round_corners


class VideoView(QWidget):
    """Draws one :class:`Shot` as large as it fits; a click on a person chooses them."""

    chosen = Signal(int)
    """The identity of a person that was clicked on."""
    painted = Signal(object)
    """A shot is on screen for the first time."""
    aspect_changed = Signal()
    """What is drawn is wider or narrower than what was drawn before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without an image."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._shot: Shot | None = None
        self.aspect = 4 / 3
        """Width of the image by its height."""
        self._mirrored = False
        self._painted: Shot | None = None
        self._image: ThinImage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(220, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Video with the pose over it"))
        self.setToolTip(tr("Click on a person to see what they are doing"))

    def sizeHint(self) -> QSize:
        """Prefer most of the window."""
        return QSize(800, 560)

    @property
    def shot(self) -> Shot | None:
        """What is drawn."""
        return self._shot

    def show_shot(self, shot: Shot | None) -> None:
        """Draw something else."""
        if shot is not self._shot:
            if shot is None or self._shot is None or shot.rgb is not self._shot.rgb:
                self._image = None
            self._shot = shot
            if shot is not None and (aspect := shot.rgb.shape[1] / shot.rgb.shape[0]) != self.aspect:
                self.aspect = aspect
                self.aspect_changed.emit()
            self.update()

    @property
    def mirrored(self) -> bool:
        """Whether it is shown as in a mirror; only what is shown is, never what is recognised."""
        return self._mirrored

    def set_mirrored(self, mirrored: bool) -> None:
        """Show it as in a mirror, or as it is."""
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            self.update()

    # ---- geometry ----

    def image_box(self) -> QRectF:
        """Where the image is on the widget, in pixels."""
        return QRectF() if self._shot is None else fitted(self._shot.rgb, self.width(), self.height())

    def place(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Turn (..., 2) image positions, 0..1, into pixels on the widget."""
        assert self._shot is not None
        return self._drawing(self._shot).place(points)

    def _drawing(self, shot: Shot) -> ShotDrawing:
        return ShotDrawing(shot, self.image_box(), self._mirrored, self.font(), theme_of(self))

    def person_at(self, at: QPointF) -> int | None:
        """Return the identity of the person at a place on the widget: whose box it is in, nearest trunk."""
        best: tuple[float, int] | None = None
        for body in self._shot.bodies if self._shot is not None else ():
            if body.image is None:
                continue
            points = self.place(body.image)
            somewhere, trunk = points[np.isfinite(points).all(axis=1)], points[TRUNK]
            if not len(somewhere):
                continue
            low, high = somewhere.min(axis=0) - 20, somewhere.max(axis=0) + 20
            if low[0] <= at.x() <= high[0] and low[1] <= at.y() <= high[1]:
                middle = (trunk if np.isfinite(trunk).all() else somewhere).mean(axis=0)
                off = float(np.hypot(*(middle - (at.x(), at.y()))))
                best = min(best, (off, body.identity)) if best is not None else (off, body.identity)
        return None if best is None else best[1]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the person that was clicked on."""
        person = self.person_at(event.position())
        if person is not None:
            self.chosen.emit(person)

    # ---- drawing ----

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw image, skeletons and tags."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), QColor(theme_of(self).card))
            if self._shot is not None:
                if self._image is None:
                    across = self.image_box().width() * self.devicePixelRatioF()
                    self._image = ThinImage(self._shot.rgb, across)
                self._drawing(self._shot).draw(painter, self._image.image)
            round_corners(painter, self)
        if self._shot is not self._painted:
            self._painted = self._shot
            self.painted.emit(self._shot)
