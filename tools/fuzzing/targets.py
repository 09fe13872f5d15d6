"""All targets by name. What one needs is imported only when it is asked for: models bring torch."""

from __future__ import annotations

from tools.fuzzing.target import Target

_RECORDINGS = (
    *("mcap", "ntu", "ut-kinect", "xef", "azure", "kinectron", "dotnet-body", "joint-csv", "joint-rows"),
    *("kinder-gator", "msrc12", "msrc12-tags", "utd-mhad", "sysu-3d", "nw-ucla", "msr-action3d", "sbu"),
    *("hdm05", "hdm05-skeleton", "msr-daily", "isl-sign", "gtu-action3d", "kinect-multitrack"),
    *("mediapipe-json", "npy-joints", "openpose", "bvh", "c3d", "number-table", "joint-lines"),
    *("mapping", "mapped-table"),
)
_FILES = (
    *("labels-table", "labels-boris-table", "labels-boris", "labels-elan", "ut-kinect-labels"),
    *("pku-mmd-labels", "landmark-archive", "mocap-archive", "preferences", "results-journal", "address"),
)
_MODELS = (*("model-card", "model-weights", "own-actions-weights", "model-background", "project", "onnx"),)
_SOCKETS = ("websocket", "websocket-token")
NAMES = (*_RECORDINGS, *_FILES, *_MODELS, *_SOCKETS)
"""Of all targets."""


def target(name: str) -> Target:
    """Return a target by its name."""
    if name in _RECORDINGS:
        from tools.fuzzing.recordings import RECORDINGS

        return RECORDINGS[name]
    if name in _FILES:
        from tools.fuzzing.files import FILES

        return FILES[name]
    if name in _SOCKETS:
        from tools.fuzzing.sockets import SOCKETS

        return SOCKETS[name]
    from tools.fuzzing.models import MODELS

    return MODELS[name]
