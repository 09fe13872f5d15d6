"""Training and testing of an everyday model on a folder of data sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from mans.checkpoint import load_model, save_model, versions
from mans.datasets import DataSet, find_data_set
from mans.datasets.prepare import DataFolder, open_folder
from mans.device import choose_device
from mans.everyday.distillation import Teachers, check_teacher
from mans.everyday.evaluation import (
    Accuracy,
    accuracy,
    as_windows,
    by_data_set,
    calibrate,
    scores_of,
    whole_span,
    wrongly_announced,
)
from mans.everyday.evidence_training import EvidenceTrainer
from mans.everyday.left_out_actions import LeftOutAction, left_out_action
from mans.everyday.results import EverydayResult, WronglyAnnounced
from mans.everyday.samples import Split, everyday_samples, split_people
from mans.everyday.training import DECISION, LABELS
from mans.everyday.vocabulary import LEG_ACTIONS, TABLE, TRAINED_ON, shared_actions
from mans.everyday.warm_start import WarmStart
from mans.model_card import ModelCard, load_card, model_files
from mans.networks.base import ActionNetwork
from mans.recipe import Recipe
from mans.recogniser import Recogniser
from mans.runtime.torch_network import TorchNetwork
from mans.training.checkpointing import check_outputs_of_training, load_training, save_training, state_file
from mans.training.precision import computed_on, precision_of
from mans.training.run import RunEpochs, run_epochs
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError, SettingsError
from streaming.paths import is_folder
from streaming.printable import counted
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import to_plain
from streaming.writers.atomic import replace_text
from streaming.writers.outputs import check_outputs


def read_data(source: DataFolder) -> DataSet:
    """Open a data set, preparing what is not cached yet.

    Raises:
        DataSetError: the folder does not hold the data set.
    """
    source.prepare()
    return source.open()


@dataclass(frozen=True, slots=True)
class Folders:
    """Locations of the data sets.

    Attributes:
        data: folder with a subfolder for each data set, named as on the command line.
        cache: root of the cache; None for the default.
        read: function that opens a data set, preparing what is not cached yet.
    """

    data: Path
    cache: Path | None = None
    read: Callable[[DataFolder], DataSet] = read_data

    def load(self, names: Sequence[str]) -> list[Sample]:
        """Load data sets and return their everyday samples.

        Raises:
            DataSetError: a folder is missing or does not hold the data set.
        """
        samples: list[Sample] = []
        for name in names:
            samples += everyday_samples(self.read(open_folder(name, self.data / name, self.cache)))
        return samples


def run_training(
    tell: Callable[[str], None],
    folders: Folders,
    recipe: Recipe,
    seed: int,
    device_choice: str,
    out: Path,
    resume: bool,
    command: str,
    *,
    overwrite: bool = False,
    start: Path | None = None,
    teachers: Sequence[Path] = (),
    run: RunEpochs = run_epochs,
) -> None:
    """Train an everyday model and save it with its card.

    The last two fifths of each data set's subjects are held out: one for calibration and selection of
    settings, the other for testing.

    ``start`` is a trained model whose weights the training begins with, all of them trained from the first
    step on; None for random weights. ``teachers`` are trained models whose mean class scores are learnt, as
    far as the recipe's ``evidence_loss.distillation`` says. ``tell`` receives status messages; ``run`` runs
    the epochs, e.g. with a progress bar.

    Raises:
        DataSetError: a data set is missing.
        ModelError: there is nothing to resume, or it belongs to another run; or ``start`` or a teacher cannot
            be read, is another network, or has seen what is held out.
        SettingsError: training failed.
        WriteError: a file of the model exists already, or cannot be written.
    """
    weight = 0.0 if recipe.evidence_loss is None else recipe.evidence_loss.distillation
    if (weight > 0) != bool(teachers):
        raise SettingsError(
            f"{counted(len(teachers), 'teacher')}, and evidence_loss.distillation {weight:g}",
            expected="teachers and a weight above 0, or neither",
            remedy="Give --teacher MODEL" if weight > 0 else "Set evidence_loss.distillation, too",
        )
    tell(check_outputs_of_training(out, [start, *teachers], resume=resume, overwrite=overwrite))
    device = choose_device(device_choice)
    first = None if start is None else WarmStart.load(start, recipe)
    for teacher in teachers:  # by their cards; networks are made after the trainer's, whose seed counts
        check_teacher(teacher, load_card(teacher), LABELS, recipe)
    names = tuple(name for name in TRAINED_ON if name not in recipe.left_out)
    samples = folders.load(names)
    split = split_people(samples).but(recipe.left_out_actions)
    trainer = EvidenceTrainer(split.train, LABELS, recipe, seed, device)
    if first is not None:
        first.put_into(trainer)
    if teachers:
        trainer.learn_from(Teachers.load(teachers, LABELS, recipe, device))
    state = state_file(out)
    if resume:
        load_training(state, trainer)
    counts = f"{counted(len(trainer.samples), 'sample')} an epoch at most, {len(LABELS)} classes"
    tell(f"{recipe.name}, seed {seed}, {counts}, on {computed_on(recipe, device)}")
    run(trainer, lambda _: save_training(state, trainer))
    network = trainer.result()
    scores: dict[str, float] = {}
    if not recipe.left_out:
        chosen_by, tested_on = (
            as_windows(people, scores_of(network, people, recipe, device, crop_s=DECISION.crop_s))
            for people in (split.calibration, split.test)
        )
        found = calibrate(chosen_by, tested_on)
        scores = {"calibration_error": round(found.error_before, 4)}
    titles = ", ".join(find_data_set(name).title for name in names)
    card = ModelCard(
        LABELS,
        recipe,
        titles,
        seed,
        trainer.epoch,
        KINECT_V2.name,
        command,
        versions() | precision_of(recipe, device),
        scores,
        DECISION,
        datasets=names,
        leg_actions=LEG_ACTIONS,
        start=trainer.start,
        teachers=trainer.teachers,
    )
    save_model(out, network, card)
    state.unlink(missing_ok=True)
    tell(f"Wrote {out} and {out.with_suffix('.json').name}")


def run_test(
    folders: Folders,
    model: Path,
    device_choice: str,
    path: Path,
    *,
    overwrite: bool = False,
) -> dict[str, Accuracy]:
    """Evaluate an everyday model on held-out data and write the metrics to ``path`` (JSON).

    A model of all data sets is tested on the held-out subjects of each, and on the data sets never used for
    training, if their folders exist. A leave-one-dataset-out model is tested on the held-out data set.
    Actions held out from the training of a model of all data sets are tested on the held-out subjects.

    Returns:
        Accuracy by data set.

    Raises:
        DataSetError: a data set is missing.
        ModelError: the model cannot be read, or is not an everyday model.
        WriteError: the result file exists already, or cannot be written.
    """
    check_outputs([path], model_files(model), overwrite=overwrite, make_folders=True)
    device = choose_device(device_choice)
    network, card = load_model(model, device)
    if card.labels != LABELS:
        raise DataSetError(
            f"a model of {len(card.labels)} other labels", path=model, expected="an everyday model"
        )
    without = ", ".join(card.recipe.left_out)
    untaught = card.recipe.left_out_actions
    more: dict[str, Any] = {}
    groups: dict[str, Accuracy] = {}
    for name in card.recipe.left_out:
        groups[name] = _shared(network, card, folders.load([name]), device, name)
    if not card.recipe.left_out:
        everything = split_people(folders.load(TRAINED_ON))
        split = everything.but(untaught)
        scores = scores_of(network, split.test, card.recipe, device, crop_s=card.decision.crop_s)
        whole = scores_of(network, split.test, card.recipe, device, whole_span)
        groups = by_data_set(split.test, scores, whole)
        people = {"calibration": split.calibration, "test": split.test}
        more["people"] = {
            part: tuple(sorted({sample.subject for sample in some})) for part, some in people.items()
        }
        if untaught:
            unseen = (*everything.calibration, *everything.test)
            more["left_out_actions"] = _about_untaught(network, card, device, unseen)
        else:
            more |= _about_confidence(network, card, device, split, scores)
        for name in (name for name in TABLE if name not in TRAINED_ON):
            if shared_actions(name) and is_folder(folders.data / name):
                groups[name] = _shared(network, card, folders.load([name]), device, name)
    result = EverydayResult(
        model.stem, card.recipe.name, card.epochs, card.seed, without, accuracy=groups, **more
    )
    data = {name: value for name, value in to_plain(result).items() if value not in (None, {})}
    text = json.dumps(data, indent=1) + "\n"
    replace_text(path, text, make_folders=True)
    return groups


def _shared(
    network: ActionNetwork, card: ModelCard, samples: Sequence[Sample], device: torch.device, name: str
) -> Accuracy:
    """Compute the accuracy on the actions that a held-out data set shares with others.

    Raises:
        DataSetError: no sample shows a shared action.
    """
    known = shared_actions(name) - set(card.recipe.left_out_actions)
    shared = [s for s in samples if s.label in known and s.kind != "action in a gap"]
    if not shared:
        raise DataSetError(
            f"no sequence of {name} shows an action", expected=f"one of {', '.join(sorted(known))}"
        )
    scores = scores_of(network, shared, card.recipe, device, crop_s=card.decision.crop_s)
    return accuracy(shared, scores, scores_of(network, shared, card.recipe, device, whole_span))


def _about_confidence(
    network: ActionNetwork,
    card: ModelCard,
    device: torch.device,
    split: Split,
    scores: npt.NDArray[np.float64],
) -> dict[str, Any]:
    """Calibrate on the calibration subjects, and count false positives in the test subjects' windows."""
    own = scores_of(network, split.calibration, card.recipe, device, crop_s=card.decision.crop_s)
    hot = float(card.scores.get("temperature", 1.0))  # by which the weights have been divided already
    found = calibrate(as_windows(split.calibration, own * hot), as_windows(split.test, scores * hot))
    enter = card.decision.enter
    wrong = WronglyAnnounced(
        enter,
        windows=scores.shape[0] * scores.shape[1],
        of_no_action=sum(sample.label == NO_ACTION for sample in split.test) * scores.shape[1],
        by_action=wrongly_announced(split.test, scores, enter),
    )
    return {"calibration": found, "wrongly_announced": wrong}


def _about_untaught(
    network: ActionNetwork, card: ModelCard, device: torch.device, samples: Sequence[Sample]
) -> dict[str, LeftOutAction]:
    """Evaluate the predictions on held-out actions, by action."""
    recogniser, found = Recogniser(TorchNetwork(network, device), card), {}
    for action in card.recipe.left_out_actions:
        own = [sample for sample in samples if sample.label == action]
        if own:
            scores = scores_of(network, own, card.recipe, device, crop_s=card.decision.crop_s)
            found[action] = left_out_action(recogniser, own, scores)
    return found
