"""Deletion and insertion curves of F_A, against random frames and gradient saliency.

Run it as ``python -m benchmarks.faithfulness MODEL.safetensors DATA_SET DIR [WINDOWS [PERSON ...]]``: a
number of windows (300) of the data set, drawn with seed 0, optionally of selected subjects. F_A is faithful
if its deletion area is clearly below that of random frames, and its insertion area above.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from mans.attribution.faithfulness import compare_rankings
from mans.checkpoint import load_model
from mans.datasets import find_data_set
from mans.training.sampling import network_input


def main() -> None:
    """Print a Markdown table, one row per ranking."""
    model, name, folder, *rest = sys.argv[1:]
    network, card = load_model(Path(model), torch.device("cpu"))
    data = find_data_set(name).load(Path(folder))
    most, people = int(rest[0]) if rest else 300, set(rest[1:])
    samples = [sample for sample in data.samples if not people or sample.subject in people]
    chosen = np.random.default_rng(0).permutation(len(samples))[:most]
    inputs = np.stack([network_input(samples[i], card.recipe) for i in chosen])
    print(f"{card.name}, {len(inputs)} windows of {data.title}")
    with torch.inference_mode():
        f_a = network(torch.from_numpy(inputs)).f_a
    if f_a is not None:
        spreads = (f_a.std(dim=2).mean(), f_a.std(dim=0).mean())
        print(
            "F_A: standard deviation {:.3f} over a window's frames, {:.3f} between windows".format(*spreads)
        )
    print("\n| frames ranked by | deletion area (lower is better) | insertion area (higher is better) |")
    print("| --- | --- | --- |")
    for ranking, found in compare_rankings(network, inputs).items():
        print(f"| {ranking} | {found.deletion_area:.3f} | {found.insertion_area:.3f} |")


if __name__ == "__main__":
    main()
