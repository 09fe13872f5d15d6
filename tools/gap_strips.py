"""Film strips of the gaps between labelled actions, for annotation: ``python -m tools.gap_strips DIR OUT``.

DIR holds UT-Kinect; OUT gets pictures named like the recordings. A blue line begins a stretch of time without
a label. Each pose is drawn as the camera sees it (the person's left on the right of the picture), and below
from the side, with the camera towards the right. Left limbs are green, right ones red. Beneath stand the data
set's own frame number and where the hips are, across and ahead of the sensor, in decimetres. No model has a
part in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from streaming.paths import list_files
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_file

POSES_PER_S = 5.0
IN_A_ROW = 26
ON_A_PAGE = 6 * IN_A_ROW
CELL_M, HEIGHT_M = 1.1, 1.85
LINE_M = 0.45
_COLOURS = {"Left": "#0a7d5c", "Right": "#c0421a", "": "#333333"}
_UNSURE = "#bbbbbb"
_BONES = [(a, b) for a, b in KINECT_V2.bones if "Thumb" not in KINECT_V2.joints[b]]


def gaps(recording: Recording) -> Iterator[tuple[float, float, str]]:
    """Return what lies between the labels: start and end in seconds, and what follows."""
    since_s = recording.start_s
    for span in sorted(recording.labels, key=lambda each: each.start_s):
        if span.start_s > since_s:
            yield since_s, span.start_s, span.label
        since_s = max(since_s, span.end_s)
    if recording.times_s[-1] > since_s:
        yield since_s, float(recording.times_s[-1]), "the end"


def cells(recording: Recording) -> Iterator[tuple[int, str]]:
    """Return the frames to draw, with a title where a gap begins."""
    times_s = recording.times_s
    seen = np.array([bool(frame.bodies) for frame in recording.frames])
    for start_s, end_s, following in gaps(recording):
        wanted_s = np.arange(start_s, end_s + 0.5 / POSES_PER_S, 1 / POSES_PER_S)
        nearest = [int(np.argmin(np.abs(times_s - each_s))) for each_s in wanted_s]
        frames = [i for i in dict.fromkeys(nearest) if seen[i]]
        for index in frames:
            yield index, f"before {following}" if index == frames[0] else ""


def draw_pose(axes: Axes, recording: Recording, index: int, left: float, base: float) -> None:
    """Draw one frame's first person twice, above as seen from the front and below from the side."""
    body = recording.frames[index].bodies[0]
    positions = body.positions.astype(np.float64)
    hips = positions[KINECT_V2.index["SpineBase"]]
    about = positions - hips
    middle = left + CELL_M / 2
    views = (
        (-about[:, 0], base + 1.5 * HEIGHT_M + LINE_M),
        (-about[:, 2], base + 0.5 * HEIGHT_M + LINE_M),
    )
    for across, height in views:
        points = np.stack([middle + across, height + about[:, 1]], axis=1)
        axes.add_collection(
            LineCollection(list(_bones(points)), colors=_colours(body.states), linewidths=1.0)
        )
        head = points[KINECT_V2.index["Head"]]
        axes.plot(*head, "o", color="#333333", markersize=2.5)
    number = recording.frames[index].number
    place = f"{10 * hips[0]:.0f},{10 * hips[2]:.0f}"
    axes.text(middle, base + LINE_M / 2, f"{number}\n{place}", ha="center", va="center", fontsize=6.5)


def _bones(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.stack([points[[a, b]] for a, b in _BONES])


def _colours(states: npt.NDArray[np.uint8]) -> list[str]:
    names = [KINECT_V2.joints[b] for _, b in _BONES]
    sides = [next((side for side in ("Left", "Right") if side in name), "") for name in names]
    unseen = states == TrackingState.NOT_TRACKED
    return [_UNSURE if unseen[b] else _COLOURS[side] for side, (_, b) in zip(sides, _BONES, strict=True)]


def draw(recording: Recording, some: Sequence[tuple[int, str]], title: str) -> Figure:
    """Draw some frames as a picture, row by row."""
    width, row = IN_A_ROW * CELL_M, 2 * HEIGHT_M + 2 * LINE_M
    count = -(-len(some) // IN_A_ROW)
    figure = Figure(figsize=(15.6, 15.6 * (count * row + 0.5) / width), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(-count * row, 0.5))
    axes.set_axis_off()
    axes.text(0.2, 0.25, title, fontsize=9, va="center", weight="bold")
    for place, (index, words) in enumerate(some):
        left, base = place % IN_A_ROW * CELL_M, -(place // IN_A_ROW + 1) * row
        if place % IN_A_ROW == 0:
            axes.axhline(base + row, color="#999999", linewidth=0.5)
        if words:
            axes.plot((left, left), (base, base + row), color="#2a63cf", linewidth=1.5)
            axes.text(left + 0.05, base + row - LINE_M / 2, words, fontsize=8, va="center", color="#2a63cf")
        draw_pose(axes, recording, index, left, base)
    return figure


def main() -> None:
    """Draw every recording that has labels."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    matplotlib.use("agg")
    out = Path(sys.argv[2])
    for path in list_files(Path(sys.argv[1]), "joints_*.txt"):
        recording = read_recording(path)
        every = list(cells(recording)) if recording.labels else []
        for number, first in enumerate(range(0, len(every), ON_A_PAGE), 1):
            figure = draw(recording, every[first : first + ON_A_PAGE], f"{path.stem}, {number}")
            target = out / f"{path.stem}-{number}.png"
            replace_file(target, partial(figure.savefig, format="png"), make_folders=True)
            print(f"Wrote {target}")


if __name__ == "__main__":
    main()
