"""Days of the program in an hour, and whether anything grows: ``python -m benchmarks.soak``.

The window itself, rendered offscreen, watches a simulated room (``benchmarks.soak_room``) through the live
pipeline: identities, distance, smoothing, windows, the bundled model with ONNX Runtime, decision, events over
OSC, WebSocket and JSON lines, recordings and their reports. Its user (``benchmarks.soak_habits``) records,
pauses, connects, and changes the model. Time in the room goes on as fast as the pipeline takes images.

With ``--real-time MINUTES`` a second takes a second: with ``--video CLIP --pose-model FILE`` that video plays
in a loop as a camera through MediaPipe, else it is the simulated room.

The numbers go to results/cpu/soak.json, table and figure into docs/reliability.md. Linux alone.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.model.analysis import TrainedRecogniser
from app.model.live_session import OpenChain
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import application, take_short_turns
from app.window.main_window import MainWindow
from benchmarks.parts import ROOT
from benchmarks.soak_habits import Habits, receivers
from benchmarks.soak_room import DAY_S, HOUR_S, Plan, Room, RoomCamera, is_open, make_plan, open_pose
from benchmarks.soak_series import PICTURES, Series, draw, process_numbers, table
from mans.bundled import MODEL
from mans.device import use_one_thread
from mans.evaluation.doc_pages import fill_in, markdown_table
from mans.everyday.beginnings import provisional_name
from mans.recogniser import Recogniser
from streaming.events.broadcast import Broadcast
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed, Feed, LiveSettings, VideoFeed, open_chain
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment
from streaming.sources.source import Image
from streaming.writers.atomic import replace_text

PAGE = ROOT / "docs" / "reliability.md"
RESULTS = ROOT / "results" / "cpu" / "soak.json"
PEOPLE = 3
SAMPLES = 120
"""How often a run is measured."""
_MOST_WAITING = 30  # of the 90 that a recording's queue takes, before simulated time waits
_LOOK_S = {True: 1 / 30, False: 1 / 5}
"""Between two looks of the window, by whether in real time: a simulation need not be drawn at its pace."""
_FASTER = 20.0  # in real time, that much more often does the user do something

Run = dict[str, Any]


class Watch:
    """A video's time, in place of a room's."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self.plan = Plan(seconds, (), (), (), (), (30.0,))
        self.images, self._began_s = 0, time.perf_counter()

    @property
    def now_s(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began_s

    @property
    def over(self) -> bool:
        """Whether time is up."""
        return self.now_s >= self.plan.seconds


def of_room(room: Room) -> OpenChain:
    """Return what opens the chain of a camera in a room."""

    def opened(feed: Feed, recogniser: TrainedRecogniser, tell: Callable[[str], None]) -> Chain[Image]:
        camera = RoomCamera(room)
        work = Assignment.of(recogniser, PEOPLE)
        chain = Chain(camera, work, pose=open_pose(room, camera), health_span_s=30.0)
        camera.is_busy = lambda: max((len(tap._queue) for tap in chain._taps), default=0) > _MOST_WAITING
        return chain

    return opened


def of_video(video: Path, bundle: Path) -> OpenChain:
    """Return what opens the chain of a video that plays like a camera."""

    def opened(feed: Feed, recogniser: TrainedRecogniser, tell: Callable[[str], None]) -> Chain[Image]:
        work = Assignment.of(recogniser)
        return open_chain(VideoFeed(video, like_camera=True), work, bundle, LiveSettings())

    return opened


@contextmanager
def wrong_time_of_day(room: Room | Watch) -> Iterator[None]:
    """Set the computer's time of day as the plan says, for this process."""
    now, now_ns, plan = time.time, time.time_ns, room.plan
    with (
        patch("time.time", lambda: now() + plan.clock_error_s(room.now_s)),
        patch("time.time_ns", lambda: now_ns() + round(plan.clock_error_s(room.now_s) * 1e9)),
    ):
        yield


def waiting(session: Session) -> int:
    """Return how many items wait in the longest queue."""
    stream = session.live.stream
    taps = [len(tap._queue) for tap in stream.chain._taps] if stream is not None else []
    outlets = [len(outlet._queue._items) for outlet in session.sending._broadcast._outlets]
    return max([*taps, *outlets], default=0)


def soak(
    room: Room | Watch, opened: OpenChain, folder: Path, people: int, most_s: float, *, real_time: bool
) -> tuple[Series, dict[str, int]]:
    """Use the window until the plan ends; return the samples, and how often its user did what."""
    series: Series = {}
    with receivers(folder) as (addresses, port), wrong_time_of_day(room):
        broadcast = Broadcast(addresses, name_provisional=provisional_name)
        session = Session(
            read_recording,
            lambda path: Recogniser.load(path, "cpu"),
            time.monotonic if real_time else lambda: room.now_s,
            open_chain=opened,
            broadcast=broadcast,
        )
        chosen = {"recordings": str(folder), "people": people, "send": "; ".join(addresses)}
        window = MainWindow(session, PreferenceStore(folder / "preferences.json", chosen), MODEL)
        window.hold()
        window.resize(1280, 800)
        window.show()
        session.open_model(MODEL)
        session.open_feed(CameraFeed())
        habits = Habits(window, folder, port, _FASTER if real_time else 1.0)
        every_s, most = room.plan.seconds / SAMPLES, 0
        due_s = every_s
        until_s = time.perf_counter() + most_s
        while not room.over and time.perf_counter() < until_s:
            began_s = time.perf_counter()
            window.refresh()
            QApplication.processEvents()
            habits.tick(room.now_s)
            most = max(most, waiting(session))
            if room.now_s >= due_s and habits.at_rest:
                sample(series, room.now_s, window, most)
                due_s, most = room.now_s + every_s, 0
                print(f"{room.now_s / HOUR_S:.2f} hours", file=sys.stderr, flush=True)
            time.sleep(max(0.0, began_s + _LOOK_S[real_time] - time.perf_counter()))
        habits.close()
        window.close()
    return series, habits.counts


def sample(series: Series, now_s: float, window: MainWindow, most: int) -> None:
    """Measure now."""
    stream = window.session.live.stream
    took = None if stream is None else stream.chain.health().durations.get("prediction")
    found = {
        "hours": round(now_s / HOUR_S, 4),
        "widgets": len(window.findChildren(QObject)),
        "waiting": most,
        "delay": None if took is None else took.median_ms,
        **process_numbers(),
    }
    for key, value in found.items():
        series.setdefault(key, []).append(None if value is None else round(value, 3))


def run(args: argparse.Namespace) -> Run:
    """Soak as the command line says, and return what is kept of it."""
    take_short_turns()
    use_one_thread()
    application("light", "en")
    real_time = args.real_time is not None
    hours = args.real_time / 60 if real_time else args.hours
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    room: Room | Watch
    if args.video is not None:
        room = Watch(hours * HOUR_S)
        opened = of_video(args.video, args.pose_model)
    else:
        room = Room(make_plan(hours, args.seed), real_time=real_time)
        opened = of_room(room)
    with tempfile.TemporaryDirectory() as folder:
        people = PEOPLE if args.video is None else 1
        most_s = 60 * args.most_minutes
        series, counts = soak(room, opened, Path(folder), people, most_s, real_time=real_time)
    plan = room.plan.until(room.now_s)
    return {
        "what": "a video through MediaPipe" if args.video is not None else "a simulated room",
        "hours": round(room.now_s / HOUR_S, 2),
        "took, min": round((time.perf_counter() - began_s) / 60, 1),
        "CPU time, min": round((time.process_time() - began_cpu_s) / 60, 1),
        "images": room.images,
        "visits": len(plan.visits),
        "gaps": len(plan.gaps),
        "failures of the camera": len(plan.failures),
        "changes of the time of day": len(plan.clock),
        **counts,
        "series": series,
    }


def shaded(hours: float) -> list[tuple[float, float]]:
    """Return when visitors come, in hours."""
    steps = [step for step in range(int(hours)) if is_open(step * HOUR_S % DAY_S)]
    return [(step, step + 1) for step in steps]


def publish(name: str, kept: Run, page: Path = PAGE, pictures: Path = PICTURES) -> None:
    """Write a run's tables into the page, and draw its figure."""
    facts = [(key, value) for key, value in kept.items() if key not in ("series", "what") and value]
    fill_in(page, f"{name}-run", markdown_table((kept["what"], "number"), facts))
    fill_in(page, name, table(kept["series"]))
    simulated = name == "soak"
    draw(kept["series"], pictures / f"{name}.svg", shaded(kept["hours"]) if simulated else ())


def main() -> None:
    """Soak, and write results and page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--hours", type=float, default=72.0, help="hours of the simulation (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of what happens in the room (%(default)s)")
    parser.add_argument("--real-time", type=float, metavar="MINUTES", help="a second takes a second")
    parser.add_argument("--video", type=Path, metavar="CLIP", help="in real time: as a camera, in a loop")
    parser.add_argument("--pose-model", type=Path, metavar="FILE", help="pose_landmarker_*.task, for --video")
    parser.add_argument(
        "--most-minutes", type=float, default=math.inf, metavar="N", help="stop after so many minutes (never)"
    )
    parser.add_argument("--dry", action="store_true", help="print the table, and write nothing")
    parser.add_argument("--tables", action="store_true", help="make tables and figures again")
    args = parser.parse_args()
    if args.video is not None and (args.real_time is None or args.pose_model is None):
        parser.error("--video takes --real-time and --pose-model")
    whole: dict[str, Run] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if not args.tables:
        name = "soak" if args.real_time is None else "soak-real-time"
        kept = run(args)
        print(table(kept["series"]), end="")
        if args.dry:
            return
        whole[name] = kept
        replace_text(RESULTS, json.dumps(whole, allow_nan=False) + "\n")
    for name, kept in whole.items():
        publish(name, kept)


if __name__ == "__main__":
    main()
