"""Make the background of a model, which taught actions are held apart from: features of other movement.

Run it as ``python -m tools.teaching_background MODEL.safetensors DIR [CACHE]``, with DIR as for
``train-everyday``. It takes windows of the subjects that the model was trained on, as many of each data set,
and writes ``MODEL.background``. The features are numbers from which no recording can be made.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from mans.checkpoint import load_model
from mans.everyday.run import Folders
from mans.everyday.samples import split_people
from mans.everyday.vocabulary import TRAINED_ON
from mans.networks.evidence import EvidenceMans
from mans.teaching.background import make_background, write_background

WINDOWS = 1500


def main() -> None:
    """Write the file and say how many windows it has."""
    model, folder, *cache = map(Path, sys.argv[1:])
    network, card = load_model(model, torch.device("cpu"))
    if not isinstance(network, EvidenceMans):
        raise SystemExit(f"{card.name} has no features to be taught by")
    names = [name for name in TRAINED_ON if name not in card.recipe.left_out]
    samples = split_people(Folders(folder, cache[0] if cache else None).load(names)).train
    rows = make_background(network, card.recipe, samples, WINDOWS)
    print(f"Wrote {write_background(model, rows)}: {len(rows)} windows of {len(names)} data sets")


if __name__ == "__main__":
    main()
