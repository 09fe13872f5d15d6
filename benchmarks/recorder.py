"""Cost of recording: CPU time, file size, and data loss when killed.

Run it as ``python -m benchmarks.recorder RECORDING [KILLS]``. The recording (of any readable format) is
played over and over for a minute of 30 frames a second; sizes and processor times are of that. Then a
program of its own records scripted frames in real time and is killed, at another moment each time.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from streaming.readers import read_recording
from streaming.readers.mcap import read, read_answers
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import Frame

ROOT = Path(__file__).resolve().parents[1]
RATE_HZ, SECONDS, ANSWERS_HZ = 30, 60, 10
CHILD = ROOT / "tests" / "support" / "recording_process.py"


def answer(frame: Frame, rng: np.random.Generator) -> Answer:
    """An answer of 11 classes and a window of 50 frames, at random."""
    raw, smoothed = rng.dirichlet(np.ones(11), size=2).astype(np.float32)
    times_s = np.linspace(frame.time_s - 2, frame.time_s, 50)
    window = Window(
        times_s, np.zeros((50, 1, 25, 3), np.float32), np.zeros((50, 1, 25), np.uint8), frame.number
    )
    labels = tuple(f"action {i}" for i in range(len(raw)))
    prediction = Prediction(window, labels, raw, rng.random((3, 50), dtype=np.float32))
    return Answer(frame.time_s, labels[0], 0.5, smoothed, prediction)


def measure(source: list[Frame], answers: bool, path: Path) -> None:
    """Record a minute as fast as it goes, flushing after every quarter of a second of it, and print."""
    rng = np.random.default_rng(0)
    start_s, encode_s = time.process_time(), []
    with Recorder(path, rate_hz=RATE_HZ, source="benchmark", flush_s=1000) as recorder:
        for number in range(SECONDS * RATE_HZ):
            began_s = time.perf_counter()
            frame = Frame(number, number / RATE_HZ, source[number % len(source)].bodies)
            recorder.write_frame(frame)
            if answers and number % (RATE_HZ // ANSWERS_HZ) == 0:
                recorder.write_answer(answer(frame, rng))
            encode_s.append(time.perf_counter() - began_s)
            if number % (RATE_HZ // 4) == 0:
                recorder._save()
    spent_s = time.process_time() - start_s
    start_s = time.process_time()
    read(path)
    read_answers(path)
    read_s = time.process_time() - start_s
    bytes_per_s = path.stat().st_size / SECONDS
    print(
        f"{'with' if answers else 'without'} answers: {bytes_per_s / 1e3:.1f} kB/s "
        f"({bytes_per_s * 3600 / 1e6:.0f} MB/h), {spent_s / SECONDS:.2%} of a core, a frame's call "
        f"{1e3 * median(encode_s):.2f} ms (95th percentile {1e3 * np.percentile(encode_s, 95):.2f}); "
        f"read {SECONDS / read_s:.0f} times as fast as it was recorded"
    )
    path.unlink()


def lost_s(path: Path, kill_at: int) -> float:
    """Kill a recording program after so many frames; return how many seconds of what it took are gone."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), "1000000", "live"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    with child:
        for line in child.stdout:
            if int(line) == kill_at:
                child.kill()
                break
        rest = child.stdout.read().split("\n")[:-1]
    taken = 1 + max([kill_at, *map(int, rest)])
    kept = len(read(path).frames)
    path.unlink()
    return (taken - kept) / RATE_HZ


def main() -> None:
    """Measure and print."""
    source = list(read_recording(Path(sys.argv[1])).frames)
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    print(f"{np.mean([len(frame.bodies) for frame in source]):.1f} people")
    with tempfile.TemporaryDirectory() as folder:
        for answers in (False, True):
            measure(source, answers, Path(folder) / "a.mcap")
        moments = random.Random(0)
        losses = sorted(lost_s(Path(folder) / "k.mcap", moments.randrange(20, 120)) for _ in range(kills))
    if losses:
        print(f"lost in {kills} kills: median {median(losses):.2f} s, most {losses[-1]:.2f} s")


if __name__ == "__main__":
    main()
