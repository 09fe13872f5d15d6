"""OpenPose JSON, one file per frame: 2D keypoints, which are rejected."""

from __future__ import annotations

from pathlib import Path

from streaming.errors import RecordingError
from streaming.readers.support.head import Head
from streaming.skeleton.frames import Recording

FORMAT = "OpenPose JSON"


def recognises(head: Head) -> bool:
    """Whether it is a JSON object with OpenPose's names."""
    return head.is_text and head.lines[0][:1] in (b"{", b"[") and b'"pose_keypoints_2d"' in head.start


def read(path: Path) -> Recording:
    """Reject the file with an explanation.

    Raises:
        RecordingError: always.
    """
    raise RecordingError(
        "OpenPose's key points: places in one image, without depth",
        path=path,
        expected="joints in space",
        remedy="The network reads how joints move towards and away from the sensor. Open the video itself: "
        "its pose is then estimated in space.",
    )
