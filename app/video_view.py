"""The video with the pose over it: the image, the skeletons that were found in it, and who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.limbs import OPACITY, SIDES, SMALL
from app.palette import Palette
from app.theme import DARK, round_corners, scaled_font, theme_of
from streaming.layouts import KINECT_V2
from streaming.skeleton import Body, TrackingState

_HEAD = KINECT_V2.index["Head"]
_TRUNK = [KINECT_V2.index["SpineShoulder"], KINECT_V2.index["SpineBase"]]
# Bones and joints are as thick as this share of the person's trunk, but no thinner than these pixels.
_BONE, _JOINT, _THINNEST_PX = 0.055, 0.05, 2.0
_CHIP_PX = 8
# What is written over an image stands on this, whatever the theme.
_PLATE = QColor(16, 18, 22, 205)


@dataclass(frozen=True, slots=True)
class Tag:
    """What is written above a person.

    Attributes:
        text: e.g. ``"1  wave hands"``.
        label: the model's label that gives the colour; None for neutral.
        followed: whether it is one the recogniser looks at; others are grey.
        chosen: whether the answer panel is about this person.
    """

    text: str
    label: str | None = None
    followed: bool = True
    chosen: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One image with everything that belongs on it.

    Attributes:
        rgb: (H, W, 3) uint8, red first, not mirrored.
        bodies: the people found in this very image; those without image positions are not drawn.
        tags: by identity.
        palette: gives the tags their colours.
        hint: what the person should do to be seen better; empty if all is well.
    """

    rgb: npt.NDArray[np.uint8]
    bodies: Sequence[Body]
    tags: dict[int, Tag]
    palette: Palette
    hint: str = ""


class VideoView(QWidget):
    """Draws one :class:`Shot` as large as it fits; a click on a person chooses them."""

    chosen = Signal(int)
    """The identity of a person that was clicked on."""
    painted = Signal(object)
    """A shot is on screen for the first time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without an image."""
        super().__init__(parent)
        self._shot: Shot | None = None
        self._mirrored = False
        self._painted: Shot | None = None
        self._image: QImage | None = None
        self._pixels: npt.NDArray[np.uint8] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Video with the pose over it")
        self.setToolTip("Click on a person to see what they are doing")

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
        if self._shot is None:
            return QRectF()
        height, width = self._shot.rgb.shape[:2]
        scale = min(self.width() / width, self.height() / height)
        w, h = width * scale, height * scale
        return QRectF((self.width() - w) / 2, (self.height() - h) / 2, w, h)

    def place(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Turn (..., 2) image positions, 0..1, into pixels on the widget."""
        box = self.image_box()
        x = 1 - points[..., 0] if self._mirrored else points[..., 0]
        return np.stack([box.x() + x * box.width(), box.y() + points[..., 1] * box.height()], axis=-1)

    def person_at(self, at: QPointF) -> int | None:
        """Return the identity of the person at a place on the widget: whose box it is in, nearest trunk."""
        best: tuple[float, int] | None = None
        for body in self._shot.bodies if self._shot is not None else ():
            if body.image is None:
                continue
            points = self.place(body.image)
            low, high = points.min(axis=0) - 20, points.max(axis=0) + 20
            if low[0] <= at.x() <= high[0] and low[1] <= at.y() <= high[1]:
                off = float(np.hypot(*(points[_TRUNK].mean(axis=0) - (at.x(), at.y()))))
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
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme_of(self).card))
        if self._shot is not None:
            self._draw_image(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tags = self._shot.tags
            bodies = [body for body in self._shot.bodies if body.image is not None]
            for body in sorted(bodies, key=lambda body: tags.get(body.identity, Tag("")).followed):
                self._draw_body(painter, body, tags.get(body.identity))
            chips: list[QRectF] = []
            for body in sorted(bodies, key=lambda body: body.identity):
                if body.identity in tags:
                    chips.append(self._draw_tag(painter, body, tags[body.identity], chips))
            if self._shot.hint:
                self._draw_hint(painter, self._shot.hint)
        round_corners(painter, self)
        painter.end()
        if self._shot is not self._painted:
            self._painted = self._shot
            self.painted.emit(self._shot)

    def _draw_image(self, painter: QPainter) -> None:
        assert self._shot is not None
        box = self.image_box()
        if self._image is None:
            rgb = self._shot.rgb
            # Smooth scaling costs by the pixel: an image far larger than its place is thinned out first.
            step = max(1, int(rgb.shape[1] / max(box.width() * self.devicePixelRatioF(), 1)))
            # A QImage does not keep the memory under it: the array must live as long.
            self._pixels = np.ascontiguousarray(rgb[::step, ::step])
            height, width = self._pixels.shape[:2]
            self._image = QImage(self._pixels.data, width, height, width * 3, QImage.Format.Format_RGB888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mirrored:
            painter.save()
            painter.translate(2 * box.center().x(), 0)
            painter.scale(-1, 1)
            painter.drawImage(box, self._image)
            painter.restore()
        else:
            painter.drawImage(box, self._image)

    def _draw_body(self, painter: QPainter, body: Body, tag: Tag | None) -> None:
        """Draw bones, then joints. On an image the dark theme's light colours stand out best."""
        assert body.image is not None
        points = self.place(body.image)
        trunk = max(float(np.hypot(*(points[_TRUNK[0]] - points[_TRUNK[1]]))), 24.0)
        followed = tag is None or tag.followed
        colours = [QColor(getattr(DARK, side) if followed else DARK.muted) for side in SIDES]
        at = [QPointF(*point) for point in points.tolist()]
        states = body.states.tolist()
        for a, b in KINECT_V2.bones:
            state = min(states[a], states[b])
            colour = QColor(colours[b])
            colour.setAlphaF(OPACITY[state])
            width = max(trunk * _BONE * (0.6 if b in SMALL else 1.0), _THINNEST_PX)
            pen = QPen(colour, width if state == TrackingState.TRACKED else width * 0.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(at[a], at[b])
        painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
        for j, point in enumerate(at):
            if states[j] == TrackingState.TRACKED:
                radius = max(trunk * _JOINT * (0.6 if j in SMALL else 1.0), _THINNEST_PX)
                painter.setBrush(colours[j])
                painter.drawEllipse(point, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_hint(self, painter: QPainter, hint: str) -> None:
        """Write at the lower edge what the person should do."""
        painter.setFont(scaled_font(self.font(), 1.25, bold=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(hint) + 4 * _CHIP_PX, metrics.height() + 2 * _CHIP_PX
        box = self.image_box()
        plate = QRectF(box.center().x() - width / 2, box.bottom() - height - 2 * _CHIP_PX, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(plate, height / 2, height / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(DARK.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, hint)

    def _draw_tag(self, painter: QPainter, body: Body, tag: Tag, others: list[QRectF]) -> QRectF:
        """Write who it is and what they do above their head, inside the image, over no other's."""
        assert self._shot is not None and body.image is not None
        points = self.place(body.image)
        trunk = float(np.hypot(*(points[_TRUNK[0]] - points[_TRUNK[1]])))
        painter.setFont(scaled_font(self.font(), 1.15, bold=True))
        metrics = painter.fontMetrics()
        height = metrics.height() + _CHIP_PX
        dot = height * 0.2
        indent = _CHIP_PX + 2 * dot + _CHIP_PX * 0.75
        width = indent + metrics.horizontalAdvance(tag.text) + 1.25 * _CHIP_PX
        box = self.image_box()
        x = min(max(points[_HEAD, 0] - width / 2, box.left() + 4), max(box.right() - width - 4, box.left()))
        y = min(max(points[_HEAD, 1] - 0.45 * trunk - height, box.top() + 4), box.bottom() - height - 4)
        chip = QRectF(x, y, width, height)
        while any(chip.intersects(other) for other in others) and chip.top() - height > box.top():
            chip.translate(0, -(height + 4))
        colour = QColor(self._shot.palette.colour(tag.label))
        painter.setPen(QPen(QColor(DARK.text), 1.5) if tag.chosen else Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(chip.x() + _CHIP_PX + dot, chip.center().y()), dot, dot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(DARK.text))
        words = chip.adjusted(indent, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, tag.text)
        return chip
