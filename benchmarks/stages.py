"""Percentiles of the live chain, stage by stage, with one, two and four people in view.

Run it as ``python -m benchmarks.stages --videos DIR --pose-model pose_landmarker_lite.task``; DIR holds
``squat.mp4`` (one person) and ``two_people.mp4``. From each a clip like a webcam's is made first: motion
JPEG, 640 pixels wide, 300 images at 30 a second, forwards and backwards in turn; four people are the middle
quarter of the one's images four times, at other moments. It plays in real time, so that images are dropped
where the chain is busy. A loop that looks 60 times a second stands in for the window; nothing is drawn.

- *image read*: decoding, to RGB; *pose*: MediaPipe, for everybody in view;
- *mapping*: landmarks to Kinect's joints in camera space, identities, smoothing;
- *recognition*: a call of the recogniser, for each person;
- *image to answer*: from the decoded image to the answer about its person, with all waiting.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.chain import LOOKS_HZ, MODEL, Shrunk
from benchmarks.parts import MissingError, Numbers, Part, child, medians
from mans.device import use_one_thread
from mans.evaluation.doc_pages import markdown_table
from mans.recogniser import Recogniser
from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.recognition.assignment import Assignment
from streaming.sources.decoder import VideoDecoder
from streaming.sources.mediapipe_model import MediaPipeModel
from streaming.sources.opencv import import_cv2
from streaming.sources.pose_group import PoseGroup
from streaming.sources.pose_models import POSE_MODELS, cache_folder
from streaming.sources.pose_step import PoseStep, pose_step
from streaming.sources.source import FindPose, Image
from tests.support.small_files import SHARED

PEOPLE = {1: "squat.mp4", 2: "two_people.mp4", 4: "squat.mp4"}
STAGES = ("image read", "pose", "mapping", "recognition", "image to answer")
PERCENTILES = (50, 95, 99)
WIDTH, RATE_HZ, IMAGES = 640, 30.0, 300

Took = dict[str, list[float]]


def pose_model() -> Path | None:
    """Return a pose model that lies on this machine, the lite one."""
    file = POSE_MODELS["lite"].file
    found = (folder / file for folder in (cache_folder(), SHARED / "mediapipe"))
    return next((path for path in found if path.is_file()), None)


def write_clip(video: Path, out: Path, *, four: bool, images: int = IMAGES) -> None:
    """Write a webcam's clip of a video, forwards and backwards in turn; if asked, its middle four times."""
    cv2: Any = import_cv2()
    decoder = VideoDecoder(video)
    shown: list[npt.NDArray[np.uint8]] = []
    while len(shown) < images and (read := decoder.read()) is not None:
        rgb = read[1]
        size = (WIDTH, 2 * round(rgb.shape[0] * WIDTH / rgb.shape[1] / 2))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        shown.append(small)
    if not shown:
        raise MissingError(f"{video} has no images")
    height = len(shown[0])
    writer = cv2.VideoWriter(str(out), cv2.VideoWriter_fourcc(*"MJPG"), RATE_HZ, (WIDTH, height))
    there_and_back = [*shown, *shown[-2:0:-1]] or shown
    for number in range(images):
        moments = [number + part * len(there_and_back) // 4 for part in range(4 if four else 1)]
        parts = [there_and_back[moment % len(there_and_back)] for moment in moments]
        if four:
            parts = [part[:, 3 * WIDTH // 8 : 5 * WIDTH // 8] for part in parts]
        writer.write(np.hstack(parts)[..., ::-1])
    writer.release()


def timed(took: list[float], owner: Any, name: str) -> Callable[[], None]:
    """Have a method of a class timed, in milliseconds; return what ends that."""
    method = getattr(owner, name)

    def call(*args: object) -> object:
        begun = time.perf_counter()
        found = method(*args)
        took.append(1e3 * (time.perf_counter() - begun))
        return found

    setattr(owner, name, call)
    return partial(setattr, owner, name, method)


def play(clip: Path, bundle: Path, people: int) -> tuple[Took, Numbers]:
    """Play a clip through the chain.

    Returns:
        Milliseconds of each of :data:`STAGES`; and the share of images dropped, people found in an image,
        and cores used.
    """
    took: Took = defaultdict(list)
    steps: list[float] = []
    finder = MediaPipeModel if people == 1 else PoseGroup
    ends = [
        timed(took["image read"], VideoDecoder, "read"),
        timed(took["pose"], finder, "__call__"),
        timed(steps, PoseStep, "__call__"),
        timed(took["recognition"], Recogniser, "__call__"),
    ]
    use_one_thread()  # beside MediaPipe faster than two
    source = Shrunk(clip, None, like_camera=True)
    open_step = pose_step(bundle, people)

    def load_first() -> AbstractContextManager[FindPose[Image]]:
        loaded = open_step()
        source.ready.set()
        return loaded

    found: list[int] = []
    lock = threading.Lock()

    def hear(item: Sight | Result) -> None:
        with lock:
            if isinstance(item, Sight):
                found.append(len(item.frame.bodies))
            else:
                took["image to answer"].append(1e3 * (item.recognised_s - item.captured_s))

    try:
        assignment = Assignment.of(Recogniser.load(MODEL, "cpu"), people)
        chain = Chain(source, assignment, pose=load_first, health_span_s=3600.0)
        chain.listen(hear, capacity=4096)
        with chain:
            source.ready.wait()
            begun, used = time.perf_counter(), time.process_time()
            while not chain.finished:
                chain.results()
                chain.sight()
                time.sleep(1 / LOOKS_HZ)
            cores = (time.process_time() - used) / (time.perf_counter() - begun)
            drops = sum(chain.health().drops.values())
    finally:
        for end in ends:
            end()
    took["mapping"] = [whole - pose for whole, pose in zip(steps, took["pose"], strict=False)]
    count = source.count or IMAGES
    return took, {"dropped": drops / count, "found": float(np.mean(found)), "cores": cores}


def one(video: Path, bundle: Path, people: int, images: int = IMAGES) -> Numbers:
    """Measure so many people in this process."""
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.avi"
        write_clip(video, clip, four=people == 4, images=images)
        took, others = play(clip, bundle, people)
    found = {f"{people}, {name}": value for name, value in others.items()}
    for stage in STAGES:
        if took[stage]:
            for which, value in zip(PERCENTILES, np.percentile(took[stage], PERCENTILES), strict=True):
                found[f"{people}, {stage}, {which}"] = float(value)
    return found


def measured(rounds: int, videos: Path | None = None, bundle: Path | None = None) -> Numbers:
    """Measure one, two and four people, taking turns, each in a process of its own.

    Raises:
        MissingError: there are no videos, or no pose model.
    """
    videos, bundle = videos or SHARED / "videos", bundle or pose_model()
    if bundle is None:
        raise MissingError("no pose model; `python main.py live` downloads it once, or give --pose-model")
    if missing := [name for name in set(PEOPLE.values()) if not (videos / name).is_file()]:
        raise MissingError(f"no {' and '.join(missing)} in {videos.name}/; give --videos")
    runs: dict[int, list[Numbers]] = {people: [] for people in PEOPLE}
    for _ in range(min(rounds, 2)):  # ten seconds each
        for people, found in runs.items():
            words = ("--one", people, "--videos", videos, "--pose-model", bundle)
            found.append(child("stages", *words, threads=1))
    return {key: value for found in runs.values() for key, value in medians(found).items()}


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table: a row for each stage and number of people."""
    rows = []
    counts = [people for people in PEOPLE if f"{people}, cores" in numbers]
    for people in counts:
        for stage in STAGES:
            values = [numbers.get(f"{people}, {stage}, {which}") for which in PERCENTILES]
            rows.append((people, stage, *("" if value is None else f"{value:.1f}" for value in values)))
    text = markdown_table(("people", "stage", "median, ms", "95 %, ms", "99 %, ms"), rows)
    whole = [
        (
            people,
            f"{numbers[f'{people}, found']:.1f}",
            f"{numbers[f'{people}, dropped']:.0%}",
            f"{numbers[f'{people}, cores']:.2f}",
        )
        for people in counts
    ]
    heads = ("people", "found in an image, mean", "images dropped", "cores")
    return {"stages": f"{text}\n{markdown_table(heads, whole)}"}


def ratios(numbers: Numbers) -> Numbers:
    """Return the median from image to answer over that of the pose."""
    return {
        f"image to answer over pose, {people} in view": numbers[f"{people}, image to answer, 50"]
        / numbers[f"{people}, pose, 50"]
        for people in PEOPLE
        if f"{people}, image to answer, 50" in numbers
    }


PART = Part("the live chain, stage by stage", measured, tables, ratios)


def main() -> None:
    """Print the tables; or be one of the processes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--videos", type=Path, help="folder of squat.mp4 and two_people.mp4")
    parser.add_argument("--pose-model", type=Path, help="pose_landmarker_*.task")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each (%(default)s)")
    parser.add_argument("--one", type=int, choices=PEOPLE, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(one(args.videos / PEOPLE[args.one], args.pose_model, args.one)))
        return
    try:
        print(tables(measured(args.rounds, args.videos, args.pose_model))["stages"])
    except MissingError as missing:
        parser.error(str(missing))


if __name__ == "__main__":
    main()
