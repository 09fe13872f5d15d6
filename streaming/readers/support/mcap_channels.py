"""Channels of this program's own recordings: schemas, and JSON encoding of messages.

Every message is a JSON object, described by a JSON Schema that is stored in the recording. The schemas are
limited to the features that viewers support: objects, strings, numbers and flat arrays, no ``null``. A
float32 is written in the fewest decimal digits that give the same float32 again, a time stamp in the fewest
that give the same float64; identities, which exceed the exact integers of JSON readers, are strings.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.recognition.decision import Answer, Confirmed
from streaming.skeleton.frames import Body, Frame, LabelledSpan
from streaming.skeleton.layouts import KINECT_V2

VERSION = "1"
"""Of the channels as described here; a reader refuses others."""


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """Channel: one kind of message.

    Attributes:
        topic: the channel's name in the recording.
        schema_name: name of the schema; identifies the channel for readers.
        schema: JSON Schema of a message.
    """

    topic: str
    schema_name: str
    schema: dict[str, Any]


def _schema(title: str, description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of an object whose properties are all required."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _number(description: str) -> dict[str, Any]:
    return {"type": "number", "description": description}


def _numbers(description: str, count: int | None = None) -> dict[str, Any]:
    bounds = {} if count is None else {"minItems": count, "maxItems": count}
    return {"type": "array", "items": {"type": "number"}, "description": description, **bounds}


_TIME_S = _number("Seconds on the recording's own monotonic clock.")
_LABELS = {"type": "array", "items": {"type": "string"}, "description": "Class names, C of them."}
_JOINTS = f"Joints in the order of Kinect v2: {', '.join(KINECT_V2.joints)}."

SKELETON = Channel(
    "/skeleton",
    "mans_live.Frame",
    _schema(
        "mans_live.Frame",
        "The people a sensor saw at one moment, in Kinect camera space: metres, right-handed, origin at the "
        f"sensor, x to the sensor's left, y up, z from the sensor to the person. {_JOINTS}",
        time_s=_TIME_S,
        number={"type": "integer", "description": "The source's own frame number."},
        bodies={
            "type": "array",
            "description": "The people in view, possibly none.",
            "items": {
                "type": "object",
                "properties": {
                    "identity": {"type": "string", "description": "Whole number: the person's, in digits."},
                    "x": _numbers("Metres, to the sensor's left, by joint.", KINECT_V2.size),
                    "y": _numbers("Metres, up, by joint.", KINECT_V2.size),
                    "z": _numbers("Metres, away from the sensor, by joint.", KINECT_V2.size),
                    "states": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "By joint: 0 not tracked, 1 inferred, 2 tracked.",
                    },
                },
                "required": ["identity", "x", "y", "z", "states"],
            },
        },
    ),
)
PREDICTION = Channel(
    "/prediction",
    "mans_live.Prediction",
    _schema(
        "mans_live.Prediction",
        "One forward pass of the network over one window.",
        time_s=_TIME_S,
        frame_number={"type": "integer", "description": "Number of the newest frame in the window."},
        window_start_s=_number("Time stamp of the window's first frame, in seconds."),
        window_end_s=_number("Time stamp of the window's last frame, in seconds."),
        labels=_LABELS,
        probabilities=_numbers("By class, summing to one."),
    ),
)
ATTENTION = Channel(
    "/attention",
    "mans_live.Attention",
    _schema(
        "mans_live.Attention",
        "F_A of the prediction with the same time stamp: the attention, 0 to 1, that each branch of the "
        "network gives to each of the window's T frames, which are evenly spaced from its start to its end.",
        time_s=_TIME_S,
        x=_numbers("Of the branch that reads x, by frame of the window."),
        y=_numbers("Of the branch that reads y, by frame of the window."),
        z=_numbers("Of the branch that reads z, by frame of the window."),
    ),
)
ANSWER = Channel(
    "/answer",
    "mans_live.Answer",
    _schema(
        "mans_live.Answer",
        "What the program said: predictions smoothed over time, or gathered over a movement.",
        time_s=_TIME_S,
        label={"type": "string", "description": "The action; empty for no action and for not sure."},
        confidence=_number("Probability, smoothed or over a movement; without a label, of the best action."),
        provisional={"type": "boolean", "description": "Whether the label may yet be withdrawn."},
        confirmed={
            "type": "array",
            "description": "Actions that were decided on at this moment, by movements.",
            "items": {
                "type": "object",
                "properties": {
                    "label": {"type": "string"},
                    "start_s": _number("When it began, seconds on the recording's own clock."),
                    "end_s": _number("When it ended, or until when it was seen."),
                    "confidence": _number("Its probability over that time."),
                },
                "required": ["label", "start_s", "end_s", "confidence"],
            },
        },
        labels=_LABELS,
        probabilities=_numbers("Smoothed, by class."),
    ),
)
ACTION = Channel(
    "/action",
    "mans_live.LabelledSpan",
    _schema(
        "mans_live.LabelledSpan",
        "An action that somebody marked in the recording (ground truth), both ends included.",
        label={"type": "string"},
        start_s=_number("Seconds on the recording's own clock."),
        end_s=_number("Seconds on the recording's own clock."),
    ),
)
CAMERA = Channel(
    "/camera",
    "foxglove.CompressedImage",  # the name by which viewers know that they can show it
    _schema(
        "foxglove.CompressedImage",
        "A compressed camera image.",
        time_s=_TIME_S,
        timestamp={
            "type": "object",
            "title": "time",
            "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}},
        },
        frame_id={"type": "string"},
        data={"type": "string", "contentEncoding": "base64"},
        format={"type": "string", "description": "jpeg"},
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class RecordedAnswer:
    """Recorded answer with its prediction.

    Attributes:
        time_s: time of its newest frame.
        label: the action, or None for "no action" and for "not sure".
        confidence: smoothed probability of ``label``; with None, of the best action.
        labels: (C,) class names.
        smoothed: (C,) float32 probabilities, smoothed over time.
        probabilities: (C,) float32, of the newest prediction alone.
        f_a: (3, T) float32 in 0..1, the attention F_A by coordinate branch and frame of the window.
        window_s: (first, last) time stamp of the window, in seconds; its T frames are evenly spaced.
        frame_number: the source's number of the newest frame in the window.
        provisional: whether ``label`` may be withdrawn.
        confirmed: actions confirmed at this moment, if movement-based.
    """

    time_s: float
    label: str | None
    confidence: float
    labels: tuple[str, ...]
    smoothed: npt.NDArray[np.float32]
    probabilities: npt.NDArray[np.float32]
    f_a: npt.NDArray[np.float32]
    window_s: tuple[float, float]
    frame_number: int
    provisional: bool = False
    confirmed: tuple[Confirmed, ...] = ()


def encode_frame(frame: Frame) -> bytes:
    """Encode a frame as a message of :data:`SKELETON`.

    Raises:
        ValueError: a position or the time stamp is NaN or infinite: a bug in the source.
    """
    bodies = ",".join(_body(body) for body in frame.bodies)
    return f'{{"time_s":{_time(frame.time_s)},"number":{frame.number:d},"bodies":[{bodies}]}}'.encode()


def _body(body: Body) -> str:
    x, y, z = (_floats(column) for column in body.positions.T)
    states = ",".join(map(str, body.states.tolist()))
    return f'{{"identity":"{body.identity:d}","x":{x},"y":{y},"z":{z},"states":[{states}]}}'


def encode_answer(answer: Answer) -> list[tuple[Channel, bytes]]:
    """Encode an answer as messages of :data:`PREDICTION`, :data:`ATTENTION` and :data:`ANSWER`, in order."""
    prediction, time_s = answer.prediction, _time(answer.time_s)
    window, labels = prediction.window, json.dumps(prediction.labels)
    x, y, z = (_floats(curve) for curve in prediction.f_a)
    confirmed = json.dumps([asdict(part) for part in answer.confirmed])
    return [
        (
            PREDICTION,
            f'{{"time_s":{time_s},"frame_number":{window.frame_number:d},'
            f'"window_start_s":{_time(float(window.times_s[0]))},"window_end_s":{_time(window.end_s)},'
            f'"labels":{labels},"probabilities":{_floats(prediction.probabilities)}}}'.encode(),
        ),
        (ATTENTION, f'{{"time_s":{time_s},"x":{x},"y":{y},"z":{z}}}'.encode()),
        (
            ANSWER,
            f'{{"time_s":{time_s},"label":{json.dumps(answer.label or "")},'
            f'"confidence":{_time(answer.confidence)},'
            f'"provisional":{json.dumps(answer.provisional)},"confirmed":{confirmed},'
            f'"labels":{labels},"probabilities":{_floats(answer.probabilities)}}}'.encode(),
        ),
    ]


def encode_span(span: LabelledSpan) -> bytes:
    """Encode a labelled span as a message of :data:`ACTION`."""
    return json.dumps({"label": span.label, "start_s": span.start_s, "end_s": span.end_s}).encode()


def encode_image(time_s: float, jpeg: bytes, log_time_ns: int) -> bytes:
    """Encode a JPEG image as a message of :data:`CAMERA`."""
    sec, nsec = divmod(log_time_ns, 10**9)
    data = base64.b64encode(jpeg).decode("ascii")
    return (
        f'{{"time_s":{_time(time_s)},"timestamp":{{"sec":{sec},"nsec":{nsec}}},'
        f'"frame_id":"camera","format":"jpeg","data":"{data}"}}'.encode()
    )


def _time(value: float) -> str:
    """Format a float64 exactly."""
    if not math.isfinite(value):
        raise ValueError(f"a time stamp or a probability is {value}")
    return repr(float(value))


def _floats(values: npt.NDArray[np.float32]) -> str:
    """Format float32 numbers exactly, with the fewest digits."""
    if not np.isfinite(values).all():
        raise ValueError("a number to record is NaN or infinite")
    return f"[{','.join(values.astype(np.float32, copy=False).astype('U32').tolist())}]"
