"""Training runs: saved state after every epoch, log, Ctrl-C, and the final model with its card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mans.checkpoint import save_model, versions
from mans.datasets import DataSet
from mans.device import choose_device
from mans.model_card import ModelCard
from mans.recipe import Recipe
from mans.training.checkpointing import load_training, save_training, state_file
from mans.training.distributed import DistributedTrainer, Place
from mans.training.fine_tuning import Start, trainer_of
from mans.training.precision import computed_on, precision_of
from mans.training.sampling import with_gaps
from mans.training.tensorboard import TrainingLog
from mans.training.trainer import EpochProgress, OnStep, Trainer
from streaming.errors import SettingsError
from streaming.printable import counted
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

RunEpochs = Callable[[Trainer, Callable[[EpochProgress], None]], None]
"""Function that runs all epochs, with a callback after each."""


def run_epochs(
    trainer: Trainer, after_each: Callable[[EpochProgress], None], report: OnStep | None = None
) -> None:
    """Run all epochs.

    Args:
        trainer: the trainer.
        after_each: callback after each epoch.
        report: callback after each step.

    Raises:
        SettingsError: training failed: the loss is NaN or infinite.
    """
    while not trainer.finished:
        done = trainer.run_epoch(report)
        done.check("Train with another seed, or with a recipe of a lower learning rate")
        after_each(done)


def train(
    tell: Callable[[str], None],
    data: DataSet,
    recipe: Recipe,
    seed: int,
    device_choice: str,
    out: Path,
    resume: bool,
    command: str,
    place: Place | None = None,
    log_folder: Path | None = None,
    run: RunEpochs = run_epochs,
    start: Start | None = None,
) -> None:
    """Train a model on a complete data set and save it to ``out`` (``.safetensors``) with its card.

    After every epoch the state for ``--resume`` is saved. Ctrl-C saves a usable model of the epochs done so
    far. ``place`` is the process's rank in distributed training; rank 0 writes. ``log_folder`` is for
    TensorBoard logs. ``tell`` receives status messages; ``run`` runs the epochs, e.g. with a progress bar.
    ``start`` is a model whose weights are fine-tuned, with a recipe that it made; None for random weights.

    Raises:
        ModelError: there is nothing to resume, or it belongs to another run.
        DeviceError: the device is not available.
        SettingsError: training failed: the loss is NaN or infinite; or TensorBoard is not installed.
    """
    place = place or Place()
    device = place.device(choose_device(device_choice))
    samples, labels = with_gaps(data.samples, data.labels, recipe)
    if gaps := len(samples) - len(data.samples):
        tell(f"Between the actions: {counted(gaps, 'stretch', 'stretches')} of the class {NO_ACTION!r}")
    if place.size > 1:
        if start is not None:
            raise SettingsError(f"{place.size} processes", expected="one, to fine-tune a model")
        trainer: Trainer = DistributedTrainer(samples, labels, recipe, seed, device, place)
    else:
        trainer = trainer_of(samples, labels, recipe, seed, device, start)
    state = state_file(out)
    if resume:
        load_training(state, trainer)
        tell(f"Going on after epoch {trainer.epoch} of {state}")
    where = computed_on(recipe, device) + (f", in {place.size} processes" if place.size > 1 else "")
    about = f"{recipe.network(len(labels)).name}, recipe {recipe.name}, seed {seed}, on {where}"
    log: TrainingLog | None = None
    if log_folder is not None and place.first:
        log = TrainingLog(log_folder, recipe, f"{data.title}: {about}", trainer.epoch + 1)
    tell(about)

    titles: tuple[str, ...] = (data.title,)
    names: tuple[str, ...] = (data.name,)
    if start is not None:
        titles, names = (start.card.data, *titles), (*start.card.datasets, *names)

    def save() -> None:
        if not place.first:
            return
        card = ModelCard(
            labels=labels,
            recipe=recipe,
            data=", ".join(titles),
            datasets=names,
            seed=seed,
            epochs=trainer.epoch,
            layout=KINECT_V2.name,
            command=command,
            versions=versions() | precision_of(recipe, device),
            scores={},
            start=trainer.start,
        )
        save_model(out, trainer.result(), card)

    before = None if resume else _stamp(state)

    def keep(done: EpochProgress) -> None:
        if place.first:
            save_training(state, trainer)
        if log is not None:
            log.add(done, recipe.learning_rate * trainer.rate(trainer.steps_done - 1))

    try:
        run(trainer, keep)
    except KeyboardInterrupt:
        if not place.first:
            raise
        if _stamp(state) == before:  # asked of the file: Ctrl-C may come right after it was written
            tell("Stopped before the first epoch was done: nothing was written")
            raise
        load_training(state, trainer)  # what was done of the next epoch is left out
        save()
        tell(f"Stopped after epoch {trainer.epoch}: {out} is usable; --resume continues from there")
        raise
    finally:
        if log is not None:
            log.close()
    save()
    if place.first:
        state.unlink(missing_ok=True)
    tell(f"Wrote {out} and {out.with_suffix('.json').name}")


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return a fingerprint that changes when a file is replaced; None if it does not exist."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
