"""What is answered in each labelled span of video clips: ``python -m benchmarks.clip_answers MODEL DIR``.

DIR holds the clips and their spans.csv. A row is a span: its label, how many answers there were, what share
of them displayed each label, for which classes the windows' mean probability is highest, and in how many
frames the legs and the hips were tracked.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from mans.datasets.videos import NOBODY, VIDEOS
from mans.evaluation.doc_pages import markdown_table
from mans.online.evaluation import Untrimmed, predict, show
from mans.recogniser import Recogniser
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

LEGS = [KINECT_V2.index[part + side] for part in ("Knee", "Ankle") for side in ("Left", "Right")]
HIPS = [KINECT_V2.index["Hip" + side] for side in ("Left", "Right")]
COLUMNS = (
    "clip",
    "span, s",
    "label",
    "answers",
    "displayed",
    "classes, mean probability",
    "legs",
    "hips",
    "frames",
)


def seen(recording: Recording, joints: list[int], start_s: float, end_s: float) -> tuple[float, int]:
    """Return in which share of a span's frames most of some joints are tracked, and how many frames."""
    frames = [frame for frame in recording.frames if start_s <= frame.time_s <= end_s]
    tracked = [
        bool(frame.bodies) and float(np.mean(frame.bodies[0].states[joints] == TrackingState.TRACKED)) > 0.5
        for frame in frames
    ]
    return (float(np.mean(tracked)) if tracked else 0.0), len(frames)


def main() -> None:
    """Print a Markdown table."""
    recogniser, folder = Recogniser.load(Path(sys.argv[1]), "cpu"), Path(sys.argv[2])
    rows = []
    sources = VIDEOS.find(folder).sources
    for source in track(sources, "clips", console=Console(stderr=True), transient=True):
        recording = VIDEOS.recording(source)
        predictions = tuple(predict(recording, recogniser.many, recogniser.window))
        shown = show(Untrimmed(source.key, recording.times_s, (), predictions), recogniser.decision)
        for action in VIDEOS.read(source).actions:
            if action.label == NOBODY:
                continue
            span_s = (action.start_s, action.end_s)
            inside = [(i, p) for i, p in predictions if span_s[0] <= shown.times_s[i] <= span_s[1]]
            labels = Counter(str(shown.labels[i]) for i, _ in inside)
            said = ", ".join(f"{name} {n / len(inside):.0%}" for name, n in labels.most_common(3))
            best = ""
            if inside:
                mean = np.mean([p.probabilities for _, p in inside], axis=0)
                order = np.argsort(-mean)[:3]
                best = ", ".join(f"{recogniser.labels[k]} {mean[k]:.2f}" for k in order)
            legs, frames = seen(recording, LEGS, *span_s)
            hips, _ = seen(recording, HIPS, *span_s)
            span = f"{span_s[0]:g} to {span_s[1]:g}"
            row = (source.key, span, action.label, len(inside), said, best)
            rows.append((*row, f"{legs:.0%}", f"{hips:.0%}", frames))
    print(markdown_table(COLUMNS, rows))


if __name__ == "__main__":
    main()
