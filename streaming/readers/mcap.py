"""This program's own recordings (MCAP), lossless; :mod:`.support.mcap_channels` defines the channels.

A truncated recording (killed program, full disk) is read up to its last complete chunk, with a note.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_LABELS, FrameStore, bytes_allowed
from streaming.readers.support.head import Head
from streaming.readers.support.mcap_channels import (
    ACTION,
    ANSWER,
    ATTENTION,
    PREDICTION,
    SKELETON,
    VERSION,
    RecordedAnswer,
)
from streaming.readers.support.mcap_container import MAGIC, McapFile, Message
from streaming.readers.support.text import shown
from streaming.readers.support.time_line import put_in_order
from streaming.recognition.decision import Confirmed
from streaming.skeleton.frames import LabelledSpan, Positions, Recording, States, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "recording of this program (MCAP)"
METADATA = "mans_live.Recording"
"""Name of the metadata record with the origin of a recording."""
# Channels of another program's file that are named in a message.
_MOST_NAMED = 8
# Where neither the metadata nor the time stamps tell.
_USUAL_RATE_HZ = 30.0
# A frame of a hundred people has a tenth of this; more digits than this have no number worth reading.
_LONGEST_MESSAGE = 4 * 1024**2
_LONGEST_LABEL = 1000
_NUMBERS, _ONLY_INT = frozenset({int, float}), frozenset({int})
_ANSWER_BYTES, _MOST_CLASS_LISTS = 1000, 1000


def recognises(head: Head) -> bool:
    """Whether the file starts with MCAP's magic number."""
    return head.start.startswith(MAGIC)


def read(path: Path) -> Recording:
    """Read a recording of this program.

    Raises:
        RecordingError: the file has no skeletons, or is damaged beyond skipping damaged chunks.
    """
    path = Path(path)
    file = McapFile(path)
    store = FrameStore(path)
    labels: list[LabelledSpan] = []
    for message in file.messages({SKELETON.schema_name, ACTION.schema_name}):
        content = _content(file, message)
        try:
            if message.schema == ACTION.schema_name:
                labels.append(_label(content))
            else:
                _frame(content, store)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _unlike_schema(file, message, error) from None
        if len(labels) > MOST_LABELS:
            raise RecordingError(
                f"more than {MOST_LABELS:,} labelled actions", path=path, expected="a recording of people"
            )
    if not len(store):
        topics = ", ".join(shown(topic.encode()) for topic in sorted(file.topics)[:_MOST_NAMED]) or "none"
        why = "Another program made it." if file.topics else "Recording stopped before the first frame."
        if not file.topics and file.warnings:
            why = ""  # of the frames nothing is left, as the warnings say
        raise RecordingError(
            f"no skeletons (channels: {topics})",
            path=path,
            expected=f"a channel {SKELETON.topic} as this program records it",
            remedy=" ".join(filter(None, [why, *file.warnings, *file.notes])),
        )
    line = put_in_order(store.stamps)
    frames = store.packed(line.times_s, line.order, own_numbers=True)
    origin = file.metadata.get(METADATA, {})
    notes = [*_told(origin, "notes"), *file.notes, *line.notes]
    rate_hz = _rate_hz(origin.get("rate_hz"), line.times_s, notes)
    warnings = (*_told(origin, "warnings"), *file.warnings)
    labels.sort(key=lambda span: span.start_s)
    return Recording(frames, rate_hz, FORMAT, path, tuple(labels), tuple(notes), warnings)


def read_answers(path: Path) -> list[RecordedAnswer]:
    """Read the answers stored in a recording, in order; possibly empty.

    Raises:
        RecordingError: the file is not a recording of this program, or is damaged.
    """
    file = McapFile(Path(path))
    answers: list[RecordedAnswer] = []
    parts: dict[str, dict[str, Any]] = {}
    kept, allowed = 0, bytes_allowed(Path(path))
    names: dict[tuple[str, ...], tuple[str, ...]] = {}  # the same classes, answer for answer
    for message in file.messages({channel.schema_name for channel in (PREDICTION, ATTENTION, ANSWER)}):
        parts[message.schema] = content = _content(file, message)
        if message.schema != ANSWER.schema_name:
            continue
        prediction, attention = (parts.get(channel.schema_name) for channel in (PREDICTION, ATTENTION))
        parts = {}
        try:
            if prediction is None or attention is None or prediction["time_s"] != content["time_s"]:
                continue  # the piece that held its prediction is damaged
            answer = _answer(prediction, attention, content)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _unlike_schema(file, message, error) from None
        known = names.setdefault(answer.labels, answer.labels)
        answers.append(replace(answer, labels=known))
        kept += _ANSWER_BYTES + sum(a.nbytes for a in (answer.smoothed, answer.probabilities, answer.f_a))
        if len(names) > _MOST_CLASS_LISTS or kept > allowed:
            raise RecordingError(
                f"{len(answers):,} answers and more in a file of this size", path=path, expected="a recording"
            )
    return answers


def read_origin(path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Return a recording's metadata and the number of messages per channel.

    Raises:
        RecordingError: the file is not an MCAP file.
    """
    file = McapFile(Path(path))
    counts = Counter(message.topic for message in file.messages())
    return file.metadata.get(METADATA, {}), dict(counts)


def _content(file: McapFile, message: Message, longest: int | None = _LONGEST_MESSAGE) -> dict[str, Any]:
    """Parse a message after checking its schema version."""
    version = file.metadata.get(METADATA, {}).get("version", VERSION)
    if version != VERSION:
        raise RecordingError(
            f'version "{shown(version.encode())}" of this program\'s recordings',
            path=file.path,
            expected=f'version "{VERSION}"',
            remedy="A newer version of the program made it: use that one.",
        )
    try:
        if longest is not None and len(message.data) > longest:
            raise ValueError(f"{counted(len(message.data), 'byte')}")
        content = json.loads(message.data)
    except (ValueError, RecursionError) as error:
        raise _unlike_schema(file, message, error) from None
    if not isinstance(content, dict):
        raise _unlike_schema(file, message, TypeError("no JSON object"))
    return content


def _unlike_schema(file: McapFile, message: Message, error: Exception) -> RecordingError:
    found = f"no {error}" if isinstance(error, KeyError) else str(error).split("\n")[0][:200]
    return RecordingError(
        f"a message that is not like its schema: {found}",
        path=file.path,
        place=message.place,
        expected=message.schema,
        remedy="Another program wrote it.",
    )


def _frame(content: dict[str, Any], store: FrameStore) -> None:
    """Parse a frame.

    Raises:
        KeyError, TypeError, ValueError, OverflowError: it does not match the schema.
        RecordingError: there are more frames or bodies than a recording may have.
    """
    (time_s,) = _times(content, "time_s")
    bodies = [_body(body) for body in content["bodies"]]
    if len({identity for identity, _, _ in bodies}) < len(bodies):
        raise ValueError("an identity twice in a frame")
    store.frame(time_s, _whole(content["number"]))
    for body in bodies:
        store.body(*body)


def _label(content: dict[str, Any]) -> LabelledSpan:
    """Parse a labelled action; raises as :func:`_frame` does."""
    label = content["label"]
    if not isinstance(label, str) or len(label) > _LONGEST_LABEL:
        raise TypeError(f"a label that is no text of up to {_LONGEST_LABEL} characters")
    return LabelledSpan(label, *_times(content, "start_s", "end_s"))


def _body(content: dict[str, Any]) -> tuple[int, Positions, States]:
    columns = [_numbers(content[axis], KINECT_V2.size) for axis in "xyz"]
    states = content["states"]
    if (
        len(states) != KINECT_V2.size
        or not _ONLY_INT.issuperset(map(type, states))
        or min(states) < TrackingState.NOT_TRACKED
        or max(states) > TrackingState.TRACKED
    ):
        raise ValueError(f"states other than {KINECT_V2.size} of 0, 1 and 2")
    identity = content["identity"]
    if not isinstance(identity, str) or len(identity) > 24:
        raise TypeError("identity is no whole number in digits")
    return int(identity), _finite(columns).T, np.array(states, dtype=np.uint8)


def _answer(prediction: dict[str, Any], attention: dict[str, Any], answer: dict[str, Any]) -> RecordedAnswer:
    time_s, confidence = _times(answer, "time_s", "confidence")
    start_s, end_s = _times(prediction, "window_start_s", "window_end_s")
    labels = tuple(map(str, prediction["labels"]))
    return RecordedAnswer(
        time_s=time_s,
        label=str(answer["label"]) or None,
        confidence=confidence,
        labels=labels,
        smoothed=_floats(answer["probabilities"], len(labels)),
        probabilities=_floats(prediction["probabilities"], len(labels)),
        f_a=np.stack([_floats(attention[axis], len(attention["x"])) for axis in "xyz"]),
        window_s=(start_s, end_s),
        frame_number=_whole(prediction["frame_number"]),
        provisional=answer.get("provisional") is True,  # recordings made by version 0.1 have neither
        confirmed=tuple(_confirmed(part) for part in answer.get("confirmed", [])),
    )


def _confirmed(part: dict[str, Any]) -> Confirmed:
    return Confirmed(str(part["label"]), *_times(part, "start_s", "end_s", "confidence"))


def _times(content: dict[str, Any], *names: str) -> list[float]:
    """Return finite numbers by their names."""
    values = [content[name] for name in names]
    if not all(type(value) in (int, float) and abs(value) < 1e300 for value in values):
        raise ValueError(f"{' or '.join(names)} is no finite number")
    return [float(value) for value in values]


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a number that should be whole")
    return value


def _floats(values: object, count: int) -> npt.NDArray[np.float32]:
    """Turn a list of ``count`` numbers into float32, (count,)."""
    return _finite(_numbers(values, count))


def _numbers(values: object, count: int) -> list[float]:
    """Return a list that has ``count`` numbers."""
    if not isinstance(values, list) or len(values) != count or not _NUMBERS.issuperset(map(type, values)):
        raise ValueError(f"not a list of {counted(count, 'number')}")
    return values


def _finite(values: list[float] | list[list[float]]) -> npt.NDArray[np.float32]:
    """Turn numbers into an array of float32."""
    with np.errstate(over="ignore"):
        result = np.array(values, dtype=np.float64).astype(np.float32)
    if not np.isfinite(result).all():
        raise ValueError("a number that is not finite")
    return result


def _rate_hz(text: str | None, times_s: npt.NDArray[np.float64], notes: list[str]) -> float:
    """Return the recorded nominal rate, or an estimate from the time stamps."""
    try:
        rate_hz = float(text or "nan")
    except ValueError:
        rate_hz = float("nan")
    if 0 < rate_hz < 1e6:
        return rate_hz
    rate_hz = float(1 / np.median(np.diff(times_s))) if len(times_s) > 1 else _USUAL_RATE_HZ
    notes.append(f"The recording does not tell its frame rate: taken as {rate_hz:.3g} per second.")
    return rate_hz


def _told(origin: dict[str, str], what: str) -> tuple[str, ...]:
    """Return the stored notes or warnings of the original reader."""
    try:
        told = json.loads(origin.get(what, "[]"))
    except (ValueError, RecursionError):
        return ()
    return tuple(map(str, told)) if isinstance(told, list) else ()
