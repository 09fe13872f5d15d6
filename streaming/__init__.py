"""Skeletons, recordings, live sources and the sliding window (layer 1). No torch, no Qt.

The names in ``__all__`` are the public interface, documented in docs/python.md; everything else may change.
They are imported when they are first used, so that ``import streaming`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "Answer": "recognition.decision",
    "Assignment": "recognition.assignment",
    "Body": "skeleton.frames",
    "Broadcast": "events.broadcast",
    "CameraFeed": "pipeline.live",
    "Chain": "pipeline.chain",
    "Frame": "skeleton.frames",
    "KINECT_V2": "skeleton.layouts",
    "LiveSettings": "pipeline.live",
    "MansError": "errors",
    "Prediction": "recognition.prediction",
    "Recording": "skeleton.frames",
    "Result": "pipeline.results",
    "Segment": "recognition.segments",
    "Sight": "pipeline.results",
    "TrackingState": "skeleton.frames",
    "VideoFeed": "pipeline.live",
    "Window": "recognition.window",
    "find_pose_model": "sources.pose_models",
    "open_chain": "pipeline.live",
    "read_recording": "readers",
    "recognise": "recognition.replay",
    "recording_of": "readers.arrays",
    "segments": "recognition.segments",
}

__all__ = [
    "KINECT_V2",
    "Answer",
    "Assignment",
    "Body",
    "Broadcast",
    "CameraFeed",
    "Chain",
    "Frame",
    "LiveSettings",
    "MansError",
    "Prediction",
    "Recording",
    "Result",
    "Segment",
    "Sight",
    "TrackingState",
    "VideoFeed",
    "Window",
    "find_pose_model",
    "open_chain",
    "read_recording",
    "recognise",
    "recording_of",
    "segments",
]


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
