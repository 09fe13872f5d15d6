"""Numbers as text that reads back as the same number."""

from __future__ import annotations

import numpy as np


def exactly(value: np.float32) -> str:
    """Render a float32 in the fewest digits that a reader of doubles turns into the same float32."""
    text = str(value)
    return text if np.float32(float(text)) == value else repr(float(value))
