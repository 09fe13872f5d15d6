"""Training on a CPU, windows a second: ``python -m benchmarks.training_rate``.

Steps by SGD on batches of sixteen windows that lie ready, of networks of the size for NTU RGB+D (two bodies
of 25 joints, 50 frames, 60 classes), as ``benchmarks/gpu.py`` takes them; and the program's own trainer,
which cuts each window afresh, with MANs-9 of UT-Kinect. All in turn, in one process, in one thread.
"""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.parts import Numbers, Part, child, medians, run_alone
from mans.device import threads
from mans.evaluation.doc_pages import markdown_table

BATCH = 16
NETWORKS = ("mans-9", "mans-today", "sta-lstm", "ctr-gcn")
TRAINER = "trainer, MANs-9"
_PER_ACTION = 16  # samples of each of three actions, for the trainer


def one(names: tuple[str, ...] = NETWORKS, *, trainer: bool = True) -> Numbers:
    """Measure in this process: windows a second of the second step, and of the second epoch."""
    import torch

    from benchmarks.gpu_timing import PRECISIONS, build
    from benchmarks.gpu_training import Step
    from mans.recipe import CURRENT
    from mans.training.trainer import Trainer
    from tests.support.small_data import ACTIONS, samples

    torch.set_num_threads(threads())
    device, found = torch.device("cpu"), Numbers()
    for name in names:
        step = Step(build(name, device, tiny=False), BATCH, device, PRECISIONS[0])
        step()
        begun = time.perf_counter()
        step()
        found[name] = BATCH / (time.perf_counter() - begun)
    if trainer:
        given = samples(_PER_ACTION)
        own = Trainer(given, ACTIONS, replace(CURRENT, batch_size=BATCH), 0, device)
        own.run_epoch()
        begun = time.perf_counter()
        own.run_epoch()
        found[TRAINER] = len(given) / (time.perf_counter() - begun)
    return found


def measured(rounds: int) -> Numbers:
    """Measure in processes one after the other."""
    return medians([child("training_rate", "--one") for _ in range(min(rounds, 3))])


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the networks."""
    rows = [
        (f"`{name}`" if name in NETWORKS else name, f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}")
        for name, rate in numbers.items()
    ]
    return {"training": markdown_table(("training", "windows a second"), rows)}


def ratios(numbers: Numbers) -> Numbers:
    """Return how many times as long a window of the trainer takes as one of the bare step."""
    return {"trainer over the bare step": numbers["mans-9"] / numbers[TRAINER]}


PART = Part("training", measured, tables, ratios)


if __name__ == "__main__":
    run_alone(__doc__, PART, one)
