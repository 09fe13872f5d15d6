"""Cost of following several people: ``python -m benchmarks.several_people CLIP ... --pose-model TASK``.

Makes images in which the people of several clips stand side by side, a column each, and follows one of them,
two, and so on. The processor's time tells what a machine needs, whatever else it does: two cores give at most
2000 ms of it a second. Then the same images are played in real time: what arrives while the pose model is
busy is dropped, as by a camera.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.evaluation.doc_pages import markdown_table
from streaming.sources.mediapipe_model import MediaPipeModel
from streaming.sources.opencv import import_cv2
from streaming.sources.pose_group import PoseGroup
from streaming.sources.pose_landmarker import FindLandmarks
from streaming.sources.video import VideoFile

COLUMN = (200, 400)
_GREY = 128
CORES = 2

Rgb = npt.NDArray[np.uint8]


def columns(clip: Path, count: int) -> list[Rgb]:
    """Return the middle of a clip's first images, again and again, scaled to :data:`COLUMN` (H, W, 3)."""
    cv2 = import_cv2()
    width, height = COLUMN
    found = []
    for _, rgb in islice(VideoFile(clip).images(), count):
        scale = max(width / rgb.shape[1], height / rgb.shape[0])
        size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
        scaled = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        left, top = (size[0] - width) // 2, (size[1] - height) // 2
        found.append(np.ascontiguousarray(scaled[top : top + height, left : left + width]))
    return list(islice(cycle(found), count))


def side_by_side(clips: list[list[Rgb]], people: int) -> list[Rgb]:
    """Return images of as many columns as there are clips; those behind the first ``people`` are grey."""
    blank = np.full_like(clips[0][0], _GREY)
    return [
        np.concatenate([each if i < people else blank for i, each in enumerate(row)], axis=1)
        for row in zip(*clips, strict=True)
    ]


@contextmanager
def opened(pose_model: Path, people: int) -> Iterator[FindLandmarks]:
    """Context manager of what follows so many people, as in the live pipeline."""
    find: FindLandmarks = MediaPipeModel(pose_model) if people == 1 else PoseGroup(pose_model, people)
    try:
        yield find
    finally:
        find.close()


@dataclass(frozen=True, slots=True)
class Cost:
    """What following people in one image after the other took, in milliseconds an image."""

    found: float
    processor: float
    median: float
    p95: float
    longest: float


def one_after_the_other(find: FindLandmarks, images: list[Rgb], rate_hz: float) -> Cost:
    """Follow people in every image."""
    found, took = [], []
    used = time.process_time()
    for number, rgb in enumerate(images):
        begun = time.perf_counter()
        found.append(len(find(rgb, number / rate_hz)))
        took.append(1e3 * (time.perf_counter() - begun))
    used = 1e3 * (time.process_time() - used) / len(images)
    late = float(np.percentile(took, 95))
    return Cost(statistics.mean(found), used, statistics.median(took), late, max(took))


def in_real_time(
    find: FindLandmarks, images: list[Rgb], rate_hz: float, clock: Callable[[], float] = time.perf_counter
) -> int:
    """Play the images; return how many arrived while the one before them was looked at, and were dropped."""
    begun, number, dropped = clock(), 0, 0
    while number < len(images):
        time.sleep(max(begun + number / rate_hz - clock(), 0.0))
        find(images[number], number / rate_hz)
        newest = min(int((clock() - begun) * rate_hz), len(images))
        dropped += max(newest - number - 1, 0)
        number = max(newest, number + 1)
    return dropped


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("clips", type=Path, nargs="+", metavar="CLIP", help="one person each, in the middle")
    parser.add_argument("--pose-model", type=Path, required=True, help="pose_landmarker_*.task")
    parser.add_argument("--images", type=int, default=150)
    parser.add_argument("--rate", type=float, default=25.0, help="images a second (%(default)s)")
    args = parser.parse_args()

    clips = [columns(clip, args.images) for clip in args.clips]
    rows = []
    for people in range(1, len(clips) + 1):
        images = side_by_side(clips, people)
        with opened(args.pose_model, people) as find:
            cost = one_after_the_other(find, images, args.rate)
        with opened(args.pose_model, people) as find:
            dropped = in_real_time(find, images, args.rate)
        times = (f"{value:.0f}" for value in (cost.processor, cost.median, cost.p95, cost.longest))
        most_hz = 1e3 * min(CORES, people) / cost.processor
        rows.append(
            (people, f"{cost.found:.2f}", *times, f"{most_hz:.0f}", f"{dropped} of {len(images)}"),
        )
    headings = ("people", "found", "processor, ms", "median, ms", "95th percentile", "longest")
    limit = f"at most on {CORES} cores, Hz"
    print(markdown_table((*headings, limit, f"dropped at {args.rate:g} Hz"), rows), end="")


if __name__ == "__main__":
    main()
