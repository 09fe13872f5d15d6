"""Bone lengths and place of the people of GTU Action3D, by folder and file number.

Run it as ``python -m benchmarks.gtu_sessions DIR``. Where neighbouring numbers are the same person in the
same session, a row hardly differs from the one above it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console

from cli.data_loading import load_data
from mans.datasets.gtu_action3d import by_session
from mans.datasets.prepare import open_folder
from streaming.skeleton.layouts import KINECT_V2

BONES = (("ShoulderLeft", "ShoulderRight"), ("SpineBase", "SpineShoulder"), ("ElbowRight", "WristRight"))
"""Shoulder width, torso and right forearm."""


def measures(positions: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the medians over time of the bones, and of height and distance of SpineBase, in metres (5,)."""
    body = positions[:, 0].astype(np.float64)  # (T, 25, 3)
    ends = [(body[:, KINECT_V2.index[a]], body[:, KINECT_V2.index[b]]) for a, b in BONES]
    place = body[:, KINECT_V2.index["SpineBase"], 1:]
    columns = np.column_stack([*(np.linalg.norm(a - b, axis=1) for a, b in ends), place])
    return np.asarray(np.nanmedian(columns, axis=0))


def main() -> None:
    """Print a line for each file."""
    data = load_data(Console(quiet=True), open_folder("gtu-action3d", Path(sys.argv[1]), None))
    print("folder file session    shoulders torso forearm height distance, m")
    numbers = [[int(part) for part in sample.name.split("/movement")] for sample in data.samples]
    for (folder, number), sample in sorted(zip(numbers, data.samples, strict=True), key=lambda row: row[0]):
        text = " ".join(f"{value:7.3f}" for value in measures(sample.track.positions))
        print(f"{folder:6d} {number:4d} {by_session(sample)} {text}")


if __name__ == "__main__":
    main()
