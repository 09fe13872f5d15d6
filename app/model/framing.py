"""Whether a person is well in the picture, and what they should do if not."""

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
    """Say what a person should do to be seen well; empty if all is well or unknown.

    Args:
        body: with its places in the image.
        upper_body: actions that the model can tell without legs; with some, nobody is asked to step back
            for their feet.
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
