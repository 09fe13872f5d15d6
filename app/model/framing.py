"""Framing hints for people in front of a camera."""

from __future__ import annotations

import numpy as np

from app.model.language import tr
from streaming.skeleton.frames import Body
from streaming.skeleton.layouts import KINECT_V2

_HEAD = KINECT_V2.index["Head"]
_FEET = [KINECT_V2.index[name] for name in ("AnkleLeft", "AnkleRight")]
# A person smaller than this share of the image's height is found badly.
_SMALLEST = 0.25


def framing_hint(body: Body, upper_body: int = 0) -> str:
    """Return a hint on how to be framed better; empty if not needed or unknown.

    Args:
        body: with its places in the image.
        upper_body: number of actions recognised without legs; if positive, feet need not be in view.
    """
    if body.image is None or not np.isfinite(body.image).all():
        return ""
    at = body.image
    feet, head = at[_FEET, 1], float(at[_HEAD, 1])
    middle = float(np.median(at[:, 0]))
    if feet.max() > 1.0 and head < 0.0:
        return tr("Step back: you are too close to be seen whole")
    if feet.max() > 1.0 and upper_body:
        return tr("Upper body: %n action(s) can be recognised", "", upper_body)
    if feet.max() > 1.0:
        return tr("Step back: your feet are out of the picture")
    if head < 0.0:
        return tr("Step back, or tilt the camera up: your head is out of the picture")
    if not 0.05 <= middle <= 0.95:
        return tr("Move to the middle of the picture")
    if feet.max() - head < _SMALLEST:
        return tr("Come closer: you are small in the picture")
    return ""
