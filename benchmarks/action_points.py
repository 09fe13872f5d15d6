"""MSRC-12's latency-aware F-score, with per-gesture delays estimated on other subjects.

Run as ``python -m benchmarks.action_points MODEL.safetensors DIR --learn p14 --test p16``. A label appears
while a gesture is under way, whereas action points are placed at specific moments, such as the height of a
kick or the end of a bow. So each label's median time from announcement to action point is estimated on some
subjects, and detections on others are delayed by it (never advanced). A detection within a third of a second
of the point is correct, as defined by the authors.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from mans.online.action_points import LENIENT_S, TOLERANCE_S, Point, PointCounts, count_points
from mans.online.evaluation import POINTS, Untrimmed, collect, labelled, show
from mans.recogniser import Recogniser
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.segments import Segment

Found = list[tuple[list[Segment], tuple[Point, ...]]]


def announce(recordings: Sequence[Untrimmed], decision: DecisionSettings) -> Found:
    """Return the announced actions of each recording, and its action points."""
    shown = [(show(each, decision).segments, each.points) for each in recordings]
    return [([part for part in parts if part.label is not None], points) for parts, points in shown]


def learn(found: Found, most_s: float = 2.5) -> dict[str, float]:
    """Return the median seconds from each label's announcement to its nearest action point, 0 or above."""
    late: dict[str, list[float]] = defaultdict(list)
    for parts, points in found:
        for part in parts:
            own = [moment_s - part.start_s for label, moment_s in points if label == part.label]
            if own and abs(nearest := min(own, key=abs)) < most_s:
                late[str(part.label)].append(nearest)
    return {label: max(0.0, float(np.median(each))) for label, each in late.items()}


def score(found: Found, later_s: dict[str, float], tolerance_s: float) -> float:
    """Compute the F-score of detections delayed after the announcement."""
    counts = PointCounts()
    for parts, points in found:
        moved = [replace(part, start_s=part.start_s + later_s.get(str(part.label), 0.0)) for part in parts]
        counts += count_points(moved, points, tolerance_s)
    return counts.f


def main() -> None:
    """Print the delays, and the F-scores with and without them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learn", nargs="+", required=True, metavar="WHO")
    parser.add_argument("--test", nargs="+", required=True, metavar="WHO")
    args = parser.parse_args()
    recogniser = Recogniser.load(args.model, "cpu")
    console = Console(stderr=True)

    def tell(line: str) -> None:
        console.print(line, highlight=False)

    learnt, tested = (
        announce(
            collect(tell, POINTS, labelled(POINTS, args.folder), recogniser, frozenset(people)),
            recogniser.decision.undated,
        )
        for people in (args.learn, args.test)
    )
    later_s = learn(learnt)
    print("\n".join(f"{label}: {seconds:.2f} s later" for label, seconds in sorted(later_s.items())))
    print("| | F within 0.33 s | F within 1 s |")
    print("| --- | --- | --- |")
    for title, shift in (("at the announcement", {}), ("so much later", later_s)):
        values = (score(tested, shift, tolerance) for tolerance in (TOLERANCE_S, LENIENT_S))
        print(f"| {title} | " + " | ".join(f"{value:.3f}" for value in values) + " |")


if __name__ == "__main__":
    main()
