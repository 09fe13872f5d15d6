"""UT-Kinect's ``actionLabel.txt``: labelled frame ranges of all recordings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_LABELS
from streaming.readers.support.text import TextLines
from streaming.skeleton.frames import LabelledSpan

NUMBERS_PER_S = 60.0
"""Frame numbers count sixtieths of a second.

The data set's page does not say so. All numbers are even; at 60 a second the subjects walk with a step of
0.70 s and 0.66 m/s, as people do in a small room, while 30 a second would give 1.4 s and 0.33 m/s; and the
authors' "final frame rate about 15 fps" fits the mean step of about 4 numbers only at 60.
"""

_RECORDING = re.compile(rb"s\d+_e\d+")
_LARGEST_NUMBER = 10**9
# Typing errors in the authors' file: (recording, label, first, last) -> the first frame number meant.
# 2556 lies before the preceding action (throw, 3226 to 3282) and would make a push of 18 s; the list of a
# later author has 3556 too.
_TYPING_ERRORS = {("s03_e01", "push", 2556, 3622): 3556}


@dataclass(frozen=True, slots=True)
class LabelledFrames:
    """One labelled action.

    Attributes:
        label: the action's name, as in the file, e.g. ``"sitDown"``.
        first: frame number of its first frame.
        last: frame number of its last frame, inclusive.
    """

    label: str
    first: int
    last: int

    @property
    def span(self) -> LabelledSpan:
        """Convert to seconds."""
        return LabelledSpan(self.label, self.first / NUMBERS_PER_S, self.last / NUMBERS_PER_S)


@dataclass(frozen=True, slots=True)
class ActionLabels:
    """Labelled actions of all recordings of the data set.

    Attributes:
        frames: actions by recording (``"s01_e01"``), in order of start. They may overlap.
        notes: notes on corrections and omissions by recording, one sentence each.
    """

    frames: Mapping[str, tuple[LabelledFrames, ...]]
    notes: Mapping[str, tuple[str, ...]]

    def spans(self, recording: str) -> tuple[LabelledSpan, ...]:
        """Return one recording's actions in seconds, in order of start; empty for an unknown recording."""
        return tuple(action.span for action in self.frames.get(recording, ()))


def read_action_labels(path: Path) -> ActionLabels:
    """Read ``actionLabel.txt``: a line with the recording's name, then lines ``action: first last``.

    An action with ``NaN NaN`` was not recorded and is skipped; the known typing error is corrected. Both are
    reported in the notes.

    Raises:
        RecordingError: a line is neither a recording's name nor an action; the message names it.
    """
    frames: dict[str, list[LabelledFrames]] = {}
    notes: dict[str, list[str]] = {}
    recording = None
    with TextLines(Path(path)) as lines:
        for count, fields in enumerate(lines):
            if count > MOST_LABELS:
                lines.fail(f"more than {MOST_LABELS:,} lines", "the data set's labels")
            if len(fields) == 1 and _RECORDING.fullmatch(fields[0]):
                recording = fields[0].decode()
                frames.setdefault(recording, [])
            elif recording is None or len(fields) != 3 or not fields[0].endswith(b":"):
                lines.fail(
                    f"no label, {counted(len(fields), 'field')}",
                    'a recording such as "s01_e01", or an action such as "walk: 252 390"',
                )
            else:
                label = fields[0][:-1].decode("ascii", "replace")
                _action(lines, recording, label, fields[1:], frames[recording], notes)
    return ActionLabels(
        {key: tuple(sorted(found, key=lambda a: (a.first, a.last))) for key, found in frames.items()},
        {key: tuple(texts) for key, texts in notes.items()},
    )


def _action(
    lines: TextLines,
    recording: str,
    label: str,
    numbers: list[bytes],
    found: list[LabelledFrames],
    notes: dict[str, list[str]],
) -> None:
    """Parse one action's line, with a note on corrections and omissions."""

    def note(text: str) -> None:
        notes.setdefault(recording, []).append(f"Label {label} of {recording} {text}.")

    if any(number.lower() == b"nan" for number in numbers):
        note("has no frame numbers and is left out")
        return
    first, last = (lines.integer(number, "frame number", 0, _LARGEST_NUMBER) for number in numbers)
    meant = _TYPING_ERRORS.get((recording, label, first, last))
    if meant is not None:
        note(f"starts at {first}, a typing error: taken as {meant}")
        first = meant
    if first > last:
        note(f"ends at {last}, before it starts at {first}: it is left out")
        return
    found.append(LabelledFrames(label, first, last))
