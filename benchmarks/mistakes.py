"""Durations of misclassified sequences, compared with their class.

Run it as ``python -m benchmarks.mistakes ut-kinect DIR results/ut-kinect-*-current-seed0.json``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console

from cli.data_loading import load_data
from mans.datasets.prepare import open_folder
from mans.evaluation.results import Results


def main() -> None:
    """Print a line for each misclassified sequence."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data_set", metavar="DATASET")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("results", type=Path, nargs="+", metavar="JSON")
    args = parser.parse_args()
    data = load_data(Console(quiet=True), open_folder(args.data_set, args.folder, None))
    samples = {sample.name: sample for sample in data.samples}
    for path in args.results:
        results = Results.load(path)
        print(f"{results.protocol}, recipe {results.recipe.name}, seed {results.seed}")
        for fold in results.folds:
            for name, truth, predicted in zip(fold.samples, fold.truth, fold.predicted, strict=True):
                if truth == predicted:
                    continue
                sample = samples[name]
                times = sample.track.times_s
                rows = np.count_nonzero((times >= sample.start_s) & (times <= sample.end_s))
                length = sample.end_s - sample.start_s
                others = [s.end_s - s.start_s for s in data.samples if s.label == truth]
                rank = sum(other < length for other in others) + 1
                print(
                    f"  {name:<20} as {predicted:<12} {length:.2f} s, {rows} rows; "
                    f"{rank} of {len(others)} by length, median {np.median(others):.2f} s"
                )


if __name__ == "__main__":
    main()
