"""Channels for Foxglove: skeletons for its 3D panel, and what was said for its log panel.

They repeat what other channels of a recording hold, in schemas that Foxglove knows by name; readers of this
program pass over them. https://docs.foxglove.dev/docs/sdk/schemas describes the schemas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streaming.latest import Latest
from streaming.readers.support.mcap_channels import Channel
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Body, Frame, LabelledSpan
from streaming.skeleton.layouts import KINECT_V2

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_FRAME_ID, _WORLD_ID = "sensor", "world"
_LIFETIME_NS = 300_000_000  # a skeleton is drawn for this long unless a newer one comes
_LINE_LIST, _INFO, _DEBUG = 2, 2, 1
_BONE_M = 0.025
_MOST_PEOPLE = 64  # of whom it is remembered what is displayed
_COLOURS = ((0.26, 0.6, 0.95), (0.95, 0.6, 0.2), (0.35, 0.75, 0.4), (0.8, 0.4, 0.75))


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NUMBER, _INTEGER, _TEXT, _TRUTH = ({"type": kind} for kind in ("number", "integer", "string", "boolean"))
_TIME = {**_object(sec=_INTEGER, nsec=_INTEGER), "title": "time"}
_DURATION = {**_object(sec=_INTEGER, nsec=_INTEGER), "title": "duration"}
_VECTOR = _object(x=_NUMBER, y=_NUMBER, z=_NUMBER)
_QUATERNION = _object(x=_NUMBER, y=_NUMBER, z=_NUMBER, w=_NUMBER)
_COLOUR = _object(r=_NUMBER, g=_NUMBER, b=_NUMBER, a=_NUMBER)
_POSE = _object(position=_VECTOR, orientation=_QUATERNION)
_LINE = _object(
    type=_INTEGER,
    pose=_POSE,
    thickness=_NUMBER,
    scale_invariant=_TRUTH,
    points=_list(_VECTOR),
    color=_COLOUR,
    colors=_list(_COLOUR),
    indices=_list(_INTEGER),
)


def _channel(topic: str, name: str, schema: dict[str, Any]) -> Channel:
    return Channel(topic, name, {"$schema": _SCHEMA, "title": name, **schema})


SCENE = _channel(
    "/scene",
    "foxglove.SceneUpdate",
    _object(
        deletions=_list(_object(timestamp=_TIME, type=_INTEGER, id=_TEXT)),
        entities=_list(
            _object(
                timestamp=_TIME,
                frame_id=_TEXT,
                id=_TEXT,
                lifetime=_DURATION,
                frame_locked=_TRUTH,
                lines=_list(_LINE),
            )
        ),
    ),
)
TRANSFORM = _channel(
    "/tf",
    "foxglove.FrameTransform",
    _object(
        timestamp=_TIME,
        parent_frame_id=_TEXT,
        child_frame_id=_TEXT,
        translation=_VECTOR,
        rotation=_QUATERNION,
    ),
)
LOG = _channel(
    "/log",
    "foxglove.Log",
    _object(timestamp=_TIME, level=_INTEGER, message=_TEXT, name=_TEXT, file=_TEXT, line=_INTEGER),
)
_BONES = json.dumps([joint for bone in KINECT_V2.bones for joint in bone], separators=(",", ":"))
_STILL = '{"position":{"x":0,"y":0,"z":0},"orientation":{"x":0,"y":0,"z":0,"w":1}}'


def encode_scene(frame: Frame, log_time_ns: int) -> bytes:
    """Encode a frame's skeletons as a message of :data:`SCENE`, rounded to a millimetre."""
    at = _stamp(log_time_ns)
    entities = ",".join(_entity(body, at) for body in frame.bodies)
    return f'{{"deletions":[],"entities":[{entities}]}}'.encode()


def encode_transform(log_time_ns: int) -> bytes:
    """Encode how the sensor looks at the world, whose z is up, as a message of :data:`TRANSFORM`."""
    half = 0.5**0.5  # a quarter turn about x: y, which is up for the sensor, becomes z
    return (
        f'{{"timestamp":{_stamp(log_time_ns)},"parent_frame_id":"{_WORLD_ID}","child_frame_id":"{_FRAME_ID}",'
        f'"translation":{{"x":0,"y":0,"z":0}},"rotation":{{"x":{half},"y":0,"z":0,"w":{half}}}}}'
    ).encode()


def encode_label(span: LabelledSpan, log_time_ns: int) -> bytes:
    """Encode a labelled span as a message of :data:`LOG`."""
    return _line(log_time_ns, _INFO, f"labelled {span.label}, {span.start_s:.2f} to {span.end_s:.2f} s")


class AnswerLog:
    """Log of what was displayed and confirmed; answers are pushed in temporal order."""

    def __init__(self) -> None:
        """Start with nothing displayed."""
        self._shown: Latest[int, str] = Latest(_MOST_PEOPLE)

    def push(self, answer: Answer, log_time_ns: int) -> Iterator[bytes]:
        """Yield messages of :data:`LOG`: the displayed label where it changes, and confirmed actions."""
        person = answer.prediction.window.person
        shown = "no action" if answer.label is None else answer.label
        if answer.label is not None and answer.provisional:
            shown += ", provisional"
        if shown != self._shown.get(person, "no action"):
            yield _line(log_time_ns, _DEBUG, f"person {person}: {shown} ({answer.confidence:.0%})")
        self._shown[person] = shown
        for part in answer.confirmed:
            dates = f"{part.start_s:.2f} to {part.end_s:.2f} s"
            yield _line(log_time_ns, _INFO, f"person {person}: {part.label}, {dates} ({part.confidence:.0%})")


def _entity(body: Body, stamp: str) -> str:
    points = ",".join(f'{{"x":{x:.3f},"y":{y:.3f},"z":{z:.3f}}}' for x, y, z in body.positions.tolist())
    r, g, b = _COLOURS[body.identity % len(_COLOURS)]
    line = (
        f'{{"type":{_LINE_LIST},"pose":{_STILL},"thickness":{_BONE_M},"scale_invariant":false,'
        f'"points":[{points}],"color":{{"r":{r},"g":{g},"b":{b},"a":1}},"colors":[],"indices":{_BONES}}}'
    )
    return (
        f'{{"timestamp":{stamp},"frame_id":"{_FRAME_ID}","id":"{body.identity:d}",'
        f'"lifetime":{_stamp(_LIFETIME_NS)},"frame_locked":false,"lines":[{line}]}}'
    )


def _line(log_time_ns: int, level: int, message: str) -> bytes:
    stamp, text = _stamp(log_time_ns), json.dumps(message)
    return (
        f'{{"timestamp":{stamp},"level":{level},"message":{text},"name":"mans","file":"","line":0}}'.encode()
    )


def _stamp(log_time_ns: int) -> str:
    sec, nsec = divmod(log_time_ns, 10**9)
    return f'{{"sec":{sec},"nsec":{nsec}}}'
