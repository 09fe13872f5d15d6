"""How joints and bones are told apart wherever a skeleton is drawn, in the room or over an image."""

from __future__ import annotations

from streaming.layouts import KINECT_V2

OPACITY = (0.25, 0.6, 1.0)
"""Of what is not tracked, inferred, tracked."""
SMALL = frozenset(i for i, name in enumerate(KINECT_V2.joints) if "Tip" in name or "Thumb" in name)
"""Joints that are drawn small."""
SIDES = tuple(
    "left" if name.endswith("Left") else "right" if name.endswith("Right") else "trunk"
    for name in KINECT_V2.joints
)
"""For each joint the name of its colour in the theme."""
