"""Run by torchrun in a test: train a small recipe, and write what each epoch and the end gave."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mans.distributed import DistributedTrainer, one_of_several
from mans.training import Trainer, predict
from tests.mans.small_data import ACTIONS, CPU, samples
from tests.mans.small_networks import small


def main(out: Path, jobs: list[dict]) -> None:
    """Train each job, a network's name and changes to its recipe; the first process writes to ``out``."""
    torch.set_num_threads(1)
    found = []
    with one_of_several(CPU) as place:
        for job in jobs:
            recipe = replace(small(job["network"]), **job["changes"])
            given = samples(3)
            if place.size > 1:
                trainer: Trainer = DistributedTrainer(given, ACTIONS, recipe, 0, CPU, place)
            else:
                trainer = Trainer(given, ACTIONS, recipe, 0, CPU)
            epochs = []
            while not trainer.finished:
                epochs.append(trainer.run_epoch())
            scores = predict(trainer.result(), samples(2, seed=1), recipe, CPU)
            found.append(
                {
                    "losses": [epoch.loss for epoch in epochs],
                    "accuracies": [epoch.accuracy for epoch in epochs],
                    "probabilities": np.round(scores, 7).tolist(),
                    "buffers": [float(b.double().sum()) for b in trainer.network.buffers()],
                }
            )
    if place.first:
        out.write_text(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
