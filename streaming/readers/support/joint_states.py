"""How sure a sensor is of a joint, in the ways that programs write it; and hand states, which are not that.

Kinect SDK 2 gives each hand a state of its own besides: Unknown, NotTracked, Open, Closed or Lasso, numbered
from 0. Programs write it into a column ``HandLeftState``, which reads like the tracking state of the joint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from streaming.readers.support.text import fold
from streaming.skeleton.frames import TrackingState

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
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


def tracking_state(text: str) -> TrackingState | None:
    """Read a tracking state: its number or its name in any spelling; None if it is neither."""
    return _STATES.get(_folded(text))


def is_hand_state(text: str) -> bool:
    """Whether this can only be the state of a hand."""
    return _folded(text) in _HAND_STATES


def _tracked(text: str) -> TrackingState | None:
    """Read an answer to "tracked?"; a number of the SDK's will do, too."""
    return TrackingState.TRACKED if _folded(text) in _YES else tracking_state(text)


def _inferred(text: str) -> TrackingState | None:
    """Read an answer to "inferred?"."""
    folded = _folded(text)
    if folded in _YES:
        return TrackingState.INFERRED
    return TrackingState.TRACKED if folded in _NO else tracking_state(text)


def _folded(text: str) -> str:
    """Reduce a field to what counts of it, ``""`` for one that is too long to mean anything."""
    text = text.strip()
    return fold(text.removesuffix(".0")) if len(text) <= 32 else ""


SPELLINGS: Mapping[str, ReadState] = {
    **dict.fromkeys(("trackingstate", "tracking", "state", "status"), tracking_state),
    "tracked": _tracked,
    "inferred": _inferred,
}
"""What a column of them is called behind the joint's name, and how its fields are read."""
MAY_BE_OF_HANDS = ("state", "status")
"""Of these names, where only hands have it, it is the hands' own state."""
