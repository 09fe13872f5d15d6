"""What recordings hold for Foxglove, read by MCAP's library and checked against Foxglove's own schemas."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import json_format  # type: ignore[import-untyped]
from mcap.reader import make_reader

from streaming.readers import read_recording
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import LabelledSpan
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.foxglove import AnswerLog
from streaming.writers.mcap import write_mcap

from ...support.recording_process import scripted_answer, scripted_frame
from ...support.walking import walk

TIMES = ("google.protobuf.Timestamp", "google.protobuf.Duration")


def recorded(folder: Path) -> Path:
    with Recorder(folder / "a.mcap", rate_hz=30, source="script") as recorder:
        for number in range(10):
            recorder.write_frame(scripted_frame(number))
            recorder.write_image(scripted_frame(number).time_s, np.zeros((16, 16, 3), np.uint8))
        for number in range(10):
            recorder.write_answer(scripted_answer(number))
    return recorder.path


def messages(path: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, JSON Schema and content of each message whose schema is one of Foxglove's."""
    with path.open("rb") as file:
        return [
            (schema.name, json.loads(schema.data), json.loads(message.data))
            for schema, channel, message in make_reader(file, validate_crcs=True).iter_messages()
            if schema is not None and schema.name.startswith("foxglove.")
        ]


def published(name: str) -> Any:
    module = importlib.import_module(f"foxglove_schemas_protobuf.{name.removeprefix('foxglove.')}_pb2")
    return getattr(module, name.removeprefix("foxglove."))


def plain(value: Any) -> Any:
    """Times as Protobuf's JSON has them: Foxglove's JSON has an object of two numbers."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"sec", "nsec"}:
        return {"seconds": value["sec"], "nanos": value["nsec"]}
    return {name: plain(each) for name, each in value.items()}


def parse(value: Any, into: Any) -> None:
    """Fill a Protobuf message strictly; raises for unknown names and for values of another kind."""
    for name, each in value.items():
        field = into.DESCRIPTOR.fields_by_name[name]
        kind = field.message_type
        parts = each if isinstance(each, list) else [each]
        for part in parts:
            if kind is not None and kind.full_name in TIMES:
                getattr(into, name).seconds, getattr(into, name).nanos = part["seconds"], part["nanos"]
            elif kind is not None:
                repeated = isinstance(each, list)
                parse(part, getattr(into, name).add() if repeated else getattr(into, name))
            else:
                json_format.ParseDict({name: each}, into)
                break


def undescribed(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    """Names in a message that its JSON Schema, by which Foxglove reads it, does not list."""
    if isinstance(value, list):
        return [name for each in value[:1] for name in undescribed(each, schema["items"], f"{at}[]")]
    if not isinstance(value, dict):
        return []
    known = schema["properties"]
    return [f"{at}.{name}" for name in value if name not in known] + [
        found
        for name, each in value.items()
        if name in known
        for found in undescribed(each, known[name], f"{at}.{name}")
    ]


def test_every_message_is_as_foxglove_publishes_it(tmp_path):
    found = messages(recorded(tmp_path))
    kinds = {name for name, _, _ in found}
    assert kinds == {
        f"foxglove.{name}" for name in ("SceneUpdate", "FrameTransform", "Log", "CompressedImage")
    }
    for name, schema, content in found:
        content = {key: value for key, value in content.items() if key != "time_s"}  # the image's, our own
        parse(plain(content), published(name)())
        assert undescribed(content, schema, name) == [] and schema["title"] == name


def test_a_skeleton_has_its_bones_where_it_is_and_stands_upright_in_the_world(tmp_path):
    walked = walk()
    labelled = type(walked)(walked.frames, walked.rate_hz, "test", labels=(LabelledSpan("walk", 0.5, 1.0),))
    write_mcap(labelled, tmp_path / "a.mcap")
    found = messages(tmp_path / "a.mcap")
    scenes = [content for name, _, content in found if name == "foxglove.SceneUpdate"]
    assert len(scenes) == len(walked.frames)
    for frame, scene in zip(walked.frames, scenes, strict=True):
        (entity,) = scene["entities"]
        (line,) = entity["lines"]
        points = [[point[axis] for axis in "xyz"] for point in line["points"]]
        np.testing.assert_allclose(points, frame.bodies[0].positions, atol=6e-4)
        assert line["type"] == published("foxglove.LinePrimitive").LINE_LIST
        assert np.reshape(line["indices"], (-1, 2)).tolist() == [list(bone) for bone in KINECT_V2.bones]
    (turn,) = [content for name, _, content in found if name == "foxglove.FrameTransform"]
    assert turn["child_frame_id"] == scenes[0]["entities"][0]["frame_id"]
    x, y, z, w = (turn["rotation"][axis] for axis in "xyzw")
    up = [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)]  # where the sensor's y is
    np.testing.assert_allclose(up, [0, 0, 1], atol=1e-9)
    (log,) = [content["message"] for name, _, content in found if name == "foxglove.Log"]
    assert log == "labelled walk, 0.50 to 1.00 s"
    assert len(read_recording(tmp_path / "a.mcap").frames) == len(walked.frames)


def test_the_log_says_what_is_displayed_once():
    log = AnswerLog()
    told = [
        json.loads(line)["message"].split(" (")[0]
        for number in (1, 1, 1, 3, 2, 2, 5)
        for line in log.push(scripted_answer(number), 0)
    ]
    shown = ["wave, provisional", "wave", "no action", "wave, provisional", "clap, 1233.42 to 1234.57 s"]
    assert [line.removeprefix("person 0: ") for line in told] == shown
