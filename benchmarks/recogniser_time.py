"""CPU time of one call of two recognisers: ``python -m benchmarks.recogniser_time MODEL_A MODEL_B``.

The calls alternate in one thread on the windows of the bundled sample, so that both meet the same load. What
is measured is the CPU time of the process, which excludes other processes. It includes the second crop where
a model's card asks for one. Both run on torch; benchmarks/runtimes.py compares runtimes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from cli.options import SAMPLE
from mans.device import use_one_thread
from mans.evaluation.doc_pages import markdown_table
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, Window

ROUNDS = 300
WARM_UP = 30


def windows_of(recogniser: Recogniser) -> list[Window]:
    """Cut the bundled sample as a recogniser wants it."""
    sliding = SlidingWindow(recogniser.window)
    cuts = [sliding.push(frame) for frame in read_recording(SAMPLE).frames]
    return [cut for cut in cuts if cut is not None]


def main() -> None:
    """Print a Markdown table."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    use_one_thread()
    recognisers = [Recogniser.load(Path(name), "cpu", "torch") for name in sys.argv[1:]]
    inputs = [windows_of(each) for each in recognisers]
    spent_s: list[list[float]] = [[], []]
    for turn in range(WARM_UP + ROUNDS):
        for recogniser, windows, spent in zip(recognisers, inputs, spent_s, strict=True):
            start_s = time.process_time()
            recogniser(windows[turn % len(windows)])
            spent.append(time.process_time() - start_s)
    rows = []
    first_ms = 0.0
    for name, spent in zip(sys.argv[1:], spent_s, strict=True):
        low_ms, median_ms, high_ms = np.percentile(spent[WARM_UP:], (25, 50, 75)) * 1e3
        first_ms = first_ms or median_ms
        span = f"{low_ms:.2f} to {high_ms:.2f}"
        rows.append((Path(name).stem, f"{median_ms:.2f}", span, f"{median_ms / first_ms:.2f}"))
    print(markdown_table(("model", "CPU time of a call, ms (median)", "quartiles", "ratio"), rows))


if __name__ == "__main__":
    main()
