"""Evaluation of the plausibility checks of `info` on real and on corrupted recordings.

Run it as ``python -m benchmarks.plausibility FOLDER [EVERY]``: each recording in the folder is read and
judged as it is, and every EVERY-th (default 5) also mirrored, upside down, in another unit and so on.
"""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.recordings.plausibility import warnings
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

Change = Callable[[npt.NDArray[Any]], npt.NDArray[Any]]
SIDES = list(KINECT_V2.mirror)
# What is done to the joints (25, 3), whether their sides' names are swapped, and a word of the doubt wanted.
WRONG: dict[str, tuple[Change, bool, str]] = {
    "mirrored (x negated)": (lambda p: p * (-1, 1, 1), False, "mirrored"),
    "left and right swapped": (lambda p: p, True, "mirrored"),
    "y down (y negated)": (lambda p: p * (1, -1, 1), False, "y point down"),
    "upside down (half a turn)": (lambda p: p * (-1, -1, 1), False, "y point down"),
    "z negated": (lambda p: p * (1, 1, -1), False, "z is negative"),
    "z up": (lambda p: p[:, [0, 2, 1]] * (1, -1, 1), False, "another axis"),
    "millimetres": (lambda p: p * 1e3, False, "m tall"),
    "centimetres": (lambda p: p * 1e2, False, "m tall"),
    "inches": (lambda p: p / 0.0254, False, "m tall"),
}


def changed(found: Recording, change: Change, swap: bool) -> Recording:
    """The recording with all its bodies changed."""

    def body(one: Body) -> Body:
        order = SIDES if swap else slice(None)
        positions = change(one.positions.astype(np.float64))[order].astype(np.float32)
        return Body(one.identity, positions, one.states[order])

    frames = [Frame(frame.number, frame.time_s, tuple(map(body, frame.bodies))) for frame in found.frames]
    return dataclasses.replace(found, frames=frames)


def main() -> None:
    """Read, judge and print."""
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    read = unreadable = tried = 0
    doubts: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for path in sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file()):
        try:
            found = read_recording(path)
        except RecordingError:
            unreadable += 1
            continue
        read += 1
        for doubt in warnings(found):
            doubts[doubt.split(":")[0]] += 1
            print(f"{path.name}: {doubt}")
        if read % every == 1 or every == 1:
            tried += 1
            for name, (change, swap, said) in WRONG.items():
                noticed[name] += any(said in doubt for doubt in warnings(changed(found, change, swap)))
    print(f"{read} recordings ({unreadable} other files), {sum(doubts.values())} doubted: {dict(doubts)}")
    for name in WRONG:
        print(f"  {name:26} noticed in {noticed[name]} of {tried}: {noticed[name] / max(tried, 1):.1%}")


if __name__ == "__main__":
    main()
