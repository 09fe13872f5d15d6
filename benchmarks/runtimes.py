"""Inference time of torch and ONNX Runtime: the network alone, and a complete call of the recogniser.

Run it as ``python -m benchmarks.runtimes [MODEL ...]``. Both runtimes get one thread and the windows of the
bundled recordings, in turn, so that what else the machine does slows both; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, Window

ROOT = Path(__file__).resolve().parents[1]
MODELS = [ROOT / "models" / f"{name}.safetensors" for name in ("everyday-mans-evidence", "ut-kinect-mans9")]
SAMPLES = sorted((ROOT / "samples").glob("*.skeleton"))
ROUNDS = 3


def windows(recogniser: Recogniser) -> list[Window]:
    """Windows at every frame of the bundled recordings."""
    found = []
    for sample in SAMPLES:
        sliding = SlidingWindow(replace(recogniser.window, stride_s=1e-3))
        found += [w for frame in read_recording(sample).frames if (w := sliding.push(frame)) is not None]
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - begun)


def network_only(recogniser: Recogniser, window: Window) -> float:
    """Time the forward pass of one window's inputs."""
    inputs = recogniser.network_inputs([window])
    return milliseconds(lambda: recogniser.network(inputs))


def main() -> None:
    """Print a table: medians in milliseconds, and torch over ONNX Runtime."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "models", type=Path, nargs="*", default=MODELS, help="trained models, exported before"
    )
    args = parser.parse_args()
    use_one_thread()
    print("| model | | torch, ms | ONNX Runtime, ms | ratio |\n| --- | --- | --- | --- | --- |")
    for model in args.models:
        both = [Recogniser.load(model, "cpu", runtime="torch"), Recogniser.load(model, "cpu")]
        cut = windows(both[0])
        for each in both:  # the first calls allocate
            each.many(cut[:8])
            each(cut[0])
        calls: list[list[float]] = [[], []]
        alone: list[list[float]] = [[], []]
        for window in cut * ROUNDS:
            for which, each in enumerate(both):
                calls[which].append(milliseconds(partial(each, window)))
                alone[which].append(network_only(each, window))
        for what, times in (("network", alone), ("recogniser's call", calls)):
            slow, fast = map(statistics.median, times)
            print(f"| {model.stem} | {what} | {slow:.2f} | {fast:.2f} | {slow / fast:.1f} |")


if __name__ == "__main__":
    main()
