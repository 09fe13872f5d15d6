"""Effect of F_A on a model's predictions: ablation by a constant.

Run it as ``python -m benchmarks.attention_effect MODEL.safetensors UT_KINECT_DIR``. F_A is replaced by its
own mean over all windows (a fixed curve for each branch), then by one half for every frame.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mans.checkpoint import load_model
from mans.datasets import DATA_SETS
from mans.networks.mans import Mans
from mans.training.sampling import network_input


def main() -> None:
    """Print the largest and the mean change of any class probability, and the accuracy, for each variant."""
    network, card = load_model(Path(sys.argv[1]), torch.device("cpu"))
    if not isinstance(network, Mans) or network.tarm is None or network.tarm.attention is None:
        sys.exit(f"{card.name} has no F_A")
    data = DATA_SETS["ut-kinect"].load(Path(sys.argv[2]))
    inputs = torch.from_numpy(np.stack([network_input(sample, card.recipe) for sample in data.samples]))
    truth = np.array([card.labels.index(sample.label) for sample in data.samples])
    fixed: dict[str, Tensor | None] = {"as computed": None}
    with torch.inference_mode():
        own = network(inputs)
        mean = own.f_a.mean(dim=0).unsqueeze(1)  # (C, 1, T)
        fixed |= {"its mean over windows": mean, "one half": torch.full_like(mean, 0.5)}
        spread = own.f_a.std(dim=0).mean(dim=1)
        print("standard deviation over windows: x {:.3f}, y {:.3f}, z {:.3f}".format(*spread.tolist()))
        print(f"{'F_A':<24} {'largest change':>14} {'mean change':>12} {'right':>10}")
        for name, value in fixed.items():
            hook = network.tarm.attention.register_forward_hook(
                lambda _module, _inputs, f_a, value=value: f_a if value is None else value.expand_as(f_a)
            )
            probabilities = network(inputs).probabilities
            hook.remove()
            change = (probabilities - own.probabilities).abs()
            right = int((probabilities.argmax(dim=1).numpy() == truth).sum())
            print(f"{name:<24} {change.max():>14.4f} {change.mean():>12.5f} {right:>4} of {len(truth)}")


if __name__ == "__main__":
    main()
