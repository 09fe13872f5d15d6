"""Memory and seeking of a replay, by the length of its recording: ``python -m benchmarks.memory``.

Each row is a process of its own that makes a recording of one walking, waving person at 30 fps, opens it as
the window does, and analyses it with a recogniser that makes up its numbers, so that hours pass in minutes.
Memory is what the process resides in beyond what it had before; a seek is what the window asks for at one
tick of its timer after a jump to anywhere.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.model.analysis import Analysis
from app.model.scene import Scene
from benchmarks.parts import Numbers, Part
from mans.evaluation.doc_pages import markdown_table
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Recording
from streaming.skeleton.packed_frames import PackedFrames

ROOT = Path(__file__).resolve().parents[1]
RATE_HZ = 30.0
SEEKS = 200
MB = 1e6


@dataclass
class MadeUp:
    """A recogniser that needs no network: its answers change every two seconds."""

    window: WindowSettings
    labels: tuple[str, ...] = tuple(f"action {i}" for i in range(33))
    evidence: bool = True
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    name: str = "made up"
    device: str = "none"
    attention: str = "F_A"
    f_a_mean: npt.NDArray[np.float32] | None = None
    upper_body: int = 0

    def __call__(self, window: Window) -> Prediction:
        """Make up a prediction."""
        frames, classes = len(window.times_s), len(self.labels)
        probabilities = np.full(classes, 0.1 / (classes - 1), np.float32)
        probabilities[int(window.end_s / 2) % classes] = 0.9
        f_a = np.tile(np.linspace(0.2, 0.8, frames, dtype=np.float32), (3, 1))
        evidence = np.full((frames, classes), 0.5, np.float32) if self.evidence else None
        return Prediction(window, self.labels, probabilities, f_a, evidence=evidence)

    def saliency(self, window: Window) -> npt.NDArray[np.float32]:
        """Make up a saliency."""
        return np.zeros((3, len(window.times_s)), np.float32)


def made_recording(seconds: float) -> Recording:
    """Return one person at 30 fps, stored as readers store it."""
    count = round(seconds * RATE_HZ)
    pose = np.random.default_rng(0).normal(0, 0.4, (25, 3)).astype(np.float32)
    positions = np.empty((count, 25, 3), np.float32)
    for start in range(0, count, 10_000):
        phase = np.arange(start, min(start + 10_000, count)) / RATE_HZ
        moved = positions[start : start + 10_000]
        moved[:] = pose + np.array([0, 0, 2.5], np.float32)
        moved[:, :12, 1] += (0.3 * np.sin(3 * phase))[:, None]
        moved[:, :, 0] += (0.5 * np.sin(0.1 * phase))[:, None]
    times_s = np.arange(count) / RATE_HZ
    firsts = np.arange(count, dtype=np.uint32)
    ones = np.ones(count, np.uint32)
    states = np.full((count, 25), 2, np.uint8)
    numbers = np.arange(count)
    frames = PackedFrames(numbers, times_s, firsts, ones, (1,), np.zeros_like(ones), positions, states)
    return Recording(frames, RATE_HZ, "made up")


def resident_mb() -> float:
    """Return the memory that this process resides in, in megabytes."""
    gc.collect()
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / MB


def seek(scene: Scene, analysis: Analysis, time_s: float) -> None:
    """Ask for what the window shows at a moment."""
    answer, history = analysis.answer_at(time_s), analysis.history(time_s)
    scene.picture(scene.index_at(time_s))
    if history is not None and answer is not None:
        history.ribbon(answer.prediction.labels[0], 1.0)
        history.heat()


def measured(minutes: float, frames: int) -> dict[str, float]:
    """Measure one length in this process."""
    evident = frames == 32  # as the two models that ship
    recogniser = MadeUp(
        WindowSettings(span_s=1.5 if evident else 2.0, frames=frames),
        tuple(f"action {i}" for i in range(33 if evident else 10)),
        evident,
    )
    warm = made_recording(5)
    Scene(warm, recogniser.window)
    Analysis(warm, recogniser).join()
    steps = [resident_mb()]
    recording = made_recording(60 * minutes)
    steps.append(resident_mb())
    begun = time.perf_counter()
    scene = Scene(recording, recogniser.window)
    opened_s = time.perf_counter() - begun
    steps.append(resident_mb())
    begun = time.perf_counter()
    analysis = Analysis(recording, recogniser)
    analysis.join()
    analysed_s = time.perf_counter() - begun
    steps.append(resident_mb())
    if analysis.error is not None:
        raise analysis.error
    seeks, drawn = [], []
    for time_s in np.random.default_rng(1).uniform(1, 60 * minutes, SEEKS).tolist():
        begun = time.perf_counter()
        seek(scene, analysis, time_s)
        seeks.append(1e3 * (time.perf_counter() - begun))
    for _ in range(20):
        begun = time.perf_counter()
        analysis.segments()
        analysis.heat()
        drawn.append(1e3 * (time.perf_counter() - begun))
    kinds = ("recording", "scene", "answers")
    found = {kind: b - a for kind, a, b in zip(kinds, steps, steps[1:], strict=False)}
    found |= {"opened_s": opened_s, "analysed_s": analysed_s, "count": analysis.count}
    return found | {"seek_ms": statistics.median(seeks), "timeline_ms": statistics.median(drawn)}


def in_a_process(minutes: float, frames: int) -> dict[str, float]:
    """Measure one length in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.memory", "--one", str(minutes), str(frames)]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(out)
    return found


def table(hours: list[float]) -> str:
    """Measure lengths, and return a Markdown table."""
    rows = []
    for frames in (32, 50):
        for length in hours:
            found = in_a_process(60 * length, frames)
            per_hour = [f"{found[kind] / length:.1f}" for kind in ("recording", "scene", "answers")]
            length_text = f"{length:g} h" if length >= 1 else f"{60 * length:g} min"
            seeks = f"{found['seek_ms']:.2f}", f"{found['timeline_ms']:.2f}"
            rows.append((frames, length_text, *per_hour, f"{found['opened_s']:.2f}", *seeks))
    headings = ("T", "length", "recording, MB/h", "scene, MB/h", "answers, MB/h")
    return markdown_table((*headings, "prepared in, s", "seek, ms", "timeline, ms"), rows)


LENGTHS = ((10, 32), (60, 32), (10, 50))
"""Minutes and T that the page shows."""


def part_measured(_: int) -> Numbers:
    """Measure the lengths of the page, once each: memory hardly varies."""
    found: Numbers = {}
    for minutes, frames in LENGTHS:
        once = in_a_process(minutes, frames)
        for kind in ("recording", "scene", "answers"):
            found[f"{kind}, {frames}, {minutes}"] = 60 / minutes * once[kind]
        for kind in ("opened_s", "seek_ms"):
            found[f"{kind}, {frames}, {minutes}"] = once[kind]
    return found


def part_tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the page."""
    rows = []
    for minutes, t in LENGTHS:
        sizes = (f"{numbers[f'{kind}, {t}, {minutes}']:.1f}" for kind in ("recording", "scene", "answers"))
        times = (f"{numbers[f'{kind}, {t}, {minutes}']:.2f}" for kind in ("opened_s", "seek_ms"))
        rows.append((t, f"{minutes} min", *sizes, *times))
    heads = ("T", "length", "recording, MB/h", "scene, MB/h", "answers, MB/h", "prepared in, s", "a seek, ms")
    return {"memory": markdown_table(heads, rows)}


def ratios(numbers: Numbers) -> Numbers:
    """Return the memory of an hour, and a seek in an hour over one in ten minutes."""
    found = {
        f"{name}, MB/h": value
        for name, value in numbers.items()
        if name.split(",")[0] in ("recording", "scene", "answers")
    }
    long, short = (numbers.get(f"seek_ms, 32, {minutes}") for minutes in (60, 10))
    return found | ({"seek in an hour over ten minutes": long / short} if long and short else {})


PART = Part("memory of a replay", part_measured, part_tables, ratios)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--hours",
        type=float,
        nargs="+",
        default=[1 / 60, 1 / 3],
        help="lengths of the recordings (%(default)s)",
    )
    parser.add_argument("--one", type=float, nargs=2, metavar=("MINUTES", "T"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one is None:
        print(table(args.hours), end="")
    else:
        print(json.dumps(measured(args.one[0], int(args.one[1]))))


if __name__ == "__main__":
    main()
