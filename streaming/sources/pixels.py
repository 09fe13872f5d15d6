"""Conversion of decoder and camera images to RGB with square pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

# A pixel's width by its height: nearer to one than this it is square, beyond this it is not believed.
_SQUARE, _FLATTEST = 1.01, 8.0
# No image is stretched beyond this many pixels.
_MOST_PIXELS = 64 * 1024**2


def to_rgb(image: npt.NDArray[Any], cv2: Any) -> npt.NDArray[np.uint8] | None:
    """Convert an OpenCV image to RGB with 8 bits per channel; None if the format is unknown.

    Args:
        image: (H, W), (H, W, 1), (H, W, 3) blue first, or (H, W, 4) with an alpha channel that is ignored;
            uint8 or uint16, as infrared and depth cameras give.
        cv2: OpenCV.
    """
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    if image.dtype != np.uint8 or not image.size:
        return None
    shape = image.shape if image.ndim == 3 else (*image.shape, 1)
    code = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}.get(shape[-1])
    if len(shape) != 3 or code is None:
        return None
    rgb: npt.NDArray[np.uint8] = cv2.cvtColor(image, code)
    return rgb


def square_pixels(rgb: npt.NDArray[np.uint8], aspect: float, cv2: Any) -> npt.NDArray[np.uint8]:
    """Resize an image to square pixels, without downscaling.

    Args:
        rgb: (H, W, 3).
        aspect: width of a pixel by its height.
        cv2: OpenCV.

    Returns:
        (H', W', 3): as high as before and wider, or as wide and higher; the image itself where the pixels are
        square already, or the aspect cannot be true.
    """
    height, width = rgb.shape[:2]
    if not _SQUARE <= max(aspect, 1 / aspect) <= _FLATTEST:
        return rgb
    size = (round(width * max(aspect, 1.0)), round(height / min(aspect, 1.0)))
    if size[0] * size[1] > _MOST_PIXELS:
        return rgb
    stretched: npt.NDArray[np.uint8] = cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR)
    return stretched
