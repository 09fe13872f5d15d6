"""Deletion and insertion curves of F_A, against random frames and gradient saliency.

Run it as ``python benchmarks/faithfulness.py MODEL.safetensors DATA_SET DIR [WINDOWS]``: so many windows
(300) of the data set, drawn with seed 0. F_A is worth believing where its deletion area is clearly
below that of random frames, and its insertion area above.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mans.checkpoint import load_model
from mans.datasets import find_data_set
from mans.faithfulness import compare_rankings
from mans.samples import network_input


def main() -> None:
    """Print a Markdown table, a ranking a row."""
    network, card = load_model(Path(sys.argv[1]), torch.device("cpu"))
    data = find_data_set(sys.argv[2]).load(Path(sys.argv[3]))
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 300
    chosen = np.random.default_rng(0).permutation(len(data.samples))[:most]
    inputs = np.stack([network_input(data.samples[i], card.recipe) for i in chosen])
    print(f"{card.name}, {len(inputs)} windows of {data.title}")
    print("\n| frames ranked by | deletion area (low is faithful) | insertion area (high is faithful) |")
    print("| --- | --- | --- |")
    for name, found in compare_rankings(network, inputs).items():
        print(f"| {name} | {found.deletion_area:.3f} | {found.insertion_area:.3f} |")


if __name__ == "__main__":
    main()
