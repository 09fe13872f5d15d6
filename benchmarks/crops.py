"""Accuracy of everyday models with a second crop, on the data set held out from each model's training.

Run as ``python -m benchmarks.crops DIR MODEL.safetensors ...``, with models from ``train-everyday --without``
and DIR the folder of all data sets; ``--cache`` is the folder of prepared data. Prints a row for each model
and crop; the first is a single crop, as in the live model.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from mans.checkpoint import load_model
from mans.everyday.evaluation import accuracy, scores_of, whole_span
from mans.everyday.run import Folders
from mans.everyday.vocabulary import shared_actions

CROPS_S = (0.0, 0.6, 0.8, 1.0)
"""Lengths of the second crop, in seconds at the end of the window; 0 for a single crop."""
_CPU = torch.device("cpu")


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    titles = ("window accuracy", "accuracy", "closed-set accuracy", "closed-set accuracy, own actions")
    print("| " + " | ".join(("held-out data set", "second crop, s", "sequences", *titles)) + " |")
    print("|" + " --- |" * 7, flush=True)
    for model in args.models:
        network, card = load_model(model, _CPU)
        for name in card.recipe.left_out:
            known = shared_actions(name)
            every = Folders(args.folder, args.cache).load([name])
            samples = [s for s in every if s.label in known and s.kind != "action in a gap"]
            whole = scores_of(network, samples, card.recipe, _CPU, whole_span)
            for crop_s in CROPS_S:
                scores = scores_of(network, samples, card.recipe, _CPU, crop_s=crop_s)
                found = accuracy(samples, scores, whole)
                shares = (found.windows_right, found.sequences_right, found.named_right, found.own_right)
                cells = (name, f"{crop_s:g}", str(len(samples)), *(f"{share:.3f}" for share in shares))
                print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
