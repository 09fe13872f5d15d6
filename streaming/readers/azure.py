"""JSON of Azure Kinect's ``offline_processor`` (Microsoft, Azure-Kinect-Samples): 32 joints in millimetres.

An object with ``joint_names`` [32], ``bone_list`` and ``frames``, each of them ``timestamp_usec`` (the
device's microseconds), ``frame_id``, ``num_bodies`` and ``bodies`` with ``body_id``, ``joint_positions``
[32][3] and ``joint_orientations`` [32][4] (w x y z). Positions are in the depth camera's space: x to the
image's right, y down, z forward. The program itself writes no confidence levels; where another version
added them (0 none, 1 low, 2 medium, 3 high) they become tracking states.

Its CSV, as other programs write it, is read by :mod:`streaming.readers.joint_csv`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.json_file import JsonFile
from streaming.readers.support.json_node import Node
from streaming.readers.support.text import fold
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import AZURE_KINECT, azure_to_v2

FORMAT = "Azure Kinect offline_processor JSON"
STAMPS_PER_S = 1e6
_DERIVED = (
    "Azure Kinect's 32 joints in millimetres became 25 in metres: SpineShoulder is the middle of chest and "
    "neck, marked as inferred."
)
_NO_LEVELS = "The file holds no confidence levels: every joint with a position counts as tracked."
_CONFIDENCE = ("joint_confidence_levels", "confidence_levels", "joint_confidences", "confidence_level")
_STATE_OF_LEVEL = np.array(
    [TrackingState.NOT_TRACKED, TrackingState.INFERRED, TrackingState.TRACKED, TrackingState.TRACKED],
    dtype=np.uint8,
)
_LARGEST_ID, _LARGEST_FRAME, _LARGEST_STAMP = 2**64 - 1, 2**53, 2**63
_FOLDED_JOINTS = [fold(name) for name in AZURE_KINECT.joints]


def recognises(head: Head) -> bool:
    """Whether it is a JSON object with the members specific to ``offline_processor``."""
    return (
        head.is_text
        and head.lines[0].startswith(b"{")
        and any(name in head.start for name in (b'"k4abt_sdk_version"', b'"bone_list"', b'"joint_positions"'))
    )


def read(path: Path) -> Recording:
    """Read the JSON of ``offline_processor``.

    Raises:
        RecordingError: the file is damaged or of another shape; the message names the place.
    """
    path = Path(path)
    collector, with_levels, whole = FrameCollector(path), False, None
    with JsonFile(path, lists=frozenset({"frames"})) as file:
        for piece in file:
            if piece.is_element:
                with_levels |= _frame(piece.node, collector)
            elif whole is not None:
                piece.node.fail("a second object", "the end of the file")
            else:
                whole = piece.node
                _check_joints(whole)
        if whole is None or "frames" not in whole.members():
            file.fail("", 'no "frames"', f"the JSON of {FORMAT}")
    notes = [_DERIVED] if with_levels else [_DERIVED, _NO_LEVELS]
    return collector.recording(FORMAT, stamps_per_s=STAMPS_PER_S, notes=notes)


def _frame(frame: Node, collector: FrameCollector) -> bool:
    """Read one frame; return whether any body has confidence levels."""
    with_levels = False
    number = frame.get("frame_id")
    collector.frame(
        frame["timestamp_usec"].whole(0, _LARGEST_STAMP),
        None if number is None else number.whole(0, _LARGEST_FRAME),
    )
    bodies = frame["bodies"].elements()
    claimed = frame.get("num_bodies")
    if claimed is not None and claimed.whole(0, _LARGEST_FRAME) != len(bodies):
        claimed.fail(f"{claimed.value} bodies claimed", f"the {len(bodies)} that follow")
    for body in bodies:
        identity = body["body_id"].whole(0, _LARGEST_ID)
        positions = body["joint_positions"].vectors(AZURE_KINECT.size)
        # A joint that could not be estimated is at the sensor: leave it unknown, before it is averaged.
        positions[(np.abs(positions) < 1).all(axis=1)] = np.nan
        states = _states(body)
        with_levels |= states is not None
        if states is None:
            states = np.full(AZURE_KINECT.size, TrackingState.TRACKED, dtype=np.uint8)
        collector.body(identity, *azure_to_v2(positions, states))
    return with_levels


def _states(body: Node) -> npt.NDArray[np.uint8] | None:
    """Return tracking states (32,) from a body's confidence levels, None if it has none."""
    for name in _CONFIDENCE:
        levels = body.get(name)
        if levels is not None:
            numbers = [level.whole(0, 3) for level in levels.elements(AZURE_KINECT.size)]
            return _STATE_OF_LEVEL[numbers]
    return None


def _check_joints(whole: Node) -> None:
    """Check that joint names, if present, are in the expected order."""
    names = whole.get("joint_names")
    if names is None:
        return
    for expected, name in zip(_FOLDED_JOINTS, names.elements(AZURE_KINECT.size), strict=True):
        if not isinstance(name.value, str) or fold(name.value) != expected:
            name.fail("another joint", f"{expected}, as in Body Tracking SDK 1.x")
