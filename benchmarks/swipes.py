"""Direction of swipes by label, in the data sets with swipes.

Run it as ``python -m benchmarks.swipes DIR`` with a folder that holds utd-mhad, kinder-gator and msrc-12. Of
each sequence that third of a second counts in which a wrist, held ahead, goes farthest to one side.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from mans.datasets import find_data_set
from mans.everyday.training import EVERYDAY
from mans.transforms.preprocessing import to_body_frame
from mans.transforms.tracks import Sample
from streaming.recognition.window import resample_slots
from streaming.skeleton.layouts import KINECT_V2

LABELS = {
    "utd-mhad": ("swipe left", "swipe right"),
    "kinder-gator": (
        "swipe across an imaginary screen in front of you from right to left",
        "swipe across an imaginary screen in front of you from left to right",
    ),
    "msrc-12": ("push right",),
}
WRISTS = [KINECT_V2.index["WristLeft"], KINECT_V2.index["WristRight"]]
HZ, STEPS = 30, 10


def farthest(sample: Sample) -> float:
    """Metres to the person's right, negative to their left, for a torso of half a metre."""
    frames = max(STEPS + 1, round((sample.end_s - sample.start_s) * HZ))
    track, at_s = sample.track, np.linspace(sample.start_s, sample.end_s, frames)
    seen, _ = resample_slots(track.times_s, track.positions, track.states, at_s, track.begins)
    wrists = to_body_frame(seen, EVERYDAY.preprocessing)[:, 0, WRISTS]  # (T, 2, 3)
    ahead = wrists[..., 2] < 0.5 * wrists[..., 2].min()
    ways = np.where(ahead[:-STEPS], wrists[STEPS:, :, 0] - wrists[:-STEPS, :, 0], 0.0)
    return float(ways.flat[np.abs(ways).argmax()])


def main() -> None:
    """Print a Markdown table, a label a row."""
    print("| data set | label | swipes to the person's right | samples |")
    print("| --- | --- | --- | --- |")
    for name, labels in LABELS.items():
        data = find_data_set(name).load(Path(sys.argv[1]) / name)
        for label in labels:
            ways = [farthest(sample) for sample in data.samples if sample.label == label]
            print(f"| {data.title} | {label} | {sum(way > 0 for way in ways)} | {len(ways)} |", flush=True)


if __name__ == "__main__":
    main()
