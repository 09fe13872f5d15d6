"""Stage widget: 3D view of skeletons with mouse control."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.drawing.painting import painting
from app.drawing.stage import Look, StageDrawing
from app.drawing.theme import theme_of
from app.model.joint_emphasis import Colouring
from app.model.language import tr
from app.model.projection import HOME, View
from app.model.scene import Picture
from app.widgets.card import round_corners

_RADIANS_PER_PIXEL = 0.008
_WHEEL_STEP = 120.0
_ZOOM_PER_STEP = 1.12


class Stage(QWidget):
    """Draws one :class:`Picture`; drag turns it, the wheel zooms, a double click resets the view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to draw, in the home view."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._picture: Picture | None = None
        self._look = Look()
        self._grip: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(220, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Skeleton"))
        self.setToolTip(tr("Drag to turn, Shift and drag to move, wheel to zoom, double click to reset"))

    def sizeHint(self) -> QSize:
        """Prefer most of the window."""
        return QSize(800, 560)

    @property
    def picture(self) -> Picture | None:
        """What is drawn."""
        return self._picture

    def show_picture(self, picture: Picture | None) -> None:
        """Draw something else."""
        if picture is not self._picture:
            self._picture = picture
            self.update()

    @property
    def view(self) -> View:
        """From where the scene is looked at."""
        return self._look.view

    @property
    def look(self) -> Look:
        """View settings of the scene."""
        return self._look

    def set_view(self, view: View) -> None:
        """Set the viewpoint."""
        self._look_anew(view=view)

    def show_trails(self, shown: bool) -> None:
        """Show or hide where hands and feet were in the last second."""
        self._look_anew(trails=shown)

    def colour_by(self, colouring: Colouring) -> None:
        """Colour the followed people by something else."""
        self._look_anew(colouring=colouring)

    def set_mirrored(self, mirrored: bool) -> None:
        """Show the room as in a mirror, or as it is."""
        self._look_anew(mirrored=mirrored)

    def _look_anew(self, **changed: Any) -> None:
        self._look = replace(self._look, **changed)
        self.update()

    def reset_view(self) -> None:
        """Reset the viewpoint."""
        self.set_view(HOME)

    # ---- the mouse ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the scene."""
        self._grip = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the scene with the left button, move it with another one or with Shift."""
        if self._grip is None:
            return
        moved = event.position() - self._grip
        self._grip = event.position()
        if self._look.mirrored:
            moved.setX(-moved.x())
        turning = event.buttons() & Qt.MouseButton.LeftButton
        if turning and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_view(
                self._look.view.turned(moved.x() * _RADIANS_PER_PIXEL, moved.y() * _RADIANS_PER_PIXEL)
            )
        else:
            across = -moved.x() if self._look.mirrored else moved.x()
            self.set_view(self._look.view.panned(across / self.height(), moved.y() / self.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the view."""
        self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.set_view(self._look.view.zoomed(_ZOOM_PER_STEP ** (event.angleDelta().y() / _WHEEL_STEP)))

    # ---- drawing ----

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw floor, shadows, bodies and the small print."""
        theme = theme_of(self)
        with painting(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._picture is not None:
                StageDrawing(self._picture, self._look, self.width(), self.height(), theme, self.font()).draw(
                    painter
                )
            round_corners(painter, self)
