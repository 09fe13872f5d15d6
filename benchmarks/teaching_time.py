"""Time of teaching ten actions by ten examples each, and of a live window compared with all of them.

Run it as ``OMP_NUM_THREADS=1 python -m benchmarks.teaching_time DIR [CACHE]``, with ISL words in
DIR/isl-sign. Processor time of all threads, with the bundled model.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import torch

from benchmarks.teaching import new_actions
from mans.everyday.run import Folders
from mans.teaching.teach import teach
from mans.teaching.windows import cut
from mans.transforms.tracks import Sample

MODEL = Path(__file__).resolve().parents[1] / "models" / "everyday-mans-evidence.safetensors"
ACTIONS, EXAMPLES, WINDOWS = 10, 10, 50


def examples(folders: Folders) -> list[Sample]:
    """Return ten samples of each of ten actions that the bundled model has no name for."""
    samples = new_actions(folders, "isl-sign")
    found: list[Sample] = []
    for label in sorted({sample.label for sample in samples}):
        own = [sample for sample in samples if sample.label == label][:EXAMPLES]
        found += own if len(own) == EXAMPLES and len(found) < ACTIONS * EXAMPLES else []
    return found


def main() -> None:
    """Teach, recognise, and print both times."""
    torch.set_num_threads(1)
    data, *cache = map(Path, sys.argv[1:])
    shown = examples(Folders(data, cache[0] if cache else None))
    begun = time.process_time()
    model = teach(shown, MODEL, beside=False)
    print(f"{len(shown)} examples of {len(model.thresholds)} actions: {time.process_time() - begun:.1f} s")
    recogniser = model.recogniser()
    settings = recogniser.window
    steps = torch.linspace(-settings.span_s, 0, settings.frames, dtype=torch.float64).numpy()
    times = []
    for sample in shown[:WINDOWS]:
        window = cut(sample.track, sample.end_s + steps)
        begun = time.process_time()
        recogniser(window)
        times.append(time.process_time() - begun)
    middle = 1e3 * statistics.median(times)
    print(f"a window of {settings.span_s:.1f} s: {middle:.0f} ms, median of {len(times)}")


if __name__ == "__main__":
    main()
