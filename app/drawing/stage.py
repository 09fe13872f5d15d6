"""Drawing of the 3D stage: floor, shadows, trails, bodies and legend, on any paint device.

Left and right limbs differ in colour, inferred joints are hollow, untracked joints are faint, and people not
tracked by the recogniser are grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.drawing.theme import GAP, Theme, mixed, scaled_font
from app.model.joint_emphasis import OPACITY, SIDES, SMALL, Colouring
from app.model.language import tr
from app.model.projection import HOME, Projection, View, rotation
from app.model.scene import TRAILED, Figure, Picture
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

_GRID_STEP_M = 0.5
_GRID_REACH = 5  # steps from the middle to the edge
_BONE_M = 0.024
_JOINT_M = 0.021
_HEAD_M = 0.075
_TRAIL_STEPS = 6
_LEGEND_GAP_PX = 28  # before each of its items, with room for a dot
_AXES_PX = 76  # of the width are left to the axes in the other corner
_HEAD = KINECT_V2.index["Head"]


def _grid() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return floor lines (L, 2, 3), metres around the origin, and their ring (L,), 0 innermost.

    Lines are split only between rings, as every piece costs drawing time.
    """
    pieces: list[tuple[int, int, int, int]] = []  # across, from, to, ring
    for across in range(-_GRID_REACH, _GRID_REACH + 1):
        for at in range(-_GRID_REACH, _GRID_REACH):
            ring = int(np.hypot(across, at + 0.5))
            if pieces and pieces[-1][0] == across and pieces[-1][3] == ring:
                pieces[-1] = (across, pieces[-1][1], at + 1, ring)
            else:
                pieces.append((across, at, at + 1, ring))
    along_z = [((a, 0, first), (a, 0, last)) for a, first, last, _ in pieces]
    along_x = [((first, 0, a), (last, 0, a)) for a, first, last, _ in pieces]
    rings = [ring for *_, ring in pieces]
    return np.array(along_z + along_x) * _GRID_STEP_M, np.array(rings * 2)


_GRID_LINES, _GRID_RINGS = _grid()


@dataclass(frozen=True, slots=True)
class Look:
    """View settings of the stage.

    Attributes:
        view: viewpoint.
        trails: whether hands and feet leave a trail of the last second.
        mirrored: whether it is mirrored.
        colouring: meaning of the colours of tracked people.
    """

    view: View = HOME
    trails: bool = True
    mirrored: bool = False
    colouring: Colouring = "sides"


@dataclass(frozen=True, slots=True, eq=False)
class StageDrawing:
    """Drawing of one picture, independent of widgets and threads.

    Attributes:
        picture: what there is.
        look: how to look at it.
        width: in pixels.
        height: in pixels.
        theme: its colours.
        font: its letters.
    """

    picture: Picture
    look: Look
    width: int
    height: int
    theme: Theme
    font: QFont

    def draw(self, painter: QPainter) -> None:
        """Draw everything, starting at the painter's origin."""
        look = self.look
        project = Projection(
            look.view,
            self.picture.centre,
            self.width,
            self.height,
            reach_m=self.picture.reach_m,
            rise_m=self.picture.rise_m,
            mirrored=look.mirrored,
        )
        self._draw_floor(painter, project)
        for figure in sorted(self.picture.figures, key=lambda figure: figure.followed):
            self._draw_shadow(painter, project, figure)
            if look.trails:
                self._draw_trails(painter, project, figure)
            self._draw_figure(painter, project, figure)
        self._draw_axes(painter)
        self._draw_legend(painter)
        self._draw_words(painter)

    def _draw_floor(self, painter: QPainter, project: Projection) -> None:
        """Draw a grid, fixed in the room, that fades around the person."""
        theme = self.theme
        centre = self.picture.centre
        middle = np.round(centre / _GRID_STEP_M) * _GRID_STEP_M
        middle[1] = self.picture.floor_y
        ends, _ = project(_GRID_LINES + middle)
        for ring in range(_GRID_REACH):
            painter.setPen(QPen(mixed(theme.grid, theme.card, 1.0 - ring / _GRID_REACH), 1.0))
            painter.drawLines([QLineF(*a, *b) for a, b in ends[ring == _GRID_RINGS].tolist()])

    def _draw_shadow(self, painter: QPainter, project: Projection, figure: Figure) -> None:
        """Draw a body's shadow vertically below it on the floor."""
        theme = self.theme
        below = figure.positions.copy()
        below[:, 1] = self.picture.floor_y
        at, _ = project(below)
        points = at.tolist()
        shade = mixed("#000000", theme.card, 0.25 if theme.dark else 0.08)
        pen = QPen(shade, _BONE_M * project.scale * 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLines([QLineF(*points[a], *points[b]) for a, b in KINECT_V2.bones])

    def _draw_trails(self, painter: QPainter, project: Projection, figure: Figure) -> None:
        """Draw the fading trails of hands and feet."""
        theme = self.theme
        width = max(_BONE_M * 0.55 * project.scale, 1.0)
        for joint, trail in zip(TRAILED, figure.trails, strict=False):
            at, _ = project(trail)
            lines = [QLineF(*a, *b) for a, b in pairwise(at.tolist())]
            colour = getattr(theme, SIDES[joint])
            # A pen for every line would cost more than all lines together.
            for step in range(_TRAIL_STEPS):
                part = lines[len(lines) * step // _TRAIL_STEPS : len(lines) * (step + 1) // _TRAIL_STEPS]
                pen = QPen(mixed(colour, theme.card, 0.45 * (step + 1) / _TRAIL_STEPS), width)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawLines(part)

    def _draw_figure(self, painter: QPainter, project: Projection, figure: Figure) -> None:
        """Draw one body's bones and joints, the far ones first."""
        theme = self.theme
        at, nearness = project(figure.positions)
        points = [QPointF(*point) for point in at.tolist()]
        states = figure.states.tolist()
        colours = self._colours(figure)
        thickness = project.scale * (1.0 if figure.followed else 0.7)
        for a, b in sorted(KINECT_V2.bones, key=lambda bone: nearness[bone[0]] + nearness[bone[1]]):
            seen = min(states[a], states[b])
            width = max(_BONE_M * thickness * (0.6 if b in SMALL else 1.0), 1.2)
            pen = QPen(colours[seen][b], width if seen == TrackingState.TRACKED else width * 0.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(points[a], points[b])
        for j in np.argsort(nearness).tolist():
            radius = (_HEAD_M if j == _HEAD else _JOINT_M * (0.6 if j in SMALL else 1.0)) * thickness
            colour = colours[states[j]][j]
            if states[j] == TrackingState.TRACKED:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                radius += 0.5
            else:  # hollow: the card's own colour inside, so that no bone shines through
                painter.setPen(QPen(colour, max(0.008 * thickness, 1.2)))
                painter.setBrush(QColor(theme.card))
            painter.drawEllipse(points[j], radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _colours(self, figure: Figure) -> list[tuple[QColor, ...]]:
        """Return the colour of each joint, for each tracking state."""
        theme = self.theme
        if not figure.followed:
            return [(mixed(theme.muted, theme.card, 0.75 * share),) * len(SIDES) for share in OPACITY]
        if self.look.colouring == "tracking":
            by_state = (theme.error, theme.left, theme.axes[1])
            return [(mixed(colour, theme.card, 0.9),) * len(SIDES) for colour in by_state]
        if self.look.colouring == "attention" and figure.weights is not None:
            weighed = tuple(mixed(theme.accent, theme.line, round(float(w), 2)) for w in figure.weights)
            return [weighed] * len(OPACITY)
        return [tuple(mixed(getattr(theme, side), theme.card, share) for side in SIDES) for share in OPACITY]

    def _draw_axes(self, painter: QPainter) -> None:
        """Draw the directions x, y and z in the lower left corner, in the colours of their curves."""
        theme = self.theme
        turned = rotation(self.look.view) @ self.picture.axes
        origin = QPointF(GAP + 30, self.height - GAP - 30)
        painter.setFont(scaled_font(self.font, 0.85, bold=True))
        for axis in np.argsort(turned[2]).tolist():
            right, up, _ = turned[:, axis].tolist()
            right = -right if self.look.mirrored else right
            painter.setPen(QPen(QColor(theme.axes[axis]), 2.0))
            painter.drawLine(origin, origin + QPointF(right, -up) * 20)
            if abs(right) + abs(up) > 0.2:  # an axis that points at the viewer has no room for its name
                tip = origin + QPointF(right, -up) * 28
                box = QRectF(tip.x() - 10, tip.y() - 10, 20, 20)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "xyz"[axis])

    def _draw_legend(self, painter: QPainter) -> None:
        """Draw the legend of limb colours and grid size in the lower right corner."""
        theme = self.theme
        painter.setFont(scaled_font(self.font, 0.9))
        metrics = painter.fontMetrics()
        right = float(self.width - GAP)
        middle = self.height - GAP - metrics.height() / 2
        items: tuple[tuple[str, str | None], ...] = ((tr("grid 0.5 m"), None), *self._legend())
        widths = [metrics.horizontalAdvance(text) + _LEGEND_GAP_PX for text, _ in items]
        in_line = sum(widths) <= self.width - _AXES_PX
        for (text, colour), whole in zip(items, widths, strict=True):
            line = QRectF(right - whole, middle - metrics.height() / 2, whole + 1, metrics.height())
            painter.fillRect(line, QColor(theme.card))  # else the grid runs through the words
            painter.setPen(QColor(theme.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            if colour is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour))
                painter.drawEllipse(QPointF(right - whole + _LEGEND_GAP_PX - 10, middle), 4, 4)
            if in_line:
                right -= whole
            else:  # one above the other, beside the axes
                middle -= metrics.height()
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _legend(self) -> tuple[tuple[str, str], ...]:
        """Return the legend entries, from right to left."""
        theme = self.theme
        if self.look.colouring == "tracking":
            return (
                (tr("tracked"), theme.axes[1]),
                (tr("inferred"), theme.left),
                (tr("not tracked"), theme.error),
            )
        if self.look.colouring == "attention":
            return (tr("much attention"), theme.accent), (tr("little"), theme.line)
        return (tr("person's right"), theme.right), (tr("person's left"), theme.left)

    def _draw_words(self, painter: QPainter) -> None:
        """Draw the caption, or a note that nobody is in view."""
        theme = self.theme
        text = self.picture.caption
        if not text and not self.picture.figures:
            text = tr("Nobody in view at this moment")
        if not text:
            return
        painter.setFont(scaled_font(self.font, 1.05))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width - 2 * GAP - 24)
        width = metrics.horizontalAdvance(text) + 24
        box = QRectF((self.width - width) / 2, GAP, width, metrics.height() + 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(theme.accent if self.picture.caption else theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
