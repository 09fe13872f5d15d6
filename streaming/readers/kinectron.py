"""Body frames saved by Kinectron (NYU ITP), which sends a Kinect v2 to browsers: JSON, 25 joints in metres.

A file is a list. Each element is one body with ``joints`` [25], ``trackingId`` (a text of digits: JavaScript
has no 64 bit numbers) and ``record_timestamp``, the milliseconds since recording began at which it reached
the browser; or, recorded with all bodies, one frame with ``bodies`` [6], of which some are ``tracked``. A
joint has ``cameraX``, ``cameraY``, ``cameraZ`` in Kinect camera space and its place in the depth and colour
image. Several people who are sent one by one arrive some milliseconds after each other.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.json_file import JsonFile
from streaming.readers.support.json_node import Node
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "Kinectron JSON"
STAMPS_PER_S = 1e3
_CAMERA = ("cameraX", "cameraY", "cameraZ")
# Bodies this near in time are of one frame: half of Kinect's 33 ms.
_SAME_FRAME_MS = 16.0
_LARGEST_ID = 2**64 - 1
_NO_STATES = (
    "The format holds no tracking states: every joint with a position counts as tracked. Time stamps are "
    "those of arrival in the browser."
)


def recognises(head: Head) -> bool:
    """Whether it is a JSON list whose joints have Kinectron's coordinate names."""
    return head.is_text and head.lines[0].startswith(b"[") and b'"cameraX"' in head.start


def read(path: Path) -> Recording:
    """Read a Kinectron file.

    Raises:
        RecordingError: the file is damaged, of another shape, or holds a single joint; the message names
            the place.
    """
    path = Path(path)
    frames = _Frames(path)
    with JsonFile(path) as file:
        for piece in file:
            if not piece.is_element:
                piece.node.fail("an object", "a list of bodies or frames")
            frames.take(piece.node)
    return frames.collector.recording(FORMAT, stamps_per_s=STAMPS_PER_S, notes=[_NO_STATES])


class _Frames:
    """Collector that groups single bodies into frames."""

    def __init__(self, path: Path) -> None:
        self.collector = FrameCollector(path)
        self._began_ms = -np.inf
        self._identities: set[int] = set()

    def take(self, element: Node) -> None:
        """Add an element of the file's list: a body or a frame of bodies."""
        time_ms = element["record_timestamp"].number()
        bodies = element.get("bodies")
        if bodies is not None:
            self._begin(time_ms)
            for index, body in enumerate(bodies.elements()):
                if _is_tracked(body):
                    self._body(body, index)
        elif element.get("joints") is not None:
            if not _is_tracked(element):
                return
            identity = _identity(element, 0)
            if identity in self._identities or not 0 <= time_ms - self._began_ms < _SAME_FRAME_MS:
                self._begin(time_ms)
            self._identities.add(identity)
            self._body(element, 0)
        elif "cameraX" in element.members():
            element.fail(
                "a single joint",
                f'a body with "joints", {KINECT_V2.size} of them',
                "Kinectron was set to follow one joint: record with startTrackedBodies() or startBodies().",
            )
        else:
            element.fail('neither "joints" nor "bodies"', "a body or a frame")

    def _begin(self, time_ms: float) -> None:
        """Start a frame."""
        self._began_ms = time_ms
        self._identities.clear()
        self.collector.frame(time_ms)

    def _body(self, body: Node, index: int) -> None:
        """Add one body."""
        joints = body["joints"].elements(KINECT_V2.size)
        positions = np.array([joint.vector(_CAMERA) for joint in joints], dtype=np.float64)
        states = np.full(KINECT_V2.size, TrackingState.TRACKED, dtype=np.uint8)
        self.collector.body(_identity(body, index), positions, states)


def _is_tracked(body: Node) -> bool:
    """Whether the body is tracked; defaults to true."""
    tracked = body.get("tracked")
    return tracked is None or bool(tracked.value)


def _identity(body: Node, index: int) -> int:
    """Return the body's trackingId, else its place among the six, from 1."""
    node = body.get("trackingId")
    return index + 1 if node is None else node.whole(0, _LARGEST_ID)
