"""Ensembles: several networks trained on the same folds, with their probabilities averaged.

An ensemble needs no training of its own: the result files of its members hold their probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mans.evaluation.results import FoldResult, Results

_MODALITIES = ("", "-bone", "-joint-motion", "-bone-motion")


def _modalities_of(recipe: str) -> tuple[str, ...]:
    return tuple(f"{recipe}-mans-conv-evidence{modality}" for modality in _MODALITIES)


ENSEMBLES: Mapping[str, tuple[str, ...]] = {
    "current-ensemble": ("current", "current-mans-conv-evidence", "current-mans-today"),
    **{f"{recipe}-modalities": _modalities_of(recipe) for recipe in ("current", "no-mirror", "hold")},
    "two-speeds": ("no-mirror-mans-today", "hold-mans-today"),
    "two-speeds-modalities": (*_modalities_of("no-mirror"), *_modalities_of("hold")),
    "current-ctr-gcn-modalities": (
        "current-ctr-gcn",
        "current-ctr-gcn-modalitiesbone",
        "current-ctr-gcn-modalitiesjoint_motion",
        "current-ctr-gcn-modalitiesbone_motion",
    ),
}
"""Recipes of the members, by the name of the ensemble."""

DEEP_ENSEMBLES = ("two-speeds", "hold-modalities")
"""Ensembles that are also averaged over three trainings of each member, as ``NAME-deep``: deep ensembles of
Lakshminarayanan et al. (NeurIPS 2017)."""

TRAININGS = 3
"""Trainings of each member of a deep ensemble: the first has seeds 0 to 2, the second 3 to 5, and so on."""


def ensembles(results: Sequence[Results]) -> list[Results]:
    """Return the results of every ensemble whose members are all there, by data set, protocol and seed.

    A member counts if all its folds are done and have probabilities. The seed of a deep ensemble is its
    number: 0 for the one whose members have seeds 0 to 2.
    """
    whole = [
        each
        for each in results
        if len(each.folds) == each.total_folds and all(fold.permille is not None for fold in each.folds)
    ]
    found = []
    for suffix, names, trainings in (("", tuple(ENSEMBLES), 1), ("-deep", DEEP_ENSEMBLES, TRAININGS)):
        by_run: dict[tuple[str, str, int], dict[tuple[str, int], Results]] = {}
        for each in whole:
            run = by_run.setdefault((each.data, each.protocol, each.seed // trainings), {})
            run[each.recipe.name, each.seed % trainings] = each
        for (_, _, number), run in sorted(by_run.items(), key=lambda item: item[0]):
            for name in names:
                wanted = [(member, n) for member in ENSEMBLES[name] for n in range(trainings)]
                if all(key in run for key in wanted):
                    averaged = average(f"{name}{suffix}", [run[key] for key in wanted])
                    found.append(replace(averaged, seed=number))
    return found


def average(name: str, members: Sequence[Results]) -> Results:
    """Return the results of an ensemble.

    Args:
        name: its name, which takes the place of a recipe's.
        members: complete results with probabilities, of the same data set and protocol; the seed is that of
            the first.
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
