"""Performance of the window: start-up time, and durations of repaints and ticks.

Run it as ``python -m benchmarks.window``; without a display Qt renders offscreen. The camera is a drawn
puppet at 30 images a second; the network may be made slow (``--network-ms``), and so may the source
(``--rate``). Every repaint and every tick of the window's timer is timed, and the longest time that its event
loop did not come round.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[1]

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.model.live_stream import LiveStream
from app.model.measure_names import names_of
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import application, take_short_turns
from app.window.main_window import MainWindow
from mans.attribution.measures import MEASURES, Measure
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import Frame
from streaming.sources.source import Image
from tools.screenshots import SAMPLES, drawn, puppets

Took = defaultdict[str, list[tuple[float, float]]]
"""By what was done: milliseconds by the clock, and of the thread at work itself, without waiting."""

START = """
import sys, time
began = time.perf_counter()
from app.start import application
from app.window.main_window import MainWindow
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import _loader, _read
from pathlib import Path
application("light", "en")
store = PreferenceStore(None)
session = Session(lambda path: _read(path, 1.0), _loader(store, "cpu"))
session.open_model(Path(sys.argv[1]))
session.open_recording(Path(sys.argv[2]))
window = MainWindow(session, store)
window.show()
app = __import__("PySide6.QtWidgets", fromlist=["QApplication"]).QApplication.instance()
app.processEvents()
print("window", time.perf_counter() - began)
while window.stage.picture is None:
    app.processEvents()
print("skeleton", time.perf_counter() - began)
while not session.analysis or not session.analysis.count:
    app.processEvents()
print("answer", time.perf_counter() - began)
window.close()
"""


class PuppetStream:
    """Images of puppets at a rate, for ever."""

    live, status = True, ""

    def __init__(self, images: list[np.ndarray], rate_hz: float) -> None:
        """Play these again and again."""
        self._images, self.rate_hz, self._closed = images, rate_hz, False

    def __iter__(self) -> Iterator[Image]:
        """Give them at their times."""
        began, number = time.perf_counter(), 0
        while not self._closed:
            wait = began + number / self.rate_hz - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            yield Image(number, number / self.rate_hz, self._images[number % len(self._images)])
            number += 1

    def close(self) -> None:
        """End it."""
        self._closed = True


class Slow:
    """A recogniser that takes its time."""

    def __init__(self, recogniser: Recogniser, seconds: float) -> None:
        """Wait so long before every answer."""
        self._recogniser, self._seconds = recogniser, seconds

    def __getattr__(self, name: str) -> object:
        """Be like the recogniser in everything else."""
        return getattr(self._recogniser, name)

    def __call__(self, window: Window) -> Prediction:
        """Wait, then recognise."""
        time.sleep(self._seconds)
        return self._recogniser(window)


def timed(took: Took, owner: object, name: str, what: str) -> None:
    """Have every call of a method timed, by the clock and by what its thread did itself."""
    method = getattr(owner, name)

    def call(*args: object) -> object:
        start, own_start = time.perf_counter(), time.thread_time()
        try:
            return method(*args)
        finally:
            own_ms = (time.thread_time() - own_start) * 1e3
            took[what].append(((time.perf_counter() - start) * 1e3, own_ms))

    setattr(owner, name, call)


def run_live(seconds: float, rate_hz: float, network_ms: float, people: int, measure: Measure) -> None:
    """Let the window run live, and print what took how long."""
    recogniser = Recogniser.load(ROOT / "models" / "everyday-mans-evidence.safetensors", "cpu")
    slow = Slow(recogniser, network_ms / 1e3)
    frames = puppets([read_recording(path) for path in SAMPLES], 90)
    frames = [Frame(f.number, f.time_s, f.bodies[:people]) for f in frames]
    images = [drawn(frame.bodies) for frame in frames]

    @contextmanager
    def pose() -> Iterator[Callable[[Image], Frame]]:
        yield lambda image: Frame(image.number, image.time_s, frames[image.number % len(frames)].bodies)

    took: Took = defaultdict(list)
    session = Session(read_recording, lambda path: recogniser)
    window = MainWindow(session, PreferenceStore(None))
    window.choices.show_both()
    parts: dict[str, QWidget] = {
        "video": window.area.video,
        "room": window.stage,
        "answer": window.answer_panel.headline,
        "ribbons": window.answer_panel.classes,
        "peaks": window.attention_panel.peaks,
        "curves": window.attention_panel.plot,
        "timeline": window.timeline,
    }
    for name, part in parts.items():
        timed(took, part, "paintEvent", f"paint {name}")
    window._timer.timeout.disconnect()
    timed(took, recogniser, "saliency", "saliency")
    timed(took, window, "refresh", "tick")
    window._timer.timeout.connect(lambda: window.refresh())
    window.resize(1280, 800)
    window.show()
    session.use(recogniser)
    work = Assignment.of(slow, people)  # type: ignore[arg-type]
    stream = LiveStream(CameraFeed(), Chain(PuppetStream(images, rate_hz), work, pose=pose), recogniser)
    session.live.stream = stream
    QTimer.singleShot(1000, lambda: window.controls.show_measure(measure))
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        took["event loop"].append(((now - last) * 1e3, float("nan")))
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(1)
    app = QApplication.instance()
    assert app is not None
    QTimer.singleShot(2000, took.clear)
    QTimer.singleShot(int(seconds * 1000) + 2000, app.quit)
    app.exec()
    report = stream.chain.health()
    timer.stop()
    window.close()
    print(
        f"live, {people} people, {rate_hz:g} images a second, network {network_ms:g} ms slower, "
        f"plotting {names_of(recogniser.attention)[measure].title}, {seconds:g} s"
    )
    for name in sorted(took):
        clock, own = np.array(took[name]).T
        median, p95 = np.percentile(clock, (50, 95))
        print(
            f"  {name:<15} {len(clock):>6} x  median {median:6.2f}  95 % {p95:6.2f}  "
            f"longest {clock.max():6.2f} ms   at work itself: longest {own.max():5.2f} ms"
        )
    for stage, name in (("painting", "image to screen"), ("prediction", "image to answer")):
        if (took_ms := report.durations.get(stage)) is not None:
            print(f"  {name} (no pose model): median {took_ms.median_ms:.1f}, 95 % {took_ms.p95_ms:.1f} ms")


def run_start(times: int) -> None:
    """Print how long it takes from the start of Python's own code to the first pictures."""
    model, sample = ROOT / "models" / "everyday-mans-evidence.safetensors", SAMPLES[0]
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(times):
        words = [sys.executable, "-c", START, str(model), str(sample)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, seconds = line.split()
            found[name].append(float(seconds))
    for name, values in found.items():
        print(f"start to {name:<9} median {np.median(values):.2f} s of {times}, longest {max(values):.2f} s")


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=30.0, help="images a second")
    parser.add_argument("--network-ms", type=float, default=0.0, help="make every answer so much later")
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--starts", type=int, default=3, help="how often to time a start; 0 for not at all")
    parser.add_argument("--measure", choices=MEASURES, default="f_a", help="what is plotted")
    parser.add_argument("--scan", action="store_true", help="let the garbage collector scan what is imported")
    parser.add_argument("--turn-ms", type=float, help="of Python's threads (default: as the program sets it)")
    args = parser.parse_args()
    take_short_turns()
    if not args.scan:
        gc.freeze()  # as `streaming.sources.unscanned_imports` does when torch has been imported
    if args.turn_ms is not None:
        sys.setswitchinterval(args.turn_ms / 1e3)
    if args.starts:
        run_start(args.starts)
    use_one_thread()
    application("light", "en")
    run_live(args.seconds, args.rate, args.network_ms, args.people, args.measure)


if __name__ == "__main__":
    main()
