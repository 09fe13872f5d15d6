"""One small whole file of each Kinect format, to be damaged by the tests and by tools/fuzz.py."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from streaming.readers import (
    azure,
    dotnet_body,
    joint_csv,
    joint_rows,
    kinder_gator,
    kinectron,
    mediapipe_json,
    npy_joints,
    xef,
)
from streaming.skeleton.frames import Body
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V1, KINECT_V2

from .kinect_json import azure_body, azure_file, kinectron_body
from .kinect_json import dotnet_body as body_json
from .small_files import person
from .xef_files import body_event, clip, depth_event, index


def _people() -> tuple[Body, Body]:
    """Two people, one of them with a joint at the sensor."""
    a, b = person(1, 5), person(2, 72057594037928243)
    b.positions[7] = 0
    return a, b


def xef_clip(*, compressed: bool = False) -> bytes:
    """Depth, an index, and three body frames."""
    a, b = _people()
    bodies = [
        body_event(found, 0.1 * i, i, compressed=compressed) for i, found in enumerate([[a], [], [b, a]])
    ]
    return clip(
        [bodies[0], depth_event(0.05, size=40), bodies[1], index(24, 0), bodies[2]], compressed=compressed
    )


def azure_json() -> bytes:
    """Three frames; one body has levels, one a hole."""
    holes = azure_body(2, confidence_levels=[i % 4 for i in range(32)])
    holes["joint_positions"][7] = [0, 0, None]
    return json.dumps(azure_file([[azure_body()], [], [holes, azure_body()]])).encode()


def kinectron_json() -> bytes:
    """Bodies one by one and a frame of several."""
    a, b = _people()
    both = {
        "bodies": [kinectron_body(a, 0), {"tracked": False}, kinectron_body(b, 0)],
        "record_timestamp": 90,
    }
    return json.dumps([kinectron_body(a, 11), kinectron_body(b, 15), both]).encode()


def dotnet_json() -> bytes:
    """Frames with clock times."""
    a, b = _people()
    frames = [[a], [], [b, a]]
    return json.dumps(
        {
            "Frames": [
                {"Time": f"00:00:01.{i}", "Bodies": [body_json(body) for body in bodies]}
                for i, bodies in enumerate(frames)
            ]
        }
    ).encode()


def dotnet_lines() -> bytes:
    """Bodies with ticks, one per line, joints in a list."""
    a, b = _people()
    lines = []
    for i, body in enumerate([a, b, a]):
        joints = list(body_json(body, state_names=True)["Joints"].values())
        lines.append(json.dumps({"TrackingId": body.identity, "Ticks": 333_333 * i, "Joints": joints}))
    return "\n".join(lines).encode()


def _csv(joints: tuple[str, ...], names: str, rows: list[str], state: bool, end: str = "") -> bytes:
    axes = ("x", "y", "z", "state") if state else ("X", "Y", "Z")
    header = ",".join([names, *(f"{joint}{axis}" for joint in joints for axis in axes)])
    rng = np.random.default_rng(0)
    lines = []
    for row in rows:
        cells = [f"{x:.4f}" for x in rng.uniform(0.1, 3, len(joints) * len(axes))]
        if state:
            cells[3::4] = ["Tracked"] * len(joints)
        lines.append(",".join([row, *cells]) + end)
    return "\n".join([header + (",User-ID,Action" if end else ""), *lines]).encode()


def joint_csv_table() -> bytes:
    """Two people with states."""
    return _csv(KINECT_V2.joints, "frame,time_s,body", ["1,0.1,5", "1,0.1,6", "2,0.2,5"], True)


def kinder_gator_table() -> bytes:
    """Three rows of one action."""
    return _csv(KINECT_V1.joints, "Timestamp", ["100.5", "133", "166"], False, ",888,Wave")


def azure_table() -> bytes:
    """Azure Kinect's joints by name, in millimetres, with levels."""
    rng = np.random.default_rng(0)
    header = [f"{joint}_{part}" for joint in AZURE_KINECT.joints for part in ("x", "y", "z", "confidence")]
    lines = [",".join(["timestamp_usec", *header])]
    for i in range(3):
        cells = [f"{x:.1f}" for x in rng.uniform(-900, 900, len(header))]
        cells[3::4] = ["2"] * AZURE_KINECT.size
        lines.append(",".join([str(33333 * i), *cells]))
    return "\n".join(lines).encode()


def marker_table() -> bytes:
    """A .trc file: the unit, joints in one line and axes in the next."""
    rng = np.random.default_rng(0)
    head = ["PathFileType\t4", "DataRate\tNumFrames\tUnits", "30\t2\tmm"]
    names = "\t".join(["Frame#", "Time", *(f"{joint}\t\t" for joint in KINECT_V2.joints)])
    axes = "\t\t" + "\t".join(f"{axis}{j}" for j in range(25) for axis in "XYZ")
    rows = ["\t".join(map(str, [i, i / 30, *rng.uniform(100, 900, 75).round(1)])) for i in range(2)]
    return "\n".join([*head, names, axes, "", *rows]).encode()


def row_per_joint() -> bytes:
    """DumpKinect's table: two frames of one body."""
    rows = [f"{33 * i}, {j}, {0.1 * j + 0.1:.1f}, 0.5, 2, 2" for i in range(2) for j in range(25)]
    return "\n".join(["# timestamp, jointType, X, Y, Z, state", *rows]).encode()


def landmarks_json() -> bytes:
    """MediaPipe's landmarks: a person, nobody, a person."""
    rng = np.random.default_rng(0)
    frames = []
    for i in range(3):
        points = [
            {"x": x, "y": y, "z": z, "visibility": 0.9}
            for x, y, z in rng.uniform(-0.8, 0.8, (33, 3)).round(3).tolist()
        ]
        frames.append({"timestamp_ms": 33 * i, "pose_world_landmarks": points if i != 1 else []})
    return json.dumps(frames).encode()


def joint_array() -> bytes:
    """A plain .npy file."""
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).uniform(0.5, 2, (3, 25, 3)).astype(np.float32))
    return file.getvalue()


SEEDS: dict[str, tuple[Any, bytes]] = {
    "xef": (xef, xef_clip()),
    "xef packed": (xef, xef_clip(compressed=True)),
    "azure": (azure, azure_json()),
    "kinectron": (kinectron, kinectron_json()),
    "dotnet": (dotnet_body, dotnet_json()),
    "dotnet lines": (dotnet_body, dotnet_lines()),
    "joint csv": (joint_csv, joint_csv_table()),
    "kinder-gator": (kinder_gator, kinder_gator_table()),
    "azure csv": (joint_csv, azure_table()),
    "trc": (joint_csv, marker_table()),
    "joint rows": (joint_rows, row_per_joint()),
    "mediapipe": (mediapipe_json, landmarks_json()),
    "npy": (npy_joints, joint_array()),
}
"""Name to the reader's module and a whole file."""
