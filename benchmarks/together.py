"""Whether folds trained as one stack of networks are faster than one after the other, on this device.

Run it as ``python benchmarks/together.py [--device cuda]``. MANs-9, recipe current, on spans of the bundled
squat: what is seen does not matter to the time. Both ways take the same steps and are timed in turn within
one run, so that the ratio holds where the machine's speed drifts. On the processor, in one thread.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mans.device import choose_device, describe_device
from mans.recipe import CURRENT
from mans.together import TrainersTogether
from mans.tracks import Sample, Track
from mans.training import Trainer
from streaming.readers import read_recording

SQUAT = Path(__file__).resolve().parents[1] / "samples" / "squat.skeleton"
STEPS, LABELS = 4, tuple("abcdefghij")


def made_up(count: int) -> list[Sample]:
    """Spans of the squat under labels that mean nothing."""
    track = Track.from_recording(read_recording(SQUAT), bodies=1)
    rng = np.random.default_rng(0)
    starts = rng.uniform(track.times_s[0], track.times_s[-1] - 2, count)
    return [
        Sample(track, start, start + 1.5, LABELS[i % len(LABELS)], "s", f"r{i}", f"r{i}")
        for i, start in enumerate(starts)
    ]


def seconds(run: Callable[[], object], device: torch.device) -> float:
    """Wall time on a GPU; on the processor this program's own time, whatever else runs beside it."""
    clock = time.perf_counter if device.type == "cuda" else time.process_time
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    start = clock()
    run()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return clock() - start


def main() -> None:
    """Print milliseconds a step and fold, one by one and together, for several sizes of stack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(1)
    device = choose_device(args.device)
    samples = made_up(STEPS * CURRENT.batch)
    recipe = replace(CURRENT, epochs=1000)
    print(f"{describe_device(device)}; milliseconds a step and fold, median of {args.rounds}")
    print("folds  one by one  together  times as fast")
    for folds in (1, 2, 4, 8):
        alone = [Trainer(samples, LABELS, recipe, 0, device) for _ in range(folds)]
        together = TrainersTogether()
        for _ in range(folds):
            together.add(Trainer(samples, LABELS, recipe, 0, device))

        def one_by_one(trainers: list[Trainer] = alone) -> None:
            for trainer in trainers:
                trainer.run_epoch()

        ways = (one_by_one, together.run_epoch)
        for way in ways:  # warm up
            way()
        times = [[seconds(way, device) for way in ways] for _ in range(args.rounds)]
        each = [1e3 * median(t[i] for t in times) / (STEPS * folds) for i in (0, 1)]
        print(f"{folds:5d}  {each[0]:10.1f}  {each[1]:8.1f}  {median(t[0] / t[1] for t in times):13.2f}")


if __name__ == "__main__":
    main()
