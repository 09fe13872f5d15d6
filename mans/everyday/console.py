"""Training and testing an everyday model as a person watches it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table

from mans.action_network import ActionNetwork
from mans.checkpoint import ModelCard, load_model, model_files, save_model, versions
from mans.console import run_epochs
from mans.datasets import find_data_set
from mans.datasets.console import load_data
from mans.datasets.prepare import open_folder
from mans.device import choose_device, describe_device
from mans.everyday.evaluation import (
    COLUMNS,
    Accuracy,
    accuracy,
    as_windows,
    by_data_set,
    calibrate,
    scores_of,
    whole_span,
    wrongly_announced,
)
from mans.everyday.samples import everyday_samples, split_people
from mans.everyday.training import DECISION, EVERYDAY, LABELS, EverydayTrainer
from mans.everyday.vocabulary import OTHER, TABLE, TRAINED_ON, UNUSED
from mans.recipe import Recipe
from mans.tracks import Sample
from mans.training_state import check_outputs_of_training, load_training, save_training, state_file
from streaming.atomic import replace_text
from streaming.errors import DataSetError, SettingsError
from streaming.layouts import KINECT_V2
from streaming.outputs import check_outputs
from streaming.prediction import NO_ACTION

TITLE = "everyday"
_WITHOUT = "-without-"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the data sets are.

    Attributes:
        data: holds a folder for each data set, named as on the command line.
        cache: where prepared data is kept; None for the usual place.
    """

    data: Path
    cache: Path | None = None

    def load(self, console: Console, names: Sequence[str]) -> list[Sample]:
        """Read data sets and return their everyday samples.

        Raises:
            DataSetError: a folder is missing or holds something else.
        """
        samples: list[Sample] = []
        for name in names:
            samples += everyday_samples(load_data(console, open_folder(name, self.data / name, self.cache)))
        return samples


def recipe_without(epochs: int | None, without: str | None) -> Recipe:
    """Return the recipe, its name saying which data set is left out.

    Raises:
        DataSetError: the data set is none of those that a model is made of.
    """
    recipe = EVERYDAY
    if epochs is not None:
        recipe = replace(recipe, epochs=epochs)
    if without is None:
        return recipe
    if without not in TRAINED_ON:
        raise DataSetError(f"data set {without!r}", expected=" or ".join(TRAINED_ON))
    return replace(recipe, name=f"{recipe.name}{_WITHOUT}{without}")


def run_training(
    console: Console,
    folders: Folders,
    recipe: Recipe,
    seed: int,
    device_choice: str,
    out: Path,
    resume: bool,
    command: str,
    *,
    overwrite: bool = False,
) -> None:
    """Train an everyday model and write it with its card.

    With all data sets, the last two fifths of each one's people are held out: the temperature is chosen by
    the first of them. Without one data set, everybody of the others is trained on.

    Raises:
        DataSetError: a data set is missing.
        ModelError: there is nothing to resume, or it is of another run.
        SettingsError: training failed.
        WriteError: a file of the model is there already, or cannot be written.
    """
    console.print(check_outputs_of_training(out, (), resume=resume, overwrite=overwrite), soft_wrap=True)
    device = choose_device(device_choice)
    _, _, without = recipe.name.partition(_WITHOUT)
    names = [name for name in TRAINED_ON if name != without]
    samples = folders.load(console, names)
    split = split_people(samples)
    trainer = EverydayTrainer(samples if without else split.train, recipe, seed, device)
    state = state_file(out)
    if resume:
        load_training(state, trainer)
    counts = f"{len(trainer.samples)} samples an epoch at most, {len(LABELS)} classes"
    console.print(f"{recipe.name}, seed {seed}, {counts}, on {describe_device(device)}")
    run_epochs(console, trainer, lambda _: save_training(state, trainer))
    network = trainer.result()
    scores: dict[str, float] = {}
    if not without:
        chosen_by, tested_on = (
            as_windows(people, scores_of(network, people, recipe, device, closer_s=DECISION.closer_s))
            for people in (split.calibration, split.test)
        )
        found = calibrate(chosen_by, tested_on)
        cool(network, found.temperature)
        scores = {
            "temperature": round(found.temperature, 4),
            "calibration_error": round(found.error_after, 4),
        }
    titles = ", ".join(find_data_set(name).title for name in names)
    card = ModelCard(
        LABELS,
        recipe,
        titles,
        seed,
        trainer.epoch,
        KINECT_V2.name,
        command,
        versions(),
        scores,
        DECISION,
        hand_to_mouth=True,
    )
    save_model(out, network, card)
    state.unlink(missing_ok=True)
    console.print(f"Wrote {out} and {out.with_suffix('.json').name}")


def cool(network: ActionNetwork, temperature: float) -> None:
    """Divide the class scores by a temperature, in the weights of the last layer.

    Raises:
        SettingsError: the network has no such layer.
    """
    last = getattr(getattr(network, "stcm", None), "fc", None)
    if not isinstance(last, torch.nn.Linear):
        raise SettingsError("a network without a last layer", expected="MANs-9, -33 or -61")
    with torch.no_grad():
        last.weight.div_(temperature)
        last.bias.div_(temperature)


def run_test(
    console: Console,
    folders: Folders,
    model: Path,
    device_choice: str,
    path: Path,
    *,
    overwrite: bool = False,
) -> None:
    """Test an everyday model on what it was not trained on, and write the figures to ``path`` (JSON).

    A model of all data sets is tested on the held-out people of each, and on data sets that no model is
    trained on, where their folders are there. A model without one data set is tested on that one.

    Raises:
        DataSetError: a data set is missing.
        ModelError: the model cannot be read, or is no everyday model.
        WriteError: the result file is there already, or cannot be written.
    """
    check_outputs([path], model_files(model), overwrite=overwrite, make_folders=True)
    device = choose_device(device_choice)
    network, card = load_model(model, device)
    if card.labels != LABELS:
        raise DataSetError(
            f"a model of {len(card.labels)} other labels", path=model, expected="an everyday model"
        )
    _, _, without = card.recipe.name.partition(_WITHOUT)
    result: dict[str, Any] = {"model": model.stem, "recipe": card.recipe.name, "epochs": card.epochs}
    result |= {"seed": card.seed, "without": without}
    groups: dict[str, Accuracy] = {}
    if without:
        samples = folders.load(console, [without])
        groups[without] = _shared(network, card, samples, device, without)
    else:
        split = split_people(folders.load(console, TRAINED_ON))
        closer_s = card.decision.closer_s
        scores = scores_of(network, split.test, card.recipe, device, closer_s=closer_s)
        whole = scores_of(network, split.test, card.recipe, device, whole_span)
        groups = by_data_set(split.test, scores, whole)
        own = scores_of(network, split.calibration, card.recipe, device, closer_s=closer_s)
        hot = float(card.scores.get("temperature", 1.0))  # by which the weights have been divided already
        found = calibrate(as_windows(split.calibration, own * hot), as_windows(split.test, scores * hot))
        result["calibration"] = asdict(found)
        enter = card.decision.enter
        result["wrongly_announced"] = {
            "from": enter,
            "windows": scores.shape[0] * scores.shape[1],
            "of_no_action": sum(sample.label == NO_ACTION for sample in split.test) * scores.shape[1],
            "by_action": wrongly_announced(split.test, scores, enter),
        }
        result["people"] = {
            "calibration": sorted({sample.subject for sample in split.calibration}),
            "test": sorted({sample.subject for sample in split.test}),
        }
        for name in (name for name in TABLE if name not in TRAINED_ON):
            if _shared_actions(name) and (folders.data / name).is_dir():
                groups[name] = _shared(network, card, folders.load(console, [name]), device, name)
    result["accuracy"] = {name: asdict(group) for name, group in groups.items()}
    text = json.dumps(result, indent=1) + "\n"
    replace_text(path, text, make_folders=True)
    console.print(accuracy_table(groups))
    console.print(f"Wrote {path}")


def _shared_actions(name: str) -> frozenset[str]:
    """Return the actions that a data set has in common with others that are trained on."""
    others = {action for other in TRAINED_ON if other != name for action in TABLE[other]}
    return frozenset(others & TABLE[name].keys() - {OTHER, UNUSED})


def _shared(
    network: ActionNetwork, card: ModelCard, samples: Sequence[Sample], device: torch.device, name: str
) -> Accuracy:
    """Test on the actions of a data set that others hold too, which its labels can be compared on.

    Raises:
        DataSetError: none of its samples shows one.
    """
    known = _shared_actions(name)
    shared = [s for s in samples if s.label in known]
    if not shared:
        raise DataSetError(
            f"no sequence of {name} shows an action", expected=f"one of {', '.join(sorted(known))}"
        )
    scores = scores_of(network, shared, card.recipe, device, closer_s=card.decision.closer_s)
    return accuracy(shared, scores, scores_of(network, shared, card.recipe, device, whole_span))


def accuracy_table(groups: dict[str, Accuracy]) -> Table:
    """Return a table for the terminal: a data set a row."""
    table = Table("data set", "sequences", *COLUMNS, "confused")
    for title, group in groups.items():
        worst = ", ".join(f"{true} as {said} {count}" for true, said, count in group.confused[:3])
        shares = (getattr(group, name) for name in COLUMNS.values())
        table.add_row(title, str(group.sequences), *(f"{share:.1%}" for share in shares), worst)
    return table
