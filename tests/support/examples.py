"""Examples of custom actions, made by the tests; as a program, one that marks them until it is killed.

``python -m tests.support.examples PROJECT`` adds two, undoes one, adds another, says so, and waits.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from mans.teaching.edits import add_example, relabel
from mans.teaching.example import Example
from mans.teaching.open_project import OpenProject
from mans.transforms.tracks import Track
from streaming.skeleton.frames import Body, Frame, Recording

from .small_data import perform

RATE_HZ = 30.0


def performed(
    action: str = "wave hands", seconds: float = 8.0, seed: int = 0, start_s: float = 10.0
) -> Recording:
    """Somebody who does an action over and over, seen with a little noise."""
    rng = np.random.default_rng(seed)
    at_s = np.arange(0, seconds, 1 / RATE_HZ)
    poses = perform(action, at_s) + rng.normal(0, 0.005, (len(at_s), 25, 3)).astype(np.float32)
    states = np.full(25, 2, np.uint8)
    frames = [
        Frame(i, start_s + float(at), (Body(7, pose.astype(np.float32), states),))
        for i, (at, pose) in enumerate(zip(at_s, poses, strict=True))
    ]
    return Recording(frames, RATE_HZ, "made by a test", Path(f"{action} {seed}.skeleton"))


def track_of(action: str = "wave hands", seed: int = 0) -> Track:
    return Track.from_recording(performed(action, seed=seed), 1)


def example(
    key: str, label: str = "wave", start_s: float = 13.0, end_s: float = 14.5, seed: int = 0, **more: object
) -> Example:
    """An example out of such a recording, which reaches from 10 to 18 s."""
    given = {"recording": f"take {seed}.skeleton", "person": "Ada", **more}
    return Example.cut(key, label, start_s, end_s, track_of(seed=seed), **given)  # type: ignore[arg-type]


def main(path: Path) -> None:
    opened = OpenProject.open(path)
    opened.change("mark", lambda project: add_example(project, example("a")))
    opened.change("mark", lambda project: add_example(project, example("b", seed=1)))
    opened.undo()
    opened.change("mark", lambda project: add_example(project, example("c", seed=2)))
    opened.change("relabel", lambda project: relabel(project, ["c"], "greet"))
    sys.stdout.write("marked\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
