"""Training and evaluation as a person watches them: progress, time left, Ctrl-C, and what was written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from mans.checkpoint import ModelCard, save_model, versions
from mans.datasets import DataSet
from mans.datasets.console import progress_bar
from mans.datasets.prepare import DataFolder
from mans.device import choose_device, describe_device
from mans.distributed import DistributedTrainer, Place
from mans.evaluation import evaluate
from mans.preprocessing import V1_JOINTS
from mans.recipe import Recipe
from mans.report import results_table
from mans.results import Results
from mans.samples import with_gaps
from mans.training import EpochReport, Trainer
from mans.training_log import TrainingLog
from mans.training_state import load_training, save_training, state_file
from mans.workers import cores
from streaming.layouts import KINECT_V2
from streaming.prediction import NO_ACTION


def fitted_to(recipe: Recipe, data: DataSet) -> Recipe:
    """Return the recipe for a data set's people and joints.

    The network gets a slot for each person that the data set's actions have; where there are two and the
    recipe varies its samples, either comes first, for nobody can tell beforehand who will be the first one
    live. A recipe that reads the joints of Kinect v1 reads, of a data set of another sensor, those that this
    one measured.
    """
    preprocessing = recipe.preprocessing
    if preprocessing.joints == V1_JOINTS and data.joints:
        preprocessing = dataclasses.replace(preprocessing, joints=data.joints)
    augmentation = recipe.augmentation
    if augmentation is not None and data.bodies > 1:
        augmentation = dataclasses.replace(augmentation, swap=0.5)
    return dataclasses.replace(
        recipe,
        bodies=max(recipe.bodies, data.bodies),
        preprocessing=preprocessing,
        augmentation=augmentation,
    )


def run_epochs(console: Console, trainer: Trainer, after_each: Callable[[EpochReport], None]) -> None:
    """Train to the end with progress.

    Raises:
        SettingsError: training failed: the loss is no number any more.
    """
    with progress_bar(console) as progress:
        task = progress.add_task("epoch", total=trainer.recipe.epochs, completed=trainer.epoch, figures="")

        def report(now: EpochReport) -> None:
            progress.update(task, completed=now.epochs_done, figures=now.figures)

        while not trainer.finished:
            done = trainer.run_epoch(report)
            done.check("Train with another seed, or with a recipe of a lower learning rate")
            after_each(done)


def train(
    console: Console,
    data: DataSet,
    recipe: Recipe,
    seed: int,
    device_choice: str,
    out: Path,
    resume: bool,
    command: str,
    place: Place | None = None,
    log_folder: Path | None = None,
) -> None:
    """Train a model on all of a data set and write it to ``out`` (``.safetensors``) with its card.

    After every epoch the state for ``--resume`` is written. Ctrl-C ends with a usable model of the epochs
    done so far. ``place`` is this process's among several that train together; the first one writes.
    ``log_folder`` gets a log for TensorBoard.

    Raises:
        ModelError: there is nothing to resume, or it is of another run.
        DeviceError: the device is not there.
        SettingsError: training failed: the loss is no number any more; or there is no TensorBoard.
    """
    place = place or Place()
    device = place.device(choose_device(device_choice))
    samples, labels = with_gaps(data.samples, data.labels, recipe)
    if gaps := len(samples) - len(data.samples):
        console.print(f"{gaps} stretches between the actions are the class {NO_ACTION!r}")
    if place.size > 1:
        trainer: Trainer = DistributedTrainer(samples, labels, recipe, seed, device, place)
    else:
        trainer = Trainer(samples, labels, recipe, seed, device)
    state = state_file(out)
    if resume:
        load_training(state, trainer)
        console.print(f"Going on after epoch {trainer.epoch} of {state}")
    where = describe_device(device) + (f", in {place.size} processes" if place.size > 1 else "")
    about = f"{recipe.network(len(labels)).name}, recipe {recipe.name}, seed {seed}, on {where}"
    log: TrainingLog | None = None
    if log_folder is not None and place.first:
        log = TrainingLog(log_folder, recipe, f"{data.title}: {about}", trainer.epoch + 1)
    console.print(about)

    def save() -> None:
        if not place.first:
            return
        card = ModelCard(
            labels=labels,
            recipe=recipe,
            data=data.title,
            seed=seed,
            epochs=trainer.epoch,
            layout=KINECT_V2.name,
            command=command,
            versions=versions(),
            scores={},
        )
        save_model(out, trainer.result(), card)

    kept = trainer.epoch  # epochs that can be gone back to

    def keep(done: EpochReport) -> None:
        nonlocal kept
        if place.first:
            save_training(state, trainer)
        if log is not None:
            log.add(done, recipe.learning_rate * trainer.rate(trainer.steps_done - 1))
        kept = done.epoch

    try:
        run_epochs(console, trainer, keep)
    except KeyboardInterrupt:
        if not place.first:
            raise
        if kept == 0:
            console.print("Stopped before the first epoch was done: nothing was written")
            raise
        load_training(state, trainer)  # what was done of the next epoch is left out
        save()
        console.print(f"Stopped after epoch {trainer.epoch}: {out} is usable; --resume goes on from there")
        raise
    finally:
        if log is not None:
            log.close()
    save()
    if place.first:
        state.unlink(missing_ok=True)
    console.print(f"Wrote {out} and {out.with_suffix('.json').name}")


def run_evaluation(
    console: Console,
    data: DataSet,
    source: DataFolder,
    protocol: str,
    recipe: Recipe,
    seed: int,
    device: str,
    jobs: int,
    path: Path,
    most_folds: int | None,
    curves: bool = False,
) -> Results:
    """Evaluate by a protocol with progress; Ctrl-C keeps what is done, the same command goes on.

    The result file is ``path``; ``jobs`` of 0 takes one fold a core; ``most_folds`` stops after so many
    more, ``curves`` measures the errors after each epoch.

    Raises:
        ModelError: the result file is of another run.
    """
    jobs = jobs or cores()
    console.print(f"{protocol}, recipe {recipe.name}, seed {seed}, {jobs} folds at a time; results in {path}")
    rounds = evaluate(data, source, protocol, recipe, seed, device, jobs, path, curves=curves)

    def ready(results: Results) -> int:
        return sum(fold.curve is not None or not curves for fold in results.folds)

    results = next(rounds)
    start = ready(results)
    try:
        with progress_bar(console) as progress:
            task = progress.add_task("fold", total=results.total_folds, completed=start, figures="")
            for results in rounds:
                share = results.right / max(1, results.tested)
                progress.update(
                    task,
                    completed=ready(results),
                    figures=f"{results.right} of {results.tested} right, {share:.1%}",
                )
                if most_folds is not None and ready(results) - start >= most_folds:
                    break
    finally:
        rounds.close()
    console.print(results_table([results]))
    return results
