"""State of an interrupted training: ``NAME.training.safetensors``, which ``--resume`` continues from.

The state contains weights, their EMA, optimiser, schedule and random generators, so that a resumed run is
identical to an uninterrupted one. Nothing is pickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from mans.checkpoint import read_tensors
from mans.model_card import model_files
from mans.recipe import Recipe
from mans.training.trainer import Trainer
from streaming.errors import ModelError, SettingsError
from streaming.paths import is_file
from streaming.typed_json import from_plain, parse_json, shown, to_plain
from streaming.writers.atomic import replace_file
from streaming.writers.outputs import check_outputs

_BUFFERS = {"adamw": {"step", "exp_avg", "exp_avg_sq"}, "sgd": {"momentum_buffer"}}
"""Optimiser state of each weight."""


def state_file(out: Path) -> Path:
    """Return the path of the state of an unfinished training."""
    return out.with_suffix(".training.safetensors")


def check_outputs_of_training(
    out: Path, inputs: Sequence[Path | None], *, resume: bool, overwrite: bool
) -> str:
    """Check the output files of a training before any data is read, and return them.

    Args:
        out: the model.
        inputs: files that are read.
        resume: whether an interrupted training is continued.
        overwrite: whether existing files may be replaced.

    Raises:
        WriteError: a file exists already, is an input, or cannot be written.
    """
    model, state = model_files(out), state_file(out)
    remedy = "Give --resume to go on with the training that was stopped, or --overwrite to begin anew."
    mine = overwrite or resume  # what a stopped training has left
    check_outputs([state], inputs, overwrite=mine, make_folders=True, remedy=remedy)
    check_outputs(model, inputs, overwrite=mine, make_folders=True)
    return f"Writes {model[0]} and {model[1].name}, and {state.name} until it is done"


def save_training(path: Path, trainer: Trainer) -> None:
    """Save a trainer's complete state for resuming.

    Raises:
        WriteError: it cannot be written.
    """
    tensors: dict[str, Tensor] = {"random/torch": torch.get_rng_state()}
    for name, tensor in trainer.network.state_dict().items():
        tensors[f"network/{name}"] = tensor
    if trainer.averaged is not None:
        for name, tensor in trainer.averaged.state_dict().items():
            tensors[f"averaged/{name}"] = tensor
    for index, state in trainer.optimiser.state_dict()["state"].items():
        for name, tensor in state.items():
            tensors[f"optimiser/{index}/{name}"] = tensor
    tensors = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    notes = {
        "epoch": str(trainer.epoch),
        "seed": str(trainer.seed),
        "random/numpy": json.dumps(trainer.rng.bit_generator.state),
        "recipe": json.dumps(to_plain(trainer.recipe)),
        "samples": json.dumps([sample.name for sample in trainer.samples]),
        **_other_models(trainer),
    }
    replace_file(
        path, lambda temporary: temporary.write_bytes(save(tensors, metadata=notes)), make_folders=True
    )


def load_training(path: Path, trainer: Trainer) -> None:
    """Restore a trainer's state from :func:`save_training`.

    Raises:
        ModelError: the file is missing or damaged, or belongs to a run with another recipe, seed,
            data or model to start from.
    """
    if not is_file(path):
        raise ModelError("nothing to resume", path=path, remedy="Start without --resume")
    tensors = read_tensors(path)
    with safe_open(path, framework="pt") as file:
        notes = file.metadata() or {}
    here = {
        "recipe": trainer.recipe,
        "seed": str(trainer.seed),
        "samples": json.dumps([sample.name for sample in trainer.samples]),
        **_other_models(trainer),
    }
    notes = {"start": "null", "teacher": "[]"} | notes  # states of older versions do not say it
    for name, value in here.items():
        if (_recipe_of(notes) if name == "recipe" else notes.get(name)) != value:
            raise ModelError(
                f"a run with another {name}",
                path=path,
                remedy="Give the same options as before, or start anew",
            )

    try:
        _restore(trainer, tensors, notes)
    except (
        *(LookupError, ValueError, RuntimeError, TypeError, AttributeError, OverflowError, SettingsError),
    ) as error:
        raise ModelError(
            f"cannot be resumed from ({shown(error)})",
            path=path,
            expected="a state written by this version of train",
            remedy="Start without --resume",
        ) from error


def _other_models(trainer: Trainer) -> dict[str, str]:
    """Return the models that the training uses, as JSON by their part in it."""
    return {
        "start": json.dumps(to_plain(trainer.start)),
        "teacher": json.dumps(to_plain(trainer.teachers)),
    }


def _recipe_of(notes: Mapping[str, str]) -> Recipe | None:
    """Read the recipe of a saved state; None if it cannot be read."""
    try:
        return from_plain(parse_json(notes["recipe"]), Recipe)
    except (KeyError, SettingsError):
        return None


def _restore(trainer: Trainer, tensors: Mapping[str, Tensor], notes: Mapping[str, str]) -> None:
    """Load the parts of a saved state into a trainer."""

    def part(prefix: str) -> dict[str, Tensor]:
        return {n.removeprefix(prefix): tensor for n, tensor in tensors.items() if n.startswith(prefix)}

    trainer.network.load_state_dict(part("network/"))
    if trainer.averaged is not None:
        trainer.averaged.load_state_dict(part("averaged/"))
    state = trainer.optimiser.state_dict()
    buffers: dict[int, dict[str, Tensor]] = {}
    for name, tensor in part("optimiser/").items():
        index, key = name.split("/")
        buffers.setdefault(int(index), {})[key] = tensor
    weights = [weight for group in trainer.optimiser.param_groups for weight in group["params"]]
    for number, named in buffers.items():
        own = weights[number].shape
        fits = all(tensor.shape == (() if key == "step" else own) for key, tensor in named.items())
        if named.keys() != _BUFFERS[trainer.recipe.optimiser] or not fits:
            raise ValueError(f"optimiser state {number} is of another optimiser or weight")
    trainer.optimiser.load_state_dict({**state, "state": buffers})
    torch.set_rng_state(tensors["random/torch"])
    trainer.rng.bit_generator.state = parse_json(notes["random/numpy"])
    trainer.epoch = int(notes["epoch"])
    if not 0 <= trainer.epoch <= trainer.recipe.epochs:
        raise ValueError(f"epoch {trainer.epoch} of {trainer.recipe.epochs}")
    # The schedule is a function of the step count alone.
    steps = trainer.epoch * trainer.steps_per_epoch
    trainer.schedule.last_epoch = steps
    for group in trainer.optimiser.param_groups:
        group["lr"] = group["initial_lr"] * trainer.rate(steps)
