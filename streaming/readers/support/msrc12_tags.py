"""MSRC-12's ``.tagstream`` files: action points of gestures.

After the line ``XQPCTick;Tag`` a line is ``tick;tag``. The data set's authors call these moments action
points (Nowozin and Shotton, Action points, Microsoft Research 2012). In the recording's own microseconds a
tick is (1000 tick + 24937.5) / 49875.
"""

from __future__ import annotations

from pathlib import Path

from streaming.paths import is_file_in_sight
from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_LABELS
from streaming.readers.support.text import TextLines
from streaming.skeleton.frames import LabelledSpan

SUFFIX = ".tagstream"
_HEADING = [b"XQPCTick", b"Tag"]
_LARGEST_TICK = 10**18


def seconds_of_tick(tick: int) -> float:
    """Return a tick as seconds on the recording's clock."""
    return (1000 * tick + 24937.5) / 49875 / 1e6


def tick_of_seconds(time_s: float) -> int:
    """Return the tick that :func:`seconds_of_tick` makes these seconds of."""
    return round((time_s * 1e6 * 49875 - 24937.5) / 1000)


def find_tag_stream(recording: Path) -> Path | None:
    """Return the tag stream beside a recording, or None if there is none.

    Case is ignored, as it differs in one of the published files.
    """
    file = recording.with_suffix(SUFFIX)
    if is_file_in_sight(file):
        return file
    try:
        return next((f for f in recording.parent.iterdir() if f.name.lower() == file.name.lower()), None)
    except OSError:  # a folder that must not be listed
        return None


def read_action_points(path: Path) -> tuple[LabelledSpan, ...]:
    """Read a tag stream.

    Returns:
        A label per action point, in temporal order; start and end are equal. The label is the tag,
        e.g. ``"G8 Throw"``.

    Raises:
        RecordingError: it is not a tag stream, or a line is damaged; the message names the line.
    """
    points: list[LabelledSpan] = []
    with TextLines(Path(path), separator=b";") as lines:
        if lines.next("a heading") != _HEADING:
            lines.fail("another heading", '"XQPCTick;Tag"', "It is no tag stream of MSRC-12.")
        for fields in lines:
            if len(fields) != 2 or not fields[1]:
                lines.fail(
                    f"{counted(len(fields), 'field')}", 'a tick and a tag, such as "32328528185;G8 Throw"'
                )
            time_s = seconds_of_tick(lines.integer(fields[0], "tick", 0, _LARGEST_TICK))
            tag = " ".join(fields[1].decode("ascii", "replace").split())
            points.append(LabelledSpan(tag, time_s, time_s))
            if len(points) > MOST_LABELS:
                lines.fail(f"more than {MOST_LABELS:,} action points", "a recording's")
    return tuple(sorted(points, key=lambda point: point.start_s))
