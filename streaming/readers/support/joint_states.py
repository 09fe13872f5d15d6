"""Parsers of tracking states and confidences in various notations, and detection of hand states.

Kinect SDK 2 gives each hand a state of its own besides: Unknown, NotTracked, Open, Closed or Lasso, numbered
from 0. Programs write it to a column ``HandLeftState``, which resembles the tracking state of the joint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from streaming.readers.support.text import fold
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.mediapipe_joints import INFERRED_FROM, TRACKED_FROM

ReadState = Callable[[str], TrackingState | None]
"""Reads a field; None if it is none of its kind."""

HANDS = frozenset({"HandLeft", "HandRight"})
"""The joints whose state may be that of the hand: whether it is open."""
_HAND_STATES = ("open", "closed", "lasso", "unknown")
_STATES = {
    "nottracked": TrackingState.NOT_TRACKED,
    "untracked": TrackingState.NOT_TRACKED,
    "positiononly": TrackingState.INFERRED,
    "inferred": TrackingState.INFERRED,
    "tracked": TrackingState.TRACKED,
    "false": TrackingState.NOT_TRACKED,
    "true": TrackingState.TRACKED,
    "0": TrackingState.NOT_TRACKED,
    "1": TrackingState.INFERRED,
    "2": TrackingState.TRACKED,
}
_LEVELS = {
    **dict.fromkeys(("0", "none"), TrackingState.NOT_TRACKED),
    **dict.fromkeys(("1", "low"), TrackingState.INFERRED),
    **dict.fromkeys(("2", "medium", "3", "high"), TrackingState.TRACKED),
}
THIRDS = (0.25, 0.75)
"""Confidences from which a joint is inferred, and tracked, where they are coded as 0, 0.5 or 1."""
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


def tracking_state(text: str) -> TrackingState | None:
    """Parse a tracking state: its number or its name in any spelling; None if invalid."""
    return _STATES.get(_folded(text))


def is_hand_state(text: str) -> bool:
    """Whether a value can only be a hand state."""
    return _folded(text) in _HAND_STATES


def _tracked(text: str) -> TrackingState | None:
    """Parse a "tracked" flag, or a number of the SDK."""
    return TrackingState.TRACKED if _folded(text) in _YES else tracking_state(text)


def _inferred(text: str) -> TrackingState | None:
    """Parse an "inferred" flag."""
    folded = _folded(text)
    if folded in _YES:
        return TrackingState.INFERRED
    return TrackingState.TRACKED if folded in _NO else tracking_state(text)


def _in_thirds(text: str) -> TrackingState | None:
    """Parse a state coded as 0, 0.5 or 1, as in LSL streams of Kinect."""
    return _by_share(text, *THIRDS)


def _visible(text: str) -> TrackingState | None:
    """Parse MediaPipe's visibility, with the thresholds used for live images."""
    return _by_share(text, INFERRED_FROM, TRACKED_FROM)


def _by_share(text: str, inferred_from: float, tracked_from: float) -> TrackingState | None:
    """Parse a confidence from 0 to 1."""
    try:
        share = float(text) if len(text) <= 32 else -1.0
    except ValueError:
        return None
    if not 0 <= share <= 1:
        return None
    if share >= tracked_from:
        return TrackingState.TRACKED
    return TrackingState.INFERRED if share >= inferred_from else TrackingState.NOT_TRACKED


def confidence_level(text: str) -> TrackingState | None:
    """Parse a confidence level of Azure Kinect's SDK: 0 none, 1 low, 2 medium, 3 high."""
    return _LEVELS.get(_folded(text))


def _folded(text: str) -> str:
    """Normalise a field; ``""`` for one that is too long."""
    text = text.strip()
    return fold(text.removesuffix(".0")) if len(text) <= 32 else ""


SPELLINGS: Mapping[str, ReadState] = {
    **dict.fromkeys(("trackingstate", "tracking", "state", "status"), tracking_state),
    "tracked": _tracked,
    "inferred": _inferred,
    **dict.fromkeys(("conf", "confidence", "confidencelevel"), _in_thirds),
    **dict.fromkeys(("visibility", "vis"), _visible),
}
"""What a column of them is called behind the joint's name, and how its fields are read."""
LEVELS = ("conf", "confidence", "confidencelevel")
"""Of these names those that Azure Kinect's levels have."""
MAY_BE_OF_HANDS = ("state", "status")
"""Of these names, where only hands have it, it is the hands' own state."""
