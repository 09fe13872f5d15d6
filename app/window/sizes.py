"""Sizes of the window."""

from __future__ import annotations

MIN_SIZE = (960, 640)
"""Width and height of the smallest window in which everything can be used, in pixels."""

_SIZE = (1280, 800)
_FRAME_PX = (16, 48)  # of the system, around and above the window: known only once it is shown


def first_size(available: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height of a new window on a screen with so much room, in pixels.

    It fits, with its frame, wherever that is possible at all.
    """
    (width, height), (across, above) = available, _FRAME_PX
    return (
        max(min(_SIZE[0], width - across), MIN_SIZE[0]),
        max(min(_SIZE[1], height - above), MIN_SIZE[1]),
    )
