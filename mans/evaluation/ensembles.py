"""Ensembles: several networks trained on the same folds, with their probabilities averaged.

An ensemble needs no training of its own: the result files of its members hold their probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mans.evaluation.results import FoldResult, Results

_MODALITIES = ("", "-bone", "-joint-motion", "-bone-motion")
_THREE = ("current", "current-mans-conv-evidence", "current-mans-today")
_TWO_SPEEDS = ("no-mirror-mans-today", "hold-mans-today")


def _modalities_of(recipe: str) -> tuple[str, ...]:
    return tuple(f"{recipe}-mans-conv-evidence{modality}" for modality in _MODALITIES)


ENSEMBLES: Mapping[str, tuple[str, ...]] = {
    "current-ensemble": _THREE,
    **{f"{recipe}-modalities": _modalities_of(recipe) for recipe in ("current", "no-mirror", "hold")},
    # With the live network, trained on the other data sets and fine-tuned.
    "current-with-pretrained": ("current", "current-start-without-{data}"),
    "current-modalities-with-pretrained": (*_modalities_of("current"), "current-start-without-{data}"),
    "two-speeds-with-pretrained": (*_TWO_SPEEDS, "no-mirror-start-without-{data}"),
    "two-speeds": _TWO_SPEEDS,
    # With ROCKET, whose errors are others: MANs-9, and what was the best row of a data set without it.
    "current-with-rocket": ("current", "current-rocket"),
    "current-ensemble-with-rocket": (*_THREE, "current-rocket"),
    "current-with-pretrained-and-rocket": ("current", "current-start-without-{data}", "current-rocket"),
    **{
        f"{recipe}-modalities-with-rocket": (*_modalities_of(recipe), f"{recipe}-rocket")
        for recipe in ("current", "no-mirror")
    },
    "two-speeds-with-pretrained-and-rocket": (
        *_TWO_SPEEDS,
        "no-mirror-start-without-{data}",
        "no-mirror-rocket",
    ),
    "two-speeds-modalities-with-rocket": (
        *_modalities_of("no-mirror"),
        *_modalities_of("hold"),
        "no-mirror-rocket",
    ),
    "two-speeds-modalities": (*_modalities_of("no-mirror"), *_modalities_of("hold")),
    "current-ctr-gcn-modalities": (
        "current-ctr-gcn",
        "current-ctr-gcn-modalitiesbone",
        "current-ctr-gcn-modalitiesjoint_motion",
        "current-ctr-gcn-modalitiesbone_motion",
    ),
}
"""Recipes of the members, by the name of the ensemble; in place of ``{data}``, the data set's name."""


def ensembles(results: Sequence[Results]) -> list[Results]:
    """Return the results of every ensemble whose members are all there, by data set, protocol and seed.

    A member counts if all its folds are done and have probabilities.
    """
    by_run: dict[tuple[str, str, int], dict[str, Results]] = {}
    for each in results:
        whole = len(each.folds) == each.total_folds
        if whole and all(fold.permille is not None for fold in each.folds):
            by_run.setdefault((each.data, each.protocol, each.seed), {})[each.recipe.name] = each
    found = []
    for (data, *_), run in sorted(by_run.items(), key=lambda item: item[0]):
        for name, members in ENSEMBLES.items():
            recipes = [member.format(data=data) for member in members]
            if all(recipe in run for recipe in recipes):
                found.append(average(name, [run[recipe] for recipe in recipes]))
    return found


def average(name: str, members: Sequence[Results]) -> Results:
    """Return the results of an ensemble.

    Args:
        name: its name, which takes the place of a recipe's.
        members: complete results with probabilities, of the same data set, protocol and seed.
    """
    first = members[0]
    folds = tuple(
        _average_fold(first.labels, parts) for parts in zip(*(each.folds for each in members), strict=True)
    )
    return replace(first, recipe=replace(first.recipe, name=name), folds=folds)


def _average_fold(labels: Sequence[str], parts: Sequence[FoldResult]) -> FoldResult:
    found = [part.probabilities for part in parts]
    mean = np.mean([each for each in found if each is not None], axis=0)
    return replace(
        parts[0],
        predicted=tuple(labels[i] for i in mean.argmax(axis=1)),
        confidence=tuple(round(float(p), 4) for p in mean.max(axis=1)),
        train_accuracy=float(np.mean([part.train_accuracy for part in parts])),
        seconds=sum(part.seconds for part in parts),
        curve=None,
        faithfulness=None,
        permille=None,
    )
