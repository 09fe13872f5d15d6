"""Images between numpy and Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def rgb_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Return a picture as (height, width, 3) uint8, red first; a copy, which outlives the picture."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


class ThinImage:
    """An image for Qt, no larger than its place needs: smooth scaling costs by the pixel."""

    def __init__(self, rgb: npt.NDArray[np.uint8], width: float) -> None:
        """Take the pixels (H, W, 3), red first, that a place of so many device pixels across needs."""
        step = max(1, int(rgb.shape[1] / max(width, 1)))
        # A QImage does not keep the memory under it: the array must live as long.
        self._pixels = np.ascontiguousarray(rgb[::step, ::step])
        high, wide = self._pixels.shape[:2]
        self.image = QImage(self._pixels.data, wide, high, wide * 3, QImage.Format.Format_RGB888)
