"""Run by torchrun in a test: take a step on several processes, train on, and write what each process has."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from mans.training.distributed import DistributedTrainer, Place, one_of_several
from mans.training.trainer import Trainer
from tests.support.small_data import ACTIONS, CPU, samples
from tests.support.small_networks import in_double, small


def trainer_of(job: dict, device: torch.device, place: Place | None = None) -> Trainer:
    """A job's trainer, alone or in its place among several."""
    recipe = replace(small(job["network"]), **job["changes"])
    if place is None:
        return in_double(Trainer(samples(3), ACTIONS, recipe, 0, device))
    return in_double(DistributedTrainer(samples(3), ACTIONS, recipe, 0, device, place))


def weights(trainer: Trainer) -> dict[str, Tensor]:
    """The weights, by name."""
    return {f"weight {name}": value.detach() for name, value in trainer.network.named_parameters()}


def gradients(trainer: Trainer) -> dict[str, Tensor]:
    """The gradients of what learns, by name."""
    named = trainer.network.named_parameters()
    return {f"gradient {name}": value.grad.clone() for name, value in named if value.grad is not None}


def main(folder: Path, device: torch.device, jobs: list[dict]) -> None:
    """Do each job, a network's name and changes to its recipe; each process writes NUMBER-RANK."""
    torch.set_num_threads(1)
    with one_of_several(CPU) as place:  # gloo: two processes can share a GPU by it
        for number, job in enumerate(jobs):
            trainer = trainer_of(job, device, place)
            inputs, targets = trainer.batch(trainer.begin_epoch()[0])
            loss, _ = trainer._gradients(inputs, targets)
            found = {
                "loss": torch.tensor(loss, dtype=torch.float64),
                "rows": torch.tensor(len(targets)),
                **gradients(trainer),
            }
            while not trainer.finished:
                trainer.run_epoch()
            found |= weights(trainer)
            found |= {f"buffer {name}": value for name, value in trainer.network.named_buffers()}
            save_file(
                {name: value.contiguous() for name, value in found.items()},
                folder / f"{number}-{place.rank}.safetensors",
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), torch.device(sys.argv[2]), json.loads(sys.argv[3]))
