"""Validation of a source's items, and wrapping of its exceptions.

Sources may be third-party code, e.g. for another sensor or a network stream.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import replace
from typing import Any, cast

import numpy as np

from streaming.errors import MansError, SourceError
from streaming.latest import Latest
from streaming.skeleton.frames import Body, Frame, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.source import Image, Item

# Bodies are remembered, to place their joints, until this many others have been seen since.
_REMEMBERED = 16
_REMEDY = "Convert it where the source is written."


def checked(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield a source's items, validated and repaired.

    A joint without a finite position takes the one it last had on this body, else its parent's, and is not
    tracked; a body without any position is left out.

    Raises:
        SourceError: an item has the wrong type, or is not later than the previous one; or the source raised
            an unexpected exception, which is then the cause.
        MansError: the source's own.
    """
    last_s, latest = -math.inf, Latest[int, Body](_REMEMBERED)
    with closing(_told(items)) as told:  # where it is closed, the source is, on this thread
        for item in told:
            if not isinstance(item, (Image, Frame)):
                raise SourceError(f"the source gave {_kind(item)}", expected="images or frames")
            place = f"{'image' if isinstance(item, Image) else 'frame'} {item.number}"
            if not last_s < item.time_s < math.inf:
                raise SourceError(
                    f"time stamp {item.time_s} s",
                    place=place,
                    expected="seconds that increase" if last_s == -math.inf else f"more than {last_s} s",
                    remedy=_REMEDY,
                )
            last_s = item.time_s
            if isinstance(item, Image):
                _check_image(item, place)
                yield item
            else:
                yield cast("Item", _repaired(item, latest))


def _told(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield the items, wrapping unexpected exceptions."""
    try:
        yield from items
    except (MansError, GeneratorExit):
        raise
    except Exception as error:
        raise failure(error) from error


def failure(error: Exception) -> SourceError:
    """Return a one-line error for an unexpected exception of a source."""
    said = " ".join(str(error).split())
    found = f"the source failed with {type(error).__name__}{': ' if said else ''}{said}"
    told = SourceError(found, remedy="See whether what it reads from is still there.")
    told.__cause__ = error
    return told


def _check_image(image: Image, place: str) -> None:
    """Validate an image.

    Raises:
        SourceError: it is not.
    """
    rgb: Any = image.rgb  # a source may be written without types
    is_array = isinstance(rgb, np.ndarray)
    if is_array and rgb.dtype == np.uint8 and rgb.ndim == 3 and rgb.shape[2] == 3 and rgb.size:
        return
    found = f"{rgb.dtype} {rgb.shape}" if is_array else _kind(rgb)
    raise SourceError(found, place=place, expected="uint8 (height, width, 3), red first", remedy=_REMEDY)


def _repaired(frame: Frame, latest: Latest[int, Body]) -> Frame:
    """Repair joints without a position; ``latest`` keeps each body's last state."""
    bodies = [
        whole for body in frame.bodies if (whole := _whole(body, latest.get(body.identity))) is not None
    ]
    for body in bodies:
        latest[body.identity] = body
    return frame if bodies == list(frame.bodies) else replace(frame, bodies=tuple(bodies))


def _whole(body: Body, last: Body | None) -> Body | None:
    """Return a body with positions for all joints; None if none has one."""
    if np.isfinite(body.positions).all():
        return body
    from streaming.readers.support.unseen import place_unseen, seen_joints  # its package brings every reader

    seen = seen_joints(body.positions)
    if not seen.any():
        return None
    placed = place_unseen(body.positions, seen, KINECT_V2, None if last is None else last.positions)
    states = np.where(seen, body.states, np.uint8(TrackingState.NOT_TRACKED))
    return replace(body, positions=placed.astype(np.float32), states=states)


def _kind(thing: object) -> str:
    return f"a {type(thing).__name__}"
