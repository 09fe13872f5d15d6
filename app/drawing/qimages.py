"""Images between numpy and Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from streaming.writers.atomic import replace_file


def rgb_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Return a picture as (height, width, 3) uint8, red first; a copy, which outlives the picture."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def save_png(image: QImage, path: Path, *, overwrite: bool = True) -> None:
    """Write a picture as PNG, in one step.

    Raises:
        WriteError: it cannot be written, or there is a file that is not to be replaced.
    """
    # Into memory first, for Qt does not tell why it could not write a file, nor always that it could not.
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs know no devices
        raise ValueError(f"Qt makes no PNG of a picture of {image.width()} x {image.height()}")
    replace_file(path, lambda temporary: temporary.write_bytes(buffer.data().data()), overwrite=overwrite)


class ThinImage:
    """An image for Qt, no larger than its place needs: smooth scaling costs by the pixel."""

    def __init__(self, rgb: npt.NDArray[np.uint8], width: float) -> None:
        """Take the pixels (H, W, 3), red first, that a place of so many device pixels across needs."""
        step = max(1, int(rgb.shape[1] / max(width, 1)))
        # A QImage does not keep the memory under it: the array must live as long.
        self._pixels = np.ascontiguousarray(rgb[::step, ::step])
        high, wide = self._pixels.shape[:2]
        self.image = QImage(self._pixels.data, wide, high, wide * 3, QImage.Format.Format_RGB888)
