"""Conversion of images between numpy and Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from streaming.writers.atomic import replace_file


def rgb_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Copy a QImage to an RGB array (height, width, 3) uint8."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def save_png(image: QImage, path: Path, *, overwrite: bool = True) -> None:
    """Write an image as PNG, atomically.

    Raises:
        WriteError: it cannot be written, or the file exists and may not be replaced.
    """
    # Into memory first, for Qt does not tell why it could not write a file, nor always that it could not.
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs know no devices
        raise ValueError(f"Qt makes no PNG of a picture of {image.width()} x {image.height()}")
    replace_file(path, lambda temporary: temporary.write_bytes(buffer.data().data()), overwrite=overwrite)


class ThinImage:
    """QImage of an array, downscaled to the displayed size, since smooth scaling is costly."""

    def __init__(self, rgb: npt.NDArray[np.uint8], width: float) -> None:
        """Convert RGB pixels (H, W, 3) for a display width in device pixels."""
        step = max(1, int(rgb.shape[1] / max(width, 1)))
        # A QImage does not keep the memory under it: the array must live as long.
        self._pixels = np.ascontiguousarray(rgb[::step, ::step])
        high, wide = self._pixels.shape[:2]
        self.image = QImage(self._pixels.data, wide, high, wide * 3, QImage.Format.Format_RGB888)
