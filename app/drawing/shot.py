"""Drawing of a video image with pose overlays and action labels, on any paint device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from app.drawing.theme import DARK, Theme, scaled_font
from app.model.joint_emphasis import OPACITY, SIDES, SMALL
from app.model.shot import Shot, Tag
from streaming.skeleton.frames import Body, TrackingState
from streaming.skeleton.layouts import KINECT_V2

_HEAD = KINECT_V2.index["Head"]
TRUNK = [KINECT_V2.index["SpineShoulder"], KINECT_V2.index["SpineBase"]]
"""The ends of a person's trunk."""

# Bones and joints are as thick as this share of the person's trunk, but no thinner than these pixels.
_BONE, _JOINT, _THINNEST_PX = 0.055, 0.05, 2.0
_SHORTEST_PX = 24.0
# A joint further from the middle than so many images is nowhere.
_NEAR = 10.0
_CHIP_PX = 8
_TAG_ALPHA = 245
_PLATE = QColor(16, 18, 22, 232)
"""Behind a hint, whatever the theme."""


def tag_plate(theme: Theme) -> QColor:
    """Return the colour behind a tag, which lets little of the image through.

    It is the theme's, so that an action has the same colour here as in bars and rows.
    """
    plate = QColor(theme.card)
    plate.setAlpha(_TAG_ALPHA)
    return plate


def fitted(rgb: npt.NDArray[np.uint8], width: float, height: float) -> QRectF:
    """Return the centred rectangle of an image (H, W, 3) scaled to fit a size in pixels."""
    scale = min(width / rgb.shape[1], height / rgb.shape[0])
    w, h = rgb.shape[1] * scale, rgb.shape[0] * scale
    return QRectF((width - w) / 2, (height - h) / 2, w, h)


@dataclass(frozen=True, slots=True, eq=False)
class ShotDrawing:
    """Drawing of one shot, independent of widgets and threads.

    Attributes:
        shot: the content.
        box: rectangle of the image, in pixels.
        mirrored: whether it is mirrored.
        font: its letters.
        theme: colours of the tags.
    """

    shot: Shot
    box: QRectF
    mirrored: bool
    font: QFont
    theme: Theme

    def place(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Convert (..., 2) image positions, 0..1, to pixels: NaN for joints far outside the image."""
        near = np.where(np.abs(points - 0.5) < _NEAR, points.astype(np.float64), np.nan)
        x = 1 - near[..., 0] if self.mirrored else near[..., 0]
        return np.stack(
            [self.box.x() + x * self.box.width(), self.box.y() + near[..., 1] * self.box.height()], axis=-1
        )

    def draw(self, painter: QPainter, image: QImage) -> None:
        """Draw image, skeletons and tags."""
        self._draw_image(painter, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tags = self.shot.tags
        bodies = [body for body in self.shot.bodies if body.image is not None]
        painter.save()
        painter.setClipRect(self.box)  # a pose model also guesses what is beyond the image's edge
        for body in sorted(bodies, key=lambda body: tags.get(body.identity, Tag("")).followed):
            self._draw_body(painter, body, tags.get(body.identity))
        painter.restore()
        chips: list[QRectF] = []
        for body in sorted(bodies, key=lambda body: body.identity):
            if body.identity in tags and (chip := self._draw_tag(painter, body, tags[body.identity], chips)):
                chips.append(chip)
        if self.shot.hint:
            self._draw_hint(painter, self.shot.hint)

    def _draw_image(self, painter: QPainter, image: QImage) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.mirrored:
            painter.save()
            painter.translate(2 * self.box.center().x(), 0)
            painter.scale(-1, 1)
            painter.drawImage(self.box, image)
            painter.restore()
        else:
            painter.drawImage(self.box, image)

    def _draw_body(self, painter: QPainter, body: Body, tag: Tag | None) -> None:
        """Draw bones, then joints; skips joints without a position.

        On an image the dark theme's light colours stand out best.
        """
        assert body.image is not None
        points = self.place(body.image)
        trunk = max(self._trunk_px(points), _SHORTEST_PX)
        there = [bool(np.isfinite(point).all()) for point in points]
        followed = tag is None or tag.followed
        colours = [QColor(getattr(DARK, side) if followed else DARK.muted) for side in SIDES]
        at = [QPointF(*point) for point in points.tolist()]
        states = body.states.tolist()
        for a, b in KINECT_V2.bones:
            if not (there[a] and there[b]):
                continue
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
            if there[j] and states[j] == TrackingState.TRACKED:
                radius = max(trunk * _JOINT * (0.6 if j in SMALL else 1.0), _THINNEST_PX)
                painter.setBrush(colours[j])
                painter.drawEllipse(point, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    @staticmethod
    def _trunk_px(points: npt.NDArray[np.float64]) -> float:
        """Return the length of a person's trunk, in pixels; a short default if its ends are unknown."""
        length = float(np.hypot(*(points[TRUNK[0]] - points[TRUNK[1]])))
        return length if np.isfinite(length) else _SHORTEST_PX

    def _draw_hint(self, painter: QPainter, hint: str) -> None:
        """Draw the framing hint at the lower edge, wrapped."""
        painter.setFont(scaled_font(self.font, 1.25, bold=True))
        box = self.box.adjusted(3 * _CHIP_PX, _CHIP_PX, -3 * _CHIP_PX, -3 * _CHIP_PX)
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        words = QRectF(painter.boundingRect(box, wrapped, hint))
        plate = words.adjusted(-2 * _CHIP_PX, -_CHIP_PX, 2 * _CHIP_PX, _CHIP_PX)
        radius = painter.fontMetrics().height() / 2 + _CHIP_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(plate, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, wrapped, hint)

    def _draw_tag(self, painter: QPainter, body: Body, tag: Tag, others: list[QRectF]) -> QRectF | None:
        """Draw a person's tag above their head, inside the image, avoiding other tags."""
        assert body.image is not None
        points = self.place(body.image)
        if not np.isfinite(points[_HEAD]).all():
            return None
        trunk = self._trunk_px(points)
        painter.setFont(scaled_font(self.font, 1.15, bold=True))
        metrics = painter.fontMetrics()
        height = metrics.height() + _CHIP_PX
        dot = height * 0.2
        indent = _CHIP_PX + 2 * dot + _CHIP_PX * 0.75
        box = self.box
        room = box.width() - indent - 2.25 * _CHIP_PX
        text = metrics.elidedText(tag.text, Qt.TextElideMode.ElideRight, int(room))
        width = indent + metrics.horizontalAdvance(text) + 1.25 * _CHIP_PX
        x = min(max(points[_HEAD, 0] - width / 2, box.left() + 4), max(box.right() - width - 4, box.left()))
        y = min(max(points[_HEAD, 1] - 0.45 * trunk - height, box.top() + 4), box.bottom() - height - 4)
        chip = QRectF(x, y, width, height)
        chip = _beside(chip, others, box)
        colour = QColor(self.shot.palette.colour(tag.label, dark=self.theme.dark))
        edge = QPen(QColor(self.theme.text), 2.0) if tag.chosen else QPen(QColor(self.theme.line), 1.0)
        painter.setPen(edge)
        painter.setBrush(tag_plate(self.theme))
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(chip.x() + _CHIP_PX + dot, chip.center().y()), dot, dot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(self.theme.text))
        words = chip.adjusted(indent, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return chip


def _beside(chip: QRectF, others: list[QRectF], box: QRectF) -> QRectF:
    """Return a nearby position for a chip that overlaps no other, above if there is space in a box."""
    step = chip.height() + 4
    ups = [-step * i for i in range(1, int((chip.top() - box.top()) / step) + 1)]
    downs = [step * i for i in range(1, int((box.bottom() - chip.bottom()) / step) + 1)]
    for down in (0.0, *ups, *downs):
        moved = chip.translated(0, down)
        if not any(moved.intersects(other) for other in others):
            return moved
    return chip
