"""A program of its own that records scripted frames as they would come live, for the test to kill.

``python recording_process.py FILE FRAMES [MODE]``; it prints each frame's number once the recorder has it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from streaming.recognition.decision import Answer, Confirmed
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import Body, Frame

RATE_HZ = 30.0
FIRST_S = 1234.5


def scripted_frame(number: int) -> Frame:
    """Frame ``number`` of the script: two people, every joint at random."""
    rng = np.random.default_rng(number)
    bodies = [
        Body(
            72057594037931101 + i,
            rng.normal(size=(25, 3)).astype(np.float32),
            rng.integers(0, 3, 25).astype(np.uint8),
        )
        for i in range(2)
    ]
    return Frame(number, FIRST_S + number / RATE_HZ, tuple(bodies))


def scripted_answer(number: int) -> Answer:
    """The answer given at frame ``number``."""
    rng = np.random.default_rng(number)
    end_s = FIRST_S + number / RATE_HZ
    window = Window(
        np.linspace(end_s - 2.0, end_s, 50),
        np.zeros((50, 1, 25, 3), np.float32),
        np.zeros((50, 1, 25), np.uint8),
        number,
    )
    raw, smoothed = rng.dirichlet(np.ones(3), size=2).astype(np.float32)
    prediction = Prediction(window, ("wave", "clap", "no action"), raw, rng.random((3, 50), dtype=np.float32))
    confirmed = (Confirmed("clap", end_s - 1.25, end_s - 0.1, 0.9),) if number % 5 == 0 else ()
    label = "wave" if number % 2 else None
    return Answer(end_s, label, float(smoothed[0]), smoothed, prediction, number % 4 == 1, confirmed)


def main(path: Path, frames: int, mode: str) -> None:
    """Record in real time, or as fast as it goes where time is not what is tested."""
    if mode == "full disk":
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
    recorder = Recorder(path, rate_hz=RATE_HZ, source="script", flush_s=0.01 if mode == "full disk" else 0.25)
    began_s = time.monotonic()
    for number in range(frames):
        if mode == "live":
            time.sleep(max(0.0, began_s + number / RATE_HZ - time.monotonic()))
        recorder.write_frame(scripted_frame(number))
        if number % 3 == 0:
            recorder.write_answer(scripted_answer(number))
        print(number, flush=True)
    if mode != "forgets to close":
        recorder.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
