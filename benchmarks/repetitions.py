"""Counts of repetitions against known numbers.

Run it as ``python -m benchmarks.repetitions --clips POSES --msrc-12 DIR --kinder-gator DIR --utd-mhad DIR``;
each folder is optional. POSES holds the poses of the video clips as ``NAME.mcap`` (``main.py convert``).
MSRC-12 has an action point for each gesture; squats and raised arms are counted by their own measure, too. In
Kinder-Gator each adult does an action once, and jumping jacks five times by their curves; in
UTD-MHAD each file holds one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streaming.errors import RecordingError
from streaming.measures.course import course_of
from streaming.measures.exercises import exercise_named
from streaming.measures.repetitions import count_repetitions
from streaming.readers import read_recording

CLIPS = (
    *((f"squats-squat_correct_{n}", "squat", 1) for n in ("015.mp4", "016.mp4", "018.avi")),
    *((f"squats-squat_incorrect_{n}.mp4", "squat", 1) for n in ("002", "003", "004")),
    *((f"jumping-jacks-{n}.mp4", "jumping jack", count) for n, count in ((1, 11), (3, 30), (4, 15), (5, 18))),
    ("studio-jumpkneet.mp4", "jump", 6),
)
KINDER_GATOR = (
    ("*_01-Raise-your-hand-*", "raise one arm", 1),
    ("*_02-Raise-your-other-hand-*", "raise one arm", 1),
    ("*Do-a-forward-lunge*", "lunge", 1),
    ("*-Jump-1*", "jump", 1),
    ("*-Jump-as-high-as-you-can-*", "jump", 1),
    ("*Do-two-jumping-jacks*", "jumping jack", 5),
)
UTD_MHAD = (("a27_*_skeleton.mat", "squat", 1), ("a26_*_skeleton.mat", "lunge", 1))
MSRC_12 = {"G1": "raise both arms", "G2": "squat"}


class Case(NamedTuple):
    """A file, the group it is reported in, its action if that has a measure, and the true number."""

    group: str
    file: Path
    action: str | None
    truth: int


def cases(args: argparse.Namespace) -> Iterator[Case]:
    """Yield what the folders hold."""
    if args.clips:
        for name, action, truth in CLIPS:
            yield Case(name, args.clips / f"{name}.mcap", action, truth)
    for folder, table in ((args.kinder_gator, KINDER_GATOR), (args.utd_mhad, UTD_MHAD)):
        for pattern, action, truth in table if folder else ():
            for file in sorted(folder.glob(pattern)):
                yield Case(f"{folder.name}: {pattern}", file, action, truth)
    for file in sorted(args.msrc_12.glob("*.csv")) if args.msrc_12 else ():
        tags = file.with_suffix(".tagstream")
        lines = tags.read_text(encoding="utf-8").splitlines()[1:] if tags.is_file() else []
        points = [line.split(";")[1] for line in lines if ";" in line]
        if points:
            alone = file.name == "P1_2_2_p16.csv"
            group = file.stem if alone else f"{args.msrc_12.name}: {points[0]}"
            yield Case(group, file, MSRC_12.get(points[0].split()[0]), len(points))


def main() -> None:
    """Print a row for each group, counted by the exercise's measure and as any movement."""
    parser = argparse.ArgumentParser()
    for name in ("--clips", "--msrc-12", "--kinder-gator", "--utd-mhad"):
        parser.add_argument(name, type=Path)
    groups: dict[tuple[str, str], list[tuple[int, int, bool]]] = {}
    for case in cases(parser.parse_args()):
        try:
            course = course_of(read_recording(case.file))
        except RecordingError as error:
            sys.stderr.write(f"{error}\n")
            continue
        for action in dict.fromkeys([case.action, None]):
            count = count_repetitions(course, None if action is None else exercise_named(action))
            rows = groups.setdefault((case.group, action or "any movement"), [])
            rows.append((case.truth, len(count), count.is_sure))
            if len(count) != case.truth:
                doubts = "; ".join(count.doubts) or "sure"
                sys.stderr.write(f"{case.file.name} {action}: {len(count)}, true {case.truth}, {doubts}\n")
    out = sys.stdout
    out.write(
        "| recordings | counted as | number | exact | one off at most | sure | of these exact | one off |\n"
    )
    out.write("| --- | --- | --- | --- | --- | --- | --- | --- |\n")
    for (group, action), rows in groups.items():
        off = [(abs(count - truth), sure) for truth, count, sure in rows]
        numbers = [
            len(off),
            sum(o == 0 for o, _ in off),
            sum(o <= 1 for o, _ in off),
            sum(sure for _, sure in off),
            sum(sure and o == 0 for o, sure in off),
            sum(sure and o <= 1 for o, sure in off),
        ]
        out.write(f"| {group} | {action} | {' | '.join(map(str, numbers))} |\n")


if __name__ == "__main__":
    main()
